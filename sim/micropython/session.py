"""A program in the MicroPython VM that answers every line with one line of JSON."""

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.micropython import vm
from sim.output.trouble import Trouble

_END_S = 10.0


class VmSession:
    """One VM process. module, sources: as of `vm.start` and `vm.compile_modules`, without terminal/, which is added.

    folder: for files that the program reads, gone with it. Raises Trouble when there is no VM, or a module does not
    compile.
    """

    def __init__(self, module: str, sources: Mapping[str, Path], heap: str = vm.HEAP) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="ridegate-")
        self.folder = Path(self._scratch.name)
        try:
            tree = vm.compile_modules({**vm.terminal_sources(), **sources})
            self._process: Any = vm.start(module, [tree], heap=heap, stdin=subprocess.PIPE)
        except (vm.RuntimeMissing, SyntaxError) as error:
            self._scratch.cleanup()
            raise Trouble(str(error)) from None

    def ask(self, line: str) -> Any:
        """The answer to this line. Raises Trouble when the VM has ended."""
        process = self._process
        answer = ""
        with contextlib.suppress(BrokenPipeError):  # it has ended: reported below, with what it printed last
            process.stdin.write(line + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        if not answer:
            last = process.stderr.read().strip().splitlines()
            raise Trouble(f"the MicroPython VM ended early: {last[-1] if last else 'without a word'}")
        return json.loads(answer)

    def close(self) -> None:
        """End the VM."""
        process = self._process
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()
        self._scratch.cleanup()
