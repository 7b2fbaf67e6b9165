"""`ridegate emulate` and `ridegate run --emulate`: the built firmware at work without a board."""

import json
import os
import socket
import time

import pytest

from boards.format import config
from boards.state import Identity, State
from sim.device import board, build, emulated_board
from sim.device.emulate import ID_MAX_BYTES, ID_MIN_BYTES
from terminal import records, sm3
from tests.rig import session
from tests.rig.command import ROOT, interrupt, lines, mpremote, ridegate, started

START_MAX_S = 60


@pytest.fixture
def emulate(tmp_path):
    """emulate(*arguments): the command under way, and what it said of itself: {"flash": …, "port": …, "control": …}."""
    running = []

    def start(*arguments):
        process = started("emulate", "--flash", tmp_path / "flash.bin", *arguments, text=True)
        running.append(process)
        said = {}
        while "control" not in said:
            line = process.stdout.readline()
            assert line, process.stderr.read()
            name, _, value = line.strip().partition(" ")
            said[name] = value
        return process, said

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def end(process):
    """Ctrl-C, and what it said until then."""
    interrupt(process)
    out, err = process.communicate(timeout=START_MAX_S)
    assert (process.returncode, err) == (0, "")
    return out


def test_a_board_boots_and_unmodified_mpremote_works(emulate, tmp_path):
    process, said = emulate("--board", "pico2")
    assert said["flash"] == f"{tmp_path / 'flash.bin'} (new)"
    kinds = set()
    while "lamp" not in kinds and "display" not in kinds:  # the firmware works
        kinds.add(process.stdout.readline().split()[1])
    assert mpremote(said["port"], "exec", "print(1+1)") == "2\n"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
        control.connect(said["control"])
        control.sendall(b'{"do": "emergency", "open": true}\n{"do": "state"}\n')
        with control.makefile() as answers:
            assert json.loads(answers.readline())["ok"]
            assert json.loads(answers.readline())["released"] == {"entry": True, "exit": True}
    assert "emergency  open=True" in end(process)
    assert not os.path.lexists(said["port"])
    process, said = emulate("--board", "pico2", "--scanner", "gm67", "--unique-id", "0123456789ab")
    assert said["flash"] == str(tmp_path / "flash.bin")
    assert mpremote(said["port"], "exec", "import machine; print(machine.unique_id().hex())") == "0123456789ab\n"
    end(process)


JOINS = """
import network, socket, time
w = network.WLAN(network.STA_IF)
w.active(True)
w.connect('station 301', 'a password')
while not w.isconnected(): time.sleep_ms(10)
s = socket.socket()
s.connect(('10.3.1.2', {port}))
s.send(b'hello')
"""


def test_a_board_has_the_network_of_a_file(emulate, tmp_path):
    source = tmp_path / "network.toml"
    (tmp_path / "station.key").write_bytes(bytes(32))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        source.write_text(
            f'wlan = {{ ssid = "station 301", password = "a password" }}\n'
            f'broker = {{ url = "mqtt://10.3.1.2:{port}" }}\nstation = {{ key = "station.key" }}\n'
        )
        process, said = emulate("--board", "esp32s3", "--network", source)
        mpremote(said["port"], "exec", JOINS.format(port=port))
        one = server.accept()[0]
        assert one.recv(5) == b"hello"
        one.close()
    shown = end(process)
    assert "what=joined" in shown and "password" not in shown and "station 301" not in shown
    status, _, error = ridegate("emulate", "--board", "pico2", "--network", source)
    assert status == 2 and "pico2 has no network" in error



@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--board", "pico3"], "there is no board 'pico3'; there are"),
        (["--board", "openmv_rt1062", "--scanner", "gm65"], "its own camera"),
        (["--board", "pico2", "--flash", ROOT / "LICENSE"], "it was made for another board"),
        (["--board", "pico2", "--flash", ROOT / "LICENSE", "--image", ROOT], "is there already"),
        (["--board", "pico2", "--flash", "{}/flash.bin", "--image", "{}"], "build it again"),
        (["--board", "pico2", "--unique-id", "00" * (ID_MIN_BYTES - 1)], "6 to 12 bytes in hexadecimal"),
        (["--board", "pico2", "--unique-id", "00" * (ID_MAX_BYTES + 1)], "6 to 12 bytes in hexadecimal"),
        (["--board", "pico3", "--unique-id", "00" * ID_MAX_BYTES], "there is no board 'pico3'"),
        (["--board", "pico2", "--unique-id", "x" * 2 * ID_MIN_BYTES], "6 to 12 bytes in hexadecimal"),
    ],
)
def test_what_is_wrong_is_one_line(arguments, words, tmp_path):
    status, out, err = ridegate("emulate", *[str(each).format(tmp_path) for each in arguments])
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err
    assert not (tmp_path / "flash.bin").exists()


@pytest.mark.parametrize("scanner", ["gm65", "gm67"])
def test_the_session_with_the_firmware_in_the_loop(scanner):
    status, out, err = ridegate("run", "--emulate", "pico2", "--scanner", scanner, "--json")
    events = lines(out)
    assert (status, err) == (0, ""), [event for event in events if not event.get("ok", True)]
    scenes = [event for event in events if event["event"] == "scene"]
    skipped = session.OF_A_PICTURE
    expected = ["NOTHING" if number == skipped else each for number, each in enumerate(session.ANSWERS, 1)]
    assert [scene["answer"] for scene in scenes] == expected
    assert [scene["number"] for scene in scenes if scene["skipped"]] == [skipped] and scenes[skipped - 1]["ok"] is None
    opened = ("ACCEPTED", "GATE_FAULT")  # the latter by the emergency
    assert [scene["releases"] for scene in scenes] == [int(each in opened) for each in expected]
    assert events[-2]["sound"] and events[-2]["outcomes"] == {"passed": 2, "timeout": 1, "emergency": 1}


def test_run_emulated_refuses_what_does_not_go_with_it():
    for more, words in (
        (["pico3"], "there is no board"),
        (["pico2", "--scanner", "bare"], "choose gm65 or gm67"),
        (["pico2", "--pause", "1"], "leave --trust"),
    ):
        status, out, err = ridegate("run", "--emulate", *more)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert words in err


@pytest.mark.parametrize("name", board.names())
def test_the_files_of_the_state_are_as_the_board_reads_them(name, tmp_path):
    operator, key = bytes(range(64)), bytes(range(records.KEY_BYTES))
    (tmp_path / "identity").write_bytes(emulated_board.identity(operator, key))
    found = State(str(tmp_path)).identity(sm3.digest)
    assert found == Identity(True, emulated_board.TERMINAL_ID, 1, key, (operator,))
    chosen = board.find(name)
    made = emulated_board.setup(chosen, emulated_board.usual_scanner(chosen))
    assert config.parse(config.encode(made)) == made


def test_the_list_of_a_new_board_is_of_today():
    """A warning that is always there is not read: it said that the list was 2,492 days old."""
    pico2 = board.find("pico2")
    empty = build.Image(pico2.id, "0.1.0", "development", "", {})
    issued_s = int.from_bytes(emulated_board.files(pico2, empty, "gm65")["state/trust.bin"][24:28], "big")
    assert 0 <= time.time() - issued_s < 86400
