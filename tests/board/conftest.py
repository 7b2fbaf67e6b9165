"""The board that tests boot."""

import pytest

from sim.device import device
from tests.board.firmware import PACED_S, boards


@pytest.fixture(autouse=True)
def start_patience(monkeypatch):
    """A board whose time is the computer's may be slow to start where the computer is busy."""
    monkeypatch.setattr(device, "_RUN_MAX_S", PACED_S)


@pytest.fixture
def board(tmp_path):
    """board(*changes, on=False, ...): an emulated board, as in firmware.Board; it ends with the test."""
    with boards(tmp_path) as make:
        yield make
