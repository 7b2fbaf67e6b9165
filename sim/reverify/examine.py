"""The first task of a journal: its seals, its chain, its clock, and where its rides lie.

A chain can only be read in its order, so a journal is one task. What costs time, the signatures, is cut anew
(`judge.py`).
"""

from pathlib import Path
from typing import NamedTuple

from hal.desktop.engine import proved_engine
from sim.backoffice.message import Terminal
from sim.journal import folder, walk
from sim.journal.check import Report, check
from sim.journal.walk import Found
from sim.output import show
from sim.reverify import place, tally
from sim.reverify.place import Place, Slice
from sim.reverify.tally import Tally
from terminal import records

STEP_BACK_S = 2  # a clock that is corrected by so much is no finding
_CERTIFICATE = slice(3, 263)  # of a code, up to the extension: the same for all rides with one user certificate


class Task(NamedTuple):
    """A journal, where its places are to be written, and into how many shards. name: of the journal, for people."""

    folder: str
    name: str
    places: str
    shards: int
    salt: bytes


class Examined(NamedTuple):
    """What the journal itself shows, and the slice of each shard."""

    tally: Tally
    slices: list[Slice]


def examine(task: Task, keys: dict[Terminal, bytes] | None) -> Examined:
    """Read one journal. keys: without them seals are not checked, and the tally counts that. Raises Trouble."""
    where = Path(task.folder)
    journal = folder.open_folder(where)
    digest = proved_engine().digest
    out = Tally(length_bytes=journal.length_bytes)
    key = None
    if keys is not None:
        terminal = _terminal(journal, keys)
        key = None if terminal is None else keys.get(terminal)
        if key is None:
            named = None if terminal is None else str(terminal)
            out.findings.add(tally.NO_KEY, (task.name,), {"journal": task.name, "terminal": named})
    out.unsealed = int(key is None)
    read = _Reader(task, out)
    report = check(journal, digest, key, found=read.take)
    _findings(task.name, report, out)
    found = place.Journal(task.folder, task.name, list(read.names))
    return Examined(out, place.write(Path(task.places), found, read.places, task.shards))


def _terminal(journal: folder.Journal, keys: dict[Terminal, bytes]) -> Terminal | None:
    """The terminal of the first record whose seal holds under that terminal's key; where there is none the first that
    has a key, else the first that is named. One damaged record decides nothing. None: no record names one.
    """
    digest = proved_engine().digest
    named: Terminal | None = None
    for segments in (journal.segments, *journal.aside):
        for each in walk.walk(segments, digest, None):
            if not isinstance(each, Found):
                continue
            terminal = Terminal(each.record.place.terminal_id, each.record.place.provisioning_id)
            key = keys.get(terminal)
            if key is not None and records.sealed(each.raw, digest, key):
                return terminal
            if named is None or (key is not None and named not in keys):
                named = terminal
    return named


class _Reader:
    """Takes the records of a journal as they are found."""

    def __init__(self, task: Task, out: Tally) -> None:
        self._task = task
        self._out = out
        self.names: dict[str, int] = {}
        self.places: list[Place] = []
        self._rides: dict[int, int] = {}  # number of its place by the sequence of a ride
        self._early: dict[int, int] = {}  # outcomes of rides that come later: their segment was set aside
        self._before: tuple[int, int] | None = None  # sequence and time of the newest record with a time
        self._announced = False
        self._unannounced: tally.Fact | None = None  # the newest step back, while a record may still announce it

    def take(self, found: Found) -> None:
        """Take one."""
        record = found.record
        self._out.records += 1
        self._clock(found)
        if record.kind == records.RIDE:
            self._ride(found)
        elif record.kind == records.OUTCOME:
            try:
                ride, outcome = records.parse_outcome(record.body)
            except records.Short:
                return
            at = self._rides.get(ride)
            if at is None:
                self._early.setdefault(ride, outcome)
            elif not self.places[at].outcome:  # the first one counts, as in an export
                self.places[at] = self.places[at]._replace(outcome=outcome)

    def _ride(self, found: Found) -> None:
        account = certificate = b""
        try:
            ride = records.parse_ride(found.record.body)
            account, certificate = ride.account, ride.raw_code[_CERTIFICATE]
        except records.Short:
            pass  # the judging says so
        salt, number = self._task.salt, self.names.setdefault(found.segment, len(self.names))
        hashes = place.hashed(salt, account), place.hashed(salt, certificate)
        sequence = found.record.sequence
        self._rides[sequence] = len(self.places)
        self.places.append(Place(*hashes, number, found.offset, sequence, self._early.pop(sequence, 0)))

    def _clock(self, found: Found) -> None:
        """Does the clock go back? Only from one record to a newer one; those set aside come last.

        A terminal that starts writes the outcomes that are owed and what else has happened before it states that its
        clock was set, all of it at the new time, and a head may stand before it. Its start, or a ride, ends that.
        """
        record = found.record
        if self._before is not None and record.sequence < self._before[0]:
            return
        event = record.body[0] if record.kind == records.EVENT and record.body else 0
        if event in (records.CLOCK_SET, records.CLOCK_STATEMENT):
            self._announced = True
            if self._unannounced is not None:
                self._unannounced["announced"] = True
        elif event == records.BOOT or record.kind == records.RIDE:
            self._unannounced = None
        if record.time_s is None:
            return
        if self._before is not None and record.time_s < self._before[1] - STEP_BACK_S:
            terminal = record.place.terminal_id, record.place.provisioning_id
            fact = {
                "terminal": str(Terminal(*terminal)),
                "sequence": record.sequence,
                "time": show.utc(record.time_s),
                "back_s": self._before[1] - record.time_s,
                "announced": self._announced,
                "journal": self._task.name,
            }
            self._out.findings.add(tally.CLOCK_BACK, (*terminal, record.sequence), fact)
            if event != records.BOOT and record.kind != records.RIDE:
                self._unannounced = fact
        self._before = record.sequence, record.time_s
        self._announced = False


def _findings(name: str, report: Report, out: Tally) -> None:
    """What checking a journal has found."""
    terminals = [str(Terminal(*one[:2])) for one in sorted(report.terminals)]
    about = {"journal": name, "terminals": terminals}
    for one in report.breaks:
        fact = {"segment": one.segment, "offset": one.offset, "reason": one.reason, "after": one.after}
        out.findings.add(tally.BROKEN, (name, one.number, one.offset), {**about, **fact, "goes_on_with": one.behind})
    for gap in report.gaps:
        out.findings.add(
            tally.MISSING,
            (name, gap.first, gap.last),
            {**about, "first": gap.first, "last": gap.last, "reason": gap.told},
        )
    for aside in report.aside:
        fact = {"segment": aside.name, "rides": aside.rides, "reason": aside.ended or "all its records hold"}
        out.findings.add(tally.SET_ASIDE, (name, aside.name), {**about, **fact})
