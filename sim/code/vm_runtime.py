"""The second runtime of `sim.code.runtime`: a MicroPython VM with the bytecode of a board."""

import contextlib
import json
import subprocess
import tempfile
from typing import Any

from sim import vm
from sim.code.runtime import Task
from sim.trouble import Trouble
from sim.trust.file import refused

_END_S = 10.0


class MicroPython:
    """Judges in one VM process, which reads the list from a file as a board does.

    Raises Trouble when there is no VM, when it ends early or when the list is refused.
    """

    def __init__(self, task: Task) -> None:
        sources = vm.terminal_sources()
        for name in ("sim/__init__.py", "sim/code/__init__.py", "sim/code/verdict.py", "sim/code/vm_verify.py"):
            sources[name] = vm.ROOT / name
        self._folder = tempfile.TemporaryDirectory(prefix="ridegate-")
        try:
            tree = vm.compile_modules(sources)
            self._process = vm.start("sim.code.vm_verify", [tree], stdin=subprocess.PIPE)
        except (vm.RuntimeMissing, SyntaxError) as error:
            self._folder.cleanup()
            raise Trouble(str(error)) from None
        try:
            self._begin(task)
        except BaseException:
            self.close()
            raise

    def judge(self, payload: bytes) -> dict[str, Any]:
        """The facts of one judgement. Raises OSError when the list is damaged, Trouble when the VM has
        ended.
        """
        answer = self._ask(payload.hex())
        if "error" in answer:
            raise OSError(5, answer["error"])
        return answer

    def close(self) -> None:
        """End the VM."""
        self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]
        self._process.stderr.close()  # type: ignore[union-attr]
        self._folder.cleanup()

    def _begin(self, task: Task) -> None:
        list_file = task.trust_file
        path = None
        if list_file:
            path = f"{self._folder.name}/trust.bin"
            with open(path, "wb") as file:
                file.write(list_file.data)
        first = {
            "trust": path,
            "operator_keys": [key.xy.hex() for key in list_file.operator_keys] if list_file else [],
            "fare_fen": task.fare_fen,
            "now_s": task.now_s,
        }
        answer = self._ask(json.dumps(first))
        if "refused" in answer and list_file:
            raise refused(list_file.name, answer["refused"])

    def _ask(self, line: str) -> dict[str, Any]:
        process = self._process
        answer = ""
        with contextlib.suppress(BrokenPipeError):  # it has ended: told below, with its own last words
            process.stdin.write(line + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            answer = process.stdout.readline()  # type: ignore[union-attr]
        if not answer:
            last = process.stderr.read().strip().splitlines()  # type: ignore[union-attr]
            raise Trouble(f"the MicroPython VM ended early: {last[-1] if last else 'without a word'}")
        facts: dict[str, Any] = json.loads(answer)
        return facts
