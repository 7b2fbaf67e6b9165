"""What a gate of this computer asks for eligibility, as options say it."""

import time

import pytest

from hal.desktop.http_eligibility import HttpEligibility
from hal.eligibility.in_turn import InTurn
from hal.eligibility.snapshot import SnapshotEligibility
from sim.gate.asked import Asked, asked
from sim.output.trouble import Trouble
from terminal import sm2
from terminal.eligibility import ALLOW, DEADLINE_MAX_MS, DEADLINE_MIN_MS, DENY, STAFFED, UNKNOWN
from tests.rig.command import folder, ridegate, write
from tests.rig.eligibility_service import account, answered, service

HEAD = """sequence = {}
issued = 2026-10-28T09:00:00Z
effective_from = {}-10-28T10:00:00Z
expires = 2099-10-29T10:00:00Z
[[{}_account]]
account = "{}"
"""
NOW_S = 1_800_000_000
URL = "http://127.0.0.1:8766/"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A gate's folder with a snapshot that is in force and one that waits for its day."""
    gate = tmp_path_factory.mktemp("gate")
    for sequence, year, which in ((1, 2026, "denied"), (2, 2098, "allowed")):
        source = write(f"asked{sequence}.toml", HEAD.format(sequence, year, which, account(1).hex()).encode())
        out = folder() / f"asked{sequence}.bin"
        keys = (folder() / "operator.key", folder() / "operator.pub")
        assert ridegate("snapshot", "compile", source, "--operator-key", keys[0], "--out", out)[0] == 0
        assert ridegate("snapshot", "install", out, "--operator-key", keys[1], "--to", gate)[0] == 0
    return gate


def port(given):
    return given.port(sm2.REFERENCE, lambda: NOW_S)


def test_the_port_is_made_of_what_is_named(installed):
    public = folder() / "operator.pub"
    assert asked(None, None, None, STAFFED, 150) is None
    assert isinstance(port(asked(URL, None, None, STAFFED, 150)), HttpEligibility)
    assert isinstance(port(asked(None, installed, public, STAFFED, 150)), SnapshotEligibility)
    assert isinstance(port(asked(URL, installed, public, STAFFED, 150)), InTurn)
    assert isinstance(port(asked(None, folder() / "asked1.toml", None, STAFFED, 150)), SnapshotEligibility)


def test_the_snapshot_in_force_answers_and_the_service_does_for_others(installed):
    with service() as (kept, url):
        kept.status = "allow"
        device = port(asked(url, installed, folder() / "operator.pub", STAFFED, 150))
        assert (answered(device, account(1)), device.snapshot_sequence, device.answer_id) == (DENY, 1, b"")
        assert (answered(device, account(2)), device.snapshot_sequence) == (ALLOW, 0) and device.answer_id
        assert kept.questions["allow"] == 1
    assert answered(device, account(2)) == UNKNOWN


def test_what_cannot_be_asked_is_said(tmp_path, installed):
    for given, words in (
        (("http://10.0.0.1:1/", None, None, STAFFED, 150), "--eligibility http://10.0.0.1:1/: is not on this computer"),
        ((URL, None, None, STAFFED, DEADLINE_MIN_MS - 1), "--deadline-ms 49"),
        ((URL, None, None, STAFFED, DEADLINE_MAX_MS + 1), "--deadline-ms 1001"),
        ((None, tmp_path, None, STAFFED, 150), "holds no snapshot"),
        ((None, tmp_path / "none", None, STAFFED, 150), "name a snapshot"),
        ((None, installed, None, STAFFED, 150), "--operator-key"),
    ):
        with pytest.raises(Trouble, match=words):
            asked(*given)
    assert asked(URL, None, None, STAFFED, DEADLINE_MIN_MS) == Asked(URL, (), STAFFED, DEADLINE_MIN_MS)

SCENE = """name = "one"
description = "One passenger."
step = [
    {{ scene = {{ zh = "一位乘客", en = "One passenger" }} }},
    {{ show = {{ phone = 0 }} }},
    {{ expect = {{ answer = "{}" }} }},
    {{ expect = {{ passed = {} }} }},
]
"""


def plays(answer, *words):
    """Whether a gate gives this answer to one passenger."""
    scene = write(f"{answer}.toml", SCENE.format(answer, int(answer == "ACCEPTED")).encode())
    status, out, err = ridegate("run", "--json", "--scenario", scene, *words)
    assert err == "" and answer in out
    return status == 0


def test_a_gate_asks_the_service_that_is_named(monkeypatch):
    poll = HttpEligibility.poll

    def patient(device, now_ms):
        while device._asked:  # the gate's time stands still meanwhile
            answer = poll(device, now_ms)
            if answer is not None:
                return answer
            time.sleep(0.001)

    monkeypatch.setattr(HttpEligibility, "poll", patient)
    with service() as (kept, url):
        for status, answer in (("deny", "NOT_ELIGIBLE"), ("allow", "ACCEPTED")):
            kept.status = status
            assert plays(answer, "--eligibility", url, "--deadline-ms", 1000)
    assert kept.questions["deny"] and kept.questions["allow"]


def test_a_snapshot_alone_needs_no_service(installed):
    words = ("--snapshot", installed, "--operator-key", folder() / "operator.pub")
    assert plays("ACCEPTED", *words, "--unknown", "open")
    assert plays("ELIGIBILITY_UNKNOWN", *words, "--unknown", "shut")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--emulate", "pico2"), "whether a board asks"),
        (("--record", "x.mcap"), "nothing of eligibility may be kept"),
        (("--deadline-ms", "49"), "--deadline-ms 49"),
    ],
)
def test_what_cannot_ask_is_refused(words, said):
    got, out, err = ridegate("run", "--json", "--eligibility", URL, *words)
    assert (got, out) == (2, "") and said in err and err.count("\n") == 1
