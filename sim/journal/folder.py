"""A journal as files, only read: the folder that was pulled, or single segments.

A segment is named by its first sequence in ten digits; one that the terminal set aside has `.aside` behind that. Beside
them in a pulled folder: `journal.sequence` (the cell that shows a cut tail), `hours/` (the counters of refusals, a
journal of its own with the cell `hours.sequence`) and `pulled.json` (what the board said when it was asked).
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sim.output.trouble import Trouble, why

SEGMENT = re.compile(r"([0-9]{10})")
ASIDE = re.compile(r"([0-9]{10})\.aside(\.[0-9]{1,4})?")
CELL = "journal.sequence"
HOURS = "hours"
PULLED = "pulled.json"
_CELL_MAX_BYTES = 1024
_PULLED_MAX_BYTES = 65_536
_BUFFER_BYTES = 1 << 16


class Segments:
    """Segments in files, as `terminal.journal.walk` reads them. files: path by first sequence.

    Lengths are those of the moment it was made: what a terminal appends meanwhile is not seen. Raises Trouble.
    """

    def __init__(self, files: dict[int, Path]) -> None:
        self._paths = dict(sorted(files.items()))
        self._lengths: dict[int, int] = {}
        for number, path in self._paths.items():
            try:
                self._lengths[number] = path.stat().st_size
            except OSError as error:
                raise Trouble(f"{path}: {why(error)}; name a segment, or the folder of a pulled journal") from None
        self._file: BinaryIO | None = None
        self._opened = -1

    def numbers(self) -> list[int]:
        """The first sequence of each segment, ascending."""
        return list(self._paths)

    def length(self, number: int) -> int:
        """Bytes in a segment."""
        return self._lengths[number]

    def readinto(self, number: int, offset: int, buffer: bytearray | memoryview) -> None:
        """Fill the whole buffer from a segment."""
        path = self._paths[number]
        try:
            if self._file is None or self._opened != number:
                self.close()
                self._file = open(path, "rb", buffering=_BUFFER_BYTES)  # noqa: SIM115  kept for the next record
                self._opened = number
            self._file.seek(offset)
            got = self._file.readinto(buffer)  # type: ignore[attr-defined]
        except OSError as error:
            raise Trouble(f"{path}: {why(error)}; pull the journal again") from None
        if got != len(buffer):
            raise Trouble(f"{path}: it became shorter while it was read; read it again")

    def only(self, number: int) -> "Segments":
        """This one segment alone."""
        return Segments({number: self._paths[number]})

    def name(self, number: int) -> str:
        """The file's name."""
        return self._paths[number].name

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass(frozen=True, slots=True)
class Journal:
    """What was named. aside: one reader for each segment that was set aside, in order. cell: the bytes of the floor
    cell, None when there is none. pulled: what the board reported, {} when that is not known.
    """

    name: str
    segments: Segments
    aside: tuple[Segments, ...]
    cell: bytes | None
    pulled: dict[str, Any]

    @property
    def length_bytes(self) -> int:
        """Bytes in all segments, those that were set aside included."""
        return sum(each.length(number) for each in (self.segments, *self.aside) for number in each.numbers())


def open_folder(path: Path) -> Journal:
    """A journal in a folder. Raises Trouble when none is there."""
    try:
        names = sorted(entry.name for entry in path.iterdir())
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name the folder that `ridegate journal pull` wrote") from None
    files, aside = _sorted(path / name for name in names)
    cell = None
    for each in (path / CELL, path.parent / f"{path.name}.sequence"):
        if cell is None and each.is_file():
            cell = _read(each, _CELL_MAX_BYTES)
    if not files and not aside and cell is None:
        raise Trouble(f"{path}: no journal; name the folder that `ridegate journal pull` wrote")
    return Journal(str(path), Segments(files), aside, cell, pulled(path))


def open_paths(paths: list[Path]) -> Journal:
    """One folder, or any number of segment files. Raises Trouble."""
    if len(paths) == 1 and not paths[0].is_file():
        return open_folder(paths[0])
    for path in paths:
        if path.is_dir():
            raise Trouble(f"{path}: a folder among files; name one folder, or segments")
    files, aside = _sorted(paths, True)
    return Journal(", ".join(map(str, paths)), Segments(files), aside, None, {})


def _sorted(paths: Iterable[Path], strict: bool = False) -> tuple[dict[int, Path], tuple[Segments, ...]]:
    """Segments by number, and those that were set aside. strict: everything has to be one of them."""
    files: dict[int, Path] = {}
    aside = []
    for path in paths:
        plain, kept = SEGMENT.fullmatch(path.name), ASIDE.fullmatch(path.name)
        if plain:
            if int(plain[1]) in files:
                raise Trouble(f"{path}: another file of that name was named before; show one journal at a time")
            files[int(plain[1])] = path
        elif kept:
            aside.append((int(kept[1]), path))
        elif strict:
            raise Trouble(f"{path}: no segment; they are named by ten digits, such as 0000000001")
    return files, tuple(Segments({number: path}) for number, path in sorted(aside))


def pulled(folder: Path) -> dict[str, Any]:
    """What the board reported when it was pulled into this folder; {} when that is not known. Raises Trouble."""
    path = folder / PULLED
    if not path.is_file():
        return {}
    try:
        found = json.loads(_read(path, _PULLED_MAX_BYTES))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Trouble(f"{path}: not what `ridegate journal pull` wrote; remove it, or pull into another folder")
    return found


def _read(path: Path, most_bytes: int) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(most_bytes)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; pull the journal again") from None
