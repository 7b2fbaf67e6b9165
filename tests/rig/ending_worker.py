"""Work that ends the process that does it, for tests of pools. Imports little: every worker imports it anew."""

import os
import signal
import time

STAYS_S = 10  # where it is not ended


def nothing():
    """Begin a worker."""


def square_or_end(task):
    """Square a number. (number, path): the worker ends, once for this path; (number, None): each time; "": never."""
    number, marker = task
    if marker != "" and (marker is None or not os.path.exists(marker)):
        if marker:
            open(marker, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def meet_or_stay(task):
    """(fifo, None): return once a task is under way that stays. (fifo, path): stay, and make a file at the end."""
    pipe, path = task
    if path is None:
        open(pipe).close()
        return
    open(pipe, "w").close()
    time.sleep(STAYS_S)
    open(path, "w").close()
