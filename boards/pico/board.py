"""A Raspberry Pi Pico (RP2040) as a reader: the only place where its devices are wired together."""

import time

import framebuf
import machine
import rp2
import uctypes
from machine import PWM, RTC, UART, WDT, Pin, Timer

from boards import heap  # noqa: F401  first: what is loaded from here on is packed
from boards.format import config
from boards.pico import pins
from hal.engine import recode, sm3, sm3_viper
from hal.engine.generated import armv6m
from hal.engine.machine import Machine
from hal.micropython.buzzer import Buzzer
from hal.micropython.clock import ChipClock
from hal.micropython.dma_port import RP2040, DmaPort
from hal.micropython.ds3231 import Ds3231
from hal.micropython.input import Emergency, Passage
from hal.micropython.panel import Panel
from hal.micropython.relay import Relay
from hal.micropython.relay_rp2 import PioContact
from hal.micropython.watchdog import Watchdog
from hal.scanner.module import ScannerModule
from terminal import sm2
from terminal.port import const

STATE = "/state"
SCANNERS = ("gm65", "gm67")
PULSE_MS = 0  # any: the programmable IO counts it
HISTORY_MAX = const(2048)  # of the replay memory: 46 KB of 192
TRUST_MAX_BYTES = const(131_072)
_WATCHDOG_MS: int = const(8000)
_RING_BYTES: int = const(2048)  # 178 ms of the scanner's line


def engine() -> sm2.Engine:
    """Make the signature engine; call it once."""
    return Machine("ARMv6-M", armv6m, recode, sm3.digester(sm3_viper.compress)).engine


def relay() -> Relay:
    """Both contacts, each with a state machine of its own."""
    entry = PioContact(pins.MACHINE_ENTRY, Pin(pins.RELEASE_ENTRY), pins.RELEASE_ENTRY_ACTIVE)
    return Relay(entry, PioContact(pins.MACHINE_EXIT, Pin(pins.RELEASE_EXIT), pins.RELEASE_EXIT_ACTIVE))


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
    """Eight seconds: the RP2040 counts no further than 8,388 ms."""
    return Watchdog(lambda: WDT(timeout=_WATCHDOG_MS))


def scanner(options: config.Scanner) -> ScannerModule:
    """The module on UART 0, received by DMA: the RP2 stops all interrupts while its flash is erased."""
    port = DmaPort(
        _uart, options.baud, RP2040, pins.SCANNER_UART, _RING_BYTES, rp2.DMA, machine.mem32, uctypes.addressof
    )
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


def _uart(baud: int) -> UART:
    return UART(pins.SCANNER_UART, baud, tx=Pin(pins.SCANNER_TX), rx=Pin(pins.SCANNER_RX), rxbuf=32, txbuf=128)


def _i2c() -> machine.I2C:
    return machine.I2C(pins.I2C, scl=Pin(pins.I2C_SCL), sda=Pin(pins.I2C_SDA), freq=400_000)
