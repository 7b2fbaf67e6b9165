"""The pins: who drives them, what level the line has, and whom an edge interrupts.

A pin's line has the level the chip drives; else what the wires outside drive; else the pull the wiring has; else the
chip's own pull; else low. A chip in reset or without power drives nothing, so the wiring decides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sim.emulator.processor import Processor

Listener = Callable[[int, int], None]  # level, t_ns

IN, OUT, OPEN_DRAIN, ALTERNATE = range(4)
PULL_UP, PULL_DOWN = 1, 2
FALLING, RISING = 4, 8


@dataclass
class Pin:
    """One pin. A source is (does it drive, which level); `function` names the source that is connected."""

    index: int
    mode: int = IN
    pull: int = 0
    function: str = "sio"
    sources: dict[str, tuple[bool, int]] = field(default_factory=dict)
    world: int | None = None
    wired_pull: int | None = None
    level: int = 0
    trigger: int = 0
    line: int = 0


class Gpio:
    """All pins of a chip. t_ns is always the time at which the change happens."""

    def __init__(self, count: int, processor: Processor, default_pull: int) -> None:
        self._processor = processor
        self._default_pull = default_pull
        self._pins = [Pin(index) for index in range(count)]
        self._listeners: dict[int, list[Listener]] = {}

    def __len__(self) -> int:
        return len(self._pins)

    def level(self, index: int) -> int:
        """The level of the line."""
        return self._pins[index].level

    def listen(self, index: int, listener: Listener) -> None:
        """Call `listener(level, t_ns)` at every edge of the line."""
        self._listeners.setdefault(index, []).append(listener)

    def wire_pull(self, index: int, level: int, t_ns: int) -> None:
        """A resistor on the board side, there with and without power."""
        self._pins[index].wired_pull = level
        self._settle(self._pins[index], t_ns)

    def drive(self, index: int, level: int | None, t_ns: int) -> None:
        """The outside drives the line, or lets it go (None)."""
        self._pins[index].world = level
        self._settle(self._pins[index], t_ns)

    def set_mode(self, index: int, mode: int, pull: int, value: int | None, t_ns: int) -> None:
        """What `Pin.init` does: connects the pin to the processor unless it is an alternate function."""
        pin = self._pins[index]
        pin.mode = mode
        pin.pull = pull
        _, before = pin.sources.get("sio", (False, 0))
        level = before if value is None else value
        drives = mode == OUT or (mode == OPEN_DRAIN and not level)
        pin.sources["sio"] = (drives, level)
        pin.function = "alternate" if mode == ALTERNATE else "sio"
        self._settle(pin, t_ns)

    def set_level(self, index: int, level: int, t_ns: int) -> None:
        """What `Pin.value(level)` does; on an input the level waits for the pin to become an output."""
        pin = self._pins[index]
        drives = pin.mode == OUT or (pin.mode == OPEN_DRAIN and not level)
        pin.sources["sio"] = (drives, level)
        self._settle(pin, t_ns)

    def connect(self, index: int, source: str, t_ns: int) -> None:
        """Give the pin to a peripheral."""
        self._pins[index].function = source
        self._settle(self._pins[index], t_ns)

    def supply(self, index: int, source: str, drives: bool, level: int, t_ns: int) -> None:
        """What a peripheral puts out on a pin; seen on the line while it is connected."""
        pin = self._pins[index]
        pin.sources[source] = (drives, level)
        if pin.function == source:
            self._settle(pin, t_ns)

    def interrupt(self, index: int, trigger: int, line: int) -> None:
        """Raise `line` of the processor at the edges of `trigger`."""
        self._pins[index].trigger = trigger
        self._pins[index].line = line

    def release_interrupts(self) -> None:
        """A soft reset takes the handlers away and leaves the levels."""
        for pin in self._pins:
            pin.trigger = 0

    def reset(self, t_ns: int) -> None:
        """The chip lets go of all its pins."""
        for pin in self._pins:
            pin.mode, pin.pull, pin.function, pin.trigger = IN, 0, "sio", 0
            pin.sources = {}
        for pin in self._pins:
            self._settle(pin, t_ns)

    def publish(self, indices: Iterable[int] | None = None) -> None:
        """Write the levels where a processor that has just started looks for them."""
        for index in range(len(self._pins)) if indices is None else indices:
            self._processor.show_level(index, self._pins[index].level)

    def _settle(self, pin: Pin, t_ns: int) -> None:
        drives, level = pin.sources.get(pin.function, (False, 0))
        if not drives:
            if pin.world is not None:
                level = pin.world
            elif pin.wired_pull is not None:
                level = pin.wired_pull
            else:
                level = int((pin.pull or self._default_pull) == PULL_UP)
        if level == pin.level:
            return
        pin.level = level
        self._processor.show_level(pin.index, level)
        for listener in self._listeners.get(pin.index, ()):
            listener(level, t_ns)
        if pin.trigger & (RISING if level else FALLING):
            self._processor.interrupt(pin.line)
