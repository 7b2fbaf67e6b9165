"""A year of 10,000 rides a day in virtual time: the real journal on segments in memory, turning over without a gap.

The back office comes once a day: it reads everything that it has not got yet, checks that nothing is missing between
what it had and what it gets, and acknowledges it. Runs on CPython: `python -m tests.torture.year DAYS` prints a line of
JSON for each day, then what came of it.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

from hal.desktop.engine import python_engine
from terminal import codes, policy, records, ridecode, sm2
from terminal.decide import Decision
from terminal.history import History
from terminal.journal import Broken, Journal
from tests.builder.code_builder import NOW_S, quick
from tests.builder.journal_reading import recover

KEY = b"a record key that is only a test"
PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
DAY_S = 86_400
RIDES_A_DAY = 10_000
SEGMENT_BYTES = 65_536
SEGMENTS_MAX = 120  # a day and a third of rides that were not fetched
_OPEN_S = 64_800  # hours in which the gate is open
_START_DAYS = 30  # between two starts of the terminal


class MemorySegments:
    """See `Segments` in hal/interfaces.pyi. `most`: as many as ever were there at once."""

    def __init__(self) -> None:
        self.content: dict[int, bytearray] = {}
        self.appends = self.most = 0

    def open(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def numbers(self) -> list[int]:
        return list(self.content)

    def begin(self, number: int) -> None:
        if self.content and number <= max(self.content) and self.content.get(number) != b"":
            raise ValueError(f"segment {number} does not follow")
        self.content[number] = bytearray()
        self.most = max(self.most, len(self.content))

    def append(self, data: bytes) -> None:
        self.appends += 1
        self.content[next(reversed(self.content))] += data

    def length(self, number: int) -> int:
        return len(self.content[number])

    def readinto(self, number: int, offset: int, buffer: bytearray) -> None:
        if offset + len(buffer) > len(self.content[number]):
            raise OSError(5, "the segment ends too early")
        buffer[:] = self.content[number][offset : offset + len(buffer)]

    def remove(self, number: int) -> None:
        del self.content[number]

    def set_aside(self, number: int) -> None:
        raise OSError(5, f"segment {number} was to be set aside")


class MemoryCell:
    """See `Cell` in hal/interfaces.pyi."""

    def __init__(self) -> None:
        self.content: bytes | None = None

    def read(self) -> bytes | None:
        return self.content

    def write(self, data: bytes) -> None:
        self.content = bytes(data)


@dataclass
class Year:
    """What came of it. segments: how many were begun; gaps: texts, a ride that was refused is one."""

    rides: int = 0
    fetched: int = 0
    segments: int = 0
    most_segments: int = 0
    starts: int = 0
    gaps: tuple[str, ...] = ()


def live(days: int, rides_a_day: int, tell: Callable[[int], object], segments: MemorySegments | None = None) -> Year:
    """So many days. tell(days done). segments: where the journal is kept."""
    engine = python_engine()
    segments, cell = segments or MemorySegments(), MemoryCell()
    template = ridecode.parse(quick(), policy.STANDARD)
    year = Year()
    gaps = []
    journal = _started(segments, cell, engine, NOW_S)
    fetched = 0  # newest sequence the back office has
    before = b""  # and its hash
    firsts: set[int] = set()
    for day in range(days):
        begin_s = NOW_S + day * DAY_S
        if day and day % _START_DAYS == 0:
            journal = _started(segments, cell, engine, begin_s)
            year.starts += 1
        for number in range(rides_a_day):
            now_s = begin_s + number * _OPEN_S // rides_a_day
            code = template._replace(account=number.to_bytes(10, "big"), generated_s=now_s)
            try:
                ride = journal.append_ride(Decision(codes.ACCEPTED, None, code, (), None, -1, None), 200, 7, now_s)
                journal.append_outcome(ride, records.PASSED, now_s)
            except OSError as error:
                gaps.append(f"day {day}: ride {number} is refused: {error}")
                break
            year.rides += 1
        firsts |= set(segments.content)
        numbers = [each for each in segments.content if each <= fetched + 1][-1:]
        numbers += [each for each in segments.content if each > fetched + 1]
        rides = 0
        raw = b""
        last = fetched
        try:
            for record, raw in recover(segments, engine.digest, None, numbers):
                if record.sequence == fetched and engine.digest(raw) != before:
                    gaps.append(f"day {day}: record {fetched} is another one today")
                if record.sequence > fetched:
                    if record.sequence != last + 1:
                        gaps.append(f"day {day}: record {record.sequence} follows record {last}")
                    last = record.sequence
                    rides += record.kind == records.RIDE
        except Broken as why:
            gaps.append(f"day {day}: {why}")
        fetched, before = last, engine.digest(raw)
        if rides != rides_a_day:
            gaps.append(f"day {day}: {rides} rides were fetched")
        year.fetched += rides
        journal.acknowledge(fetched, before, begin_s + _OPEN_S)
        tell(day + 1)
    year.segments = len(firsts)
    year.most_segments = segments.most
    year.gaps = tuple(gaps)
    return year


def _started(segments: MemorySegments, cell: MemoryCell, engine: sm2.Engine, now_s: int) -> Journal:
    journal = Journal(segments, cell, engine.digest, KEY, PLACE, SEGMENT_BYTES, SEGMENTS_MAX)
    sm2.finish(journal.open(History(2048), policy.STANDARD, now_s))
    journal.append_event(records.BOOT, now_s, records.BY_POWER, now_s)
    return journal


if __name__ == "__main__":
    done = live(int(sys.argv[1]), RIDES_A_DAY, lambda day: print(json.dumps({"cut": day}), flush=True))
    print(json.dumps(asdict(done)))
    print("END")
