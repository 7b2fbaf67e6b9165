"""Plays a scenario on a gate: one player for every gate, clock and audience.

Length: every word of a scenario, in one class.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from hal.desktop.stand_still import Had
from sim.code import result_table
from sim.gate import families
from sim.gate.event import Decided, Event, OutcomeStored, Power, RideStored, Shown, Unsafe
from sim.gate.gate import Audit, Gate, Unable
from sim.issuer.wallet import Wallet
from sim.scenario.passenger import Passenger
from sim.scenario.scenario import Scenario, Scene, Step
from sim.scenario.seen import Seen
from sim.scenario.words import NOTHING, ONE_CODE, Clock, Expectation, Phones, Setting, Staff
from terminal import codes
from terminal.card import WORDS as CARD_WORDS
from terminal.gate import LAMP_GREEN, LAMP_RED
from terminal.lane import DENIED

ANSWER_MAX_MS = 10_000  # a gate that has not answered by then does not
SETTLE_MAX_MS = 6_000  # for people and arms to get where they are going
TURN_MAX_MS = 100  # of a gate's turn so much counts as time that it had
PANEL_MAX_MS = 500  # from an answer to its words on the panel
# What a lane may say in the place of a result's text.
_OF_A_LANE = {codes.ELIGIBILITY_UNKNOWN: codes.OUT_OF_SERVICE, codes.NOT_ELIGIBLE: DENIED}
_OF_FAMILIES = families.words(families.READ)
_QUIET_MS = 250  # behind the last step of a scene: what comes late still belongs to it


@dataclass(frozen=True, slots=True)
class SceneBegan:
    """A scene begins. number: from 1; of: how many there are."""

    number: int
    of: int
    scene: Scene


@dataclass(frozen=True, slots=True)
class SceneEnded:
    """A scene is over. answer: the last one in it; panel, arms: at that moment, None for what is not known.

    released, passed, rides: how often in it. faults: what was not as expected, empty when all was.
    skipped: what this gate cannot do, when the scene was not played.
    """

    number: int
    of: int
    scene: Scene
    answer: str
    decided: Decided | None
    panel: Shown | None
    arms: str | None
    released: int
    passed: int
    rides: int
    remarks: tuple[str, ...]
    faults: tuple[str, ...]
    skipped: str | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The scenario is over. faults: of the journal and of the gate as a whole. silent: why it ended early, when its
    reader never answered.
    """

    good: int
    played: int
    skipped: int
    audit: Audit | None
    faults: tuple[str, ...]
    silent: str | None = None

    @property
    def ok(self) -> bool:
        """Whether everything that was played came as expected."""
        return self.silent is None and self.played > 0 and self.good == self.played and not self.faults


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held up now. phone: its account, None for no phone or for bytes of no account; fault: of its code."""

    held: bool
    phone: int | None
    fault: str | None


Report = SceneBegan | SceneEnded | Holding | Ended
Turns = Generator["Report | None", None, None]


class Player:
    """One performance. Advance `turns()` once behind every turn of the gate; None means: the gate's turn again."""

    def __init__(self, scenario: Scenario, gate: Gate, wallet: Wallet, passenger: Passenger) -> None:
        self._scenario = scenario
        self._gate = gate
        self._wallet = wallet
        self._passenger = passenger
        self._seen = Seen()
        self._rides = 0  # records since the scenario began
        self._emergency = self._dark = False
        self._open_rides: set[int] = set()  # the sequences of those whose outcome is not on record yet
        self._unsafe: list[str] = []
        self._heard_once = False
        self._silent: str | None = None  # why no code is answered, when none ever was
        self._before: Audit | None = None
        self._audited = True  # this gate's journal can be read

    def hear(self, event: Event) -> None:
        """Take an event of the gate."""
        if isinstance(event, Decided) and event.decision.result == codes.ACCEPTED and event.payload:
            self._wallet.accepted(event.payload, self._gate.now_s())
        elif isinstance(event, Unsafe):
            self._unsafe.append(event.what)
        elif isinstance(event, RideStored):
            self._open_rides.add(event.sequence)
        elif isinstance(event, OutcomeStored):
            self._open_rides.discard(event.ride)
        elif isinstance(event, Power):  # a start writes the outcome of a ride that was cut off
            self._open_rides.clear()
        self._heard_once = self._heard_once or isinstance(event, Decided)
        self._seen.hear(event, self._emergency)

    def turns(self) -> Turns:
        """Play it to its end."""
        played = good = skipped = 0
        scenes = self._scenario.scenes
        yield from self._until(self._look_before, SETTLE_MAX_MS)
        if self._audited and self._before is None:
            yield Ended(0, 0, 0, None, self._audit()[1])
            return
        for number, scene in enumerate(scenes, 1):
            yield SceneBegan(number, len(scenes), scene)
            missing = [one for one in scene.needs if one not in self._gate.abilities]
            if missing:
                skipped += 1
                self._seen.begin()
                yield self._ended(number, scene, f"this gate cannot do it: {', '.join(missing)}")
                continue
            seen = self._seen
            seen.begin()
            for step in scene.steps:
                yield from self._step(step)
            yield from self._wait(_QUIET_MS)
            if seen.released > seen.accepted:
                seen.faults.append(f"released {seen.released} times for {seen.accepted} accepted codes")
            played += 1
            good += not seen.faults
            self._rides += seen.accepted
            yield self._ended(number, scene, None)
            if self._silent is not None:  # every other scene would wait for an answer, too
                yield Ended(good, played, skipped, None, tuple(self._unsafe), self._silent)
                return
        yield from self._until(lambda: not self._open_rides, SETTLE_MAX_MS)
        audit, faults = self._audit()
        yield Ended(good, played, skipped, audit, faults)

    def put_back(self) -> None:
        """End the emergency and the darkness that the steps played so far have left."""
        if self._emergency:
            self._gate.emergency(False)
        if self._dark:
            self._gate.power(True)

    def _look_before(self) -> bool:
        """Read the journal as the first scene finds it; False while that fails, as during a restart."""
        try:
            self._before = self._gate.audit()
        except OSError:
            return False
        except Unable:
            self._audited = False
        return True

    def _ended(self, number: int, scene: Scene, skipped: str | None) -> SceneEnded:
        seen = self._seen
        answer = seen.answers[-1] if seen.answers else NOTHING
        panel, arms = seen.at_answer or (seen.panel, seen.arms)
        counts = (seen.released, seen.passed, seen.rides)
        faults = tuple(seen.faults)
        of = len(self._scenario.scenes)
        return SceneEnded(
            number, of, scene, answer, seen.decided, panel, arms, *counts, tuple(seen.remarks), faults, skipped
        )

    # One step

    def _step(self, step: Step) -> Turns:
        try:
            if step.word == "expect":
                yield from self._expect(step.value)
            else:
                yield from self._act(step.word, step.value)
        except Unable as why:
            self._seen.faults.append(f"step {step.number}: {why}")

    def _act(self, word: str, value: Any) -> Turns:
        gate, seen = self._gate, self._seen
        if word == "show":
            yield self._show(value)
        elif word == "hide":
            gate.hide()
            yield Holding(False, None, None)
        elif word == "push":
            gave_way = gate.push()
            seen.remarks.append("a passenger pushed: " + ("the arms gave way" if gave_way else "the arms held"))
        elif word == "walk":
            self._passenger.walks = value
        elif word == "wait_ms":
            yield from self._wait(value)
        elif word == "emergency":
            gate.emergency(value)
            self._emergency = value
        elif word == "power":
            gate.power(value)
            self._dark = not value
        elif isinstance(value, Clock):
            gate.control("clock", (value.offset_s, value.trusted))
        elif isinstance(value, Setting):
            gate.control(value.name, value.value)
        elif isinstance(value, Staff):
            seen.answers.clear()
            gate.control("staff", (value.operator, value.reason))

    def _show(self, phones: Phones) -> Holding:
        gate = self._gate
        if phones.payload is not None:
            self._seen.answers.clear()
            gate.show(phones.payload)
            return Holding(True, None, None)
        payloads = self._wallet.show(phones.phone, phones.fault, gate.now_s())
        if payloads is None:
            raise Unable("no code was accepted that could be used again")
        self._seen.answers.clear()
        gate.show(*payloads)
        return Holding(True, phones.phone, phones.fault)

    # What must be so

    def _expect(self, expected: Expectation) -> Turns:
        seen, about, wanted = self._seen, expected.about, expected.value
        if about == "answer":
            if wanted != NOTHING:
                yield from self._until(lambda: bool(seen.answers), ANSWER_MAX_MS)
            came = seen.answers[-1] if seen.answers else NOTHING
            if came != wanted:
                seen.faults.append(f"expected {wanted}, the gate answered {came}")
                self._silent = self._gate.diagnose() if came == NOTHING and not self._heard_once else None
            elif wanted != NOTHING:
                yield from self._panel(came)
            seen.at_answer = (seen.panel, seen.arms)
            return
        if about == "recovered":
            found: Any = seen.decided.decision.recovered if seen.decided else ()
        else:
            yield from self._until(lambda: seen.value(about) == wanted, SETTLE_MAX_MS)
            found = seen.value(about)
        if found != wanted:
            seen.faults.append(f"expected {about} {wanted}, it is {'not known' if found is None else found}")

    def _panel(self, answer: str) -> Turns:
        """The panel says what the answer's row in the table of results says."""
        seen = self._seen
        if answer == ONE_CODE:
            return
        row = result_table.by_name(answer)
        lamp = LAMP_GREEN if self._emergency or row.number == codes.ACCEPTED else LAMP_RED
        own = CARD_WORDS.get(row.number) if seen.card else None
        words = codes.EMERGENCY if self._emergency else own or (row.zh, row.en)
        other = _OF_A_LANE.get(row.number) or _OF_FAMILIES.get(row.number)

        def right() -> bool:
            return seen.shows(lamp, words) or (other is not None and seen.shows(lamp, other))

        yield from self._until(right, PANEL_MAX_MS)
        panel = seen.panel
        if panel is None or right():
            return
        if panel.lamp not in (None, lamp):
            seen.faults.append(f"the lamp is {panel.lamp} at {answer}, it has to be {lamp}")
        if panel.zh is not None and (panel.zh, panel.en) != words:
            says = f"says {panel.zh} / {panel.en}" if panel.zh else "shows no words that a terminal has"
            seen.faults.append(f"the panel {says} at {answer}, not {words[0]} / {words[1]}")

    def _audit(self) -> "tuple[Audit | None, tuple[str, ...]]":
        """The audit of the journal at the end, and its faults; None where this gate shows no journal."""
        if not self._audited:
            return None, tuple(self._unsafe)
        try:
            audit = self._gate.audit()
        except OSError as error:
            return None, (*self._unsafe, f"the journal cannot be read: {error.strerror or error}")
        faults = list(self._unsafe)
        before = 0 if self._before is None else self._before.rides
        if audit.broken is not None:
            faults.append(f"the journal: {audit.broken}")
        if audit.rides - before != self._rides:
            faults.append(f"the journal has {audit.rides - before} rides, the gate accepted {self._rides} codes")
        if sum(audit.outcomes.values()) != audit.rides:
            faults.append(f"the journal has {audit.rides} rides and {sum(audit.outcomes.values())} outcomes")
        return audit, tuple(faults)

    # Time

    def _wait(self, ms: int) -> Turns:
        yield from self._until(lambda: False, ms)

    def _until(self, done: Callable[[], bool], limit_ms: int) -> Turns:
        """Turns until done(), or until the gate has had so long."""
        had_ms = Had(self._gate.now_ms(), TURN_MAX_MS)
        while not done() and had_ms.time < limit_ms:
            yield None
            had_ms.look(self._gate.now_ms())
