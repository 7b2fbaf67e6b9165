"""The names of scanners stand once: in hal/scanner/model.py, and in dialect.py what each name speaks."""

import ast
import re
import shutil

import pytest

from boards.format import config
from hal.scanner.model import CAMERA, MODELS, MODULES
from sim.device import board as boards
from sim.output.trouble import Trouble
from tests.rig.command import ROOT

HOME = ("hal/scanner/model.py", "hal/scanner/dialect.py")
ROOMS = ("terminal", "hal", "sim", "boards")


def repeated(text):
    """Lines on which the name of a module is a value. What is between two halves of a text does not hide it."""
    together = re.sub(r"[\s\"'()\\]", "", text)
    if not any(name in together for name in MODULES):
        return []
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    return [node.lineno for node in nodes if node.value in MODULES]


def test_no_other_file_repeats_the_name_of_a_module():
    assert repeated("a = 1\nb = 'gm67'\n") == repeated("a = 1\nb = 'gm' \"67\"\n") == [2]
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        if path.relative_to(ROOT).as_posix() not in HOME:
            assert repeated(path.read_text(encoding="utf-8")) == [], path
    for path in [*(ROOT / "terminal").glob("*.py"), *(ROOT / "boards").glob("*/manifest.toml")]:
        text = path.read_text(encoding="utf-8").lower()
        assert not [name for name in MODULES if name in text], path


def test_configurations_in_the_field_keep_their_scanner():
    """A configuration stores the place of a name among these: a new one comes last."""
    assert MODELS[:3] == ("gm65", "gm67", "camera")
    assert ("scanner.model", MODELS) in config.ROWS
    assert set(MODELS) - set(MODULES) == {CAMERA}


def test_a_manifest_says_which_kind_of_scanner_a_board_has(tmp_path):
    shutil.copytree(ROOT / "boards" / "pico2", tmp_path / "pico2")
    assert boards.find("pico2", tmp_path).scanners == MODULES
    path = tmp_path / "pico2" / "manifest.toml"
    path.write_text(path.read_text("utf-8").replace('scanner = "module"', 'scanner = "laser"'), "utf-8")
    with pytest.raises(Trouble, match=r"devices\.scanner: is 'laser'; write module or camera"):
        boards.find("pico2", tmp_path)
