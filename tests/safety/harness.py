"""A gate and its loop, as they are, among devices whose every answer is a choice of the search.

A turn is `Loop.step`; what each call of a device answers is drawn from `Choices`, the ordinary answer first. So a list
of numbers is a turn, and all of them are all turns. The judge is handed to the loop as on a desktop; the journal is its
contract: durable or OSError, and after an OSError it is not known.

Length: the devices are a few lines each and share one way to fail.
"""

from collections import namedtuple
from struct import unpack

from terminal import codes, run
from terminal.decide import Decision
from terminal.lane import Lane
from terminal.policy import STANDARD
from tests.builder.code_builder import unsigned
from tests.safety.facts import PULSE_MS, STAFF_MS, STEP_MS, Facts
from tests.safety.invariant import CRASH, ENDLESS, RULES, STAFF_TURN, TURN

# codes: 1 or 2 of them. faults: devices that may fail, `most` at the same time. may: what else may happen, out of
# foreign (payloads that are no ride codes), store, trust (the list's storage), clock, lists, power, refusals, staff
Domain = namedtuple("Domain", "name codes faults most may queue passage_ms")

A, B = unsigned(21), unsigned(22, 0)
NAMES = {A: "code A", B: "code B", b"TX": "a foreign code"}
NUMBERS = {A: 1, B: 2}  # the sequence of its ride; each code has one at most
CODES = {number: code for code, number in NUMBERS.items()}
_NOW_S = 1_793_000_000
_EVENTS_MAX = 100  # of a turn: none has half as many
BEGIN_MS = 100_000  # the moment of every state: what is left of a deadline is counted from here
_OK, _FAILS, _LATE = "", "fails", "acts, then fails"
_CUT_BEFORE, _CUT_BEHIND = "power fails before", "power fails behind"


class Violated(BaseException):
    """name, clause: of the rule."""

    def __init__(self, name: str, clause: str) -> None:
        super().__init__(name)
        self.name = name
        self.clause = clause


class PowerCut(BaseException):
    pass


class Choices:
    """Numbers that decide a turn: those given, then 0; `next_of` is the turn behind this one, None behind the last."""

    def __init__(self, given: tuple = ()) -> None:
        self.taken = []  # (number, how many there were)
        self.words = []
        self._given = given

    def among(self, options: tuple, words: str) -> object:
        """One of the options; words: what to say of it when it is not the first, with the option in place of {}."""
        at = len(self.taken)
        number = self._given[at] if at < len(self._given) else 0
        self.taken.append((number, len(options)))
        chosen = options[number]
        if number:
            self.words.append(words.format(chosen))
        return chosen

    def next_of(self) -> "tuple | None":
        taken = self.taken[:]
        while taken:
            number, count = taken.pop()
            if number + 1 < count:
                return tuple([each for each, _ in taken]) + (number + 1,)
        return None


class Held(bytes):
    """A code as a decision has it."""

    account = bytes(10)

    @property
    def generated_s(self) -> int:
        return NUMBERS[bytes(self)]


class Judging:
    """A decision in three slices, and what it comes to."""

    def __init__(self, harness: "Harness", payload: bytes, trusted: bool, slices: int = 0) -> None:
        self.harness = harness
        self.payload = payload
        self.trusted = trusted
        self.slices = slices

    def __next__(self) -> "int | None":
        harness = self.harness
        harness.saw("sliced")
        self.slices += 1
        if self.slices == 1:
            harness.lane.begin()
            return 7
        if self.slices == 2 and "trust" in harness.domain.may:
            return None
        try:
            decision = harness.verdict(self.payload, self.trusted)
        except OSError:
            harness.saw("decided", codes.STORE_FAILED)
            raise
        harness.saw("decided", decision.result)
        harness.lane.keep(decision, self.payload)
        raise StopIteration(decision)


class Harness:
    """One terminal. gate, loop, lane: the classes under test."""

    def __init__(self, domain: Domain, gate: type, loop: type, lane: type = Lane) -> None:
        self.domain = domain
        self._make = gate, loop, lane
        self.start()

    def start(self) -> None:
        """A terminal with an empty journal."""
        self.facts = Facts(BEGIN_MS, self.domain.queue, self.domain.passage_ms)
        self.list = 1
        self.power_on()

    def power_on(self) -> None:
        """Start: another gate and another loop; of what was before only the journal is left."""
        gate, loop, lane = self._make
        self.facts.power_on()
        self.gate = gate("entry", PULSE_MS, self.domain.passage_ms, self.domain.queue)
        parts = {name: Part(self, name) for name in ("scanner", "relay", "sensor", "emergency", "panel")}
        hal = run.Hal(self, *parts.values(), self, self)
        self.lane = lane(self, None, None, STAFF_MS)
        self.loop = loop(self.gate, LISTS[self.list], STANDARD, self, self, hal, self.judge, self)

    # A turn

    def turn(self, given: tuple) -> Choices:
        """One turn with these choices. Raises Violated for the first rule that does not hold."""
        return self.turn_by(Choices(given))

    def turn_by(self, choices: Choices) -> Choices:
        self.choices = choices
        facts = self.facts
        facts.events = []
        self._sound = self._now_s = None
        try:
            if self.waits() and choices.among((False, True), "time passes; "):
                facts.now_ms += self.waits()
            if "lists" in self.domain.may and self.loop._steps is not None and self.list == 1:
                self.list = choices.among((1, 2), "another list is installed; ")
            self.loop.trust = LISTS[self.list]
            if "staff" in self.domain.may:
                self.staff_acts()
            if "clock" in self.domain.may and self.loop._steps is not None:
                self._sound = choices.among((None, "lost"), "the clock is not trusted any more; ")
                if self._sound:
                    self.saw("clock lost")
            self.loop.step()
        except PowerCut:
            self.power_on()
            return choices
        except Exception as error:
            raise Violated(CRASH[0] + f" ({error!r})", CRASH[1]) from error
        self.ask(TURN)
        return choices

    def staff_acts(self) -> None:
        """What the operator does before a turn, and what must hold behind it."""
        facts = self.facts
        self.lane.expire(facts.now_ms)
        act = self.choices.among(("", "switches the lane", "completes a refusal"), "the staff {}; ")
        if act == "switches the lane":
            self.saw("switch asked")
            self.lane.switch(not self.lane.staffed, self.loop, self)
        elif act:
            may = facts.staffed and facts.refused is not None and facts.now_ms < facts.refused_ms and facts.in_service()
            may = may and len(facts.open_rides()) < facts.queue and self.loop._steps is None
            self.saw("asked", bool(may))
            self.lane.complete(7, 1, self.gate, self.loop, self)
        self.saw("lane", self.lane.staffed, self.lane._refused is not None)
        self.ask(STAFF_TURN)
        facts.events = []

    def waits(self) -> int:
        """Milliseconds to the next deadline; 0 for none."""
        return STEP_MS if any(self.lefts()) else 0

    def lefts(self) -> list:
        """What is left of everything that is awaited."""
        now_ms, gate, facts = self.facts.now_ms, self.gate, self.facts
        times = [gate._pulse_end_ms, gate._prompt_end_ms or 0, facts.pulse_ms, facts.passage_ms, facts.prompt_ms]
        times += [facts.refused_ms if facts.refused is not None else 0]
        times += [gate._deadline_ms if gate._released else 0, self.loop._retry_ms if gate.faults else 0]
        times += list(facts.answered.values()) + list(facts.stopped.values()) + [facts.counted_ms or 0]
        return [max(0, each - now_ms) for each in times]

    def ask(self, when: str, *values: object) -> None:
        for name, clause, holds in RULES.get(when, ()):
            if not holds(self.facts, *values):
                raise Violated(name, clause)

    def saw(self, name: str, *values: object) -> None:
        """An event: what must hold of it does, and it is taken in."""
        if len(self.facts.events) > _EVENTS_MAX:
            raise Violated(*ENDLESS)
        self.ask(name, *values)
        self.facts.note(name, *values)

    def does(self, device: str, doing: str, act: object, cuts: bool = False) -> None:
        """A call of a device ends in one of its ways. act(fate): what it does unless it fails before."""
        facts, domain = self.facts, self.domain
        if device in facts.stopped:
            self.saw("failed", device)
            raise OSError(5, "was not opened since it failed")
        fates = (_OK,)
        if device == "store" and "store" in domain.may:
            fates += (_FAILS, _LATE)
        elif device in domain.faults and len(facts.stopped) < domain.most:
            fates += (_FAILS, _LATE) if device in ("relay", "panel") else (_FAILS,)
        if cuts and "power" in domain.may:
            fates += (_CUT_BEFORE, _CUT_BEHIND)
        fate = self.choices.among(fates, f"{doing} {{}}; ") if len(fates) > 1 else _OK
        if fate == _CUT_BEFORE:
            raise PowerCut
        if fate != _FAILS or device == "store":
            act(fate)
        if fate in (_FAILS, _LATE):
            if device != "store":
                self.saw("failed", device)
            raise OSError(5, "does not answer")
        if fate == _CUT_BEHIND:
            raise PowerCut

    def frame(self) -> tuple:
        """What the scanner sees, and what of it is meant."""
        domain, facts = self.domain, self.facts
        frames = ((), (A,), (B,), (A, B))[: 2 * domain.codes]
        if "foreign" in domain.may:
            frames += ((b"TX",), (b"TX", A))
        words = {frame: " and ".join([NAMES[payload] for payload in frame]) for frame in frames}
        chosen = self.choices.among(tuple([words[frame] for frame in frames]), "{} is held up; ")
        frame = next(frame for frame in frames if words[frame] == chosen)
        waiting = facts.open_rides()
        rides = [payload for payload in frame if payload in NUMBERS and payload not in waiting]
        if frame:
            meant = b"".join(rides) or frame[0]
            still = facts.now_ms < facts.answered.get(meant, 0)
            quiet = still or (not rides and any([payload in waiting for payload in frame]))
            self.saw("polled", meant, quiet)
            if len(rides) > 1 and not quiet and facts.in_service():
                self.saw("two codes")
        return frame

    # Clock, log, watchdog

    def now_ms(self) -> int:
        return self.facts.now_ms

    def now_s(self) -> "int | None":
        return None if self._sound else _NOW_S

    def ticks_us(self) -> int:
        return 0

    def event(self, name: str, *values: object) -> None:
        if name == "state":
            self.saw("state", *values)

    def decision(self, decision: Decision, marks: object, payload: bytes) -> None:
        self.saw("reported", decision.result, decision.step)

    def feed(self) -> None:
        self.saw("fed")

    # Judge, replay memory, journal, counts of refusals

    def judge(self, payload: bytes, trust: "List", policy: object, history: object, now_s: object) -> Judging:
        self.saw("judged", payload, trust.sequence)
        return Judging(self, payload, now_s is not None)

    def verdict(self, payload: bytes, trusted: bool) -> Decision:
        """What a judge says in the end."""
        ends = ("", "a fault of our own")
        if "trust" in self.domain.may:
            ends += ("the list cannot be read",)
        if "staff" in self.domain.may and payload in NUMBERS and payload not in self.facts.used:
            ends += ("not eligible", "blocked")
        end = self.choices.among(ends, "{}; ")
        if end == ends[-1] and "trust" in self.domain.may:
            raise OSError(5, "the trust list")
        if end in ("not eligible", "blocked"):
            result, step = (codes.NOT_ELIGIBLE, 24) if end == "not eligible" else (codes.ACCOUNT_BLOCKED, 19)
            return Decision(result, step, Held(payload), (), None, -1, None)
        if end:
            return Decision(codes.INTERNAL, 7, None, (), None, -1, None)
        if not trusted:
            return Decision(codes.CLOCK_UNTRUSTED, 6, None, (), None, -1, None)
        if payload not in NUMBERS:
            return Decision(codes.FOREIGN_CODE, 1, None, (), None, -1, None)
        if payload in self.facts.used:
            return Decision(codes.CODE_ALREADY_USED, 20, Held(payload), (), None, -1, None)
        return Decision(codes.ACCEPTED, None, Held(payload), (), None, -1, None)

    def age(self, now_s: object, slots: int) -> None:
        self.saw("aged", now_s)

    def append_ride(self, decision: Decision, fare_fen: int, listed: int, now_s: object) -> int:
        payload = decision.code
        self.saw("dated", now_s)
        if payload in self.facts.used:
            raise OSError(28, "its append has failed before")

        def act(fate: str) -> None:
            if fate in (_FAILS, _LATE):
                self.saw("doubt", payload, fate == _LATE)
            else:
                self.saw("ride", payload, listed)

        self.does("store", f"the record of {NAMES[payload]}", act, True)
        return NUMBERS[payload]

    def append_outcome(self, ride: int, outcome: int, now_s: object) -> None:
        payload = CODES[ride]
        self.does("store", f"the outcome of {NAMES[payload]}", lambda _: self.saw("outcome", payload, outcome), True)

    def append(self, kind: int, body: bytes, now_s: object, reserve: int) -> int:
        payload = CODES[unpack(">IBH10sI", body)[4]]

        def act(fate: str) -> None:
            if fate in (_FAILS, _LATE):
                self.saw("staff failed")
            else:
                self.saw("staff", payload)

        self.does("store", "the staff record", act, True)
        return 9

    def append_event(self, event: int, at_s: object, value: int, now_s: object) -> int:
        def act(fate: str) -> None:
            if fate in (_FAILS, _LATE):
                self.saw("switch failed")
            else:
                self.saw("switched", value == 2)

        self.does("store", "the switch of the lane", act, True)
        return 9

    def note(self, decision: Decision, now_ms: int, now_s: object) -> None:
        self.saw("counted", "refusals" in self.domain.may)

    def due(self, now_ms: int) -> bool:
        return self.facts.counted_ms is not None and now_ms >= self.facts.counted_ms

    def write(self, now_ms: int, now_s: object) -> None:
        self.does("store", "the record of the counts", lambda _: self.saw("hour"))


class List:
    def __init__(self, sequence: int) -> None:
        self.sequence = sequence


LISTS = {1: List(1), 2: List(2)}


class Part:
    """A device of the gate, by its name."""

    def __init__(self, harness: Harness, name: str) -> None:
        self._harness = harness
        self._name = name

    def open(self) -> None:
        harness, name = self._harness, self._name
        harness.saw("tried", name)
        fates = (_OK, _FAILS)
        if harness.choices.among(fates, f"the {name} {{}} once more; ") == _FAILS:
            raise OSError(5, "does not open")
        harness.saw("opened", name)

    # the emergency contact

    def active(self) -> bool:
        harness = self._harness
        levels = []

        def act(fate: str) -> None:
            before = bool(harness.facts.reading)
            levels.append(harness.choices.among((before, not before), "the emergency contact reads {}; "))
            harness.saw("read", levels[0])

        harness.does("emergency", "the emergency contact", act)
        return levels[0]

    # the sensor

    def passages(self) -> int:
        harness = self._harness
        counts = []

        def act(fate: str) -> None:
            counts.append(harness.choices.among((0, 1), "a passage; "))
            harness.saw("passages", counts[0])

        harness.does("sensor", "the sensor", act)
        return counts[0]

    # the scanner

    def poll(self, now_ms: int) -> tuple:
        harness = self._harness
        frames = []
        harness.does("scanner", "the scanner", lambda _: frames.append(harness.frame()))
        return frames[0]

    # relay: held open; scanner: held off

    def hold(self, active: bool) -> None:
        word = "scanner held" if self._name == "scanner" else "hold"
        doing = "holding the scanner off" if self._name == "scanner" else "holding the gate"
        self._harness.does(self._name, doing, lambda _: self._harness.saw(word, active))

    def release(self, direction: str, pulse_ms: int) -> None:
        self._harness.does("relay", "the release", lambda _: self._harness.saw("release", direction, pulse_ms), True)

    def show(self, zh: str, en: str, lamp: str) -> None:
        self._harness.does("panel", "the panel", lambda _: self._harness.saw("shown", (zh, en), lamp))
