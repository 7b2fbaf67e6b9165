"""Where a script is played: the core in this process, or in a MicroPython VM. Both have `play(step) -> rows` and
`close()`.
"""

import contextlib
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from hal.desktop.engine import desktop_engine
from sim import vm
from sim.capture.drive import Drive
from sim.trouble import Trouble
from sim.trust.file import TrustFile, refused
from terminal import sm2

HEAP = "64M"  # a replay is no proof of what fits a board: the replay memory alone may hold 20,000 codes
_END_S = 10.0
_MODULES = {"code": ("verdict", "vm_verify"), "capture": ("answering", "drive", "vm_replay")}
_PLAY_FAULTS = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


class Unplayable(Exception):
    """A step that the core does not take: the capture is not as a recorder writes it."""


class CPython:
    """Plays in this process. lists: by name. Raises Trouble for a list that is refused."""

    def __init__(self, lists: dict[str, TrustFile]) -> None:
        self.engine = desktop_engine()
        sm2.prove(self.engine)
        self.name = self.engine.name
        opened: dict[str | None, Any] = {None: None}
        for name, file in lists.items():
            opened[name] = file.open(self.engine)
        self._rows: list[list[Any]] = []
        self._drive = Drive(self.engine, opened, _ticks_us, _ticks_diff, self._rows.append)

    def play(self, step: list[Any]) -> list[list[Any]]:
        """What comes of one step. Raises Unplayable."""
        self._rows.clear()
        try:
            self._drive.step(step)
        except _PLAY_FAULTS as error:
            raise Unplayable(f"{type(error).__name__}: {error}") from error
        return self._rows[:]

    def close(self) -> None:
        """Nothing to let go."""


class MicroPython:
    """Plays in one VM process, with the bytecode of a board and the lists in files. Raises Trouble."""

    name = "MicroPython VM, python integers"

    def __init__(self, lists: dict[str, TrustFile]) -> None:
        sources = vm.terminal_sources()
        sources["sim/__init__.py"] = vm.ROOT / "sim/__init__.py"
        for room, names in _MODULES.items():
            for name in ("__init__", *names):
                sources[f"sim/{room}/{name}.py"] = vm.ROOT / "sim" / room / f"{name}.py"
        self._folder = tempfile.TemporaryDirectory(prefix="ridegate-")
        try:
            tree = vm.compile_modules(sources)
            self._process = vm.start("sim.capture.vm_replay", [tree], heap=HEAP, stdin=subprocess.PIPE)
        except (vm.RuntimeMissing, SyntaxError) as error:
            self._folder.cleanup()
            raise Trouble(str(error)) from None
        try:
            self._begin(lists)
        except BaseException:
            self.close()
            raise

    def _begin(self, lists: dict[str, TrustFile]) -> None:
        first = {}
        for number, (name, file) in enumerate(lists.items()):
            path = Path(self._folder.name) / f"{number}.bin"
            path.write_bytes(file.data)
            first[name] = [str(path), [key.xy.hex() for key in file.operator_keys]]
        answer = self._ask(json.dumps(first))
        if "refused" in answer:
            raise refused(lists[answer["list"]].name, answer["refused"])

    def play(self, step: list[Any]) -> list[list[Any]]:
        """What comes of one step. Raises Unplayable, or Trouble when the VM has ended."""
        answer = self._ask(json.dumps(step))
        if isinstance(answer, dict):
            raise Unplayable(str(answer.get("error")))
        rows: list[list[Any]] = answer
        return rows

    def close(self) -> None:
        """End the VM."""
        process = self._process
        with contextlib.suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()  # type: ignore[union-attr]
        process.stderr.close()  # type: ignore[union-attr]
        self._folder.cleanup()

    def _ask(self, line: str) -> Any:
        process = self._process
        answer = ""
        with contextlib.suppress(BrokenPipeError):  # it has ended: told below, with its own last words
            process.stdin.write(line + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            answer = process.stdout.readline()  # type: ignore[union-attr]
        if not answer:
            last = process.stderr.read().strip().splitlines()  # type: ignore[union-attr]
            raise Trouble(f"the MicroPython VM ended early: {last[-1] if last else 'without a word'}")
        return json.loads(answer)


def _ticks_us() -> int:
    return time.perf_counter_ns() // 1000


def _ticks_diff(later_us: int, earlier_us: int) -> int:
    return later_us - earlier_us


RUNTIMES: dict[str, type[CPython] | type[MicroPython]] = {"cpython": CPython, "micropython": MicroPython}
