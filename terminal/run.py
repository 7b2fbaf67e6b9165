"""The one place where decisions and hardware meet: one bounded turn at a time.

Each turn tries what has failed once more, looks at the emergency contact and the sensor, then advances whatever is
under way by one step and performs the effects. Equipment that fails (OSError) is mapped here, and only here, to a
result and a safe gate.
"""

from collections import namedtuple

from terminal import codes, gate as gates
from terminal.decide import Decision, steps
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from terminal.gate import Effects
    from terminal.policy import Policy
    from terminal.refusals import Refusals
    from terminal.trust import TrustList

Hal = namedtuple("Hal", "clock scanner relay sensor emergency panel watchdog log")

# When the code at hand was read, decided, written and released: ticks in microseconds, None for what was not reached.
Marks = namedtuple("Marks", "read_us decided_us stored_us released_us")

_AGE_SLOTS = const(8)  # slots of the replay memory looked at in one turn
_RETRY_MS = const(1000)  # between two tries to get a failed relay back


class Loop:
    """The main loop of a terminal; its devices are open, its journal too. judge: `decide.steps`, or what times it."""

    def __init__(
        self,
        gate: Gate,
        trust: "TrustList | None",
        policy: "Policy",
        history: History,
        journal: Journal,
        hal: Hal,
        judge: "Callable[..., Generator[Any, Any, Decision | None]]" = steps,
        refusals: "Refusals | None" = None,
    ) -> None:
        self.trust = trust
        self.policy = policy
        self._gate = gate
        self._history = history
        self._journal = journal
        self._hal = hal
        self._judge = judge
        self._refusals = refusals
        self._steps: Generator[Any, Any, Decision | None] | None = None
        self._judged_by: TrustList | None = None  # the list the code at hand is judged by, whatever is installed since
        self._passed = 0
        self._marks: list[int | None] = [None, None, None, None]
        self.judged = b""  # the code at hand, until the panel is at rest
        self._state: tuple[object, ...] = ()  # what was reported last: faults, emergency, ready
        self._retry_ms = 0
        self._parts = (  # the relay first: in an emergency it is missed most
            (gates.FAULT_RELAY, hal.relay),
            (gates.FAULT_EMERGENCY, hal.emergency),
            (gates.FAULT_SENSOR, hal.sensor),
            (gates.FAULT_PANEL, hal.panel),
            (gates.FAULT_SCANNER, hal.scanner),
        )

    def step(self) -> None:
        """One turn, never longer than one slice of arithmetic, one look at the reader or one write.

        Raises nothing that a code or a device can cause. After an INTERNAL result nothing is judged and the watchdog
        is fed no more: only a restart helps.
        """
        clock = self._hal.clock
        self._watch()
        if self._steps is not None:
            self._advance(self._steps)
        elif self._gate.ready():
            self._look()
        self.perform(self._gate.on_tick(clock.now_ms()))
        now_s = clock.now_s()
        refusals = self._refusals
        if refusals is not None and self._steps is None and refusals.due(clock.now_ms()):
            self.perform(self.written(refusals.write, clock.now_ms(), now_s))
        if now_s is not None:
            self._history.age(now_s, _AGE_SLOTS)
        gate = self._gate
        state = (gate.faults, gate.emergency, gate.ready())
        if state != self._state:
            self._state = state
            self._hal.log.event("state", *state)
        if not gate.faults & gates.FAULT_INTERNAL:
            self._hal.watchdog.feed()

    def busy(self) -> bool:
        """Whether a decision is under way: the next turn has work to do, whatever the devices report."""
        return self._steps is not None

    def _watch(self) -> None:
        """Try again what has failed, then read the emergency contact and the sensor, once each, for the gate. In this
        order: a contact that opens and gives no reading is in service for no part of a turn.

        No other code reads the contact, and none acts on a reading but the gate. Clause: spec §7.
        """
        gate, hal = self._gate, self._hal
        now_ms = hal.clock.now_ms()
        if gate.faults and now_ms >= self._retry_ms:
            self._retry_ms = now_ms + _RETRY_MS
            for device, part in self._parts:
                if gate.faults & device:
                    self._retry(device, part)
        try:
            effects = gate.on_emergency(hal.emergency.active(), now_ms)
        except OSError:
            effects = self._fail(gates.FAULT_EMERGENCY)
        self.perform(effects)
        try:
            passed = hal.sensor.passages()  # more than one: the others went through before the next release
            effects = gate.on_passage(now_ms) if passed else []
        except OSError:
            effects = self._fail(gates.FAULT_SENSOR)
        self.perform(effects)

    def _retry(self, device: int, part: "Any") -> None:
        try:
            part.open()
            if device == gates.FAULT_SCANNER:
                part.hold(False)  # it may have failed while it was held off
        except OSError:
            return
        self.perform(self._gate.on_fault(device, False, self._hal.clock.now_ms()))

    def _fail(self, device: int) -> "Effects":
        now_ms = self._hal.clock.now_ms()
        if not self._gate.faults & device:
            self._retry_ms = now_ms + _RETRY_MS
        return self._gate.on_fault(device, True, now_ms)

    def _look(self) -> None:
        now_ms = self._hal.clock.now_ms()
        try:
            payloads = self._hal.scanner.poll(now_ms)
        except OSError:
            self.perform(self._fail(gates.FAULT_SCANNER))
            return
        if payloads:
            self._marks = [self._hal.clock.ticks_us(), None, None, None]
            self.perform(self._gate.on_scan(payloads, now_ms))

    def _advance(self, judging: "Generator[Any, Any, Decision | None]") -> None:
        """One slice of the decision under way."""
        try:
            passed = next(judging)
            if passed is not None:
                self._passed = passed
            return
        except StopIteration as end:
            decision = end.value
        except OSError:  # the trust list's storage
            decision = Decision(codes.STORE_FAILED, self._passed + 1, None, (), None, -1, None)
        self._steps = None
        self._marks[1] = self._hal.clock.ticks_us()
        self.perform(self._gate.on_decision(decision, self._hal.clock.now_ms()))

    def perform(self, effects: "Effects") -> None:
        """Carry effects out in order; what they lead to comes before the ones behind them.

        When equipment fails, the gate learns it at once. Of the effects that were still to come only those remain that
        no fault makes wrong: records of what has happened, and holding the gate open. Answers go to the log alone.
        """
        while effects:
            effect = effects[0]
            late = effects[1:]
            faults = self._gate.faults
            try:
                more = self._do(effect)
            except OSError:
                more = self._fail(gates.FAULT_PANEL if effect[0] == gates.SHOW else gates.FAULT_RELAY)
            effects = more + (late if self._gate.faults == faults else self._kept(late))

    def _kept(self, effects: "Effects") -> "Effects":
        for late in effects:
            if late[0] == gates.SHOW:
                self._tell(late[3])
        return [late for late in effects if late[0] in (gates.OUTCOME, gates.HOLD)]

    def _do(self, effect: "tuple[Any, ...]") -> "Effects":
        """One effect; returns what the gate answers to it. Raises OSError when relay or panel fail."""
        kind = effect[0]
        hal = self._hal
        if kind == gates.JUDGE:
            self._passed = 0
            self.judged = effect[1]
            self._judged_by = self.trust
            self._steps = self._judge(effect[1], self.trust, self.policy, self._history, hal.clock.now_s())
        elif kind == gates.RIDE:
            return self._store_ride(effect[1])
        elif kind == gates.OUTCOME:
            return self.written(self._append_outcome, effect[1], effect[2])
        elif kind == gates.RELEASE:
            hal.relay.release(effect[1], effect[2])
            self._marks[3] = hal.clock.ticks_us()
            hal.log.event("release", effect[1], effect[2])
        elif kind == gates.HOLD:
            hal.relay.hold(effect[1])
            hal.log.event("hold", effect[1])
        elif kind == gates.SHOW:
            self._tell(effect[3])
            zh, en = effect[1]
            hal.panel.show(zh, en, effect[2])
            hal.log.event("panel", zh, en, effect[2])
        return []

    def _tell(self, decision: Decision | None) -> None:
        if decision is not None:
            self._hal.log.decision(decision, Marks(*self._marks), self.judged)
            if decision.result != codes.ACCEPTED and self._refusals is not None:
                self._refusals.note(decision, self._hal.clock.now_ms(), self._hal.clock.now_s())
        elif self._steps is None:
            self.judged = b""

    def _store_ride(self, decision: Decision) -> "Effects":
        """Write the ride, while the scanner is held off. Without space, storage or a scanner that can be held, nothing
        is released."""
        sequence = None
        faults = self._hold_scanner(True)
        if not faults:
            sequence = self._append_ride(decision)
            faults = self._hold_scanner(False)
        return faults + self._gate.on_stored(decision, sequence, self._hal.clock.now_ms())

    def _append_ride(self, decision: Decision) -> int | None:
        now_s = self._hal.clock.now_s()
        trust = self._judged_by
        if now_s is None or trust is None:
            return None
        try:
            sequence: int = self._journal.append_ride(decision, self.policy.fare_fen, trust.sequence, now_s)
        except OSError:
            return None
        self._marks[2] = self._hal.clock.ticks_us()
        self._hal.log.event("ride", sequence)
        return sequence

    def _append_outcome(self, ride: int, outcome: int) -> None:
        self._journal.append_outcome(ride, outcome, self._hal.clock.now_s())
        self._hal.log.event("outcome", ride, outcome)

    def written(self, write: "Callable[..., object]", *what: "Any") -> "Effects":
        """Write something, while the scanner is held off. What cannot be written now is tried again later."""
        faults = self._hold_scanner(True)
        try:
            write(*what)
        except OSError:
            pass
        return faults + self._hold_scanner(False)

    def _hold_scanner(self, active: bool) -> "Effects":
        try:
            self._hal.scanner.hold(active)
        except OSError:
            return self._fail(gates.FAULT_SCANNER)
        return []
