"""Connections that never finish a request: they are cut, and however many there are, others are served."""

import contextlib

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from sim.page import listener
from sim.page.patience import HALF_OPEN_MAX, HALF_OPEN_S, Patience
from tests.rig.page_client import get, peer

WAIT_S = 60  # a hang, not a slow machine
NEVER_S = 3600.0
HEAD = b"GET / HTTP/1.1\r\nHost: here\r\n"


@contextlib.contextmanager
def serving(patience):
    """The port of a server with one page."""
    bound = listener.bind("127.0.0.1", 0)
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    with listener.Listener(app, bound, patience):
        yield bound.getsockname()[1]


def rest(one):
    """Everything until the other side ends it."""
    out = b""
    with contextlib.suppress(ConnectionResetError), one:
        while data := one.recv(65536):
            out += data
    return out


def answer(one):
    """One answer; the connection stays."""
    out = b""
    while not out.endswith(b"here"):
        more = one.recv(65536)
        assert more, out
        out += more
    return out


def test_a_request_has_five_seconds():
    assert (HALF_OPEN_S, HALF_OPEN_MAX < listener._CONNECTIONS_MAX) == (5.0, True)


@pytest.mark.parametrize("data", [b"", b"GET", HEAD, HEAD + b"X: " + b"a" * 1000])
def test_a_request_that_does_not_come_to_its_end_is_cut(data):
    with serving(Patience(half_open_s=0.1)) as port:
        one = peer(port)
        with contextlib.suppress(ConnectionError):  # it may be cut before anything is sent
            one.sendall(data)
        assert rest(one) == b""


def test_a_second_request_that_does_not_come_to_its_end_is_cut():
    patience = Patience(half_open_s=NEVER_S)
    with serving(patience) as port:
        one = peer(port, HEAD + b"\r\n")
        assert b"200 OK" in answer(one)
        patience.half_open_s = 0.1
        one.sendall(HEAD)
        assert rest(one) == b""


def test_half_a_request_in_one_piece_with_a_whole_one_is_cut():
    with serving(Patience()) as port:
        one = peer(port, HEAD + b"\r\n" + HEAD)
        assert rest(one).count(b"200 OK") == 1


def test_a_whole_request_is_answered_and_its_connection_stays_for_another():
    with serving(Patience(half_open_s=NEVER_S)) as port:
        one = peer(port)
        for _ in range(2):
            one.sendall(HEAD + b"\r\n")
            assert b"200 OK" in answer(one)
        one.close()


def test_a_crowd_of_half_open_requests_locks_nobody_out():
    with serving(Patience(half_open_s=NEVER_S)) as port, contextlib.ExitStack() as stack:
        phone = stack.enter_context(peer(port, HEAD))  # slow, but of good will, and older than the crowd
        for _ in range(150):
            stack.enter_context(peer(port, HEAD, "127.0.0.2"))
        assert get(port, "/")[0] == 200
        phone.sendall(b"\r\n")
        assert b"200 OK" in phone.recv(65536)
