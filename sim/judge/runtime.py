"""Two runtimes that answer the same question: this interpreter, and a MicroPython VM with the bytecode of a
board (`sim.judge.vm_runtime`).

Both have `judge(payload) -> facts` (see `sim.judge.verdict`) and `close()`. Each opens the trust list once and
then judges any number of payloads, each for itself.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from hal.desktop.engine import proved_engine
from sim.code.facts import Facts
from sim.family import table
from sim.judge.verdict import judge
from terminal import decide, policy
from terminal.family.judging import Judging

if TYPE_CHECKING:
    from sim.trust.file import TrustFile
    from terminal.family.judging import FamilyPolicy


class Task(NamedTuple):
    """The parameters common to all payloads. `now_s`: the moment they are judged for."""

    trust_file: "TrustFile | None"
    now_s: int
    fare_fen: int
    families: "FamilyPolicy | None" = None  # None: ride codes alone


class CPython:
    """Judges in this process. Raises Trouble when the list is refused."""

    def __init__(self, task: Task) -> None:
        engine = proved_engine()
        self._now_s = task.now_s
        self._opened = task.trust_file.open(engine) if task.trust_file else None
        self._rules = policy.make(fare_fen=task.fare_fen)
        self._steps: Callable[..., Any] = decide.steps
        if task.families is not None:
            self._steps = Judging(table.FAMILIES, task.families).steps

    def judge(self, payload: bytes) -> Facts:
        """The facts of one judgement. Raises OSError when the list is damaged."""
        return judge(payload, self._opened, self._rules, self._now_s, _ticks_us, _ticks_diff, self._steps)

    def close(self) -> None:
        """Nothing to let go."""


def _ticks_us() -> int:
    return time.perf_counter_ns() // 1000


def _ticks_diff(later_us: int, earlier_us: int) -> int:
    return later_us - earlier_us
