"""The page over a board's firmware: what its log and its wires tell becomes what the core tells."""

import pytest

from sim.issuer.phone import Phone
from sim.page import board_answer, message
from sim.page.emulated import Emulated
from sim.page.wallet import Wallet
from sim.page.world import World
from sim.trouble import Trouble
from terminal import codes
from tests.desktop.command import AT_S, pki
from tests.desktop.page import Watched

BOOT_S = 60.0


@pytest.mark.parametrize(
    ("line", "result", "step", "us", "recovered", "family", "offset"),
    [
        ("  17 ms  ACCEPTED  issuer 03041730  account ...0000", "ACCEPTED", None, 17000, (), None, -1),
        ("   9 ms  CODE_EXPIRED step 16  issuer 03041730  account ...0000", "CODE_EXPIRED", 16, 9000, (), None, -1),
        ("   2 ms  FOREIGN_CODE step 1  bank", "FOREIGN_CODE", 1, 2000, (), "bank", -1),
        ("   2 ms  MALFORMED step 4  at byte 3", "MALFORMED", 4, 2000, (), None, 3),
        ("9 ms  ACCEPTED  after prefix, utf8  issuer 03041730", "ACCEPTED", None, 9000, ("prefix", "utf8"), None, -1),
    ],
)  # fmt: skip
def test_a_line_of_a_boards_log_is_a_decision_again(line, result, step, us, recovered, family, offset):
    code = Phone(pki(), 0).code(AT_S)
    answer = board_answer.parse(line, code)
    found = answer.decision
    assert (codes.of(found.result).name, found.step, answer.us) == (result, step, us)
    assert (found.recovered, found.family, found.offset) == (recovered, family, offset)
    assert (found.code is not None) == ("issuer" in line)


@pytest.mark.parametrize(
    "line", ["ridegate 0.1.0 pico2", "", "17 ms  OPEN_SESAME", "Traceback (most recent call last):"]
)
def test_other_lines_are_none(line):
    assert board_answer.parse(line, b"") is None


def test_a_wire_without_a_module_is_refused(tmp_path):
    with pytest.raises(Trouble, match="choose gm65 or gm67"):
        Emulated("pico2", "bare", pki(), tmp_path, print)


def test_the_firmware_opens_the_gate_of_the_page(tmp_path):
    world = World(Wallet(pki()), lambda tell: Emulated("pico2", None, pki(), tmp_path, tell))
    seen = Watched(world)
    world.start()
    try:
        assert world.opened.wait(BOOT_S) and world.failure is None
        name, mark = seen.answer(0)
        assert name == "ACCEPTED"
        seen.wait(mark, "gate", lambda data: data["relay"] and data["arms"] == "free")
        seen.wait(mark, "gate", lambda data: data["passed"] == 1)
        told = message.of(seen.wait(mark, "decision"))
        assert told["timings"]["decide_us"] > 0 and {row["us"] for row in told["steps"]} == {None}
        assert seen.answer(1, "CODE_EXPIRED")[0] == "CODE_EXPIRED"
        mark = seen.do(do="emergency", active=True)
        seen.wait(mark, "gate", lambda data: data["arms"] == "open")
        with pytest.raises(ValueError, match="cannot do trust"):
            seen.do(do="trust", state="missing")
    finally:
        world.stop()
