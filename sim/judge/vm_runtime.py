"""The second runtime of `sim.judge.runtime`: a MicroPython VM with the bytecode of a board."""

import json
from typing import cast

from sim.code.facts import Facts
from sim.family import table
from sim.judge.runtime import Task
from sim.micropython import vm
from sim.micropython.session import VmSession
from sim.output.trouble import Trouble
from sim.trust.file import refused

_MODULES = ("sim/__init__.py", "sim/judge/__init__.py", "sim/judge/verdict.py", "sim/judge/vm_verify.py")


class MicroPython:
    """Judges in one VM process, which reads the list from a file as a board does.

    Raises Trouble when there is no VM, when it ends early or when the list is refused.
    """

    def __init__(self, task: Task) -> None:
        self._session = VmSession("sim.judge.vm_verify", {name: vm.ROOT / name for name in _MODULES})
        try:
            self._begin(task)
        except BaseException:
            self.close()
            raise

    def judge(self, payload: bytes) -> Facts:
        """The facts of one judgement. Raises OSError when the list is damaged, Trouble when the VM has
        ended.
        """
        answer = self._session.ask(payload.hex())
        if "error" in answer:
            raise OSError(5, answer["error"])
        return cast(Facts, answer)

    def close(self) -> None:
        """End the VM."""
        self._session.close()

    def _begin(self, task: Task) -> None:
        list_file = task.trust_file
        families = task.families
        read = [] if families is None else [name for name in table.ON_BOARDS if name in families.read]
        if families is not None and set(families.read) - set(read):
            raise Trouble(f"no board reads {', '.join(sorted(set(families.read) - set(read)))}; leave out --runtime")
        path = None
        if list_file:
            path = self._session.folder / "trust.bin"
            path.write_bytes(list_file.data)
        first = {
            "trust": path and str(path),
            "operator_keys": [key.xy.hex() for key in list_file.operator_keys] if list_file else [],
            "families": None if families is None else read,
            "identity": "" if families is None else families.identity.hex(),
            "fare_fen": task.fare_fen,
            "now_s": task.now_s,
        }
        answer = self._session.ask(json.dumps(first))
        if "refused" in answer and list_file:
            raise refused(list_file.name, answer["refused"])
