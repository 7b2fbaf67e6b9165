"""Time and reads of a look-up in lists of a hundred to a million blocked accounts: `python -m tests.bench_trust`, and a
part of `make bench`.

The lists are written to files and read in place, as terminals do it: by CPython with the desktop's engine, and by the
MicroPython VM with the reference engine and no more heap than a board of 192 KB has. Accounts and look-ups follow from
a seed (tests/lookup.py), so every run does the same work.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim import vm
from sim.issuer import issuer
from sim.trust import image
from tests import lookup
from tests.on_micropython import compiled_tests

ROOT = Path(__file__).resolve().parent.parent
COUNTS = (100, 1_000, 10_000, 100_000, 1_000_000)
READS_MAX = 24
LENGTH_MAX_BYTES = 12_000_000
HELD_MAX_BYTES = 4096  # of the VM's heap, by an open list of any size; objects there are twice a board's
LEFT_MAX_BYTES = 64  # after hundreds of look-ups


def write(path: Path, count: int) -> bytes:
    """A list with so many blocked accounts; the operator's public key, X||Y."""
    operator = issuer.make_pki().operator
    with open(path, "w+b") as file:
        accounts = (lookup.account(number) for number in range(count))
        image.write_image(image.Header(1, 1, 1, 0), ((), (), (), accounts), operator, file)
    return operator.public_xy


def in_the_vm(path: Path, key: bytes, count: int, heap: str = vm.HEAP) -> dict[str, float]:
    """What tests/lookup.py measures in the MicroPython VM."""
    arguments = [str(path), key.hex(), str(count)]
    tree = compiled_tests("lookup")
    process = vm.start("tests.lookup", [tree], arguments, heap=heap, cwd=ROOT, stderr=subprocess.STDOUT)
    out, _ = process.communicate()
    if process.returncode or not out.startswith("{"):
        raise SystemExit(out)
    found: dict[str, float] = json.loads(out)
    return found


def main() -> int:
    """Print the table; 1 when a bound does not hold."""
    engine = desktop_engine()
    print(f"{lookup.LOOKUPS} look-ups in a file, seed {lookup.SEED}; CPython: {engine.name}, the VM: its reference")
    print("   blocked     file  written    CPython  MicroPython VM  reads  heap held  left behind")
    good = True
    with tempfile.TemporaryDirectory(prefix="ridegate-bench-") as folder:
        path = Path(folder) / "trust.bin"
        for count in COUNTS:
            started = time.monotonic()
            key = write(path, count)
            took_s = time.monotonic() - started
            here = lookup.measure(str(path), key, count, engine)
            there = in_the_vm(path, key, count)
            reads = max(here["reads_max"], there["reads_max"])
            size = path.stat().st_size
            held, left = there["held_bytes"], there["left_bytes"]
            print(
                f"{count:10,} {size / 1e6:6.2f} MB {took_s:6.1f} s {here['mean_ms']:7.3f} ms"
                f" {there['mean_ms']:12.2f} ms {reads:6} {held / 1024:7.1f} KB {left / 1024:9.1f} KB"
            )
            good = good and reads <= READS_MAX and size <= LENGTH_MAX_BYTES
            good = good and held <= HELD_MAX_BYTES and left <= LEFT_MAX_BYTES
    bounds = f"{READS_MAX} reads, {LENGTH_MAX_BYTES // 1_000_000} MB, {HELD_MAX_BYTES} bytes of heap, flat"
    print(f"at most {bounds}: {'met' if good else 'MISSED'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
