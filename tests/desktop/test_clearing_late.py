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


@pytest.mark.parametrize("late", [False, True])
def test_a_code_that_was_used_twice_before_the_border_ends_no_trip_behind_it(late):
    """An entry counts once: the second one, nearer to the border than trip_max_s, is no entry of the exit behind it."""
    city, first, second, way_out = City(), Chain(7), Chain(8), Chain(9)
    last_s = END_S - city.rule.trip_max_s
    first.ride(1, last_s - 100, "entry", 0, code_s=last_s - 100)
    second.ride(1, last_s + 100, "entry", 0, code_s=last_s - 100)
    way_out.ride(1, END_S + 50, "exit", 300)
    city.take(first, second, *([] if late else [way_out]))
    assert [kind for kind, *_ in city.close()] == ["ride", "incomplete", "difference"]
    if late:
        assert city.close() == []
        city.take(way_out)
    assert city.close() == [("ride", 9, 2, None), ("incomplete", 9, 2, "no entry")]


def test_an_incomplete_trip_that_comes_late_is_completed_once():
    """The way out was offline for a night: two of its passengers came in by another gate, one long before."""
    city, way_in, way_out = City(), Chain(7), Chain(8, station=4)
    at = FIRST_S + 6 * 3600
    way_in.ride(0, at, "entry", 0)
    way_in.ride(1, at - city.rule.trip_max_s, "entry", 0)
    city.take(way_in)
    assert [line for line in city.close() if line[0] == "incomplete"] == [
        ("incomplete", 7, 2, "no exit"), ("incomplete", 7, 4, "no exit"),
    ]  # fmt: skip
    way_out.ride(0, at + 60, "exit", 300)  # was completed at its entry: its dispute
    way_out.ride(1, at, "exit", 300)  # too late for its entry
    way_out.ride(2, at + 70, "entry", 0)
    way_out.ride(3, at + 80, "entry", 0)
    way_out.ride(3, at + 90, "exit", 300)
    whole, way_out.raws = way_out.raws, way_out.raws[:-1]
    assert city.close() == []
    city.take(way_out)
    lines = city.close()
    assert [line[1:3] for line in lines if line[0] == "ride"] == [(8, 2), (8, 4), (8, 6), (8, 8)]
    wanted = [("incomplete", 8, 4, "no entry"), ("incomplete", 8, 6, "no exit"), ("incomplete", 8, 8, "no exit")]
    assert [line for line in lines if line[0] == "incomplete"] == wanted
    way_out.raws = whole  # the outcome of the last exit came later still
    city.take(way_out)
    assert city.close() == [("ride", 8, 10, None)]
    assert city.close() == [] and city.made.database.one("SELECT COUNT(*) FROM completed")[0] == 5


def test_a_late_end_that_parts_a_trip_in_a_file_completes_nothing_there():
    city, way_in, way_out, late = City(), Chain(7), Chain(8), Chain(9)
    at = FIRST_S + 3600
    way_in.ride(0, at, "entry", 0)
    way_out.ride(0, at + 600, "exit", 300)
    city.take(way_in, way_out)
    assert [line[0] for line in city.close()] == ["ride", "ride"]
    late.ride(0, at + 300, "exit", 300)
    city.take(late)
    city.close()
    assert city.made.database.one("SELECT COUNT(*) FROM completed")[0] == 0


def test_a_late_end_is_paired_over_the_ends_of_days():
    """Of three passengers over 04:00 the late end is the entry, the exit, both; a fourth has no exit."""
    city, way_in, way_out, late = City(), Chain(7), Chain(8), Chain(9)
    for user in range(4):
        (late if user != 1 else way_in).ride(user, END_S - 600 + user, "entry", 0)
    way_out.ride(0, END_S + 600, "exit", 300)
    late.ride(1, END_S + 601, "exit", 300)
    late.ride(2, END_S + 602, "exit", 300)
    city.take(way_in)
    assert city.close() == [("ride", 7, 2, None), ("incomplete", 7, 2, "no exit")]
    city.take(way_out)
    assert city.close() == [("ride", 8, 2, None), ("incomplete", 8, 2, "no entry")]
    city.take(late)
    lines = city.close()
    assert len(lines) == 6 and [line for line in lines if line[0] != "ride"] == [("incomplete", 9, 6, "no exit")]
