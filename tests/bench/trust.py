"""Look-ups in trust lists of a hundred to a million blocked accounts: time, reads, heap.

The lists are written to files and read in place, as terminals do it: by CPython with the desktop's engine, and by the
MicroPython VM with the reference engine and no more heap than a board of 192 KB has. Accounts and look-ups follow from
a seed (tests/bench/lookup.py), so every run does the same work.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.issuer import issuer
from sim.micropython import vm
from sim.trust import image, source
from tests.bench import lookup
from tests.bench.line import Absent, Effort, Line, Measured, Subject
from tests.on_micropython import compiled_tests

ROOT = Path(__file__).resolve().parent.parent.parent
COUNTS = (100, 1_000, 10_000, 100_000, 1_000_000)
COUNTS_QUICK = (100, 10_000, 1_000_000)
TIMES = 3  # of which the quickest counts: what is slower was disturbed
READS_MAX = 24
LENGTH_MAX_BYTES = 12_000_000
HELD_MAX_BYTES = 4096  # of the VM's heap, by an open list of any size; objects there are twice a board's
LEFT_MAX_BYTES = 64  # after hundreds of look-ups


def write(path: Path, count: int) -> bytes:
    """The test industry's list with so many blocked accounts; the operator's public key, X||Y."""
    pki = issuer.make_pki()
    tables = source.parse_source(issuer.trust_toml(pki)).tables
    accounts = (lookup.account(number) for number in range(count))
    with open(path, "w+b") as file:
        image.write_image(image.Header(1, 1, 1, 0), (*tables[:3], accounts), pki.operator, file)
    return pki.operator.public_xy


def in_the_vm(path: Path, key: bytes, count: int, heap: str = vm.HEAP) -> dict[str, float]:
    """What tests/bench/lookup.py measures in the MicroPython VM."""
    arguments = [str(path), key.hex(), str(count)]
    tree = compiled_tests("bench/lookup")
    process = vm.start("tests.bench.lookup", [tree], arguments, heap=heap, cwd=ROOT, stderr=subprocess.STDOUT)
    out, _ = process.communicate()
    if process.returncode or not out.startswith("{"):
        raise SystemExit(out)
    found: dict[str, float] = json.loads(out)
    return found


def _mean_ms(found: dict[str, float]) -> float:
    return found["mean_ms"]


def measure(effort: Effort) -> Measured:
    """A look-up for each length of list, beside one in the shortest."""
    engine = desktop_engine()
    first_ms = there_first_ms = 0.0
    with tempfile.TemporaryDirectory(prefix="ridegate-bench-") as folder:
        path = Path(folder) / "trust.bin"
        for count in COUNTS_QUICK if effort.quick else COUNTS:
            key = write(path, count)
            times = 1 if effort.quick else TIMES
            here = min((lookup.measure(str(path), key, count, engine) for _ in range(times)), key=_mean_ms)
            name, words = f"1e{len(str(count)) - 1}", f"{count:,} blocked accounts"
            first_ms = first_ms or here["mean_ms"]
            size = f"{path.stat().st_size / 1000:,.0f} KB"
            yield Line(f"trust/desktop/{name}", f"a look-up among {words}, desktop: times that among 100",
                       here["mean_ms"] / first_ms, less=True, measured=f"{here['mean_ms']:.3f} ms in {size}",
                       told=count == COUNTS[0])  # fmt: skip
            try:
                there = min((in_the_vm(path, key, count) for _ in range(times)), key=_mean_ms)
            except vm.RuntimeMissing as missing:
                yield Absent(f"trust/vm/{name}", str(missing))
                yield Absent(f"trust/reads/{name}", str(missing))
                yield Absent(f"trust/held/{name}", str(missing))
                continue
            there_first_ms = there_first_ms or there["mean_ms"]
            yield Line(f"trust/vm/{name}", f"the same, MicroPython VM: times that among {COUNTS[0]}",
                       there["mean_ms"] / there_first_ms, less=True, measured=f"{there['mean_ms']:.2f} ms",
                       told=count == COUNTS[0])  # fmt: skip
            reads = max(here["reads_max"], there["reads_max"])
            yield Line(f"trust/reads/{name}", "the same: pages read, at most", reads, "", True, "", READS_MAX, True)
            held_kb = max(there["held_bytes"], there["left_bytes"] * HELD_MAX_BYTES / LEFT_MAX_BYTES) / 1024
            yield Line(f"trust/held/{name}", "the same: heap of the VM that the open list holds", held_kb, "KB",
                       True, f"{there['left_bytes']:.0f} bytes left behind", HELD_MAX_BYTES / 1024, True)  # fmt: skip


SUBJECT = Subject("trust", "The trust list", measure)
