"""A journal in a file of a littlefs, which commits what was written when the file is flushed, or nothing of it."""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_CHUNK: int = const(512)


class FlashStore:
    """See `Store` in hal/interfaces.pyi.

    path: the file; its folder must be there. open_file, rename, sync: `open`, `os.rename` and `os.sync` of the board.
    between: called between the parts of a long truncate(), so that a watchdog can be fed.
    """

    def __init__(
        self,
        path: str,
        open_file: "Callable[[str, str], Any]",
        rename: "Callable[[str, str], None]",
        sync: "Callable[[], None]",
        between: "Callable[[], None]",
    ) -> None:
        self._path = path
        self._open_file = open_file
        self._rename = rename
        self._sync = sync
        self._between = between
        self._file: Any = None
        self._torn = False

    def open(self) -> None:
        """Open the file, or create it."""
        if self._file is None or self._torn:
            self.close()
            self._file = self._open_file(self._path, "a+b")
            self._torn = False

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            file, self._file = self._file, None
            file.close()

    def append(self, data: "Any") -> None:
        """Add `data` at the end; on return it is on the flash. After an OSError truncate() says where the end is."""
        file = self._opened()
        if self._torn:
            raise OSError(5, "the end of the journal is torn: truncate or open it again")
        self._torn = True
        if file.write(data) != len(data):
            raise OSError(28, "the flash is full")
        file.flush()
        self._sync()
        self._torn = False

    def length(self) -> int:
        """Bytes in the file."""
        return self._opened().seek(0, 2)  # type: ignore[no-any-return]

    def readinto(self, offset: int, buffer: "Any") -> None:
        """Fill the whole of `buffer` from byte `offset`; OSError when the file ends before."""
        file = self._opened()
        if offset < 0:
            raise ValueError("a negative offset")
        if offset + len(buffer) > file.seek(0, 2):
            raise OSError(5, "the file ends too early")
        file.seek(offset)
        if file.readinto(buffer) != len(buffer):
            raise OSError(5, "the file cannot be read")

    def truncate(self, length: int) -> None:
        """Keep the first `length` bytes.

        Files here cannot be cut: the good part is copied to a new file, which takes the name in one step. Needs as much
        free flash, and seconds for a long journal; it happens only after a write that failed.
        """
        if not 0 <= length <= self.length():
            raise ValueError("a length the file does not have")
        self._torn = True
        chunk = memoryview(bytearray(_CHUNK))
        kept = self._path + ".new"
        copy = self._open_file(kept, "wb")
        try:
            for at in range(0, length, _CHUNK):
                part = chunk[: min(_CHUNK, length - at)]
                self.readinto(at, part)
                copy.write(part)
                self._between()
            copy.flush()
        finally:
            copy.close()
        self.close()
        self._rename(kept, self._path)
        self._sync()
        self.open()

    def _opened(self) -> "Any":
        if self._file is None:
            raise OSError(9, "this store is not open")
        return self._file
