"""A store in memory."""

import errno

from hal.desktop.fake.fault import check


class Store:
    """A store in memory, with power cuts. `content` is what a disk would hold.

    capacity: bytes after which append() keeps a prefix and raises. cut_after(n): the n-th further byte is the
    last one written; the append under way raises, and so does everything until open(), as after a power cut.
    """

    def __init__(self, content: bytes = b"", capacity: int = 1 << 30) -> None:
        self.broken = False
        self.content = bytearray(content)
        self.capacity = capacity
        self._open = False
        self._torn = False
        self._left = -1

    def open(self) -> None:
        """Power on: the content is as it was left."""
        check(True, self.broken, "store")
        if not self._open:
            self._left = -1
        self._torn = False
        self._open = True

    def close(self) -> None:
        """Let go."""
        self._open = False

    def cut_after(self, written_bytes: int) -> None:
        """Cut the power when so many more bytes have been written."""
        self._left = written_bytes

    def append(self, data: bytes | bytearray | memoryview) -> None:
        """Add at the end, or a prefix and OSError when there is no room or the power is cut."""
        check(self._open, self.broken, "store")
        if self._torn:
            raise OSError(errno.EIO, "the end of this store is torn: truncate or open it again")
        room = self.capacity - len(self.content)
        cut = 0 <= self._left < len(data)
        keep = min(len(data), room, self._left if cut else len(data))
        self.content += data[:keep]
        if cut:
            self._open = False
            raise OSError(errno.EIO, "power cut")
        if keep < len(data):
            self._torn = True
            raise OSError(errno.ENOSPC, "this store is full")
        if self._left >= 0:
            self._left -= len(data)

    def length(self) -> int:
        """Bytes in the store."""
        check(self._open, self.broken, "store")
        return len(self.content)

    def readinto(self, offset: int, buffer: bytearray | memoryview) -> None:
        """Fill the whole of `buffer` from byte `offset`."""
        check(self._open, self.broken, "store")
        if offset < 0:
            raise ValueError("a negative offset")
        if offset + len(buffer) > len(self.content):
            raise OSError(errno.EIO, "this store ends before what was asked for")
        buffer[:] = self.content[offset : offset + len(buffer)]

    def truncate(self, length: int) -> None:
        """Keep the first `length` bytes."""
        check(self._open, self.broken, "store")
        if not 0 <= length <= len(self.content):
            raise ValueError("a length the store does not have")
        del self.content[length:]
        self._torn = False
