"""Judges decision vectors, on both runtimes: the tests and the parity check ask the same questions.

As a program it reads vectors from stdin, one line of JSON each, and prints one answer a line, so that no more
than one vector is in memory: `python -m tests.tool.judge`, or the same module in the MicroPython VM.
"""

import binascii
import json
import sys

from terminal import codes, decide, history, policy, sm2, trust

VECTORS = "tests/vectors/decisions.jsonl"
TRUST_LISTS = "tests/vectors/trust/"
_HISTORY_ENTRIES = 16


class Judge:
    """Answers vectors one after another. Each trust list is opened once and stays, as in a terminal, so
    whatever the core remembers from one vector is there when the next is judged."""

    def __init__(self, engine: sm2.Engine = sm2.REFERENCE) -> None:
        self.engine = engine
        self.lists = {}

    def answer(self, vector: dict) -> list:
        """[result name, step, recovered names, family, offset]; a fault of our own is raised, not
        answered."""
        past = history.History(_HISTORY_ENTRIES)
        for account, generated_s, until_s in vector.get("history", ()):
            past.add(binascii.unhexlify(account), generated_s, until_s)
        decision = decide.decide(
            binascii.unhexlify(vector["payload"]),
            self.open_list(vector["trust"]),
            _policy(vector.get("policy", {})),
            past,
            vector["clock"],
        )
        if decision.cause is not None:
            raise decision.cause
        name = codes.of(decision.result).name
        return [name, decision.step, list(decision.recovered), decision.family, decision.offset]

    def open_list(self, name: str | None) -> trust.TrustList | None:
        """The trust list of that name, opened at the first call and verified then; None for None."""
        if name is None:
            return None
        if name not in self.lists:
            with open(TRUST_LISTS + "operator.hex") as file:
                operator = self.engine.decode(binascii.unhexlify(file.read().strip()))
            binary = open(TRUST_LISTS + name + ".bin", "rb")
            length = binary.seek(0, 2)

            def readinto(offset: int, buffer: bytearray) -> None:
                binary.seek(offset)
                if binary.readinto(buffer) != len(buffer):
                    raise OSError("the trust list ends early")

            opening = trust.open_list(readinto, length, (operator,), self.engine, True)
            self.lists[name] = sm2.finish(opening)
        return self.lists[name]


def expected(vector: dict) -> list:
    """What a vector demands, in the shape of an answer; what it does not mention must be absent."""
    return [
        vector["result"],
        vector["step"],
        vector["recovered"],
        vector.get("family"),
        vector.get("offset", -1),
    ]


def _policy(overrides: dict) -> policy.Policy:
    """JSON has neither bytes nor tuples: services are hex there, and lists become tuples."""
    fields = {}
    for name, value in overrides.items():
        if isinstance(value, list):
            value = tuple([binascii.unhexlify(v) if name == "services" else v for v in value])
        fields[name] = value
    return policy.make(**fields)


def main() -> None:
    judge = Judge()
    for line in sys.stdin:
        print(json.dumps(judge.answer(json.loads(line))))


if __name__ == "__main__":
    main()
