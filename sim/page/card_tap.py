"""A person on the page who taps a test card, and takes it away a moment after its answer."""

from collections.abc import Callable

from sim.gate.cards import AWAY, SEVERAL
from sim.gate.event import Condition, Decided, Event, Power, Set, Shown
from sim.gate.gate import Gate
from sim.page import unjudged
from sim.page.held_phone import HeldPhone

UNANSWERED_MS = 1500  # longer than a card takes: then it has its answer already


class CardTap:
    """Listens to a gate and holds cards up to it. Called in the gate's thread. report: why a card was not judged."""

    def __init__(self, gate: Gate, report: "Callable[[str], None]") -> None:
        self._gate = gate
        self._report = report
        self._card: HeldPhone | None = None
        self._answered = False
        self._idle = True  # the gate is in service and would look

    def tap(self, state: str) -> None:
        """Hold up what is named, one of SETTINGS["card"]; away takes it away."""
        self._gate.control("card", state)
        self._card = None if state == AWAY else HeldPhone(None, None, self._gate.now_ms())
        self._answered = False

    def hear(self, event: Event) -> None:
        """Take an event of the gate."""
        if isinstance(event, Condition):
            self._idle = not event.faults and event.ready is True
        elif isinstance(event, Set) and event.name == "card" and event.value == AWAY:
            self._card = None  # by an operator, or torn away
        elif isinstance(event, Shown):
            if (event.zh, event.en) in SEVERAL:
                self._answer()
        elif isinstance(event, Decided) or (isinstance(event, Power) and not event.on):
            self._answer()

    def turn(self) -> None:
        """Take the card away when it is time. Call it behind every turn of the gate."""
        card, now_ms = self._card, self._gate.now_ms()
        if card is None:
            return
        if not self._answered and self._idle and now_ms - card.since_ms > UNANSWERED_MS:
            self._answer()
            self._report(unjudged.SAME_CARD)
        if card.goes(now_ms):
            self.tap(AWAY)

    def _answer(self) -> None:
        if self._card is not None:
            self._answered = True
            self._card.answered(self._gate.now_ms())
