"""What the sink makes of each record that arrives: a row, an incident, or nothing, and what it answers once that is
committed.

A protocol core: events in, effects out, no clock, no IO, no database. Rows are in one unbroken chain a terminal; where
records are missing, those behind them are taken and those before stay the last that is acknowledged, until what is
missing arrives, the terminal itself states under its seal that it was acknowledged, or the operator accepts the loss.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.backoffice.message import Answer, State, Terminal
from terminal import records

Digest = Callable[..., bytes]

GAPS_MAX = 64  # a terminal: a row behind one more is refused
UNKNOWN_TERMINAL, MALFORMED, FORGED, MISADDRESSED = "unknown_terminal", "malformed", "forged", "misaddressed"
CHANGED, BROKEN, GAP, MISSING = "changed", "broken_chain", "gap", "missing"
_NONE = bytes(32)


class Link(NamedTuple):
    """A record as the next one has to follow it. before: the hash of the record before it."""

    sequence: int
    digest: bytes
    before: bytes


FIRST = Link(0, _NONE, _NONE)
NOWHERE = Terminal(0, 0)  # of incidents with no terminal that is registered: any sender can name any number of them


class Gap(NamedTuple):
    """Records that are missing, first to last. link: the row before them. behind: what the row behind them names as the
    record before it."""

    first: int
    last: int
    link: Link
    behind: bytes


@dataclass(slots=True)
class Position:
    """How far the rows of a terminal reach. tip: the newest one. attested: up to where the terminal has stated that it
    was acknowledged. offered: what an uplink says it sends next, as what comes before is not in its journal. filling:
    an uplink has what the first gap lacks. loaded: the gaps as they were committed.
    """

    tip: Link = FIRST
    gaps: list[Gap] = field(default_factory=list)
    attested: int = 0
    offered: int = 0
    filling: bool = False
    loaded: tuple[Gap, ...] = ()

    @property
    def through(self) -> Link:
        """The last row that nothing is missing before."""
        return self.gaps[0].link if self.gaps else self.tip

    @property
    def wanted(self) -> int:
        """The sequence that is waited for."""
        return self.gaps[0].first if self.filling and self.gaps else self.tip.sequence + 1


class Row(NamedTuple):
    """Commit this record."""

    terminal: Terminal
    record: records.Record
    raw: bytes
    digest: bytes


class Incident(NamedTuple):
    """Keep this and show it. sequence: -1 where there is none. raw: what arrived."""

    terminal: Terminal
    kind: str
    sequence: int
    digest: bytes
    raw: bytes
    detail: str


Effect = Row | Incident


class Intake:
    """keys: the record key of a terminal, None of one that is not registered."""

    def __init__(self, digest: Digest, keys: Callable[[Terminal], bytes | None]) -> None:
        self._digest = digest
        self._keys = keys
        self._positions: dict[Terminal, Position] = {}
        self._pending: dict[tuple[Terminal, int], bytes] = {}
        self._again: dict[Terminal, bool] = {}  # whom to answer, and whether to ask for more
        self._refused: dict[Terminal, str] = {}
        self._known = 0  # records of this batch that are in the books
        self.duplicates = 0

    def knows(self, terminal: Terminal) -> bool:
        """Whether `learn` is not needed."""
        return terminal in self._positions or self._keys(terminal) is None

    def learn(self, terminal: Terminal, position: Position) -> None:
        """How far the committed rows of this terminal reach. What its uplink said stays."""
        before = self._positions.get(terminal, position)
        position.offered, position.filling = before.offered, before.filling and bool(position.gaps)
        self._positions[terminal] = position

    def position(self, terminal: Terminal) -> Position:
        """The position as it will be once everything is committed."""
        return self._positions[terminal]

    @property
    def touched(self) -> list[Terminal]:
        """The terminals with rows to commit."""
        return sorted({terminal for terminal, _ in self._pending})

    def committed(self) -> list[tuple[Terminal, Answer]]:
        """Everything so far is durable: the answers, which may leave only now."""
        out = []
        for terminal in sorted(self._again):
            at = self._positions[terminal]
            link = at.through
            digest = link.digest if link.sequence else b""
            answer = Answer(link.sequence, digest, at.wanted, self._again[terminal], self._refused.get(terminal))
            out.append((terminal, answer))
        self.duplicates += self._known
        self._forget()
        return out

    def rolled_back(self) -> None:
        """Nothing of it is durable: it never arrived, and positions are to be learnt anew."""
        self._forget()
        self._positions.clear()

    def _forget(self) -> None:
        self._pending.clear()
        self._again.clear()
        self._refused.clear()
        self._known = 0

    def greet(self, terminal: Terminal) -> None:
        """Ask this terminal's uplink for what comes next, as a sink does that has just started."""
        self._again[terminal] = True

    def on_state(self, terminal: Terminal, state: State) -> None:
        """An uplink states what its journal holds, and asks for an answer. `knows` this terminal."""
        at = self._positions.get(terminal)
        if at is None:
            return
        self._again[terminal] = True
        at.filling = bool(at.gaps) and state.oldest <= at.gaps[0].first and state.next <= at.gaps[0].first
        at.offered = state.next if state.next > at.tip.sequence + 1 else 0

    def on_record(self, terminal: Terminal, raw: bytes, known: bytes | None) -> list[Effect]:
        """A record has arrived for a terminal that it `knows`. known: the hash of the row with its sequence, if there
        is one."""
        key = self._keys(terminal)
        if key is None:
            return [self._incident(NOWHERE, UNKNOWN_TERMINAL, -1, raw, f"terminal {terminal} is not registered")]
        at = self._positions[terminal]
        if len(raw) < records.START_BYTES or records.length_bytes(raw) != len(raw):
            return [self._incident(terminal, MALFORMED, -1, raw, f"{len(raw)} bytes that are no record")]
        record = records.parse(raw)
        sequence = record.sequence
        if not records.sealed(raw, self._digest, key):
            ours = records.key_id(self._digest, key).hex()
            words = "its seal does not hold under the registered key"
            if record.key_id.hex() != ours:
                words = f"it is sealed with key {record.key_id.hex()}, and registered is {ours}"
            return [self._refuse(terminal, FORGED, sequence, raw, words)]
        place = record.place
        if place.terminal_id != terminal.terminal_id or place.provisioning_id != terminal.provisioning_id:
            words = f"it is a record of terminal {place.terminal_id}/{place.provisioning_id}"
            return [self._refuse(terminal, MISADDRESSED, sequence, raw, words)]
        digest = self._digest(raw)
        known = self._pending.get((terminal, sequence), known)
        self._again.setdefault(terminal, False)
        if known == digest:
            self._known += 1
            return []
        if known is not None:
            words = f"another record {sequence} is in the books, with hash {known.hex()}"
            return [self._refuse(terminal, CHANGED, sequence, raw, words)]
        return self._new(terminal, at, Row(terminal, record, raw, digest))

    def _new(self, terminal: Terminal, at: Position, row: Row) -> list[Effect]:
        """A sealed record of this terminal whose sequence is not in the books."""
        record, sequence = row.record, row.record.sequence
        if follows(at.tip, record):
            return self._take(at, row)
        gap = next((gap for gap in at.gaps if gap.first <= sequence <= gap.last), None)
        if gap is not None:
            return self._fill(at, gap, row)
        anew = record.kind == records.HEAD and record.before == _NONE
        if anew and at.tip == FIRST and attested(record) == sequence - 1:
            return self._take(at, row)  # a terminal that was provisioned anew does not begin with 1
        missing = sequence - at.tip.sequence - 1
        if missing >= 0 and (anew or (missing and at.offered == sequence)):
            if len(at.gaps) >= GAPS_MAX:
                words = f"more than {GAPS_MAX} gaps are open; accept or fill them first"
                return [self._refuse(terminal, GAP, sequence, row.raw, words)]
            span = f"records {at.tip.sequence + 1} to {sequence - 1}" if missing else "nothing"
            words = f"{span} missing: the terminal began its chain anew" if anew else f"{span} not in the journal sent"
            found = Incident(terminal, MISSING if anew else GAP, sequence, row.digest, b"", words)
            if missing:
                at.gaps.append(Gap(at.tip.sequence + 1, sequence - 1, at.tip, record.before))
            return [found, *self._take(at, row)]
        if missing > 0 and not (missing == 1 and record.kind == records.HEAD):
            self._again[terminal] = True  # something before it got lost on the way
            return []
        words = f"it names another record before it than {at.tip.sequence}, the newest in the books"
        return [self._refuse(terminal, BROKEN, sequence, row.raw, words)]

    def _fill(self, at: Position, gap: Gap, row: Row) -> list[Effect]:
        """A record that was missing so far."""
        sequence = row.record.sequence
        place = at.gaps.index(gap)
        if not follows(gap.link, row.record):
            if sequence <= gap.first + (row.record.kind == records.HEAD):
                words = f"it does not follow record {gap.link.sequence}, behind which records are missing"
                return [self._refuse(row.terminal, BROKEN, sequence, row.raw, words)]
            self._again[row.terminal] = True
            return []
        if sequence == gap.last and gap.behind not in (row.digest, _NONE, row.record.before):
            words = f"the row behind it, {sequence + 1}, names another record before it"
            return [self._refuse(row.terminal, BROKEN, sequence, row.raw, words)]
        if row.digest == gap.behind or sequence == gap.last:
            del at.gaps[place]
        else:
            at.gaps[place] = Gap(sequence + 1, gap.last, Link(sequence, row.digest, row.record.before), gap.behind)
        self._pending[row.terminal, sequence] = row.digest
        at.filling = at.filling and bool(at.gaps)
        return [row]

    def _take(self, at: Position, row: Row) -> list[Effect]:
        record = row.record
        at.tip = Link(record.sequence, row.digest, record.before)
        at.attested = max(at.attested, attested(record))
        at.gaps = [gap for gap in at.gaps if gap.last > at.attested]  # the terminal was allowed to forget them
        at.offered = 0
        self._pending[row.terminal, record.sequence] = row.digest
        return [row]

    def _refuse(self, terminal: Terminal, kind: str, sequence: int, raw: bytes, words: str) -> Incident:
        self._again.setdefault(terminal, False)
        self._refused.setdefault(terminal, f"record {sequence}, {kind}: {words}"[:200])
        return self._incident(terminal, kind, sequence, raw, words)

    def _incident(self, terminal: Terminal, kind: str, sequence: int, raw: bytes, words: str) -> Incident:
        return Incident(terminal, kind, sequence, self._digest(raw), raw, words)


def follows(link: Link, record: records.Record) -> bool:
    """Whether a record stands right behind another in a journal: after an append that failed, the head of the next
    segment leaves its sequence out, or follows what stood before it (terminal/journal.py)."""
    head = record.kind == records.HEAD
    step = record.sequence - link.sequence
    if record.before == link.digest:
        return step == 1 or (head and step == 2 and bool(link.sequence))
    return head and step == 1 and bool(link.sequence) and record.before == link.before


def attested(record: records.Record) -> int:
    """Up to where a terminal states in this record that it was acknowledged; 0 where it states nothing."""
    with suppress(records.Short):
        if record.kind == records.HEAD and len(record.body) >= 4:
            return int(records.parse_words(record.body[:4])[0])
        if record.kind == records.EVENT:
            event, _, value = records.parse_event(record.body)
            return value if event == records.ACKNOWLEDGED else 0
    return 0
