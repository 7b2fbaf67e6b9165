"""The state of a gate as the player of a scenario has observed it."""

from typing import Any

from sim.family import table
from sim.gate.cards import AWAY, SEVERAL, about
from sim.gate.event import Arms, Completed, Decided, Event, Passage, Relay, RideStored, Set, Shown, Stopped
from sim.journal.facts import TRIPS, trip_of
from sim.scenario.words import ONE_CODE
from terminal import codes


class Seen:
    """The observations of the gate since the scene began, and those that last longer."""

    def __init__(self) -> None:
        self.panel: Shown | None = None
        self.arms: str | None = None
        self.closed: dict[str, bool] = {}
        self.passed_before = 0
        self.decided: Decided | None = None
        self.card = False  # the last answer is about a card
        self.begin()

    def hear(self, event: Event, emergency: bool) -> None:
        """Take an event of the gate. emergency: whether its contact is pulled."""
        if isinstance(event, Decided):
            self.answers.append(table.row(event.decision.result).name)
            self.decided = event
            self.card = about(event.decision)
            self.accepted += event.decision.result == codes.ACCEPTED
        elif isinstance(event, Shown):
            self.panel = event
            if (event.zh, event.en) in SEVERAL:
                self.answers.append(ONE_CODE)
        elif isinstance(event, Set):
            if event.name == "card" and event.value != AWAY:
                self.answers.clear()  # as a phone that is held up
        elif isinstance(event, Relay):
            if event.closed and not self.closed.get(event.direction) and not emergency:
                self.released += 1
            self.closed[event.direction] = event.closed
        elif isinstance(event, Arms):
            self.arms = event.state
        elif isinstance(event, Passage):
            self.passed += event.passed - self.passed_before
            self.passed_before = event.passed
        elif isinstance(event, RideStored):
            self.rides += 1
        elif isinstance(event, Completed):
            self.remarks.append("the staff let a passenger in" if event.done else "the staff had nothing to complete")
        elif isinstance(event, Stopped):
            self.faults.append(f"the terminal stopped: {event.reason}")

    def begin(self) -> None:
        """A new scene."""
        self.answers: list[str] = []
        self.decided = None
        self.released = self.passed = self.rides = self.accepted = 0
        self.at_answer: tuple[Shown | None, str | None] | None = None
        self.remarks: list[str] = []
        self.faults: list[str] = []

    def value(self, about: str) -> Any:
        """The value that an expectation is compared with; None: not known."""
        if about == "lamp":
            return None if self.panel is None else self.panel.lamp
        if about == "answers":
            return len(self.answers)
        if about == "trip":
            stated = None if self.decided is None else self.decided.stated
            return None if stated is None else TRIPS.get(trip_of(stated))
        if about == "contact":
            return any(self.closed.values()) if self.closed else None
        return getattr(self, about)

    def shows(self, lamp: str, words: tuple[str, str]) -> bool:
        """Whether the panel shows this; what cannot be read counts as shown."""
        panel = self.panel
        if panel is None:
            return False
        return panel.lamp in (None, lamp) and (panel.zh is None or (panel.zh, panel.en) == words)
