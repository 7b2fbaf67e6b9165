"""The control socket and the command."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.emulator import control as controls
from sim.emulator.control import BAUD_MAX, BAUD_MIN, BOUNCES_MAX, OPEN_MS_MAX, Control
from sim.emulator.event import Events
from tests.rig.command import RUN_MAX_S, eventually, interrupt, mpremote


class Client:
    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(RUN_MAX_S)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r")
        self._events: list[dict] = []

    def send(self, line: bytes) -> dict:
        self._socket.sendall(line + b"\n")
        return json.loads(self._lines.readline())

    def do(self, do: str, **words: object) -> dict:
        self._socket.sendall(json.dumps({"do": do, "id": 7, **words}).encode() + b"\n")
        while "ok" not in (answer := json.loads(self._lines.readline())):
            self._events.append(answer)
        assert answer["id"] == 7
        return answer

    def event(self, kind: str) -> dict:
        while True:
            event = self._events.pop(0) if self._events else json.loads(self._lines.readline())
            if event.get("event") == kind:
                return event

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


def test_the_world_is_driven_from_outside(board) -> None:
    pico2 = board(files={})
    with contextlib.closing(Control(pico2, pico2.port.with_name("control"))) as control:
        client = Client(control.path)
        assert client.do("listen")["ok"]
        assert client.do("power", on=True)["ok"]
        client.event("prompt")
        assert client.do("state")["powered"]
        client.do("emergency", open=True)
        assert client.event("gate")["released"] is True
        assert client.do("state")["released"] == {"entry": True, "exit": True}
        client.do("clock", offset_s=1000)
        assert client.do("reset")["ok"]
        assert client.event("reset")["cause"] == "hard"
        refused = client.do("jump")
        assert not refused["ok"] and "commands:" in refused["error"]
        assert not client.do("fault", name="utf8")["ok"]
        client.close()


WRONG = [
    {"do": "power", "on": "no"},
    {"do": "emergency"},
    {"do": "battery", "inserted": None},
    {"do": "cut", "after": "soon"},
    {"do": "cut", "after": -1},
    {"do": "cut", "after": True},
    {"do": "passage", "open_ms": -1},
    {"do": "passage", "open_ms": OPEN_MS_MAX + 1},
    {"do": "passage", "bounces": BOUNCES_MAX + 1},
    {"do": "passage", "bounces": 0.5},
    {"do": "switch", "role": 7, "closed": True},
    {"do": "show", "payloads": 5},
    {"do": "show", "payloads": [5]},
    {"do": "show", "payloads": []},
    {"do": "inject", "data": "80", "baud": BAUD_MIN - 1},
    {"do": "inject", "data": "80", "baud": BAUD_MAX + 1},
    {"do": "inject", "data": "8", "baud": None},
    {"do": "inject", "data": None},
    {"do": "fault", "name": "utf8", "on": 1},
    {"do": "clock", "offset_s": "later"},
    {"do": "clock", "offset_s": float("nan")},
    {"do": "clock", "offset_s": 1e12},
    {"do": "clock", "offset_s": -1e12},
    {"do": ["power"]},
    {},
    5,
]
RIGHT = [
    {"do": "cut", "after": 0},
    {"do": "cut", "after": None},
    {"do": "passage", "open_ms": 0, "bounces": 0},
    {"do": "passage", "open_ms": OPEN_MS_MAX, "bounces": BOUNCES_MAX},
    {"do": "passage"},
    {"do": "clock", "offset_s": -3600.5},
    {"do": "inject", "data": "80"},
    {"do": "inject", "data": "80", "baud": BAUD_MIN},
    {"do": "inject", "data": "80", "baud": BAUD_MAX},
]


def test_a_wrong_word_is_refused_where_it_comes_in(board) -> None:
    pico2 = board(files={})
    with contextlib.closing(Control(pico2, pico2.port.with_name("control"))) as control:
        client = Client(control.path)
        before = pico2.rtc.offset_s
        for words in WRONG:
            assert not client.send(json.dumps(words).encode())["ok"], words
        assert "offset_s" in client.send(b'{"do": "clock", "offset_s": "later"}')["error"]
        assert not client.send(b"\xff")["ok"] and not client.send(b"[" * 100_000)["ok"]
        assert pico2.rtc.offset_s == before
        for words in RIGHT:
            assert client.send(json.dumps(words).encode())["ok"], words
        client.close()


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Events of a board that is nothing else, with a control socket at tmp_path/control for short queues."""
    monkeypatch.setattr(controls, "_WAITING_MAX", 1000)
    told = Events(lambda: None)
    with contextlib.closing(Control(SimpleNamespace(events=told), tmp_path / "control")):
        yield told


def served() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "control of one"]


def test_of_a_listener_that_does_not_read_nothing_is_left(events: Events, tmp_path: Path) -> None:
    for asks in (b"", b'{"do": 1}\n' * 3000):
        client = Client(tmp_path / "control")
        client.do("listen")
        for number in range(5000):
            events.tell(number, "pin", pin="x" * 300)
        with contextlib.suppress(OSError):  # it was let go
            client._socket.sendall(asks)
        client.close()
        eventually(lambda: not served())
        events.tell(0, "pin")
        assert not events._listeners


def test_one_that_has_said_all_still_gets_its_answers(events: Events, tmp_path: Path) -> None:
    client = Client(tmp_path / "control")
    client._socket.sendall(b'{"do": 1}\n' * 900)
    client._socket.shutdown(socket.SHUT_WR)
    assert len(client._lines.readlines()) == 900
    client.close()
    eventually(lambda: not served())


# The path of a socket has 107 bytes at most, 103 on some systems; that of a temporary folder may have any number.
TOO_LONG = "a/folder/so/far/down/that/no/socket/fits/" + "x" * 80


@pytest.mark.parametrize(("number", "tmpdir"), [(signal.SIGINT, ""), (signal.SIGTERM, TOO_LONG)])
def test_the_command_runs_until_it_is_told_to_end(tmp_path: Path, number: int, tmpdir: str) -> None:
    image = str(tmp_path / "flash.bin")
    command = [sys.executable, "-m", "sim.emulator", "--board", "pico2", "--flash", image]
    (tmp_path / tmpdir).mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "TMPDIR": str(tmp_path / tmpdir)} if tmpdir else None,
    )
    assert process.stdout is not None
    port = process.stdout.readline().split()[1]
    path = process.stdout.readline().split()[1]
    client = Client(Path(path))
    pid = client.do("state")["vm_pid"]
    client.close()
    assert mpremote(port, "exec", "print(1+1)", attempts=1) == "2\n"
    interrupt(process, number)
    process.communicate(timeout=RUN_MAX_S)
    assert process.returncode == 0
    assert not os.path.exists(port) and not os.path.exists(path)
    assert pid is None or not os.path.exists(f"/proc/{pid}")
