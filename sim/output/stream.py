"""Standard output and standard error, also where they take no more: closed, without a reader, on a full disk."""

import os
import sys
from typing import TextIO


class OutputLost(OSError):
    """Standard output takes no more. A command that catches OSError of its files and devices lets this one pass."""


def open_closed() -> None:
    """What the program that started this one has closed leads nowhere, as to os.devnull."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def write(text: str, flush: bool = False) -> None:
    """Write on standard output. Raises OutputLost."""
    try:
        sys.stdout.write(text)
        if flush:
            sys.stdout.flush()
    except OSError as error:
        raise OutputLost(error.errno, error.strerror) from None


def write_error(text: str, flush: bool = False) -> None:
    """Write on standard error. What that does not take is lost: there is no other place to say so."""
    try:
        sys.stderr.write(text)
        if flush:
            sys.stderr.flush()
    except OSError:
        discard(sys.stderr)


def discard(file: TextIO) -> None:
    """Drop what is still buffered, and what comes: it has no reader any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, file.fileno())
    os.close(nowhere)
