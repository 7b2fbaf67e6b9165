"""Short tunes that play by themselves: a timer's callback goes from tone to tone, no call waits."""

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Tune = tuple[tuple[int, int], ...]  # (hertz, milliseconds); 0 hertz is a pause

_HALF: int = const(32_768)  # a square wave


class Buzzer:
    """make: gives the `machine.PWM` of its pin, silent; timer: a `machine.Timer` not yet started; volume: 0..100."""

    def __init__(self, make: "Callable[[], Any]", timer: "Any", volume: int) -> None:
        self._make = make
        self._timer = timer
        self._duty = _HALF * volume * volume // 10_000  # the ear is no ruler: half as loud takes a quarter
        self._pwm: Any = None
        self._tune: Tune = ()
        self._at = 0
        self._advance = self._next  # bound once: a callback must not allocate

    def open(self) -> None:
        """Take the pin; silent."""
        if self._pwm is None:
            self._pwm = self._make()

    def close(self) -> None:
        """Silent for good."""
        if self._pwm is not None:
            self._timer.deinit()
            self._pwm.deinit()
            self._pwm = None

    def play(self, tune: "Tune") -> None:
        """Play a tune; one under way ends. An empty one is silence."""
        self._timer.deinit()
        self._tune = tune
        self._at = 0
        self._next(None)

    def _next(self, _: object) -> None:
        if self._at >= len(self._tune):
            self._pwm.duty_u16(0)
            return
        hertz, length_ms = self._tune[self._at]
        self._at += 1
        if hertz:
            self._pwm.freq(hertz)
        self._pwm.duty_u16(self._duty if hertz else 0)
        self._timer.init(mode=self._timer.ONE_SHOT, period=length_ms, callback=self._advance)
