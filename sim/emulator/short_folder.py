"""A temporary folder in which a Unix socket fits: its whole path may have 103 bytes, on some systems 107."""

import os
import tempfile

SOCKET_PATH_MAX = 103
_NAME_BYTES = len("/ridegate-12345678/control")


def made() -> "tempfile.TemporaryDirectory[str]":
    """The folder, removed when it is cleaned up: in TMPDIR, or where that is too deep down, in a shorter place.

    Raises OSError that says what to do when there is none.
    """
    for parent in (tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR"), "/tmp", "/var/tmp"):
        fits = parent and len(os.fsencode(parent)) + _NAME_BYTES <= SOCKET_PATH_MAX
        if fits and os.access(str(parent), os.W_OK | os.X_OK):
            return tempfile.TemporaryDirectory(prefix="ridegate-", dir=parent)
    raise OSError(f"no folder for a socket: set TMPDIR to one of at most {SOCKET_PATH_MAX - _NAME_BYTES} bytes")
