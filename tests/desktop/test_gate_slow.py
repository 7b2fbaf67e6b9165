"""The core's gate on a computer that stands still within a turn: what happened meanwhile is reported all the same, and
no scenario accuses the gate of it.
"""

import pytest

from hal.desktop.engine import desktop_engine
from sim.gate.core_gate import PULSE_MS, CoreGate
from sim.gate.event import Arms, Relay
from sim.gate.turnstile import FOLLOWS, FREE, LATCHES, LOCKED
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.wallet import Wallet
from sim.scenario import scenario
from sim.scenario.passenger import Passenger
from sim.scenario.play import Ended, Holding, Player
from tests.rig.command import AT_S, pki

RIDE = """
name = "a"
description = "b"
step = [{ scene = { zh = "甲", en = "one" } }, { show = { phone = 0 } }, { expect = { answer = "ACCEPTED" } },
    { expect = { passed = 1 } }]
"""


@pytest.mark.parametrize("late_ms", [0, PULSE_MS - 1, PULSE_MS, 2 * PULSE_MS])
@pytest.mark.parametrize("behind", ["release", "released"], ids=["the release", "the first look"])
@pytest.mark.parametrize(("kind", "ends"), [(FOLLOWS, LOCKED), (LATCHES, FREE)])
def test_a_pulse_that_is_over_before_it_is_looked_at_was_there(tmp_path, late_ms, behind, kind, ends):
    gate = CoreGate(pki(), desktop_engine(), tmp_path, VirtualTime(AT_S), turnstile=kind)
    heard = []
    gate.open()
    relay = gate._station.turnstile.relay
    gate.turn()
    usual, late = getattr(relay, behind), []

    def slow(*arguments):
        found = usual(*arguments)
        if not late and relay.last:
            late.append(late_ms)
            gate.pass_time(late_ms)
        return found

    setattr(relay, behind, slow)
    gate.listen(heard.append)
    gate.show(Wallet(pki()).good(0, gate.now_s()))
    until_ms = gate.now_ms() + late_ms + PULSE_MS + 1000
    while gate.now_ms() < until_ms:
        gate.turn()
        gate.pass_time(10)
    gate.close()
    assert [event.closed for event in heard if isinstance(event, Relay)] == [True, False]
    states = [event.state for event in heard if isinstance(event, Arms)]
    assert states[0] == FREE and states[-1] == ends and len(states) == (2 if kind == FOLLOWS else 1)


@pytest.mark.parametrize("late_ms", [0, 60_000])
def test_a_scenario_waits_for_as_long_as_the_gate_had(tmp_path, late_ms):
    gate = CoreGate(pki(), desktop_engine(), tmp_path, VirtualTime(AT_S), fare_fen=0)
    passenger = Passenger(gate)
    player = Player(scenario.parse(RIDE), gate, Wallet(pki()), passenger)
    gate.listen(lambda event: (passenger.hear(event), player.hear(event)))
    gate.open()
    late = []
    for report in player.turns():
        if isinstance(report, Holding) and report.held:
            late.append(late_ms)  # behind the code
        elif report is None:
            gate.turn()
            passenger.turn()
            gate.pass_time(late.pop() if late else 2)
        elif isinstance(report, Ended):
            assert report.ok, report
    gate.close()
