"""Judges decision vectors, on both runtimes: the tests and the parity check ask the same questions.

As a program it reads vectors from stdin, one line of JSON each, and prints one answer a line, so that no more
than one vector is in memory: `python -m tests.tool.judge`, or the same module in the MicroPython VM. With the argument
`terminal` signatures are verified as in terminals of that runtime, without it by the reference.
"""

import binascii
import hashlib
import json
import sys

from hal.fake.clock import Clock
from hal.fake.eligibility import Eligibility
from terminal import codes, decide, eligibility, history, lane, policy, sm2, trip, trust
from terminal.family import judging, paper, relative
from terminal.port import TYPE_CHECKING
from tests.tool import lines

if TYPE_CHECKING:
    from collections.abc import Generator

VECTORS = "tests/vectors/decisions.jsonl"
ELIGIBILITY = "tests/vectors/eligibility.jsonl"
TRIPS = "tests/vectors/trips.jsonl"
FAMILY_VECTORS = "tests/vectors/families.jsonl"
TRUST_LISTS = "tests/vectors/trust/"
OF_TERMINALS = "terminal"  # the argument for their engine
_HISTORY_ENTRIES = 16
_VERDICTS = {"allow": 1, "deny": 2, "unknown": 3}
_SEEN = ("", "paired", "entry_only", "exit_only", "already_inside", "not_known")
_ACCOUNT = b"\x31\x04\x17" + bytes(6) + b"\x1f"


class _Once:
    """The reference, which hardly ever computes the same twice: the vectors read the same few pages and keys all the
    time, and most of those of eligibility show the same few codes.

    A row for each first byte of a SHA-256: it, and what was computed of what had it last.
    """

    def __init__(self) -> None:
        self._digests = bytearray(256 * 64)
        self._verdicts = bytearray(256 * 33)

    def digest(self, *parts: bytes) -> bytes:
        name, at = _name(parts, 64)
        if self._digests[at : at + 32] != name:
            self._digests[at : at + 64] = name + sm2.REFERENCE.digest(*parts)
        return bytes(self._digests[at + 32 : at + 64])

    def verify(self, key: sm2.Key, e: bytes, signature: bytes) -> "Generator[None, None, bool]":
        name, at = _name((key.xy, e, signature), 33)
        known = self._verdicts[at : at + 32] == name
        holds = known and self._verdicts[at + 32] == 1
        yield
        if not known:
            holds = yield from sm2.REFERENCE.verify(key, e, signature)
            self._verdicts[at : at + 33] = name + bytes([holds])
        return holds


def _reference() -> sm2.Engine:
    plain, once = sm2.REFERENCE, _Once()
    return sm2.Engine(plain.name, once.digest, plain.decode, once.verify, plain.prepare)


def _name(parts: tuple, row_bytes: int) -> tuple:
    summed = hashlib.sha256()
    for part in parts:
        summed.update(part)
    name = summed.digest()
    return name, row_bytes * name[0]


class Judge:
    """Answers vectors one after another. Each trust list is opened once and stays, as in a terminal, so
    whatever the core remembers from one vector is there when the next is judged."""

    def __init__(self, engine: sm2.Engine | None = None) -> None:
        """engine: the reference when left out."""
        self.engine = engine or _reference()
        self.lists = {}
        self.decisions = {}
        self.trips = trip.Trips(None, 256)  # now: 7 KB in one piece, while the heap of a board still has one
        self.steps = decide.steps

    def answer(self, vector: dict) -> list:
        """[result name, step, recovered names, family, offset]; a fault of our own is raised, not
        answered. Of a vector of trips or of eligibility, what `expected` lists of it."""
        if "passages" in vector:
            return _trip(vector, self.trips)
        if "service" in vector:
            return self._asked(vector)
        past = self.history()
        for account, generated_s, until_s in vector.get("history", ()):
            past.add(binascii.unhexlify(account), generated_s, until_s)
        decision = sm2.finish(
            self.steps(
                binascii.unhexlify(vector["payload"]),
                self.open_list(vector["trust"]),
                policy_of(vector.get("policy", {})),
                past,
                vector["clock"],
            )
        )
        if decision.cause is not None:
            raise decision.cause
        name = codes.of(decision.result).name
        return [name, decision.step, list(decision.recovered), decision.family, decision.offset]

    def _asked(self, vector: dict) -> list:
        """The answer of a lane with a service that does what the vector says."""
        base = self.decision(vector["decision"])
        service, verdict = Eligibility(), vector["service"]
        service.verdict = _VERDICTS.get(verdict, 1)
        service.slow_ms = eligibility.DEADLINE_MS if verdict == "late" else 0
        service.down = verdict == "down"
        service.lies = verdict == "lying"
        service.raw = 7 if verdict == "malformed" else None
        clock = Clock(base["clock"], 1000)
        question = eligibility.Question(service, eligibility.rules(vector["unknown"]), b"\0\3\0\4")
        asked = []
        ask = question.ask

        def noted(subject: bytes, now_ms: int) -> None:
            asked.append(bytes(subject))
            ask(subject, now_ms)

        question.ask = noted
        here = lane.Lane(clock, None, question)
        here.staffed = vector["lane"] == "staffed"
        past = history.History(_HISTORY_ENTRIES)
        for account, generated_s, until_s in base.get("history", ()):
            past.add(binascii.unhexlify(account), generated_s, until_s)
        judging = here.judge(
            binascii.unhexlify(base["payload"]),
            self.open_list(base["trust"]),
            policy_of(base.get("policy", {})),
            past,
            base["clock"],
        )
        try:
            while True:
                next(judging)
                clock.ms += 1
        except StopIteration as end:
            decision = end.value
        if decision.cause is not None:
            raise decision.cause
        code = codes.of(decision.result)
        recorded = words = None
        if decision.result == codes.ACCEPTED:
            recorded = {1: "allow", 3: "unknown"}[here.tail(base["clock"])[1]]
        if decision.step == 24:
            words = list(here.words().get(decision.result, (code.zh, code.en)))
        return [code.name, decision.step, len(asked) == 1, recorded, here.completable(), words]

    def decision(self, name: str) -> dict:
        """The decision vector of that id; the file is read once for the few that are named."""
        if name not in self.decisions:
            for line in lines.of(VECTORS):
                if line.startswith('{"id": "' + name + '"'):
                    self.decisions[name] = json.loads(line)
                    break
        return self.decisions[name]

    def history(self) -> history.History:
        """A replay memory that knows nothing yet."""
        return history.History(_HISTORY_ENTRIES)

    def family_answer(self, vector: dict) -> list:
        """Of a code of a test family: [result name, step, recovered names, family, offset, subjects, presenter]."""
        identity = binascii.unhexlify(vector["identity"])
        rules = judging.reading(tuple(vector["read"]), identity)
        judge = judging.Judging((paper, relative), rules)
        trust_list = self.open_list(vector["trust"])
        payload = binascii.unhexlify(vector["payload"])
        decision = sm2.finish(
            judge.steps(payload, trust_list, policy.STANDARD, self.history(), vector["clock"])
        )
        if decision.cause is not None:
            raise decision.cause
        row = judge.row(decision.result)
        found = decision.code
        subjects = [binascii.hexlify(one).decode() for one in found.subjects] if found else None
        presenter = found and found.presenter and binascii.hexlify(found.presenter).decode()
        answer = [row.name, decision.step, list(decision.recovered), decision.family, decision.offset]
        return answer + [subjects, presenter]

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
    for key, names in (
        ("passages", ("result", "step", "changes", "seen", "side")),
        ("service", ("result", "step", "asked", "recorded", "staff", "words")),
    ):
        if key in vector:
            return [vector[name] for name in names]
    return [
        vector["result"],
        vector["step"],
        vector["recovered"],
        vector.get("family"),
        vector.get("offset", -1),
    ]


def _trip(vector: dict, memory: trip.Trips) -> list:
    """What a memory of trips answers to a passage. memory: its space is used again."""
    rules = trip.rules(vector["mode"], vector["trip"], vector["trip_max_s"], vector["tap_min_s"])
    if rules is None:
        return ["ACCEPTED", None, True, None, None]
    for account in range(0, len(memory._slots), 24):
        memory._slots[account : account + 24] = bytes(24)
    memory.rules, memory.pending, memory.count = rules, [], 0
    memory.caught_up(vector["known_from"])
    now_s = vector["clock"]
    for at in range(len(vector["passages"])):
        to, at_s = vector["passages"][at]
        memory.passage(_ACCOUNT, trip.INSIDE if to == "inside" else trip.OUTSIDE, (3, 4), at_s, at + 1, now_s)
    if vector["waiting"]:
        memory.ride(99, _ACCOUNT, trip.ENTRY_ONLY if vector["waiting"] == "entry" else trip.PAIRED + trip.EXIT_SIDE)
    seen, result = memory.seen(_ACCOUNT, now_s)
    if seen is None:
        return ["ACCEPTED", None, False, None, None]
    side = "exit" if seen & trip.EXIT_SIDE else "entry"
    return [codes.of(result).name, 23 if result else None, True, _SEEN[seen & 15], side]


def expected_family(vector: dict) -> list:
    """What a vector of a test family demands, in the shape of an answer."""
    return expected(vector) + [vector.get("subjects"), vector.get("presenter")]


def policy_of(overrides: dict) -> policy.Policy:
    """JSON has neither bytes nor tuples: services are hex there, and lists become tuples."""
    fields = {}
    for name, value in overrides.items():
        if isinstance(value, list):
            value = tuple([binascii.unhexlify(v) if name == "services" else v for v in value])
        fields[name] = value
    return policy.make(**fields)


def engine_of_terminals() -> sm2.Engine:
    """What verifies signatures on this runtime: on MicroPython the machine code of a board, in its form for any
    processor, on CPython what a desktop has."""
    if sys.implementation.name != "micropython":
        from hal.desktop.engine import desktop_engine

        return desktop_engine()
    from hal.engine import recode, sm3, sm3_viper, viper
    from hal.engine.machine import Machine

    return Machine("viper", viper, recode, sm3.digester(sm3_viper.compress)).engine


def main() -> None:
    judge = Judge({(): lambda: None, (OF_TERMINALS,): engine_of_terminals}[tuple(sys.argv[1:])]())
    for line in lines.read(sys.stdin.buffer):
        print(json.dumps(judge.answer(json.loads(line))))


if __name__ == "__main__":
    main()
