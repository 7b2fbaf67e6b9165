"""A scenario is refused before anything runs, or played: the same words on every gate, and each fault is named."""

import dataclasses
import itertools
import json

import pytest

from sim.gate.event import Arms, Decided, Passage, Relay, RideStored, Shown, Stages, Unsafe
from sim.gate.gate import Audit, Unable
from sim.issuer.issuer import make_pki
from sim.issuer.wallet import Wallet
from sim.output.trouble import Trouble
from sim.scenario import perform, scenario
from sim.scenario.passenger import REACTION_MS, Passenger
from sim.scenario.play import Ended, Player, SceneEnded
from sim.scenario.played_file import FILE_MAX_BYTES, Unplayable
from sim.scenario.words import COUNT_MAX, PAYLOAD_MAX_BYTES, WAIT_MAX_MS
from terminal import codes
from terminal.decide import Decision
from tests.rig.command import AT_S

SCENE = "{ scene = { zh = '甲', en = 'one' } }"
LAST = "{ expect = { passed = 0 } }"


def text(*steps, name="'a'", description="'b'"):
    return f"name = {name}\ndescription = {description}\nstep = [{', '.join(steps)}]\n"


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ((), "begin with"),
        (("{ push = true }", LAST), "begins with a scene"),
        ((SCENE, "{ push = true }"), "expects nothing"),
        ((SCENE, LAST, SCENE), "expects nothing"),
        ((SCENE, "{ jump = true }"), "step 2: there is no 'jump'"),
        ((SCENE, "{ push = true, hide = true }"), "one word"),
        ((SCENE, "{ push = false }"), "leave the step out"),
        ((SCENE, "{ walk = 1 }"), "true or false"),
        ((SCENE, "{ wait_ms = 0 }"), "step 2: wait_ms: it is a whole number, 1 to"),
        ((SCENE, f"{{ wait_ms = {WAIT_MAX_MS + 1} }}"), "whole number"),
        ((SCENE, "{ wait_ms = true }"), "whole number"),
        ((SCENE, "{ show = { phone = 99 } }"), "whole number"),
        ((SCENE, "{ show = { fault = 'NO_SUCH' } }"), "there is no fault 'NO_SUCH'"),
        ((SCENE, "{ show = { hex = '8' } }"), "two digits"),
        ((SCENE, "{ show = { hex = 80 } }"), "two digits"),
        ((SCENE, "{ show = { hex = ' ' } }"), "hex has 1 to"),
        ((SCENE, f"{{ show = {{ hex = '{'80' * (PAYLOAD_MAX_BYTES + 1)}' }} }}"), "hex has 1 to"),
        ((SCENE, "{ show = { hex = '80', phone = 1 } }"), "stands alone"),
        ((SCENE, "{ show = { colour = 'red' } }"), "it has no 'colour'"),
        ((SCENE, "{ set = { storage = 'slow' } }"), "sound, full, failing"),
        ((SCENE, "{ set = { storage = 'full', sensor = 'stuck' } }"), "and its value"),
        ((SCENE, "{ clock = { offset_s = 999999999 } }"), "whole number"),
        ((SCENE, "{ expect = { answer = 'MAYBE' } }"), "answer: it is one of"),
        ((SCENE, "{ expect = { answer = 'ACCEPTED', passed = 1 } }"), "several steps"),
        ((SCENE, f"{{ expect = {{ passed = {COUNT_MAX + 1} }} }}"), "passed: it is a whole number"),
        ((SCENE, "{ expect = { recovered = ['magic'] } }"), "recovered: it is one of"),
        (("{ scene = { zh = '甲' } }", LAST), "it needs en"),
        (("{ scene = { zh = '甲', en = 'one', needs = ['wings'] } }", LAST), "it is one of"),
    ],
)
def test_a_scenario_that_cannot_be_played_is_refused_whole(steps, why):
    with pytest.raises(Unplayable, match=why):
        scenario.parse(text(*steps))


@pytest.mark.parametrize(
    ("whole", "why"),
    [
        ("name = 'a'", "description"),
        (text(SCENE, LAST, name="7"), "name"),
        (text(SCENE, LAST) + "speed = 2\n", "speed"),
        ("name = ", "no TOML"),
        ("a = " + "[" * 5000, "too deep"),
        ("a = " + "9" * 5000, "no TOML"),
        (text(SCENE, LAST) + "#" * FILE_MAX_BYTES, "at most"),
        (text(SCENE, *[LAST] * scenario.STEPS_MAX), "more than"),
    ],
)
def test_what_is_no_scenario_is_refused_by_name(whole, why):
    with pytest.raises(Unplayable, match=why):
        scenario.parse(whole)


@pytest.mark.parametrize("word", ["x" * 100_000, "two\nlines"])
def test_a_word_is_quoted_on_one_line_and_no_longer_than_a_name(word):
    """A file that is refused takes one line of the window, whatever stands in it."""
    steps = (SCENE, f"{{ {json.dumps(word)} = true }}"), (SCENE, f"{{ show = {{ fault = {json.dumps(word)} }} }}")
    for each in steps:
        with pytest.raises(Unplayable, match="step 2: ") as refused:
            scenario.parse(text(*each))
        assert "\n" not in str(refused.value) and len(str(refused.value)) < 1000


@pytest.mark.parametrize("shown", ["80", "80 81", "80" * PAYLOAD_MAX_BYTES])
def test_bytes_of_any_kind_can_be_shown(shown):
    (scene,) = scenario.parse(text(SCENE, f"{{ show = {{ hex = '{shown}' }} }}", LAST)).scenes
    assert scene.steps[0].value.payload == bytes.fromhex(shown)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (text(SCENE, "{ jump = true }").encode(), "step 2: there is no 'jump'"),
        (text(SCENE, LAST).encode("utf-16"), "UTF-16"),
        (b"#" * (FILE_MAX_BYTES + 1), "at most 1,000,000 bytes"),
        (None, "No such file"),
    ],
)
def test_a_file_that_is_refused_is_named(data, why, tmp_path):
    path = tmp_path / "mine.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Trouble, match=why) as refused:
        scenario.load(path)
    assert str(refused.value).startswith(f"{path}: ")


def test_a_control_character_in_its_text_is_spelled_out():
    found = scenario.parse(text(r'{ scene = { zh = "a", en = "\u001b" } }', LAST, name=r'"\b"', description=r'"a\nb"'))
    assert (found.name, found.description, found.scenes[0].en) == (r"\x08", "a\nb", r"\x1b")


def test_the_largest_file_is_read(tmp_path):
    path = tmp_path / "mine.toml"
    data = text(SCENE, LAST).encode()
    path.write_bytes(data + b"#" * (FILE_MAX_BYTES - len(data)))
    assert scenario.load(path).name == "a"


def test_the_largest_scenario_is_read():
    steps = scenario.parse(text(SCENE, *[LAST] * (scenario.STEPS_MAX - 1))).scenes[0].steps
    assert len(steps) == scenario.STEPS_MAX - 1


def test_the_standard_scenario_expects_every_group_of_results():
    scenes = perform.standard().scenes
    expected = {step.value.value for one in scenes for step in one.steps if step.word == "expect"}
    assert {"ACCEPTED", "NOTHING", "CODE_ALREADY_USED", "BAD_RIDE_SIGNATURE", "ONE_CODE", "GATE_FAULT"} <= expected


class Scripted:
    """A gate that does in each turn what a script says. answers: what it answers to a code that is shown."""

    abilities = frozenset(("raw", "arms", "emergency"))

    def __init__(self, answer=codes.ACCEPTED, lamp="green", pulses=1, rides=1, outcomes=None, broken=None):
        self.ms = 0
        self.said = []
        self.answer, self.lamp, self.pulses = answer, lamp, pulses
        self.found = Audit(2, rides, {"passed": rides} if outcomes is None else outcomes, 0, broken)
        self.audits = itertools.chain([Audit(0, 0, {}, 0, None)], itertools.repeat(self.found))
        self.passed = 0

    def listen(self, listener):
        self.say = listener

    def now_ms(self):
        return self.ms

    def now_s(self):
        return AT_S

    def turn(self):
        self.ms += 10
        return False

    def show(self, *payloads):
        row = codes.of(self.answer)
        decision = Decision(self.answer, None if self.answer == 0 else 16, None, (), None, -1, None)
        self.say(Decided(self.ms, decision, payloads[0], Stages(), None, AT_S, 0))
        self.say(Shown(self.ms, row.zh, row.en, self.lamp))
        for _ in range(self.pulses):
            self.say(RideStored(self.ms, 2))
            self.say(Relay(self.ms, "entry", True))
            self.say(Relay(self.ms, "entry", False))
            self.say(Arms(self.ms, "free"))

    def hide(self):
        pass

    def push(self):
        self.passed += 1
        self.say(Arms(self.ms, "locked"))
        self.say(Passage(self.ms, self.passed))
        return True

    def emergency(self, active):
        raise Unable("not this one")

    def audit(self):
        return next(self.audits)


def played(gate, *steps):
    """Play these steps on a scripted gate: what was reported of its scenes, and the end."""
    wanted = scenario.parse(text(SCENE, *steps))
    passenger = Passenger(gate)
    player = Player(wanted, gate, Wallet(make_pki()), passenger)
    gate.listen(lambda event: (passenger.hear(event), player.hear(event)))
    scenes, end = [], None
    for report in player.turns():
        if report is None:
            gate.turn()
            passenger.turn()
        elif isinstance(report, SceneEnded):
            scenes.append(report)
        elif isinstance(report, Ended):
            end = report
    return scenes, end


RIDE = ("{ show = { phone = 0 } }", "{ expect = { answer = 'ACCEPTED' } }", "{ expect = { passed = 1 } }")


def test_a_ride_comes_as_expected():
    (scene,), end = played(Scripted(), *RIDE, "{ expect = { released = 1 } }", "{ expect = { rides = 1 } }")
    assert scene.faults == () and (scene.answer, scene.released, scene.passed, scene.rides) == ("ACCEPTED", 1, 1, 1)
    assert end.ok and (end.good, end.played, end.skipped) == (1, 1, 0)


@pytest.mark.parametrize(
    ("gate", "steps", "fault"),
    [
        (Scripted(answer=codes.CODE_EXPIRED, lamp="red", pulses=0, rides=0), RIDE, "answered CODE_EXPIRED"),
        (Scripted(lamp="red"), RIDE, "the lamp is red at ACCEPTED"),
        (Scripted(pulses=2), RIDE, "released 2 times for 1 accepted"),
        (Scripted(pulses=0), RIDE, "expected passed 1, it is 0"),
        (Scripted(), (*RIDE, "{ expect = { recovered = ['utf8'] } }"), "expected recovered"),
        (Scripted(), ("{ expect = { lamp = 'green' } }",), "it is not known"),
        (Scripted(), ("{ emergency = true }", LAST), "not this one"),
        (Scripted(), ("{ show = { fault = 'USED' } }", LAST), "no code was accepted that could be used again"),
    ],
)
def test_each_fault_of_a_gate_is_named(gate, steps, fault):
    (scene,), end = played(gate, *steps)
    assert any(fault in one for one in scene.faults), scene.faults
    assert not end.ok


@pytest.mark.parametrize(
    ("gate", "fault"),
    [
        (Scripted(rides=0), "the journal has 0 rides, the gate accepted 1 codes"),
        (Scripted(outcomes={}), "1 rides and 0 outcomes"),
        (Scripted(broken="a MAC does not hold"), "the journal: a MAC does not hold"),
    ],
)
def test_a_journal_that_does_not_fit_is_named_at_the_end(gate, fault):
    (scene,), end = played(gate, *RIDE)
    assert scene.faults == () and any(fault in one for one in end.faults), end.faults
    assert not end.ok


def test_what_no_gate_may_do_fails_the_whole():
    gate = Scripted()
    show = gate.show

    def unsafe(*payloads):
        gate.say(Unsafe(gate.ms, "released before any code was shown"))
        show(*payloads)

    gate.show = unsafe
    _, end = played(gate, *RIDE)
    assert end.faults == ("released before any code was shown",) and not end.ok


def test_what_a_gate_cannot_do_is_skipped_by_name_and_never_passed():
    wanted = scenario.parse(text("{ scene = { zh = '乙', en = 'two', needs = ['frame'] } }", LAST))
    gate = Scripted(rides=0)
    player = Player(wanted, gate, Wallet(make_pki()), Passenger(gate))
    gate.listen(player.hear)
    scene, end = [one for one in player.turns() if isinstance(one, SceneEnded | Ended)]
    assert "frame" in scene.skipped and (end.played, end.skipped, end.ok) == (0, 1, False)


def test_a_passenger_walks_once_a_moment_after_the_arms_are_free():
    gate = Scripted()
    passenger = Passenger(gate)
    gate.listen(passenger.hear)
    passenger.hear(Arms(0, "free"))
    gate.ms = REACTION_MS - 1
    passenger.turn()
    assert gate.passed == 0
    gate.ms = REACTION_MS
    passenger.turn()
    passenger.turn()
    assert gate.passed == 1
    passenger.walks = False
    passenger.hear(Arms(gate.ms, "free"))
    gate.ms += REACTION_MS
    passenger.turn()
    assert gate.passed == 1


def test_reports_are_values():
    (scene,), _ = played(Scripted(), *RIDE)
    assert dataclasses.replace(scene) == scene
