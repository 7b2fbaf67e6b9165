"""A terminal's clock with all that its time depends on, for both runtimes: the chip, the file, the list, the journal's
newest record, and power that fails before any write."""

from collections import namedtuple

from boards.clock_store import ClockStore
from hal.micropython.clock import Clock
from terminal import records
from tests.builder import signer
from tests.builder.statement_builder import PROVISIONING, TERMINAL, build
from tests.core.raising import raised
from tests.rig.fake_machine import Time

Identity = namedtuple("Identity", "test terminal_id provisioning_id")
List = namedtuple("List", "sequence issued_s")

NOW_S = 1_793_520_000  # 2026-11-01T08:00:00Z, the right time at the beginning
DAY_S = 86_400
ISSUED_S = NOW_S - 30 * DAY_S
SKEW_S = 20
SET, STATED = records.CLOCK_SET, records.CLOCK_STATEMENT


class PowerCut(Exception):
    pass


class Chip:
    """Goes on while the terminal is off, unless `battery` says otherwise. Setting it takes two writes."""

    def __init__(self, world):
        self._world = world
        self.unix_s = 946_684_800
        self.lost = True
        self.silent = False
        self.battery = True

    def read(self):
        if self.silent:
            raise OSError(19, "no acknowledgement")
        return None if self.lost else self._world.time.gmtime(self.unix_s)[:6]

    def set(self, fields):
        if self.silent:
            raise OSError(19, "no acknowledgement")
        self._world.operation()
        self.unix_s = self._world.time.mktime(fields)
        self._world.operation()
        self.lost = False


class World:
    """now_s is the right time, whatever the terminal thinks. cut: how many writes succeed before the power fails."""

    def __init__(self):
        self.time = Time()
        self.now_s = NOW_S
        self.chip = Chip(self)
        self.content = {}
        self.listed = List(5, ISSUED_S)
        self.journal = []  # (event, at_s, value, time of the record)
        self.newest_s = 0
        self.full = False  # the journal
        self.broken = False  # the flash under the file
        self.cut = None

    # what the terminal gets handed in

    def operation(self):
        if self.cut is not None:
            if not self.cut:
                raise PowerCut
            self.cut -= 1

    def read(self, name):
        if self.broken:
            raise OSError(5, "broken")
        return self.content.get(name)

    def write(self, name, data):
        if self.broken:
            raise OSError(5, "broken")
        self.operation()
        self.content[name] = data

    # the journal, as terminal/journal.py keeps its newest time

    def append_event(self, event, at_s, value, now_s):
        if self.full:
            raise OSError(28, "full")
        self.operation()
        self.journal.append((event, at_s, value, now_s))
        if event == records.CLOCK_STATEMENT:
            self.newest_s = at_s
        self.newest_s = max(self.newest_s, now_s or 0)

    def steps(self):
        """(event, at_s, value) of every step on record."""
        return [each[:3] for each in self.journal if each[0] != records.BOOT]

    # what happens

    def passes(self, seconds, clock=None):
        """Time goes by; the terminal runs meanwhile if a clock is given."""
        self.now_s += seconds
        if not self.chip.lost:
            self.chip.unix_s += seconds
        while seconds and clock is not None:
            self.time.advance(min(seconds, 100_000) * 1000)
            seconds -= min(seconds, 100_000)
            clock.now_ms()

    def power_off(self, seconds=0):
        if not self.chip.battery:
            self.chip.lost = True
        self.cut = None
        self.passes(seconds)

    def start(self):
        """The store and the clock of a terminal that has started, in the order of boards/start.py."""
        clock = Clock(self.chip, self.time, SKEW_S)
        store = ClockStore(self)
        store.open()
        store.start(clock, self.listed, 0)
        store.opened(clock, self.newest_s)
        now_s = clock.now_s()
        try:
            for event, at_s, value in store.steps:
                self.append_event(event, at_s, value, now_s)
            self.append_event(records.BOOT, now_s, records.BY_POWER, now_s)
            store.told(clock, self.newest_s)
        except OSError:
            pass
        return store, clock

    def session(self):
        """The same in service mode, where nothing is written to the journal."""
        clock = Clock(self.chip, self.time, SKEW_S)
        store = ClockStore(self)
        store.open()
        store.start(clock, self.listed, self.newest_s)
        return store, clock

    def sets(self, unix_s=None):
        """A service session sets the clock, to the right time when none is given; the time before."""
        store, clock = self.session()
        return store.set(clock, self.now_s if unix_s is None else unix_s)

    def states(self, unix_s=None):
        """The operator states the time; the time before."""
        store, clock = self.session()
        data = build(self.now_s if unix_s is None else unix_s, store.new_nonce(random))
        return applied(store, clock, data)

    def says(self):
        """(the time or None, what speaks against it) of a fresh start."""
        _, clock = self.start()
        return clock.now_s(), clock.why()


def applied(store, clock, data):
    """`ClockStore.apply` of a statement in the terminal for which the builder makes them."""
    identity = Identity(True, TERMINAL, PROVISIONING)
    return store.apply(clock, data, identity, (signer.key("operator"),), signer.QUICK)


_count = [0]


def random(length_bytes):
    """Never the same twice."""
    _count[0] += 1
    return b"nonce" + bytes(length_bytes - 6) + bytes([_count[0] & 255])


def running():
    """A terminal whose clock was set an hour ago and whose newest record is a minute old."""
    world = World()
    world.now_s -= 3600
    world.sets()
    world.start()
    world.passes(3540)
    world.newest_s = world.now_s
    world.passes(60)
    world.journal.clear()
    return world


def session_refuses(world, unix_s=None):
    """The words of a refusal, after which nothing has changed."""
    before, chip_s = dict(world.content), world.chip.unix_s
    text = str(raised(ValueError, world.sets, unix_s))
    assert world.content == before and world.chip.unix_s == chip_s
    return text


def trusted(world, *steps):
    """Whether the terminal starts with the right time, and has just these steps on record."""
    now_s, why = world.says()
    assert world.steps() == list(steps), world.steps()
    return now_s == world.now_s and why == "" and world.says() == (now_s, "")
