"""The USB serial of an emulated board, and hosts that read, stop reading, and come back."""

import os
import select
import threading

import pytest

from sim.emulator.usb import Usb
from tests.rig.command import eventually

SAID_MAX_S = 20


@pytest.fixture
def usb():
    made = Usb(lambda: True, lambda: None)
    yield made
    made.close()


def say(usb, words):
    """Whether the board gets rid of its words; a thread of its own, as it may be stuck with them."""
    speaking = threading.Thread(target=usb.say, args=(words,), daemon=True)
    speaking.start()
    speaking.join(SAID_MAX_S)
    return not speaking.is_alive()


def read(host):
    """What is there for the host."""
    found = b""
    while select.select([host], [], [], 0.2)[0]:
        found += os.read(host, 4096)
    return found


@pytest.mark.parametrize("before", [0, 1000, 2900])
def test_a_host_that_stops_reading_stops_no_board(usb, before):
    host = os.open(usb.path, os.O_RDWR | os.O_NOCTTY)
    try:
        assert say(usb, b"a" * before)
        assert read(host) == b"a" * before
        if not say(usb, b"b" * 20_000):
            read(host)  # so that the fixture can end
            pytest.fail("the board waits for a host that has gone")
        assert len(read(host)) < 20_000
        assert say(usb, b"c" * 500) and read(host).endswith(b"c" * 500)
    finally:
        os.close(host)


class Port:
    """What a board's port holds for a host, with the system's delay: bytes arrive behind the next look or write."""

    def __init__(self, usb, monkeypatch):
        self.slept_s = 0.0
        self.arrived = self.under_way = self.thrown_away = 0
        self.fetch = lambda: 0  # how many bytes the host takes until the next look or write
        monkeypatch.setattr(usb, "_unread", self.unread)
        monkeypatch.setattr(usb, "_throw_away", lambda throw=usb._throw_away: (throw(), self.forget()))
        monkeypatch.setattr("sim.emulator.usb.time.sleep", self.sleep)
        monkeypatch.setattr("sim.emulator.usb.os.write", self.write)

    def write(self, descriptor, data):
        self.fetched()
        self.arrived, self.under_way = self.arrived + self.under_way, len(data)
        return len(data)

    def unread(self):
        self.fetched()
        seen, self.arrived, self.under_way = self.arrived, self.arrived + self.under_way, 0
        return seen or self.arrived  # where nothing is there the system brings the rest at once

    def fetched(self):
        self.arrived -= min(self.arrived, self.fetch())

    def forget(self):
        self.thrown_away += 1
        self.arrived = self.under_way = 0

    def sleep(self, seconds):
        self.slept_s += seconds


@pytest.fixture
def port(usb, monkeypatch):
    made = Port(usb, monkeypatch)
    yield made
    monkeypatch.undo()  # the fixture ends by what the port really is


def test_without_a_host_a_board_waits_once(usb, port):
    for _ in range(1000):
        usb.say(b"x" * 202)
    assert 0.5 <= port.slept_s < 1.0


@pytest.mark.parametrize("fetches", [1, 40, 10_000])
def test_for_a_host_that_reads_slowly_all_waits(usb, port, fetches):
    for _ in range(20):
        usb.say(b"x" * 1000)  # nobody reads: it is taken for gone
    assert port.thrown_away and usb._abandoned
    port.fetch, before = lambda: fetches, port.thrown_away
    for _ in range(20):
        usb.say(b"x" * 1000)
    assert port.thrown_away == before and not usb._abandoned


def test_a_board_with_time_of_its_own_waits_for_no_host(usb, port):
    usb.waits = False
    for _ in range(100):
        usb.say(b"x" * 2000)
    assert port.slept_s == 0


def test_a_board_with_time_of_its_own_throws_away_what_does_not_fit(usb):
    usb.waits = False
    host = os.open(usb.path, os.O_RDWR | os.O_NOCTTY)
    try:
        assert say(usb, b"a" * 100_000 + b"the end")
        assert read(host).endswith(b"the end")
    finally:
        os.close(host)


def test_a_host_that_comes_back_and_reads_loses_nothing(usb):
    host = os.open(usb.path, os.O_RDWR | os.O_NOCTTY)
    try:
        assert say(usb, b"a" * 10_000)
        read(host)
        speaking = threading.Thread(target=usb.say, args=(b"b" * 50_000,), daemon=True)
        speaking.start()
        found = b""
        while len(found) < 50_000 and select.select([host], [], [], SAID_MAX_S)[0]:
            found += os.read(host, 100)
        assert found == b"b" * 50_000
        speaking.join()
    finally:
        os.close(host)


def test_what_was_sent_before_a_board_starts_does_not_interrupt_it(monkeypatch):
    keys, far = [], []
    made = Usb(lambda: bool(keys.append(1)), lambda: None)
    real = os.read

    def read_late(descriptor, count):
        """What was sent is read when the next VM has its terminal already, as on a busy computer."""
        data = real(descriptor, count)
        if descriptor == made._outer and not far:
            far.append(made.plug(b"", b""))
        return data

    monkeypatch.setattr("sim.emulator.usb.os.read", read_late)
    monkeypatch.setattr("sim.emulator.usb.program_runs", lambda inner: True)
    host = os.open(made.path, os.O_RDWR | os.O_NOCTTY)
    try:
        os.write(host, b"\x03")
        eventually(lambda: far)
        os.write(host, b"\x03")  # waits for a board that starts
        made.say(b".")
        assert read(host) == b"." and not keys and not select.select(far, [], [], 0)[0]
        made.enumerate()
        eventually(lambda: keys)
    finally:
        os.close(host)
        made.close()
        os.close(far[0])
