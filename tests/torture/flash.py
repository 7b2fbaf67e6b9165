"""A partition of NOR flash in memory, as a block device of MicroPython: `vfs.VfsLfs2(Flash(...), progsize=...)`.

Programming clears bits, erasing sets them. What was done is counted; time is a matter of arithmetic (`Times`), so a
torture of a thousand power cuts waits for nothing. Power may fail at any one operation: from then on the device answers
every request with EIO and changes nothing, until its image is put into another Flash. Or one operation fails alone, and
all that follow are good.
"""

from collections import namedtuple

from tests.builder.xorshift import Xorshift

# What an operation at which power fails leaves: nothing of itself, its first bytes, or some bytes here and there.
DROPPED = "dropped"
TORN = "torn"
SCATTERED = "scattered"
# Or what a cache makes of all operations since the last sync: of each block its first ones, of another block others.
REORDERED = "reordered"
WAYS = (DROPPED, TORN, SCATTERED, REORDERED)
# What an operation leaves that fails alone: one of the first three, or all of itself.
DONE = "done"
FAILURES = (DROPPED, TORN, SCATTERED, DONE)

Geometry = namedtuple("Geometry", "blocks block_bytes program_bytes")
# Microseconds: an erase of a block, a program of program_bytes, a read of 1,024 bytes.
Times = namedtuple("Times", "erase_us program_us read_us")
# What was done so far: erases, programs of program_bytes, bytes that were programmed, bytes read.
Work = namedtuple("Work", "erases pages programmed_bytes read_bytes")

_EIO = -5
_SYNC, _COUNT, _SIZE, _ERASE = 3, 4, 5, 6


def spent_us(work: Work, times: Times) -> int:
    """How long the flash was busy with this work."""
    return work.erases * times.erase_us + work.pages * times.program_us + work.read_bytes * times.read_us // 1024


class Flash:
    """image: what another Flash left, None for erased flash. The blocks of an image are shared until they change."""

    def __init__(self, geometry: Geometry, image: "list | None" = None) -> None:
        self.geometry = geometry
        self.dead = False
        self.operations = 0  # programs and erases, as littlefs asked for them
        self.erased = {}  # block -> how often
        self._blocks = [None] * geometry.blocks if image is None else list(image)
        self._own = set()
        self._erased = b"\xff" * geometry.block_bytes
        self._pages = self._programmed = self._read = 0
        self._cut_at = self._way = self._noise = None
        self._pending = []  # (block, what it held) before each operation since the last sync, for reordering
        self.requests = 0  # programs, erases and syncs
        self.failed = False  # the one that had to has failed
        self._fail_at = None
        self.seen = None  # block -> a byte for each of its bytes: 1 when what the image holds there was read

    def watch_reads(self) -> None:
        """From now on keep which bytes of the image are read; all others could be anything."""
        self.seen = {}

    def image(self) -> list:
        """What is stored now. Power is off from here on: nothing more is written."""
        self.dead = True
        return list(self._blocks)

    def work(self) -> Work:
        """All that was done since this object was made."""
        return Work(sum(self.erased.values()), self._pages, self._programmed, self._read)

    def cut_after(self, operations: int, way: str, seed: int) -> None:
        """Let power fail at the operation that comes after so many others."""
        self._cut_at = self.operations + operations
        self._way = way
        self._noise = Xorshift(seed)

    def fail_after(self, requests: int, way: str, seed: int) -> None:
        """Let the program, erase or sync fail that comes after so many others, and none behind it."""
        self._fail_at = self.requests + requests
        self._way = way
        self._noise = Xorshift(seed)

    def readblocks(self, number: int, buffer: object, offset: int = 0) -> int:
        """Fill the buffer."""
        if self.dead:
            return _EIO
        size = self.geometry.block_bytes
        count = len(buffer)
        self._read += count
        if offset + count <= size:  # most by far, and often
            if self.seen is not None and number not in self.erased:
                marks = self.seen.setdefault(number, bytearray(size))
                marks[offset : offset + count] = b"\1" * count
            stored = self._blocks[number]
            buffer[:] = memoryview(self._erased if stored is None else stored)[offset : offset + count]
            return 0
        for at in range(0, count, size):
            self.readblocks(number, memoryview(buffer)[at : at + size])
            number += 1
        self._read -= count
        return 0

    def writeblocks(self, number: int, data: object, offset: "int | None" = None) -> int:
        """Program; without an offset the blocks are erased first, which is what FAT wants."""
        if self.dead:
            return _EIO  # at once: the collector, in which nothing can be allocated, may be closing a file
        size = self.geometry.block_bytes
        if offset is not None:
            return self._program(number, offset, data)
        view = memoryview(data)
        for at in range(0, len(view), size):
            if self._erase(number) or self._program(number, 0, view[at : at + size]):
                return _EIO
            number += 1
        return 0

    def ioctl(self, request: int, argument: int) -> int:
        """The requests of the block device protocol."""
        if request == _COUNT:
            return self.geometry.blocks
        if request == _SIZE:
            return self.geometry.block_bytes
        if request == _ERASE:
            return self._erase(argument)
        if request != _SYNC:
            return 0
        if self.dead or self._fails_alone():
            return _EIO
        self._pending.clear()
        return 0

    def _erase(self, number: int) -> int:
        if self.dead:
            return _EIO
        self.erased[number] = self.erased.get(number, 0) + 1
        self._remember(number)
        failing = self._fails()
        if not failing or self._way in (REORDERED, DONE):
            self._blocks[number] = None
            self._own.discard(number)
        else:
            self._part(self._owned(number), 0, self._erased)
        return self._ended(failing)

    def _program(self, number: int, offset: int, data: object) -> int:
        if self.dead:
            return _EIO
        block = self._owned(number)
        step = self.geometry.program_bytes
        self._pages += (offset + len(data) + step - 1) // step - offset // step
        self._programmed += len(data)
        old = block[offset : offset + len(data)]
        if old == self._erased[: len(old)]:
            new = data
        else:
            both = int.from_bytes(old, "big") & int.from_bytes(data, "big")
            new = both.to_bytes(len(old), "big")
        self._remember(number)
        failing = self._fails()
        if not failing or self._way in (REORDERED, DONE):
            block[offset : offset + len(old)] = new
        else:
            self._part(block, offset, new)
        return self._ended(failing)

    def _owned(self, number: int) -> bytearray:
        """The block to write to; one that an image shares is copied first."""
        if number not in self._own:
            stored = self._blocks[number]
            self._blocks[number] = bytearray(self._erased if stored is None else stored)
            self._own.add(number)
        return self._blocks[number]

    def _fails(self) -> bool:
        self.operations += 1
        if self._cut_at is not None and self.operations > self._cut_at:
            self.dead = True
        return self.dead or self._fails_alone()

    def _fails_alone(self) -> bool:
        self.requests += 1
        if self._fail_at is None or self.failed or self.requests <= self._fail_at:
            return False
        self.failed = True
        return True

    def _remember(self, number: int) -> None:
        if self._way == REORDERED:
            stored = self._blocks[number]
            self._pending.append((number, None if stored is None else bytes(stored)))

    def _ended(self, failing: bool) -> int:
        """The answer to an operation. At a cut, what a cache had not yet written is lost."""
        if not failing:
            return 0
        blocks = {}
        for number, before in self._pending:
            blocks.setdefault(number, []).append(before)
        for number in blocks:
            done = self._noise.below(len(blocks[number]) + 1)  # the first so many
            if done < len(blocks[number]):
                before = blocks[number][done]
                self._blocks[number] = None if before is None else bytearray(before)
                self._own.discard(number)
        return _EIO

    def _part(self, block: bytearray, offset: int, new: object) -> None:
        """What is left of the operation at which power fails."""
        if self._way == TORN:
            count = 1 + self._noise.below(len(new) - 1)
            block[offset : offset + count] = new[:count]
        elif self._way == SCATTERED:
            for at, mask in enumerate(self._noise.take(len(new))):
                old = block[offset + at]
                block[offset + at] = old ^ ((old ^ new[at]) & mask)
