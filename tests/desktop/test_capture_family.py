"""Recordings of a gate that reads rail tickets: judged again on CPython, as recorded where no ticket can be judged."""

import json

import pytest
from mcap.reader import make_reader

from hal.desktop.engine import desktop_engine
from sim.capture import message, source
from sim.capture.capture import Hostile
from sim.capture.recorder import Recorder
from sim.capture.replay import Task, play
from sim.family import table
from sim.gate import families
from sim.gate.core_gate import CoreGate
from sim.gate.virtual_clock import VirtualTime
from sim.issuer import family_mint, rail_code, ticket
from sim.issuer.wallet import Wallet
from sim.output.trouble import Trouble
from sim.scenario.audience import JsonLines
from sim.scenario.perform import bundled, perform
from tests.rig.command import pki, ridegate

NOW_S = 1_800_000_000
TICKET = b"RIDEGATE TEST TICKET"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """recorded(level): the session with tickets, on record."""
    folder, made = tmp_path_factory.mktemp("families"), {}

    def record(level):
        if level not in made:
            path = folder / f"{level}.mcap"
            (folder / level).mkdir()
            recorder = Recorder(path, level, "core", "none", lambda why: None)
            known = families.made(families.READ, family_mint.keys(pki()), "keys")
            clock = VirtualTime(NOW_S)
            at = (pki(), desktop_engine(), folder / level, clock)
            gate = CoreGate(*at, fare_fen=0, recorder=recorder, families=known)
            assert perform(bundled("families"), gate, Wallet(pki()), JsonLines(), "", 0)
            recorder.close()
            made[level] = path
        return made[level]

    return record


def loaded(path):
    return source.load(path)[0]


def names(played):
    return [table.row(one.row[0]).name for one in played.answers]


@pytest.mark.parametrize("level", ["full", "masked"])
def test_every_ticket_comes_again(recorded, level):
    played = play(loaded(recorded(level)), Task())
    assert played.differences == [] and played.releases == 1
    assert names(played)[-1] == "ACCEPTED" and set(names(played)[:-1]) == {one.answer for one in ticket.TICKETS}


def test_both_runtimes_have_one_trace_and_say_what_they_did_not_judge(recorded):
    capture = loaded(recorded("full"))
    here, vm = play(capture, Task()), play(loaded(recorded("full")), Task(runtime="micropython"))
    assert here.trace_hash == vm.trace_hash and vm.differences == []
    assert any("stand as recorded" in note for note in vm.notes)
    assert not any("stand as recorded" in note for note in here.notes)


def test_a_ticket_is_judged_again_and_not_repeated(recorded):
    """Other keys, another moment: other answers."""
    strangers = families.setup(families.READ, rail_code.keys_toml("another seed"))
    played = play(loaded(recorded("full")), Task(families=strangers))
    assert "UIC_VALID" not in names(played) and not played.same
    late = play(loaded(recorded("full")), Task(at_s=NOW_S + 3600))
    assert "DOSIPAS_EXPIRED" in [table.row(one.replayed.row[0]).name for one in late.differences]


def test_what_a_masked_recording_holds_of_tickets(recorded):
    path = recorded("masked")
    data = path.read_bytes()
    assert TICKET not in data and b"PUBLIC KEY" not in data and b"#UT".hex().encode() not in data
    assert b"PUBLIC KEY" in recorded("full").read_bytes()
    with open(path, "rb") as file:
        said = [json.loads(one.data) for _, channel, one in make_reader(file).iter_messages(topics=["/setup"])]
    assert [one["families"]["keys"] for one in said] == [None]


@pytest.mark.parametrize(
    "data",
    [{}, [], {"read": [], "keys": ""}, {"read": ["paper"], "keys": ""}, {"read": ["uic", "uic"], "keys": ""},
     {"read": ["uic"]}, {"read": ["uic"], "keys": 1}, {"read": "uic", "keys": ""}, {"read": [["uic"]], "keys": ""}],
)  # fmt: skip
def test_hostile_families_are_refused(data):
    with pytest.raises((Hostile, KeyError, TypeError)):
        message.families(data, False)


def test_keys_on_record_that_are_none_are_refused(recorded):
    with pytest.raises(Trouble, match="its keys of other families"):
        play(loaded(recorded("full")), Task(families=families.setup(families.READ, "x")))


def test_bounds_of_the_keys_on_record(monkeypatch):
    monkeypatch.setattr(message, "KEYS_MAX_CHARACTERS", 5)
    assert message.families({"read": ["uic"], "keys": "12345"}, False)["keys"] == "12345"
    with pytest.raises(Hostile):
        message.families({"read": ["uic"], "keys": "123456"}, False)


def test_tickets_in_a_text_capture(tmp_path):
    lines = [
        {"hex": one.make(pki(), NOW_S).hex(), "at": NOW_S + 5 * at, "result": one.answer}
        for at, one in enumerate(ticket.TICKETS[:3])
    ]
    path = tmp_path / "scans.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    keys = tmp_path / "keys.toml"
    keys.write_text(family_mint.keys(pki()))
    status, out, _ = ridegate("replay", path, "--family", "uic", "--family-keys", keys, "--json")
    assert status == 0, out
    status, out, error = ridegate("replay", path)
    assert status == 1 and "UIC_VALID" in out + error
    status, _, error = ridegate("replay", path, "--family", "uic", "--runtime", "micropython")
    assert status == 2 and "only --runtime cpython" in error
    status, _, error = ridegate("replay", path, "--family", "uic", "--report", tmp_path / "page.html")
    assert status == 0 and (tmp_path / "page.html").exists(), error
