"""An ESP32-S3 as a reader: the only place where its devices are wired together."""

import time

import esp32
import framebuf
import machine
from machine import PWM, RTC, UART, WDT, Pin, Timer

from boards import heap  # noqa: F401  first: what is loaded from here on is packed
from boards.esp32s3 import pins
from boards.format import config
from hal.engine import recode, sm3, sm3_viper
from hal.engine.generated import xtensa
from hal.engine.machine import Machine
from hal.micropython.buzzer import Buzzer
from hal.micropython.clock import ChipClock
from hal.micropython.ds3231 import Ds3231
from hal.micropython.input import Emergency, Passage
from hal.micropython.panel import Panel
from hal.micropython.relay import Relay
from hal.micropython.relay_esp32 import CLOCK_DIV, RmtContact
from hal.micropython.uart_port import UartPort
from hal.micropython.watchdog import Watchdog
from hal.scanner.module import ScannerModule
from terminal import sm2
from terminal.port import const

STATE = "/state"
SCANNERS = ("gm65", "gm67")
PULSE_MS = 0  # any: the transmitter plays it
HISTORY_MAX = const(2048)  # of the replay memory: 46 KB
TRUST_MAX_BYTES = const(2_097_152)
_WATCHDOG_MS: int = const(8000)
_RECEIVED_BYTES: int = const(4096)  # 355 ms of the scanner's line


def engine() -> sm2.Engine:
    """Make the signature engine; call it once."""
    return Machine("Xtensa", xtensa, recode, sm3.digester(sm3_viper.compress)).engine


def relay() -> Relay:
    """Both contacts, each with a transmitter of its own."""
    return Relay(*[_contact(*each) for each in pins.RELEASE])


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
    """Eight seconds."""
    return Watchdog(lambda: WDT(timeout=_WATCHDOG_MS))


def scanner(options: config.Scanner) -> ScannerModule:
    """The module on UART 1. Its interrupt runs from RAM while flash is written, and the UART itself holds 128 bytes."""
    port = UartPort(_uart, options.baud)
    if options.model == "gm67":
        from hal.scanner.gm67 import Gm67

        return ScannerModule(port, Gm67(options.idle_ms, options.wait_ms))
    from hal.scanner.gm65 import Gm65

    return ScannerModule(port, Gm65(options.idle_ms, options.wait_ms))


def timer() -> Timer:
    """For what has to happen a moment later: the buzzer's tones, a restart."""
    return Timer(0)


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


def _contact(number: int, active: int) -> RmtContact:
    pin = Pin(number)
    return RmtContact(lambda: esp32.RMT(0, pin=pin, clock_div=CLOCK_DIV, idle_level=not active), pin, active)


def _uart(baud: int) -> UART:
    tx, rx = Pin(pins.SCANNER_TX), Pin(pins.SCANNER_RX)
    return UART(pins.SCANNER_UART, baud, tx=tx, rx=rx, rxbuf=_RECEIVED_BYTES, txbuf=256)


def _i2c() -> machine.I2C:
    return machine.I2C(pins.I2C, scl=Pin(pins.I2C_SCL), sda=Pin(pins.I2C_SDA), freq=400_000)
