"""Breadth first through every state of a gate: each state's every turn, and what it comes to.

A state is what gate, loop and facts hold; of a time only what is left of it, and of one that is over nothing.
"""

from collections import namedtuple

from terminal.gate import STILL_MS
from terminal.lane import Lane
from tests.safety.facts import Facts
from tests.safety.harness import BEGIN_MS, LISTS, A, B, Choices, Domain, Harness, Judging, Violated
from tests.safety.invariant import ADMITS, REST, RULES

# path: the words of each turn; states, turns: so many were looked at; deep: turns from the start to the last state.
Found = namedtuple("Found", "name clause path")
Searched = namedtuple("Searched", "found states turns deep")

CALM_TURNS = 40  # longer than any authorisation, prompt and wait for equipment, one behind the other

_GATE_PLAIN = ("_state", "shown", "_released", "_welcoming", "faults", "emergency")
_GATE = {*_GATE_PLAIN, "queue", "_deadline_ms", "_pulse_end_ms", "_prompt_end_ms", "_answers"}
_GATE_SET = {"_direction", "_pulse_ms", "_passage_ms", "_queue_max", "words"}
_LOOP = {"trust", "_steps", "_judged_by", "_passed", "_state", "_retry_ms"}
_LOOP_SET = {"policy", "_gate", "_history", "_journal", "_hal", "_judge", "_refusals", "_parts"}
_LOOP_LOGGED = {"_marks", "judged"}
_LANE = {"staffed", "_tail", "_account", "_refused", "_trip", "_same_tap"}
_LANE_SET = {"trips", "question", "_clock", "_complete_ms", "_first"}
_FACT_TIMES = ("pulse_ms", "passage_ms", "prompt_ms", "refused_ms")
_FACT_TABLES = ("stopped", "answered")
_FACT_PLAIN = tuple(
    [name for name in Facts.FIELDS if name not in (*_FACT_TIMES, *_FACT_TABLES, "counted_ms", "current")]
)


class Calm(Choices):
    """Everything works, time passes, no passenger comes but the one named."""

    def __init__(self, frame: str = "") -> None:
        super().__init__()
        self._frame = frame

    def among(self, options: tuple, words: str) -> object:
        if words.startswith("time"):
            return True
        if False in options:
            return False
        return self._frame if self._frame in options else options[0]


def check_fields(harness: Harness) -> None:
    """Raises AssertionError when gate or loop have a field that a state here does not know."""
    assert set(vars(harness.gate)) == _GATE | _GATE_SET, set(vars(harness.gate)) ^ (_GATE | _GATE_SET)
    loop = _LOOP | _LOOP_SET | _LOOP_LOGGED
    assert set(vars(harness.loop)) == loop, set(vars(harness.loop)) ^ loop
    lane = _LANE | _LANE_SET
    assert set(vars(harness.lane)) == lane, set(vars(harness.lane)) ^ lane


def save(harness: Harness) -> tuple:
    gate, loop, facts = harness.gate, harness.loop, harness.facts
    now_ms = facts.now_ms
    steps = loop._steps
    prompt_ms = gate._prompt_end_ms
    return (
        tuple([getattr(gate, name) for name in _GATE_PLAIN]),
        tuple(gate.queue),
        max(gate._deadline_ms - now_ms, 0) if gate._released else 0,
        max(gate._pulse_end_ms - now_ms, 0),
        None if prompt_ms is None else max(prompt_ms - now_ms, 0),
        tuple([(shown, at_ms - now_ms) for shown, at_ms in gate._answers if now_ms - at_ms < STILL_MS]),
        None if steps is None else (steps.payload, steps.trusted, steps.slices, loop._judged_by.sequence, loop._passed),
        loop._state,
        max(loop._retry_ms - now_ms, 0) if gate.faults else 0,
        tuple([getattr(facts, name) for name in _FACT_PLAIN]),
        tuple([max(getattr(facts, name) - now_ms, 0) for name in _FACT_TIMES]),
        tuple(sorted([(name, max(at_ms - now_ms, 0)) for name, at_ms in facts.stopped.items()])),
        tuple(sorted([(shown, at_ms - now_ms) for shown, at_ms in facts.answered.items() if at_ms > now_ms])),
        None if facts.counted_ms is None else max(facts.counted_ms - now_ms, 0),
        facts.current if steps is not None else b"",
        harness.list,
        _lane(harness, now_ms),
    )


def _lane(harness: Harness, now_ms: int) -> tuple:
    """What a lane holds; with a refusal that may be completed also the list that it was judged by."""
    lane = harness.lane
    held = lane._refused
    if held is not None:
        listed = harness.loop._judged_by
        held = (held[0], held[1], held[2] - now_ms, listed and listed.sequence)
    return lane.staffed, lane._tail, lane._account, held


def load(harness: Harness, state: tuple) -> None:
    gate, loop, facts = harness.gate, harness.loop, harness.facts
    now_ms = facts.now_ms = BEGIN_MS
    (plain, queue, deadline, pulse, prompt, answers, steps, reported, retry) = state[:9]
    (known, times, stopped, answered, counted, facts.current, harness.list, lane) = state[9:]
    for name, value in zip(_GATE_PLAIN, plain):
        setattr(gate, name, value)
    gate.queue = list(queue)
    gate._deadline_ms = now_ms + deadline
    gate._pulse_end_ms = now_ms + pulse
    gate._prompt_end_ms = None if prompt is None else now_ms + prompt
    gate._answers = [(shown, now_ms + at_ms) for shown, at_ms in answers]
    if steps is None:
        loop._steps = loop._judged_by = None
        loop._passed = 0
    else:
        loop._steps = Judging(harness, *steps[:3])
        loop._judged_by = LISTS[steps[3]]
        loop._passed = steps[4]
    _load_lane(harness, lane, now_ms)
    loop._state = reported
    loop._retry_ms = now_ms + retry
    loop._marks = [None, None, None, None]
    for name, value in zip(_FACT_PLAIN, known):
        setattr(facts, name, value)
    for name, left_ms in zip(_FACT_TIMES, times):
        setattr(facts, name, now_ms + left_ms)
    facts.stopped = {name: now_ms + left_ms for name, left_ms in stopped}
    facts.answered = {shown: now_ms + left_ms for shown, left_ms in answered}
    facts.counted_ms = None if counted is None else now_ms + counted


def _load_lane(harness: Harness, state: tuple, now_ms: int) -> None:
    lane = harness.lane
    lane.staffed, lane._tail, lane._account, held = state
    if held is not None:
        if harness.loop._steps is None and held[3]:
            harness.loop._judged_by = LISTS[held[3]]
        held = (held[0], held[1], held[2] + now_ms)
    lane._refused = held


class _Search:
    def __init__(self, domain: Domain, make: tuple) -> None:
        self.harness = Harness(domain, *make)
        check_fields(self.harness)
        self.came = [(0, ())]  # of each state: the one before, and the turn; None: power failed
        self.seen = {}
        self.turns = 0
        self._calm = set()

    def run(self, states: int, turns: int) -> Searched:
        harness = self.harness
        start = save(harness)
        self.seen[start] = 0
        frontier = [start]
        level = 0
        while frontier and len(self.seen) < states and self.turns < turns:
            level += 1
            found = []
            for state in frontier:
                given = ()
                while given is not None and self.turns < turns:
                    load(harness, state)
                    self.turns += 1
                    try:
                        taken = harness.turn(given)
                        self._arrive(state, given, found)
                    except Violated as error:
                        return self._result(Found(error.name, error.clause, self._path(state, given)), level)
                    given = taken.next_of()
                load(harness, state)
                harness.power_on()
                self._arrive(state, None, found)
            frontier = found
        return self._result(None, level)

    def _result(self, found: "Found | None", level: int) -> Searched:
        return Searched(found, len(self.seen), self.turns, level)

    def _arrive(self, before: tuple, given: "tuple | None", found: list) -> None:
        state = save(self.harness)
        if state in self.seen:
            return
        self.seen[state] = len(self.came)
        self.came.append((self.seen[before], given))
        found.append(state)
        self._calms(state)

    def _calms(self, state: tuple) -> None:
        """Whether it comes to rest from here, once all is well, and lets the next passenger through."""
        harness = self.harness
        on_the_way = []
        for _ in range(CALM_TURNS):
            if state in self._calm:
                break
            on_the_way.append(state)
            harness.turn_by(Calm())
            self.turns += 1
            if all([holds(harness.facts) for _, _, holds in RULES[REST]]):
                state = save(harness)
                if state not in self._calm:
                    self._admits()
                    self._calm.add(state)
                break
            state = save(harness)
        else:
            harness.ask(REST)
        self._calm.update(on_the_way)

    def _admits(self) -> None:
        harness = self.harness
        facts = harness.facts
        codes = (("code A", A), ("code B", B))[: harness.domain.codes]
        fresh = [(name, code) for name, code in codes if code not in facts.used]
        if facts.internal or not fresh:
            return
        while any(at_ms > facts.now_ms for at_ms in facts.answered.values()):
            harness.turn_by(Calm())
        opened = facts.opened
        for _ in range(5):
            harness.turn_by(Calm(fresh[0][0]))
        if facts.opened != opened | {fresh[0][1]}:
            raise Violated(*ADMITS)

    def _path(self, state: tuple, given: tuple) -> list:
        """The words of each turn up to this one."""
        harness = self.harness
        turns = [given]
        at = self.seen[state]
        while at:
            at, taken = self.came[at]
            turns.append(taken)
        harness.start()
        path = []
        for taken in reversed(turns):
            if taken is None:
                harness.power_on()
                path.append("power fails")
                continue
            try:
                harness.turn(taken)
            except Violated:
                pass
            path.append("".join(harness.choices.words).rstrip("; ") or "a turn")
        return path


def search(
    domain: Domain, gate: type, loop: type, lane: type = Lane, states: int = 1 << 30, turns: int = 1 << 40
) -> Searched:
    """The shortest way to a state that must not be, or none among all of them, or among so many, in so many turns."""
    return _Search(domain, (gate, loop, lane)).run(states, turns)
