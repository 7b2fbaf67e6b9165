"""Boards of the port stm32: relay pulses by one-pulse timers, the scanner's line by interrupts."""

import machine
import stm
from machine import UART, Pin

from boards import limits
from boards.port.wiring import Wiring
from hal.micropython.relay import Relay
from hal.micropython.relay_stm32 import TIM16, TIM17, TimerContact
from hal.micropython.uart_port import UartPort
from hal.scanner.dialect import dialect
from hal.scanner.module import ScannerModule
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from boards.format import config


class Stm32(Wiring):
    """See Wiring."""

    def relay(self) -> Relay:
        """Both contacts, each with a timer of its own."""
        return Relay(self._contact(TIM16, *self.pins.RELEASE[0]), self._contact(TIM17, *self.pins.RELEASE[1]))

    def scanner(self, options: "config.Scanner") -> ScannerModule:
        """The module. Its interrupt runs from RAM, the files are in the other bank of the flash."""
        port = UartPort(self._uart, options.baud)
        return ScannerModule(port, dialect(options.model, options.idle_ms, options.wait_ms))

    def _contact(self, timer: tuple[int, int], name: str, active: int) -> TimerContact:
        clocks: Any = machine.freq()  # processor, bus, and its two slower parts
        hclk_hz, pclk2_hz = clocks[1], clocks[3]
        clock_hz = pclk2_hz if pclk2_hz == hclk_hz else 2 * pclk2_hz  # RM0433 section 8.5.6
        return TimerContact(stm.mem32, timer, Pin(name), self.pins.RELEASE_ALTERNATE, clock_hz, active)

    def _uart(self, baud: int) -> UART:
        return UART(self.pins.SCANNER_UART, baud, timeout=100, rxbuf=limits.RECEIVED_BYTES)

    def _i2c(self) -> machine.I2C:
        return machine.I2C(self.pins.I2C, freq=400_000)
