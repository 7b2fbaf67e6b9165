"""A release pulse by a timer of the STM32H743 in one-pulse mode: it ends the pulse and stops itself.

Registers of TIM16 and TIM17, RM0433 section 42 (TIM15/16/17), one channel each:

    CR1   0x00  bit 3 OPM: the counter stops at the end of a pulse; bit 2 URS; bit 0 CEN starts it
    EGR   0x14  bit 0 UG loads the prescaler
    CCMR1 0x18  bits 4-6 OC1M: 7 PWM mode 2 (active from CCR1 to ARR), 5 forced active, 4 forced inactive
    CCER  0x20  bit 0 CC1E: the channel goes to its pin; bit 1 CC1P: it is active low there
    CNT   0x24, PSC 0x28, ARR 0x2C, CCR1 0x34
    BDTR  0x44  bit 15 MOE: outputs on; bit 10 OSSI: when they are off the pin is driven inactive, not left floating

and RM0433 section 8.7: RCC_APB2ENR bit 17 gives TIM16 its clock, bit 18 TIM17. Both count 1/10 ms. With CCR1 = 1 the
output is inactive at 0, where the counter rests, and active from 1 to ARR.
"""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

TIM16 = (0x4001_4400, 17)  # base address, bit in RCC_APB2ENR
TIM17 = (0x4001_4800, 18)
TICKS_PER_MS = const(10)

_RCC_APB2ENR: int = const(0x5802_44F0)
_CR1: int = const(0x00)
_EGR: int = const(0x14)
_CCMR1: int = const(0x18)
_CCER: int = const(0x20)
_CNT: int = const(0x24)
_PSC: int = const(0x28)
_ARR: int = const(0x2C)
_CCR1: int = const(0x34)
_BDTR: int = const(0x44)

_ONE_PULSE: int = const(0x0C)  # OPM, URS
_ENABLED: int = const(0x01)
_PULSE_MODE: int = const(0x70)
_ACTIVE: int = const(0x50)
_INACTIVE: int = const(0x40)
_ENABLE: int = const(0x01)  # of the channel's output
_INVERTED: int = const(0x02)
_OUTPUTS: int = const(0x8400)  # MOE, OSSI


class TimerContact:
    """A contact for `Relay`.

    registers: `stm.mem32`. timer: TIM16 or TIM17. pin: `machine.Pin`; alternate: its function that is the timer's
    channel 1. clock_hz: what the timer counts, a multiple of 10 kHz up to 655 MHz. active: the level that releases; the
    pin is pulled to the other one.
    """

    def __init__(
        self, registers: "Any", timer: tuple[int, int], pin: "Any", alternate: int, clock_hz: int, active: int
    ) -> None:
        self._registers = registers
        self._base, self._clock_bit = timer
        self._pin = pin
        self._alternate = alternate
        self._active = active
        self._prescaler = clock_hz // (1000 * TICKS_PER_MS) - 1

    def idle(self) -> None:
        """The processor keeps the pin safe while the timer is set up; then the timer drives it, at the same level."""
        r, base = self._registers, self._base
        self._pin.init(self._pin.OUT, value=1 - self._active)
        r[_RCC_APB2ENR] |= 1 << self._clock_bit
        r[base + _CR1] = _ONE_PULSE
        r[base + _CCMR1] = _INACTIVE
        r[base + _CCER] = _ENABLE if self._active else _ENABLE | _INVERTED
        r[base + _PSC] = self._prescaler
        r[base + _ARR] = 0xFFFF
        r[base + _CCR1] = 1
        r[base + _EGR] = 1
        r[base + _BDTR] = _OUTPUTS
        self._pin.init(self._pin.ALT, alt=self._alternate)

    def pulse(self, pulse_ms: int) -> None:
        """A pulse under way is broken for 0.1 ms, which no relay follows, and starts anew."""
        r, base = self._registers, self._base
        r[base + _CR1] = _ONE_PULSE
        r[base + _CNT] = 0
        r[base + _ARR] = pulse_ms * TICKS_PER_MS
        r[base + _CCMR1] = _PULSE_MODE
        r[base + _CR1] = _ONE_PULSE | _ENABLED

    def hold(self) -> None:
        """The channel is forced active, whatever the counter does."""
        self._registers[self._base + _CCMR1] = _ACTIVE
