"""The USB serial of an emulated board, and hosts that read, stop reading, and come back."""

import os
import select
import threading

import pytest

from sim.emulator.usb import Usb

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
