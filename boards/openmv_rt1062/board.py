"""An OpenMV Cam RT1062 as a reader with its own camera: the only place where its devices are wired together.

Trap: today's stock firmware reads only codes shown as text (hexadecimal, base64): see openmv_camera.
"""

import time

import csi
import framebuf
import machine
from machine import PWM, RTC, WDT, Pin, Timer

from boards import heap  # noqa: F401  first: what is loaded from here on is packed
from boards.format import config
from boards.openmv_rt1062 import pins
from hal.engine import recode, sm3
from hal.engine.generated import sm3_thumb, thumb
from hal.engine.machine import Machine
from hal.micropython.buzzer import Buzzer
from hal.micropython.clock import ChipClock
from hal.micropython.ds3231 import Ds3231
from hal.micropython.input import Emergency, Passage
from hal.micropython.openmv_camera import OpenMvCamera
from hal.micropython.panel import Panel
from hal.micropython.relay import Relay
from hal.micropython.relay_oneshot import OneShotContact
from hal.micropython.watchdog import Watchdog
from terminal import sm2
from terminal.port import const

STATE = "/flash/state"
SCANNERS = ("camera",)
PULSE_MS = 500  # what the one-shot is built for
HISTORY_MAX = const(20_000)  # of the replay memory: 450 KB
TRUST_MAX_BYTES = const(524_288)
_WATCHDOG_MS: int = const(8000)


def engine() -> sm2.Engine:
    """Make the signature engine; call it once."""
    return Machine("ARMv7E-M", thumb, recode, sm3.digester(sm3_thumb.compress)).engine


def relay() -> Relay:
    """One coil, with a one-shot outside: a camera looks one way, the configuration says which."""
    contact = OneShotContact([(Pin(name), active) for name, active in pins.RELEASE], PULSE_MS)
    return Relay(contact, contact)


def release_pins() -> list[tuple[Pin, int]]:
    """Each release pin with the level that releases."""
    return [(Pin(pin), active) for pin, active in pins.RELEASE if pin != pins.RELEASE_CLEAR]


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


def scanner(options: config.Scanner) -> OpenMvCamera:
    """The camera."""
    return OpenMvCamera(_camera)


def timer() -> Timer:
    """For what has to happen a moment later: the buzzer's tones, a restart."""
    return Timer(-1)


def source(name: str) -> "ChipClock | Ds3231":
    """The source of the time."""
    return Ds3231(_i2c()) if name == "ds3231" else ChipClock(RTC())


def panel(options: config.Panel) -> Panel:
    """Two lamps, the buzzer, and the display if there is one."""
    lamps = {"green": Pin(pins.LAMP_GREEN), "red": Pin(pins.LAMP_RED)}
    buzzer = Buzzer(lambda: PWM(Pin(pins.BUZZER), freq=2000, duty_u16=0), timer(), options.volume)
    display = None
    if options.display == "ssd1306":
        from hal.micropython import glyphs
        from hal.micropython.ssd1306 import Ssd1306

        display = Ssd1306(_i2c(), framebuf, glyphs)
    return Panel(lamps, buzzer, display)


def _camera() -> csi.CSI:
    camera = csi.CSI()
    camera.reset()
    camera.pixformat(csi.GRAYSCALE)
    camera.framesize(csi.VGA)
    return camera


def _i2c() -> machine.SoftI2C:
    return machine.SoftI2C(scl=Pin(pins.I2C_SCL), sda=Pin(pins.I2C_SDA), freq=400_000)
