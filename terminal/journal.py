"""The journal: records one behind the other in an append-only store, each chained to the one before it.

What counts is the order: a ride is here, durably, before its gate opens; its outcome follows (spec §5).
"""

from terminal import records
from terminal.decide import Decision
from terminal.history import History
from terminal.policy import Policy
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from hal.interfaces import Store

    Digest = Callable[..., bytes]
    ReadInto = Callable[[int, bytearray], None]

_NONE_BEFORE = bytes(32)


class Broken(Exception):
    """A journal that cannot be read on: the reason is its text, `offset` the byte where it begins, `torn` whether
    only its last record is incomplete, as a power cut leaves it."""

    def __init__(self, reason: str, offset: int, torn: bool = False) -> None:
        super().__init__(reason)
        self.offset = offset
        self.torn = torn


def recover(
    readinto: "ReadInto", length_bytes: int, digest: "Digest", key: bytes
) -> "Generator[tuple[records.Record, bytes], None, None]":
    """Every record of a journal with its raw bytes, oldest first, checked against its MAC, the chain and the count.

    readinto(offset, buffer) fills the buffer from the journal or raises OSError.
    Raises Broken at the first byte that is not as it was written. All records before it have been yielded by then: a
    prefix of a journal gives a prefix of its records. Clause: spec §5.
    """
    at = 0
    sequence = 0
    before = _NONE_BEFORE
    while at < length_bytes:
        if length_bytes - at < records.START_BYTES:
            raise Broken("the last record is cut off", at, True)
        start = bytearray(records.START_BYTES)
        readinto(at, start)
        size = records.length_bytes(start)
        if not size:
            raise Broken("no record begins here", at)
        if length_bytes - at < size:
            raise Broken("the last record is cut off", at, True)
        buffer = bytearray(size)
        readinto(at, buffer)
        raw = bytes(buffer)
        if not records.sealed(raw, digest, key):
            raise Broken("a record's MAC does not hold under this key", at)
        record = records.parse(raw)
        if at and record.sequence != sequence + 1:
            raise Broken(f"record {record.sequence} follows record {sequence}", at)
        if at and record.before != before:
            raise Broken(f"record {record.sequence} is not chained to the one before it", at)
        yield record, raw
        sequence = record.sequence
        before = digest(raw)
        at += size


class Journal:
    """The journal of one terminal. `open` it before anything is written."""

    def __init__(self, store: "Store", digest: "Digest", key: bytes, place: records.Place) -> None:
        if len(key) != records.KEY_BYTES:
            raise ValueError(f"journal: a record key has {records.KEY_BYTES} bytes, not {len(key)}")
        self._store = store
        self._digest = digest
        self._key = key
        self._seal = records.sealer(digest, key)
        self._place = records.check_place(place)
        self._before = _NONE_BEFORE
        self._length = 0
        self._torn = False
        self.sequence = 0  # of the newest record
        self.time_s = 0  # the newest time on record, part of the clock's floor

    def open(self, history: History, policy: Policy, now_s: int | None) -> "Generator[None, None, None]":
        """Read what is there: go on behind its last whole record, remember its rides, close those left open.

        Yields after each record. Rides that could still be shown again enter the history; a ride without an outcome
        gets `unknown`. Raises Broken when more than a torn last record is wrong, OSError when the store fails.
        """
        self._before = _NONE_BEFORE
        self._length = self.sequence = self.time_s = 0
        self._torn = False
        open_rides: list[int] = []
        try:
            for record, raw in recover(self._store.readinto, self._store.length(), self._digest, self._key):
                self._advance(record.sequence, raw, record.time_s)
                if record.kind == records.RIDE:
                    open_rides.append(record.sequence)
                    self._remember(records.parse_ride(record.body), history, policy, now_s)
                elif record.kind == records.OUTCOME:
                    ride = records.parse_outcome(record.body)[0]
                    if ride in open_rides:
                        open_rides.remove(ride)
                yield
        except Broken as end:
            if not end.torn:
                raise
            self._torn = True
        for ride in open_rides:
            self.append_outcome(ride, records.UNKNOWN, now_s)

    def append_ride(self, decision: Decision, fare_fen: int, list_sequence: int, now_s: int | None) -> int:
        """Write the `ride` record of an accepted decision; its sequence. It is durable on return, or OSError."""
        return self._append(records.RIDE, records.ride_body(decision, fare_fen, list_sequence), now_s)

    def append_outcome(self, ride_sequence: int, outcome: int, now_s: int | None) -> int:
        """Write how the ride with this sequence ended; the outcome record's own sequence, or OSError."""
        return self._append(records.OUTCOME, records.outcome_body(ride_sequence, outcome), now_s)

    def append_event(self, event: int, at_s: int | None, value: int, now_s: int | None) -> int:
        """Write what happened to the terminal (records.BOOT, …); the event record's own sequence, or OSError."""
        return self._append(records.EVENT, records.event_body(event, at_s, value), now_s)

    def _append(self, kind: int, body: bytes, now_s: int | None) -> int:
        if self.sequence >= records.SEQUENCE_MAX:
            raise OSError(28, "journal: no sequence number is left")
        if self._torn:
            self._store.truncate(self._length)
        self._torn = True  # until the store says otherwise, half a record may stand there
        sequence = self.sequence + 1
        raw = records.encode(kind, sequence, self._place, now_s, self._before, body, self._seal)
        self._store.append(raw)
        self._torn = False
        self._advance(sequence, raw, now_s)
        return sequence

    def _advance(self, sequence: int, raw: bytes, time_s: int | None) -> None:
        self.sequence = sequence
        self._before = self._digest(raw)
        self._length += len(raw)
        if time_s is not None and time_s > self.time_s:
            self.time_s = time_s

    def _remember(self, ride: records.Ride, history: History, policy: Policy, now_s: int | None) -> None:
        """Put a ride on record back into the replay memory, unless its code can be shown no more."""
        floor_s = max(now_s or 0, self.time_s)
        until_s = remembered_until_s(ride.generated_s, ride.validity_s, policy)
        if until_s >= floor_s:
            if not history.contains(ride.account, ride.generated_s) and history.full(floor_s):
                raise Broken("more rides can still be replayed than the replay memory holds", self._length)
            history.add(ride.account, ride.generated_s, until_s)


def remembered_until_s(generated_s: int, validity_s: int, policy: Policy) -> int:
    """The last second in which a replay of this code must be recognised: its last valid one and the skew (spec §5)."""
    until_s: int = generated_s + validity_s + policy.grace_s + policy.skew_s
    return until_s
