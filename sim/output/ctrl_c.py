"""Waits that Ctrl-C ends, and processes that it does not reach.

A wait ends whichever thread of the program the system gives the signal to. Its handler runs in the main thread, and
nothing wakes that where another one took the signal: a wait there looks up now and then. Trap: a handler may set the
event that is waited for, so `Event.wait` with a limit will not do. It takes a lock at each look, and the handler would
wait for the thread that it interrupts.
"""

import signal
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

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


def start(process: "BaseProcess") -> None:
    """Start a process that leaves Ctrl-C to this one. A window sends it to all of its processes, so it is held off
    before this one begins, which imports for a while before it can ignore the signal itself.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        process.start()
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # when it starts, it takes the signal off the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
