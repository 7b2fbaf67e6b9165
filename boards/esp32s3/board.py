"""An ESP32-S3 as a reader: the only place where its devices are wired together."""

import time

import esp32
import framebuf
import machine
from machine import PWM, RTC, UART, WDT, Pin, Timer

from boards import heap, limits  # noqa: F401  heap first: what is loaded from here on is packed
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
from hal.scanner.dialect import dialect
from hal.scanner.module import ScannerModule
from terminal import sm2


def engine() -> sm2.Engine:
    """What computes signatures; call it once."""
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
    return Watchdog(lambda: WDT(timeout=limits.WATCHDOG_MS))


def scanner(options: config.Scanner) -> ScannerModule:
    """The module on UART 1. Its interrupt runs from RAM while flash is written, and the UART itself holds 128 bytes."""
    port = UartPort(_uart, options.baud)
    return ScannerModule(port, dialect(options.model, options.idle_ms, options.wait_ms))


def timer() -> Timer:
    """For what has to happen a moment later: the buzzer's tones, a restart."""
    return Timer(0)


def source(name: str) -> "ChipClock | Ds3231":
    """Where the time comes from."""
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
    return UART(pins.SCANNER_UART, baud, tx=tx, rx=rx, rxbuf=limits.RECEIVED_BYTES, txbuf=256)


def _i2c() -> machine.I2C:
    return machine.I2C(pins.I2C, scl=Pin(pins.I2C_SCL), sda=Pin(pins.I2C_SDA), freq=400_000)
