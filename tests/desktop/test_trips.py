"""Days of a small station (tests/torture/station_day.py): a sample, and faults that its checks must name."""

import pytest

from sim.journal import trips as listing
from sim.journal.trips import NO_ENTRY, NO_EXIT, Passage, Trip, trips
from terminal import trip
from tests.torture import station_day

DAYS = 300


def test_days_of_a_station():
    figures, found = station_day.run(1, DAYS)
    assert found == []
    wanted = ("trips", "incomplete trips", "notices lost", "cuts", "completed", "same tap", "left uncounted")
    assert all(figures[name] > 10 for name in (*wanted, "ALREADY_INSIDE", "NO_ENTRY", "passed, and power failed"))


class Doubled(trip.Trips):
    """An account that is inside is let in once more."""

    def seen(self, account, now_s):
        seen, result = super().seen(account, now_s)
        return (trip.ENTRY_ONLY, 0) if seen == trip.ALREADY_INSIDE else (seen, result)


class Older(trip.Trips):
    """A notice that comes late wins."""

    def passage(self, account, state, place, at_s, sequence, now_s):
        at = self._place(account)
        self._slots[at + 16 : at + 20] = bytes(4)
        return super().passage(account, state, place, at_s, sequence, now_s)


class Certain(trip.Trips):
    """A memory that begins anew takes absence for knowledge."""

    def seen(self, account, now_s):
        self.known_from_s = 0
        return super().seen(account, now_s)


class Attempt(trip.Trips):
    """A ride that timed out counts as a passage."""

    def outcome(self, sequence, passed, place, now_s):
        return super().outcome(sequence, True, place, now_s)


class Eager(trip.Trips):
    """A ride that waits for its passenger counts for nothing."""

    def seen(self, account, now_s):
        pending, self.pending = self.pending, []
        try:
            return super().seen(account, now_s)
        finally:
            self.pending = pending


@pytest.mark.parametrize("planted", [Doubled, Older, Certain, Attempt, Eager])
def test_a_fault_of_the_memory_is_named(planted):
    assert station_day.run(1, 60, planted)[1]


def test_a_trip_that_is_listed_twice_is_named():
    def twice(*arguments):
        for found in trips(*arguments):
            yield found
            if found.missing:
                yield found

    assert any("list of trips" in line for line in station_day.run(1, 30, trip.Trips, twice)[1])


def passage(inwards: bool, time_s: int, ride: int, account: bytes = b"a") -> Passage:
    return Passage(account, inwards, time_s, 3, 4, ride)


def test_what_is_a_trip():
    first, second, third = passage(True, 0, 1), passage(False, 599, 2), passage(False, 700, 3)
    other = passage(False, 10, 4, b"b")
    assert list(trips([third, second, other, first], 10_000, 600)) == [
        Trip(None, other, NO_ENTRY),
        Trip(first, second, None),
        Trip(None, third, NO_ENTRY),
    ]
    assert list(trips([first, passage(False, 600, 2)], 10_000, 600)) == [
        Trip(first, None, NO_EXIT),
        Trip(None, passage(False, 600, 2), NO_ENTRY),
    ]
    again = passage(True, 50, 5)
    assert list(trips([first, again], 649, 600)) == [Trip(first, None, NO_EXIT), Trip(again, None, None)]
    assert list(trips([again], 650, 600)) == [Trip(again, None, NO_EXIT)]
    assert Trip(None, third, NO_ENTRY).known == third and listing.NO_EXIT
