"""Crossed wires of a board are named for what they are, and end the command: no minutes of silence."""

import re

import pytest

from tests.rig.command import ROOT, ridegate


@pytest.mark.parametrize(
    ("board", "status", "said"),
    [
        ("esp32s3", 2, "TX and RX are swapped: exchange SCANNER_TX and SCANNER_RX in boards/esp32s3/pins.py"),
        ("pico2", 1, "boards/pico2/pins.py, and first whether SCANNER_TX and SCANNER_RX are swapped"),
    ],
)
def test_swapped_wires_of_a_board_are_named_after_the_first_scene(board, status, said, planted):
    pins = f"boards/{board}/pins.py"
    tx, rx = (
        re.search(rf"^SCANNER_{one} = (\d+)", (ROOT / pins).read_text("utf-8"), re.MULTILINE) for one in ("TX", "RX")
    )
    planted((pins, tx[0], f"SCANNER_TX = {rx[1]}"), (pins, rx[0], f"SCANNER_RX = {tx[1]}"))
    ended, out, err = ridegate("run", "--emulate", board, "--terminal")
    assert ended == status and said in err and err.count("\n") == 1
    assert out.count("nothing is answered") <= 1 and "Expected(" not in out
