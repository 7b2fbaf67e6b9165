"""A journal's segments and its cell as files of a littlefs, which commits what was written when a file is flushed, or
nothing of it."""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_DIGITS: int = const(10)
_ENOENT: int = const(2)
_CORRUPT: int = const(84)  # littlefs: what it looked for is damaged
_RIPE_WRITES: int = const(41)  # of so many bytes, which fill a block of 4,096
_RIPE_BYTES: int = const(100)


def make_folder(path: str, open_file: "Callable[[str, str], Any]", files: "Any") -> None:
    """Make a folder when it is missing; OSError when it cannot be made.

    littlefs keeps a folder in two blocks, and writes the second one only when the first is full. Until then one bad bit
    in it leaves a file system that cannot be mounted, so the first block is filled here, under another name: a folder
    that has its name has both.
    """
    try:
        files.stat(path)
        return
    except OSError as error:
        if error.args[0] != _ENOENT:
            raise
    new = path + ".new"
    try:
        files.mkdir(new)
    except OSError as error:
        if error.args[0] != 17:  # EEXIST
            raise
    ripe = new + "/ripe"
    for _ in range(_RIPE_WRITES):
        with open_file(ripe, "wb") as file:
            file.write(bytes(_RIPE_BYTES))
    files.remove(ripe)
    files.rename(new, path)
    files.sync()


class FlashSegments:
    """See `Segments` in hal/interfaces.pyi. A file is named by the number of its segment, in ten digits; one that was
    set aside has `.aside` behind that.

    folder: it is made when it is missing. open_file, files: `open` and the module `os` of the board.
    """

    def __init__(self, folder: str, open_file: "Callable[[str, str], Any]", files: "Any") -> None:
        self._folder = folder
        self._open_file = open_file
        self._files = files
        self._opened = False
        self._newest = -1
        self._file: Any = None  # of the newest segment
        self._read = -1
        self._reader: Any = None  # of the older one that was read last
        self._torn = False

    def open(self) -> None:
        """Find what is there."""
        if self._opened and not self._torn:
            return
        self.close()
        make_folder(self._folder, self._open_file, self._files)
        self._opened = True
        self._torn = False
        there = self.numbers()
        self._newest = there[-1] if there else -1

    def close(self) -> None:
        """Let the files go."""
        self._opened = False
        self._let_go(-1)

    def numbers(self) -> "list[int]":
        """The segments there are, ascending."""
        self._check()
        names = self._files.listdir(self._folder)
        return sorted([int(name) for name in names if len(name) == _DIGITS and name.isdigit()])

    def begin(self, number: int) -> None:
        """Make a new file, or take the empty one of that number."""
        there = self.numbers()
        if not 0 <= number < 1 << 32:
            raise ValueError("no segment has this number")
        if there and (number < there[-1] or (number == there[-1] and self.length(number))):
            raise ValueError("this segment would not be the newest")
        self._let_go(-1)
        self._torn = True
        self._newest = number
        self._appending().flush()
        self._files.sync()
        self._torn = False

    def append(self, data: "Any") -> None:
        """Add `data` to the newest segment; on return it is on the flash."""
        self._check()
        if self._torn:
            raise OSError(5, "the end of the journal is torn: begin a segment, or open it again")
        if self._newest < 0:
            raise OSError(_ENOENT, "no segment was begun")
        file = self._appending()
        self._torn = True
        if file.write(data) != len(data):
            raise OSError(28, "the flash is full")
        file.flush()
        self._files.sync()
        # An open file keeps littlefs's view of its folder. One taken while the folder's log was full makes every later
        # write through it rewrite the folder: an erase a record, until the segment is full.
        self._file = None
        file.close()
        self._torn = False

    def length(self, number: int) -> int:
        """Bytes in a segment."""
        return self._of(number).seek(0, 2)  # type: ignore[no-any-return]

    def readinto(self, number: int, offset: int, buffer: "Any") -> None:
        """Fill the whole of `buffer` from byte `offset`; OSError when the segment ends before."""
        file = self._of(number)
        if offset < 0:
            raise ValueError("a negative offset")
        if offset + len(buffer) > file.seek(0, 2):
            raise OSError(5, "the segment ends too early")
        file.seek(offset)
        try:
            count = file.readinto(buffer)
        except OSError as error:
            if error.args[0] != _CORRUPT:
                raise
            count = len(buffer)
            buffer[:] = bytes(count)  # where a pointer is damaged no record is, and the journal says so
        if count != len(buffer):
            raise OSError(5, "the segment cannot be read")

    def remove(self, number: int) -> None:
        """Remove a segment's file."""
        self._check()
        self._let_go(number)
        self._files.remove(self._path(number))
        self._files.sync()

    def set_aside(self, number: int) -> None:
        """Give a segment's file a name that is no number."""
        self._check()
        self._let_go(number)
        name = aside = self._path(number) + ".aside"
        count = 0
        while self._exists(name):
            count += 1
            name = f"{aside}.{count}"
        self._files.rename(self._path(number), name)
        self._files.sync()

    def _path(self, number: int) -> str:
        return f"{self._folder}/{number:010d}"

    def _exists(self, path: str) -> bool:
        try:
            self._files.stat(path)
        except OSError as error:
            if error.args[0] == _ENOENT:
                return False
            raise
        return True

    def _check(self) -> None:
        if not self._opened:
            raise OSError(9, "these segments are not open")

    def _appending(self) -> "Any":
        if self._file is None:
            if self._read == self._newest:
                self._close_reader()
            self._file = self._open_file(self._path(self._newest), "a+b")
        return self._file

    def _of(self, number: int) -> "Any":
        """The file of a segment. The one that is open for appending knows its own end; the others do not change."""
        self._check()
        if number == self._newest and self._file is not None and not self._torn:
            return self._file
        if number != self._read or number == self._newest:
            self._close_reader()
            self._reader = self._open_file(self._path(number), "rb")
            self._read = number
        return self._reader

    def _let_go(self, number: int) -> None:
        """Close what is open of this segment; of all for -1."""
        if number in (-1, self._newest):
            self._newest = -1
            if self._file is not None:
                file, self._file = self._file, None
                try:
                    file.close()
                except OSError:
                    if not self._torn:  # what a failed append left in the file's buffer was given up already
                        raise
        if number in (-1, self._read):
            self._close_reader()

    def _close_reader(self) -> None:
        if self._reader is not None:
            reader, self._reader = self._reader, None
            self._read = -1
            reader.close()


class FlashCell:
    """See `Cell` in hal/interfaces.pyi. path: the file, in a folder that is made when it is missing; open_file, files:
    as for FlashSegments."""

    def __init__(self, path: str, open_file: "Callable[[str, str], Any]", files: "Any") -> None:
        self._path = path
        self._open_file = open_file
        self._files = files

    def read(self) -> bytes | None:
        """The content of the file; None when there is none."""
        try:
            file = self._open_file(self._path, "rb")
        except OSError as error:
            if error.args[0] == _ENOENT:
                return None
            raise
        try:
            data: bytes = file.read()
            return data
        finally:
            file.close()

    def write(self, data: "Any") -> None:
        """Replace what the file holds. littlefs commits that when the file is closed, as a whole."""
        make_folder(self._path.rsplit("/", 1)[0], self._open_file, self._files)
        file = self._open_file(self._path, "wb")
        try:
            if file.write(data) != len(data):
                raise OSError(28, "the flash is full")
        finally:
            file.close()
        self._files.sync()
