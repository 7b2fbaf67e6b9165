"""The gate: contacts, sensor, emergency and panel."""

from hal.fake.device import Device
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from hal.interfaces import Clock, Direction, Lamp

PULSE_MIN_MS = 200
PULSE_MAX_MS = 1000
_LAMPS = ("idle", "green", "red", "amber")


class Relay(Device):
    """Two contacts that follow a clock: a pulse ends when its time has come, whether its state is read or not.

    last: direction -> the last pulse there, ("release", direction, pulse_ms, now_ms), which is an event as well; the
    others are ("hold", active) and ("safe",).
    """

    name = "relay"

    def __init__(self, clock: "Clock", events: "list[Any] | None" = None) -> None:
        super().__init__(events)
        self.last: dict[Direction, tuple[str, Direction, int, int]] = {}
        self._clock = clock
        self._held = False
        self._until_ms: dict[Direction, int] = {}

    def close(self) -> None:
        """Both contacts idle."""
        self._begin()
        super().close()

    def release(self, direction: "Direction", pulse_ms: int) -> None:
        """Close one contact for 200..1000 ms. Refuses another direction or pulse with ValueError."""
        self._use()
        if direction not in ("entry", "exit"):
            raise ValueError(f"direction {direction!r}")
        if not PULSE_MIN_MS <= pulse_ms <= PULSE_MAX_MS:
            raise ValueError(f"a pulse of {pulse_ms} ms")
        now_ms = self._clock.now_ms()
        self.last[direction] = ("release", direction, pulse_ms, now_ms)
        self._report(*self.last[direction])
        self._until_ms[direction] = now_ms + pulse_ms

    def hold(self, active: bool) -> None:
        """Emergency: both contacts released; False leaves both idle."""
        self._use()
        self._until_ms.clear()
        self._held = active
        self._report("hold", active)

    def safe(self) -> None:
        """Both contacts idle."""
        self._begin()
        if self.broken:
            self._use()
        self._report("safe")

    def _begin(self) -> None:
        self._until_ms.clear()
        self._held = False

    def released(self, direction: "Direction") -> bool:
        """Whether that contact is closed now."""
        return self._held or self._clock.now_ms() < self._until_ms.get(direction, 0)


class Sensor(Device):
    """A passage sensor; pass_through() is a person doing so. `stuck`: it detects no one any more, without a fault.

    waiting: passages that were not asked for yet.
    """

    name = "passage sensor"

    def __init__(self, events: "list[Any] | None" = None) -> None:
        super().__init__(events)
        self.stuck = False
        self.waiting = 0

    def _begin(self) -> None:
        self.waiting = 0

    def passages(self) -> int:
        """Passages since the last call."""
        self._use()
        count, self.waiting = self.waiting, 0
        return count

    def pass_through(self, people: int = 1) -> None:
        """So many people go through. Unseen while not open or stuck."""
        if self._open and not self.stuck:
            self.waiting += people


class Emergency(Device):
    """The emergency contact; `pulled` is its state, `readings` what it gives before that, one for each call.

    reads: how many calls were answered.
    """

    name = "emergency contact"

    def __init__(self, events: "list[Any] | None" = None) -> None:
        super().__init__(events)
        self.pulled = False
        self.readings: list[bool] = []
        self.reads = 0

    def active(self) -> bool:
        """Whether it is pulled now."""
        self._use()
        self.reads += 1
        return self.readings.pop(0) if self.readings else self.pulled


class Panel(Device):
    """A panel that remembers: `shown` is the last (zh, en, lamp) or None; each change is an event."""

    name = "panel"

    def __init__(self, events: "list[Any] | None" = None) -> None:
        super().__init__(events)
        self.shown: tuple[str, str, Lamp] | None = None

    def close(self) -> None:
        """Dark."""
        super().close()
        self.shown = None

    def show(self, zh: str, en: str, lamp: "Lamp") -> None:
        """Replace what is shown. Refuses another lamp with ValueError."""
        self._use()
        if lamp not in _LAMPS:
            raise ValueError(f"lamp {lamp!r}")
        if self.shown != (zh, en, lamp):
            self.shown = (zh, en, lamp)
            self._report("show", en, lamp)
