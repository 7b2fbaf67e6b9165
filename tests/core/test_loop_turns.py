"""The loop under random turns with equipment that fails at any call, and the same with one guard taken out at a time.

`make turns` runs a million turns; here are fewer, from the same seeds.
"""

from terminal import gate as gates
from terminal.gate import Gate
from terminal.run import Loop
from tests.torture import loop_turns
from tests.torture.loop_turns import Harness

SEEDS = range(1, 13)


def test_nothing_is_violated():
    found = []
    for seed in SEEDS:
        found += [(seed, violation) for violation in Harness(seed).live()]
    assert found == []


# Guards taken out.


class ReadsAgain(Loop):
    """Acts on a reading of its own when the relay comes back."""

    def _retry(self, device: int, part: object) -> None:
        super()._retry(device, part)
        if device == gates.FAULT_RELAY and not self._gate.faults & device:
            try:
                self._hal.relay.hold(self._hal.emergency.active())
            except OSError:
                self.perform(self._fail(device))


class HoldsNotAnew(Gate):
    """Lets a relay that works again be."""

    def on_fault(self, device: int, active: bool, now_ms: int) -> list:
        return [effect for effect in super().on_fault(device, active, now_ms) if effect[0] != gates.HOLD]


class OpensAllOrNothing(Loop):
    """Reports to the gate that its relay works again only once the panel does, too."""

    def _retry(self, device: int, part: object) -> None:
        if device == gates.FAULT_RELAY:
            try:
                part.open()
                self._hal.panel.show("", "", "idle")
            except OSError:
                return
        super()._retry(device, part)


class ReleasesFirst(Gate):
    """Releases before the record is there."""

    def on_decision(self, decision: object, now_ms: int) -> list:
        effects = super().on_decision(decision, now_ms)
        early = [(gates.RELEASE, gates.ENTRY, 300)] if effects and effects[0][0] == gates.RIDE else []
        return early + effects


class ReleasesUnstored(Gate):
    """Takes a record that could not be written for one that was."""

    def on_stored(self, decision: object, sequence: object, now_ms: int) -> list:
        return super().on_stored(decision, 0 if sequence is None else sequence, now_ms)


class ServesInEmergency(Gate):
    def in_service(self) -> bool:
        return not self.faults


class ServesInFault(Gate):
    def in_service(self) -> bool:
        return not self.emergency


class KeepsEffects(Loop):
    """Carries out what was still to come when equipment failed."""

    def _kept(self, effects: list) -> list:
        return effects


class NeverRetries(Loop):
    def _retry(self, device: int, part: object) -> None:
        if device != gates.FAULT_SENSOR:
            super()._retry(device, part)


class LeavesScannerHeld(Loop):
    """Opens a scanner and leaves it held off."""

    def _retry(self, device: int, part: object) -> None:
        if device != gates.FAULT_SCANNER:
            return super()._retry(device, part)
        try:
            part.open()
        except OSError:
            return None
        self.perform(self._gate.on_fault(device, False, self._hal.clock.now_ms()))


class WatchesAtRest(Loop):
    """Does not look at the emergency contact while a code is judged."""

    def _watch(self) -> None:
        if not self.busy():
            super()._watch()


class ForgetsOutcomes(Gate):
    """Empties the queue without outcomes."""

    def _ended(self, outcome: int) -> list:
        super()._ended(outcome)
        return []


class PulsesOverlap(Gate):
    def _release(self, now_ms: int) -> list:
        self._pulse_end_ms = 0
        return super()._release(now_ms)


class IgnoresTheEnd(Gate):
    """Stays held when the emergency is over."""

    def on_emergency(self, active: bool, now_ms: int) -> list:
        return [effect for effect in super().on_emergency(active, now_ms) if effect != (gates.HOLD, False)]


class Raises(Loop):
    """Lets a panel that fails end the turn."""

    def _do(self, effect: tuple) -> list:
        if effect[0] == gates.SHOW and not self._hal.panel.usable:
            raise ValueError("the panel")
        return super()._do(effect)


# loop, gate, the violation, and a seed that shows it
PLANTS = (
    (ReadsAgain, Gate, loop_turns.NOT_ONCE, 7),
    (Loop, HoldsNotAnew, loop_turns.IDLE, 14),
    (OpensAllOrNothing, Gate, loop_turns.IDLE, 86),
    (Loop, ReleasesFirst, loop_turns.NO_RIDE, 1),
    (Loop, ReleasesUnstored, loop_turns.NO_RIDE, 2),
    (Loop, ServesInEmergency, loop_turns.IN_EMERGENCY, 1),
    (Loop, ServesInFault, loop_turns.OUT_OF_SERVICE, 1),
    (KeepsEffects, Gate, loop_turns.INVITES, 1008),
    (NeverRetries, Gate, loop_turns.STUCK, 1),
    (LeavesScannerHeld, Gate, loop_turns.HELD_OFF, 61),
    (WatchesAtRest, Gate, loop_turns.NOT_ONCE, 1),
    (Loop, ForgetsOutcomes, loop_turns.NO_OUTCOME, 1),
    (Loop, PulsesOverlap, loop_turns.OVERLAP, 1),
    (Loop, IgnoresTheEnd, loop_turns.HELD, 3),
    (Raises, Gate, loop_turns.RAISED, 7),
)


def test_each_guard_taken_out_is_named():
    unseen = []
    for loop, gate, violation, seed in PLANTS:
        found = Harness(seed, loop, gate).live()
        if not [name for name, _ in found if name.startswith(violation)]:
            unseen.append((loop.__name__, gate.__name__, violation, found))
    assert unseen == []
