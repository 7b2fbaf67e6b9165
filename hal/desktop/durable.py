"""Waiting until a disk has what was written."""

import os
import sys

if sys.platform == "darwin":
    import fcntl


def sync(fd: int) -> None:
    """Return when the file is on the disk."""
    if sys.platform == "darwin":
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)  # there fsync() stops at the disk's own cache
    else:
        os.fsync(fd)


def sync_folder(path: str) -> None:
    """Return when the names in a folder are on the disk; Windows offers nothing for it."""
    if sys.platform != "win32":
        fd = os.open(path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
