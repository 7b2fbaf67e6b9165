"""The same answers everywhere: `python -m tests.tool.parity`.

Each runtime judges every vector of decisions, trips and eligibility three times, in two processes: in the order of the
file with the reference arithmetic; reversed and shuffled with the engine that terminals have there. So every vector is
judged cold and warm, after different others, and each answer must be the one the vector states. Then every payload
goes over the emulated wires of both scanner modules (tests/tool/wire_parity.py).
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from sim.micropython import vm
from tests.on_micropython import compiled_tests
from tests.tool import wire_parity
from tests.tool.judge import ELIGIBILITY, OF_TERMINALS, TRIPS, VECTORS, expected

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261101
RUN_MAX_S = 1800


class Run(NamedTuple):
    """A process that judges. where: for people; start: starts it; orders: names, and numbers of vectors."""

    where: str
    start: Callable[[], "subprocess.Popen[str]"]
    orders: list[tuple[str, list[int]]]

    @property
    def asked(self) -> list[tuple[str, int]]:
        """All its questions: in which order, which vector."""
        return [(name, at) for name, order in self.orders for at in order]


def orders(count: int) -> list[tuple[str, list[int]]]:
    """The three orders in which `count` vectors are judged."""
    shuffled = list(range(count))
    random.Random(SEED).shuffle(shuffled)
    return [
        ("file order", list(range(count))),
        ("reversed", list(range(count - 1, -1, -1))),
        (f"shuffled with seed {SEED}", shuffled),
    ]


def runs(count: int) -> list[Run]:
    """All processes, those that take longest first. Raises vm.RuntimeMissing."""
    first, *others = orders(count)
    native = bool(vm.march())
    tree = compiled_tests("tool/judge", march=vm.march())
    engine = (OF_TERMINALS,) if native else ()

    def micropython(*arguments: str) -> Callable[[], "subprocess.Popen[str]"]:
        return lambda: vm.start("tests.tool.judge", [tree], arguments, cwd=ROOT, stdin=subprocess.PIPE)

    def cpython(*arguments: str) -> Callable[[], "subprocess.Popen[str]"]:
        command = [sys.executable, "-m", "tests.tool.judge", *arguments]
        pipe = subprocess.PIPE
        return lambda: subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    return [
        Run("MicroPython", micropython(), [first]),
        Run("CPython", cpython(), [first]),
        Run("CPython with the engine of desktops", cpython(OF_TERMINALS), others),
        Run(f"MicroPython{' with the engine of boards' if native else ''}", micropython(*engine), others),
    ]


def answers(run: Run, lines: list[str]) -> tuple[list, str]:
    """What a process answers to its questions, and what it wrote on stderr. lines: the vectors."""
    process = run.start()
    try:
        out, err = process.communicate("".join(f"{lines[at]}\n" for _, at in run.asked), timeout=RUN_MAX_S)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += f"stopped after {RUN_MAX_S} s"
    given = []
    for line in out.splitlines():
        try:
            given.append(json.loads(line))
        except ValueError:  # it was stopped in the middle of a line
            return given, f"{err}\n{line}".strip()
    return given, err.strip()


def differences(vectors: list[dict], run: Run, given: list, err: str) -> list[str]:
    """Every answer of a process that is missing or is not the vector's, shown in full."""
    found = []
    for place, (order, at) in enumerate(run.asked):
        vector = vectors[at]
        where = f"{vector['id']} on {run.where}, {order}"
        if place >= len(given):
            found.append(f"{where}: no answer, {len(run.asked) - place} are missing\n{err}")
            break
        if given[place] != expected(vector):
            found.append(
                f"{where}:\n  expected {expected(vector)}\n  answered {given[place]}\n  vector   {json.dumps(vector)}"
            )
    return found


def main() -> int:
    files = (VECTORS, TRIPS, ELIGIBILITY)
    lines = [line for name in files for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    vectors = [json.loads(line) for line in lines]
    try:
        processes = runs(len(vectors))
        with ThreadPoolExecutor(2) as pool:
            answered = list(pool.map(lambda run: answers(run, lines), processes))
    except (vm.RuntimeMissing, SyntaxError) as error:
        print(error, file=sys.stderr)
        return 1
    found = [each for run, (given, err) in zip(processes, answered) for each in differences(vectors, run, given, err)]
    print(f"parity: {len(vectors)} vectors × 3 orders × 2 runtimes, {len(found)} differences")
    print(f"judged on {', '.join(run.where for run in processes)}")
    for outcome in wire_parity.both([vector for vector in vectors if "payload" in vector]):
        print(outcome.line())
        found += outcome.differences
    if found:
        print("the first:", found[0])
    return 1 if found or not vectors else 0


if __name__ == "__main__":
    sys.exit(main())
