"""A file that one process at a time has; the system lets it go when the process ends, however it ends."""

import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def take(fd: int) -> None:
    """Keep every other process out, until the file is closed. Raises OSError when one has it. Does not wait."""
    if sys.platform == "win32":
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
