"""The gate: coils behind the relay pins, the arms, the passage sensor, the emergency loop, the lamps.

The arms latch: a contact that closes releases its direction until a passenger is through, in either, or the time of
this direction is over. With a latch of 0 ms they follow the contact.

The emergency contact sits in the release circuit itself: open, it releases both directions whatever the
processor does. A gate that fails open is held shut by its supply, one that fails secure is not.
"""

from collections.abc import Callable
from typing import Literal

from sim.emulator.board_table import Board, Wiring
from sim.emulator.event import Events
from sim.emulator.gpio import Gpio
from sim.emulator.scheduler import Alarm, Scheduler

Direction = Literal["entry", "exit"]
DIRECTIONS: tuple[Direction, Direction] = ("entry", "exit")
LATCH_MS = 5000  # as long as an authorisation
_SWITCHES = ("passage", "service")  # they connect their pin to ground while they are closed
_CLOSED_AT_REST = ("passage", "emergency")


class Turnstile:
    """Call with the lock held."""

    def __init__(
        self, board: Board, wiring: Wiring, fail_open: bool, gpio: Gpio, scheduler: Scheduler, events: Events
    ) -> None:
        self.coil: dict[Direction, int] = {"entry": 0, "exit": 0}
        self.released: dict[Direction, bool] = {"entry": fail_open, "exit": fail_open}
        self.emergency_open = False
        self.latch_ms = LATCH_MS
        self.stuck = False  # the sensor sees no one
        self.lamps: dict[str, int] = dict.fromkeys(wiring.lamps, 0)
        self._fail_open = fail_open
        self._one_shot_ns = wiring.one_shot_ms * 1_000_000
        self._gpio = gpio
        self._scheduler = scheduler
        self._events = events
        self._powered = False
        self._shots: dict[Direction, Alarm] = {}
        self._latched: dict[Direction, Alarm] = {}
        self._active_low = wiring.active_low
        self._pins = {role: board.pin(name) for role, name in wiring.roles().items()}
        for role, pin in self._pins.items():
            pulled_up = (role in (*_CLOSED_AT_REST, "service")) != (role in wiring.active_low)
            gpio.wire_pull(pin, int(pulled_up), self._scheduler.now_ns())
            gpio.listen(pin, self._listener(role, pin))
        for role in _CLOSED_AT_REST:
            self._contact(role, True, self._scheduler.now_ns())

    def roles(self) -> dict[int, str]:
        """Pin index -> role."""
        return {pin: role for role, pin in self._pins.items()}

    def power(self, on: bool, t_ns: int) -> None:
        """The supply of board and gate."""
        self._powered = on
        line = "one_shot_hold" if self._one_shot_ns else "relay_{}"
        for direction in DIRECTIONS:
            if f"relay_{direction}" in self._pins:
                self._set_coil(direction, self._wired(line.format(direction)), t_ns)
        if not on:
            self._unlatch()
        self._judge(t_ns)

    def emergency(self, opened: bool) -> None:
        """Press the button (True), or unlock it."""
        if opened != self.emergency_open:
            self._unlatch()
        self.emergency_open = opened
        now = self._scheduler.now_ns()
        self._events.tell(now, "emergency", open=opened)
        self._contact("emergency", not opened, now)
        self._judge(now)

    def switch(self, role: str, closed: bool) -> None:
        """Close a switch ("passage", "service") to ground, or open it."""
        if role not in _SWITCHES:
            raise ValueError(f"there is no switch {role!r}; there are {', '.join(_SWITCHES)}")
        self._contact(role, closed, self._scheduler.now_ns())

    def passage(self, open_ms: int = 150, bounces: int = 0) -> None:
        """A person goes through: the sensor opens for a time, after a number of bounces of 0.5 ms; the arms lock."""
        at = self._scheduler.now_ns()
        self._scheduler.at(at, self._gone_through)
        if self.stuck:
            return
        for place in range(2 * bounces):
            self._scheduler.at(at, self._switcher(place % 2 == 1))
            at += 500_000
        self._scheduler.at(at, self._switcher(False))
        self._scheduler.at(at + open_ms * 1_000_000, self._switcher(True))

    def _gone_through(self, t_ns: int) -> None:
        self._unlatch()
        self._judge(t_ns)

    def _switcher(self, closed: bool) -> Callable[[int], None]:
        return lambda t_ns: self._contact("passage", closed, t_ns)

    def _contact(self, role: str, closed: bool, t_ns: int) -> None:
        """Connect a pin to ground, one that is active low to the supply; or leave it to its resistor."""
        self._gpio.drive(self._pins[role], int(role in self._active_low) if closed else None, t_ns)

    def _listener(self, role: str, pin: int) -> Callable[[int, int], None]:
        def changed(level: int, t_ns: int) -> None:
            self._events.tell(t_ns, "pin", pin=pin, role=role, level=level)
            if role.startswith("relay_"):
                self._relay("entry" if role == "relay_entry" else "exit", self._wired(role), t_ns)
            elif role.startswith("one_shot_"):
                self._one_shot_line(role, self._wired(role), t_ns)
            elif role.startswith("lamp_"):
                self.lamps[role.removeprefix("lamp_")] = level
                self._events.tell(t_ns, "lamp", name=role.removeprefix("lamp_"), level=level)

        return changed

    def _relay(self, direction: Direction, level: int, t_ns: int) -> None:
        if not self._one_shot_ns:
            self._set_coil(direction, level, t_ns)
        elif level and self._wired("one_shot_clear"):
            self._shoot(direction, t_ns)

    def _wired(self, role: str) -> int:
        """1 while the pin is at its active level."""
        return self._gpio.level(self._pins[role]) ^ (role in self._active_low)

    def _shoot(self, direction: Direction, t_ns: int) -> None:
        """The monostable begins a pulse, or begins it anew."""
        self._unshoot(direction)
        self._set_coil(direction, 1, t_ns)
        self._shots[direction] = self._scheduler.at(t_ns + self._one_shot_ns, lambda t: self._settle(direction, t))

    def _unshoot(self, direction: Direction) -> None:
        if direction in self._shots:
            self._shots.pop(direction).cancel()

    def _settle(self, direction: Direction, t_ns: int) -> None:
        """The pulse is over: only the hold line is left."""
        self._unshoot(direction)
        self._set_coil(direction, self._wired("one_shot_hold"), t_ns)

    def _one_shot_line(self, role: str, level: int, t_ns: int) -> None:
        for direction in DIRECTIONS:
            if f"relay_{direction}" not in self._pins:
                continue
            if role == "one_shot_hold":
                self._set_coil(direction, int(level or direction in self._shots), t_ns)
            elif not level:
                self._settle(direction, t_ns)
            elif self._wired(f"relay_{direction}"):
                self._shoot(direction, t_ns)  # as a 74HC123 does when its clear input rises

    def _set_coil(self, direction: Direction, level: int, t_ns: int) -> None:
        level = level if self._powered else 0
        if self.coil[direction] != level:
            self.coil[direction] = level
            self._events.tell(t_ns, "relay", direction=direction, level=level)
            if level and self.latch_ms and not self.emergency_open:
                self._latch(direction, t_ns)
            self._judge(t_ns)

    def _latch(self, direction: Direction, t_ns: int) -> None:
        if direction in self._latched:
            self._latched[direction].cancel()
        self._latched[direction] = self._scheduler.at(
            t_ns + self.latch_ms * 1_000_000, lambda t: self._let_go(direction, t)
        )

    def _let_go(self, direction: Direction, t_ns: int) -> None:
        """The time in which this direction was released is over, and nobody went through."""
        del self._latched[direction]
        self._judge(t_ns)

    def _unlatch(self) -> None:
        for alarm in self._latched.values():
            alarm.cancel()
        self._latched.clear()

    def _judge(self, t_ns: int) -> None:
        for direction in DIRECTIONS:
            unheld = self._fail_open and not self._powered
            released = bool(self.emergency_open or self.coil[direction] or direction in self._latched or unheld)
            if released != self.released[direction]:
                self.released[direction] = released
                self._events.tell(t_ns, "gate", direction=direction, released=released)
