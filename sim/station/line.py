"""The line between a gate and the station computer, as a station file wants it: late, and with losses."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

WAITING_MAX = 65_536  # messages on their way; all that a start sends or is sent again, and then some


@dataclass(slots=True)
class Weather:
    """How the lines of a station are now; the station file changes it."""

    delay_ms: int
    lost_percent: int


class GateLine:
    """One line, both ends. It keeps the contract of `sim.gate.member.Line` for its gate. hear: called with what has
    arrived at the station computer. lost: messages that arrived nowhere; only the simulation knows.
    """

    def __init__(
        self, weather: Weather, now_ms: Callable[[], int], draw: Random, hear: Callable[[bytes], None]
    ) -> None:
        self.lost = 0
        self._weather = weather
        self._now_ms = now_ms
        self._draw = draw
        self._hear = hear
        self._up: deque[tuple[int, bytes]] = deque()
        self._down: deque[tuple[int, bytes]] = deque()
        self._arrived: list[bytes] = []
        self._open = False

    @property
    def waiting(self) -> int:
        """How many messages are on their way to the station computer."""
        return len(self._up)

    def open(self) -> None:
        """See `Line`."""
        self._open = True

    def close(self) -> None:
        """See `Line`."""
        self._open = False
        self.lost += len(self._arrived)
        self._arrived.clear()

    def send(self, data: bytes) -> None:
        """See `Line`."""
        self._put(self._up, data)

    def take(self) -> tuple[bytes, ...]:
        """See `Line`."""
        arrived = tuple(self._arrived)
        self._arrived.clear()
        return arrived

    def answer(self, data: bytes) -> None:
        """The station computer sends a message to the gate."""
        self._put(self._down, data)

    def carry(self) -> None:
        """Let arrive what is due."""
        now_ms = self._now_ms()
        while self._up and self._up[0][0] <= now_ms:
            self._hear(self._up.popleft()[1])
        while self._down and self._down[0][0] <= now_ms:
            data = self._down.popleft()[1]
            if self._open:
                self._arrived.append(data)
            else:
                self.lost += 1

    def _put(self, way: "deque[tuple[int, bytes]]", data: bytes) -> None:
        if len(way) >= WAITING_MAX or self._draw.random() * 100 < self._weather.lost_percent:
            self.lost += 1
            return
        way.append((self._now_ms() + self._weather.delay_ms, data))
