"""The flash that holds the files: an image on the host's disk, with the times and the habits of NOR flash.

An erase sets all bits of a block, a program can only clear them; while either is under way the processor
stands still with interrupts off.
"""

import mmap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hal.desktop import file_lock
from sim.emulator.event import Events
from sim.emulator.processor import Answer, Processor, Request

PAGE_BYTES = 256


@dataclass(frozen=True)
class Geometry:
    """block_bytes: what one erase takes; program_ns: for each 256 bytes."""

    size_bytes: int
    block_bytes: int
    program_bytes: int
    erase_ns: int
    program_ns: int


@dataclass(frozen=True)
class _Operation:
    """What is under way: `new` comes to `start`, `piece` bytes after one another in `piece_ns` each."""

    start: int
    new: bytes
    piece: int
    piece_ns: int
    begun_ns: int

    def stored(self, t_ns: int, powered: bool) -> int:
        """The bytes of it that are stored where the processor ends at t_ns: what is begun is ended with power, and
        without it stays as far as it has come.
        """
        pieces, rest_ns = divmod(max(t_ns - self.begun_ns, 0), self.piece_ns)
        return (pieces + 1) * self.piece if powered else pieces * self.piece + rest_ns * self.piece // self.piece_ns


class Flash:
    """Answers calls.ERASE and calls.PROGRAM; reading needs no call, the VM has the image mapped."""

    def __init__(
        self, path: Path, geometry: Geometry, processor: Processor, events: Events, cut: Callable[[], None]
    ) -> None:
        """Opens or makes the image. cut(): called when power fails in the middle of an operation.

        Raises ValueError when the file is there with another size than the board's flash, or another board has it.
        """
        if not path.exists() or path.stat().st_size == 0:
            with path.open("wb") as file:
                for _ in range(geometry.size_bytes // geometry.block_bytes):
                    file.write(b"\xff" * geometry.block_bytes)
        self._file = path.open("r+b")
        if path.stat().st_size != geometry.size_bytes:
            self._file.close()
            raise ValueError(
                f"{path} holds {path.stat().st_size} bytes, the board's flash {geometry.size_bytes}: "
                "it was made for another board"
            )
        try:
            file_lock.take(self._file.fileno())
        except OSError:
            self._file.close()
            raise ValueError(f"{path}: another emulated board has this flash; end it, or name another file") from None
        self._image = mmap.mmap(self._file.fileno(), geometry.size_bytes)
        self.geometry = geometry
        self.counts: Counter[str] = Counter()  # operations since the emulator started: "erase", "program"
        self._processor = processor
        self._events = events
        self._cut = cut
        self._cut_after: int | None = None
        self._under_way: _Operation | None = None

    @property
    def descriptor(self) -> int:
        """The open image, for the VM to map."""
        return self._file.fileno()

    def cut_power_after(self, operations: int | None) -> None:
        """Let power fail in the middle of the operation after that many. None takes the wish back."""
        self._cut_after = operations

    def interrupt(self, t_ns: int, powered: bool) -> None:
        """The processor ends at t_ns, perhaps in the middle of an operation. powered: whether the flash goes on."""
        if self._under_way is not None:
            self._store(self._under_way.stored(t_ns, powered))

    def read(self, offset: int, count: int) -> bytes:
        """What is stored."""
        return self._image[offset : offset + count]

    def copy_to(self, path: Path) -> None:
        """Write all that is stored to a file, as a reader of the chip would find it now."""
        path.write_bytes(self._image)

    def erase(self, request: Request) -> Answer:
        """calls.ERASE."""
        size = self.geometry.block_bytes
        start = request.a * size
        return self._operate("erase", _Operation(start, b"\xff" * size, size, self.geometry.erase_ns, request.t_ns))

    def program(self, request: Request) -> Answer:
        """calls.PROGRAM."""
        start, data = request.a, request.data
        old = self._image[start : start + len(data)]
        both = int.from_bytes(old, "big") & int.from_bytes(data, "big")
        new = both.to_bytes(len(data), "big")
        return self._operate("program", _Operation(start, new, PAGE_BYTES, self.geometry.program_ns, request.t_ns))

    def close(self) -> None:
        """Let go of the image."""
        self._image.close()
        self._file.close()

    def _operate(self, name: str, operation: _Operation) -> Answer:
        start, count = operation.start, len(operation.new)
        if start < 0 or start + count > len(self._image):
            return Answer(-5)
        takes_ns = -(-count // operation.piece) * operation.piece_ns
        self.counts[name] += 1
        t_ns = operation.begun_ns
        self._events.tell(t_ns, "flash", operation=name, offset=start, length=count, takes_us=takes_ns // 1000)
        torn = False
        if self._cut_after is not None:
            torn = self._cut_after == 0
            self._cut_after = None if torn else self._cut_after - 1
        self._under_way = operation
        self._processor.stall(True)

        def finish() -> None:
            if torn:
                self._cut()
            else:
                self._store(count)
                self._processor.stall(False)

        return Answer(0, takes_ns=takes_ns // 2 if torn else takes_ns, after=finish)

    def _store(self, count: int) -> None:
        """The operation under way is over, and so many bytes of it are stored."""
        assert self._under_way is not None
        part = self._under_way.new[:count]
        self._image[self._under_way.start : self._under_way.start + len(part)] = part
        self._under_way = None
