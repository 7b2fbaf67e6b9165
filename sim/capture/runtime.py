"""The runtimes that play a script: the core in this process, or in a MicroPython VM. Both have `play(step) -> rows` and
`close()`.
"""

import json
import time
from typing import Any

from hal.desktop.engine import desktop_engine
from sim.capture.player import Player
from sim.gate import families
from sim.micropython import vm
from sim.micropython.session import VmSession
from sim.trust.file import TrustFile, refused
from terminal import sm2
from terminal.family.judging import Judging

HEAP = "64M"  # a replay is no proof of what fits a board: the replay memory alone may hold 20,000 codes
_MODULES = {"judge": ("verdict", "vm_verify"), "capture": ("replay_devices", "memory", "player", "vm_replay")}
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
        self._player = Player(self.engine, opened, _ticks_us, _ticks_diff, self._rows.append, _judging)

    def play(self, step: list[Any]) -> list[list[Any]]:
        """What comes of one step. Raises Unplayable."""
        self._rows.clear()
        try:
            self._player.step(step)
        except _PLAY_FAULTS as error:
            raise Unplayable(f"{type(error).__name__}: {error}") from error
        return self._rows[:]

    def close(self) -> None:
        """Nothing to let go."""


class MicroPython:
    """Plays in one VM process, with the bytecode of a board and the lists in files. Raises Trouble."""

    name = "MicroPython VM, python integers"

    def __init__(self, lists: dict[str, TrustFile]) -> None:
        sources = {"sim/__init__.py": vm.ROOT / "sim/__init__.py"}
        for room, names in _MODULES.items():
            for name in ("__init__", *names):
                sources[f"sim/{room}/{name}.py"] = vm.ROOT / "sim" / room / f"{name}.py"
        self._session = VmSession("sim.capture.vm_replay", sources, HEAP)
        try:
            self._begin(lists)
        except BaseException:
            self.close()
            raise

    def _begin(self, lists: dict[str, TrustFile]) -> None:
        first = {}
        for number, (name, file) in enumerate(lists.items()):
            path = self._session.folder / f"{number}.bin"
            path.write_bytes(file.data)
            first[name] = [str(path), [key.xy.hex() for key in file.operator_keys]]
        answer = self._session.ask(json.dumps(first))
        if "refused" in answer:
            raise refused(lists[answer["list"]].name, answer["refused"])

    def play(self, step: list[Any]) -> list[list[Any]]:
        """What comes of one step. Raises Unplayable, or Trouble when the VM has ended."""
        answer = self._session.ask(json.dumps(step))
        if isinstance(answer, dict):
            raise Unplayable(str(answer.get("error")))
        rows: list[list[Any]] = answer
        return rows

    def close(self) -> None:
        """End the VM."""
        self._session.close()


def _judging(setup: dict[str, Any]) -> Judging:
    """What judges the codes of the families of a setup. Raises Trouble for keys that are not as they must be."""
    return families.made(tuple(setup["read"]), setup["keys"], "its keys of other families").judging()


def _ticks_us() -> int:
    return time.perf_counter_ns() // 1000


def _ticks_diff(later_us: int, earlier_us: int) -> int:
    return later_us - earlier_us


RUNTIMES: dict[str, type[CPython] | type[MicroPython]] = {"cpython": CPython, "micropython": MicroPython}
