"""The gate during a start, before the loop runs: it opens only in an emergency."""

from terminal.gate import FAULT_RELAY, HOLD, Gate
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class Watch:
    """Reads the emergency contact once a turn, hands the reading to a gate, and moves the relay as the gate answers.

    The loop has a gate of its own, whose first reading puts the contacts where they belong: nothing is handed over.
    Clause: spec §7.
    """

    def __init__(self, relay: "Any", emergency: "Any") -> None:
        self._relay = relay
        self._emergency = emergency
        self._gate = Gate()

    def open(self) -> None:
        """Begin, or begin anew: the first reading moves the relay, whatever was before."""
        self._emergency.open()
        self._gate = Gate()

    def turn(self) -> bool:
        """One reading. Returns whether the gate is in an emergency. A relay that fails is tried again each turn."""
        gate = self._gate
        effects = gate.on_emergency(self._emergency.active(), 0)
        try:
            if gate.faults:
                self._relay.open()
                effects = gate.on_fault(FAULT_RELAY, False, 0)
            for effect in effects:
                if effect[0] == HOLD:
                    self._relay.hold(effect[1])
        except OSError:
            gate.on_fault(FAULT_RELAY, True, 0)
        return bool(gate.emergency)
