"""A terminal's journal as the uplink reads it: a folder that was pulled, or that of a gate that works meanwhile."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from hal.desktop import durable
from hal.desktop.engine import desktop_engine
from sim.backoffice.message import Terminal
from sim.journal import folder
from sim.journal.acknowledge import ACQUIRED, acquired
from sim.journal.check import cell_span
from sim.journal.facts import head_words
from sim.journal.folder import Segments
from sim.journal.walk import Found, walk
from sim.output.trouble import Trouble, why
from terminal import records


class _Place(NamedTuple):
    path: Path
    offset: int
    length: int
    head: bool


class _Segment(NamedTuple):
    """A file as it was read. mark: its size, its time and its inode. end: where the last record ends."""

    mark: tuple[int, int, int]
    found: dict[int, _Place]
    end: int


class JournalFolder:
    """The records of a folder, by sequence. What the terminal may still take back is not among them: a record that its
    cell does not count yet, and a head that no record follows (terminal/journal.py).

    held: their sequences, ascending; the list is the same after each `refresh`. Without the record key no seal can be
    checked here: the sink does that. disk: what waits until an answer is on the disk. Raises Trouble.
    """

    def __init__(self, path: Path, disk: durable.Disk = durable) -> None:
        self.path = path
        self._disk = disk
        self.held: list[int] = []
        self.terminal: Terminal | None = None
        self.acknowledged = 0  # as far as the journal states it
        self._digest = desktop_engine().digest
        self._segments: dict[str, _Segment] = {}  # by the name of its file
        self._cells = [path / folder.CELL, path.parent / f"{path.name}.sequence"]
        self._places: dict[int, _Place] = {}
        self._seen = -1  # the ceiling of the last look

    def refresh(self) -> None:
        """Look at what the terminal has written and removed since."""
        try:
            with os.scandir(self.path) as entries:
                stats = {each.name: each.stat() for each in entries if _is_segment(each.name)}
        except FileNotFoundError:
            if self.path.is_dir():
                return  # a segment gave way between two calls; the next look is better
            raise Trouble(f"{self.path}: no such folder; name the folder of a journal") from None
        except OSError as error:
            raise Trouble(f"{self.path}: {why(error)}; name the folder of a journal") from None
        ceiling = self._ceiling()
        marks = {name: (stat.st_size, stat.st_mtime_ns, stat.st_ino) for name, stat in stats.items()}
        known = self._segments
        changed = [name for name, mark in marks.items() if name not in known or known[name].mark != mark]
        for name in [name for name in self._segments if name not in marks]:
            del self._segments[name]
            changed.append(name)
        for name in sorted(changed):
            if name in marks:
                found = self._grown(name, marks[name]) or self._read(self.path / name)
                end = max((place.offset + place.length for place in found.values()), default=0)
                self._segments[name] = _Segment(marks[name], found, end)
        if changed:
            self._places = {}
            for name in sorted(self._segments, key=lambda name: (not name.isdecimal(), name)):
                for sequence, place in self._segments[name].found.items():
                    self._places.setdefault(sequence, place)  # what was set aside is used where nothing else is
        if not changed and ceiling == self._seen:
            return
        self._seen = ceiling
        held = sorted(sequence for sequence in self._places if sequence <= ceiling)
        if held and self._places[held[-1]].head:
            held.pop()
        self.held[:] = held

    def _ceiling(self) -> int:
        """The newest sequence that the terminal counts as written; no bound where no cell is there."""
        for path in self._cells:
            try:
                span = cell_span(path.read_bytes())
            except OSError:
                continue
            if span is not None:
                self._cells.sort(key=lambda each: each != path)  # where it was is looked at first
                return int(span[0])
        return int(records.SEQUENCE_MAX)

    def _read(self, path: Path) -> dict[int, _Place]:
        """What a segment holds. Most of its records name its terminal: one that names another is damaged, and is sent
        as every record is whose seal does not hold.
        """
        found: dict[int, _Place] = {}
        named: Counter[Terminal] = Counter()
        try:
            for each in walk(Segments({int(path.name[:10]): path}), self._digest, None):
                if not isinstance(each, Found):
                    continue
                record = each.record
                named[_whose(record)] += 1
                found[record.sequence] = _Place(path, each.offset, len(each.raw), record.kind == records.HEAD)
                self._learn(record)
            if named:
                whose = max(named, key=lambda one: (named[one], one == self.terminal))
                self.terminal = self.terminal or whose
                if whose != self.terminal:
                    raise Trouble(
                        f"{path}: records of terminal {whose} in a journal of {self.terminal}; "
                        "pull each provisioning into a folder of its own"
                    )
        except Trouble:
            if path.exists():
                raise
        return found

    def _grown(self, name: str, mark: tuple[int, int, int]) -> dict[int, _Place] | None:
        """What a segment holds that was read before and has grown since; None where it has to be read as a whole."""
        before, path = self._segments.get(name), self.path / name
        if before is None or not before.found or mark[2] != before.mark[2] or mark[0] <= before.end:
            return None
        try:
            with path.open("rb") as file:
                file.seek(before.end)
                data = file.read(mark[0] - before.end)
        except OSError:
            return None
        found, at, following = before.found.copy(), 0, max(before.found) + 1
        while at < len(data):
            start = data[at : at + records.START_BYTES]
            size = records.length_bytes(start) if len(start) == records.START_BYTES else 0
            if not size or at + size > len(data):
                return None
            record = records.parse(data[at : at + size])
            if record.sequence != following or record.kind == records.HEAD or _whose(record) != self.terminal:
                return None
            found[following] = _Place(path, before.end + at, size, False)
            self._learn(record)
            at, following = at + size, following + 1
        return found

    def _learn(self, record: records.Record) -> None:
        try:
            if record.kind == records.HEAD:
                self.acknowledged = max(self.acknowledged, head_words(record)[0])
            elif record.kind == records.EVENT:
                event, _, value = records.parse_event(record.body)
                if event == records.ACKNOWLEDGED:
                    self.acknowledged = max(self.acknowledged, value)
        except records.Short:
            pass

    def raw(self, sequence: int) -> bytes | None:
        """The bytes of a record; None when it gave way meanwhile."""
        place = self._places.get(sequence)
        if place is None:
            return None
        try:
            with place.path.open("rb") as file:
                file.seek(place.offset)
                data = file.read(place.length)
        except OSError:
            return None
        return data if len(data) == place.length else None

    def acknowledge(self, through: int, digest: bytes) -> str:
        """The sink has committed everything up to this record: write that beside the records. What was done, in words.

        A gate of this computer that has the journal open takes it from there; to a board goes
        `ridegate journal acknowledge`. A record that is not here cannot be compared, and nothing is written. Raises
        Trouble when the record here is another one.
        """
        raw = self.raw(through)
        if raw is None:
            return f"{self.path}: the sink has everything through record {through}, which is not here"
        if self._digest(raw) != digest:
            raise Trouble(f"{self.path}: the sink names another record {through}; see `ridegate acquire show` there")
        data = json.dumps({"hash": digest.hex(), "through": through}).encode() + b"\n"
        try:
            durable.replace(str(self.path / ACQUIRED), data, self._disk, mode=0o600)
        except OSError as error:
            raise Trouble(f"{self.path / ACQUIRED}: {why(error)}; the folder has to be writable") from None
        return f"{self.path / ACQUIRED}: through record {through}"

    @property
    def acquired(self) -> int:
        """Up to where the sink is known to have committed."""
        try:
            return acquired(self.path / ACQUIRED)[0]
        except Trouble:
            return self.acknowledged


def _whose(record: records.Record) -> Terminal:
    return Terminal(record.place.terminal_id, record.place.provisioning_id)


def _is_segment(name: str) -> bool:
    return bool(folder.SEGMENT.fullmatch(name) or folder.ASIDE.fullmatch(name))
