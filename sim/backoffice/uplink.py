"""The uplink: sends the records of journals over a transport, and passes on what the sink has committed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.backoffice.message import (
    ANSWER,
    RECORD,
    STATE,
    Malformed,
    Message,
    Terminal,
    encode_state,
    parse_answer,
)
from sim.backoffice.outbox import Acknowledge, Ask, Effect, Outbox, Send
from sim.backoffice.transport import Transport


class Source(Protocol):
    """A journal as the uplink sees it: `sim.backoffice.journal_source`."""

    held: list[int]
    terminal: Terminal | None

    @property
    def acquired(self) -> int:
        """Up to where the sink was known to have everything when it last answered."""

    def refresh(self) -> None:
        """Look at what the terminal has written since."""

    def raw(self, sequence: int) -> bytes | None:
        """The bytes of a record, None when it is not there any more."""

    def acknowledge(self, through: int, digest: bytes) -> str:
        """Pass on that everything up to this record is committed; what was done, in words."""


@dataclass(slots=True)
class Line:
    """One journal on its way. said: what came of its last acknowledgement, in words."""

    source: Source
    outbox: Outbox
    sent: int = 0
    said: str = ""

    @property
    def through(self) -> int:
        """Up to which of its records the sink has everything, as far as that is known here."""
        known = min(self.outbox.through, self.source.held[-1]) if self.outbox.idle and self.source.held else 0
        return max(known, self.source.acquired)


class Uplink:
    """Several journals, each of another terminal, over one transport. Call `turn` again and again."""

    def __init__(self, transport: Transport, sources: Sequence[Source], now_ms: Callable[[], int]) -> None:
        self._transport = transport
        self._now_ms = now_ms
        self._up = False
        self.faults: list[str] = []
        self.heard = 0  # answers, so far
        window = max(transport.window // max(len(sources), 1), 1)
        self.lines = [Line(source, self._outbox(source, window)) for source in sources]

    def _outbox(self, source: Source, window: int) -> Outbox:
        start, newest = source.acquired + 1, max(source.held, default=1)
        if start > newest + 1:
            start = newest  # what was said of a record that is not here may be about another terminal
        return Outbox(window, None if self._transport.asks_first else start, self._transport.patience_ms)

    @property
    def idle(self) -> bool:
        """Whether the sink is known to have everything."""
        return all(line.outbox.idle for line in self.lines)

    @property
    def all_sent(self) -> bool:
        """Whether everything was handed to the transport at least once."""
        return all(line.outbox.all_sent for line in self.lines)

    def turn(self, wait_s: float) -> int:
        """Send what may be sent and take the answers, wait_s at most for the first of them; how many messages that
        were. Raises Trouble when a journal cannot be read."""
        up = self._transport.up()
        if up != self._up:
            self._up = up
            for line in self.lines:
                line.outbox.on_link(up)
        for line in self.lines:
            line.source.refresh()
            line.outbox.on_journal(line.source.held)
        moved = self._answers(0)
        for line in self.lines:
            moved += self._send(line, line.outbox.on_tick(self._now_ms()))
        return moved or self._answers(wait_s)

    def _answers(self, wait_s: float) -> int:
        """Take the answers that are there; how many."""
        answers = self._transport.receive(wait_s)
        for terminal, kind, payload in answers:
            try:
                answer = parse_answer(payload) if kind == ANSWER else None
            except Malformed as why:
                self.faults.append(f"an answer to {terminal}: {why}")
                continue
            for line in self.lines:
                if answer is not None and line.source.terminal == terminal:
                    self._send(line, line.outbox.on_answer(answer, self._now_ms()))
        self.heard += len(answers)
        self._transport.taken()
        self.faults += self._transport.faults()
        return len(answers)

    def _send(self, line: Line, effects: Sequence[Effect]) -> int:
        """Carry out effects; how many messages went out."""
        messages: list[Message] = []
        terminal = line.source.terminal
        for effect in effects:
            if isinstance(effect, Acknowledge):
                line.said = line.source.acknowledge(effect.through, effect.digest)
            elif terminal is not None and isinstance(effect, Ask):
                messages.append(Message(terminal, STATE, encode_state(effect.state)))
            elif terminal is not None and isinstance(effect, Send):
                raw = line.source.raw(effect.sequence)
                if raw is not None:  # else it gave way, and silence brings a question
                    messages.append(Message(terminal, RECORD, raw))
                    line.sent += 1
        if messages:
            try:
                self._transport.send(messages)
            except OSError as error:
                self.faults.append(f"nothing could be sent: {error.strerror or error}")
                line.outbox.on_link(False)
                self._up = False
        return len(messages)
