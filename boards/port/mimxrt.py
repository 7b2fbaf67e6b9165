"""Boards of the port mimxrt that have a camera: OpenMV. Relay pulses by a one-shot outside.

Trap: today's stock firmware reads only codes shown as text (hexadecimal, base64): see openmv_camera.
"""

import csi
import machine
from machine import Pin

from boards import limits
from boards.port.wiring import Wiring
from hal.micropython.openmv_camera import OpenMvCamera
from hal.micropython.relay import Relay
from hal.micropython.relay_oneshot import OneShotContact
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from boards.format import config


class OpenMv(Wiring):
    """See Wiring."""

    def relay(self) -> Relay:
        """One coil, with a one-shot outside: a camera looks one way, the configuration says which."""
        contact = OneShotContact([(Pin(name), active) for name, active in self.pins.RELEASE], limits.PULSE_MS)
        return Relay(contact, contact)

    def release_pins(self) -> list[tuple[Pin, int]]:
        """Each release pin with the level that releases."""
        return [(Pin(pin), active) for pin, active in self.pins.RELEASE if pin != self.pins.RELEASE_CLEAR]

    def scanner(self, options: "config.Scanner") -> OpenMvCamera:
        """The camera."""
        return OpenMvCamera(_camera)

    def _i2c(self) -> machine.SoftI2C:
        return machine.SoftI2C(scl=Pin(self.pins.I2C_SCL), sda=Pin(self.pins.I2C_SDA), freq=400_000)


def _camera() -> csi.CSI:
    camera = csi.CSI()
    camera.reset()
    camera.pixformat(csi.GRAYSCALE)
    camera.framesize(csi.VGA)
    return camera
