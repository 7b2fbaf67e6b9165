"""Processes that work for this one, at the other ends of pipes, and end with it whatever they are at."""

import contextlib
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from sim.output import ctrl_c

LOOK_S = 0.2  # a wait for pipes looks up so often: another thread may have taken a Ctrl-C
_ENDS_S = 20


@contextlib.contextmanager
def started(number: int, serve: Callable[..., None], *arguments: Any) -> Iterator[list[Connection]]:
    """The pipes of so many processes of `serve`, which end with the block. serve: a function of a module; it gets the
    other end of a pipe and these arguments, and calls `leave_signals` first.
    """
    spawning = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    try:
        for _ in range(number):
            pipe, far = spawning.Pipe()
            pipes.append(pipe)
            process = spawning.Process(target=serve, args=(far, *arguments), daemon=True)
            ctrl_c.start(process)
            processes.append(process)
            far.close()
        yield pipes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(_ENDS_S)
            process.kill()  # one that hangs; nothing to those that have ended
            process.join()
        for pipe in pipes:
            pipe.close()


def leave_signals() -> None:
    """In such a process: Ctrl-C is for the one that started it, which ends this one; what is open is closed then."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
