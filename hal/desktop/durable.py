"""Waits until the disk holds what was written.

When a sync fails, the system may drop the data and say so once: a second sync of the same file succeeds and proves
nothing, and a read is answered from memory. What failed has to be written again, into another file.
"""

import contextlib
import os
import sys
from typing import Protocol

if sys.platform == "darwin":
    import fcntl


def sync(fd: int) -> None:
    """Return when the file is on the disk."""
    if sys.platform == "darwin":
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)  # there fsync() stops at the disk's own cache
    else:
        os.fsync(fd)


class Disk(Protocol):
    """Makes files durable: this module, or a disk that fails on purpose."""

    def sync(self, fd: int) -> None: ...
    def sync_folder(self, path: str) -> None: ...


def sync_folder(path: str) -> None:
    """Return when the names in a folder are on the disk; Windows offers nothing for it."""
    if sys.platform != "win32":
        fd = os.open(path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def replace(path: str, data: bytes | bytearray | memoryview, disk: Disk, new: str = "", mode: int = 0o666) -> None:
    """Put a file with these bytes in the place of `path`, in one step; on return the disk has it.

    new: its name until then (`path` and `.new`). mode: of a file that is made. When it raises OSError, the old file is
    there or the new one, whole.
    """
    new = new or path + ".new"
    try:
        fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
        with open(fd, "wb") as file:
            file.write(data)
            file.flush()
            disk.sync(file.fileno())
        os.replace(new, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.remove(new)
        raise
    disk.sync_folder(os.path.dirname(path) or ".")
