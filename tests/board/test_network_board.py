"""A network with an emulated board among its gates: its rides are in the books, and it is the same network twice."""

import pytest

from sim.gate.gate import Unable
from sim.scenario.played_file import Unplayable
from tests.rig.network import HEAD, LINES, parsed, played

TEXT = HEAD.replace("07:31:40", "07:30:25") + LINES.replace("07:31:00", "07:30:20")
NAMED = TEXT.replace('en = "North Gate", ', 'en = "North Gate", board = "pico2", ')


def test_its_rides_are_in_the_books(tmp_path):
    runs = []
    for name in ("first", "again"):
        (tmp_path / name).mkdir()
        network, faults, _ = played(NAMED, tmp_path / name)
        assert faults == [] and network.summary()["exactly_once"]
        board = network._parts[0]._part._stations["2-01"].gates.boards["2-01-E1"]
        assert network.views["2-01"].lights[0] in "ig" and network.views["2-01"].rides > 0
        with pytest.raises(Unable, match="service mode"):
            board.install(None)
        runs.append(network.summary())
        journal = tmp_path / name / "journals" / "2-01" / "2-01-E1" / "journal"
        assert any(path.stat().st_size > 500 for path in journal.iterdir())
    assert runs[0] == runs[1]


def test_a_board_that_is_not_emulated_is_refused():
    with pytest.raises(Unplayable, match="board"):
        parsed(NAMED.replace("pico2", "pico9"))
