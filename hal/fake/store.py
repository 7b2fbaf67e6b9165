"""A journal's storage in memory."""

from hal.fake.device import EIO, ENOENT, ENOSPC, Device
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hal.fake.clock import Clock

_HEAD = 4  # the kind of a journal's record that says nothing of the outside
_RECORD_HEAD_BYTES = 8


class Segments(Device):
    """Segments in memory. `content` is what a disk would hold, `aside` what was set aside.

    room: the bytes that still fit, None for no end; an append that does not fit leaves what fits and fails, and after a
    failure nothing is taken until begin() or open(). late: an append that fails has written everything. cached: the
    same, into a cache: a read gives it back, and a power cut takes it away. slow_ms: what an append takes on `clock`.
    before_append: called, with the record, in the middle of an append. begun: how often a record's head was read.
    """

    name = "journal's storage"

    def __init__(
        self,
        content: "dict[int, bytes] | None" = None,
        events: "list[Any] | None" = None,
        clock: "Clock | None" = None,
    ) -> None:
        super().__init__(events)
        self.content = {number: bytearray(data) for number, data in (content or {}).items()}
        self.aside: list[tuple[int, bytes]] = []
        self.begun = 0
        self.room: int | None = None
        self.slow_ms = 0
        self.late = False
        self.cached = False
        self.before_append: Callable[[Any], object] | None = None
        self._unsynced: list[tuple[int, int, int]] = []  # (segment, from byte, to byte) of what the cache alone has
        self._clock = clock
        self._torn = False

    def open(self) -> None:
        """Power on: the content is as it was left."""
        super().open()
        self._torn = False

    def power_cut(self) -> "Segments":
        """Others with what the storage has: nothing of what only a cache held, and zeros before what came behind."""
        other = self.copy()
        for number, start, end in self._unsynced:
            data = other.content.get(number, bytearray())
            if len(data) >= end:
                other.content[number] = data[:start] + (bytes(end - start) + data[end:] if len(data) > end else b"")
        return other

    def copy(self) -> "Segments":
        """Others with the same content, open if these are."""
        other = Segments({number: bytes(data) for number, data in self.content.items()})
        other._open = self._open
        return other

    def size(self) -> int:
        """Bytes in all segments."""
        return sum([len(data) for data in self.content.values()])

    def numbers(self) -> list[int]:
        """The segments there are."""
        self._use()
        return sorted(self.content)

    def begin(self, number: int) -> None:
        """A new segment, or the empty one that is there."""
        self._use()
        newer = [other for other, data in self.content.items() if other > number or (other == number and data)]
        if newer or not 0 <= number < 1 << 32:
            raise ValueError(f"segment {number} would not be the newest")
        self.content[number] = bytearray()
        self._torn = False

    def append(self, data: bytes | bytearray | memoryview) -> None:
        """Add to the newest, or a prefix and OSError when there is no space."""
        self._use()
        if self._torn:
            raise OSError(EIO, "the end of this segment is torn: begin another, or open again")
        if not self.content:
            raise OSError(ENOENT, "no segment was begun")
        if self._clock is not None:
            self._clock.ms += self.slow_ms
        if self.before_append is not None:
            self.before_append(data)
        number = max(self.content)
        newest = self.content[number]
        if self.late or self.cached:
            self._torn = True
            if self.cached:
                self._unsynced.append((number, len(newest), len(newest) + len(data)))
            newest.extend(data)
            raise OSError(EIO, "this storage does not say whether it took that")
        if self.room is not None:
            if len(data) > self.room:
                self._torn = True
                newest.extend(data[: self.room])
                raise OSError(ENOSPC, "this storage is full")
            self.room -= len(data)
        newest.extend(data)
        if len(data) >= _RECORD_HEAD_BYTES and data[3] != _HEAD:
            self._report("append", data[3])

    def length(self, number: int) -> int:
        """Bytes in a segment."""
        return len(self._segment(number))

    def readinto(self, number: int, offset: int, buffer: bytearray | memoryview) -> None:
        """Fill the whole of `buffer` from byte `offset`."""
        data = self._segment(number)
        if offset < 0:
            raise ValueError("a negative offset")
        if offset + len(buffer) > len(data):
            raise OSError(EIO, "this segment ends before what was asked for")
        self.begun += len(buffer) == _RECORD_HEAD_BYTES
        buffer[:] = data[offset : offset + len(buffer)]

    def remove(self, number: int) -> None:
        """It is gone."""
        self._segment(number)
        self._unsynced = [each for each in self._unsynced if each[0] != number]
        del self.content[number]

    def set_aside(self, number: int) -> None:
        """It is in `aside`."""
        self.aside.append((number, bytes(self._segment(number))))
        del self.content[number]

    def _use(self) -> None:
        """As soon as it is mended it works again: what an append left behind is looked at by its caller."""
        if self.broken:
            raise OSError(EIO, f"{self.name} does not answer (broken on purpose)")
        super()._use()

    def _segment(self, number: int) -> bytearray:
        self._use()
        if number not in self.content:
            raise OSError(ENOENT, f"there is no segment {number}")
        return self.content[number]


class Cell:
    """A cell in memory, always open. full: a write leaves the old value and raises. late: it raises when it is done.

    writes: how many were done.
    """

    def __init__(self, content: bytes | None = None) -> None:
        self.broken = False
        self.content = content
        self.full = False
        self.late = False
        self.writes = 0

    def read(self) -> bytes | None:
        """The value written last."""
        self._answer()
        return self.content

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Replace it."""
        self._answer()
        if self.full:
            raise OSError(ENOSPC, "this storage is full")
        self.content = bytes(data)
        self.writes += 1
        if self.late:
            raise OSError(EIO, "the cell does not say whether it took that")

    def _answer(self) -> None:
        if self.broken:
            raise OSError(EIO, "the cell does not answer (broken on purpose)")
