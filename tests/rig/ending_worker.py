"""Work that ends the process that does it, for tests of pools. Imports little: every worker imports it anew."""

import os
import signal


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
