"""Checking a journal as the back office would: every seal, the chain, the count, and what became of each ride."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sim.journal import facts
from sim.journal.folder import CELL, Journal, Segments
from sim.journal.join import Join
from sim.journal.walk import Advance, Break, Digest, Found, Torn, walk
from terminal import records

KEPT_MAX = 1000  # of each kind of finding; more are counted


@dataclass(frozen=True, slots=True)
class Gap:
    """Records that may be missing, first and last, and how that is known."""

    first: int
    last: int
    told: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A segment that the terminal set aside: how many of its records hold, and what is wrong first (None: all hold)."""

    name: str
    number: int
    records: int
    rides: int
    ended: str | None


@dataclass(slots=True)
class Report:
    """What a journal holds. breaks: what the terminal did not report itself, the first one first; gaps: what it did.

    unwritten: records whose write failed and which are not here; no passenger was admitted by them. counts of findings
    beyond KEPT_MAX are in `more`.
    """

    segments: int = 0
    length_bytes: int = 0
    records: int = 0
    rides: int = 0
    fares_fen: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    open_rides: int = 0
    strange_outcomes: int = 0
    events: Counter[str] = field(default_factory=Counter)
    terminals: set[tuple[int, int, str]] = field(default_factory=set)
    first: int | None = None
    newest: int | None = None
    newest_time_s: int | None = None
    acknowledged: int = 0
    breaks: list[Break] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    torn: list[Torn] = field(default_factory=list)
    unwritten: list[int] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    more: int = 0
    not_checked: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether everything the terminal wrote is here, as far as it can be known."""
        return not (self.breaks or self.gaps or self.aside)


def check(
    journal: Journal,
    digest: Digest,
    key: bytes | None,
    advance: Advance = lambda _: None,
    found: Callable[[Found], None] = lambda _: None,
) -> Report:
    """Read a whole journal. key: without it the seals are not checked, and the report says so. found: gets every record
    that holds, those of segments that were set aside last. Raises Trouble.
    """
    report = Report(len(journal.segments.numbers()), journal.length_bytes)
    join = Join()
    aside_told: set[int] = set()
    gaps: list[Break] = []
    oldest: int | None = None  # as the newest head says
    missing: tuple[int, int] | None = None  # a chain begun anew: what it stands behind, and where it begins
    chained = False  # the newest record found is known to be what the next one follows
    for each in walk(journal.segments, digest, key, advance):
        if isinstance(each, Torn):
            _keep(report, report.torn, each)
        elif isinstance(each, Break):
            _keep(report, gaps if each.gap else report.breaks, each)
            chained = False
        else:
            found(each)
            record = each.record
            if record.kind == records.HEAD:
                if report.newest is not None and record.sequence > report.newest + 1:
                    missing = report.newest, record.sequence
                    if chained and record.before != bytes(32):
                        _keep(report, report.unwritten, report.newest + 1)
                with suppress(records.Short):
                    acknowledged, oldest = facts.head_words(record)[:2]
                    report.acknowledged = max(report.acknowledged, acknowledged)
            _count(report, each, join)
            if record.kind == records.EVENT:
                _event(report, each, aside_told, missing, journal)
            missing = missing if record.kind == records.HEAD else None
            chained = True
    _settle_gaps(report, gaps, aside_told, journal)
    _oldest(report, journal, oldest)
    _cell(report, journal, digest, key)
    for one in journal.aside:
        report.aside.append(_aside(one, digest, key, advance, found))
    report.open_rides, report.strange_outcomes = join.open_rides, join.strange
    report.breaks.sort(key=lambda found: (found.number, found.offset))
    _not_checked(report, journal, key)
    return report


def _keep(report: Report, findings: list[Any], one: object) -> None:
    if len(findings) < KEPT_MAX:
        findings.append(one)
    else:
        report.more += 1


def _count(report: Report, found: Found, join: Join) -> None:
    record = found.record
    report.records += 1
    report.newest = record.sequence
    report.first = record.sequence if report.first is None else report.first
    if record.time_s is not None:
        report.newest_time_s = max(report.newest_time_s or 0, record.time_s)
    if len(report.terminals) < KEPT_MAX:
        report.terminals.add((record.place.terminal_id, record.place.provisioning_id, record.key_id.hex()))
    try:
        if record.kind == records.RIDE:
            report.rides += 1
            report.fares_fen += facts.ride_of(record)[0].fare_fen
            join.ride(record.sequence, None)
        elif record.kind == records.OUTCOME:
            ride, outcome = records.parse_outcome(record.body)
            if not join.ended(ride):
                report.outcomes[facts.outcome_name(outcome)] += 1
            if ride not in report.unwritten:
                join.outcome(ride, None)
    except records.Short:
        report.events["unreadable"] += 1


def _event(
    report: Report, found: Found, aside_told: set[int], missing: tuple[int, int] | None, journal: Journal
) -> None:
    try:
        event, _, value = records.parse_event(found.record.body)
    except records.Short:
        report.events["unreadable"] += 1
        return
    report.events[facts.event_name(event)] += 1
    if event == records.ACKNOWLEDGED:
        report.acknowledged = max(report.acknowledged, value)
    elif event == records.SET_ASIDE and len(aside_told) < KEPT_MAX:
        aside_told.add(value)
    elif event == records.MISSING:
        before, begun = missing or (report.acknowledged, found.record.sequence)
        last = min(value, begun - 1)
        if missing or before < last:  # else the first record of a provisioning, which awaits none before it
            words = f"the terminal said so in record {found.record.sequence}"
            _keep(report, report.gaps, Gap(before + 1, last, words))


def _settle_gaps(report: Report, gaps: list[Break], aside_told: set[int], journal: Journal) -> None:
    """What is missing in the middle was set aside by the terminal, or removed by someone else."""
    kept = {number for one in journal.aside for number in one.numbers()}
    for gap in gaps:
        first = 0 if gap.after is None else gap.after + 1
        if first in aside_told and first in kept:
            told = f"the terminal set segment {first:010d} aside"
            report.gaps.append(Gap(first, gap.number - 1, told))
        else:
            report.breaks.append(gap)
    report.gaps.sort(key=lambda gap: gap.first)
    for number in sorted(aside_told - kept):
        words = f"the terminal set segment {number:010d} aside, and it is not here"
        report.gaps.append(Gap(number, number, words))


def _oldest(report: Report, journal: Journal, oldest: int | None) -> None:
    """Whether the oldest segments are here: only acknowledged ones may have given way."""
    numbers = journal.segments.numbers()
    if oldest is None or not numbers or numbers[0] <= max(oldest, report.acknowledged + 1):
        return
    name = journal.segments.name(numbers[0])
    wanted = f"a segment with record {max(oldest, report.acknowledged + 1)}, which nobody acknowledged"
    report.breaks.append(Break(name, numbers[0], 0, "older segments are missing", wanted, None, True, 0))


def _cell(report: Report, journal: Journal, digest: Digest, key: bytes | None) -> None:
    """The newest record against what the terminal keeps elsewhere: a cut tail shows here."""
    if journal.cell is None:
        return
    newest = report.newest or 0
    reason = ""
    expected = "the cell as the terminal wrote it"
    span = cell_span(journal.cell)
    if span is None:
        reason = "it is no cell of a journal"
    elif key is not None and not records.sealed(journal.cell, digest, key):
        reason = "its seal does not hold under this key"
    elif newest < span[0]:
        reason = f"the journal ends with record {newest}, and record {span[0]} was written: its tail is cut off"
        expected = f"records {newest + 1} to {span[0]} at least"
    elif newest > span[1]:
        reason = f"record {newest} is there, and none above {span[1]} could have been written"
        expected = f"a newest record in {span[0]}..{span[1]}"
    if reason:
        report.breaks.append(Break(CELL, records.SEQUENCE_MAX + 1, 0, reason, expected, report.newest, True, 0))


def cell_span(cell: bytes) -> tuple[int, int] | None:
    """(newest sequence that was written for certain, highest that may have been) in the bytes of a cell."""
    if len(cell) < records.RECORD_MIN_BYTES or records.length_bytes(cell) != len(cell):
        return None
    body = records.parse(cell).body
    return records.parse_words(body) if len(body) == 8 else None  # type: ignore[return-value]


def _aside(
    segments: Segments, digest: Digest, key: bytes | None, advance: Advance, found: Callable[[Found], None]
) -> Aside:
    count = rides = 0
    ended = None
    number = segments.numbers()[0]
    for each in walk(segments, digest, key, advance):
        if isinstance(each, Found):
            found(each)
            count += 1
            rides += each.record.kind == records.RIDE
        elif ended is None:
            ended = f"byte {each.offset}: {each.reason if isinstance(each, Break) else 'cut off'}"
    return Aside(segments.name(number), number, count, rides, ended)


def _not_checked(report: Report, journal: Journal, key: bytes | None) -> None:
    if key is None:
        report.not_checked.append(
            "the seals (MACs): whoever changed a record could have chained all the others anew; give --key or --master"
        )
    if journal.cell is None:
        report.not_checked.append(f"whether the tail was cut off: there is no {CELL} here; pull it, too")
