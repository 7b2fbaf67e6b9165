"""What fits into a journal: segments give way when they are acknowledged and old, never else; rides are refused
before their outcomes are.

Length: one journal, full in every way.
"""

from terminal import journal as journals, records
from tests.builder.journal_builder import NOW_S, SEGMENT_BYTES, WINDOW_S, Rig, accepted
from tests.core.raising import raised

LATER_S = NOW_S + WINDOW_S + 10  # every ride of NOW_S is over


def full(segments_max: int = 3) -> tuple:
    """A journal into which no ride fits any more, and how many are in it."""
    rig = Rig(segments_max)
    rig.start()
    rides = 0
    while True:
        try:
            rig.ride(rides)
        except OSError as error:
            assert error.args[0] == 28
            return rig, rides
        rides += 1


def ride_on(rig: Rig, now_s: int) -> int:
    """Rides until it is full again; how many."""
    rides = 0
    while True:
        try:
            rig.ride(1000 + rides, now_s)
        except OSError:
            return rides
        rides += 1


def open_rides(rig: Rig) -> list:
    told = rig.told()
    ended = [each[1] for each in told if each[0] == "outcome"]
    return [each[1] for each in told if each[0] == "ride" and each[1] not in ended]


def test_unacknowledged_records_never_give_way():
    rig, rides = full()
    first = rig.segments.numbers()[0]
    whole = rig.read()[0]
    for later_s in (NOW_S, LATER_S, LATER_S + 10_000_000):
        raised(OSError, rig.journal.append_ride, accepted(999, later_s), 0, 1, later_s)
        rig.start(later_s)
        raised(OSError, rig.journal.append_ride, accepted(999, later_s), 0, 1, later_s)
    assert rig.segments.numbers()[0] == first and rig.read()[0][: len(whole)] == whole
    assert rides == len([1 for each in rig.told() if each[0] == "ride"])


def test_what_is_acknowledged_gives_way_when_it_is_old_and_room_is_needed():
    rig, _ = full()
    numbers = rig.segments.numbers()
    rig.acknowledge(numbers[1] - 1)  # all of the first segment, nothing of the second
    assert rig.segments.numbers() == numbers, "nobody needed the room yet"
    # still within the replay window of what was acknowledged: a live entry of the replay memory
    live_s = NOW_S + WINDOW_S
    raised(OSError, rig.journal.append_ride, accepted(998, live_s), 0, 1, live_s)
    assert rig.segments.numbers() == numbers
    dead_s = live_s + 1
    assert ride_on(rig, dead_s) > 0
    assert rig.segments.numbers()[:2] == numbers[1:3] and rig.read()[1] is None
    assert not rig.start(dead_s).found


def test_a_segment_with_one_unacknowledged_record_stays():
    for less in (0, 1):
        rig, _ = full()
        numbers = rig.segments.numbers()
        rig.acknowledge(numbers[1] - 1 - less)
        assert (ride_on(rig, LATER_S) > 0) == (not less)
        assert (numbers[0] in rig.segments.numbers()) == bool(less)


def test_what_was_acknowledged_is_known_after_a_restart():
    rig, _ = full()
    numbers = rig.segments.numbers()
    rig.acknowledge(numbers[1] - 1)
    assert rig.start(LATER_S).acknowledged == numbers[1] - 1
    assert ride_on(rig, LATER_S) > 0
    assert numbers[0] not in rig.segments.numbers()
    assert rig.start(LATER_S).acknowledged == numbers[1] - 1  # from a head now


def test_an_acknowledgement_must_prove_itself():
    rig, _ = full()
    journal = rig.journal
    before = journal.sequence
    good = rig.hash_of(5)
    for sequence, record_hash in ((5, bytes(32)), (6, good), (4, good), (0, good), (before + 1, good), (1 << 32, good)):
        raised(ValueError, journal.acknowledge, sequence, record_hash, NOW_S)
    assert journal.acknowledged == 0 and journal.sequence == before
    journal.acknowledge(5, good, NOW_S)
    assert journal.acknowledged == 5 and rig.told()[-1] == ("event", records.ACKNOWLEDGED, 5)
    journal.acknowledge(5, good, NOW_S)
    journal.acknowledge(4, rig.hash_of(4), NOW_S)
    assert journal.acknowledged == 5 and journal.sequence == before + 1, "told already"
    for sequence in (rig.segments.numbers()[1], before + 1):
        journal.acknowledge(sequence, rig.hash_of(sequence), NOW_S)
        assert journal.acknowledged == sequence


def test_what_was_set_aside_or_given_way_cannot_be_acknowledged():
    rig, _ = full()
    gone = rig.segments.numbers()[0] + 2
    record_hash = rig.hash_of(gone)
    rig.segments.set_aside(1)
    rig.start()
    raised(ValueError, rig.journal.acknowledge, gone, record_hash, NOW_S)


def test_outcomes_of_all_open_rides_fit_however_full_it_is():
    """Rides stop first, then events; an outcome and an acknowledgement always fit."""
    for spare in range(12):
        rig = Rig(5)
        journal = rig.start()
        for _ in range(spare):
            journal.append_event(records.BOOT, None, 0, NOW_S)  # so that segments end elsewhere each time
        waiting = [rig.ride(number, outcome=0) for number in range(records.OPEN_MAX - 1)]
        number = 100
        while True:
            number += 1
            try:
                waiting.append(rig.ride(number, outcome=0))
            except OSError:
                break
            journal.append_outcome(waiting.pop(0), records.PASSED, NOW_S)
        events = 0
        while True:
            try:
                journal.append_event(records.BOOT, None, 0, NOW_S)
            except OSError as error:
                assert error.args[0] == 28
                break
            events += 1
        assert events >= 5
        for sequence in waiting:
            journal.append_outcome(sequence, records.PASSED, NOW_S)
        for sequence in (2, 3):
            rig.acknowledge(sequence)
        assert open_rides(rig) == [] and rig.segments.size() <= 5 * SEGMENT_BYTES


def test_seventeen_rides_are_never_open():
    rig = Rig()
    rig.start()
    rides = [rig.ride(number, outcome=0) for number in range(records.OPEN_MAX)]
    raised(OSError, rig.journal.append_ride, accepted(99), 0, 1, NOW_S)
    rig.journal.append_outcome(rides[0], records.PASSED, NOW_S)
    rig.ride(99, outcome=0)


def test_a_full_journal_starts_and_can_be_freed():
    """Restarts of a full terminal write events until none fits; an acknowledgement still does."""
    rig, _ = full()
    for _ in range(40):
        rig.start(LATER_S)
        try:
            rig.journal.append_event(records.BOOT, None, 0, LATER_S)
        except OSError:
            pass
    newest = rig.journal.sequence
    raised(OSError, rig.journal.append_event, records.BOOT, None, 0, LATER_S)
    rig.acknowledge(newest, LATER_S)
    for number in range(20):
        rig.ride(2000 + number, LATER_S + 500 * number)
        rig.acknowledge(rig.journal.sequence, LATER_S + 500 * number)
    assert rig.segments.numbers()[0] > 1 and rig.read()[1] is None


def test_no_more_segments_than_agreed():
    """One more than the most is there for the moment of turning over."""
    rig = Rig(3)
    rig.start()
    most = []
    begin = rig.segments.begin

    def counted(number: int) -> None:
        begin(number)
        most.append(len(rig.segments.content))

    rig.segments.begin = counted
    for number in range(60):
        at_s = NOW_S + number * 500
        rig.ride(number, at_s)
        rig.acknowledge(rig.journal.sequence, at_s)
        assert len(rig.segments.content) <= 3
    assert max(most) == 4 and len(most) > 9


def test_power_fails_between_the_new_segment_and_the_old_one():
    rig, _ = full()
    rig.acknowledge(rig.journal.sequence)
    removed = []

    def fails(number: int) -> None:
        removed.append(number)
        raise OSError(5, "power cut")

    keep, rig.segments.remove = rig.segments.remove, fails
    for number in range(8):
        try:
            rig.ride(1000 + number, LATER_S)
        except OSError:
            break
    assert removed == [1] and len(rig.segments.numbers()) == 4
    rig.segments.remove = keep
    assert not rig.start(LATER_S).found
    for number in range(20):
        rig.ride(2000 + number, LATER_S + 500 * number)
        rig.acknowledge(rig.journal.sequence, LATER_S + 500 * number)
    assert len(rig.segments.numbers()) <= 3 and rig.read()[1] is None


# how full it is


def test_how_full_it_is():
    rig = Rig(10)
    journal = rig.start()
    assert journal.used_percent() == 0
    last = 0
    while len(rig.segments.numbers()) < 6:
        rig.ride(journal.sequence)
        assert 0 <= journal.used_percent() - last <= 4
        last = journal.used_percent()
    assert last == (5 * SEGMENT_BYTES + journal._length) * 100 // (10 * SEGMENT_BYTES)
    numbers = rig.segments.numbers()
    rig.acknowledge(numbers[3] - 1)  # three segments are free to go
    assert journal.used_percent() == (2 * SEGMENT_BYTES + journal._length) * 100 // (10 * SEGMENT_BYTES)
    assert rig.start().used_percent() == journal.used_percent()
    rig.acknowledge(rig.journal.sequence)
    assert rig.journal.used_percent() <= 10


def warnings(rig: Rig) -> list:
    return [each[2] for each in rig.told() if each[:2] == ("event", records.NEARLY_FULL)]


def test_eighty_percent_are_told_once():
    rig = Rig(10)
    journal = rig.start()
    while journal.used_percent() < journals.WARN_PERCENT:
        assert not warnings(rig)
        rig.ride(journal.sequence)
    told = warnings(rig)
    assert len(told) == 1 and 80 <= told[0] < 85 and rig.told()[-1][:2] == ("event", records.NEARLY_FULL)
    for number in range(3):
        rig.ride(1000 + number)
    rig.start()
    rig.ride(2000)
    assert warnings(rig) == told, "neither a ride nor a restart is a crossing"
    rig.acknowledge(rig.journal.sequence)
    rig.ride(2001)
    while len(warnings(rig)) < 2:
        rig.ride(3000 + rig.journal.sequence, LATER_S)
    assert len(warnings(rig)) == 2


def test_a_warning_that_cannot_be_written_stops_nobody():
    rig = Rig(10)
    journal = rig.start()
    while journal.used_percent() < 79:
        rig.ride(journal.sequence)
    ride = rig.ride(5000, outcome=0)
    rig.segments.room = 108  # the outcome alone
    try:
        journal.append_outcome(ride, records.PASSED, NOW_S)
    except OSError:
        pass
    rig.segments.room = None
    rig.ride(5001)
    assert open_rides(rig) == []


def test_the_counts_of_refusals_give_way_by_themselves():
    rig = Rig(2)
    journal = rig.start()
    for hour in range(200):
        journal.append_counter(records.words_body([NOW_S, 401, hour]), NOW_S + 3600 * hour)
    assert len(rig.segments.numbers()) <= 2
    found, end = rig.read()
    assert end is None and records.parse_words(found[-1][0].body) == (NOW_S, 401, 199)
    journal = rig.start(NOW_S + 3600 * 200)
    assert not journal.found
    journal.append_counter(records.words_body([NOW_S, 401, 200]), NOW_S + 3600 * 200)
    assert rig.read()[1] is None


def test_a_damaged_record_is_not_acknowledged():
    rig, _ = full()
    record_hash = rig.hash_of(4)
    rig.segments.content[1][800] ^= 1
    raised(ValueError, rig.journal.acknowledge, 4, record_hash, NOW_S)
    assert rig.journal.acknowledged == 0
