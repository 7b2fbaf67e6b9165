"""What both models have in common: time, power, what is in view, and faults of the line.

A module gets the time with every call, in microseconds that never run backwards; it has no clock of its
own. `feed()` and `poll()` are its two ends of the line, `show()` and `hide()` what its camera sees.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

BOOT_US = 400_000  # from power or reset to the first command that is answered
DECODE_US = 90_000  # from a symbol coming into view to its first byte
ANSWER_US = 5_000
EVENTS = ("reset", "factory", "stranger")
NEVER_US = 1 << 62


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something held in front of the module. kind: "QR", "Han Xin", "Code 128", or "set-up" for a set-up code.

    settings: what a set-up code does, as (register or parameter, bits, value); the payload is its text.
    once: it is taken away when it has been read.
    """

    payload: bytes
    kind: str = "QR"
    settings: tuple[tuple[int, int, int], ...] = ()
    once: bool = False


class View:
    """One module with its power, its view and its line."""

    def __init__(self, seed: int = 1, decode_us: int = DECODE_US) -> None:
        self.random = random.Random(seed)
        self.decode_us = decode_us
        self.symbols: list[Symbol] = []
        self.dead = False
        self.deaf_until_us = 0  # it is booting
        self.drop_rate = 0.0  # of the bytes it sends
        self.twice = False
        self.pending = ""  # one of EVENTS, for the next poll
        self._seen_us: dict[bytes, int] = {}  # when a payload was sent last
        self._next_us = 0
        self._same_us: int | None = 0  # as decoded() had it last
        self._wanted: Callable[[Symbol], bool] = lambda _: True
        self._out: list[tuple[int, bytes, int]] = []  # (not before, bytes, rate)
        self._line_free_us = 0

    def fault(self, name: str, on: bool, drop_rate: float) -> bool:
        """Switch what both models have: "dead", "drops", "twice" and EVENTS; whether it was one of them."""
        if name in EVENTS:
            self.pending = name if on else ""
        elif name == "dead":
            self.dead = on
        elif name == "drops":
            self.drop_rate = drop_rate if on else 0.0
        elif name == "twice":
            self.twice = on
        else:
            return False
        return True

    def event(self) -> str:
        """The event that is to happen now, "" for none."""
        pending, self.pending = self.pending, ""
        return pending

    def awake(self, t_us: int) -> bool:
        """Whether it has power, works and has booted."""
        return not self.dead and t_us >= self.deaf_until_us

    def boot(self, t_us: int) -> None:
        """Start anew: what was going to be sent is lost."""
        self._out.clear()
        self._seen_us.clear()
        self.deaf_until_us = t_us + BOOT_US

    def show(self, symbols: list[Symbol], t_us: int) -> None:
        """Set what is in view from now on; a symbol held up once joins what is there."""
        self.symbols = self.symbols + symbols if all(each.once for each in symbols) else symbols
        self._next_us = max(self._next_us, t_us + self.decode_us)

    def decoded(
        self, t_us: int, interval_us: int, same_us: int | None, wanted: Callable[[Symbol], bool]
    ) -> Symbol | None:
        """The next symbol that is read, if one is due; it goes to the end of the view.

        interval_us: between two readings. same_us: before the same payload is reported again; None: never again.
        wanted: whether a symbol is read at all.
        """
        self._same_us, self._wanted = same_us, wanted
        if t_us < self._next_us or not self.awake(t_us):
            return None
        for symbol in self.symbols:
            if t_us >= self._due_us(symbol) and wanted(symbol):
                self.symbols.remove(symbol)
                if not symbol.once:
                    self.symbols.append(symbol)
                self._next_us = t_us + max(interval_us, self.decode_us)
                self._seen_us = {key: at for key, at in self._seen_us.items() if t_us - at < 30_000_000}
                self._seen_us[symbol.payload] = t_us
                return symbol
        return None

    def send(self, data: bytes, baud: int, at_us: int) -> None:
        """Put bytes on the line, not before `at_us` and behind what is being sent."""
        if self.drop_rate:
            data = bytes(byte for byte in data if self.random.random() >= self.drop_rate)
        for _ in range(2 if self.twice else 1):
            start_us = max(at_us, self._line_free_us)
            self._line_free_us = start_us + len(data) * 10_000_000 // baud
            if data:
                self._out.append((start_us, data, baud))

    def sent(self, t_us: int) -> list[tuple[bytes, int]]:
        """The transmissions that have begun by now, with their rate."""
        ready = [(data, baud) for at_us, data, baud in self._out if at_us <= t_us]
        self._out = [entry for entry in self._out if entry[0] > t_us]
        return [] if self.dead else ready

    def _due_us(self, symbol: Symbol) -> int:
        """When a symbol is reported, if it is in view then."""
        last_us = self._seen_us.get(symbol.payload)
        return 0 if last_us is None else NEVER_US if self._same_us is None else last_us + self._same_us

    def next_us(self, reads: bool) -> int:
        """Before then nothing happens unless the module hears, sees or suffers something. reads: it reads symbols."""
        if self.pending:
            return 0
        times = [at_us for at_us, _, _ in self._out]
        if reads and not times and not self.dead:
            free_us = max(self._next_us, self.deaf_until_us, self._line_free_us)
            times = [max(free_us, self._due_us(symbol)) for symbol in self.symbols if self._wanted(symbol)]
        return min(times, default=NEVER_US)

    def busy(self, t_us: int) -> bool:
        """Whether something is being sent or waits to be."""
        return bool(self._out) or t_us < self._line_free_us
