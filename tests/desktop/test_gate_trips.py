"""The gate of this computer keeps trips and has a lane with staff: its settings, what it refuses, what is on record."""

import json

import pytest

from sim.gate.event import Completed, Decided, Log, Power, Set
from sim.gate.gate import Unable
from sim.gate.stopwatch import BY_STAFF, FAILED, NOT_ASKED, PASSED, rows
from sim.journal.facts import lane_facts
from sim.page import message, unjudged
from sim.page.command import Command
from sim.page.gate_loop import GateLoop
from sim.page.page_event import NotJudged
from sim.scenario import perform
from terminal import codes, journal, lane, records
from tests.rig.command import ridegate
from tests.rig.gated import Gated


class Walked(Gated):
    """A gate, and people who show a phone and walk."""

    def tap(self, number=0):
        """Show a new code of that phone and walk; the decision's event."""
        self.wait(2500)
        self.heard.clear()
        self.gate.show(*self.wallet.show(number, None, self.gate.now_s()))
        self.wait(500)
        self.gate.hide()
        self.wait(1500)
        return [one for one in self.heard if isinstance(one, Decided)][-1]

    def settings(self):
        """The last value that was reported of each."""
        return {one.name: one.value for one in self.heard if isinstance(one, Set)}

    def records(self, kind):
        """The bodies of the journal's records of that kind."""
        station = self.gate._station
        walked = journal.walk(station.store, station.engine.digest, self.gate.key)
        return [record.body for _, _, record, _, _ in walked if record is not None and record.kind == kind]

    def switches(self):
        """What the lane was switched to, by the journal: 1 system, 2 staffed."""
        events = map(records.parse_event, self.records(records.EVENT))
        return [value for event, _, value in events if event == lane.LANE_SWITCHED]


def result(decided):
    return codes.of(decided.decision.result).name


def states(decided):
    by_staff = bool(lane_facts(decided.stated)["completed_by_staff"])
    told = rows(decided.decision, decided.steps_us, None, by_staff)
    return told[23]["state"], told[24]["state"]


def test_every_setting_of_trips_is_taken_and_a_way_goes_with_its_mode(tmp_path):
    with Walked(tmp_path) as gated:
        standard = {"mode": "flat", "trip": "mark", "lane": "system", "direction": "entry"}
        assert standard.items() <= gated.settings().items()
        for name, value, also in (
            ("mode", "exit", {"direction": "exit"}),
            ("direction", "entry", {"mode": "entry"}),
            ("mode", "on_off", {}),
            ("direction", "exit", {}),
            ("trip", "off", {}),
            ("mode", "flat", {}),
        ):
            gated.heard.clear()
            gated.gate.control(name, value)
            assert gated.settings() == {name: value, **also}
            gated.wait(40)
            assert [one.on for one in gated.heard if isinstance(one, Power)] == [False, True]


def test_a_flat_gate_and_one_without_trips_walk_no_step_23(tmp_path):
    with Walked(tmp_path) as gated:
        for mode, trip in (("flat", "enforce"), ("entry", "off")):
            gated.gate.control("mode", mode)
            gated.gate.control("trip", trip)
            for _ in range(2):
                decided = gated.tap()
                assert (result(decided), states(decided), decided.stated) == ("ACCEPTED", (NOT_ASKED, NOT_ASKED), None)


def test_a_refusal_of_step_23_is_walked_as_one_and_its_completion_as_what_it_was(tmp_path):
    with Walked(tmp_path, mode="entry", trip="enforce") as gated:
        assert states(gated.tap()) == (PASSED, NOT_ASKED)
        gated.gate.control("lane", "staffed")
        refused = gated.tap()
        assert (result(refused), states(refused), refused.stated) == ("ALREADY_INSIDE", (FAILED, "not_reached"), None)
        gated.heard.clear()
        gated.gate.control("staff", (7, 2))
        gated.wait(2000)
        (completed,) = [one for one in gated.heard if isinstance(one, Decided)]
        assert (result(completed), states(completed)) == ("ACCEPTED", (BY_STAFF, NOT_ASKED))
        assert completed.stages.total_us() is None  # no scan has led to it
        said = message.of(completed, 0)
        assert said["stated"] == {
            "trip": "already_inside",
            "side": "entry",
            "eligibility": None,
            "completed_by_staff": True,
        }
        (staff,) = map(lane.parse_staff, gated.records(lane.STAFF))
        assert (staff.operator, staff.reason, staff.result) == (7, 2, codes.ALREADY_INSIDE)
        assert gated.switches() == [2] and json.dumps(said)


def test_there_is_nothing_to_complete_at_a_lane_of_the_system_or_behind_another_answer(tmp_path):
    with Walked(tmp_path, mode="entry", trip="enforce") as gated:
        gated.tap()
        gated.tap()
        gated.gate.control("staff", (1, 1))
        gated.gate.control("lane", "staffed")
        gated.gate.control("staff", (1, 1))
        gated.tap()
        gated.tap(1)
        gated.gate.control("staff", (1, 1))
        assert gated.gate.audit().rides == 2
        for operator, reason in ((0, 1), (1, 0), (1 << 32, 1), (1, 256)):
            gated.tap()
            gated.gate.control("staff", (operator, reason))
        gated.wait(2000)
        assert gated.gate.audit().rides == 2
        assert not any(one.done for one in gated.heard if isinstance(one, Completed))


def test_a_switch_that_cannot_be_made_is_none_and_the_setting_says_so(tmp_path):
    with Walked(tmp_path) as gated:
        gated.heard.clear()
        with pytest.raises(Unable, match="neither step 23 nor 24"):
            gated.gate.control("lane", "staffed")
        assert gated.settings() == {"lane": "system"}
        gated.gate.control("mode", "entry")
        gated.wait(40)
        gated.gate.control("storage", "full")
        with pytest.raises(Unable, match="could not be written"):
            gated.gate.control("lane", "staffed")
        assert gated.settings()["lane"] == "system"
        gated.gate.control("storage", "sound")
        gated.gate.control("lane", "staffed")
        gated.gate.control("lane", "staffed")
        assert gated.switches() == [2]


def test_a_lane_stays_what_it_is_until_it_is_switched_and_every_switch_is_on_record(tmp_path):
    with Walked(tmp_path, mode="entry", trip="enforce") as gated:
        gated.gate.control("lane", "staffed")
        gated.tap()
        gated.gate.power(False)
        with pytest.raises(Unable, match="no power"):
            gated.gate.control("lane", "system")
        gated.gate.power(True)
        gated.wait(40)
        assert result(gated.tap()) == "ALREADY_INSIDE"
        gated.gate.control("staff", (1, 1))
        assert [one.done for one in gated.heard if isinstance(one, Completed)] == [True]
        gated.wait(2000)
        for mode in ("flat", "exit"):
            gated.gate.control("mode", mode)
            gated.wait(40)
        assert gated.gate._setting("lane") == "staffed" and gated.gate._station.lane.lane.staffed
        assert gated.switches() == [2]
        gated.gate.control("lane", "system")
        gated.gate.power(False)
        gated.gate.power(True)
        gated.wait(40)
        assert gated.gate._setting("lane") == "system" and not gated.gate._station.lane.lane.staffed
        assert gated.switches() == [2, 1]


@pytest.mark.parametrize("value, switches", [("staffed", [2]), ("system", [2, 1])])
def test_a_journal_that_is_there_says_what_the_lane_is(value, switches, tmp_path):
    for again in (False, True):
        with Walked(tmp_path, kept=True, mode="entry") as gated:
            for each in () if again else ("staffed", value):
                gated.gate.control("lane", each)
            assert gated.settings()["lane"] == value and gated.switches() == switches
            assert gated.gate._station.lane.lane.staffed == (value == "staffed")


def test_a_power_cut_forgets_no_trip_and_a_passenger_on_the_way_did_not_pass(tmp_path):
    with Walked(tmp_path, mode="entry", trip="enforce") as gated:
        gated.tap()
        gated.gate.show(*gated.wallet.show(1, None, gated.gate.now_s()))
        for _ in range(20):
            gated.gate.turn()
            gated.gate.pass_time(20)
        gated.gate.power(False)
        gated.gate.hide()
        gated.gate.power(True)
        assert result(gated.tap(0)) == "ALREADY_INSIDE"
        assert result(gated.tap(1)) == "ACCEPTED"


def test_a_gate_that_is_recorded_has_no_staff(tmp_path):
    class Recorder:
        probe = None

        def accepts(self, file):
            pass

        def looked_at(self, pixels):
            pass

    with Walked(tmp_path, recorder=Recorder()) as gated:
        for name, value in (("lane", "staffed"), ("staff", (1, 1))):
            assert name not in gated.gate.abilities
            with pytest.raises(Unable, match=f"this gate has no {name}"):
                gated.gate.control(name, value)


def test_the_page_says_why_a_second_tap_changes_nothing(tmp_path):
    gated = Walked(tmp_path, mode="on_off", trip="enforce")
    loop = GateLoop(gated.wallet, gated.gate)
    heard = []
    loop.listen(heard.append)
    loop.gate.open()
    try:
        for _ in range(2):
            loop._carry_out("show", {"phone": 0, "fault": None})
            for _ in range(1500):
                loop._turn()
            loop._carry_out("hide", {})
        loop._carry_out("staff", {})
        assert [one.why for one in heard if isinstance(one, NotJudged)][-1] == unjudged.SAME_TAP
        told = [message.of(one, 0) for one in heard if isinstance(one, Completed)]
        assert [one["kind"] for one in told] == ["notice"]
        assert not any("staff lets" in one.en for one in heard if isinstance(one, Log))
    finally:
        loop.gate.close()
    assert Command("staff", {}).do in message.hello("", gated.gate.facts, gated.gate.abilities, False)["can"]


def test_the_scenario_of_trips_is_played_as_it_should():
    assert "trips" in [one.name for one in perform.every()]
    status, out, err = ridegate("run", "--terminal", "--scenario", "sim/scenario/trips.toml")
    assert (status, err) == (0, "") and "13 of 13 scenes as expected" in out
