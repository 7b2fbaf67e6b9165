"""Journals for tests: small segments, a quick hash, decisions without signatures."""

import hashlib

from hal.fake.store import Cell, Segments
from terminal import codes, policy, records, ridecode, sm2
from terminal.decide import Decision
from terminal.history import History
from terminal.journal import Broken, Journal
from tests.builder import code_builder
from tests.builder.journal_reading import recover

KEY = b"a record key that is only a test"
PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
STANDARD = policy.STANDARD
NOW_S = code_builder.NOW_S
WINDOW_S = 1200 + 2 * 20  # of the standard policy
SEGMENT_BYTES = 4096
RIDE_BYTES = 476  # of the rides here
OUTCOME_BYTES = 108


def digest(*parts: bytes) -> bytes:
    """A hash that is quick on both runtimes: a journal takes the one it is given."""
    state = hashlib.sha256()
    for part in parts:
        state.update(part)
    return state.digest()


def accepted(seed: int, generated_s: int = NOW_S, validity_s: int = 300) -> Decision:
    """The decision on a code that is its own for each seed."""
    code = bytearray(code_builder.unsigned(seed, 0))
    code[195:197] = validity_s.to_bytes(2, "big")
    code[263:267] = generated_s.to_bytes(4, "big")
    return Decision(codes.ACCEPTED, None, ridecode.parse(bytes(code), STANDARD), (), None, -1, None)


def cell_of(sequence: int) -> bytes:
    """What the cell holds once this record is durable."""
    body = records.words_body([sequence, sequence + SEGMENT_BYTES // records.RECORD_MIN_BYTES])
    return records.encode(0, 0, PLACE, None, bytes(32), body, records.sealer(digest, KEY))


class Rig:
    """A journal with its storage. `start` is power on; what is in storage stays."""

    def __init__(self, segments_max: int = 8, capacity: int = 64) -> None:
        self.segments = Segments()
        self.segments.open()
        self.cell = Cell()
        self.segments_max = segments_max
        self.capacity = capacity
        self.history = self.journal = None

    def start(self, now_s: int | None = NOW_S, whole: bool = False, rules: policy.Policy = STANDARD) -> Journal:
        """A new journal over the storage, opened; its replay memory is new, too."""
        self.history = History(self.capacity)
        self.segments.open()
        self.journal = Journal(self.segments, self.cell, digest, KEY, PLACE, SEGMENT_BYTES, self.segments_max)
        sm2.finish(self.journal.open(self.history, rules, now_s, whole))
        return self.journal

    def copy(self) -> "Rig":
        """Another with the same content of its storage."""
        other = Rig(self.segments_max, self.capacity)
        other.segments = self.segments.copy()
        other.cell = Cell(self.cell.content)
        return other

    def ride(self, seed: int, now_s: int | None = NOW_S, outcome: int = records.PASSED) -> int:
        """A ride with its outcome (0: none); the ride's sequence."""
        sequence = self.journal.append_ride(accepted(seed, now_s or NOW_S), 200, 7, now_s)
        if outcome:
            self.journal.append_outcome(sequence, outcome, now_s)
        return sequence

    def read(self, key: bytes | None = KEY) -> tuple:
        """([(record, raw)], what stopped the reading or None)"""
        found = []
        try:
            for each in recover(self.segments, digest, key):
                found.append(each)
        except Broken as end:
            return found, end
        return found, None

    def told(self) -> list:
        """What stands there, without heads: ("ride", sequence), ("outcome", ride, outcome), ("event", event, value)."""
        out = []
        found, end = self.read()
        assert end is None or end.torn, (end, end.segment, end.offset)
        for record, _ in found:
            if record.kind == records.RIDE:
                out.append(("ride", record.sequence))
            elif record.kind == records.OUTCOME:
                out.append(("outcome",) + tuple(records.parse_outcome(record.body)))
            elif record.kind == records.EVENT:
                event, _, value = records.parse_event(record.body)
                out.append(("event", event, value))
        return out

    def hash_of(self, sequence: int) -> bytes:
        """The hash of a record, as the back office proves that it has it."""
        return next(digest(raw) for record, raw in self.read()[0] if record.sequence == sequence)

    def acknowledge(self, sequence: int, now_s: int | None = NOW_S) -> None:
        self.journal.acknowledge(sequence, self.hash_of(sequence), now_s)


def three() -> tuple:
    """A journal of one segment with a ride, its outcome and another ride, and the ends of its records."""
    rig = Rig()
    journal = rig.start()
    sequence = journal.append_ride(accepted(51), 200, 7, NOW_S)
    ends = [rig.segments.length(1) - RIDE_BYTES, rig.segments.length(1)]
    journal.append_outcome(sequence, records.PASSED, NOW_S + 2)
    ends.append(rig.segments.length(1))
    journal.append_ride(accepted(52), 200, 7, None)
    ends.append(rig.segments.length(1))
    return rig, ends


def filled(rides: int = 20, every_s: int = 1) -> Rig:
    """A journal of many rides, each passed; a pause between two."""
    rig = Rig(64)
    rig.start()
    for number in range(rides):
        rig.ride(100 + number, NOW_S + number * every_s)
    return rig


class Failing:
    """Segments or a cell whose writing calls fail from one on; the count is shared."""

    def __init__(self, base: object, rig: Rig) -> None:
        self.base = base
        self._rig = rig

    def _change(self, name: str, arguments: tuple) -> None:
        if self._rig.left <= 0:
            self._rig.failing = True
            raise OSError(5, "no power")
        self._rig.left -= 1
        getattr(self.base, name)(*arguments)

    def append(self, data: bytes) -> None:
        self._change("append", (data,))

    def begin(self, number: int) -> None:
        self._change("begin", (number,))

    def remove(self, number: int) -> None:
        self._change("remove", (number,))

    def set_aside(self, number: int) -> None:
        self._change("set_aside", (number,))

    def write(self, data: bytes) -> None:
        self._change("write", (data,))

    def open(self) -> None:
        self.base.open()

    def numbers(self) -> list:
        return self.base.numbers()

    def length(self, number: int) -> int:
        return self.base.length(number)

    def readinto(self, number: int, offset: int, buffer: bytearray) -> None:
        self.base.readinto(number, offset, buffer)

    def read(self) -> bytes | None:
        return self.base.read()


def fail_after(rig: Rig, calls: int) -> None:
    rig.left = calls
    rig.failing = False
    rig.segments, rig.cell = Failing(rig.segments, rig), Failing(rig.cell, rig)
