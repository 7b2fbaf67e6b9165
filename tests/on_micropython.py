"""The tests in the MicroPython VM, within the heap of a board: `python -m tests.on_micropython [file ...]`.

terminal/ and tests/core/ are compiled to .mpy first, as for a device. Each file gets a VM process of its
own. Its functions take no arguments and use bare asserts; what needs more belongs in tests/desktop/. A file
whose tests pass while the VM complains of something, as of bytes that are compared with a str, has failed. One
line a file shows what passed and the most heap that was in use (see tests/micropython_runner.py for how that
is found).
"""

import ast
import os
import subprocess
import sys
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sim.micropython import vm

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "tests" / "core"
FILE_MAX_S = 900

_FOLLOWED = ("tests", "boards", "hal.fake", "hal.eligibility")

Report = namedtuple("Report", "file passed failed peak_bytes heap_bytes seconds text")


def functions(source: str) -> list[str]:
    """The test functions of a file in its order. Raises SystemExit for one that takes arguments."""
    names = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            if node.args.args or node.decorator_list:
                raise SystemExit(
                    f"{node.name} takes arguments or has a decorator: what is no plain function does not run "
                    "on both runtimes and belongs in tests/desktop/"
                )
            names.append(node.name)
    return names


def compiled_tests(*others: str, march: str = "") -> Path:
    """A folder for the VM's path with terminal/, hal/, the tests, the runner, `others` of tests/ and what these import
    of tests/, boards/, hal/fake/ and hal/eligibility/. march: with the engine of boards, too, as machine code of this
    architecture."""
    wanted = {f"tests/{name}.py" for name in ("__init__", "core/__init__", "micropython_runner", *others)}
    wanted |= {f"tests/core/{path.name}" for path in CORE.glob("test_*.py")}
    sources = vm.device_sources()
    followed = (*_FOLLOWED, "hal.engine") if march else _FOLLOWED
    while wanted:
        name = wanted.pop()
        path = ROOT / name
        if name not in sources and path.is_file():
            sources[name] = path
            wanted |= imports(path.read_text(encoding="utf-8"), followed)
    return vm.compile_modules(sources, march)


def imports(source: str, followed: tuple[str, ...] = _FOLLOWED) -> set[str]:
    """The modules of `followed` that a file imports, by their paths; the names in them may be among these."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    inside = {name.replace(".", "/") for name in names if name.startswith(followed)}
    return {f"{name}.py" for name in inside} | {f"{name}/__init__.py" for name in inside}


def run_file(file: Path, tree: Path, hashing: str = "bytecode") -> Report:
    """hashing: as in micropython_runner.py; for machine code the tree has the engine of boards."""
    names = functions(file.read_text(encoding="utf-8"))
    started = time.monotonic()
    process = vm.start("tests.micropython_runner", [tree], [f"tests.core.{file.stem}", hashing, *names], cwd=ROOT)
    try:
        out, err = process.communicate(timeout=FILE_MAX_S)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += f"\nstopped after {FILE_MAX_S} s"
    seconds = time.monotonic() - started
    *text, last = out.strip().split("\n")
    if last.startswith("RESULT "):
        passed, failed, peak, heap = (int(word) for word in last.split()[1:])
        if passed + failed == len(names) > 0:
            said = f"the VM complains: {err.strip()}" if err.strip() else ""
            if said and not failed:
                passed, failed = passed - 1, 1
            return Report(file, passed, failed, peak, heap, seconds, "\n".join([*text, said]).strip())
    why = err.strip() or f"the VM ended with status {process.returncode}"
    if not names:
        why = "no test functions"
    return Report(file, 0, max(1, len(names)), 0, 0, seconds, f"{out.strip()}\n{why}".strip())


def main(arguments: list[str]) -> int:
    files = [Path(name) for name in arguments] or sorted(CORE.glob("test_*.py"))
    passed = failed = 0
    try:
        march = vm.march()
        tree, hashing = compiled_tests(march=march), "machine code" if march else "bytecode"
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for report in pool.map(lambda file: run_file(file, tree, hashing), files):
                _show(report)
                passed += report.passed
                failed += report.failed
    except (vm.RuntimeMissing, SyntaxError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"MicroPython, heap of a 192 KB board: {passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def _show(report: Report) -> None:
    counts = f"{report.passed:3} passed {report.failed:3} failed {report.seconds:6.1f} s"
    heap = f"peak {report.peak_bytes // 1024} of {report.heap_bytes // 1024} KB" if report.heap_bytes else ""
    print(f"{report.file.name:24} {counts}  {heap}".rstrip(), flush=True)
    if report.text:
        print("    " + report.text.replace("\n", "\n    "), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
