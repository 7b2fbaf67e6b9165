"""What a silent board gets of the time of a command: as much as was said, whatever mpremote's own limits are; and
what is said of a board whose answer is missing."""

import contextlib
import json
import os
import select
import tty
from types import SimpleNamespace

import pytest
from mpremote import transport_serial

from sim.device import board_port, build, device, flash, manifest
from sim.device.board_port import Port, Silence
from sim.device.device import Broken, Device, Found, Refusal
from sim.issuer.operator_key import published_signer
from sim.micropython import vm
from sim.output.trouble import Trouble


class Board:
    """A board that runs a development image, as far as `flash` asks it; `last` answers the last step."""

    def __init__(self, last, room=10**9, root=""):
        self.last, self.free, self.root = last, room, root

    def find(self):
        return Found("a chip", "aa", self.root, None, "", None)

    def call(self, what):
        if what.startswith("install"):
            raise self.last
        return {"path": "/new", "free": self.free, "block": 4096}

    def execute(self, script):
        if "main.py.new" in script:
            raise self.last

    def put(self, files, written=None):
        pass

    enter = leave = reset = lambda self: None


@pytest.mark.parametrize(
    ("board", "words"),
    [
        (Board(Silence("silent")), "silent; the board may have taken the new image already: flash it again"),
        (Board(Trouble("garbled")), "garbled; the board may have taken the new image already: flash it again"),
        (Board(Silence("silent"), root=None), "silent; the board may have taken the new image already: flash it again"),
        (Board(Refusal("it refuses")), "it refuses; the board keeps what it had"),
        (Board(Broken("it cannot")), "it cannot; the board keeps what it had"),
        (Board(None, room=0), "first; the board keeps what it had"),
    ],
)
def test_a_board_is_said_to_keep_what_it_had_only_where_that_is_known(board, words):
    image = SimpleNamespace(build="development", files={build.MAIN: b""}, room_bytes=lambda block: 1)
    kind = SimpleNamespace(id="pico2", root="", is_chip_of=lambda machine: True)
    with pytest.raises(Trouble) as raised:
        flash.flash(board, kind, SimpleNamespace(image=image, terminal_id=None), lambda what, size: None)
    assert str(raised.value).endswith(words)


_PLACED = """
import os, sys

class Board:
    sync = lambda: None  # this VM has none

for name in dir(os):
    setattr(Board, name, getattr(os, name))
sys.modules["os"] = Board

class Ram:
    def __init__(self):
        self.data = bytearray(4096 * 64)

    def readblocks(self, block, buffer, offset=0):
        at = block * 4096 + offset
        buffer[:] = self.data[at : at + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        at = block * 4096 + offset
        self.data[at : at + len(buffer)] = buffer

    def ioctl(self, what, argument):
        return {4: 64, 5: 4096}.get(what, 0)

os.VfsLfs2.mkfs(Ram())
ram = Ram()
os.VfsLfs2.mkfs(ram)
os.mount(ram, "/x")
os.mkdir("/x/new")
open("/x/main.py.new", "w").close()
opened = []

def spy(path, mode):
    opened.append(path)
    return open(path, mode)

exec(SCRIPT, {"open": spy})
print(len(opened), opened[0], opened[-1], sorted(os.listdir("/x")))
"""


def test_the_folder_of_the_state_is_made_with_both_of_its_blocks():
    tree = vm.compile_modules(vm.device_sources())
    script = _PLACED.replace("SCRIPT", repr(flash._PLACE.format(root="/x")))
    said = vm.output(script, [tree])
    assert said == "42 /x/state.new/ripe /x/state/service ['a', 'main.py', 'state']\n"


class Clock:
    """In the place of mpremote's `time`: a sleep takes no time of this computer."""

    def __init__(self):
        self.s = 0.0

    def monotonic(self):
        return self.s

    def sleep(self, seconds):
        self.s += seconds


@pytest.fixture
def ends():
    """The two ends of a serial line: the board's, and this computer's."""
    board, line = os.openpty()
    tty.setraw(line)
    yield board, line
    for end in (board, line):
        with contextlib.suppress(OSError):
            os.close(end)


@pytest.fixture
def silent(ends):
    """A serial line whose other end says nothing."""
    return os.ttyname(ends[1])


@pytest.fixture
def asked_first(monkeypatch):
    """A line is asked what waits there. That of a test is read without asking, so that a read would wait."""
    monkeypatch.setattr(transport_serial.SerialTransport, "_is_pty_device", staticmethod(lambda device: False))


@pytest.mark.parametrize(("silence_s", "most_s"), [(5, 5), (59, 59), (300, 60)])
@pytest.mark.usefixtures("asked_first")
def test_a_silent_board_has_as_long_as_is_said_and_its_prompt_a_minute_at_most(silent, silence_s, most_s, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(board_port, "time", clock)
    with pytest.raises(Silence, match=f"within {most_s} s"):
        Port(silent).execute("print(1)", silence_s)
    assert most_s <= clock.s < most_s + 1


PROMPT = b"raw REPL; CTRL-B to exit\r\n>R\x00OK"


def said(board, line, data):
    """Put it on a line, and be sure that it is there to be read."""
    if os.write(board, data):
        select.select([line], [], [], 60)


@pytest.mark.parametrize(
    ("answers", "talk"),
    [
        (b"", b"$GPGGA,123519,4807.038,N,01131.000,E*47\r\n"),  # of no board at all
        (PROMPT, b"loading\r\n"),
        (PROMPT + b"\x04\x04>OK[1,,\x04\x04>", b""),  # no literal of Python
        (PROMPT + b"\x04\x04>OK7\x04\x04>", b""),  # no bytes
        (PROMPT + b"\x04\x04>OK\xff\x04\x04>", b""),
        (PROMPT + b"\x04\xff\x04>", b""),
    ],
)
@pytest.mark.usefixtures("asked_first")
def test_talk_without_end_and_what_is_no_answer_end_a_command(answers, talk, ends, monkeypatch):
    board, line = ends
    clock = Clock()

    def monotonic():
        said(board, line, talk if clock.s else answers)
        clock.s += 1
        return clock.s

    monkeypatch.setattr(board_port, "time", SimpleNamespace(monotonic=monotonic, sleep=clock.sleep))
    with pytest.raises(Trouble, match="is no answer of a board; is it the right port"):
        Port(os.ttyname(line)).read("/state/journal.sequence", 5)


@pytest.mark.usefixtures("asked_first")
def test_what_a_board_says_while_a_port_is_open_is_bounded(ends, monkeypatch):
    board, line = ends
    told = []

    def monotonic():
        told.append(said(board, line, b"x" if told else PROMPT))
        return 0.0

    monkeypatch.setattr(board_port, "time", SimpleNamespace(monotonic=monotonic, sleep=lambda seconds: None))
    monkeypatch.setattr(board_port, "_SAID_MAX_BYTES", 200)
    with pytest.raises(Trouble, match="is it the right port"):
        Port(os.ttyname(line)).execute("print(1)", 5)


def test_a_line_that_came_while_this_computer_stood_still_is_heard(ends, monkeypatch):
    board, line = ends
    looks = []

    def monotonic():
        looks.append(0.0)
        if len(looks) == 3:  # the port is open
            os.write(board, b"10 a line of its log\n" * 30 + b"12 ridegate 0.1.0 on pico2\n")
        return 0.0 if len(looks) < 3 else 1000.0

    monkeypatch.setattr(board_port, "time", SimpleNamespace(monotonic=monotonic, sleep=lambda seconds: None))
    assert Port(os.ttyname(line)).listen((b"ridegate",), 1) == "12 ridegate 0.1.0 on pico2"


def test_a_reset_has_begun_when_it_is_over(silent, monkeypatch):
    """The next command would be heard before it, and never answered."""
    order = []
    monkeypatch.setattr(Port, "reset", lambda self, silence_s: order.append("reset"))
    monkeypatch.setattr(device, "time", SimpleNamespace(sleep=lambda seconds: order.append(round(seconds * 1000))))
    Device(silent).reset()
    assert order[0] == "reset" and sum(order[1:]) > board_port.RESET_MS


@pytest.mark.parametrize(
    ("change", "whole"),
    [
        (lambda header: header, True),
        (lambda header: header[:-1], False),
        (lambda header: b"", False),
        (lambda header: bytes(len(header)), False),
    ],
)
def test_a_board_whose_manifest_is_cut_short_is_one_without_firmware(change, whole, silent, monkeypatch):
    header = change(manifest.encode("pico2", "0.2.1", manifest.NONE, {"a.mpy": b"a"}, published_signer())[:192])
    answer = {"machine": "a chip", "id": "aa", "before": False, "terminal": 7, "root": "", "slot": "/a", "why": ""}
    monkeypatch.setattr(Port, "execute", lambda *words: json.dumps({**answer, "header": header.hex()}))
    board = Device(silent)
    found = board.find()
    assert found.terminal == 7
    if whole:
        assert board.require() == found and found.manifest["version"] == "0.2.1"
        return
    assert (found.root, found.manifest) == (None, None)  # `flash` begins anew
    with pytest.raises(Trouble, match="put it on with `ridegate flash`"):
        board.call("clock_show()")


def test_a_line_that_is_too_deep_to_be_read_is_no_answer_of_a_board(silent, monkeypatch):
    monkeypatch.setattr(Port, "execute", lambda self, script, timeout_s: '{"a":' * 10_000)
    with pytest.raises(Trouble, match="gives no answer"):
        Device(silent).enter()


@pytest.mark.parametrize("silences", [0, 1, 2])
def test_a_board_that_its_watchdog_has_restarted_is_asked_once_more_for_service_mode(silent, silences, monkeypatch):
    asked = []

    def execute(self, script, timeout_s):
        asked.append("enter")
        if asked.count("enter") <= silences:
            raise Silence("the board does not answer")
        return '{"ok": true}'

    monkeypatch.setattr(Port, "execute", execute)
    monkeypatch.setattr(Device, "_find", lambda self: asked.append("probe"))
    monkeypatch.setattr(Port, "listen", lambda self, words, limit_s: asked.append("starts"))
    monkeypatch.setattr(Device, "await_service", lambda self: asked.append("waits"))
    board = Device(silent)
    board._slot = "a"
    if silences == 2:
        with pytest.raises(Silence):
            board.enter()
        assert asked == ["enter", "starts", "probe", "enter"]
        return
    board.enter()
    assert asked == [*["enter", "starts", "probe"] * silences, "enter", "waits"]
