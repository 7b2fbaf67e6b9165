"""A NUCLEO-H743ZI(2) as a reader: the only place where its devices are wired together."""

import time

import framebuf
import machine
import stm
from machine import PWM, RTC, UART, WDT, Pin, Timer

from boards import heap  # noqa: F401  first: what is loaded from here on is packed
from boards.format import config
from boards.nucleo_h743 import pins
from hal.engine import recode, sm3
from hal.engine.generated import sm3_thumb, thumb
from hal.engine.machine import Machine
from hal.micropython.buzzer import Buzzer
from hal.micropython.clock import ChipClock
from hal.micropython.ds3231 import Ds3231
from hal.micropython.input import Emergency, Passage
from hal.micropython.panel import Panel
from hal.micropython.relay import Relay
from hal.micropython.relay_stm32 import TIM16, TIM17, TimerContact
from hal.micropython.uart_port import UartPort
from hal.micropython.watchdog import Watchdog
from hal.scanner.module import ScannerModule
from terminal import sm2
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

STATE = "/flash/state"
SCANNERS = ("gm65", "gm67")
PULSE_MS = 0  # any: the timer counts it
HISTORY_MAX = const(8192)  # of the replay memory: 184 KB
TRUST_MAX_BYTES = const(16_384)
_WATCHDOG_MS: int = const(16_000)  # the flash may be busy for four seconds
_RECEIVED_BYTES: int = const(4096)  # 355 ms of the scanner's line


def engine() -> sm2.Engine:
    """Make the signature engine; call it once."""
    return Machine("ARMv7E-M", thumb, recode, sm3.digester(sm3_thumb.compress)).engine


def relay() -> Relay:
    """Both contacts, each with a timer of its own."""
    return Relay(_contact(TIM16, *pins.RELEASE[0]), _contact(TIM17, *pins.RELEASE[1]))


def release_pins() -> list[tuple[Pin, int]]:
    """Each release pin with the level that releases."""
    return [(Pin(pin), active) for pin, active in pins.RELEASE]


def sensor() -> Passage:
    """The passage sensor."""
    return Passage(Pin(pins.PASSAGE), time, pins.PASSAGE_ACTIVE)


def emergency() -> Emergency:
    """The emergency contact's second pole."""
    return Emergency(Pin(pins.EMERGENCY), time, pins.EMERGENCY_ACTIVE)


def jumper_closed() -> bool:
    """Whether the service jumper connects its pin to ground."""
    return Pin(pins.SERVICE_JUMPER, Pin.IN, Pin.PULL_UP).value() == 0


def watchdog() -> Watchdog:
    """Sixteen seconds."""
    return Watchdog(lambda: WDT(timeout=_WATCHDOG_MS))


def scanner(options: config.Scanner) -> ScannerModule:
    """The module on UART 2. Its interrupt runs from RAM, the files are in the other bank of the flash."""
    port = UartPort(_uart, options.baud)
    if options.model == "gm67":
        from hal.scanner.gm67 import Gm67

        return ScannerModule(port, Gm67(options.idle_ms, options.wait_ms))
    from hal.scanner.gm65 import Gm65

    return ScannerModule(port, Gm65(options.idle_ms, options.wait_ms))


def timer() -> Timer:
    """For what has to happen a moment later: the buzzer's tones, a restart."""
    return Timer(-1)


def source(name: str) -> "ChipClock | Ds3231":
    """The source of the time."""
    return Ds3231(_i2c()) if name == "ds3231" else ChipClock(RTC())


def panel(options: config.Panel) -> Panel:
    """Three lamps, the buzzer, and the display if there is one."""
    lamps = {"green": Pin(pins.LAMP_GREEN), "red": Pin(pins.LAMP_RED), "amber": Pin(pins.LAMP_AMBER)}
    buzzer = Buzzer(lambda: PWM(Pin(pins.BUZZER), freq=2000, duty_u16=0), timer(), options.volume)
    display = None
    if options.display == "ssd1306":
        from hal.micropython import glyphs
        from hal.micropython.ssd1306 import Ssd1306

        display = Ssd1306(_i2c(), framebuf, glyphs)
    return Panel(lamps, buzzer, display)


def _contact(timer: tuple[int, int], name: str, active: int) -> TimerContact:
    clocks: Any = machine.freq()  # processor, bus, and its two slower parts
    hclk_hz, pclk2_hz = clocks[1], clocks[3]
    clock_hz = pclk2_hz if pclk2_hz == hclk_hz else 2 * pclk2_hz  # RM0433 section 8.5.6
    return TimerContact(stm.mem32, timer, Pin(name), pins.RELEASE_ALTERNATE, clock_hz, active)


def _uart(baud: int) -> UART:
    return UART(pins.SCANNER_UART, baud, timeout=100, rxbuf=_RECEIVED_BYTES)


def _i2c() -> machine.I2C:
    return machine.I2C(pins.I2C, freq=400_000)
