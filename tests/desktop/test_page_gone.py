"""A gate that stops in the middle: its pages say so, also those that are opened afterwards."""

import errno
import threading

import pytest

from hal.desktop.engine import desktop_engine
from sim.gate.core_gate import CoreGate
from sim.gate.virtual_clock import RealTime
from sim.issuer.wallet import Wallet
from sim.page import listener, server
from sim.page.gate_loop import GateLoop
from tests.rig.command import pki
from tests.rig.page import WAIT_S, Watched
from tests.rig.page_client import hear, talk


class Breaking(CoreGate):
    """A gate whose equipment fails for good once `broken` is set."""

    broken = threading.Event()

    def turn(self):
        if self.broken.is_set():
            raise OSError(errno.EIO, "the supply has failed")
        return super().turn()


@pytest.fixture
def stopped(tmp_path):
    """(what its gate loop reported, the port of its page, what a page heard that was open as the gate stopped)."""
    gate = Breaking(pki(), desktop_engine(), tmp_path, RealTime())
    gate.broken.clear()
    gate_loop = GateLoop(Wallet(pki()), gate)
    seen = Watched(gate_loop)
    gate_loop.start()
    assert gate_loop.opened.wait(WAIT_S)
    bound = listener.bind("127.0.0.1", 0)
    port = bound.getsockname()[1]
    with listener.Listener(server.app(gate_loop, "0", (f"127.0.0.1:{port}",)), bound):
        with talk(port) as page:
            hear(page, "hello")
            hear(page, "gate")
            gate.broken.set()
            heard = {kind: hear(page, kind) for kind in ("panel", "gate", "notice")}
        yield seen, port, heard
    gate_loop.stop(WAIT_S)


def _not_known(heard):
    state = {name: value for name, value in heard["gate"].items() if name not in ("kind", "at_s")}
    assert set(state.values()) == {None} and "ready" in state
    assert heard["panel"]["zh"] is heard["panel"]["en"] is None and heard["panel"]["lamp"] == "off"


def test_every_page_says_that_nothing_is_known_of_it_any_more(stopped):
    seen, port, heard = stopped
    _not_known(heard)
    assert "has stopped" in heard["notice"]["en"] and "已停止" in heard["notice"]["zh"]
    assert str(seen.gate_loop.failure) == "the supply has failed" and seen.gate_loop.ended.is_set()
    with talk(port) as late:
        hear(late, "hello")
        told = {}
        while set(told) != {"panel", "gate", "notice"}:
            message = hear(late, next(kind for kind in ("panel", "gate", "notice") if kind not in told))
            told[message["kind"]] = message
        _not_known(told)
        assert told["notice"]["en"] == heard["notice"]["en"]


def test_what_it_is_asked_for_is_refused_and_not_kept_waiting(stopped):
    seen, port, _ = stopped
    with talk(port) as page:
        hear(page, "hello")
        page.send('{"do": "show", "phone": 0, "fault": null}')
        told = hear(page, "error")
        assert "has stopped" in told["text"] and "已停止" in told["zh"]
    assert seen.gate_loop._commands.empty()
