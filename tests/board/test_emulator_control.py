"""The control socket and the command."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sim.emulator.control import Control
from tests.rig.command import RUN_MAX_S, interrupt, mpremote


class Client:
    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(RUN_MAX_S)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r")
        self._events: list[dict] = []

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
