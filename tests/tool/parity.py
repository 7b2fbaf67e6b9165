"""The same answers everywhere: `python -m tests.tool.parity`.

Each runtime judges every vector of decisions, trips and eligibility three times: in the order of the file with the
reference arithmetic, then, in one process and with the engine that terminals have there, reversed and shuffled. So
every vector is judged cold and warm, after different others, and each answer must be the one the vector states. Then
every payload goes over the emulated wires of both scanner modules
(tests/tool/wire_parity.py).
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from sim.emulator import vm_files
from sim.micropython import vm
from tests.on_micropython import compiled_tests
from tests.tool import wire_parity
from tests.tool.judge import ELIGIBILITY, TRIPS, VECTORS, expected

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261101
RUN_MAX_S = 1800


def orders(count: int) -> list[tuple[str, list[int]]]:
    """The three orders in which `count` vectors are judged."""
    shuffled = list(range(count))
    random.Random(SEED).shuffle(shuffled)
    return [
        ("file order", list(range(count))),
        ("reversed", list(range(count - 1, -1, -1))),
        (f"shuffled with seed {SEED}", shuffled),
    ]


def answers(start: Callable[[], "subprocess.Popen[str]"], lines: list[str]) -> tuple[list, str]:
    """What one process answers to `lines`, and what it wrote on stderr."""
    process = start()
    try:
        out, err = process.communicate("\n".join(lines) + "\n", timeout=RUN_MAX_S)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += f"stopped after {RUN_MAX_S} s"
    return [json.loads(line) for line in out.splitlines()], err.strip()


def on_cpython(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.tool.judge", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def on_micropython(*arguments: str) -> "subprocess.Popen[str]":
    tree = compiled_tests("tool/judge", march=vm_files.MARCH)
    return vm.start("tests.tool.judge", [tree], arguments, cwd=ROOT, stdin=subprocess.PIPE)


def joined(first: tuple[list, str], second: tuple[list, str]) -> tuple[list, str]:
    """What both processes of a runtime answered and wrote."""
    return first[0] + second[0], f"{first[1]}\n{second[1]}".strip()


def differences(vectors: list[dict], runs: dict[str, tuple[list, str]]) -> list[str]:
    """Every answer that is missing or is not the vector's, shown in full."""
    asked = [(name, at) for name, order in orders(len(vectors)) for at in order]
    found = []
    for runtime, (given, err) in runs.items():
        for place, (order, at) in enumerate(asked):
            vector = vectors[at]
            where = f"{vector['id']} on {runtime}, {order}"
            if place >= len(given):
                found.append(f"{where}: no answer, {len(asked) - place} are missing\n{err}")
                break
            if given[place] != expected(vector):
                found.append(
                    f"{where}:\n  expected {expected(vector)}\n  answered {given[place]}\n"
                    f"  vector   {json.dumps(vector)}"
                )
    return found


def main() -> int:
    files = (VECTORS, TRIPS, ELIGIBILITY)
    lines = [line for name in files for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    vectors = [json.loads(line) for line in lines]
    first, *others = [[lines[at] for at in order] for _, order in orders(len(lines))]
    again = [line for order in others for line in order]
    try:
        with ThreadPoolExecutor(2) as pool:
            parts = {
                name: [pool.submit(answers, start, first), pool.submit(answers, partial(start, "terminal"), again)]
                for name, start in (("CPython", on_cpython), ("MicroPython", on_micropython))
            }
        runs = {name: joined(*(part.result() for part in both)) for name, both in parts.items()}
    except (vm.RuntimeMissing, SyntaxError) as error:
        print(error, file=sys.stderr)
        return 1
    found = differences(vectors, runs)
    print(f"parity: {len(vectors)} vectors × 3 orders × {len(runs)} runtimes, {len(found)} differences")
    for outcome in wire_parity.both([vector for vector in vectors if "payload" in vector]):
        print(outcome.line())
        found += outcome.differences
    if found:
        print("the first:", found[0])
    return 1 if found or not vectors else 0


if __name__ == "__main__":
    sys.exit(main())
