"""Clearing over the end of a day: codes that were used on both sides of it, and trips of which an end comes late."""

import json

import pytest

from sim.backoffice import business_day, clearing_rule
from sim.backoffice.ledger import CODE_LIFE_S
from sim.issuer import operator_key
from terminal.policy import SKEW_MAX_S
from tests.rig.bookkeeping import LATER_S, Bookkeeping, Chain
from tests.rig.command import AT_S

DAY = business_day.of(AT_S)
FIRST_S, END_S = business_day.span(DAY)
ACQUIRER = operator_key.signer(0x61, True)


def rule(trip_max_s=14_400):
    return clearing_rule.Rule(300, trip_max_s, {}, (("nation", ("*",)),))


class City:
    """Books whose days are closed one behind the other."""

    def __init__(self, trip_max_s=14_400):
        self.made, self.rule, self.closed = Bookkeeping(), rule(trip_max_s), 0

    def take(self, *chains):
        self.made.take(*chains)

    def close(self):
        """Close the next day: (kind, terminal, sequence, why) of each line of its files."""
        day = business_day.after(DAY, self.closed)
        self.closed += 1
        files = self.made.ledger.close(day, self.rule, ACQUIRER, LATER_S)
        lines = [json.loads(line) for one in files for line in one.file.splitlines()[1:-1]]
        return [
            (one["type"], one["terminal"], one["sequence"], one.get("missing") or one.get("reason")) for one in lines
        ]


@pytest.mark.parametrize("trip_max_s", clearing_rule.TRIP_MAX_S)
@pytest.mark.parametrize("second_late", [False, True])
@pytest.mark.parametrize("before_s", [700, CODE_LIFE_S])
def test_a_code_that_was_used_on_both_sides_of_the_border_is_booked_once(trip_max_s, second_late, before_s):
    city, first, second = City(trip_max_s), Chain(7), Chain(8)
    used_s = END_S - before_s
    first.ride(1, used_s, code_s=used_s + SKEW_MAX_S)  # of a phone whose clock is ahead
    second.ride(1, END_S, code_s=used_s + SKEW_MAX_S)
    city.take(*((first,) if second_late else (first, second)))
    assert city.close() == [("ride", 7, 2, None)]
    if second_late:
        assert city.close() == []
        city.take(second)
    assert city.close() == [("difference", 8, 2, "used_twice: first at 7/1/2")]


def test_a_code_that_was_used_before_the_time_of_a_late_ride_is_found():
    """Both rides are of a day that is closed, the second nearer to its end than trip_max_s."""
    city, first, second = City(600), Chain(7), Chain(8)
    first.ride(1, END_S - 1500, code_s=END_S - 1500)
    second.ride(1, END_S - 500, code_s=END_S - 1500)
    city.take(first)
    assert city.close() == [("ride", 7, 2, None)]
    city.take(second)
    assert city.close() == [("difference", 8, 2, "used_twice: first at 7/1/2")]


def test_a_code_that_was_used_twice_before_the_border_ends_no_trip_behind_it():
    """An entry counts once: the second one, nearer to the border than trip_max_s, is no entry of the exit behind it."""
    city, first, second, way_out = City(), Chain(7), Chain(8), Chain(9)
    last_s = END_S - city.rule.trip_max_s
    first.ride(1, last_s - 100, "entry", 0, code_s=last_s - 100)
    second.ride(1, last_s + 100, "entry", 0, code_s=last_s - 100)
    way_out.ride(1, END_S + 50, "exit", 300)
    city.take(first, second, way_out)
    assert [kind for kind, *_ in city.close()] == ["ride", "incomplete", "difference"]
    assert city.close() == [("ride", 9, 2, None), ("incomplete", 9, 2, "no entry")]
