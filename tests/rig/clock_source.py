"""A source of time that says what a test wants, and a clock that was started on it, for both runtimes."""

from hal.micropython import clock as words
from hal.micropython.clock import Clock
from tests.rig.fake_machine import Time

NOW_S = 1_793_520_000  # 2026-11-01T08:00:00Z
FIELDS = (2026, 11, 1, 8, 0, 0)


class Source:
    """Says `fields`, but first what stands in `disturbed`, once each."""

    def __init__(self, fields=FIELDS):
        self.fields = fields
        self.silent = False
        self.disturbed = []

    def read(self):
        if self.silent:
            raise OSError(19, "silent")
        return self.disturbed.pop(0) if self.disturbed else self.fields

    def set(self, fields):
        self.fields = tuple(fields[:6])


def started(time=None, source=None, set_s=NOW_S - 100, floor_s=0, skew_s=20, offset_s=0):
    time = time or Time()
    clock = Clock(source or Source(), time, skew_s)
    clock.raise_floor(floor_s, words.BEHIND_RECORD)
    clock.start(set_s, offset_s)
    return clock, time


def untrusted(clock, why):
    return clock.now_s() is None and clock.why() == why
