"""The page over a board's firmware: what its lines and its wires report becomes what the core reports."""

import pytest

from hal.desktop.engine import proved_engine
from sim.code import result_table
from sim.gate.emulated_gate import EmulatedGate
from sim.issuer.wallet import Wallet
from sim.output.trouble import Trouble
from sim.page.gate_loop import GateLoop
from tests.rig.command import pki
from tests.rig.page import WAIT_S, Watched


def test_a_wire_without_a_module_is_refused(tmp_path):
    with pytest.raises(Trouble, match="choose gm65 or gm67"):
        EmulatedGate("pico2", "bare", pki(), tmp_path)


def test_the_firmware_opens_the_gate_of_the_page(tmp_path):
    gate_loop = GateLoop(Wallet(pki()), EmulatedGate("pico2", None, pki(), tmp_path))
    seen = Watched(gate_loop)
    gate_loop.start()
    try:
        assert gate_loop.opened.wait(WAIT_S) and gate_loop.failure is None
        installed = gate_loop.gate.installed
        assert installed is not None and installed.open(proved_engine()).sequence == gate_loop.gate.facts.list_sequence
        name, mark = seen.answer(0)
        assert name == "ACCEPTED"
        seen.wait(mark, "gate", lambda data: data["relay"])  # a turn that comes late sees the arms behind the pulse
        seen.wait(mark, "gate", lambda data: data["arms"] == "free")
        seen.wait(mark, "gate", lambda data: data["passed"] == 1)
        told = seen.wait(mark, "decision").message
        assert told["timings"]["decide_us"] > 0 and {row["us"] for row in told["steps"][:25]} == {None}
        name, mark = seen.answer(1, "CODE_EXPIRED")
        assert name == "CODE_EXPIRED"
        words = result_table.by_name(name)
        seen.wait(mark, "panel", lambda data: (data["lamp"], data["zh"], data["en"]) == ("red", words.zh, words.en))
        assert seen.gate_loop.gate.facts.list_sequence == 1 and seen.gate_loop.gate.audit().rides == 1
        mark = seen.do(do="emergency", active=True)
        seen.wait(mark, "gate", lambda data: data["arms"] == "open")
        with pytest.raises(ValueError, match="cannot do trust"):
            seen.do(do="trust", state="missing")
    finally:
        gate_loop.stop()
