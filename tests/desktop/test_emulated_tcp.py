"""Connections of an emulated board that is reset or loses power: nothing goes out any more, and nobody is told."""

import socket
import threading
from types import SimpleNamespace

import pytest

from sim.emulator.board import calls
from sim.emulator.event import Events
from sim.emulator.network import GOT_IP, Network
from sim.emulator.processor import Answer, Request

NAME, PASSWORD, ADDRESS = b"station 301", b"a password", ("10.3.1.2", 7)
NOTHING_S = 0.1  # so long nothing comes


class Clock:
    """A scheduler whose time passes when it is said so."""

    def __init__(self):
        self.ns = 0
        self.due = []

    def now_ns(self):
        return self.ns

    def at(self, ns, call):
        self.due.append((ns, call))
        return SimpleNamespace(cancel=lambda: None)

    def run(self, ms):
        self.ns += ms * 1_000_000
        waiting, self.due = self.due, []
        for at_ns, call in waiting:
            if at_ns <= self.ns:
                call(at_ns)
            else:
                self.due.append((at_ns, call))


@pytest.fixture
def end():
    """A board that has sent `one`, and `two` that is still on its way; the other end of its connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        network, clock = Network(NAME.decode(), PASSWORD.decode(), {ADDRESS: server.getsockname()[1]}), Clock()
        handlers = network.plug(threading.RLock(), clock, Events(lambda: None))

        def call(number, a=0, b=0, data=b""):
            answer = handlers[number](Request(a, b, data, 0, clock.ns))
            return answer.value if isinstance(answer, Answer) else answer

        def join():
            call(calls.WLAN_ACTIVE, 2)
            call(calls.WLAN_CONNECT, len(NAME), data=NAME + PASSWORD + b"\0")
            clock.run(network.join_ms)
            assert call(calls.WLAN_STATUS) == GOT_IP

        join()
        number = call(calls.SOCKET_OPEN)
        assert call(calls.SOCKET_CONNECT, number, ADDRESS[1], ADDRESS[0].encode()) == 0
        other, _ = server.accept()
        with other:
            assert call(calls.SOCKET_SEND, number, data=b"one") == 3
            other.settimeout(10)
            assert other.recv(9) == b"one"
            network.delay_ms = 80
            assert call(calls.SOCKET_SEND, number, data=b"two") == 3
            yield SimpleNamespace(network=network, clock=clock, other=other, join=join)


def hears_nothing(other):
    other.settimeout(NOTHING_S)
    with pytest.raises(TimeoutError):
        other.recv(9)
    other.settimeout(10)
    return True


def test_what_was_waiting_is_lost_and_the_other_end_is_not_told(end):
    end.network.reset()
    end.clock.run(1000)
    assert hears_nothing(end.other)


@pytest.mark.parametrize("again", [True, False], ids=["joined again", "gone for good"])
def test_the_other_end_is_reset_when_the_board_is_back_or_gone(end, again):
    end.network.reset()
    if again:
        end.join()
    else:
        end.network.close()
    with pytest.raises(ConnectionResetError):
        end.other.recv(9)
