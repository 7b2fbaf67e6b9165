"""A day of a leaflet held to the reader: refusals at 15 a second, through the real loop. Runs on CPython.

Nothing of it may reach the rides' space, and the hour counters have a space of their own that does not grow.
`python -m tests.torture.flood HOURS` prints a line of JSON for each hour, then what came of it.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

from hal.fake.clock import Clock, Watchdog
from hal.fake.gate import Emergency, Panel, Relay, Sensor
from terminal import codes, policy, records, sm2
from terminal.decide import Decision
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal
from terminal.refusals import Refusals
from terminal.run import Hal, Loop
from tests.builder import list_builder, signer
from tests.builder.code_builder import NOW_S
from tests.builder.journal_reading import recover
from tests.torture.year import KEY, PLACE, MemoryCell, MemorySegments

A_SECOND = 15
LEAFLETS = 32  # different ones: the same bytes within two seconds would not even be judged
HOURS_SEGMENT_BYTES, HOURS_SEGMENTS = 4096, 3
_HOUR_S = 3600


class _Tally:
    def __init__(self) -> None:
        self.counts: dict[int, int] = {}

    def event(self, name: str, *values: object) -> None:
        pass

    def decision(self, decision: Decision, marks: object, payload: bytes) -> None:
        self.counts[decision.result] = self.counts.get(decision.result, 0) + 1

    def line(self, text: str) -> None:
        """Drop the line."""


class _Leaflet:
    """A scanner that sees something new in every look, even while it is held off."""

    def __init__(self) -> None:
        self._looks = 0

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        self._looks += 1
        return (b"TX%d" % (self._looks % LEAFLETS),)

    def hold(self, active: bool) -> None:
        """It is a leaflet."""


@dataclass(frozen=True)
class Flood:
    """refusals: answers given; rides_written, hours_written: appends to either space; counted: refusals in the hour
    counters, those that gave way included; hours_bytes: the most that their space ever took."""

    refusals: int
    rides_written: int
    hours_written: int
    counted: int
    hours_bytes: int


def hold(hours: int, a_second: int, tell: Callable[[int], object]) -> Flood:
    """So many hours of so many refusals a second. tell(hours done)."""
    rides, counters = MemorySegments(), MemorySegments()
    clock, tally = Clock(NOW_S, 1000), _Tally()
    parts = Relay(clock), Sensor(), Emergency(), Panel(), Watchdog(clock)
    for part in parts:
        part.open()
    digest = signer.QUICK.digest
    history = History(64)
    journal = _opened(Journal(rides, MemoryCell(), digest, KEY, PLACE), history)
    kept = _opened(Journal(counters, MemoryCell(), digest, KEY, PLACE, HOURS_SEGMENT_BYTES, HOURS_SEGMENTS), History(1))
    journal.append_event(records.BOOT, NOW_S, records.BY_POWER, NOW_S)
    hal = Hal(clock, _Leaflet(), *parts, tally)
    opened = list_builder.opened(list_builder.usual(), signer.QUICK)
    loop = Loop(Gate(), opened, policy.STANDARD, history, journal, hal, refusals=Refusals(kept))
    before = rides.appends
    counted: dict[int, int] = {}
    most = 0
    for hour in range(hours):
        for look in range(_HOUR_S * a_second):
            begin_ms = (hour * _HOUR_S * a_second + look) * 1000 // a_second
            clock.ms = 1000 + begin_ms
            clock.set_utc(NOW_S + begin_ms // 1000)
            loop.step()
            while loop.busy():
                loop.step()
        for record, _ in recover(counters, digest):
            if record.kind == records.COUNTER:
                words = records.parse_words(record.body)
                counted[record.sequence] = sum(words[2::2])
        most = max(most, sum(len(each) for each in counters.content.values()))
        tell(hour + 1)
    refused = sum(count for result, count in tally.counts.items() if result != codes.ACCEPTED)
    return Flood(refused, rides.appends - before, counters.appends, sum(counted.values()), most)


def _opened(journal: Journal, history: History) -> Journal:
    sm2.finish(journal.open(history, policy.STANDARD, NOW_S))
    return journal


if __name__ == "__main__":
    done = hold(int(sys.argv[1]), A_SECOND, lambda hour: print(json.dumps({"cut": hour}), flush=True))
    print(json.dumps(asdict(done)))
    print("END")
