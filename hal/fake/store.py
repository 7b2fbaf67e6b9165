"""A journal's storage in memory."""

import errno

from hal.fake.fault import check


class Segments:
    """Segments in memory, with power cuts. `content` is what a disk would hold, `aside` what was set aside.

    capacity: bytes in all after which append() keeps a prefix and raises. cut_after(n): the n-th further byte is the
    last one written; the append under way raises, and so does everything until open(), as after a power cut.
    """

    def __init__(self, content: "dict[int, bytes] | None" = None, capacity: int = 1 << 30) -> None:
        self.broken = False
        self.content = {number: bytearray(data) for number, data in (content or {}).items()}
        self.aside: list[tuple[int, bytes]] = []
        self.capacity = capacity
        self._open = False
        self._torn = False
        self._left = -1

    def open(self) -> None:
        """Power on: the content is as it was left."""
        check(True, self.broken, "journal's storage")
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

    def numbers(self) -> list[int]:
        """The segments there are."""
        self._check()
        return sorted(self.content)

    def begin(self, number: int) -> None:
        """A new segment, or the empty one that is there."""
        self._check()
        if not 0 <= number < 1 << 32 or any(
            other > number or (other == number and data) for other, data in self.content.items()
        ):
            raise ValueError(f"segment {number} would not be the newest")
        self.content[number] = bytearray()
        self._torn = False

    def append(self, data: bytes | bytearray | memoryview) -> None:
        """Add to the newest, or a prefix and OSError when there is no space or the power is cut."""
        self._check()
        if self._torn:
            raise OSError(errno.EIO, "the end of this segment is torn: begin another, or open again")
        if not self.content:
            raise OSError(errno.ENOENT, "no segment was begun")
        newest = self.content[max(self.content)]
        room = self.capacity - sum(map(len, self.content.values()))
        cut = 0 <= self._left < len(data)
        keep = min(len(data), room, self._left if cut else len(data))
        newest += data[:keep]
        if cut:
            self._open = False
            raise OSError(errno.EIO, "power cut")
        if keep < len(data):
            self._torn = True
            raise OSError(errno.ENOSPC, "this storage is full")
        if self._left >= 0:
            self._left -= len(data)

    def length(self, number: int) -> int:
        """Bytes in a segment."""
        return len(self._segment(number))

    def readinto(self, number: int, offset: int, buffer: bytearray | memoryview) -> None:
        """Fill the whole of `buffer` from byte `offset`."""
        data = self._segment(number)
        if offset < 0:
            raise ValueError("a negative offset")
        if offset + len(buffer) > len(data):
            raise OSError(errno.EIO, "this segment ends before what was asked for")
        buffer[:] = data[offset : offset + len(buffer)]

    def remove(self, number: int) -> None:
        """It is gone."""
        self._segment(number)
        del self.content[number]

    def set_aside(self, number: int) -> None:
        """It is in `aside`."""
        self.aside.append((number, bytes(self._segment(number))))
        del self.content[number]

    def _check(self) -> None:
        check(self._open, self.broken, "journal's storage")

    def _segment(self, number: int) -> bytearray:
        self._check()
        if number not in self.content:
            raise OSError(errno.ENOENT, f"there is no segment {number}")
        return self.content[number]


class Cell:
    """A cell in memory. `full`: a write leaves the old value and raises. `cut`: it raises, but the new one is there."""

    def __init__(self, content: bytes | None = None) -> None:
        self.broken = False
        self.content = content
        self.full = False
        self.cut = False

    def read(self) -> bytes | None:
        """The value written last."""
        check(True, self.broken, "cell")
        return self.content

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Replace it."""
        check(True, self.broken, "cell")
        if self.full:
            raise OSError(errno.ENOSPC, "this storage is full")
        self.content = bytes(data)
        if self.cut:
            raise OSError(errno.EIO, "power cut")
