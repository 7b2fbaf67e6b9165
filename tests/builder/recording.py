"""A gate that is recorded while everything happens to it that can, and the captures that come of it."""

import contextlib
import functools
import tempfile
from pathlib import Path

from hal.desktop.engine import desktop_engine
from hal.fake.clock import Clock
from hal.fake.scanner import Scanner
from sim.capture import source
from sim.capture.recorder import Recorder
from sim.capture.replay import Task, play
from sim.gate import lane as lanes
from sim.gate.lists import lists
from sim.gate.station import PLACE, Station
from sim.gate.storage import FailingStorage
from sim.issuer import fault
from terminal import policy
from terminal.decide import steps
from tests.rig.command import AT_S, pki

FARE_FEN = 200
BETWEEN_MS = 400
_KEPT = tempfile.TemporaryDirectory(prefix="ridegate-captures-")


class Restless(Clock):
    """A clock of which no two readings are the same."""

    def now_ms(self):
        self.advance(1)
        return super().now_ms()


class Recorded:
    """A station under a recorder. No passenger walks unless `walk` is called. mode, trip: of step 23."""

    def __init__(self, path, level="full", opened=None, failed=lambda why: None, mode="flat", trip="mark"):
        more = {} if opened is None else {"opened": opened}
        self.path = path
        self.clock = Restless(AT_S)
        self.scanner = Scanner()
        self.engine = desktop_engine()
        self.recorder = Recorder(path, level, "core", self.engine.name, failed, **more)
        self.lists = lists(pki(), AT_S)
        self.file = self.lists["current"]
        self.folder = tempfile.TemporaryDirectory(prefix="ridegate-")
        self.told = []
        self.station = None
        self.chosen = {"mode": mode, "trip": trip}
        self.rules = policy.make(fare_fen=FARE_FEN)
        self.power_on()

    def power_on(self):
        if self.station is not None:
            self.station.close()
        self.recorder.accepts(self.file)
        lane = lanes.made(self.chosen, None, self.engine, self.clock, PLACE)
        self.station = Station(
            self.clock,
            self.scanner,
            None if self.file is None else self.file.open(self.engine),
            self.engine,
            Path(self.folder.name),
            key=bytes(32),
            policy=self.rules,
            stored=self._store,
            judge=steps if lane is None else lane.lane.judge,
            probe=self.recorder.probe,
            lane=lane,
        )
        self.station.open()

    def _store(self, segments):
        self.storage = FailingStorage(segments)
        return self.storage

    def believe(self, name):
        self.file = self.lists[name]
        self.recorder.accepts(self.file)
        self.station.loop.trust = None if self.file is None else self.file.open(self.engine)

    def wait(self, ms):
        end = self.clock.ms + ms
        while self.clock.ms < end:
            self.station.turn()
            self.clock.advance(7)
        self.told += self.station.log.take()

    def show(self, *payloads):
        """Hold these up; wait for the answer."""
        self.scanner.show(*payloads)
        self.wait(BETWEEN_MS)

    def walk(self):
        self.station.turnstile.push()
        self.wait(800)

    def ride(self, payload):
        self.show(payload)
        self.walk()

    def good(self, user=0, issuer=0):
        return pki().recipe(self.clock.utc_ms // 1000, pki().user(user), pki().issuers[issuer]).encode()

    def close(self):
        self.station.close()
        self.recorder.close()
        self.folder.cleanup()

    @property
    def answers(self):
        """What the gate itself has answered: results in their order."""
        return [one.decision.result for one in self.told]


def everything(gate):
    """Each kind of code, and each kind of mishap."""
    first = gate.good(0)
    gate.ride(first)
    gate.show(first)  # the phone is still there
    gate.wait(2500)
    gate.show(first)  # now it is the code again
    for one in fault.FAULTS:
        gate.show(one.make(pki(), gate.clock.utc_ms // 1000))
        gate.wait(300)
    raw = gate.good(1)
    gate.ride(raw.decode("latin-1").encode("utf-8"))
    gate.ride(b"]Q1" + gate.good(2, issuer=1) + b"\r\n")
    gate.show(gate.good(3), gate.good(4))  # two at once
    gate.show(gate.good(3))
    gate.wait(5600)  # and no passenger walks
    for user in (5, 6, 7, 8, 9):  # more than the queue holds
        gate.show(gate.good(user))
    gate.wait(17_000)
    mishaps(gate)


def mishaps(gate):
    """The equipment's and the operator's part."""
    gate.storage.switch("failing")
    gate.show(gate.good(0))
    gate.storage.switch("sound")
    gate.wait(1000)
    for name, users in (("older", (1, 2)), ("missing", (3,)), ("expired", (3,)), ("current", (3,))):
        gate.believe(name)
        for user in users:
            gate.ride(gate.good(user, issuer=user % 2))
    gate.clock.trusted = False
    gate.show(gate.good(4))
    gate.clock.trusted = True
    gate.rules = gate.station.loop.policy = policy.make(fare_fen=99_999)
    gate.show(gate.good(5))
    gate.rules = gate.station.loop.policy = policy.make(fare_fen=FARE_FEN)
    gate.station.turnstile.set_emergency(True)
    gate.show(gate.good(6))
    gate.station.turnstile.set_emergency(False)
    gate.wait(3500)
    gate.station.turnstile.sensor.broken = True
    gate.wait(100)
    gate.show(gate.good(7))
    gate.station.turnstile.sensor.broken = False
    gate.wait(3500)
    gate.scanner.broken = True
    gate.wait(1200)
    gate.scanner.broken = False
    gate.wait(1200)
    again = gate.good(8)
    gate.ride(again)
    gate.power_on()
    gate.wait(2500)
    gate.show(again)  # the journal remembers it
    gate.ride(gate.good(9))


@functools.cache
def recorded(level):
    """A file with all of it: (path, the results that the gate itself gave)."""
    path = Path(_KEPT.name) / f"{level}.mcap"
    gate = Recorded(path, level)
    with contextlib.closing(gate):
        everything(gate)
    return path, gate.answers


@functools.cache
def replayed(level="full", **how):
    capture, _ = source.load(recorded(level)[0])
    return play(capture, Task(**how))


def short(path, level="full", **more):
    """A recording of a few seconds."""
    gate = Recorded(path, level, **more)
    with contextlib.closing(gate):
        gate.ride(gate.good(0))
        gate.show(gate.good(1))
        gate.show(b"TX0123456789")
    return gate


def older_list():
    """Another list than the one on record: it knows the first issuer only and blocks no account."""
    return lists(pki(), AT_S)["older"]
