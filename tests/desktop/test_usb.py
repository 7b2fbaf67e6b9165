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
