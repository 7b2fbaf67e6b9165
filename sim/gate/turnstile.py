"""A turnstile: the mechanics between the release contact and the passage sensor.

Wired as spec §7 has it: the emergency contact acts on the release circuit itself, and the terminal only
reads it.
"""

from typing import TYPE_CHECKING

from hal.desktop.fake import Emergency, Relay, Sensor

if TYPE_CHECKING:
    from hal.interfaces import Clock, Direction

TURN_MS = 600  # from the first push to the end of the turn

LOCKED = "locked"
FREE = "free"
TURNING = "turning"
OPEN = "open"


class Turnstile:
    """Arms that are free while a contact is closed, turn when somebody pushes, and lock again behind them.

    `relay`, `sensor` and `emergency` are the devices the terminal is handed. Call `tick` whenever time has
    passed.
    """

    def __init__(self, clock: "Clock", direction: "Direction" = "entry") -> None:
        self.relay = Relay(clock)
        self.sensor = Sensor()
        self.emergency = Emergency()
        self.passed = 0
        self._clock = clock
        self._direction = direction
        self._turned_ms: int | None = None

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
        """LOCKED, FREE (waiting for somebody), TURNING, or OPEN in an emergency."""
        if self.emergency.pulled:
            return OPEN
        if self._turned_ms is not None:
            return TURNING
        return FREE if self.relay.released(self._direction) else LOCKED

    def push(self) -> bool:
        """Somebody pushes. The arms turn when they are free; they do not move, and it returns False, when
        locked.
        """
        if self.state not in (FREE, OPEN) or self._turned_ms is not None:
            return False
        self._turned_ms = self._clock.now_ms() + TURN_MS
        return True

    def tick(self) -> None:
        """Let a turn under way end when its time has come: the sensor tells a passage, the arms lock."""
        if self._turned_ms is not None and self._clock.now_ms() >= self._turned_ms:
            self._turned_ms = None
            self.passed += 1
            self.sensor.pass_through()

    def pull_emergency(self, active: bool) -> None:
        """Pull the emergency contact, or put it back."""
        self.emergency.pulled = active
