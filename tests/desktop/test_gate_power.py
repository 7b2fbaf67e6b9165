"""The core's gate loses its power: what it counts, what it keeps, and a scenario that meets it so or leaves it so."""

import pytest

from hal.desktop.engine import desktop_engine
from sim.gate.core_gate import CoreGate
from sim.gate.event import Arms, Passage, Power
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.wallet import Wallet
from sim.scenario import scenario
from sim.scenario.passenger import Passenger
from sim.scenario.play import SETTLE_MAX_MS, Ended, Player, SceneEnded
from tests.rig.command import AT_S, pki

SCENE = "name = 'a'\ndescription = 'b'\nstep = [{ scene = { zh = '甲', en = 'one' } }, %s { expect = { passed = 0 } }]"


@pytest.fixture
def gate(tmp_path):
    """A gate that is open, with the events it has reported in `heard`."""
    made = CoreGate(pki(), desktop_engine(), tmp_path, VirtualTime(AT_S))
    made.heard = []
    made.listen(made.heard.append)
    made.open()
    yield made
    made.close()


def turns(gate, ms):
    for _ in range(ms // 10):
        gate.turn()
        gate.pass_time(10)


def passed(gate):
    return [event.passed for event in gate.heard if isinstance(event, Passage)][-1]


def test_people_are_counted_through_every_power_cut(gate):
    wallet = Wallet(pki())
    for ride in range(3):
        gate.show(wallet.good(ride, gate.now_s()))
        turns(gate, 500)
        assert gate.push()
        turns(gate, 2000)
        assert passed(gate) == ride + 1
        gate.hide()
        gate.power(False)
        gate.power(True)
        turns(gate, 100)
        assert passed(gate) == ride + 1


def test_a_gate_without_power_stays_so_when_it_is_set_up_anew(gate):
    gate.power(False)
    gate.control("direction", "exit")
    turns(gate, 5000)
    assert [event.on for event in gate.heard if isinstance(event, Power)] == [True, False]
    gate.power(True)
    turns(gate, 100)
    assert [event.on for event in gate.heard if isinstance(event, Power)] == [True, False, True]


def played(gate, steps=""):
    player = Player(scenario.parse(SCENE % steps), gate, Wallet(pki()), Passenger(gate))
    gate.listen(lambda event: (gate.heard.append(event), player.hear(event)))
    return player, player.turns()


@pytest.mark.parametrize(("dark_ms", "scenes"), [(0, 1), (SETTLE_MAX_MS - 100, 1), (SETTLE_MAX_MS + 100, 0)])
def test_a_scenario_waits_for_a_gate_that_has_no_power_yet(gate, dark_ms, scenes):
    gate.power(False)
    from_ms = gate.now_ms()
    _, reports = played(gate)
    seen = []
    for report in reports:
        seen.append(report)
        if gate.now_ms() - from_ms >= dark_ms:
            gate.power(True)
        turns(gate, 10)
    assert sum(isinstance(report, SceneEnded) for report in seen) == scenes
    assert isinstance(seen[-1], Ended) and seen[-1].ok == bool(scenes)
    assert scenes or seen[-1].faults == ("the journal cannot be read: there is no power",)


@pytest.mark.parametrize("steps", ["{ emergency = true },", "{ power = false },"])
def test_a_scenario_that_is_stopped_leaves_no_emergency_and_no_gate_without_power(gate, steps):
    player, reports = played(gate, steps + "{ wait_ms = 60_000 },")
    for _ in range(20):
        next(reports)
        turns(gate, 10)
    reports.close()
    player.put_back()
    turns(gate, 100)
    assert [event.state for event in gate.heard if isinstance(event, Arms)][-1] == "locked"
    assert [event.on for event in gate.heard if isinstance(event, Power)][-1]


def test_no_code_passes_twice_where_the_clock_was_ahead_and_is_right_again(gate):
    wallet = Wallet(pki())
    gate.control("clock", (7200, 1))
    gate.show(wallet.good(0, gate.now_s() + 7200))
    turns(gate, 500)
    assert gate.push()
    turns(gate, 2000)
    gate.control("clock", (0, 1))
    code = wallet.good(1, gate.now_s())
    for _ in range(2):
        gate.show(code)
        turns(gate, 500)
        gate.push()
        turns(gate, 2000)
        gate.hide()
        turns(gate, 3000)
        assert passed(gate) == 2
        gate.power(False)
        gate.power(True)
        turns(gate, 100)
