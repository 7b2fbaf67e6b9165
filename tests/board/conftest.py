"""The board that tests boot."""

import pytest

from sim.device import board_source, chooser, device
from tests.board.firmware import PACED_S, boards, with_changes
from tests.rig.command import ROOT


@pytest.fixture(autouse=True)
def start_patience(monkeypatch):
    """A board whose time is the computer's may be slow to start where the computer is busy."""
    monkeypatch.setattr(device, "_RUN_MAX_S", PACED_S)


@pytest.fixture
def board(tmp_path):
    """board(*changes, on=False, ...): an emulated board, as in firmware.Board; it ends with the test."""
    with boards(tmp_path) as make:
        yield make


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """planted(*changes): an image that a command builds in this process has them, as in firmware.slot.

    Trap: what firmware.py and the heap's plans make of a board's sources they keep, so make no `board` beside it.
    """
    files, read = board_source.files, chooser.read_pins

    def plant(*changes):
        def pins(path):
            name = path.relative_to(ROOT).as_posix()
            texts = with_changes({name: path.read_text("utf-8")}, [each for each in changes if each[0] == name])
            (tmp_path / path.name).write_text(texts[name], "utf-8")
            return read(tmp_path / path.name)

        monkeypatch.setattr(board_source, "files", lambda board: with_changes(files(board), changes))
        monkeypatch.setattr(chooser, "read_pins", pins)

    return plant
