"""The way to the acquirer inside of this program, where no broker is named; and the weather of a station's link.

A channel is in memory: it proves nothing about a network, and keeps nothing. What is sent over either end stands in a
list until the program carries it over, at the end of each slice of virtual time, so that the order is the same always.
"""

from collections import deque
from collections.abc import Callable, Sequence

from sim.backoffice.message import Message
from sim.backoffice.outbox import ASK_AGAIN_MS, IN_FLIGHT_MAX
from sim.backoffice.transport import Transport
from sim.network.plan import CUT, SLOW, UP


class Channel:
    """One end: a transport. connected: whether the other end is there."""

    window = IN_FLIGHT_MAX
    patience_ms = ASK_AGAIN_MS
    asks_first = True
    fault = ""

    def __init__(self) -> None:
        self.connected = True
        self._out: list[Message] = []
        self._in: list[Message] = []

    def open(self) -> None:
        """See `Transport`: it is open."""

    def up(self) -> bool:
        """See `Transport`."""
        return self.connected

    def send(self, messages: Sequence[Message]) -> None:
        """See `Transport`."""
        if not self.connected:
            raise OSError(107, "the other end of the channel is away")
        self._out += messages

    def receive(self, wait_s: float) -> list[Message]:
        """See `Transport`: never waits."""
        found, self._in = self._in, []
        return found

    def taken(self) -> None:
        """See `Transport`: nothing is kept."""

    def faults(self) -> list[str]:
        """See `Transport`: there are none."""
        return []

    def close(self) -> None:
        """See `Transport`."""

    # For the program that carries

    def fetch(self) -> list[Message]:
        """What was sent since the last call."""
        found, self._out = self._out, []
        return found

    def arrive(self, messages: Sequence[Message]) -> None:
        """Let this arrive; nothing arrives at an end that is not connected."""
        if self.connected:
            self._in += messages

    def lose(self) -> int:
        """Everything that is on its way is lost; how many messages that were."""
        count = len(self._out) + len(self._in)
        self._out, self._in = [], []
        return count


class Link:
    """A station's way, with weather: a transport before another one. state: of LINKS. delay_ms: usually, slow_ms: while
    it is slow, each way. lost: messages that were on a link that was cut, or before a transport that failed.
    """

    def __init__(self, inner: Transport, now_ms: Callable[[], int], delay_ms: int, slow_ms: int) -> None:
        self.window = inner.window
        self.patience_ms = inner.patience_ms
        self.asks_first = inner.asks_first
        self.state = UP
        self.lost = 0
        self._inner = inner
        self._now_ms = now_ms
        self._delay_ms, self._slow_ms = delay_ms, slow_ms
        self._out: deque[tuple[int, list[Message]]] = deque()
        self._in: deque[tuple[int, list[Message]]] = deque()
        self._faults: list[str] = []

    def set(self, state: str) -> None:
        """Let the weather change. What is on a link that is cut is lost."""
        self.state = state
        if state == CUT:
            self.lost += sum(len(messages) for _, messages in (*self._out, *self._in))
            self._out.clear()
            self._in.clear()

    def open(self) -> None:
        """See `Transport`."""
        self._inner.open()

    def up(self) -> bool:
        """See `Transport`."""
        return self.state != CUT and self._inner.up()

    @property
    def fault(self) -> str:
        """See `Transport`."""
        return "the link is cut" if self.state == CUT else self._inner.fault

    def _due_ms(self, way: "deque[tuple[int, list[Message]]]") -> int:
        due_ms = self._now_ms() + (self._slow_ms if self.state == SLOW else self._delay_ms)
        return max(due_ms, way[-1][0]) if way else due_ms  # nothing overtakes

    def send(self, messages: Sequence[Message]) -> None:
        """See `Transport`."""
        if not self.up():
            raise OSError(107, "the link is cut")
        self._out.append((self._due_ms(self._out), list(messages)))

    def carry(self) -> None:
        """Let go on what is due."""
        now_ms = self._now_ms()
        while self._out and self._out[0][0] <= now_ms and self._inner.up():
            messages = self._out.popleft()[1]
            try:
                self._inner.send(messages)
            except OSError as error:  # it went down meanwhile; silence brings a question
                self.lost += len(messages)
                self._faults.append(f"nothing could be sent: {error.strerror or error}")

    def receive(self, wait_s: float) -> list[Message]:
        """See `Transport`: never waits."""
        self.carry()
        arrived = self._inner.receive(0)
        if self.state == CUT:
            self.lost += len(arrived)
        elif arrived:
            self._in.append((self._due_ms(self._in), arrived))
        found: list[Message] = []
        while self._in and self._in[0][0] <= self._now_ms():
            found += self._in.popleft()[1]
        return found

    def taken(self) -> None:
        """See `Transport`."""
        self._inner.taken()

    def faults(self) -> list[str]:
        """See `Transport`."""
        found, self._faults = self._faults, []
        return found + self._inner.faults()

    def close(self) -> None:
        """See `Transport`."""
        self._inner.close()
