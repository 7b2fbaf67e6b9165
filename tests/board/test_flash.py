"""A board from its first power-on to its first passenger, by the tools of its operator: the emulated board's files,
prompt, pins and scanner line are all they touch.
"""

import json
import time

import pytest

from boards.format import config
from sim.device import config_source, device, flash as flashing
from sim.device.device import Device
from sim.emulator.scanner import MODELS
from tests.board.firmware import PACED_S
from tests.rig.command import folder, mpremote, ridegate

BOOT_MAX_S = 20
STEP_MAX_S = 10
NAMES = ["image", "relay", "inputs", "clock", "flash", "heap", "engine", "identity", "config", "trust", "scanner"]


@pytest.fixture
def new_board(board):
    """new_board(model="gm65", erase_ms=1): an empty board, switched on, with this scanner module. erase_ms: None for
    what the flash takes on a board.
    """

    def start(model="gm65", erase_ms=1):
        new = board(files={}, scanner=MODELS[model](), erase_ms=erase_ms, on=True)
        new.wait_for("prompt", BOOT_MAX_S)
        return new

    return start


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A board whose time is the computer's may be slow to answer where the computer is busy."""
    monkeypatch.setattr(device, "_PROBE_MAX_S", PACED_S)


@pytest.fixture
def gate_toml(tmp_path):
    """gate_toml("gm67"): a configuration for that scanner."""

    def write(model):
        path = tmp_path / "gate.toml"
        path.write_text(config_source.example().replace('model = "gm65"', f'model = "{model}"'))
        return path

    return write


def flash(board, *more):
    return ridegate("flash", "--board", board.board.name, "--port", board.port, *more)


def all_of_it(board, config):
    """Arguments that make a terminal of a board in one go."""
    where = folder()
    return ["--config", config, "--trust", where / "trust.toml", "--operator-key", where / "operator.key",
            "--terminal-id", "7", "--set-clock"]  # fmt: skip


def files(board):
    """Every file on a board with its hash, but for the folder of its state."""
    script = """
import os
from hashlib import sha256
from binascii import hexlify
def walk(folder):
    for name, kind, *_ in os.ilistdir(folder or "/"):
        path = folder + "/" + name
        if kind & 0x4000:
            if path != "/state":
                walk(path)
        else:
            with open(path, "rb") as file:  # one left open makes the VM's littlefs write somewhere
                print(path, hexlify(sha256(file.read()).digest()).decode())
walk("")
"""
    return dict(line.split() for line in mpremote(board.port, "resume", "exec", script).splitlines())


def running(board):
    """The files of the slot that runs, and the chooser; what is counted at each start is not one of them."""
    others = ("/b/", "/new/", "/counters/")
    return {path: digest for path, digest in files(board).items() if not path.startswith(others)}


def test_from_the_first_power_on_to_the_first_passenger(new_board, gate_toml):
    model, _ = sorted(MODELS)  # the other one's turn is the next test
    board = new_board(model, erase_ms=None)
    assert mpremote(board.port, "exec", "print(1+1)").split() == ["2"]
    mark = board.events.mark()
    status, output, error = flash(board, *all_of_it(board, gate_toml(model)), "--provisioning-id", "4")
    assert status == 0 and not error, error
    assert "terminal 7, provisioning 4" in output
    assert [line.split()[0] for line in output.splitlines() if line.split()[1:2] == ["ok"]] == NAMES
    assert "FAILED" not in output and "its log: ridegate " in output
    assert [event.cause for event in board.events.since(mark, "reset")] == ["hard", "hard"]
    assert not [event for event in board.events.since(mark, "gate") if event.released]
    assert board.opens(0, at_s=int(time.time()))


def test_step_by_step_and_again_while_it_works_with_its_watchdog_on(new_board, gate_toml, tmp_path):
    _, model = sorted(MODELS)
    board, where = new_board(model), folder()
    port = ["--port", board.port]
    status, output, _ = flash(board)
    assert status == 1  # the terminal has no identity yet
    assert {line.split()[0] for line in output.splitlines() if "FAILED" in line} == {
        "clock", "identity", "config", "trust", "scanner", "snapshot",
    }  # fmt: skip
    assert ridegate("trust", "show", where / "trust.toml")[0] == 0
    key = where / "operator.pub"
    status, output, _ = ridegate("provision", *port, "--terminal-id", "7", "--operator-key", key, "--json")
    assert status == 0 and json.loads(output)["terminal_id"] == 7
    assert ridegate("clock", "set", *port)[0] == 0
    device = Device(str(board.port))
    with device.serviced():
        setup = config.encode(config_source.read(gate_toml(model)))
        assert flashing.install(device, "", "config", setup)["ok"]
    status, _, error = ridegate("trust", "install", *port, where / "trust.bin", "--operator-key", key)
    assert status == 0 and not error, error
    assert board.opens(0, at_s=int(time.time()))
    mark = board.events.mark()
    more = ["--config", gate_toml(model), "--trust", where / "trust.bin", "--operator-key", key]
    status, output, error = flash(board, "--json", *more)
    assert status == 0 and json.loads(output)["ok"], error
    assert [event.cause for event in board.events.since(mark, "reset")] == ["hard"] * 4  # one starts it on trial
    assert board.opens(1, at_s=int(time.time()))
    board.passage()
    journal = tmp_path / "journal"
    status, output, error = ridegate("journal", "pull", *port, "--out", journal, "--json")
    assert status == 0, error
    assert json.loads(output)["length"] == (journal / "0000000001").stat().st_size > 900
    status, output, _ = ridegate("selftest", *port, "--json")
    assert status == 0 and json.loads(output)["ok"]
    status, _, error = ridegate("provision", *port, "--terminal-id", "8", "--operator-key", key)
    assert status == 2 and "provisioned already" in error and error.count("\n") == 1
    status, _, error = ridegate(
        "provision", *port, "--terminal-id", "8", "--operator-key", key, "--force", "--provisioning-id", "1"
    )
    assert status == 2 and "has had provisioning id 1: name a higher one" in error and error.count("\n") == 1
    # flash looks before it writes
    mark = board.events.mark()
    status, output, error = flash(board, "--terminal-id", "8", "--operator-key", key)
    assert (status, output, error.count("\n")) == (2, "", 1)
    assert "this board is terminal 7 already" in error and "`ridegate provision --force`" in error
    reset = board.wait_for("reset", PACED_S, mark)  # it starts what it has, which writes
    assert [one for one in board.events.since(mark, "flash") if one.t_us < reset.t_us] == []
    assert board.opens(2, at_s=int(time.time()))
    status, output, error = ridegate("provision", *port, "--terminal-id", "7", "--operator-key", key, "--force")
    assert status == 0 and output.startswith("terminal 7, provisioning 2; "), error


def test_what_is_wrong_gives_one_line_and_changes_nothing(new_board, gate_toml, tmp_path):
    board, where = new_board(), folder()
    bad, damaged = tmp_path / "bad.toml", tmp_path / "trust.bin"
    bad.write_text(gate_toml("gm65").read_text().replace("pulse_ms = 500", "pulse_ms = 1001"))
    whole = (where / "trust.bin").read_bytes()
    damaged.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    key = ["--operator-key", where / "operator.pub"]
    mark = board.events.mark()
    for arguments, words in (
        (["--board", "pico3", "--port", board.port], "there is no board 'pico3'"),
        (["--board", "pico", "--port", board.port], "this is no pico"),
        (["--board", "pico2", "--port", tmp_path / "ttyACM9"], "there is no such port"),
        (["--board", "pico2", "--port", bad], "cannot be opened"),
        (["--board", "pico2", "--port", board.port, "--config", bad], "gate.pulse_ms: 1001"),
        (["--board", "pico2", "--port", board.port, "--config", tmp_path / "none.toml"], "none.toml"),
        (["--board", "pico2", "--port", board.port, "--trust", damaged, *key], "trust.bin"),
        (["--board", "pico2", "--port", board.port, "--trust", where / "trust.bin"], "name the operator's key"),
        (["--board", "pico2", "--port", board.port, "--terminal-id", "7"], "name the operator's key"),
        (["--board", "pico2", "--port", board.port, "--provisioning-id", "2"], "name the terminal"),
        (["--board", "pico2", "--port", board.port, "--image", tmp_path / "none"], "build it again"),
        (["--board", "pico2", "--port", board.port, "--production", *key], "name it, as in --key operator.pem"),
    ):
        status, output, error = ridegate("flash", *arguments)
        assert (status, output, error.count("\n")) == (2, "", 1), error
        assert words in error
    status, _, error = ridegate("clock", "set", "--port", board.port)
    assert status == 2 and "no ridegate firmware" in error
    assert not board.events.since(mark, "flash")
    assert files(board) == {}


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """(a production key's two files, arguments of a command that signs with it)."""
    where = tmp_path_factory.mktemp("key")
    (where / "words").write_text("correct horse battery")
    words = ["--passphrase-file", where / "words"]
    assert ridegate("trust", "keygen", "--out", where / "operator", *words)[0] == 0
    return where / "operator.pub", ["--production", "--key", where / "operator.pem", *words]


def test_a_production_build_wants_its_jumper_and_leaves_the_board_as_it_was_without(
    new_board, production, monkeypatch
):
    board = new_board()
    public, signed = production
    status, _, error = flash(board, *signed)
    assert status == 2 and "close the service jumper" in error
    assert "/main.py" not in files(board)
    board.switch("service", closed=True)
    status, output, error = flash(board, *signed, "--operator-key", public, "--terminal-id", "7")
    assert (status, error) == (1, "")  # no configuration yet
    assert "production" in output and "files as signed" in output
    with monkeypatch.context() as patch:
        patch.setattr(device, "_PROBE_MAX_S", 1)  # this one never answers
        status, _, error = ridegate("clock", "set", "--port", board.port)
    assert status == 2 and "does not answer" in error and error.count("\n") == 1
    board.power_off()
    board.power_on()
    board.wait_for("prompt", BOOT_MAX_S, board.events.mark())
    assert ridegate("clock", "set", "--port", board.port)[0] == 0


def test_a_board_that_loses_power_half_way_runs_what_it_ran_before(board):
    board = board(paced=True, erase_ms=1, on=True)
    board.wait_for("flash", BOOT_MAX_S)  # it starts
    before = running(board)
    board.reset()
    board.flash.cut_power_after(150)
    status, _, error = flash(board)
    assert status == 2 and "the board keeps what it had" in error and error.count("\n") == 1
    assert board.run_until(lambda: not board.powered, PACED_S)  # the host may give up before
    mark = board.events.mark()
    board.power_on()
    board.wait_for("prompt", BOOT_MAX_S, mark)  # in service mode, as it was asked to be
    assert running(board) == before
    assert flash(board)[0] == 0
    assert board.opens(3)
