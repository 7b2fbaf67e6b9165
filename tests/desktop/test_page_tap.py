"""A test card on the page: tapped, torn away, beside another medium, and taken away when it has its answer."""

import json
import time

import pytest

from sim.page import unjudged
from terminal import codes
from terminal.card import AWAY_MS
from tests.rig.command import eventually
from tests.rig.page import served, watched
from tests.rig.page_client import PEER_MAX_S, hear, talk


def reads(seen):
    """Wait until a card counts: one that lies there when a reader opens does not."""
    eventually(lambda: not seen.gate_loop.gate._station.media._until_empty)


@pytest.fixture
def gate():
    with watched(card=True) as seen:
        seen.wait(0, "card")
        reads(seen)
        yield seen


def test_a_card_that_is_tapped_is_let_in_and_taken_away(gate):
    mark = gate.do(do="tap", card="held")
    decision = gate.wait(mark, "decision").data["decision"]
    assert decision.result == codes.ACCEPTED and decision.code.authenticated == "test_sam"
    assert gate.wait(mark, "card", lambda data: data["state"] == "away")
    assert [one.data["state"] for one in gate.since(mark, "card")] == ["held", "away"]
    assert gate.opened(mark)


@pytest.mark.parametrize(
    ("card", "result"), [("torn", codes.CARD_UNREADABLE), ("unvouched", codes.CARD_NOT_AUTHENTICATED)]
)
def test_a_card_that_does_not_pass(gate, card, result):
    mark = gate.do(do="tap", card=card)
    assert gate.wait(mark, "decision").data["decision"].result == result
    gate.wait(mark, "card", lambda data: data["state"] == "away")
    assert not gate.opened(mark)


@pytest.mark.parametrize("phone", [False, True])
def test_two_media_at_once_are_not_judged(gate, phone):
    if phone:
        mark = gate.do_together({"do": "show", "phone": 0, "fault": None}, {"do": "tap", "card": "held"})
    else:
        mark = gate.do(do="tap", card="two")
    gate.wait(mark, "unjudged", lambda data: data["why"] == unjudged.ONE_MEDIUM)
    gate.wait(mark, "card", lambda data: data["state"] == "away")
    assert not gate.opened(mark) and not gate.since(mark, "decision")


def test_the_same_card_again_is_said_to_be_that(gate):
    mark = gate.do(do="tap", card="unvouched")
    gate.wait(mark, "decision")
    again = gate.do_together({"do": "tap", "card": "away"}, {"do": "tap", "card": "unvouched"})
    gate.wait(again, "unjudged", lambda data: data["why"] == unjudged.SAME_CARD)


def test_a_kiosk_has_the_cards_that_its_passengers_may_tap():
    with served(card=True) as (_, port), talk(port, "/ws?kiosk") as socket:
        assert hear(socket, "hello")["cards"] == ["held", "torn", "two", "unvouched"]
        socket.send('{"do": "tap", "card": "torn"}')
        while hear(socket, "card")["state"] != "torn":
            pass


def test_the_plot_is_of_codes_alone():
    """What it shows is the time from photograph to relay, and of a card there is no photograph."""
    with served(card=True) as (seen, port), talk(port) as socket:
        reads(seen)
        mark = seen.do(do="tap", card="held")
        seen.wait(mark, "card", lambda data: data["state"] == "away")
        time.sleep(AWAY_MS / 1000)
        seen.do(do="show", phone=0, fault=None)
        kinds, shown = [], False
        while not shown or kinds[-1] != "phone":  # until the phone is taken away again
            told = socket.recv(timeout=PEER_MAX_S)
            if isinstance(told, str):
                kinds.append(json.loads(told)["kind"])
                shown = shown or json.loads(told).get("user") == 0
                if json.loads(told).get("user") == 0:
                    kinds.append("shown")
        assert kinds.count("decision") == 2 and kinds.count("latency") == 1


def test_a_gate_without_a_card_reader_has_none():
    with watched() as seen, pytest.raises(ValueError, match="cannot do tap"):
        seen.do(do="tap", card="held")
