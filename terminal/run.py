"""The one place where deciding and the world meet: one bounded turn at a time.

Each turn looks at the emergency contact and the sensor first, then advances whatever is under way by one step and
performs the effects. Equipment that fails (OSError) is mapped here, and only here, to a result and a safe gate.
"""

from collections import namedtuple

from terminal import codes, gate as gates
from terminal.decide import Decision, steps
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal, remembered_until_s
from terminal.policy import Policy
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from terminal.gate import Effects
    from terminal.trust import TrustList

Hal = namedtuple("Hal", "clock scanner relay sensor emergency panel watchdog log")

# When the code at hand was read, decided, written and released: ticks in microseconds, None for what was not reached.
Marks = namedtuple("Marks", "read_us decided_us stored_us released_us")

_AGE_SLOTS = const(8)  # slots of the replay memory looked at in one turn
_RETRY_MS = const(1000)  # between two tries to get a failed relay back


class Loop:
    """The main loop of a terminal; its devices are open, its journal too."""

    def __init__(
        self,
        gate: Gate,
        trust: "TrustList | None",
        policy: Policy,
        history: History,
        journal: Journal,
        hal: Hal,
    ) -> None:
        self.trust = trust
        self.policy = policy
        self._gate = gate
        self._history = history
        self._journal = journal
        self._hal = hal
        self._steps: Generator[int | None, None, Decision] | None = None
        self._passed = 0
        self._marks: list[int | None] = [None, None, None, None]
        self._retry_ms = 0
        self._sound = True

    def step(self) -> None:
        """One turn, never longer than one slice of arithmetic, one look at the reader or one write.

        Raises nothing that a code or a device can cause. After an INTERNAL result the watchdog is fed no more.
        """
        clock = self._hal.clock
        now_ms = clock.now_ms()
        self._watch(now_ms)
        if self._steps is not None:
            self._advance(self._steps, now_ms)
        elif self._gate.ready():
            self._look(now_ms)
        self._perform(self._gate.on_tick(now_ms), now_ms)
        now_s = clock.now_s()
        if now_s is not None:
            self._history.age(now_s, _AGE_SLOTS)
        if self._sound:
            self._hal.watchdog.feed()

    def _watch(self, now_ms: int) -> None:
        """Emergency contact, passage sensor, and another try for what has failed."""
        gate = self._gate
        try:
            self._perform(gate.on_emergency(self._hal.emergency.active(), now_ms), now_ms)
            for _ in range(self._hal.sensor.passages()):
                self._perform(gate.on_passage(now_ms), now_ms)
        except OSError:
            self._failed(gates.FAULT_GATE, now_ms)
        if gate.faults and now_ms >= self._retry_ms:
            self._retry_ms = now_ms + _RETRY_MS
            if gate.faults & gates.FAULT_SCANNER:
                self._retry(gates.FAULT_SCANNER, self._hal.scanner.open, now_ms)
            if gate.faults & gates.FAULT_GATE:
                self._retry(gates.FAULT_GATE, self._secure, now_ms)

    def _secure(self) -> None:
        """Put the contacts where they belong now; OSError when relay, sensor or emergency contact still fail."""
        if self._hal.emergency.active():
            self._hal.relay.hold(True)
        else:
            self._hal.relay.safe()

    def _retry(self, device: int, attempt: "Callable[[], None]", now_ms: int) -> None:
        try:
            attempt()
        except OSError:
            return
        self._perform(self._gate.on_fault(device, False, now_ms), now_ms)

    def _failed(self, device: int, now_ms: int) -> None:
        self._retry_ms = now_ms + _RETRY_MS
        self._perform(self._gate.on_fault(device, True, now_ms), now_ms)

    def _look(self, now_ms: int) -> None:
        try:
            payloads = self._hal.scanner.poll(now_ms)
        except OSError:
            self._failed(gates.FAULT_SCANNER, now_ms)
            return
        if payloads:
            self._marks = [self._hal.clock.ticks_us(), None, None, None]
            self._perform(self._gate.on_scan(payloads, now_ms), now_ms)

    def _advance(self, judging: "Generator[int | None, None, Decision]", now_ms: int) -> None:
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
        if decision.result == codes.INTERNAL:
            self._sound = False
        self._perform(self._gate.on_decision(decision, now_ms), now_ms)

    def _perform(self, effects: "Effects", now_ms: int) -> None:
        """Carry effects out in order; what they lead to comes before the ones behind them."""
        while effects:
            effect = effects[0]
            kind = effect[0]
            more: Effects = []
            try:
                if kind == gates.JUDGE:
                    self._passed = 0
                    now_s = self._hal.clock.now_s()
                    self._steps = steps(effect[1], self.trust, self.policy, self._history, now_s)
                elif kind == gates.RIDE:
                    more = self._gate.on_stored(effect[1], self._store_ride(effect[1], now_ms), now_ms)
                elif kind == gates.OUTCOME:
                    self._store_outcome(effect[1], effect[2], now_ms)
                elif kind == gates.RELEASE:
                    self._hal.relay.release(effect[1], effect[2])
                    self._marks[3] = self._hal.clock.ticks_us()
                elif kind == gates.HOLD:
                    self._hal.relay.hold(effect[1])
                elif kind == gates.SHOW:
                    self._hal.panel.show(effect[1][0], effect[1][1], effect[2])
                    if effect[3] is not None:
                        self._hal.log.decision(effect[3], Marks(*self._marks))
            except OSError:
                more = self._gate.on_fault(gates.FAULT_GATE, True, now_ms)
                self._retry_ms = now_ms + _RETRY_MS
            effects = more + effects[1:]

    def _store_ride(self, decision: Decision, now_ms: int) -> int | None:
        """Write the ride and remember its code: the record's sequence, None when there is no room or no storage."""
        now_s = self._hal.clock.now_s()
        trust = self.trust
        if now_s is None or trust is None or self._history.full(now_s):
            return None
        code = decision.code
        self._hold_scanner(True, now_ms)
        try:
            sequence = self._journal.append_ride(decision, self.policy.fare_fen, trust.sequence, now_s)
        except OSError:
            return None
        finally:
            self._hold_scanner(False, now_ms)
        until_s = remembered_until_s(code.generated_s, code.validity_s, self.policy)
        self._history.add(code.account, code.generated_s, until_s)
        self._marks[2] = self._hal.clock.ticks_us()
        return sequence

    def _store_outcome(self, ride_sequence: int, outcome: int, now_ms: int) -> None:
        self._hold_scanner(True, now_ms)
        try:
            self._journal.append_outcome(ride_sequence, outcome, self._hal.clock.now_s())
        except OSError:
            return  # the ride stays without an outcome and gets `unknown` at the next start
        finally:
            self._hold_scanner(False, now_ms)

    def _hold_scanner(self, active: bool, now_ms: int) -> None:
        """Writing must not lose what a scanner sends meanwhile, and a scanner must not lose what is written."""
        try:
            self._hal.scanner.hold(active)
        except OSError:
            self._failed(gates.FAULT_SCANNER, now_ms)
