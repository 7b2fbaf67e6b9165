"""Recordings of a gate that reads cards: medium and what confirmed it are on record, and everything comes again."""

import time

import pytest

from hal.desktop.engine import desktop_engine
from sim.capture import source
from sim.capture.recorder import Recorder
from sim.capture.replay import Task, play
from sim.gate import cards
from sim.gate.core_gate import CoreGate
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.wallet import Wallet
from sim.output.trouble import Trouble
from sim.scenario.audience import JsonLines
from sim.scenario.perform import bundled, perform
from terminal import codes
from terminal.card import AWAY_MS
from tests.rig.command import pki

NUMBER = "31099000000000000"  # what all numbers of the test cards begin with, as codes write accounts


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """recorded(level): the session with cards, on record."""
    folder, made = tmp_path_factory.mktemp("cards"), {}

    def record(level):
        if level not in made:
            path = folder / f"{level}.mcap"
            (folder / level).mkdir()
            recorder = Recorder(path, level, "core", "none", lambda why: None)
            engine, clock = desktop_engine(), VirtualTime(int(time.time()))
            held = cards.cards(cards.VIRTUAL, pki(), engine, clock.now_ms)
            gate = CoreGate(pki(), engine, folder / level, clock, fare_fen=0, recorder=recorder, cards=held)
            assert perform(bundled("cards"), gate, Wallet(pki()), JsonLines(), "", 0)
            recorder.close()
            made[level] = path
        return made[level]

    return record


@pytest.mark.parametrize("level", ["full", "masked"])
def test_everything_that_happened_comes_again(recorded, level):
    capture, _ = source.load(recorded(level))
    played = play(capture, Task())
    assert played.differences == []
    assert played.releases == played.releases_recorded == 4
    names = [codes.of(one.row[0]).name for one in played.answers]
    assert names == ["ACCEPTED", "CARD_UNREADABLE", "ACCEPTED", "CARD_NOT_AUTHENTICATED", "ACCEPTED", "ACCEPTED"]
    assert any("no card is judged again" in note for note in capture.notes)


def test_micropython_gives_the_same_trace(recorded):
    traces = []
    for runtime in ("cpython", "micropython"):
        capture, _ = source.load(recorded("full"))
        traces.append(play(capture, Task(runtime=runtime)).trace_hash)
    assert traces[0] == traces[1]


@pytest.mark.parametrize("level", ["full", "masked", "decisions"])
def test_what_is_on_record_of_a_card(recorded, level):
    capture, _ = source.load(recorded(level))
    stated = [(one.medium, one.authenticated) for _, one in capture.answers]
    card, code = ("card", "test_sam"), (None, None)
    assert stated == [card, ("card", "none"), card, ("card", "none"), card, code]
    if level != "full":
        assert NUMBER.encode() not in recorded(level).read_bytes()


@pytest.mark.parametrize("level", ["full", "masked"])
def test_a_judgement_that_ends_without_an_answer_comes_again(tmp_path, level):
    """A card that comes while a code is judged, and the same card within two seconds."""
    recorder = Recorder(tmp_path / "short.mcap", level, "core", "none", lambda why: None)
    engine, clock = desktop_engine(), VirtualTime(int(time.time()))
    held = cards.cards(cards.VIRTUAL, pki(), engine, clock.now_ms)
    gate = CoreGate(pki(), engine, tmp_path, clock, fare_fen=0, recorder=recorder, cards=held)
    gate.open()

    def turn(ms):
        until_ms = gate.now_ms() + ms
        while gate.now_ms() < until_ms:
            if not gate.turn():
                gate.pass_time(5)

    turn(2 * AWAY_MS)
    gate.show(*Wallet(pki()).show(0, None, gate.now_s()))
    while not gate.turn():
        gate.pass_time(5)
    gate.control("card", "held")
    turn(500)
    gate.hide()
    for state, ms in (("away", 2 * AWAY_MS), ("held", 300), ("away", AWAY_MS + 20), ("held", 300), ("away", 300)):
        gate.control("card", state)
        turn(ms)
    gate.close()
    recorder.close()
    capture, _ = source.load(tmp_path / "short.mcap")
    assert sum("same_tap" in step[4] for step in capture.script if step[0] == "turn") == 2
    played = play(capture, Task())
    assert played.differences == [] and played.releases == played.releases_recorded == 1
    assert [one.row[0] for one in played.answers] == [codes.ACCEPTED]


def test_a_board_without_a_card_reader_does_not_play_it(recorded):
    capture, _ = source.load(recorded("full"))
    with pytest.raises(Trouble, match="no card reader"):
        play(capture, Task(runtime="emulator"))
