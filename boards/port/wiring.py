"""Devices that are wired alike on every port, by the names of a board's pins.py."""

import time

import framebuf
from machine import PWM, RTC, WDT, Pin, Timer

from boards import limits
from hal.micropython.buzzer import Buzzer
from hal.micropython.clock import ChipClock
from hal.micropython.ds3231 import Ds3231
from hal.micropython.input import Emergency, Passage
from hal.micropython.panel import Panel
from hal.micropython.watchdog import Watchdog
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from boards.format import config
    from terminal import sm2


class Wiring:
    """The devices of a board, each made when it is asked for. The class of a port adds relay(), scanner() and _i2c().

    pins: the board's pins.py. engine: makes what computes signatures; call it once.
    """

    _timer = -1  # the number of a timer

    def __init__(self, pins: "ModuleType", engine: "Callable[[], sm2.Engine]") -> None:
        self.limits: ModuleType = limits
        self.pins: Any = pins
        self.engine = engine

    def release_pins(self) -> list[tuple[Pin, int]]:
        """Each release pin with the level that releases."""
        return [(Pin(pin), active) for pin, active in self.pins.RELEASE]

    def sensor(self) -> Passage:
        """The passage sensor."""
        return Passage(Pin(self.pins.PASSAGE), time, self.pins.PASSAGE_ACTIVE)

    def emergency(self) -> Emergency:
        """The emergency contact's second pole."""
        return Emergency(Pin(self.pins.EMERGENCY), time, self.pins.EMERGENCY_ACTIVE)

    def jumper_closed(self) -> bool:
        """Whether the service jumper connects its pin to ground."""
        return Pin(self.pins.SERVICE_JUMPER, Pin.IN, Pin.PULL_UP).value() == 0

    def watchdog(self) -> Watchdog:
        """The processor's own."""
        return Watchdog(lambda: WDT(timeout=limits.WATCHDOG_MS))

    def timer(self) -> Timer:
        """For what has to happen a moment later: the buzzer's tones, a restart."""
        return Timer(self._timer)

    def source(self, name: str) -> "ChipClock | Ds3231":
        """The source of the time."""
        return Ds3231(self._i2c()) if name == "ds3231" else ChipClock(RTC())

    def panel(self, options: "config.Panel | None") -> Panel:
        """The lamps, two where pins.py has no amber one; the buzzer; the display if there is one. None: the lamps."""
        pins = self.pins
        lamps = {"green": Pin(pins.LAMP_GREEN), "red": Pin(pins.LAMP_RED)}
        if hasattr(pins, "LAMP_AMBER"):
            lamps["amber"] = Pin(pins.LAMP_AMBER)
        volume = 0 if options is None else options.volume
        buzzer = Buzzer(lambda: PWM(Pin(pins.BUZZER), freq=2000, duty_u16=0), self.timer(), volume)
        display = None
        if options is not None and options.display == "ssd1306":
            from hal.micropython import glyphs
            from hal.micropython.ssd1306 import Ssd1306

            display = Ssd1306(self._i2c(), framebuf, glyphs)
        return Panel(lamps, buzzer, display)

    def _i2c(self) -> "Any":
        raise NotImplementedError
