"""A desktop's journal under torture: power cuts before every sync, a second one before every sync of the start that
follows, and each sync failing once. Runs on CPython: `python -m tests.torture.desk SEED EVERY` prints a line of JSON
for each try, then what came of them.

Real are the journal, its segments and its cell as files, and the order in which they are synced; the disk is modelled
(tests/torture/disk.py). A ride whose append returned is one whose relay moved.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hal.desktop.file_cell import FileCell
from hal.desktop.segment_folder import SegmentFolder
from terminal import records, sm2
from terminal.history import History
from terminal.journal import Broken, Journal
from tests.builder.journal_builder import KEY, NOW_S, PLACE, SEGMENT_BYTES, STANDARD, WINDOW_S, accepted, digest
from tests.builder.journal_reading import recover
from tests.torture.disk import Disk, PowerCut

SEGMENTS_MAX = 4
SEEDS = 3  # what is left of unsynced writes, tried at each cut
_FRESH = 5000
_EVERY_AGAIN = 7  # at the most: a start has some twenty syncs


@dataclass(frozen=True)
class Parts:
    """What the terminal is made of; a test puts a faulty one in the place of another."""

    disk: type[Disk] = Disk
    segments: type[SegmentFolder] = SegmentFolder
    journal: type[Journal] = Journal


@dataclass
class Told:
    """What was reported to the outside."""

    durable: dict[int, int] = field(default_factory=dict)  # ride that was let in -> number of its code
    shown: dict[int, int] = field(default_factory=dict)  # number of a code -> when it was shown
    opened: list[int] = field(default_factory=list)  # numbers of the codes the relay moved for
    acknowledged: int = 0

    def copy(self) -> "Told":
        return Told(dict(self.durable), dict(self.shown), list(self.opened), self.acknowledged)


class Desk:
    """One power-on of a terminal on a desktop, over the files in a folder."""

    def __init__(self, root: Path, told: Told, parts: Parts, cut: int | None = None, fail: int | None = None) -> None:
        self.told = told
        self.disk = parts.disk(root, cut, fail)
        self.segments = parts.segments(root / "journal", self.disk)
        cell = FileCell(root / "journal.sequence", self.disk)
        self.journal = parts.journal(self.segments, cell, digest, KEY, PLACE, SEGMENT_BYTES, SEGMENTS_MAX)
        self.now_s = NOW_S

    def start(self, now_s: int) -> None:
        self.now_s = now_s
        self.segments.open()
        sm2.finish(self.journal.open(History(256), STANDARD, now_s))

    def admit(self, number: int) -> bool:
        """Show a code of this number; whether the relay moves."""
        at_s = self.told.shown.setdefault(number, self.now_s)
        try:
            sequence = self.journal.append_ride(accepted(number, at_s), 200, 7, self.now_s)
        except OSError:
            return False
        self.told.durable[sequence] = number
        self.told.opened.append(number)
        with suppress(OSError):  # it is tried again before the next record
            self.journal.append_outcome(sequence, records.PASSED, self.now_s)
        return True

    def day(self) -> None:
        """Rides until segments give way: shown, fetched, acknowledged, too old."""
        for batch in range(4):
            for number in range(6):
                self.admit(10 * batch + number)
            self.fetch()
            self.now_s += WINDOW_S + 60

    def fetch(self) -> None:
        """The back office reads everything and acknowledges it."""
        found: list[tuple[records.Record, bytes]] = []
        with suppress(Broken):
            found.extend(recover(self.segments, digest, KEY))
        if found:
            record, raw = found[-1]
            self.told.acknowledged = record.sequence
            with suppress(OSError, ValueError, Broken):
                self.journal.acknowledge(record.sequence, digest(raw), self.now_s)

    def off(self, into: Path, seed: int) -> None:
        """Power fails; what is found then lies in another folder."""
        self.disk.left(into, seed)
        self.close()

    def close(self) -> None:
        with suppress(OSError):
            self.segments.close()
        self.disk.close()


class Torture:
    """All tries of one kind; `breaches`: a text each."""

    def __init__(self, seed: int, every: int, parts: Parts, tell: Callable[[int], object]) -> None:
        self.seed = seed
        self.every = every
        self.tries = self.cuts = self.second = 0
        self.breaches: list[str] = []
        self._parts = parts
        self._tell = tell

    def cut(self) -> None:
        """Power fails before every sync of a day, and again before every sync of the start after it."""
        for at, number, here, told in self._days(fails=False):
            self._start_again(here, told, f"cut before sync {at}, {number}")

    def fail(self) -> None:
        """Each sync of a day fails once; the day goes on, and power fails at its end."""
        for at, number, here, told in self._days(fails=True):
            self._judge(here / "left", told, f"sync {at} fails, {number}")

    def _days(self, fails: bool) -> Iterator[tuple[int, int, Path, Told]]:
        """For each sync and seed a day in which that sync fails, or power fails before it: yields sync, seed, folder,
        what was reported."""
        at = self.seed % self.every
        whole = False
        while not whole:
            for number in range(SEEDS):
                with TemporaryDirectory(prefix="desk-") as folder:
                    here, told = Path(folder), Told()
                    whole = self._day(here, told, None if fails else at, at if fails else None, number)
                    self.cuts += 1
                    yield at, number, here, told
            at += self.every

    def _day(self, here: Path, told: Told, cut: int | None, fail: int | None, number: int) -> bool:
        """A day into the cut or the failure; whether neither came to pass."""
        (here / "day").mkdir()
        (here / "left").mkdir()
        desk = Desk(here / "day", told, self._parts, cut, fail)
        with suppress(PowerCut, OSError):
            desk.start(NOW_S)
            desk.day()
        whole = not desk.disk.dead and not desk.disk.failed
        if desk.disk.failed and not desk.admit(_FRESH):
            self.breaches.append(f"stuck: nobody is let in behind sync {fail} that failed")
        desk.off(here / "left", self.seed * 1009 + number * 31 + (cut or fail or 0))
        return whole

    def _start_again(self, here: Path, told: Told, name: str) -> None:
        at = self.seed % min(self.every, _EVERY_AGAIN)
        whole = False
        while not whole:
            again, left = here / f"again{at}", here / f"left{at}"
            _copy(here / "left", again)
            left.mkdir()
            later = told.copy()
            desk = Desk(again, later, self._parts, at)
            with suppress(PowerCut, OSError):
                desk.start(_later_s(told))
            whole = not desk.disk.dead
            desk.off(left, self.seed * 7919 + at)
            self.second += not whole
            self._judge(left, later, f"{name}, then before sync {at} of the start")
            at += min(self.every, _EVERY_AGAIN)

    def _judge(self, left: Path, told: Told, name: str) -> None:
        """Start from what is left: all that was reported is there, and once."""
        self.tries += 1
        self._tell(self.tries)
        desk = Desk(left, told, self._parts)
        try:
            try:
                desk.start(_later_s(told))
            except OSError as why:
                self.breaches.append(f"unbootable: {why!r} ({name})")
                return
            self.breaches += [f"{text} ({name})" for text in _wrong(desk)]
        finally:
            desk.close()


def _later_s(told: Told) -> int:
    return max(told.shown.values(), default=NOW_S) + 5


def _copy(source: Path, target: Path) -> None:
    for path in [source, *sorted(source.rglob("*"))]:
        there = target / path.relative_to(source)
        if path.is_dir():
            there.mkdir()
        else:
            there.write_bytes(path.read_bytes())


def _wrong(desk: Desk) -> list[str]:
    """What a started terminal does not keep of what it was bound to."""
    told, wrong = desk.told, []
    here: dict[int, bytes] = {}
    try:
        for record, raw in recover(desk.segments, digest, KEY):
            here[record.sequence] = raw
            event = records.parse_event(record.body)[0] if record.kind == records.EVENT else 0
            if event in (records.MISSING, records.SET_ASIDE):
                wrong.append("skipped: what the disk left is taken for damage")
    except Broken as why:
        if not why.torn:
            wrong.append(f"broken: {why}")
    for sequence, number in told.durable.items():
        if sequence > told.acknowledged and sequence not in here:
            wrong.append(f"lost: ride {sequence} moved the relay")
        elif sequence in here and records.parse(here[sequence]).kind != records.RIDE:
            wrong.append(f"reused: sequence {sequence} was a ride")
        elif sequence in here and records.parse_ride(records.parse(here[sequence]).body).account != _account(number):
            wrong.append(f"reused: sequence {sequence} was another ride")
    for number in sorted(set(told.opened)):
        if told.shown[number] >= desk.now_s - 300 and desk.admit(number):
            wrong.append(f"twice: code {number} is let in again")
    if not desk.admit(_FRESH + 1):
        wrong.append("unbootable: nobody is let in")
    return wrong


def _account(number: int) -> bytes:
    account: bytes = accepted(number).code.account
    return account


def main(seed: int, every: int) -> None:
    torture = Torture(seed, every, Parts(), lambda tries: print(json.dumps({"cut": tries}), flush=True))
    torture.cut()
    cuts, second = torture.cuts, torture.second
    torture.fail()
    told = {"cuts": cuts, "second": second, "failures": torture.cuts - cuts, "breaches": torture.breaches}
    print(json.dumps(told))
    print("END")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
