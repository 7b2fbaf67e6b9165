"""One journal on its way to the sink: which record is sent next, and what the terminal may forget.

A protocol core: events in, effects out, no clock and no IO. The journal is the outbox; nothing is kept here that a new
start does not learn from the journal and the sink's answer. What got lost on the way is noticed by its silence: the
sink is asked, and answers from where to send again. A sink that has more than the journal is sent its newest record
all the same: the same bytes are dropped there, and those of another terminal with these ids are refused.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from sim.backoffice.message import Answer, State

IN_FLIGHT_MAX = 64
ASK_AGAIN_MS = 2000  # of silence, while something is on its way over a broker
REFUSED_AGAIN_MS = 60_000  # a record that was refused is offered once more
SHOWN_MAX = 3  # a record that the sink should have: answers that ask for more, and may not be about it


class Ask(NamedTuple):
    """Send this state, which asks for an answer."""

    state: State


class Send(NamedTuple):
    """Send the record with this sequence."""

    sequence: int


class Acknowledge(NamedTuple):
    """The sink has committed everything up to this record, whose hash is `digest`: check that, and let the terminal
    know."""

    through: int
    digest: bytes


Effect = Ask | Send | Acknowledge


class Outbox:
    """One journal. window: how many records may be without an answer, 1..IN_FLIGHT_MAX over a broker. start: the
    sequence to begin with, where no answer is waited for (files in a folder); None: the sink is asked first.
    patience_ms: of silence, before it is asked.
    """

    def __init__(self, window: int = IN_FLIGHT_MAX, start: int | None = None, patience_ms: int = ASK_AGAIN_MS) -> None:
        self._window = window
        self._patience_ms = patience_ms
        self._start = start
        self._held: Sequence[int] = ()
        self._up = False
        self._wanted = start  # what the sink waits for, None while that is not known
        self._cursor = start or 0
        self._asked_ms: int | None = None
        self._heard_ms = 0
        self._rewound: tuple[int, int] | None = None  # to which record, and when
        self._stopped_ms: int | None = None
        self._lacking: int | None = None  # what the sink waits for, and knows by now is not here
        self._reaches = 0  # what the newest answer says
        self._shown: tuple[int, int] | None = None  # a record that the sink should have, and when it was sent
        self._unsure = 0  # answers since then that may not be about it
        self._same = 0  # the newest record that the sink has as it is here
        self.through = 0
        self.refused: str | None = None

    @property
    def in_flight(self) -> int:
        """Records that were sent and are not answered."""
        if self._wanted is None:
            return 0
        return max(bisect_left(self._held, self._cursor) - bisect_left(self._held, self._wanted), 0)

    @property
    def idle(self) -> bool:
        """Whether the sink is known to have everything that the journal holds."""
        return self._wanted is not None and (not self._held or self._wanted > self._held[-1]) and not self._to_show

    @property
    def all_sent(self) -> bool:
        """Whether each record of the journal was sent at least once."""
        return self._wanted is not None and (not self._held or self._cursor > self._held[-1])

    @property
    def _to_show(self) -> int:
        """The newest record here, where the sink has more and may have another one in its place; else 0."""
        if self._wanted is None or not self._held:
            return 0
        newest = self._held[-1]
        return newest if self._wanted > newest < self._reaches and newest > self._same else 0

    def on_journal(self, held: Sequence[int]) -> None:
        """What the journal holds now: sequences, ascending. The list is kept and may grow."""
        self._held = held

    def on_link(self, up: bool) -> None:
        """The way to the sink is open or not. What was on its way may be lost."""
        self._up = up
        self._asked_ms = self._rewound = self._lacking = self._shown = None
        if self._start is None:
            self._wanted = None

    def on_answer(self, answer: Answer, now_ms: int) -> list[Effect]:
        """The sink has answered."""
        out: list[Effect] = []
        self._reaches = answer.through
        self._hear_of_shown(answer)
        if answer.through > self.through:
            self.through = answer.through
            out.append(Acknowledge(answer.through, answer.digest))
        first = self._wanted is None
        if first or answer.next > (self._wanted or 0):
            self._wanted, self._heard_ms = answer.next, now_ms
            self.refused = self._stopped_ms = None
        if answer.refused is not None:
            self.refused, self._stopped_ms = answer.refused, now_ms
        elif answer.again:  # asked for by a sink that may have another registry now
            self.refused = self._stopped_ms = None
        if first or (answer.again and not self._just_rewound(answer.next, now_ms)):
            self._wanted = self._cursor = answer.next
            self._rewound = answer.next, now_ms
            self._heard_ms = now_ms
        self._cursor = max(self._cursor, self._wanted or 0)
        return out

    def _hear_of_shown(self, answer: Answer) -> None:
        if self._shown is None:
            return
        self._unsure += answer.again
        if answer.refused is None and (not answer.again or self._unsure >= SHOWN_MAX):
            self._same = self._shown[0]
            self.refused = None
        if answer.refused is not None or self._same == self._shown[0]:
            self._shown = None

    def _just_rewound(self, sequence: int, now_ms: int) -> bool:
        """Whether this was done a moment ago: each record that was on its way by then brings such an answer."""
        return self._rewound is not None and self._rewound[0] == sequence and now_ms - self._rewound[1] < ASK_AGAIN_MS

    def on_tick(self, now_ms: int) -> list[Effect]:
        """Time has passed."""
        if not self._up or not self._held:
            return []
        if self._stopped_ms is not None:
            if now_ms - self._stopped_ms < REFUSED_AGAIN_MS:
                return []
            self._stopped_ms = None
            self._cursor = self._wanted or 0
        if self._wanted is None or (self.in_flight and now_ms - self._heard_ms >= self._patience_ms):
            if self._asked_ms is not None and now_ms - self._asked_ms < self._patience_ms:
                return []
            return [self._ask(now_ms, self._wanted)]
        if self._to_show:
            return self._show(self._to_show, now_ms)
        out: list[Effect] = []
        at = bisect_left(self._held, self._cursor)
        room = self._window - self.in_flight
        if room > 0 and at < len(self._held) and not self.in_flight:
            self._heard_ms = now_ms  # silence counts from here
            if self._held[at] > self._wanted and self._lacking != self._wanted:
                self._lacking = self._wanted
                out.append(self._ask(now_ms, self._wanted))
        for sequence in self._held[at : at + max(room, 0)]:
            out.append(Send(sequence))
            self._cursor = sequence + 1
        return out

    def _show(self, sequence: int, now_ms: int) -> list[Effect]:
        if self._shown is None or self._shown[0] != sequence:
            self._unsure = 0
        elif now_ms - self._shown[1] < self._patience_ms:
            return []
        self._shown = sequence, now_ms
        return [Send(sequence)]

    def _ask(self, now_ms: int, wanted: int | None) -> Ask:
        self._asked_ms = now_ms
        at = bisect_left(self._held, wanted or 0)
        return Ask(State(self._held[0], self._held[-1], self._held[min(at, len(self._held) - 1)]))
