"""Guards whose absence nothing can show at this loop, and why they are there."""

REDUNDANT = {
    "ride_code: len(payload) <= INPUT_MAX_BYTES, always": (
        "bounds the work of recover()"
    ),
    "Gate.on_scan: not payloads, never": (
        "the loop asks the same before it polls; the gate takes events in any order (tests/test_gate.py)"
    ),
    "Gate.on_scan: not self.ready(), never": (
        "the loop asks the same before it polls; the gate takes events in any order (tests/test_gate.py)"
    ),
    "Gate.on_scan: payload not in rides, always": (
        "the contract of Scanner: a frame's payloads are distinct"
    ),
    "Gate.on_scan: self.faults & FAULT_SCANNER, never": (
        "a scanner that failed reads nothing until it was opened again"
    ),
    "Gate.on_decision: payload, never": (
        "two codes held up in between change it, of which these domains know one (tests/core/test_lane.py)"
    ),
    "Gate.on_decision: self.shown = payload, gone": (
        "two codes held up in between change it, of which these domains know one (tests/core/test_lane.py)"
    ),
    "Gate.on_decision: decision is None, never": (
        "a tap that changes nothing is of trips alone (tests/core/test_lane.py)"
    ),
    "Gate.on_decision: self._remember(now_ms), gone": (
        "a tap that changes nothing is of trips alone (tests/core/test_lane.py)"
    ),
    "Gate.on_decision: self._state = _STORING, gone": (
        "the loop reads the contact once, before it decides: nothing changes between RIDE and its answer"
    ),
    "Gate.on_stored: self.emergency, never": (
        "the loop reads the contact once, before it decides: nothing changes between RIDE and its answer"
    ),
    "Gate.on_emergency: before is None, never": (
        "spares one repeated SHOW at the first reading"
    ),
    "Gate.on_emergency: not active, never": (
        "spares one repeated SHOW at the first reading"
    ),
    "Gate.on_fault: device == FAULT_RELAY, always": (
        "spares a HOLD of the level that the relay has already"
    ),
    "Gate.on_fault: not active, always": (
        "spares a HOLD to a relay that has just failed"
    ),
    "Gate._remember: len(self._answers) >= _ANSWERS_MAX, never": (
        "bounds the memory (tests/test_gate.py)"
    ),
    "Gate._remember: self._answers.pop(0), gone": (
        "bounds the memory (tests/test_gate.py)"
    ),
    "Gate._resting: self._prompt_end_ms = None, gone": (
        "spares the panel a repeated SHOW, which changes nothing"
    ),
    "Gate._ended: self.in_service(), never": (
        "whenever the gate is in service there, its queue is empty already"
    ),
    "Loop.step: refusals is not None, always": (
        "every board counts refusals, and so does this search"
    ),
    "Loop._watch: gate.faults, always": (
        "no bit of a device is set then, and the loop below does nothing"
    ),
    "Loop._fail: self._retry_ms = now_ms + _RETRY_MS, gone": (
        "spares one try right behind the failure"
    ),
    "Loop._look: payloads, always": (
        "Gate.on_scan passes over an empty frame too"
    ),
    "Loop._look: self._marks = [self._hal.clock.ticks_us(), None, None, None], gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._advance: self._marks[1] = self._hal.clock.ticks_us(), gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._do: kind == gates.SHOW, always": (
        "the last of six kinds: there is no seventh"
    ),
    "Loop._do: self._passed = 0, gone": (
        "only the step named with a list that cannot be read"
    ),
    "Loop._do: self.judged = effect[1], gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._do: self._marks[3] = hal.clock.ticks_us(), gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._do: hal.log.event('release', effect[1], effect[2]), gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._do: hal.log.event('hold', effect[1]), gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._do: hal.log.event('panel', zh, en, effect[2]), gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._tell: self._refusals is not None, always": (
        "every board counts refusals, and so does this search"
    ),
    "Loop._append_ride: trust is None, never": (
        "a decision without a list is TRUST_LIST_MISSING, never accepted"
    ),
    "Loop._append_ride: self._marks[2] = self._hal.clock.ticks_us(), gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._append_ride: self._hal.log.event('ride', sequence), gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Loop._append_outcome: self._hal.log.event('outcome', ride, outcome), gone": (
        "for the log and its stopwatch alone: decides nothing"
    ),
    "Lane.switch: self._tail = self._account = b'', gone": (
        "nothing is kept: tests/core/test_lane.py"
    ),
    "Lane.completable: self.staffed, always": (
        "a refusal is kept at a staffed lane alone, and a switch drops it"
    ),
    "Lane.completable: self.expire(self._clock.now_ms()), gone": (
        "it is called in every turn as well"
    ),
    "Lane.complete: not gate.ready(), never": (
        "a code under judgement drops the refusal, and so has each that fills the queue"
    ),
    "Lane.complete: not 0 < operator <= OPERATOR_MAX, never": (
        "bounds of a record: tests/core/test_lane.py"
    ),
    "Lane.complete: not 0 < reason <= REASON_MAX, never": (
        "bounds of a record: tests/core/test_lane.py"
    ),
    "Lane.complete: self._tail = bytes([self._tail[0] | BY_STAFF]) + self._tail[1:], gone": (
        "a field of a record: tests/core/test_lane.py"
    ),
    "Gate.on_tick: self._state == _IDLE, never": (
        "lets go of the last code at rest: tests/desktop/test_nothing_kept.py"
    ),
    "Gate.on_tick: self._answers = [], gone": (
        "lets go of the last code at rest: tests/desktop/test_nothing_kept.py"
    ),
    "Gate.on_tick: self.shown = b'', gone": (
        "lets go of the last code at rest: tests/desktop/test_nothing_kept.py"
    ),
    "Loop._tell: self._steps is None, always": (
        "the payload of a log line alone: tests/core/test_run.py"
    ),
    "Loop._tell: self._steps is None, never": (
        "lets go of the last code at rest: tests/desktop/test_nothing_kept.py"
    ),
    "Loop._tell: self.judged = b'', gone": (
        "lets go of the last code at rest: tests/desktop/test_nothing_kept.py"
    ),
    "Lane.complete: hasattr(code, 'authenticated'), always": (
        "with a queue of one, as here, no code is read while one waits: tests/core/test_lane.py"
    ),
    "Lane.complete: hasattr(code, 'authenticated'), never": (
        "only a card has it, and these domains have codes: tests/core/test_card_lane.py"
    ),
    "Lane.complete: loop.judged = payload, gone": (
        "for the log alone: decides nothing"
    ),
}
