"""What counts in the chip: the watchdog, timers, its own clock, pulse width modulation."""

from collections.abc import Callable

from sim.emulator.event import Events
from sim.emulator.gpio import Gpio
from sim.emulator.processor import Processor, Request
from sim.emulator.scheduler import Alarm, Scheduler


class Watchdog:
    """Answers calls.WATCHDOG. Looks at the time of the last feeding only when it would have run out."""

    def __init__(self, scheduler: Scheduler, processor: Processor, bite: Callable[[int], None]) -> None:
        """bite(t_ns): the reset line."""
        self._scheduler = scheduler
        self._processor = processor
        self._bite = bite
        self._alarm: Alarm | None = None
        self._timeout_ns = 0

    @property
    def timeout_ns(self) -> int:
        """How long it waits for its next meal; 0 while it is off."""
        return self._timeout_ns if self._alarm is not None else 0

    def start(self, request: Request) -> int:
        """Begin to count; a second start changes the time."""
        self.reset()
        self._timeout_ns = request.a * 1_000_000
        self._alarm = self._scheduler.at(request.t_ns + self._timeout_ns, self._look)
        return 0

    def reset(self) -> None:
        """Off, as after every reset of the chip."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _look(self, t_ns: int) -> None:
        due = self._processor.fed_ns + self._timeout_ns
        if due > t_ns:
            self._alarm = self._scheduler.at(due, self._look)
        else:
            self._alarm = None
            self._bite(t_ns)


class Timers:
    """Answers calls.TIMER: interrupts after a time, or again and again."""

    def __init__(self, scheduler: Scheduler, processor: Processor) -> None:
        self._scheduler = scheduler
        self._processor = processor
        self._alarms: dict[int, Alarm] = {}

    def set(self, request: Request) -> int:
        """Start, or stop with a time of 0."""
        line, period_ns = request.a & 0xFFFF, request.b * 1000
        if line in self._alarms:
            self._alarms.pop(line).cancel()
        if period_ns:
            self._arm(line, request.t_ns + period_ns, period_ns if request.a >> 16 else 0)
        return 0

    def reset(self) -> None:
        """All stop."""
        for alarm in self._alarms.values():
            alarm.cancel()
        self._alarms.clear()

    def _arm(self, line: int, due_ns: int, period_ns: int) -> None:
        def fire(t_ns: int) -> None:
            self._processor.interrupt(line)
            if period_ns:
                self._arm(line, t_ns + period_ns, period_ns)

        self._alarms[line] = self._scheduler.at(due_ns, fire)


class InternalClock:
    """Answers calls.RTC: the clock the chip keeps while it has power, which begins at a fixed date."""

    def __init__(self, scheduler: Scheduler, processor: Processor, begins_s: int) -> None:
        self._scheduler = scheduler
        self._processor = processor
        self._begins_us = begins_s * 1_000_000

    def begin(self) -> None:
        """Power-on."""
        self._processor.show_clock(self._begins_us - self._scheduler.now_ns() // 1000)

    def set(self, request: Request) -> int:
        """To microseconds since 1970."""
        self._processor.show_clock(request.a - request.t_ns // 1000)
        return 0


class Pwm:
    """Answers calls.PWM. The line of a pin that is modulated counts as driven low; the tone is an event."""

    def __init__(self, scheduler: Scheduler, gpio: Gpio, events: Events) -> None:
        self._scheduler = scheduler
        self._gpio = gpio
        self._events = events
        self._roles: dict[int, str] = {}
        self._tones: dict[int, tuple[int, int]] = {}

    def name(self, roles: dict[int, str]) -> None:
        """Which pin is called what."""
        self._roles = roles

    def set(self, request: Request) -> int:
        """Frequency and duty; frequency 0 gives the pin back."""
        tone = (request.b >> 16, request.b & 0xFFFF)
        if tone[0]:
            self._gpio.supply(request.a, "pwm", True, int(tone[1] == 0xFFFF), request.t_ns)
            self._gpio.connect(request.a, "pwm", request.t_ns)
        else:
            self._gpio.connect(request.a, "sio", request.t_ns)
        self._tell(request.a, tone, request.t_ns)
        return 0

    def reset(self) -> None:
        """Silence."""
        for pin in list(self._tones):
            self._tell(pin, (0, 0), self._scheduler.now_ns())
        self._tones.clear()

    def _tell(self, pin: int, tone: tuple[int, int], t_ns: int) -> None:
        if not tone[1]:
            tone = (0, 0)
        if self._tones.get(pin, (0, 0)) != tone:
            self._tones[pin] = tone
            role = self._roles.get(pin, "")
            self._events.tell(t_ns, "buzzer", pin=pin, role=role, hz=tone[0], duty=tone[1])
