"""The journal: records one behind the other, each chained to the one before it, in segments that can be distinguished.

What counts is the order: a ride is here, durably, before its gate opens; its outcome follows (spec §5). A segment is
named by the sequence of its first record, a HEAD, which holds what a start has to know of everything before it: a start
reads the HEADs, and of the rest only the segments whose codes could still be shown again. Nothing is ever cut off:
behind a torn end another segment begins. A cell, kept apart from the segments, holds two sequences: that of the newest
record, written behind it, and the highest that may have been used. So what is missing shows, were it the newest record
alone, and no sequence is used twice.

Length: recovery, admission and turning over keep the same few facts, and are read together.

A record whose append failed may stand in the storage or not; reading it back proves nothing. Its sequence is spent:
another segment begins, whose HEAD has the next sequence and is chained to the record before the one in doubt, so the
chain is whole either way. A segment with nothing but its HEAD is begun again under its own number: storage that fails
again and again leaves no row of empty segments.
"""

from terminal import records
from terminal.decide import Decision
from terminal.history import PENDING, History
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from hal.interfaces import Cell, SegmentReader, Segments
    from terminal.lane import Lane
    from terminal.policy import Policy

    Digest = Callable[..., bytes]

_SEGMENT_MIN_BYTES = const(4096)
_SEGMENTS_MIN = const(2)
HEAD_MAX_BYTES = const(183)
WARN_PERCENT = const(80)
# What stays free behind a record in the last segment: behind an event the outcomes of all open rides, a warning and two
# acknowledgements, behind a ride eight events more.
_RESERVE_EVENT_BYTES = const(2064)
RESERVE_RIDE_BYTES = const(2960)
_NONE_BEFORE = bytes(32)
_CELL = const(0)  # the kind of record that stands in the cell: newest sequence, and in its body the highest
_ENOENT = const(2)
_GUESS = const(65_536)  # sequences given up when it is not known how many were used


class Broken(Exception):
    """A journal that is not as it was written: the reason is its text, `segment` and `offset` are where.

    torn: only the newest record is incomplete, as a power cut leaves it. gap: nothing is wrong here, but what stood
    before it is missing.
    """

    def __init__(self, reason: str, segment: int, offset: int, torn: bool = False, gap: bool = False) -> None:
        super().__init__(reason)
        self.segment = segment
        self.offset = offset
        self.torn = torn
        self.gap = gap


def read(
    segments: "SegmentReader", number: int, at: int, digest: "Digest | None" = None, key: bytes | None = None
) -> bytes:
    """The whole record at byte `at` of a segment, whose MAC holds under the key, when one is given.

    Raises Broken when there is none, as torn when it is cut off.
    """
    size = records.START_BYTES
    while True:  # the start of the record, then all of it
        if segments.length(number) - at < size:
            raise Broken("the last record is cut off", number, at, True)
        raw = bytearray(size)
        segments.readinto(number, at, raw)
        if size > records.START_BYTES:
            break
        size = records.length_bytes(raw)
        if not size:
            raise Broken("no record begins here", number, at)
    whole = bytes(raw)
    if digest is not None and key is not None and not records.sealed(whole, digest, key):
        raise Broken("a record's MAC does not hold under this key", number, at)
    return whole


def _resume(segments: "SegmentReader", number: int, at: int, digest: "Digest", key: bytes | None) -> int:
    """The offset of the next whole record, from this byte on; the segment's length when there is none."""
    end = segments.length(number)
    while at < end:
        window = bytearray(min(records.RECORD_MAX_BYTES, end - at))
        segments.readinto(number, at, window)
        found = bytes(window).find(records.START)
        if found < 0:
            at += max(len(window) - len(records.START) + 1, 1)
            continue
        at += found
        try:
            read(segments, number, at, digest, key)
            return at
        except Broken:
            at += 1
    return end


def walk(
    segments: "SegmentReader", digest: "Digest", key: bytes | None = None, numbers: "list[int] | None" = None
) -> "Generator[tuple[int, int, records.Record | None, bytes, Broken | None], None, None]":
    """All of a journal, oldest first, as (segment, byte, record, its raw bytes, what is wrong); damage does not end it.

    A record whose MAC holds comes with a Broken when it does not follow the one before. Bytes that are no such record
    come once, up to the next record, with None, b"" and a Broken. None, b"" and None are an end that a failed write
    left: the next segment goes on at that place. key: without it no MAC is checked. numbers: only these segments,
    ascending; nothing is asked of what stood before the first. A HEAD that is chained to nothing begins anew: the
    terminal wrote it after a loss. Clause: spec §5.
    """
    if numbers is None:
        numbers = segments.numbers()
    last: records.Record | None = None  # what the next record has to follow; None: it is not known
    before = b""
    sequence = 0
    doubt: Broken | None = None  # bytes at the end of a segment: damage, unless the next one goes on there
    for number in numbers:
        at = 0
        end = segments.length(number)
        while not at or at < end:
            try:
                raw = read(segments, number, at, digest, key)
            except Broken as why:
                if doubt is not None:
                    yield doubt.segment, doubt.offset, None, b"", None if doubt.torn else doubt
                    doubt = None
                behind = _resume(segments, number, at + 1, digest, key)
                newest = number == numbers[-1]
                if behind >= end and at and not newest:
                    doubt = why
                    break
                why.torn = why.torn and behind >= end and newest
                yield number, at, None, b"", why
                last = None
                at = max(behind, 1)
                continue
            record = records.parse(raw)
            head = record.kind == records.HEAD
            anew = head and record.before == _NONE_BEFORE
            broken = None
            if head == (at > 0) or (not at and record.sequence != number):
                broken = Broken("a segment begins with its HEAD, and only there", number, at)
            elif record.sequence <= sequence:
                broken = Broken(f"sequences up to {sequence} were used before", number, at)
            elif last is not None and not anew:
                step = record.sequence - sequence
                if not (
                    (record.before == before and step <= 1 + head)  # 2: the append of the one between has failed
                    or (head and step == 1 and record.before == last.before)  # the same, and it is there
                ):
                    broken = Broken(f"record {record.sequence} does not follow {sequence}", number, at, False, not at)
            if doubt is not None:
                torn = doubt.torn or not (anew or broken)
                yield doubt.segment, doubt.offset, None, b"", None if torn else doubt
                broken = broken if torn else None
                doubt = None
            yield number, at, record, raw, broken
            last, sequence, before = record, record.sequence, digest(raw)
            at += len(raw)


class Journal:
    """The journal of one terminal. `open` it before anything else; its segments are open by then.

    The storage must have space for one segment more than segments_max, which is there while it turns over.
    """

    def __init__(
        self,
        segments: "Segments",
        cell: "Cell",
        digest: "Digest",
        key: bytes,
        place: records.Place,
        segment_bytes: int = 16384,
        segments_max: int = 48,
    ) -> None:
        if len(key) != records.KEY_BYTES or segment_bytes < _SEGMENT_MIN_BYTES or segments_max < _SEGMENTS_MIN:
            raise ValueError("journal: key, segment_bytes or segments_max out of bounds")
        self.segments = segments
        self._cell = cell
        self._digest = digest
        self._seal = records.sealer(digest, key)
        self._place = place
        self._segment_bytes = segment_bytes
        self._segments_max = segments_max

    def open(
        self, history: History, policy: "Policy", now_s: int | None, whole: bool = False, lane: "Lane | None" = None
    ) -> "Generator[None, None, None]":
        """Read what is there: go on behind its last whole record, remember its rides, close those left open.

        Yields after each record. Rides that could still be shown again enter the history; a ride without an outcome
        gets `unknown`. What is damaged is set aside; then, and when something is missing, every code generated up to
        now counts as used. whole: read every segment. lane: adds to ride records and takes in every record
        (terminal/lane.py). Raises OSError when storage fails or is full, or the history.
        """
        self._history = history
        self._lane = lane
        self._policy = policy
        self._window_s = policy.validity_max_s + policy.grace_s + 2 * policy.skew_s
        self._held = [[number, 0] for number in self.segments.numbers()]  # and the newest time before it
        self._open: list[list[int]] = []  # [ride, the outcome that is owed or 0]
        self._before = _NONE_BEFORE
        self._length = self._oldest = 0
        self.sequence = self.time_s = self.acknowledged = 0
        self.found: list[Broken] = []  # what was wrong
        self._closed = True  # the segment takes no more
        self._alone: bytes | None = None  # of a segment that holds nothing but its HEAD: the hash before that
        self._ended = 0  # the ride that the newest record ended
        lost = False  # and no MISSING record reports it
        held = self._held
        first = len(held) - 1
        newest_s = 0
        for at in range(first, -1, -1):
            yield
            try:
                head = read(self.segments, held[at][0], 0, self._digest, self._seal.key)
            except Broken:
                head = b""
            if head:
                time_s = held[at][1] = records.parse_words(records.parse(head).body)[2]
                newest_s = newest_s or max(now_s or 0, time_s)
            if whole or not head or newest_s - self._window_s <= time_s <= newest_s:
                first = max(at - 1, 0)
        rest = [each[0] for each in held[first:]]
        for number, _, record, raw, broken in walk(self.segments, self._digest, self._seal.key, rest):
            if broken is not None:
                self._closed = True
                if not broken.torn or not broken.offset:
                    if broken.torn and (0 < number - self.sequence <= 2 or not self.segments.length(number)):
                        self.segments.remove(number)  # power failed in its first record, or before; else the cell knows
                    else:
                        self.found.append(broken)
                        lost = True
                    if not broken.gap:
                        held = [each for each in held if each[0] != number]
            if record is not None and record.sequence > self.sequence:
                self._take(record, raw, now_s, records.UNKNOWN)
                if record.kind == records.HEAD and record.before == _NONE_BEFORE and self.sequence > 1:
                    lost = True
                if record.kind == records.EVENT and record.body[0] == records.MISSING:
                    lost = False
            yield
        self._held = held
        cell = self._cell.read() or b""  # empty: power failed when it was made
        other = False  # of another provisioning: the books await none of its records from this one
        sealed = records.sealed(cell, self._digest, self._seal.key)
        if not held and len(cell) >= records.RECORD_MIN_BYTES:
            found = records.parse(cell)
            other = found.place[:2] != self._place[:2] and (sealed or found.key_id != self._seal.key_id)
        durable = self._ceiling = 0
        if sealed and cell[3] == _CELL:
            durable, self._ceiling = records.parse_words(records.parse(cell).body)
        elif cell or self.sequence > 1:
            lost = True
            self._ceiling = self.sequence + _GUESS
        aside = sorted({each.segment for each in self.found if not each.gap})
        lost = lost or len(aside) > 0 or self.sequence < durable
        self._noted = durable
        # power failed behind the first head of a provisioning, which states that none before it is awaited: go on there
        begun = self._alone == _NONE_BEFORE and self.acknowledged == self.sequence - 1 > 0
        begun = begun and durable <= self.sequence and not aside
        if not begun and (lost or (held and held[0][0] > max(self._oldest, self.acknowledged + 1))):
            lost = True
            self.sequence = max(self.sequence, self._ceiling)
            self._before = _NONE_BEFORE
            self._closed = True
            if other:
                self.acknowledged = self.sequence
        if (lost and not other and not begun) or (held and durable < held[-1][0]):
            self._write_cell(self.sequence)  # whatever happens now, the next start knows that something is missing
        for number in aside:
            self.segments.set_aside(number)
        if lost:
            floor_s = None if now_s is None else now_s + policy.skew_s
            self._event(records.MISSING, floor_s, self.acknowledged if begun else self.sequence, now_s, 0)
        for number in aside:
            self._event(records.SET_ASIDE, None, number, now_s, 0)
        self._pay(now_s)
        self._warned = self.used_percent() >= WARN_PERCENT

    def append_ride(self, decision: Decision, fare_fen: int, list_sequence: int, now_s: int | None) -> int:
        """Write the `ride` record of an accepted decision and remember its code; its sequence.

        It is durable on return. OSError when it is not, or when there is no space for it, here or in the history.
        """
        self._pay(now_s)
        code = decision.code
        history = self._history
        if (
            len(self._open) >= records.OPEN_MAX
            or history.full(now_s or 0)
            or history.contains(code.account, code.generated_s)  # its append has failed before
        ):
            raise OSError(28, "journal: no room for this ride")
        body = records.ride_body(decision, fare_fen, list_sequence)
        if self._lane is not None:
            body += self._lane.tail(now_s)
        return self.append(records.RIDE, body, now_s, RESERVE_RIDE_BYTES)

    def append_outcome(self, ride_sequence: int, outcome: int, now_s: int | None) -> int:
        """Write how the ride with this sequence ended; the newest sequence. After an OSError it is tried again before
        the next record."""
        self._close_ride(ride_sequence)
        self._open.append([ride_sequence, outcome])
        self._pay(now_s)
        percent = self.used_percent()
        if percent >= WARN_PERCENT and not self._warned:
            self._event(records.NEARLY_FULL, None, percent, now_s, 0)
        self._warned = percent >= WARN_PERCENT
        return self.sequence

    def append_event(self, event: int, at_s: int | None, value: int, now_s: int | None) -> int:
        """Write what happened to the terminal (records.BOOT, …); the event record's own sequence, or OSError."""
        self._pay(now_s)
        return self._event(event, at_s, value, now_s, 0 if event == records.ACKNOWLEDGED else _RESERVE_EVENT_BYTES)

    def append_counter(self, body: bytes, now_s: int | None) -> int:
        """Write an hour's counts, into a journal that is used for nothing else: its oldest segment always gives way."""
        self._pay(now_s)
        self.acknowledged = self.sequence
        return self.append(records.COUNTER, body, now_s, 0)

    def acknowledge(self, sequence: int, record_hash: bytes, now_s: int | None) -> None:
        """The back office has everything up to this record, and proves it with its SM3: it may give way some day.

        Raises ValueError when there is no such record here, OSError when storage fails.
        """
        within = [each[0] for each in self._held if each[0] <= sequence][-1:]
        for _, _, record, raw, _ in walk(self.segments, self._digest, None, within):
            if record is not None and record.sequence == sequence and self._digest(raw) == record_hash:
                if sequence > self.acknowledged:
                    self.append_event(records.ACKNOWLEDGED, None, sequence, now_s)
                return
        raise ValueError(f"record {sequence} is not here with that hash: pull the journal again")

    def used_percent(self) -> int:
        """How much of the journal is taken by segments that hold something unacknowledged."""
        kept = 0
        for number, _ in self._held[1:]:
            kept += number - 1 > self.acknowledged
        return (kept * self._segment_bytes + self._length) * 100 // (self._segments_max * self._segment_bytes)

    def _pay(self, now_s: int | None) -> None:
        """Write the outcomes that are owed."""
        for ride, outcome in self._open[:]:
            if outcome:
                self.append(records.OUTCOME, records.outcome_body(ride, outcome), now_s, 0)

    def _event(self, event: int, at_s: int | None, value: int, now_s: int | None, reserve: int) -> int:
        return self.append(records.EVENT, records.event_body(event, at_s, value), now_s, reserve)

    def append(self, kind: int, body: bytes, now_s: int | None, reserve: int) -> int:
        """Write one record, in another segment where this one has no space. OSError when nothing may give way."""
        held = self._held
        newest_s = max(now_s or 0, self.time_s)
        spare = self._segments_max - len(held)
        if held and held[-1][0] > self.sequence:  # it is to be begun again
            spare += 1
        gone = 0  # segments that may give way
        while (
            spare < 2
            and gone + 1 < len(held)
            and held[gone + 1][0] - 1 <= self.acknowledged
            and not newest_s - self._window_s <= held[gone + 1][1] <= newest_s
        ):
            gone += 1
            spare += 1
        used = self._length + len(body) + records.RECORD_MIN_BYTES
        full = self._closed or not self._length or used > self._segment_bytes
        if full:
            spare -= 1
            used += HEAD_MAX_BYTES - self._length
        if (
            spare < (0 if reserve else -1)  # so that a full journal whose end is torn can still be acknowledged
            or (not spare and used + reserve > self._segment_bytes)
            or self.sequence + full >= records.SEQUENCE_MAX
        ):
            raise OSError(28, "journal: full of unacknowledged records")
        if full:
            self._begin(now_s)
        if self._noted < held[-1][0]:  # the cell knows of it: its first sequence is not above what it allowed before
            self._write_cell(self.sequence)
        while full and gone and len(held) > self._segments_max:
            self._remove(0)
            gone -= 1
        return self._write(kind, body, now_s)

    def _begin(self, now_s: int | None) -> None:
        """Another segment, or once more the newest one, when nothing but its HEAD was written for certain."""
        number = self.sequence + 1
        held = self._held
        self._closed = True
        if held and held[-1][0] == number:
            if self._noted >= number:
                self._write_cell(held[-2][0] if len(held) > 1 else 0)
            self._remove(-1)
        self.segments.begin(number)
        held.append([number, self.time_s])
        self._length = 0
        state = [self.acknowledged, held[0][0], self.time_s, self._history.floor_s]
        self._write(records.HEAD, records.words_body(state + [each[0] for each in self._open]), now_s)

    def _remove(self, at: int) -> None:
        """Give a segment up. One that is gone already was removed by a call that did not say so."""
        try:
            self.segments.remove(self._held[at][0])
        except OSError as error:
            if error.args[0] != _ENOENT:
                raise
        self._held.pop(at)

    def _write_cell(self, durable: int) -> None:
        ceiling = min(self.sequence + self._segment_bytes // records.RECORD_MIN_BYTES, records.SEQUENCE_MAX)
        body = records.words_body([durable, ceiling])
        self._cell.write(records.encode(_CELL, 0, self._place, None, _NONE_BEFORE, body, self._seal))
        self._noted = durable
        self._ceiling = ceiling

    def _write(self, kind: int, body: bytes, now_s: int | None) -> int:
        raw = records.encode(kind, self.sequence + 1, self._place, now_s, self._before, body, self._seal)
        if kind == records.HEAD:
            self._alone = None
        try:
            self.segments.append(raw)
            if kind != records.HEAD:
                self._write_cell(self.sequence + 1)  # what goes back with its folder is missed
        except OSError:
            self._doubt(kind, body, now_s)
            raise
        self._take(records.parse(raw), raw, now_s, 0)
        return self.sequence

    def _doubt(self, kind: int, body: bytes, now_s: int | None) -> None:
        """A record may be there or not: nothing follows it in its segment, and the code of a ride counts as used."""
        self._closed = True
        if self._alone is not None:  # it goes with its segment
            self.sequence -= 1
            self._before = self._alone
            self._alone = None
        elif kind != records.HEAD:
            self.sequence += 1
            if kind == records.RIDE:
                self._open.append([self.sequence, records.FAULT])
                self.time_s = max(self.time_s, now_s or 0)  # or a start would not read so far back
                self._remember(body, now_s)

    def _take(self, record: records.Record, raw: bytes, now_s: int | None, outcome: int) -> None:
        """Take in a record that was written or found. outcome: of a ride that has none yet."""
        kind, body = record.kind, record.body
        history = self._history
        self._alone = None
        if kind == records.HEAD:
            words = records.parse_words(body)
            self.acknowledged, self._oldest, self.time_s, history.floor_s = words[:4]
            if outcome == records.UNKNOWN:
                self._open = [[ride, outcome] for ride in words[4:] if ride != self._ended]
            self._length = 0
            self._closed = False
            self._alone = record.before
        self._ended = 0
        self.sequence = record.sequence
        self._before = self._digest(raw)
        self._length += len(raw)
        self.time_s = max(self.time_s, record.time_s or 0)
        if self._lane is not None:
            self._lane.take(record)
        if kind == records.RIDE:
            self._open.append([self.sequence, outcome])
            self._remember(body, now_s)
        elif kind == records.OUTCOME:
            self._ended = records.parse_outcome(body)[0]
            self._close_ride(self._ended)
        elif kind == records.EVENT:
            event, at_s, value = records.parse_event(body)
            if event == records.ACKNOWLEDGED:
                self.acknowledged = value
            elif event == records.MISSING:
                history.floor_s = at_s or PENDING
            elif event == records.CLOCK_STATEMENT:
                history.floor_s = self.time_s = at_s or 0

    def _remember(self, body: bytes, now_s: int | None) -> None:
        """Put the code of a ride into the replay memory if it could still be shown; OSError when that is full.

        A trusted time alone decides: an earlier record may be ahead of it, until a statement about the clock is here.
        """
        code = records.parse_ride(body)
        history = self._history
        newest_s = self.time_s if now_s is None else now_s
        until_s = code.generated_s + code.validity_s + self._policy.grace_s + self._policy.skew_s
        if until_s >= newest_s:
            if history.full(newest_s) and not history.contains(code.account, code.generated_s):
                raise OSError(28, "journal: the replay memory is full")
            history.add(code.account, code.generated_s, until_s)

    def _close_ride(self, sequence: int) -> None:
        self._open = [each for each in self._open if each[0] != sequence]
