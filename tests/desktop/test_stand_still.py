"""A limit is not used up while the computer stands still."""

import queue

import pytest

from hal.desktop.stand_still import LOOKS, Had, looks, taken
from tests.rig.late import Late


def test_the_looks_of_a_limit_make_it_up():
    assert len(looks(5.0)) == LOOKS and sum(looks(5.0)) == pytest.approx(5.0)


@pytest.mark.parametrize("still", [0, 1, LOOKS - 1])
def test_what_is_there_is_taken_at_the_last_look_too(still):
    line = Late(still)
    line.put(b"\x90\x00")
    assert taken(line, 0.1) == b"\x90\x00"


def test_behind_the_last_look_it_is_over():
    line = Late(LOOKS)
    line.put(b"\x90\x00")
    with pytest.raises(queue.Empty):
        taken(line, 0.1)


def test_of_a_long_time_between_two_looks_a_part_counts():
    had = Had(1000, 100)
    assert [had.look(now) for now in (1050, 1150, 1251, 61_251, 61_251)] == [50, 150, 250, 350, 350]
    had.time = 0
    assert had.look(61_300) == 49
