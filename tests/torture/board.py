"""The board of a terminal under torture: devices that remember each call, an engine that remembers, too."""

import time

from hal.fake.clock import Clock, Watchdog
from hal.fake.gate import Emergency, Panel, Sensor
from hal.fake.scanner import Scanner
from terminal import sm2

MOUNT = "/t"
STATE = MOUNT + "/state"
_KEPT = 4000


class _Engine:
    """The reference, which remembers: a thousand starts verify the same signatures. `hashed` counts blocks of 64
    bytes, `verified` signatures, both as if nothing were remembered."""

    def __init__(self) -> None:
        self.hashed = self.verified = 0
        self._digests = {}
        self._keys = {}
        self._verdicts = {}
        self.engine = sm2.Engine("remembering", self._digest, self._decode, self._verify, sm2.REFERENCE.prepare)

    def _digest(self, *parts: bytes) -> bytes:
        whole = b"".join([bytes(part) for part in parts])
        self.hashed += (len(whole) + 72) // 64
        known = self._digests.get(whole)
        if known is None:
            if len(self._digests) >= _KEPT:
                self._digests.clear()
            known = self._digests[whole] = sm2.REFERENCE.digest(whole)
        return known

    def _decode(self, encoded: bytes) -> object:
        encoded = bytes(encoded)
        if encoded not in self._keys:
            self._keys[encoded] = sm2.REFERENCE.decode(encoded)
        return self._keys[encoded]

    def _verify(self, key: sm2.Key, e: bytes, signature: bytes) -> object:
        self.verified += 1
        what = (key.xy, bytes(e), bytes(signature))
        yield
        if what not in self._verdicts:
            self._verdicts[what] = yield from sm2.REFERENCE.verify(key, e, signature)
        return self._verdicts[what]


ENGINE = _Engine()


class World:
    """What no power cut touches."""

    def __init__(self) -> None:
        self.edges = []  # (account, generated_s) of the code for which a release contact closed
        self.line = []  # the same of those who may still be released, first come, first served
        self.list_sequence = 0  # of the trust list that was last seen in force
        self.results = []
        self.lines = []

    def copy(self) -> "World":
        """What it has seen so far, for another future."""
        other = World()
        other.edges = list(self.edges)
        other.list_sequence = self.list_sequence
        return other


class _Relay:
    def __init__(self, rig: object) -> None:
        self._rig = rig

    def open(self) -> None:
        self._rig.alive()

    close = safe = open

    def release(self, direction: str, pulse_ms: int) -> None:
        self._rig.alive()
        world = self._rig.world
        world.edges.append(world.line.pop(0) if world.line else None)

    def hold(self, active: bool) -> None:
        self._rig.alive()


class Log:
    def __init__(self, world: World) -> None:
        self._world = world

    def event(self, name: str, *values: object) -> None:
        pass

    def decision(self, decision: object, marks: object, payload: bytes) -> None:
        self._world.results.append((decision.result, decision.step))

    def line(self, text: str) -> None:
        self._world.lines.append(text)


class _Scanner(Scanner):
    def report(self) -> tuple:
        return ()


class _Source:
    """A clock chip with a battery."""

    def read(self) -> tuple:
        return time.gmtime()[:6]

    def set(self, fields: tuple) -> None:
        time.set_utc(time.mktime(fields))


class Limits:
    """As much of boards/limits.py as is asked for."""

    STATE = STATE
    SCANNERS = ("gm65",)
    PULSE_MS = 0
    HISTORY_MAX = 8192
    TRUST_MAX_BYTES = 1 << 20


class Board:
    """What boards/<board>/board.py offers."""

    limits = Limits

    def __init__(self, rig: object) -> None:
        self._rig = rig
        self.scanners = []
        self.sensors = []

    def engine(self) -> sm2.Engine:
        return ENGINE.engine

    def relay(self) -> _Relay:
        return _Relay(self._rig)

    def emergency(self) -> Emergency:
        return Emergency()

    def watchdog(self) -> Watchdog:
        return Watchdog(Clock())

    def sensor(self) -> Sensor:
        self.sensors.append(Sensor())
        return self.sensors[-1]

    def scanner(self, options: object) -> _Scanner:
        self.scanners.append(_Scanner())
        return self.scanners[-1]

    def panel(self, options: object) -> Panel:
        return Panel()

    def source(self, name: str) -> _Source:
        return _Source()

    def jumper_closed(self) -> bool:
        return False
