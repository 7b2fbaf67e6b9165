"""Crossed wires of a board are named for what they are, and end the command: no minutes of silence."""

import re

import pytest

from tests.rig.command import checkout, ridegate


@pytest.mark.parametrize(
    ("board", "status", "said"),
    [
        ("esp32s3", 2, "TX and RX are swapped: exchange SCANNER_TX and SCANNER_RX in boards/esp32s3/pins.py"),
        ("pico2", 1, "boards/pico2/pins.py, and first whether SCANNER_TX and SCANNER_RX are swapped"),
    ],
)
def test_swapped_wires_of_a_board_are_named_after_the_first_scene(board, status, said, tmp_path):
    checkout(tmp_path)
    pins = tmp_path / "boards" / board / "pins.py"
    text = pins.read_text("utf-8")
    tx, rx = (re.search(rf"^SCANNER_{one} = (\d+)", text, re.MULTILINE)[1] for one in ("TX", "RX"))
    text = re.sub(r"^SCANNER_TX = \d+", f"SCANNER_TX = {rx}", text, flags=re.MULTILINE)
    pins.write_text(re.sub(r"^SCANNER_RX = \d+", f"SCANNER_RX = {tx}", text, flags=re.MULTILINE), "utf-8")
    ended, out, err = ridegate("run", "--emulate", board, "--terminal", root=tmp_path)
    assert ended == status and said in err and err.count("\n") == 1
    assert out.count("nothing is answered") <= 1 and "Expected(" not in out
