"""Half a day at the gate, in virtual time: whatever passes, the heap at its end is what it was after the second hour.

The journal's segments forget what they are given, as a board's flash would hold it; the engine is the tests' quick one.
"""

import gc

from hal.fake.clock import Clock, Watchdog
from hal.fake.gate import Emergency, Panel, Relay, Sensor
from hal.fake.scanner import Scanner
from terminal import codes, policy, records, sm2
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal
from terminal.refusals import Refusals
from terminal.run import Hal, Loop
from tests.builder import list_builder, signer
from tests.builder.code_builder import NOW_S, quick

KEY = b"a record key that is only a test"
PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
HOURS = 12
SCANS_AN_HOUR = 60


class Flash:
    """Segments that count and forget."""

    def __init__(self) -> None:
        self.begun = self.removed = 0

    def numbers(self) -> list:
        return []

    def begin(self, number: int) -> None:
        self.begun += 1

    def append(self, data: bytes) -> None:
        pass

    def remove(self, number: int) -> None:
        self.removed += 1


class Forgetful:
    """A cell of them."""

    def read(self) -> None:
        return None

    def write(self, data: bytes) -> None:
        pass


class Tally:
    """A log that counts results."""

    def __init__(self) -> None:
        self.counts = {}

    def event(self, name: str, *values: object) -> None:
        pass

    def decision(self, decision: object, marks: object, payload: bytes) -> None:
        self.counts[decision.result] = self.counts.get(decision.result, 0) + 1


def held() -> int:
    """What is alive: bytes on MicroPython, objects on CPython."""
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else len(gc.get_objects())


def shown(number: int, now_s: int) -> bytes:
    """What people hold to a reader: mostly good codes, now and then something else."""
    kind = number % 10
    if kind == 3:
        return b"6212345678901234567"
    if kind == 6:
        return quick(generated_s=now_s - 4000)
    if kind == 8:
        return bytes([0x80, number & 255]) + bytes(number % 600)
    return quick(generated_s=now_s)


def test_half_a_day_leaves_the_heap_flat():
    clock = Clock(NOW_S, 1000)
    scanner = Scanner()
    sensor = Sensor()
    others = Relay(clock), Emergency(), Panel(), Watchdog(clock)
    for part in (scanner, sensor) + others:
        part.open()
    log = Tally()
    history = History(64)
    flash = Flash()
    journal = Journal(flash, Forgetful(), signer.QUICK.digest, KEY, PLACE, 4096, 8)
    sm2.finish(journal.open(history, policy.STANDARD, NOW_S))
    hours_flash = Flash()
    hours = Journal(hours_flash, Forgetful(), signer.QUICK.digest, KEY, PLACE, 4096, 2)
    sm2.finish(hours.open(History(1), policy.STANDARD, NOW_S))
    relay, emergency, panel, watchdog = others
    hal = Hal(clock, scanner, relay, sensor, emergency, panel, watchdog, log)
    opened = list_builder.opened(list_builder.usual(), signer.QUICK)
    refusals = Refusals(hours)
    loop = Loop(Gate(), opened, policy.STANDARD, history, journal, hal, refusals=refusals)
    after = []
    for number in range(HOURS * SCANS_AN_HOUR):
        journal.acknowledged = journal.sequence  # as if the back office had pulled everything
        scanner.frames.append((shown(number, clock.now_s()),))
        for turn in range(60):
            clock.ms += 1000 if turn > 40 else 10
            clock.set_utc(NOW_S + clock.ms // 1000)
            sensor.waiting = 1 if turn == 40 else 0
            loop.step()
        clock.ms += 3_600_000 // SCANS_AN_HOUR - 41 * 10 - 19 * 1000
        clock.set_utc(NOW_S + clock.ms // 1000)
        if number % SCANS_AN_HOUR == SCANS_AN_HOUR - 1:
            after.append(held())
    assert clock.now_s() - NOW_S >= HOURS * 3600
    assert log.counts[codes.ACCEPTED] == HOURS * SCANS_AN_HOUR * 7 // 10
    assert log.counts[codes.CODE_EXPIRED] == log.counts[codes.FOREIGN_CODE] == HOURS * SCANS_AN_HOUR // 10
    assert journal.sequence == 2 * log.counts[codes.ACCEPTED] + flash.begun and history.count <= 64
    assert flash.begun - flash.removed <= 8 < flash.removed
    assert HOURS - 2 <= hours.sequence - hours_flash.begun <= HOURS  # a record an hour, however many are refused
    # a collector that looks at stacks keeps a little garbage for a while; one payload a scan would be 500,000 bytes
    del after[0]  # the counts of the first hour are written, and their journal begins, in the second
    assert max(after) - min(after) <= 1024, after
