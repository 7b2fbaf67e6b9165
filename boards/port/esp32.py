"""Boards of the port esp32: relay pulses by the transmitters of RMT, the scanner's line by interrupts."""

import esp32
import machine
from machine import UART, Pin

from boards import limits
from boards.port.wiring import Wiring
from hal.micropython.relay import Relay
from hal.micropython.relay_esp32 import CLOCK_DIV, RmtContact
from hal.micropython.uart_port import UartPort
from hal.scanner.dialect import dialect
from hal.scanner.module import ScannerModule
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from boards.format import config


class Esp32(Wiring):
    """See Wiring."""

    _timer = 0

    def relay(self) -> Relay:
        """Both contacts, each with a transmitter of its own."""
        return Relay(*[_contact(*each) for each in self.pins.RELEASE])

    def scanner(self, options: "config.Scanner") -> ScannerModule:
        """The module. Its interrupt runs from RAM while flash is written, and the UART itself holds 128 bytes."""
        port = UartPort(self._uart, options.baud)
        return ScannerModule(port, dialect(options.model, options.idle_ms, options.wait_ms))

    def _uart(self, baud: int) -> UART:
        tx, rx = Pin(self.pins.SCANNER_TX), Pin(self.pins.SCANNER_RX)
        return UART(self.pins.SCANNER_UART, baud, tx=tx, rx=rx, rxbuf=limits.RECEIVED_BYTES, txbuf=256)

    def _i2c(self) -> machine.I2C:
        pins = self.pins
        return machine.I2C(pins.I2C, scl=Pin(pins.I2C_SCL), sda=Pin(pins.I2C_SDA), freq=400_000)


def _contact(number: int, active: int) -> RmtContact:
    pin = Pin(number)
    return RmtContact(lambda: esp32.RMT(0, pin=pin, clock_div=CLOCK_DIV, idle_level=not active), pin, active)
