"""Ports for a run: of two neighbours both are free, and nothing else is given them."""

import errno
import socket

import pytest

from hal.desktop import loopback
from hal.fake.card import CardField
from sim.emulator.card import vpcd
from sim.network import ways
from sim.output.trouble import Trouble
from tests.rig import mosquitto


@pytest.fixture
def taken():
    """taken(port): something listens there."""
    held = []

    def listen(port):
        held.extend(loopback.listening(port))

    yield listen
    loopback.close(held)


@pytest.fixture
def drawn(monkeypatch):
    """drawn(*ports): the ports that are tried next, one after the other."""

    def draw(*ports):
        left = list(ports)
        monkeypatch.setattr(loopback.secrets, "choice", lambda among: left.pop(0))
        return left

    return draw


@pytest.fixture
def four():
    bound = loopback.listening_anywhere(4)
    ports = [one.getsockname()[1] for one in bound]
    loopback.close(bound)
    return ports


def test_a_pair_whose_second_port_is_taken_is_left_for_another(four, taken, drawn):
    taken(four[1])
    drawn(four[0], four[1], four[2])
    reader = vpcd.Virtual(CardField())
    reader.open()
    try:
        assert reader.port == four[2] and f":{four[2]}" in reader.configuration()
        for slot in range(vpcd.SLOTS):
            socket.create_connection((loopback.ADDRESS, four[2] + slot), 1).close()
        with pytest.raises(OSError, match="in use"):
            vpcd.Virtual(CardField(), four[2]).open()
    finally:
        reader.close()


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(four, taken):
    taken(four[1])
    with pytest.raises(OSError, match="in use"):
        vpcd.Virtual(CardField(), four[0]).open()
    loopback.close(loopback.listening(four[0]))  # the first one is let go of


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_no_port_is_an_error(monkeypatch, count):
    last = 65_536 - count
    for port in (0, -1, last + 1):
        with pytest.raises(OSError, match="not all ports"):
            loopback.listening(port, count)
    try:
        loopback.close(loopback.listening(last, count))
    except OSError as error:
        assert error.errno == errno.EADDRINUSE  # by another program


def test_the_tries_end(four, taken, drawn):
    taken(four[0])
    left = drawn(*[four[0]] * (loopback.TRIES_MAX - 1), four[1])
    assert loopback.free_port() == four[1] and not left
    left = drawn(*[four[0]] * loopback.TRIES_MAX, four[1])
    with pytest.raises(OSError, match="in use"):
        loopback.free_port()
    assert left == [four[1]]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_last_port_of_them_all_is_the_last(monkeypatch, count):
    monkeypatch.setattr(loopback.secrets, "choice", lambda among: among[-1])
    bound = []
    monkeypatch.setattr(loopback, "listening", lambda port, count: bound.extend(range(port, port + count)) or bound)
    assert loopback.listening_anywhere(count)[-1] == loopback.PORTS[-1]


def test_a_broker_does_not_start_where_something_else_listens(tmp_path, taken):
    mosquitto.require()
    broker = ways.Mosquitto(tmp_path)
    port = int(broker.url.rpartition(":")[2])
    assert port in loopback.PORTS
    broker.kill()
    taken(port)
    with pytest.raises(Trouble, match=f"port {port}"):
        broker.start()
