"""The network of an emulated ESP32-S3: WLAN and sockets as a MicroPython program meets them, to real programs here."""

import contextlib
import socket
import threading
import time

import pytest

from hal.desktop import loopback
from sim.emulator.emulator import Emulator
from sim.emulator.network import GOT_IP, SOCKETS_MAX, Network
from sim.emulator.tcp import BUFFER_BYTES
from sim.gate.board_lines import LineReader

SSID, PASSWORD = "station 301", "a password of 22 signs"
ADDRESS = ("10.3.1.2", 7)
PATIENCE_S = 60
PROGRAM = """
import network, select, socket, time
from machine import Pin
said = print
w = network.WLAN(network.STA_IF)
def join(ssid={ssid!r}, key={key!r}, ms=4000):
    w.active(True)
    w.connect(ssid, key)
    return until(w.isconnected, ms)
def until(what, ms=4000):
    end = time.ticks_add(time.ticks_ms(), ms)
    while not what():
        if time.ticks_diff(end, time.ticks_ms()) < 0:
            return False
        time.sleep_ms(2)
    return True
lamp, contact = Pin(6, Pin.OUT), Pin(12, Pin.IN, Pin.PULL_UP)
def now():
    before = contact.value()
    lamp.value(1)
    lamp.value(0)
    while contact.value() == before:
        time.sleep_ms(5)
def begun(address={address!r}):
    s = socket.socket()
    s.setblocking(False)
    try:
        s.connect(socket.getaddrinfo(*address)[0][-1])
    except OSError as e:
        said("connect", e.errno)
    p = select.poll()
    p.register(s, select.POLLOUT)
    return s, p
def opened():
    s, p = begun()
    said("open", until(lambda: p.poll(0)))
    return s
def tried(what):
    try:
        said(what())
    except OSError as e:
        said("error", e.errno)
"""


class Echo:
    """A server on loopback that sends back what comes. asked: the connections so far."""

    def __init__(self, answers=True):
        self.answers = answers
        self.ends = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                one, _ = self._server.accept()
                self.ends.append(one)
                if self.answers:
                    threading.Thread(target=self._serve, args=(one,), daemon=True).start()

    def _serve(self, one):
        with contextlib.suppress(OSError):
            while data := one.recv(4096):
                one.sendall(data)

    def close(self):
        # A thread in accept() keeps a listener alive that is only closed.
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for one in self.ends:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@pytest.fixture
def echo():
    made = Echo()
    yield made
    made.close()


@pytest.fixture
def said(board, echo):
    """said(program, ...): what an ESP32-S3 with this main.py prints, up to its prompt. Its network has a route to the
    echo server, or to another port. meanwhile(network): one for each now() of the program, which waits for its end."""

    def run(program, *meanwhile, port=None, delay_ms=0):
        text = PROGRAM.format(ssid=SSID, key=PASSWORD, address=ADDRESS) + program
        network = Network(SSID, PASSWORD, {ADDRESS: port or echo.port})
        network.delay_ms, network.join_ms = delay_ms, 50
        made = board(files={"main.py": text}, name="esp32s3", network=network)
        reader = LineReader(made.port)
        made.power_on()
        found = []

        for place, happens in enumerate(meanwhile):
            made.wait_for(lambda it: it.kind == "lamp" and it.level, PATIENCE_S)
            happens(network)
            made.switch("service", closed=place % 2 == 0)
        made.wait_for("prompt", PATIENCE_S)
        limit = time.monotonic() + PATIENCE_S
        while "over" not in found and time.monotonic() < limit:
            found += reader.lines()
            time.sleep(0.01)
        reader.close()
        told = str(made.events.since(0, "network"))
        assert "joined" in told and SSID not in told and PASSWORD not in told
        return found[: found.index("over")] if "over" in found else found

    return run


def test_a_program_meets_a_server(said):
    found = said(
        """
said(w.status(), w.isconnected(), w.active(), w.ifconfig()[0])
said(join(), w.status(), w.isconnected(), w.ifconfig()[0])
s = opened()
tried(lambda: s.recv(10))
said(s.send(b"hello"))
got = b""
def more():
    global got
    try:
        got += s.recv(10)
    except OSError as e:
        assert e.errno == 11
    return got == b"hello"
said(until(more), got)
p = select.poll()
p.register(s, select.POLLIN)
said(p.poll(0))
s.write(b"x" * 300)
said(until(lambda: p.poll(0)), p.poll(0)[0][1], s.recv(1))
s.close()
tried(lambda: s.send(b"x"))
s = socket.socket()  # one that waits
s.settimeout(3)
s.connect(("10.3.1.2", 7))
s.sendall(b"all of it")
said(s.recv(9))
tried(lambda: s.recv(9))
s.close()
w.active(False)
said(w.status(), w.isconnected())
said("over")
"""
    )
    assert found == [
        "1000 False False 0.0.0.0", f"True {GOT_IP} True 192.168.4.2", "connect 115", "open True", "error 11", "5",
        "True b'hello'", "[]", "True 1 b'x'", "error 9", "b'all of it'", "error 110", "1000 False", "over",
    ][:-1]  # fmt: skip


def test_what_is_not_there(said):
    """Without a WLAN, with a wrong password, at a closed port, at an address without a route."""
    port = loopback.free_port()
    found = said(
        """
begun()
said(join("another", ms=300), join(key="wrong", ms=300), w.status())
said(join())
s = opened()
tried(lambda: s.send(b"x"))
s, p = begun(("10.3.1.3", 7))
said(until(lambda: p.poll(0), 300))
tried(lambda: s.send(b"x"))
tried(lambda: s.recv(1))
tried(lambda: socket.getaddrinfo("broker.example", 7))
said("over")
""",
        port=port,
    )
    assert found == [
        "connect 118", "False False 1001", "True", "connect 115", "open True", "error 104", "connect 115", "False",
        "error 115", "error 128", "error -202",
    ]  # fmt: skip


TALK = """
said(join())
s = opened()
s.send(b"one")
said(until(lambda: s.readinto(bytearray(9))))
now()
tried(lambda: s.send(b"two"))
{}
said("over")
"""
BEGIN = ["True", "connect 115", "open True", "True"]


def test_a_connection_that_is_reset(said):
    found = said(TALK.format("tried(lambda: s.recv(9))\ns = opened()"), lambda network: network.cut())
    assert found == [*BEGIN, "error 104", "error 104", "connect 115", "open True"]


def test_the_other_end_closes(said, echo):
    found = said(
        TALK.format("said(until(lambda: s.readinto(bytearray(9)) == 0), s.recv(9), s.recv(9))"),
        lambda network: echo.ends[-1].shutdown(socket.SHUT_RDWR),
    )
    assert found[:4] == BEGIN and found[-1] == "True b'' b''"


def test_the_wlan_goes_and_comes_back(said):
    found = said(
        TALK.format(
            """
said(w.isconnected(), w.status())
tried(lambda: s.recv(9))
begun()
now()
said(until(w.isconnected, 6000), until(lambda: s.readinto(bytearray(9))))"""
        ),
        lambda network: network.fault("away"),
        lambda network: network.fault("away", False),
    )
    assert found == [*BEGIN, "3", "False 1001", "error 11", "connect 118", "True True"]


def test_what_is_under_way_is_bounded_and_a_socket_too(said):
    silent = Echo(answers=False)
    found = said(
        """
said(join())
s = opened()
sent = 0
now()
while True:
    try:
        sent += s.send(bytes(1000))
    except OSError as e:
        said(sent, e.errno)
        break
said(s.write(b"x"))
many = [socket.socket() for _ in range(MOST)]
tried(socket.socket)
many[0].close()
many.append(socket.socket())
said("over")
""".replace("MOST", str(SOCKETS_MAX - 1)),
        lambda network: network.fault("silent"),
        port=silent.port,
    )
    silent.close()
    assert found[:3] == BEGIN[:3] and found[3:] == [f"{BUFFER_BYTES} 110", "None", "error 23"]


def test_bytes_take_their_time(said):
    """Each way 80 ms of the board's time, whatever the computer does."""
    found = said(
        """
said(join())
s = opened()
start = time.ticks_ms()
s.send(b"x")
said(until(lambda: s.readinto(bytearray(9))), time.ticks_diff(time.ticks_ms(), start) >= 160)
said("over")
""",
        delay_ms=80,
    )
    assert found == [*BEGIN[:3], "True True"]


def test_a_network_wants_a_paced_board_with_a_radio(tmp_path):
    network = Network(SSID, PASSWORD, {})
    with pytest.raises(ValueError, match="is paced"):
        Emulator("esp32s3", tmp_path / "one.bin", network=network, paced=False)
    with pytest.raises(ValueError, match="has no WLAN"):
        Emulator("pico2", tmp_path / "two.bin", network=network)
    with pytest.raises(ValueError, match="there is no fault"):
        network.fault("rain")
