"""A morning at the pace of people who watch it: one thread steps it, and hands on what there is to see.

A page may hold it, let it go on, make it faster, or begin again; every beginning is the same morning.
"""

import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.gate.event import Event
from sim.output.trouble import Trouble
from sim.station import view
from sim.station.morning import Morning
from sim.station.plan import Plan
from terminal import sm2

SPEEDS = (1, 10, 60)
SPEED = 10
LOG_MAX = 120
_TURN_S = 0.03
_SHOW_S = 0.15
_WORK_S = 0.1  # of one turn; a computer that cannot keep up shows a slower morning

Listener = Callable[[dict[str, Any]], None]


class Pace:
    """`start` runs it, `stop` ends it. failure: why it ended early, None when it did not."""

    def __init__(self, plan: Plan, engine: sm2.Engine) -> None:
        self.plan = plan
        self.failure: Trouble | None = None
        self.over = threading.Event()
        self.faults: list[str] = []  # of the last morning that was seen to its end
        self._engine = engine
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []
        self._log: deque[dict[str, Any]] = deque(maxlen=LOG_MAX)
        self._state: dict[str, Any] | None = None
        self._playing = False
        self._speed = SPEED
        self._again = False
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="station", daemon=True)

    # For any thread

    def start(self) -> None:
        """Begin; held until `play`."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ending.set()
        self._thread.join()

    def play(self, on: bool) -> None:
        """Let it go on, or hold it."""
        self._playing = on

    def speed(self, times: int) -> None:
        """So many times as fast as a clock: one of SPEEDS."""
        self._speed = times

    def again(self) -> None:
        """Begin anew, and go on."""
        self._again = self._playing = True

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hand `listener` what there is to see and everything from now on, in the station's thread. Returns what ends
        that.
        """
        with self._lock:
            for told in (*self._log, *(() if self._state is None else (self._state,))):
                listener(told)
            self._listeners.append(listener)

        def unlisten() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unlisten

    # In its own thread

    def _tell(self, told: dict[str, Any]) -> None:
        with self._lock:
            if told["kind"] == "log":
                self._log.append(told)
            elif told["kind"] == "begin":
                self._log.clear()
            else:
                self._state = told
            for listener in self._listeners:
                listener(told)

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                self._again = False
                with tempfile.TemporaryDirectory(prefix="ridegate-", ignore_cleanup_errors=True) as folder:
                    self._tell({"kind": "begin"})
                    self._one(Morning(self.plan, self._engine, Path(folder)))
        except OSError as error:
            self.failure = Trouble(f"the journal's disk fails: {error}; set TMPDIR to a folder with room")
        except Exception as error:  # ours; no page waits for a thread that has ended
            traceback.print_exc()
            self.failure = Trouble(f"the station has stopped: {error or error!r}; please report this")
        finally:
            self.over.set()

    def _one(self, morning: Morning) -> None:
        """One morning, from its beginning until it is begun again."""
        refused: dict[str, str] = {}

        def hear(name: str, event: Event) -> None:
            line = view.line(name, event, refused)
            if line is not None:
                self._tell(line)

        morning.listener = hear
        morning.open()
        try:
            self._pass(morning)
        finally:
            morning.close()

    def _pass(self, morning: Morning) -> None:
        last_s = shown_s = time.monotonic()
        due_ms = 0.0
        ended: dict[str, Any] | None = None
        said = None
        self._show(morning, ended)
        while not self._ending.is_set() and not self._again:
            time.sleep(_TURN_S)
            now_s = time.monotonic()
            if self._playing and not morning.over:
                due_ms = min(due_ms + (now_s - last_s) * 1000 * self._speed, self.plan.length_ms)
                while morning.time.now_ms() < due_ms and time.monotonic() - now_s < _WORK_S:
                    morning.step()
                due_ms = min(due_ms, morning.time.now_ms() + 1000)
                if morning.said is not said and morning.said is not None:
                    said = morning.said
                    self._tell(view.story(*said))
            last_s = now_s
            if morning.over and ended is None:
                ended = view.ended(morning)
                self.faults = ended["faults"]
                self._playing = False
                self._show(morning, ended)
                self.over.set()
            elif now_s - shown_s >= _SHOW_S:
                shown_s = now_s
                self._show(morning, ended)

    def _show(self, morning: Morning, ended: dict[str, Any] | None) -> None:
        state = {**view.state(morning), "playing": self._playing, "speed": self._speed, "ended": ended}
        if state != self._state:
            self._tell(state)
