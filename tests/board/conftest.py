"""The board that tests boot."""

import pytest

from tests.board.firmware import boards


@pytest.fixture
def board(tmp_path):
    """board(*changes, on=False, ...): an emulated board, as in firmware.Board; it ends with the test."""
    with boards(tmp_path) as make:
        yield make
