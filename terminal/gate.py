"""The gate as a state machine: events in, effects out. No clock, no IO, no sleep.

A scan is judged outside (`decide.steps`), a ride is written outside (`journal`); in between the gate knows who is still
holding which phone, whose authorisation is next, and when nothing may be decided at all. Effects are tuples:

    (JUDGE, payload)               start deciding; answer with on_decision
    (RIDE, decision)               write the ride record; answer with on_stored
    (OUTCOME, sequence, outcome)   write how that ride ended
    (SHOW, words, lamp, decision)  words: (zh, en); decision: the answer shown, or None
    (RELEASE, direction, pulse_ms) pulse that release contact
    (HOLD, active)                 hold the gate open, or stop holding it
"""

from terminal import codes, records
from terminal.decide import Decision
from terminal.port import TYPE_CHECKING, const
from terminal.recover import RECOVERIES, recover
from terminal.ridecode import INPUT_MAX_BYTES, measured

if TYPE_CHECKING:
    from typing import Any

    Effects = list[tuple[Any, ...]]

JUDGE = const(1)
RIDE = const(2)
OUTCOME = const(3)
SHOW = const(4)
RELEASE = const(5)
HOLD = const(6)

ENTRY = "entry"
EXIT = "exit"

# Lamps of the panel.
LAMP_IDLE = "idle"
LAMP_GREEN = "green"
LAMP_RED = "red"
LAMP_AMBER = "amber"

# Devices that can fail, as bits.
FAULT_RELAY = const(1)
FAULT_SCANNER = const(2)
FAULT_SERVICE = const(4)  # no fault: the operator has taken the terminal out of service
FAULT_INTERNAL = const(8)  # our own: only a restart clears it
FAULT_EMERGENCY = const(16)  # the contact cannot be read
FAULT_SENSOR = const(32)
FAULT_PANEL = const(64)

PULSE_MIN_MS = const(200)
PULSE_MAX_MS = const(1000)
PASSAGE_MIN_MS = const(1000)
PASSAGE_MAX_MS = const(30_000)
QUEUE_MAX = const(8)
_GAP_MS = const(20)  # between two pulses: a relay and a turnstile have to see the contact open
STILL_MS = const(2000)
PROMPT_MS = const(3000)

_ANSWERS_MAX = const(8)

_IDLE = const(0)
_JUDGING = const(1)
_STORING = const(2)
_SEVERAL = const(-1)


def _bounded(key: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"gate.{key}: {value} is outside {low}..{high}")
    return value


def ride_code(payload: bytes) -> bool:
    """Whether it is measured like a ride code, once recovered."""
    return len(payload) <= INPUT_MAX_BYTES and measured(recover(payload, RECOVERIES)[0])


class Gate:
    """The release contact of one direction with its passage sensor. now_ms is monotonic and never wraps.

    Only the gate decides the level of the contact: HOLD answers the first reading of the emergency contact, each
    reading that differs from the one before, and a relay that works again. Clause: spec §7.
    """

    def __init__(self, direction: str = ENTRY, pulse_ms: int = 500, passage_ms: int = 5000, queue: int = 3) -> None:
        if direction not in (ENTRY, EXIT):
            raise ValueError(f"gate.direction: {direction!r} is no direction")
        self._direction = direction
        self._pulse_ms = _bounded("pulse_ms", pulse_ms, PULSE_MIN_MS, PULSE_MAX_MS)
        self._passage_ms = _bounded("passage_ms", passage_ms, PASSAGE_MIN_MS, PASSAGE_MAX_MS)
        self._queue_max = _bounded("queue", queue, 1, QUEUE_MAX)
        self._state = _IDLE
        self.shown = b""  # the payload under judgement
        self.queue: list[tuple[int, bytes]] = []  # (ride sequence, payload); the first is the one released
        self._released = False
        self._deadline_ms = 0
        self._pulse_end_ms = 0
        self._answers: list[tuple[bytes, int]] = []  # (payload, when it was answered)
        self._prompt_end_ms: int | None = 0  # the first tick shows what the panel says at rest
        self._welcoming = False  # the prompt is an acceptance: it stays until its passenger is through
        self.words: dict[int, tuple[str, str]] = {}  # whose words are others here: of a result; -1 of several at once
        self.faults = 0
        self.emergency: bool | None = None  # the last reading of the contact; None before the first

    def ready(self) -> bool:
        """Whether a scan would be looked at now: nothing is under judgement and the queue has space."""
        return self._state == _IDLE and len(self.queue) < self._queue_max

    def in_service(self) -> bool:
        """Whether anything is judged at all (step 0)."""
        return not self.emergency and not self.faults

    def on_scan(self, payloads: tuple[bytes, ...], now_ms: int) -> "Effects":
        """Handle what a reader saw in one frame. Returns [JUDGE], [SHOW] or [] when it leaves the prompt as it is.

        Several payloads: a single ride code among them, besides those whose passengers are on their way, is the one
        meant; two different ride codes are both left unjudged. The same bytes again within 2 s of an answer, or while
        their authorisation waits for its passenger, change nothing. Clause: spec §4 step 0, §5, §7.
        """
        if not payloads or not self.ready():
            return []
        waiting = [payload for _, payload in self.queue]
        rides: list[bytes] = []
        still = False
        for payload in payloads:
            if payload in waiting:
                still = True
            elif payload not in rides and ride_code(payload):
                rides.append(payload)
        if still and not rides:
            return []
        shown = b"".join(rides) if rides else payloads[0][: INPUT_MAX_BYTES + 1]
        if self.still(shown, now_ms):
            return []
        self.shown = shown
        if not self.in_service():
            result = codes.SCANNER_FAULT if self.faults & FAULT_SCANNER else codes.GATE_FAULT
            return self._answer(Decision(result, 0, None, (), None, -1, None), now_ms)
        if len(rides) > 1:
            self._remember(now_ms)
            return self._show(self.words.get(_SEVERAL, codes.ONE_CODE), LAMP_AMBER, None, now_ms)
        self._state = _JUDGING
        return [(JUDGE, shown)]

    def on_decision(self, decision: Decision | None, now_ms: int, payload: bytes = b"") -> "Effects":
        """The answer to JUDGE: [RIDE] for an accepted code, [SHOW] for a refused one, [] for None, which changes
        nothing, as a phone held still.

        payload: of a refusal that the staff completes (terminal/lane.py), which is no answer to JUDGE.
        """
        if payload:
            self.shown = payload
        self._state = _IDLE
        if decision is None:
            self._remember(now_ms)
            return []
        if decision.result == codes.ACCEPTED:
            if not self.in_service():
                return []  # an emergency or a fault came first: nothing was written, nothing opens
            self._state = _STORING
            return [(RIDE, decision)]
        ended: Effects = []
        if decision.result == codes.INTERNAL:
            self.faults |= FAULT_INTERNAL
            ended = self._ended(records.FAULT)
        return ended + self._answer(decision, now_ms)

    def on_stored(self, decision: Decision, sequence: int | None, now_ms: int) -> "Effects":
        """The answer to RIDE: the record's sequence once it is durable, None when it could not be written."""
        self._state = _IDLE
        if sequence is None:
            failed = Decision(codes.STORE_FAILED, 25, decision.code, decision.recovered, None, -1, None)
            return self._answer(failed, now_ms)
        if not self.in_service():
            return [(OUTCOME, sequence, records.EMERGENCY if self.emergency else records.FAULT)]
        self.queue.append((sequence, self.shown))
        return self._release(now_ms) + self._answer(decision, now_ms)

    def on_passage(self, now_ms: int) -> "Effects":
        """A passenger went through. Ends the authorisation that was released; the next one follows."""
        return self._end(records.PASSED, now_ms) if self._released else []

    def on_tick(self, now_ms: int) -> "Effects":
        """Time went by: an unused authorisation ends, a waiting one is released, a prompt goes out."""
        if self._released and now_ms >= self._deadline_ms:
            return self._end(records.TIMEOUT, now_ms)
        effects = self._release(now_ms)
        stays = self._welcoming and self.queue
        if self._prompt_end_ms is not None and now_ms >= self._prompt_end_ms and not stays:
            if self._state == _IDLE:
                self.shown = b""
            self._answers = []  # older than STILL_MS
            effects.append(self._resting())
        return effects

    def on_emergency(self, active: bool, now_ms: int) -> "Effects":
        """A reading of the emergency contact. Active opens the gate, whatever else is under way, and ends every
        authorisation."""
        before = self.emergency
        if active == before:
            return []
        self.emergency = active
        hold: Effects = [(HOLD, active)]
        return hold if before is None and not active else hold + self._interrupt(records.EMERGENCY)

    def on_fault(self, device: int, active: bool, now_ms: int) -> "Effects":
        """A device (FAULT_…) failed or works again. A fault ends every authorisation; the gate stays as wired.

        A relay that works again is put where the last reading of the emergency contact wants it.
        """
        faults = self.faults | device if active else self.faults & ~device
        if faults == self.faults:
            return []
        self.faults = faults
        hold: Effects = [(HOLD, bool(self.emergency))] if device == FAULT_RELAY and not active else []
        return hold + self._interrupt(records.FAULT)

    def still(self, shown: bytes, now_ms: int) -> bool:
        for payload, answered_ms in self._answers:
            if payload == shown and now_ms - answered_ms < STILL_MS:
                return True
        return False

    def _remember(self, now_ms: int) -> None:
        if len(self._answers) >= _ANSWERS_MAX:
            self._answers.pop(0)
        self._answers.append((self.shown, now_ms))

    def _answer(self, decision: Decision, now_ms: int) -> "Effects":
        self._remember(now_ms)
        lamp = LAMP_GREEN if self.emergency or decision.result == codes.ACCEPTED else LAMP_RED
        words = codes.EMERGENCY if self.emergency else self.words.get(decision.result)
        if words is None:  # a family's own results are in `words` alone
            code = codes.of(decision.result)
            words = code.zh, code.en
        return self._show(words, lamp, decision, now_ms)

    def _show(self, words: tuple[str, str], lamp: str, decision: Decision | None, now_ms: int) -> "Effects":
        self._prompt_end_ms = now_ms + PROMPT_MS
        self._welcoming = lamp == LAMP_GREEN
        return [(SHOW, words, lamp, decision)]

    def _resting(self) -> "tuple[Any, ...]":
        """What the panel shows while no answer is on it."""
        self._prompt_end_ms = None
        if self.emergency:
            return (SHOW, codes.EMERGENCY, LAMP_GREEN, None)
        if self.faults:
            return (SHOW, codes.OUT_OF_SERVICE, LAMP_RED, None)
        return (SHOW, codes.IDLE, LAMP_IDLE, None)

    def _release(self, now_ms: int) -> "Effects":
        if self._released or not self.queue or now_ms < self._pulse_end_ms:
            return []
        self._released = True
        self._pulse_end_ms = now_ms + self._pulse_ms + _GAP_MS
        self._deadline_ms = now_ms + self._passage_ms
        return [(RELEASE, self._direction, self._pulse_ms)]

    def _end(self, outcome: int, now_ms: int) -> "Effects":
        sequence, _ = self.queue.pop(0)
        self._released = False
        return [(OUTCOME, sequence, outcome)]  # writing it takes time: the next release waits for the next tick

    def _interrupt(self, outcome: int) -> "Effects":
        return self._ended(outcome) + [self._resting()]

    def _ended(self, outcome: int) -> "Effects":
        """Every authorisation ends when the terminal is no longer in service."""
        if self.in_service():
            return []
        ended: Effects = [(OUTCOME, sequence, outcome) for sequence, _ in self.queue]
        self.queue = []
        self._released = False
        return ended
