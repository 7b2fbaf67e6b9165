"""A board's journal for the uplink: pulled into a folder first, acknowledged to the board last.

Both need the board's service mode, in which it opens no gate: so it is entered twice, and not in between.
"""

from pathlib import Path

from sim.backoffice.journal_source import JournalFolder
from sim.device.device import Device
from sim.journal.pull import pull


class BoardJournal(JournalFolder):
    """The journal of the board on a serial port. Raises Trouble."""

    def __init__(self, port: str, keep: Path, quiet: bool) -> None:
        self._device = Device(port)
        self._through: tuple[int, bytes] | None = None
        pull(self._device, keep, quiet)
        super().__init__(keep)

    def acknowledge(self, through: int, digest: bytes) -> str:
        """See `JournalFolder`: `finish` lets the board know."""
        words = super().acknowledge(through, digest)
        if self.raw(through) is not None:
            self._through = through, digest
        return words

    def finish(self) -> str:
        """Let the board know what the sink has committed; in words. Raises Trouble when it holds another record."""
        if self._through is None:
            return "the sink has acknowledged nothing"
        sequence, digest = self._through
        with self._device.serviced():
            answer = self._device.call(f"acknowledge({sequence}, {digest.hex()!r})")
        return f"the board was acknowledged through record {answer['acknowledged']}"
