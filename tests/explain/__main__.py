"""`make explain-bugs`: every planted mistake, five times each, and 200 good codes; prints what was named and what not.

`python -m tests.explain [--draws 5] [--good 200] [KIND …]`
"""

import argparse
import random
import sys
import time
from typing import NamedTuple

from hal.desktop.engine import proved_engine
from sim.explain.cause import EQUAL as STANDS_EQUAL, Answer
from sim.explain.explain import explain
from sim.issuer.issuer import Pki, make_pki, trust_toml
from terminal import sm2
from terminal.history import History
from terminal.policy import STANDARD
from terminal.trust import TrustList
from tests.explain.bugs import BUGS, EITHER, EQUAL, REMARK, TOLD, Bug
from tests.explain.more import MORE, varied
from tests.explain.program import NOW_S, Program

TOLD_MIN = 0.95  # of the mistakes that can be distinguished, named first


class Bench(NamedTuple):
    """A test industry and its list, opened."""

    pki: Pki
    opened: TrustList

    def explain(self, payload: bytes) -> Answer:
        """One payload at the moment of the planted codes."""
        return explain(payload, self.opened, STANDARD, History(1), NOW_S)


def bench(folder: str) -> Bench:
    """The industry of these tests; its list is compiled in this folder."""
    from pathlib import Path

    from sim.trust.file import load

    pki = make_pki("explain")
    path = Path(folder) / "trust.toml"
    path.write_text(trust_toml(pki), encoding="utf-8")
    return Bench(pki, load(path, None, sm2.REFERENCE).open(proved_engine()))


def planted(pki: Pki, bug: Bug, draw: int) -> bytes:
    """A code with one planted mistake; the same for the same draw."""
    program = Program(pki, random.Random(f"{bug.kind} {draw}"))
    bug.plant(program)
    return program.code()


def good(pki: Pki, number: int) -> bytes:
    """A good code, in one of the wrappings that a terminal undoes itself or in none."""
    import base64

    draw = random.Random(f"good {number}")
    program = Program(pki, draw)
    program.values["extension"] = draw.randbytes(number % 33)
    code = program.code()
    return (
        code,
        code + b"\r\n",
        code.hex().encode(),
        base64.b64encode(code),
        code.decode("latin-1").encode(),
        b"]Q1" + code,
    )[number % 6]


def fault(bug: Bug, answer: Answer) -> str:
    """What is wrong with an explanation of this planted mistake, "" for nothing."""
    if bug.verdict == REMARK:
        named = [cause.name for cause in answer.remarks]
        if answer.hypotheses:
            return f"named {answer.hypotheses[0].name}, though accepted"
        return "" if any(bug.right(name) for name in named) else f"remarks {named}"
    if not answer.hypotheses:
        return f"nothing named ({answer.result})"
    first = answer.hypotheses[0]
    if bug.verdict == EQUAL:
        if first.standing != STANDS_EQUAL:
            return f"{first.standing}: {first.name}"
        group = [one.name for one in answer.hypotheses if one.standing == STANDS_EQUAL]
        return "" if any(bug.right(name) for name in group) else f"equal, but {group}"
    if bug.verdict == EITHER and first.standing == STANDS_EQUAL:
        group = [one.name for one in answer.hypotheses if one.standing == STANDS_EQUAL]
        return "" if any(bug.right(name) for name in group) else f"equal, but {group}"
    if not bug.right(first.name):
        return f"{first.standing}: " + " | ".join(f"{one.name}[{one.standing[:6]}]" for one in answer.hypotheses[:4])
    return f"named, but {first.standing} among {len(answer.hypotheses)}" if first.standing == STANDS_EQUAL else ""


def main(arguments: list[str]) -> int:
    """Run the whole set; 0 when it says what it should."""
    import tempfile

    parser = argparse.ArgumentParser(prog="python -m tests.explain", description=__doc__)
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--good", type=int, default=200)
    parser.add_argument("kinds", nargs="*")
    args = parser.parse_args(arguments)
    chosen = [bug for bug in (*BUGS, *MORE) if not args.kinds or any(kind in bug.kind for kind in args.kinds)]
    right: dict[str, int] = {}
    total: dict[str, int] = {}
    slowest = (0.0, "")
    from sim.output.progress import bar

    with tempfile.TemporaryDirectory() as folder, bar() as report:
        on = bench(folder)
        for number, bug in enumerate(chosen):
            report(f"planting {bug.kind}", number, len(chosen))
            for draw in range(args.draws):
                payload = planted(on.pki, bug, draw)
                began = time.process_time()
                answer = on.explain(payload)
                spent = time.process_time() - began
                slowest = max(slowest, (spent, bug.kind))
                why = fault(bug, answer)
                total[bug.verdict] = total.get(bug.verdict, 0) + 1
                right[bug.verdict] = right.get(bug.verdict, 0) + (not why)
                if why:
                    print(f"{bug.kind} {draw}: {answer.result}: {why}  ({spent:.2f} s)", flush=True)
        named = 0
        for number in range(args.good):
            answer = on.explain((good if number % 2 else varied)(on.pki, number))
            named += bool(answer.hypotheses)
            if answer.hypotheses or answer.result != "ACCEPTED":
                print(f"good {number}: {answer.result} {[one.name for one in answer.hypotheses]}")
    print(f"{len(chosen)} kinds x {args.draws}")
    for verdict in sorted(total):
        print(f"  {verdict}: {right[verdict]} of {total[verdict]} ({100 * right[verdict] / total[verdict]:.1f} %)")
    print(f"  {named} of {args.good} good codes given a name; slowest {slowest[0]:.2f} s of CPU: {slowest[1]}")
    told = right.get(TOLD, 0) >= TOLD_MIN * total.get(TOLD, 0)
    rest = all(right[verdict] == total[verdict] for verdict in total if verdict != TOLD)
    return 0 if told and rest and not named else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
