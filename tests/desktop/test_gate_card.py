"""A gate of this computer that reads cards: its session, its control, its journal, and what the option refuses."""

import os
import time

import pytest

from hal.desktop.engine import desktop_engine
from sim.gate import cards
from sim.gate.core_gate import CoreGate
from sim.gate.event import Decided, Set
from sim.gate.gate import SETTINGS, Unable
from sim.gate.stopwatch import FAILED, NOT_ASKED, NOT_REACHED, PASSED, rows
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.wallet import Wallet
from sim.journal import facts
from sim.output.trouble import Trouble
from sim.scenario.audience import JsonLines
from sim.scenario.perform import bundled, perform
from terminal import codes, journal, records
from terminal.card import AWAY_MS
from tests.rig.command import pki, ridegate


@pytest.fixture
def gate(tmp_path):
    engine, clock = desktop_engine(), VirtualTime(int(time.time()))
    held = cards.cards(cards.VIRTUAL, pki(), engine, clock.now_ms)
    made = CoreGate(pki(), engine, tmp_path, clock, fare_fen=0, cards=held)
    made.heard = []
    made.listen(made.heard.append)
    made.open()
    turn(made, AWAY_MS + 20)  # what lies there when a reader opens does not count
    yield made
    made.close()


def turn(gate, ms):
    until_ms = gate.now_ms() + ms
    while gate.now_ms() < until_ms:
        if not gate.turn():
            gate.pass_time(5)


def decided(gate):
    return [event for event in gate.heard if isinstance(event, Decided)]


def test_the_session_with_cards_comes_as_expected(tmp_path, capsys):
    engine, clock = desktop_engine(), VirtualTime(int(time.time()))
    held = cards.cards(cards.VIRTUAL, pki(), engine, clock.now_ms)
    gate = CoreGate(pki(), engine, tmp_path, clock, fare_fen=0, cards=held)
    assert perform(bundled("cards"), gate, Wallet(pki()), JsonLines(), "", 0)
    assert "CARD_NOT_AUTHENTICATED" in capsys.readouterr().out


def test_every_control_of_the_card(gate):
    for state in SETTINGS["card"]:
        gate.heard.clear()
        gate.control("card", state)
        turn(gate, 1500)
        answers = [codes.of(each.decision.result).name for each in decided(gate)]
        wanted = {"held": ["ACCEPTED"], "torn": ["CARD_UNREADABLE"], "unvouched": ["CARD_NOT_AUTHENTICATED"]}
        assert answers == wanted.get(state, []), state
        gone = [event.value for event in gate.heard if isinstance(event, Set) and event.name == "card"]
        assert gone == ([state, "away"] if state == "torn" else [state])
        gate.control("card", "away")
        turn(gate, 8000)


def test_the_record_states_medium_and_what_vouched(gate):
    gate.control("card", "held")
    turn(gate, 1500)
    (event,) = decided(gate)
    assert event.payload == b"" and event.stages.capture_us is None
    store = gate._station.store
    found = [record for _, _, record, _, _ in journal.walk(store, desktop_engine().digest, gate.key, store.numbers())]
    (ride,) = [record for record in found if record is not None and record.kind == records.RIDE]
    told = facts.ride_facts(ride, False)
    assert (told["medium"], told["authenticated"]) == ("card", "test_sam")
    assert told["account"][-5:] == "*0017" and told["trip"] is None


def test_a_code_states_that_it_is_one(gate):
    gate.show(*Wallet(pki()).show(0, None, gate.now_s()))
    turn(gate, 1500)
    store = gate._station.store
    found = [record for _, _, record, _, _ in journal.walk(store, desktop_engine().digest, gate.key, store.numbers())]
    (ride,) = [record for record in found if record is not None and record.kind == records.RIDE]
    told = facts.ride_facts(ride, False)
    assert (told["medium"], told["authenticated"]) == ("code", None)


def test_the_steps_of_certificates_are_not_asked_of_a_card(gate):
    gate.control("card", "held")
    turn(gate, 1500)
    (event,) = decided(gate)
    told = {row["number"]: row["state"] for row in rows(event.decision, event.steps_us, event.stages.store_us)}
    assert {number for number, state in told.items() if state == NOT_ASKED} == {*range(9, 18), 23, 24}
    assert {told[number] for number in (0, 1, 8, 18, 19, 22, 25)} == {PASSED}


def test_a_card_that_is_inside_does_not_enter_again(gate):
    gate.control("mode", "entry")
    gate.control("trip", "enforce")
    turn(gate, AWAY_MS + 500)
    for _ in range(2):
        gate.control("card", "held")
        turn(gate, 1500)
        gate.control("card", "away")
        gate.push()
        turn(gate, 8000)
    assert [codes.of(each.decision.result).name for each in decided(gate)] == ["ACCEPTED", "ALREADY_INSIDE"]
    refused = decided(gate)[1]
    told = {row["number"]: row["state"] for row in rows(refused.decision, refused.steps_us, None)}
    assert told[23] == FAILED and told[22] == PASSED and told[24] == NOT_REACHED
    assert {number for number, state in told.items() if state == NOT_ASKED} == {*range(9, 18)}


def test_the_staff_lets_a_card_in(gate):
    gate.control("mode", "exit")
    gate.control("trip", "enforce")
    turn(gate, AWAY_MS + 500)
    gate.control("lane", "staffed")
    gate.control("card", "held")
    turn(gate, 1500)
    gate.control("card", "away")
    gate.control("staff", (7, 1))
    turn(gate, 1500)
    first, last = decided(gate)
    assert (first.decision.result, last.decision.result) == (codes.NO_ENTRY, codes.ACCEPTED)
    store = gate._station.store
    found = [record for _, _, record, _, _ in journal.walk(store, desktop_engine().digest, gate.key, store.numbers())]
    (ride,) = [record for record in found if record is not None and record.kind == records.RIDE]
    told = facts.ride_facts(ride, False)
    assert (told["medium"], told["authenticated"], told["completed_by_staff"]) == ("card", "test_sam", True)


def test_a_gate_without_a_card_reader_has_no_such_control(tmp_path):
    gate = CoreGate(pki(), desktop_engine(), tmp_path, VirtualTime(int(time.time())))
    assert "card" not in gate.abilities and "card" not in gate.facts.settings
    with pytest.raises(Unable):
        gate.control("card", "held")


@pytest.mark.parametrize("name", ["virtual", "pcsc", "pcsc:ACS", "pn532:/dev/ttyUSB0"])
def test_a_reader_that_is_known(name):
    assert cards.checked(name) == name


@pytest.mark.parametrize("name", ["", "pn532", "pn532:", "virtual:1", "nfc", "PCSC"])
def test_a_reader_that_is_not_known(name):
    with pytest.raises(Trouble, match="write virtual"):
        cards.checked(name)


@pytest.mark.parametrize("more", [("--emulate", "pico2"), ("--mode", "entry", "--record", "x.mcap")])
def test_what_does_not_go_with_cards(more):
    status, _, told = ridegate("run", "--card", "virtual", "--terminal", *more)
    assert status == 2 and "--card does not go with" in told


def test_a_reader_that_does_not_open_is_named_and_nothing_else(tmp_path):
    """It is opened first: neither the journal's disk nor the scanner is at fault."""
    reader = f"pn532:{tmp_path}/none"
    held, line = os.openpty()
    try:
        for where in (("--terminal",), ("--serial", os.ttyname(line))):
            status, _, told = ridegate("run", "--card", reader, *where)
            assert status == 2 and told.startswith(f"ridegate run: --card {reader}: could not open port"), told
            assert "disk" not in told and "serial port /dev" not in told
    finally:
        os.close(held)
        os.close(line)
