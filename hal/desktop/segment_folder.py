"""A journal's segments as the files of one folder."""

import errno
import os

from hal.desktop import durable, file_lock

_DIGITS = 10
_ASIDE = ".aside"


class SegmentFolder:
    """See `Segments` in hal/interfaces.pyi. A file is named by the number of its segment, in ten digits; one that was
    set aside has `.aside` behind that. What was pulled from a board looks the same.

    path: the folder; it is made, but where it stands must be there. disk: what makes files durable.
    """

    def __init__(self, path: str | os.PathLike[str], disk: durable.Disk = durable) -> None:
        self._path = os.fspath(path)
        self._disk = disk
        self._lock = -1
        self._fd = -1  # of the newest segment
        self._newest = -1
        self._torn = False

    def open(self) -> None:
        """Find what is there and keep every other process out.

        The newest segment is written anew: a process that ended after a failed sync has left bytes that can be read
        and are not on the disk. Raises OSError when the folder cannot be written to or another terminal has it open.
        """
        if self._lock >= 0:
            if not self._torn:
                return
            self.close()
        if not os.path.isdir(self._path):
            os.mkdir(self._path, 0o700)
            self._disk.sync_folder(os.path.dirname(self._path) or ".")
        lock = os.open(os.path.join(self._path, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._keep_out(lock)
            self._lock = lock
            self._torn = False
            there = self.numbers()
            if there:
                with open(self._file(there[-1]), "rb") as file:
                    data = file.read()
                durable.replace(self._file(there[-1]), data, self._disk, mode=0o600)
                self._go_on(there[-1])
        except OSError:
            self._lock = -1
            os.close(lock)
            raise

    def close(self) -> None:
        """Let the folder go."""
        self._let_newest_go()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def numbers(self) -> list[int]:
        """The segments there are, ascending."""
        self._opened()
        return sorted(int(name) for name in os.listdir(self._path) if len(name) == _DIGITS and name.isdecimal())

    def begin(self, number: int) -> None:
        """Make a new file, or take the empty one of that number."""
        self._opened()
        there = self.numbers()
        if not 0 <= number < 1 << 32:
            raise ValueError("no segment has this number")
        if there and (number < there[-1] or (number == there[-1] and self.length(number))):
            raise ValueError(f"segment {number} would not be the newest")
        self._torn = True
        self._let_newest_go()
        self._go_on(number)
        self._disk.sync_folder(self._path)
        self._torn = False

    def append(self, data: bytes | bytearray | memoryview) -> None:
        """Write `data` at the end of the newest segment and wait until the disk has it.

        Raises OSError when it cannot: a prefix may be in the file, and nothing more is taken until begin() or open().
        """
        self._opened()
        if self._fd < 0:
            raise OSError(errno.ENOENT, "no segment was begun", self._path)
        if self._torn:
            raise OSError(errno.EIO, "the end of this segment is torn: begin another, or open the folder again")
        self._torn = True
        os.lseek(self._fd, 0, os.SEEK_END)
        rest = memoryview(data)
        while len(rest):
            rest = rest[os.write(self._fd, rest) :]
        self._disk.sync(self._fd)
        self._torn = False

    def length(self, number: int) -> int:
        """Bytes in a segment."""
        self._opened()
        return os.stat(self._file(number)).st_size

    def readinto(self, number: int, offset: int, buffer: bytearray | memoryview) -> None:
        """Fill the whole of `buffer` from byte `offset`. Raises OSError when the file ends before that."""
        self._opened()
        if offset < 0:
            raise ValueError("a negative offset")
        with open(self._file(number), "rb", buffering=0) as file:
            file.seek(offset)
            rest = memoryview(buffer)
            while len(rest):
                data = file.read(len(rest))
                if not data:
                    raise OSError(errno.EIO, f"segment {number} ends {len(rest)} bytes too early", self._path)
                rest[: len(data)] = data
                rest = rest[len(data) :]

    def remove(self, number: int) -> None:
        """Remove a segment's file."""
        self._opened()
        if number == self._newest:
            self._let_newest_go()
        os.remove(self._file(number))
        self._disk.sync_folder(self._path)

    def set_aside(self, number: int) -> None:
        """Give a segment's file a name that is no number."""
        self._opened()
        if number == self._newest:
            self._let_newest_go()
        name = self._file(number) + _ASIDE
        count = 0
        while os.path.exists(name):
            count += 1
            name = f"{self._file(number)}{_ASIDE}.{count}"
        os.rename(self._file(number), name)
        self._disk.sync_folder(self._path)

    def _file(self, number: int) -> str:
        return os.path.join(self._path, f"{number:0{_DIGITS}}")

    def _opened(self) -> None:
        if self._lock < 0:
            raise OSError(errno.EBADF, "these segments are not open", self._path)

    def _go_on(self, number: int) -> None:
        self._fd = os.open(self._file(number), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._newest = number

    def _let_newest_go(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = self._newest = -1

    def _keep_out(self, fd: int) -> None:
        try:
            file_lock.take(fd)
        except OSError as error:
            raise OSError(errno.EBUSY, "another terminal has this journal open", self._path) from error
