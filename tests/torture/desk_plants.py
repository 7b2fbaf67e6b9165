"""Wrong desktops, for proof that the torture notices them: one sync is left out, or a failed one is not minded."""

import os

from hal.desktop.segment_folder import SegmentFolder
from terminal.journal import Journal
from tests.torture.desk import Parts
from tests.torture.disk import Disk


class WithoutSync(Disk):
    """Files are never synced; names are."""

    def sync(self, fd: int) -> None:
        before = self._durable.get(os.fstat(fd).st_ino, b"")
        super().sync(fd)
        self._durable[os.fstat(fd).st_ino] = before


class WithoutFolderSync(Disk):
    """Names are never synced; files are."""

    def sync_folder(self, path: str) -> None:
        before = self._names.get(path, {})
        super().sync_folder(path)
        self._names[path] = before


class GoesOn(SegmentFolder):
    """A segment takes more behind an append that failed."""

    def append(self, data: bytes | bytearray | memoryview) -> None:
        try:
            super().append(data)
        finally:
            self._torn = False


class Trusting(Journal):
    """After a failed append the next record goes behind it into the same segment."""

    def _doubt(self, kind: int, body: bytes, now_s: int | None) -> None:
        number = self._held[-1][0]
        self._length = self.segments.length(number)
        self.sequence += 1


WRONG = {
    "no sync of files": Parts(disk=WithoutSync),
    "no sync of folders": Parts(disk=WithoutFolderSync),
    "no other segment after a failed sync": Parts(segments=GoesOn, journal=Trusting),
}
