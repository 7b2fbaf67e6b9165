"""The gate: contacts, sensor, emergency and panel."""

from typing import TYPE_CHECKING

from hal.fake.fault import check

if TYPE_CHECKING:
    from hal.interfaces import Clock, Direction, Lamp

PULSE_MIN_MS = 200
PULSE_MAX_MS = 1000
_LAMPS = ("idle", "green", "red", "amber")


class Relay:
    """Two contacts that follow a clock: a pulse ends when its time has come, whether its state is read or not.

    `pulses` lists every release as (direction, now_ms, pulse_ms).
    """

    def __init__(self, clock: "Clock") -> None:
        self.broken = False
        self.pulses: list[tuple[Direction, int, int]] = []
        self._clock = clock
        self._open = False
        self._held = False
        self._until_ms: dict[Direction, int] = {}

    def open(self) -> None:
        """Both contacts idle."""
        check(True, self.broken, "relay")
        if not self._open:
            self._idle()
        self._open = True

    def close(self) -> None:
        """Both contacts idle."""
        self._idle()
        self._open = False

    def release(self, direction: "Direction", pulse_ms: int) -> None:
        """Close one contact for 200..1000 ms. Refuses another direction or pulse with ValueError."""
        check(self._open, self.broken, "relay")
        if direction not in ("entry", "exit"):
            raise ValueError(f"direction {direction!r}")
        if not PULSE_MIN_MS <= pulse_ms <= PULSE_MAX_MS:
            raise ValueError(f"a pulse of {pulse_ms} ms")
        now_ms = self._clock.now_ms()
        self.pulses.append((direction, now_ms, pulse_ms))
        self._until_ms[direction] = now_ms + pulse_ms

    def hold(self, active: bool) -> None:
        """Emergency: both contacts released; False leaves both idle."""
        check(self._open, self.broken, "relay")
        self._until_ms.clear()
        self._held = active

    def safe(self) -> None:
        """Both contacts idle."""
        self._idle()
        check(True, self.broken, "relay")

    def _idle(self) -> None:
        self._until_ms.clear()
        self._held = False

    def released(self, direction: "Direction") -> bool:
        """Whether that contact is closed now."""
        return self._held or self._clock.now_ms() < self._until_ms.get(direction, 0)


class Sensor:
    """A passage sensor; pass_through() is a person doing so. `stuck`: it detects no one any more, without a fault."""

    def __init__(self) -> None:
        self.broken = False
        self.stuck = False
        self._open = False
        self._count = 0

    def open(self) -> None:
        """Count from zero."""
        check(True, self.broken, "passage sensor")
        if not self._open:
            self._count = 0
        self._open = True

    def close(self) -> None:
        """Count no more."""
        self._open = False

    def passages(self) -> int:
        """Passages since the last call."""
        check(self._open, self.broken, "passage sensor")
        count, self._count = self._count, 0
        return count

    def pass_through(self, people: int = 1) -> None:
        """So many people go through. Unseen while not open or stuck."""
        if self._open and not self.stuck:
            self._count += people


class Emergency:
    """The emergency contact; `pulled` is its state."""

    def __init__(self) -> None:
        self.broken = False
        self.pulled = False
        self._open = False

    def open(self) -> None:
        """Read from now on."""
        check(True, self.broken, "emergency contact")
        self._open = True

    def close(self) -> None:
        """Read no more."""
        self._open = False

    def active(self) -> bool:
        """Whether it is pulled now."""
        check(self._open, self.broken, "emergency contact")
        return self.pulled


class Panel:
    """A panel that remembers: `shown` is the last (zh, en, lamp) or None, `history` lists every change."""

    def __init__(self) -> None:
        self.broken = False
        self.shown: tuple[str, str, Lamp] | None = None
        self.history: list[tuple[str, str, Lamp]] = []
        self._open = False

    def open(self) -> None:
        """Dark until something is shown."""
        check(True, self.broken, "panel")
        self._open = True

    def close(self) -> None:
        """Dark."""
        self._open = False
        self.shown = None

    def show(self, zh: str, en: str, lamp: "Lamp") -> None:
        """Replace what is shown. Refuses another lamp with ValueError."""
        check(self._open, self.broken, "panel")
        if lamp not in _LAMPS:
            raise ValueError(f"lamp {lamp!r}")
        if self.shown != (zh, en, lamp):
            self.shown = (zh, en, lamp)
            self.history.append(self.shown)
