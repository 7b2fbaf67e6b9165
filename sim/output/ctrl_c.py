"""Waits that Ctrl-C ends, whichever thread of the program the system gives the signal to.

Its handler runs in the main thread, and nothing wakes that where another one took the signal: a wait there looks up
now and then. Trap: a handler may set the event that is waited for, so `Event.wait` with a limit will not do. It takes a
lock at each look, and the handler would wait for the thread that it interrupts.
"""

import threading
import time

_LOOK_S = 0.2


def wait(event: threading.Event | None = None) -> None:
    """Return once `event` is set, never without one. Raises what the handler of a signal raises: KeyboardInterrupt for
    Ctrl-C.
    """
    while event is None or not event.is_set():
        time.sleep(_LOOK_S)


def sleep(seconds: float) -> None:
    """Return after so long. Raises as `wait`."""
    until_s = time.monotonic() + seconds
    while (left_s := until_s - time.monotonic()) > 0:
        time.sleep(min(left_s, _LOOK_S))
