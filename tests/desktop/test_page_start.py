"""A page whose gate starts slowly: it is waited for, and that is said once."""

import threading

from hal.desktop.engine import desktop_engine
from sim.command import cli
from sim.gate.core_gate import CoreGate
from sim.gate.virtual_clock import RealTime
from sim.issuer.wallet import Wallet
from sim.page import run
from sim.page.gate_loop import GateLoop
from tests.rig.command import pki, ridegate

WAIT_S = 60


class SlowGate(CoreGate):
    """Opens when it is let."""

    def __init__(self, folder):
        super().__init__(pki(), desktop_engine(), folder, RealTime())
        self.let = threading.Event()

    def open(self):
        assert self.let.wait(WAIT_S)
        super().open()


def test_a_gate_that_starts_slowly_is_waited_for_and_that_is_said_once(tmp_path):
    gate = SlowGate(tmp_path)
    loop = GateLoop(Wallet(pki()), gate)
    loop.start()
    said = []

    def slow():
        said.append(loop.opened.is_set())
        gate.let.set()

    loop.await_open(slow, 0.0)
    assert said == [False] and loop.opened.is_set() and loop.failure is None
    loop.await_open(slow, 0.0)
    assert len(said) == 1
    loop.stop(WAIT_S)


def test_the_word_goes_to_standard_error(capsys, monkeypatch):
    run._say_slow()
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and "Ctrl-C ends it" in err
    monkeypatch.setattr(cli, "main", lambda words: [run._say_slow() for _ in range(2 if "twice" in words else 1)] and 0)
    assert ridegate("run") == (0, "", ""), "of a command under test it is left out"
    for words in (("run", "twice"), ("verify",)):
        assert ridegate(*words)[2] == f"{run.STARTS_SLOWLY}\n", "but not where it has no place"
