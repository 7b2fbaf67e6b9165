"""What a command says of a board whose answers are not what they must be: one line and status 2, never a traceback."""

import json
import os
import tty
from types import SimpleNamespace

import pytest

from sim.command import cli
from sim.device import answer, device, manifest
from sim.device.board_port import Port
from sim.issuer.operator_key import published_signer

HEADER = manifest.encode("pico2", "0.2.1", manifest.NONE, {"a.mpy": b"a"}, published_signer())[:192].hex()
PROBE = {
    "machine": "a chip", "id": "aa" * 8, "before": False, "terminal": 7, "root": "", "slot": "/a", "why": "",
    "header": HEADER,
}  # fmt: skip
CHECK = {"name": "clock", "ok": True, "detail": "1793000000"}
REPORT = {"board": "pico2", "unique_id": "aa", "version": "0.2.1", "build": "development", "checks": [CHECK]}
NOT_WHOLE = ("7", 7.0, True, -1, 1 << 32, [], {})
COMMANDS = {
    "selftest": (("selftest",), {**REPORT, "ok": True}),
    "clock_show": (("clock", "show"), {"now": 1793000000, "says": 1793000000, "set": 1793000000, "why": ""}),
    "clock_set": (("clock", "set"), {"was": None, "now": 1793000000}),
    "lane": (("lane", "staffed"), {"was": "system", "lane": "staffed"}),
    "journal_info": (("journal", "pull", "--out", "journal"), {"sequence": 9}),
}


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Runs a command on a board that says this of itself, and answers this."""
    board, line = os.openpty()
    tty.setraw(line)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(device, "time", SimpleNamespace(sleep=lambda seconds: None, monotonic=lambda: 0.0))
    monkeypatch.setattr(Port, "listen", lambda self, words, limit_s: None)

    def run(words, probe, said):
        def execute(self, script, silence_s):
            if "ilistdir" in script:
                return "all"
            return json.dumps(probe if "unique_id" in script else said)

        monkeypatch.setattr(Port, "execute", execute)
        return cli.main([*words, "--port", os.ttyname(line)])

    yield run
    os.close(board)
    os.close(line)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_answer_without_a_field_or_with_another_value_in_it_is_one_line(name, command, capsys):
    words, whole = COMMANDS[name]
    assert command(words, PROBE, {"ok": True, **whole}) == 0
    capsys.readouterr()
    broken = [{key: value for key, value in whole.items() if key != left} for left in whole if left != "ok"]
    broken += [{**whole, key: value} for key in whole if key != "ok" for value in (1.5, {}, 10**30)]
    for said in broken:
        status = command(words, PROBE, {"ok": True, **said})
        out, err = capsys.readouterr()
        assert (status, out, err.count("\n")) == (2, "", 1)


def test_a_self_test_without_its_checks_has_not_passed(command, capsys):
    assert command(("selftest", "--json"), PROBE, {"ok": True}) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1


@pytest.mark.parametrize("key", PROBE)
def test_a_board_that_does_not_say_who_it_is_gets_nothing(key, command, capsys):
    for value in (None, 7, "zz", [], {}):
        if answer.wrong_probe({**PROBE, key: value}):
            assert command(("selftest",), {**PROBE, key: value}, {**REPORT, "ok": True}) == 2
            assert f"its {key!r} is missing or wrong" in capsys.readouterr().err
    assert answer.wrong_probe({**PROBE, key: []}) == key


@pytest.mark.parametrize(
    "call", ["provision(x)", "acknowledge(7, 'aa')", "install('trust', '/x')", "room()", "trust_room(9)"]
)
def test_an_empty_answer_lacks_what_a_command_reads(call):
    assert answer.wrong(call, {"ok": True})


@pytest.mark.parametrize("call", ["enter()", "leave()", "install('config', '/x')", "install('/x')"])
def test_of_some_calls_nothing_is_read(call):
    assert answer.wrong(call, {"ok": True}) == ""


@pytest.mark.parametrize(("value", "good"), [*((each, False) for each in NOT_WHOLE), (0, True), ((1 << 32) - 1, True)])
def test_the_number_of_a_record_is_one_of_32_bits(value, good):
    assert (answer.wrong("acknowledge(1)", {"acknowledged": value}) == "") is good
