"""Instructions of the MicroPython VM of this computer around the machine code of an engine, in millions: `python -m
tests.kernel.bytecode`. BYTECODE of tests/bench/instruction.py is the same on a VM of 32 bits, 0.8 times as much.

Callgrind (Debian: valgrind) counts what the VM of this computer executes while it runs each job of
tests/kernel/bytecode_jobs.py once, over the engine's machine code for x86-64; that code itself is left out. No garbage
is collected meanwhile.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from sim.micropython import vm
from tests import on_micropython

# As in bytecode_jobs.py. A digest of a page is measured, which has nine blocks: bytecode does not depend on how many.
JOBS = ("nothing", "decode", "fresh", "prepare", "prepared", "digest", "cold", "warm")
_MODULES = ("__init__", "generated/__init__", "generated/programs", "machine", "recode", "sm3", "sm3_viper", "viper")
_CODE = "???"  # the name callgrind gives to what lies in no file: machine code that was loaded
_HEAP = "64m"


def tree() -> Path:
    """The folder of compiled modules, terminal/ and the engine among them."""
    sources = {**vm.terminal_sources(), "hal/__init__.py": vm.ROOT / "hal" / "__init__.py"}
    sources |= {f"hal/engine/{name}.py": vm.ROOT / "hal" / "engine" / f"{name}.py" for name in _MODULES}
    waiting = {"tests/__init__.py", "tests/kernel/__init__.py", "tests/kernel/bytecode_jobs.py"}
    while waiting:
        name = waiting.pop()
        path = vm.ROOT / name
        if name not in sources and path.is_file():
            sources[name] = path
            waiting |= on_micropython.imports(path.read_text(encoding="utf-8"))
    return vm.compile_modules(sources, vm.MARCH)


def executed(dump: Path) -> int:
    """The instructions in a part of callgrind's output, without those of machine code that was loaded."""
    names: dict[str, str] = {}
    found: Counter[str] = Counter()
    file, called = "", False
    for line in dump.read_text(encoding="utf-8").splitlines():
        named = re.fullmatch(r"c?ob=\((\d+)\)(?: (.*))?", line)
        if named:
            if named[2] is not None:
                names[named[1]] = named[2]
            if line.startswith("ob"):
                file = names[named[1]]
        elif line.startswith("calls="):
            called = True  # the line after it counts what was called
        elif line[:1].isdigit() or line[:1] in ("+", "-", "*"):
            if not called:
                found[file] += int(line.split()[1])
            called = False
    return sum(count for name, count in found.items() if name != _CODE)


def measure(folder: Path) -> dict[str, float]:
    """Millions of instructions of each job. Raises SystemExit when it cannot be."""
    command = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={folder / 'part'}"]
    command += ["--dump-before=usleep", sys.executable, vm.find_vm(), "-X", f"heapsize={_HEAP}"]
    environment = {**os.environ, "MICROPYPATH": f"{tree()}:.frozen"}
    done = subprocess.run(
        [*command, "-m", "tests.kernel.bytecode_jobs"], env=environment, capture_output=True, text=True
    )
    if "measured" not in done.stdout:
        raise SystemExit(f"the VM did not end the jobs:\n{done.stdout}{done.stderr}")
    counts = [executed(folder / f"part.{2 * number + 2}") for number in range(len(JOBS))]
    return {name: (count - counts[0]) / 1e6 for name, count in zip(JOBS, counts, strict=True)}


def main() -> int:
    """Print the table."""
    if shutil.which("valgrind") is None:
        print("skipped: there is no valgrind to count with (Debian: apt-get install valgrind)")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for name, count in measure(Path(folder)).items():
            if name != "nothing":
                print(f'    "{name}": {count:.3f},')
    return 0


if __name__ == "__main__":
    sys.exit(main())
