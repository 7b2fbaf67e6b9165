"""A wait without an end of its own, which Ctrl-C ends."""

import threading

_LOOK_S = 0.5


def wait(event: threading.Event) -> None:
    """Return once `event` is set. Raises what the handler of a signal raises: KeyboardInterrupt for Ctrl-C.

    Trap: `event.wait()` would do, but it sleeps on where another thread of the program takes the signal, and always on
    Windows: the handler runs in the main thread, which nothing wakes.
    """
    while not event.wait(_LOOK_S):
        pass
