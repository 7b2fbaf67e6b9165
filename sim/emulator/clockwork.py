"""The time of the emulated world: one thread that does things when they are due.

Nothing here counts up in steps. What is due late, because the desktop was busy, is still told the moment it
was due for, so that edges, bytes and resets bear the times they would have had.
"""

import heapq
import threading
import time
from collections.abc import Callable

Call = Callable[[int], None]


def now_ns() -> int:
    """The monotonic clock; the VM's ticks count the same one."""
    return time.monotonic_ns()


class Alarm:
    """Something that will happen at `due_ns` unless it is cancelled."""

    def __init__(self, due_ns: int, call: Call) -> None:
        self.due_ns = due_ns
        self.call: Call | None = call

    def cancel(self) -> None:
        """It will not happen any more; harmless when it already has."""
        self.call = None

    def __lt__(self, other: "Alarm") -> bool:
        return self.due_ns < other.due_ns


class Clockwork:
    """Calls with the lock held, in the order of their times, each with the time it was due for."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._queue: list[Alarm] = []
        self._changed = threading.Condition()
        self._running = False
        self._thread: threading.Thread | None = None

    def at(self, due_ns: int, call: Call) -> Alarm:
        """Call `call(due_ns)` then; at once, from the clockwork's thread, when it is past."""
        alarm = Alarm(due_ns, call)
        with self._changed:
            heapq.heappush(self._queue, alarm)
            if self._queue[0] is alarm:
                self._changed.notify()
        return alarm

    def start(self) -> None:
        """Begin to keep time."""
        self._running = True
        self._thread = threading.Thread(target=self._run, name="clockwork", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Forget what was to come and end the thread."""
        with self._changed:
            self._running = False
            self._queue.clear()
            self._changed.notify()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._running:
                    wait_ns = self._queue[0].due_ns - now_ns() if self._queue else None
                    if wait_ns is not None and wait_ns <= 0:
                        break
                    self._changed.wait(None if wait_ns is None else wait_ns / 1e9)
                if not self._running:
                    return
                alarm = heapq.heappop(self._queue)
            if alarm.call is not None:
                with self._lock:
                    if alarm.call is not None:
                        alarm.call(alarm.due_ns)
