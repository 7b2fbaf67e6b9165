"""Boards of the port rp2: relay pulses by programmable IO, the scanner's line by DMA."""

import machine
import rp2
import uctypes
from machine import UART, Pin

from boards import limits
from boards.port.wiring import Wiring
from hal.micropython.dma_port import DmaPort
from hal.micropython.relay import Relay
from hal.micropython.relay_rp2 import PioContact
from hal.scanner.dialect import dialect
from hal.scanner.module import ScannerModule
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from boards.format import config
    from terminal import sm2


class Rp2(Wiring):
    """chip: RP2040 or RP2350 of hal/micropython/dma_port.py."""

    def __init__(
        self, pins: "ModuleType", engine: "Callable[[], sm2.Engine]", chip: tuple[tuple[int, int], tuple[int, int]]
    ) -> None:
        super().__init__(pins, engine)
        self._chip = chip

    def relay(self) -> Relay:
        """Both contacts, each with a state machine of its own."""
        pins = self.pins
        machines = (pins.MACHINE_ENTRY, pins.MACHINE_EXIT)
        return Relay(*[PioContact(number, Pin(pin), active) for number, (pin, active) in zip(machines, pins.RELEASE)])

    def scanner(self, options: "config.Scanner") -> ScannerModule:
        """The module, received by DMA: the RP2 stops all interrupts while its flash is erased."""
        port = DmaPort(
            self._uart,
            options.baud,
            self._chip,
            self.pins.SCANNER_UART,
            limits.RECEIVED_BYTES,
            rp2.DMA,
            machine.mem32,
            uctypes.addressof,
        )
        return ScannerModule(port, dialect(options.model, options.idle_ms, options.wait_ms))

    def _uart(self, baud: int) -> UART:
        pins = self.pins
        return UART(pins.SCANNER_UART, baud, tx=Pin(pins.SCANNER_TX), rx=Pin(pins.SCANNER_RX), rxbuf=32, txbuf=128)

    def _i2c(self) -> machine.I2C:
        pins = self.pins
        return machine.I2C(pins.I2C, scl=Pin(pins.I2C_SCL), sda=Pin(pins.I2C_SDA), freq=400_000)
