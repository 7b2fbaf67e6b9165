"""A journal in a file."""

import errno
import os
import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK_BYTE = 1 << 62  # Windows locks ranges: one far behind any content


class FileStore:
    """An append-only file that is flushed to the disk before append() returns.

    path: the file; it is created, but its folder must be there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._fd = -1
        self._torn = False

    def open(self) -> None:
        """Open or create the file and keep every other process out of it.

        Raises OSError when it cannot be written or another terminal has it open.
        """
        if self._fd >= 0:
            if not self._torn:
                return
            self.close()
        created = not os.path.exists(self._path)
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            self._lock(fd)
            if created and sys.platform != "win32":
                folder = os.open(os.path.dirname(self._path) or ".", os.O_RDONLY)
                try:
                    os.fsync(folder)  # else the name itself may be gone after a power cut
                finally:
                    os.close(folder)
        except OSError:
            os.close(fd)
            raise
        self._fd = fd
        self._torn = False

    def close(self) -> None:
        """Let the file go."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def append(self, data: bytes | bytearray | memoryview) -> None:
        """Write `data` at the end and wait until the disk has it.

        Raises OSError when it cannot: a prefix may be in the file, and nothing more is taken until truncate()
        or open().
        """
        fd = self._opened()
        if self._torn:
            raise OSError(errno.EIO, "the end of this file is torn: truncate or open it again", self._path)
        self._torn = True
        os.lseek(fd, 0, os.SEEK_END)
        rest = memoryview(data)
        while len(rest):
            rest = rest[os.write(fd, rest) :]
        self._flush(fd)
        self._torn = False

    def length(self) -> int:
        """Bytes in the file."""
        return os.fstat(self._opened()).st_size

    def readinto(self, offset: int, buffer: bytearray | memoryview) -> None:
        """Fill the whole of `buffer` from byte `offset`. Raises OSError when the file ends before that."""
        fd = self._opened()
        if offset < 0:
            raise ValueError("a negative offset")
        os.lseek(fd, offset, os.SEEK_SET)
        rest = memoryview(buffer)
        while len(rest):
            data = os.read(fd, len(rest))
            if not data:
                raise OSError(errno.EIO, f"the file ends {len(rest)} bytes too early", self._path)
            rest[: len(data)] = data
            rest = rest[len(data) :]

    def truncate(self, length: int) -> None:
        """Keep the first `length` bytes and wait until the disk knows; ValueError for more than there are."""
        fd = self._opened()
        if not 0 <= length <= os.fstat(fd).st_size:
            raise ValueError("a length the file does not have")
        os.ftruncate(fd, length)
        self._flush(fd)
        self._torn = False

    def _opened(self) -> int:
        if self._fd < 0:
            raise OSError(errno.EBADF, "this store is not open", self._path)
        return self._fd

    def _lock(self, fd: int) -> None:
        try:
            if sys.platform == "win32":
                os.lseek(fd, _LOCK_BYTE, os.SEEK_SET)
                msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OSError(errno.EBUSY, "another terminal has this file open", self._path) from error

    def _flush(self, fd: int) -> None:
        if sys.platform == "darwin":
            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)  # there fsync() stops at the disk's own cache
        else:
            os.fsync(fd)
