"""A simulation at the pace of people who watch it: one thread steps it, and hands on what there is to see.

A page may hold it, let it go on, make it faster, or begin again; every beginning is the same.
"""

import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from sim.output.trouble import Trouble

SPEEDS = (1, 10, 60)
SPEED = 10
LOG_MAX = 120
_TURN_S = 0.03
_SHOW_S = 0.15
_WORK_S = 0.1  # of one turn; a computer that cannot keep up shows a slower morning

Listener = Callable[[dict[str, Any]], None]


class Played(Protocol):
    """What is stepped: a morning, or another simulation. It hands its news to the listener that it was made with. It
    may go on behind its length until it is over.
    """

    @property
    def now_ms(self) -> int: ...
    @property
    def length_ms(self) -> int: ...
    @property
    def over(self) -> bool: ...
    def open(self) -> None: ...
    def step(self) -> None: ...
    def close(self) -> None: ...
    def state(self) -> dict[str, Any]:
        """How things are, as a page sees it."""

    def ended(self) -> dict[str, Any]:
        """How it ended; `faults` says what did not come as expected."""


class Pace:
    """`start` runs it, `stop` ends it. make: a new beginning, in this folder. failure: why it ended early, None when it
    did not.
    """

    def __init__(self, make: Callable[[Path, Listener], Played]) -> None:
        self.failure: Trouble | None = None
        self.over = threading.Event()
        self.faults: list[str] = []  # of the last one that was seen to its end
        self._make = make
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
                    self._one(self._make(Path(folder), self._tell))
        except Trouble as trouble:
            self.failure = trouble
        except OSError as error:
            self.failure = Trouble(f"the journal's disk fails: {error}; set TMPDIR to a folder with room")
        except Exception as error:  # ours; no page waits for a thread that has ended
            traceback.print_exc()
            self.failure = Trouble(f"the simulation has stopped: {error or error!r}; please report this")
        finally:
            self.over.set()

    def _one(self, played: Played) -> None:
        """One, from its beginning until it is begun again."""
        try:
            played.open()
            self._pass(played)
        finally:
            played.close()

    def _pass(self, played: Played) -> None:
        last_s = shown_s = time.monotonic()
        due_ms = 0.0
        ended: dict[str, Any] | None = None
        self._show(played, ended)
        while not self._ending.is_set() and not self._again:
            time.sleep(_TURN_S)
            now_s = time.monotonic()
            if self._playing and not played.over:
                due_ms = min(due_ms + (now_s - last_s) * 1000 * self._speed, played.length_ms)
                while not played.over and time.monotonic() - now_s < _WORK_S:
                    if due_ms <= played.now_ms < played.length_ms:
                        break  # early enough; behind the length what is left comes at once
                    played.step()
                due_ms = min(due_ms, played.now_ms + 1000)
            last_s = now_s
            if played.over and ended is None:
                ended = played.ended()
                self.faults = ended["faults"]
                self._playing = False
                self._show(played, ended)
                self.over.set()
            elif now_s - shown_s >= _SHOW_S:
                shown_s = now_s
                self._show(played, ended)

    def _show(self, played: Played, ended: dict[str, Any] | None) -> None:
        state = {**played.state(), "playing": self._playing, "speed": self._speed, "ended": ended}
        if state != self._state:
            self._tell(state)
