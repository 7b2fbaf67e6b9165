"""The most heap that a terminal has in use, in the MicroPython VM with the heap of a board of 192 KB.

Objects in this VM are twice a board's, buffers are as large as there (docs/performance.md). What is counted is above
what the modules themselves take, whose bytecode a board may keep in flash.
"""

import subprocess
import tempfile
from pathlib import Path

from sim.issuer import issuer
from sim.micropython import vm
from tests.bench import trust
from tests.bench.line import Absent, Effort, Line, Measured, Subject
from tests.on_micropython import compiled_tests

NOW_S = 1_793_000_000
JOBS = (
    ("cold", "a cold decision, three signatures in Python integers"),
    ("start", "a start: trust list, replay memory of 2,048 codes, empty journal"),
    ("window", "a start with 256 rides in the replay window"),
)


def prepared(folder: Path) -> None:
    """The files that tests/bench/heap.py reads."""
    pki = issuer.make_pki()
    (folder / "operator.bin").write_bytes(trust.write(folder / "trust.bin", 100))
    (folder / "code.bin").write_bytes(pki.recipe(NOW_S).encode())


def peak(what: str, folder: Path, heap: str = vm.HEAP) -> int:
    """Bytes that were in use at most, modules and all."""
    tree = compiled_tests("bench/__init__", "bench/heap")
    arguments = ["tests.bench.heap", what]
    process = vm.start("tests.micropython_runner", [tree], arguments, heap=heap, cwd=folder, stderr=subprocess.STDOUT)
    out, _ = process.communicate()
    words = out.split()
    if process.returncode or words[:3] != ["RESULT", "1", "0"]:
        raise SystemExit(out)
    return int(words[3])


def measure(effort: Effort) -> Measured:
    """Each in a VM of its own."""
    # in the checkout: the VM keeps the names of files, and their length must not depend on where that lies
    with tempfile.TemporaryDirectory(prefix="bench-", dir=vm.build_folder()) as name:
        folder = Path(name)
        prepared(folder)
        try:
            peak("fill", folder)
            modules = peak("nothing", folder)
            yield Line(
                "memory/modules", "heap of the modules themselves, bytecode included", modules / 1024, "KB", True
            )
            for what, title in JOBS:
                kb = (peak(what, folder) - modules) / 1024
                yield Line(f"memory/{what}", f"heap at most: {title}", kb, "KB", True)
        except vm.RuntimeMissing as missing:
            yield Absent("memory", str(missing))


SUBJECT = Subject("memory", "Memory on a board", measure, counted=True)
