"""A turnstile: the mechanics between the release contact and the passage sensor.

Wired as spec §7 has it: the emergency contact acts on the release circuit itself, and the terminal only
reads it.
"""

from typing import TYPE_CHECKING

from hal.fake.gate import Emergency, Relay, Sensor

if TYPE_CHECKING:
    from hal.interfaces import Clock, Direction

TURN_MS = 600  # from the first push to the end of the turn
LATCH_MS = 5000  # as long as an authorisation
FOLLOWS_MS = 0
LATCHES, FOLLOWS = "latch", "follow"
KINDS = (LATCHES, FOLLOWS)  # how a turnstile takes its contact, as commands and the page name it

LOCKED = "locked"
FREE = "free"
TURNING = "turning"
OPEN = "open"


def latch_ms(kind: str) -> int:
    """How long the arms of that kind (of KINDS) stay free behind the beginning of a pulse."""
    return LATCH_MS if kind == LATCHES else FOLLOWS_MS


class Turnstile:
    """Arms that turn when they are free and are pushed, and lock again afterwards.

    They latch: a pulse frees them until a passenger is through, or for `latch_ms`. With FOLLOWS_MS they are free while
    the contact is closed, and no longer. `relay`, `sensor` and `emergency` are the devices the terminal is handed.
    Call `tick` whenever time has passed.
    """

    def __init__(self, clock: "Clock", direction: "Direction" = "entry", latch_ms: int = LATCH_MS) -> None:
        self.relay = Relay(clock)
        self.sensor = Sensor()
        self.emergency = Emergency()
        self.passed = 0
        self.latch_ms = latch_ms
        self._clock = clock
        self._direction = direction
        self._turned_ms: int | None = None
        self._spent: tuple[object, ...] | None = None  # the pulse whose passenger is through

    def open(self) -> None:
        """Open the three devices; the arms are locked."""
        self.relay.open()
        self.sensor.open()
        self.emergency.open()

    def close(self) -> None:
        """Close them."""
        self.relay.close()
        self.sensor.close()
        self.emergency.close()

    @property
    def state(self) -> str:
        """LOCKED, FREE (waiting for a passenger), TURNING, or OPEN in an emergency."""
        if self.emergency.pulled:
            return OPEN
        if self._turned_ms is not None:
            return TURNING
        return FREE if self._free() else LOCKED

    def _free(self) -> bool:
        closed = self.relay.released(self._direction)
        pulse = self._pulse()
        if self.latch_ms == FOLLOWS_MS or pulse is None:
            return closed
        _, _, length_ms, begun_ms = pulse
        since_ms = self._clock.now_ms() - begun_ms
        if since_ms >= max(self.latch_ms, length_ms):
            return closed  # no pulse has closed it: the terminal holds it
        return pulse is not self._spent

    def _pulse(self) -> "tuple[str, Direction, int, int] | None":
        return self.relay.last.get(self._direction)

    def push(self) -> bool:
        """Push the arms. They turn when they are free; they do not move, and it returns False, when
        locked.
        """
        if self.state not in (FREE, OPEN) or self._turned_ms is not None:
            return False
        self._turned_ms = self._clock.now_ms() + TURN_MS
        return True

    def tick(self) -> None:
        """Let a turn under way end when its time has come: the sensor reports a passage, the arms lock."""
        if self._turned_ms is not None and self._clock.now_ms() >= self._turned_ms:
            self._turned_ms = None
            self._spent = self._pulse()
            self.passed += 1
            self.sensor.pass_through()

    def set_emergency(self, active: bool) -> None:
        """Open the emergency contact, or close it again: no pulse from before is left."""
        if active != self.emergency.pulled:
            self.emergency.pulled = active
            self._spent = self._pulse()
