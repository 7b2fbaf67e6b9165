"""The flash that holds the files: an image on the host's disk, with the times and the habits of NOR flash.

An erase sets all bits of a block, a program can only clear them; while either is under way the processor
stands still with interrupts off.
"""

import mmap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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


class Flash:
    """Answers calls.ERASE and calls.PROGRAM; reading needs no call, the VM has the image mapped."""

    def __init__(
        self, path: Path, geometry: Geometry, processor: Processor, events: Events, cut: Callable[[], None]
    ) -> None:
        """Opens or makes the image. cut(): called when power fails in the middle of an operation.

        Raises ValueError when the file is there with another size than the board's flash.
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
        self._image = mmap.mmap(self._file.fileno(), geometry.size_bytes)
        self.geometry = geometry
        self.counts: Counter[str] = Counter()  # operations since the emulator started: "erase", "program"
        self._processor = processor
        self._events = events
        self._cut = cut
        self._cut_after: int | None = None

    @property
    def descriptor(self) -> int:
        """The open image, for the VM to map."""
        return self._file.fileno()

    def cut_power_after(self, operations: int | None) -> None:
        """Let power fail in the middle of the operation after that many: half of it is stored, then the VM
        ends.

        None takes the wish back.
        """
        self._cut_after = operations

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
        return self._operate("erase", start, b"\xff" * size, self.geometry.erase_ns, request.t_ns)

    def program(self, request: Request) -> Answer:
        """calls.PROGRAM."""
        start, data = request.a, request.data
        old = self._image[start : start + len(data)]
        both = int.from_bytes(old, "big") & int.from_bytes(data, "big")
        pages = -(-len(data) // PAGE_BYTES)
        new = both.to_bytes(len(data), "big")
        return self._operate("program", start, new, pages * self.geometry.program_ns, request.t_ns)

    def close(self) -> None:
        """Let go of the image."""
        self._image.close()
        self._file.close()

    def _operate(self, operation: str, start: int, new: bytes, takes_ns: int, t_ns: int) -> Answer:
        if start < 0 or start + len(new) > len(self._image):
            return Answer(-5)
        self.counts[operation] += 1
        self._events.tell(t_ns, "flash", operation=operation, offset=start, length=len(new), takes_us=takes_ns // 1000)
        torn = False
        if self._cut_after is not None:
            torn = self._cut_after == 0
            self._cut_after = None if torn else self._cut_after - 1
        self._processor.stall(True)

        def finish() -> None:
            part = new[: len(new) // 2] if torn else new
            self._image[start : start + len(part)] = part
            if torn:
                self._cut()
            else:
                self._processor.stall(False)

        return Answer(0, takes_ns=takes_ns, after=finish)
