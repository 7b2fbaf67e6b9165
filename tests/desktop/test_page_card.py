"""The verdict card and the events speak of this scan, also where nothing was judged, and of what an operator does."""

import pytest

from sim.gate.event import Decided, Frame, Scanned
from sim.issuer.wallet import TWO, USED
from sim.page import unjudged
from sim.page.scan_report import ScanReport
from tests.rig.page import Reported, watched


@pytest.fixture
def gate():
    with watched() as seen:
        yield seen


def card(gate):
    """What the card shows now: the last decision or the reason why there is none."""
    last = next(one for one in reversed(list(gate.told)) if one.kind in ("decision", "unjudged"))
    return last.data["why"] if last.kind == "unjudged" else "decision"


def becomes(gate, mark, why):
    gate.wait(mark, "unjudged", lambda data: data["why"] == why)
    assert card(gate) == why


def test_two_codes_replace_the_old_answer(gate):
    gate.answer(0)
    gate.do(do="hide")
    gate.rest()
    mark = gate.do(do="show", phone=2, fault=TWO)
    becomes(gate, mark, unjudged.ONE_CODE)
    gate.do(do="hide")
    mark = gate.do(do="show", phone=1, fault=TWO)  # while the panel still says so
    becomes(gate, mark, unjudged.ONE_CODE)


@pytest.mark.parametrize(("state", "why"), [("covered", unjudged.COVERED), ("dead", unjudged.SCANNER_FAULT)])
def test_a_scanner_that_sees_nothing_replaces_the_old_answer(gate, state, why):
    gate.answer(0)
    gate.do(do="hide")
    gate.rest()
    mark = gate.do(do="scanner", state=state)
    if state == "dead":
        becomes(gate, mark, why)
    mark = gate.do(do="show", phone=1, fault=None)
    becomes(gate, mark, why)


def test_an_emergency_its_end_and_a_power_cut_replace_the_old_answer(gate):
    gate.answer(0)
    mark = gate.do(do="emergency", active=True)
    becomes(gate, mark, unjudged.EMERGENCY)
    assert gate.answer(1)[0] == "GATE_FAULT"  # a scan in it has an answer of its own
    assert card(gate) == "decision"
    gate.do(do="hide")
    mark = gate.do(do="emergency", active=False)
    becomes(gate, mark, unjudged.IN_SERVICE)
    mark = gate.do(do="power_cut")
    gate.wait(mark, "unjudged", lambda data: data["why"] == unjudged.NO_POWER)  # until it is back by itself
    becomes(gate, mark, unjudged.IN_SERVICE)


def test_a_broken_sensor_replaces_the_old_answer(gate):
    gate.answer(0)
    mark = gate.do(do="sensor", state="broken")
    becomes(gate, mark, unjudged.GATE_FAULT)


def test_a_phone_that_is_only_held_is_not_told_as_accepted_again(gate):
    gate.do(do="passenger", walks=False)  # the authorisation waits
    name, mark = gate.answer(0)
    assert name == "ACCEPTED" and card(gate) == "decision"
    gate.do(do="hide")
    mark = gate.do(do="show", phone=0, fault=USED)  # the same bytes again
    becomes(gate, mark, unjudged.HELD)
    assert not gate.since(mark, "decision")


def test_a_queue_that_is_full_is_told_until_somebody_is_through(gate):
    gate.do(do="passenger", walks=False)
    for phone in (0, 1, 2):
        assert gate.answer(phone)[0] == "ACCEPTED"
    mark = gate.do(do="show", phone=3, fault=None)
    becomes(gate, mark, unjudged.QUEUE)
    assert not gate.since(mark, "decision")
    gate.do(do="passenger", walks=True)
    gate.wait(mark, "decision")
    assert not [one for one in gate.since(mark, "unjudged") if one.data["why"] == unjudged.UNREAD]


def test_what_holds_on_behind_its_own_answer_changes_nothing(gate):
    _, mark = gate.answer(0)
    gate.wait(mark, "phone", lambda data: data["user"] is None)  # it is taken away a moment later
    assert card(gate) == "decision" and not gate.since(mark, "unjudged")


class Held:
    """A gate in this process with a code before its reader; it has answered once and lets the code be."""

    abilities = ("frame",)

    def __init__(self):
        self.at_ms = 1000
        self.reported = []
        self.report = ScanReport(self, self.reported.append)
        self.read()
        self.report.hear(Decided(self.at_ms, None, b"code", None, None, 0, None))
        self.report.turn(False)

    def now_ms(self):
        return self.at_ms

    def read(self):
        self.report.hear(Scanned(self.at_ms, (b"code",)))

    def sees_nothing(self):
        self.report.hear(Frame(self.at_ms, None, "camera", ()))

    def after(self, ms, *happens):
        """What the card says when these happen so much later."""
        self.at_ms += ms
        for each in happens:
            each()
        self.report.turn(False)
        return self.reported[-1:]


@pytest.mark.parametrize("stall_ms", [100, 501, 60_000])
def test_a_computer_that_looked_away_keeps_the_answer_on_the_card(stall_ms):
    gate = Held()
    assert gate.after(stall_ms, gate.read) == []
    assert gate.after(10, gate.sees_nothing) == [] and gate.after(stall_ms, gate.read) == []  # one picture was blurred


@pytest.mark.parametrize(("gap_ms", "says"), [(500, []), (501, [unjudged.HELD])])
def test_a_code_that_was_away_and_is_back_is_shown_anew(gap_ms, says):
    gate = Held()
    gate.after(10, gate.sees_nothing)
    gate.after(gap_ms, gate.sees_nothing)
    assert gate.after(10, gate.read) == says


def test_whoever_comes_later_sees_the_card_as_it_is(gate):
    gate.answer(0)
    mark = gate.do(do="emergency", active=True)
    becomes(gate, mark, unjudged.EMERGENCY)
    kinds = []
    gate.gate_loop.listen(lambda event: kinds.append(Reported(event).kind))()
    assert "unjudged" in kinds and "decision" not in kinds


@pytest.mark.parametrize(
    "asked",
    [
        {"do": "fare", "fen": 350},
        {"do": "clock", "offset_s": -60, "trusted": True},
        {"do": "trust", "state": "older"},
        {"do": "storage", "state": "full"},
        {"do": "sensor", "state": "stuck"},
        {"do": "scanner", "state": "covered"},
        {"do": "turnstile", "state": "follow"},
        {"do": "direction", "state": "exit"},
        {"do": "emergency", "active": True},
        {"do": "power_cut"},
        {"do": "passenger", "walks": False},
    ],
    ids=lambda asked: asked["do"],
)
def test_everything_an_operator_does_stands_in_the_events(gate, asked):
    mark = gate.do(**asked)
    told = gate.wait(mark, "operator")
    assert {"do": told.data["do"], **told.data["arguments"]} == asked
    assert told.message["kind"] == "operator"


def test_a_passengers_doings_are_none_of_an_operator(gate):
    _, mark = gate.answer(0)
    gate.do(do="hide")
    gate.wait(mark, "phone", lambda data: data["user"] is None)
    assert not gate.since(mark, "operator")


def test_every_case_is_said_in_both_languages():
    for case in unjudged.TABLE.values():
        assert all(case.headline) and all(case.why) and bool(case.do[0]) == bool(case.do[1])
