"""The passenger who was let in: walks through a moment after the arms are free."""

from sim.gate.event import Arms, Event
from sim.gate.gate import Gate

REACTION_MS = 350


class Passenger:
    """Pushes when the arms of a gate have been free for long enough. walks: whether passengers walk by themselves."""

    def __init__(self, gate: Gate) -> None:
        self.walks = True
        self._gate = gate
        self._free_ms: int | None = None

    def hear(self, event: Event) -> None:
        """Take an event of the gate."""
        if isinstance(event, Arms):
            self._free_ms = event.at_ms if event.state == "free" else None

    def turn(self) -> None:
        """Push if it is time. Call it behind every turn of the gate."""
        if self.walks and self._free_ms is not None and self._gate.now_ms() - self._free_ms >= REACTION_MS:
            self._free_ms = None
            self._gate.push()
