"""The parts of the page that need no gate: commands, trace, clock, storage, percentiles, limits."""

import json

import pytest

from hal.fake.clock import Clock
from sim.gate.offset_clock import OffsetClock
from sim.gate.stopwatch import Stopwatch, rows
from sim.gate.storage import FailingStorage
from sim.issuer.phone import Phone
from sim.issuer.wallet import Wallet
from sim.page import command, latency
from sim.page.gate_loop import COMMANDS_MAX, GateLoop
from sim.page.rate_limit import Bucket
from terminal.decide import steps
from terminal.history import History
from terminal.policy import STANDARD
from tests.rig.command import AT_S, pki


def test_the_stopwatch_judges_as_the_core_does():
    watch = Stopwatch()
    code = Phone(pki(), 0).code(AT_S)
    for payload in (code, code[:-1], b"6200000000000000000", b""):
        given = (payload, None, STANDARD, History(1), AT_S)
        assert _walk(watch.judge(*given)) == _walk(steps(*given))
    decision = _walk(steps(code, None, STANDARD, History(1), AT_S))[1]
    assert [row["state"] for row in rows(decision, watch.trace.us, None)][6:9] == ["passed", "failed", "not_reached"]


def _walk(judging):
    walked = []
    while True:
        try:
            walked.append(next(judging))
        except StopIteration as end:
            return walked, end.value


def test_more_commands_than_fit_are_refused_and_so_is_what_this_terminal_cannot_do():
    class Still:
        abilities = frozenset(("fare",))

        def listen(self, listener):
            pass

    gate_loop = GateLoop(Wallet(pki()), Still())
    for _ in range(COMMANDS_MAX):
        gate_loop.do(command.Command("fare", {"fen": 1}))
    with pytest.raises(command.Busy):
        gate_loop.do(command.Command("fare", {"fen": 1}))
    with pytest.raises(ValueError, match="cannot do trust"):
        gate_loop.do(command.Command("trust", {"state": "older"}))


GOOD = (
    {"do": "show", "phone": 3, "fault": None},
    {"do": "show", "phone": 0, "fault": "TWO"},
    {"do": "fare", "fen": 0},
    {"do": "fare", "fen": 0xFFFFFF},
    {"do": "clock", "offset_s": 10 * 366 * 86400, "trusted": False},
    {"do": "power_cut"},
)
WRONG = (
    "",
    "[]",
    "null",
    "[" * 1000,
    '{"do": "fly"}',
    '{"do": ["show"]}',
    '{"do": "hide", "phone": 1}',
    '{"do": "show", "phone": 4, "fault": null}',
    '{"do": "show", "phone": -1, "fault": null}',
    '{"do": "show", "phone": true, "fault": null}',
    '{"do": "show", "phone": 0}',
    '{"do": "show", "phone": 0, "fault": "../../etc/passwd"}',
    '{"do": "fare", "fen": -1}',
    '{"do": "fare", "fen": 16777216}',
    '{"do": "fare", "fen": 1e3}',
    '{"do": "clock", "offset_s": 316224001, "trusted": true}',
    '{"do": "trust", "state": "mine"}',
    '{"do": "emergency", "active": 1}',
    '{"do": "emergency", "active": true, "__class__": 1}',
    json.dumps({"do": "show", "phone": 0, "fault": "x" * 1100}),
)


@pytest.mark.parametrize("asked", GOOD, ids=str)
def test_commands_within_their_bounds_are_read(asked):
    read = command.parse(json.dumps(asked))
    assert {"do": read.do, **read.arguments} == asked


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:40])
def test_commands_that_are_none_are_refused_in_words(text):
    with pytest.raises(command.Refused) as why:
        command.parse(text)
    assert "passwd" not in str(why.value) and len(str(why.value)) < 200


def test_an_offset_clock_is_wrong_by_just_that():
    clock = OffsetClock(Clock(utc_s=AT_S))
    clock.offset_s = -60
    assert (clock.now_s(), clock.now_ms()) == (AT_S - 60, 0)
    clock.trusted = False
    assert clock.now_s() is None


def test_storage_fails_when_told_to_and_only_in_writing():
    class Kept:
        data = b""

        def append(self, data):
            self.data += data

    storage = FailingStorage(Kept())
    storage.append(b"a")
    for state, number in (("full", 28), ("failing", 5)):
        storage.switch(state)
        with pytest.raises(OSError) as why:
            storage.append(b"b")
        assert why.value.errno == number and storage.data == b"a"
    with pytest.raises(ValueError):
        storage.switch("elsewhere")


def test_percentiles_are_of_answers_that_were():
    times = latency.Latency()
    assert times.percentiles() == {}
    for us in range(1, 101):
        times.add(us)
    assert times.percentiles() == {"p50": 50, "p95": 95, "p99": 99}
    for _ in range(latency.KEPT):
        times.add(7)
    assert times.percentiles() == {"p50": 7, "p95": 7, "p99": 7} and times.count == latency.KEPT


def test_a_bucket_takes_its_burst_and_then_its_rate():
    now = [0.0]
    bucket = Bucket(2.0, 3, lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [bucket.take(), bucket.take()] == [True, False]
