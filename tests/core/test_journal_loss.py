"""What a journal does about what was lost: named, set aside, never used again, and no code of it is admitted again.

Length: everything that can be lost, and power that fails while it is dealt with.
"""

from hal.fake.store import Cell
from terminal import records
from terminal.history import PENDING, History
from tests.builder.journal_builder import KEY, NOW_S, PLACE, WINDOW_S, Rig, accepted, digest, fail_after, filled
from tests.core.raising import raised

SKEW_S = 20


def events(rig: Rig) -> list:
    return [each[1:] for each in rig.told() if each[0] == "event"]


def used(rig: Rig, generated_s: int, now_s: int = NOW_S) -> bool:
    """Whether a code that was never shown counts as used."""
    return rig.history.used(bytes(10), generated_s, now_s)


# set aside


def test_a_segment_damaged_anywhere_is_set_aside_and_service_goes_on():
    rig = filled()
    numbers = rig.segments.numbers()
    now_s = NOW_S + 100
    for damaged in numbers:
        for at in (0, 5, 60, 118, 119, 600, len(rig.segments.content[damaged]) - 1):
            broken = rig.copy()
            ceiling = broken.start(now_s)._ceiling
            data = broken.segments.content[damaged]
            if at >= len(data):
                continue
            data[at] ^= 1
            before = bytes(data)
            journal = broken.start(now_s)
            assert [(why.segment, why.gap) for why in journal.found if not why.gap] == [(damaged, False)], (damaged, at)
            assert broken.segments.aside == [(damaged, before)] and damaged not in broken.segments.numbers()
            assert journal.sequence > ceiling, "a sequence that may have been used"
            assert used(broken, now_s + SKEW_S) and not used(broken, now_s + SKEW_S + 1)
            broken.ride(999, now_s)
            # a second start finds what the first one left, reports nothing new and loses nothing
            records_before = broken.segments.size()
            again = broken.start(now_s)
            assert broken.segments.size() == records_before, "another loss was found"
            assert all([why.gap for why in again.found])
            assert used(broken, now_s + SKEW_S) and broken.history.contains(accepted(999).code.account, now_s)


def test_the_records_tell_what_was_lost():
    rig = filled()
    second = rig.segments.numbers()[1]
    rig.segments.content[second][300] ^= 1
    journal = rig.start(NOW_S + 100)
    number = rig.segments.numbers()[-1]
    found = [each for each, _ in tail(rig, number)]
    assert found[0].kind == records.HEAD and found[0].before == bytes(32) and found[0].sequence == number
    assert records.parse_event(found[1].body) == (records.MISSING, NOW_S + 100 + SKEW_S, number - 1)
    assert records.parse_event(found[2].body) == (records.SET_ASIDE, None, second)
    assert journal.found[0].segment == second and str(journal.found[0])


def tail(rig: Rig, number: int) -> list:
    """The records from one segment on."""
    from tests.builder.journal_reading import recover

    numbers = [each for each in rig.segments.numbers() if each >= number]
    return list(recover(rig.segments, digest, KEY, numbers))


def test_an_old_segment_is_looked_at_when_that_was_asked_for():
    rig = filled(30, 200)
    first = rig.segments.numbers()[0]
    rig.segments.content[first][900] ^= 1
    now_s = NOW_S + 30 * 200
    assert not rig.start(now_s).found, "the codes in it are over: a start does not read it"
    journal = rig.start(now_s, whole=True)
    assert [why.segment for why in journal.found if not why.gap] == [first]
    assert [number for number, _ in rig.segments.aside] == [first]
    assert not rig.start(now_s, whole=True).found


def test_an_old_segment_whose_head_is_damaged_is_noticed_at_once():
    rig = filled(30, 200)
    second = rig.segments.numbers()[1]
    rig.segments.content[second][50] ^= 1
    journal = rig.start(NOW_S + 30 * 200)
    assert [why.segment for why in journal.found if not why.gap] == [second]


def test_two_segments_damaged_at_once():
    rig = filled()
    numbers = rig.segments.numbers()
    for number in numbers[1:3]:
        rig.segments.content[number][200] ^= 1
    rig.start(NOW_S + 50)
    assert [number for number, _ in rig.segments.aside] == numbers[1:3]
    assert [each for each in tail_events(rig)] == [
        (records.MISSING, rig.segments.numbers()[-1] - 1),
        (records.SET_ASIDE, numbers[1]),
        (records.SET_ASIDE, numbers[2]),
    ]


def tail_events(rig: Rig) -> list:
    out = []
    for record, _ in tail(rig, rig.segments.numbers()[-1]):
        if record.kind == records.EVENT:
            event, _, value = records.parse_event(record.body)
            out.append((event, value))
    return out


def test_a_loss_told_before_does_not_hide_another_one():
    """The terminal has reported a damaged segment, and then an older one is damaged, too."""
    rig = filled()
    numbers = rig.segments.numbers()
    rig.segments.content[numbers[3]][200] ^= 1
    rig.start(NOW_S + 50)
    rig.ride(500, NOW_S + 50)
    rig.segments.content[numbers[1]][600] ^= 1
    journal = rig.start(NOW_S + 100)
    assert [number for number, _ in rig.segments.aside] == [numbers[3], numbers[1]]
    assert used(rig, NOW_S + 100 + SKEW_S), "codes of the rides that cannot be read"
    assert (records.SET_ASIDE, numbers[1]) in tail_events(rig) and journal.found


def test_a_damaged_record_hides_none_of_those_behind_it():
    """Each bit of one record changed: the codes of all others are remembered, and their rides have an end."""
    rig = Rig()
    rig.start()
    for seed in range(3):
        rig.ride(100 + seed, outcome=0)
    waiting = rig.ride(103, outcome=0)
    size = len(rig.segments.content[1])
    for at in range(119, 119 + 476):
        broken = rig.copy()
        broken.segments.content[1][at] ^= 1 << at % 8
        broken.start(NOW_S + 50)
        for seed in range(1, 4):
            assert broken.history.contains(accepted(100 + seed).code.account, NOW_S), (at, seed)
        ended = [each[1:] for each in tail_told(broken) if each[0] == "outcome"]
        assert ended == [(3, records.UNKNOWN), (4, records.UNKNOWN), (waiting, records.UNKNOWN)], at
        assert len(broken.segments.aside[0][1]) == size


def tail_told(rig: Rig) -> list:
    other = Rig()
    newest = rig.segments.numbers()[-1]
    other.segments.content = {newest: rig.segments.content[newest]}
    return other.told()


def test_two_records_of_one_segment_damaged():
    rig = filled()
    second = rig.segments.numbers()[1]
    for at in (300, 1500, 1510):
        rig.segments.content[second][at] ^= 1
    journal = rig.start(NOW_S + 50)
    assert [number for number, _ in rig.segments.aside] == [second]
    assert [why.segment for why in journal.found] == [second, second]


def test_another_record_key_sets_everything_aside():
    rig = filled(8)
    count = len(rig.segments.numbers())
    from terminal import sm2
    from terminal.journal import Journal
    from tests.builder.journal_builder import SEGMENT_BYTES, STANDARD

    journal = Journal(rig.segments, rig.cell, digest, bytes(32), PLACE, SEGMENT_BYTES, 64)
    sm2.finish(journal.open(History(8), STANDARD, NOW_S))
    assert len(rig.segments.aside) == count and journal.sequence > 60


def test_what_is_no_segment_at_all():
    """A foreign file with a name like ours is set aside, whatever its number."""
    for number in (0, 5, 0xFFFFFFFF):
        for data in (b"", b"x", b"RG\x01\x04\x00\x77\xff\x88", bytes(200)):
            rig = filled(3)
            sequence = rig.journal.sequence
            rig.segments.content[number] = bytearray(data)
            journal = rig.start()
            assert journal.sequence >= sequence
            rig.ride(999)
            assert number in [each for each, _ in rig.segments.aside] or number not in rig.segments.content
            assert rig.start().sequence > sequence


# a cut tail


def test_a_tail_that_is_gone_is_noticed_by_the_cell():
    rig = filled()
    numbers = rig.segments.numbers()
    for gone in (1, 2, len(numbers)):
        cut = rig.copy()
        ceiling = records.parse_words(records.parse(cut.cell.content).body)[1]
        for number in numbers[-gone:]:
            del cut.segments.content[number]
        journal = cut.start(NOW_S + 100)
        assert journal.sequence > ceiling, "a sequence used before"
        assert events(cut)[-1] == (records.MISSING, ceiling)
        assert used(cut, NOW_S + 100 + SKEW_S) and not used(cut, NOW_S + 100 + SKEW_S + 1)
        size = cut.segments.size()
        cut.start(NOW_S + 100)
        assert cut.segments.size() == size and used(cut, NOW_S + 100 + SKEW_S)


def test_a_cell_that_is_damaged_or_gone_is_no_new_beginning():
    rig = filled(3)
    for content in [None, b"", rig.cell.content[:-1], rig.cell.content + b"x", bytes(len(rig.cell.content))] + [
        changed(rig.cell.content, at) for at in range(len(rig.cell.content))
    ]:
        other = rig.copy()
        other.cell.content = content
        journal = other.start()
        assert journal.sequence > rig.journal.sequence + 60_000 and events(other)[-1][0] == records.MISSING
        assert used(other, NOW_S + SKEW_S)
        assert other.start().sequence == journal.sequence, "told once"


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_record_of_the_journal_is_no_cell():
    rig = filled(3)
    for _, raw in rig.read()[0]:
        other = rig.copy()
        other.cell.content = raw
        assert events_after_start(other)[-1][0] == records.MISSING


def events_after_start(rig: Rig) -> list:
    rig.start()
    return events(rig)


def test_a_segment_that_is_gone_in_the_middle():
    rig = filled()
    numbers = rig.segments.numbers()
    del rig.segments.content[numbers[2]]
    journal = rig.start(NOW_S + 100)
    assert [(why.segment, why.offset, why.gap) for why in journal.found] == [(numbers[3], 0, True)]
    assert not rig.segments.aside, "nothing is wrong with what is there"
    assert used(rig, NOW_S + 100 + SKEW_S)
    size = rig.segments.size()
    rig.start(NOW_S + 100)
    assert rig.segments.size() == size


def test_the_oldest_that_is_gone_without_having_been_acknowledged():
    rig = filled(30, 200)
    numbers = rig.segments.numbers()
    now_s = NOW_S + 30 * 200
    rig.acknowledge(numbers[1] - 1, now_s)
    for gone, missed in ((1, False), (2, True)):
        cut = rig.copy()
        for number in numbers[:gone]:
            del cut.segments.content[number]
        cut.start(now_s)
        assert (events(cut)[-1][0] == records.MISSING) == missed
        size = cut.segments.size()
        cut.start(now_s)
        assert cut.segments.size() == size, "told once"


def test_a_sequence_is_never_used_twice_through_any_damage():
    """Start after start with something damaged or gone each time: every number ever written is higher than before."""
    rig = filled(6)
    highest = rig.journal.sequence
    for step in range(12):
        numbers = rig.segments.numbers()
        what = step % 4
        if what == 0:
            rig.segments.content[numbers[-1]][-1] ^= 1
        elif what == 1:
            del rig.segments.content[numbers[-1]]
        elif what == 2:
            rig.cell.content = None
        else:
            rig.segments.content[numbers[0]][100] ^= 1
        rig.start(NOW_S + step)
        first = rig.ride(500 + step, NOW_S + step)
        assert first > highest, step
        highest = rig.journal.sequence


# a clock that says nothing


def test_a_loss_without_a_clock_waits_for_the_first_trusted_second():
    rig = filled(3)
    rig.segments.content[1][300] ^= 1
    rig.start(None)
    assert rig.history.floor_s == PENDING
    for _ in range(12):
        rig.ride(rig.journal.sequence, None)
    rig.start(None)  # a head says it now
    assert rig.history.floor_s == PENDING
    assert used(rig, NOW_S, NOW_S) and rig.history.floor_s == NOW_S + 120
    assert used(rig, NOW_S + 120, NOW_S + 500) and not used(rig, NOW_S + 121, NOW_S + 500)


# statements about the clock


def test_a_statement_sets_the_newest_time_and_refuses_what_is_older():
    for at_s in (NOW_S - 1_000_000, NOW_S + 1_000_000):
        rig = filled(3)
        rig.journal.append_event(records.CLOCK_STATEMENT, at_s, NOW_S, NOW_S)
        for _ in range(2):
            assert rig.journal.time_s == at_s and rig.history.floor_s == at_s
            assert used(rig, at_s) and not used(rig, at_s + 1)
            rig.start(at_s)


def test_a_time_that_was_taken_back_keeps_nothing_from_giving_way():
    """A clock a year ahead for a while: what was written then is no reason to stay shut for a year."""
    year_s = 31_536_000
    rig = Rig(3)
    rig.start(NOW_S + year_s)
    for number in range(8):
        rig.ride(number, NOW_S + year_s + number)
    assert rig.history.count == 8
    rig.journal.append_event(records.CLOCK_STATEMENT, NOW_S, NOW_S + year_s, NOW_S)
    for number in range(60):
        rig.ride(1000 + number, NOW_S + number * 500)
        rig.acknowledge(rig.journal.sequence, NOW_S + number * 500)
    rig.history.age(NOW_S + 60 * 500, 1000)
    assert rig.history.count <= 3


def test_a_record_that_is_ahead_of_the_clock_makes_no_code_forgotten():
    """A clock that was ahead is right again, and no statement is on record: the one write of it has failed."""
    rig = Rig()
    rig.start(NOW_S + 7200)
    rig.ride(1, NOW_S + 7200)
    rig.start(NOW_S)
    for number in range(12):  # into another segment
        rig.ride(100 + number, NOW_S)
    for now_s, known in ((NOW_S, 12), (NOW_S + 320, 12), (NOW_S + 321, 0)):  # they are good for 300 s, the skew is 20
        assert "no room" in str(raised(OSError, rig.ride, 100, NOW_S))
        rig.start(now_s)
        accounts = [accepted(100 + number).code.account for number in range(12)]
        assert sum([rig.history.contains(account, NOW_S) for account in accounts]) == known


# an append that failed


def test_what_a_failed_append_left_stays_and_its_sequence_is_spent():
    for room in (0, 1, 7, 8, 60, 107):
        rig = Rig()
        journal = rig.start()
        ride = rig.ride(51, outcome=0)
        good = bytes(rig.segments.content[1])
        rig.segments.room = room
        raised(OSError, journal.append_outcome, ride, records.PASSED, NOW_S)
        assert journal.sequence == 3
        raised(OSError, journal.append_outcome, ride, records.PASSED, NOW_S)
        rig.segments.room = None
        assert journal.append_outcome(ride, records.PASSED, NOW_S) == 5
        assert bytes(rig.segments.content[1][: len(good)]) == good
        assert rig.told() == [("ride", 2), ("outcome", 2, records.PASSED)] and rig.read()[1] is None


def test_an_outcome_that_is_owed_is_written_before_the_next_record():
    rig = Rig()
    journal = rig.start()
    ride = rig.ride(51, outcome=0)
    rig.segments.broken = True
    raised(OSError, journal.append_outcome, ride, records.TIMEOUT, NOW_S)
    raised(OSError, journal.append_ride, accepted(52), 0, 1, NOW_S)
    rig.segments.broken = False
    rig.ride(53, outcome=0)
    assert rig.told() == [("ride", 2), ("outcome", 2, records.TIMEOUT), ("ride", 6)]


def test_a_restart_after_a_failed_append():
    for room in (0, 1, 7, 8, 60, 107):
        rig = Rig()
        rig.start()
        ride = rig.ride(51, outcome=0)
        rig.segments.room = room
        raised(OSError, rig.journal.append_outcome, ride, records.PASSED, NOW_S)
        rig.segments.room = None
        assert not rig.start().found
        assert rig.told()[-1] == ("outcome", ride, records.UNKNOWN) and rig.read()[1] is None


def test_power_that_fails_while_a_loss_is_dealt_with():
    """Whatever was done by then, the next start finds the same loss: no sequence twice, every code so far refused."""
    for gone in ("damaged", "damaged last", "deleted"):
        for cut in range(12):
            rig = filled()
            numbers = rig.segments.numbers()
            ceiling = records.parse_words(records.parse(rig.cell.content).body)[1]
            if gone == "deleted":
                del rig.segments.content[numbers[-1]]
            else:
                rig.segments.content[numbers[-1 if gone == "damaged last" else 1]][500] ^= 1
            fail_after(rig, cut)
            try:
                rig.start(NOW_S + 100)
            except OSError:
                assert rig.failing, "failed by itself"
            rig.segments, rig.cell = rig.segments.base, rig.cell.base
            journal = rig.start(NOW_S + 200)
            assert journal.sequence > ceiling
            assert used(rig, NOW_S + 100 + SKEW_S), (gone, cut)
            assert records.MISSING in [event for event, _ in tail_of_all(rig)], (gone, cut)
            assert rig.segments.size() == size_after_start(rig), (gone, cut)


def size_after_start(rig: Rig) -> int:
    rig.start(NOW_S + 300)
    return rig.segments.size()


def tail_of_all(rig: Rig) -> list:
    out = []
    for number in rig.segments.numbers():
        from tests.builder.journal_reading import recover

        for record, _ in recover(rig.segments, digest, KEY, [number]):
            if record.kind == records.EVENT:
                event, _, value = records.parse_event(record.body)
                out.append((event, value))
    return out


def failing_begin(segments: object, where: str) -> object:
    begin = segments.begin

    def begins(number: int) -> None:
        begin(number)
        if where == "begin":
            raise OSError(5, "power is low")
        segments.room = {"head": 0, "torn head": 50}.get(where)
        segments.late = where == "late head"

    return begins


def test_storage_that_fails_while_a_segment_turns_over():
    """In the cell, in begin(), in the head and behind it: the next record finds its place, no sequence is left out."""
    for where in ("cell", "late cell", "begin", "head", "torn head", "late head"):
        rig = Rig()
        journal = rig.start()
        while journal._length + 476 <= 4096:
            rig.ride(journal.sequence)
        begin = rig.segments.begin
        rig.cell.broken = where == "cell"
        rig.cell.late = where == "late cell"
        rig.segments.begin = failing_begin(rig.segments, where)
        raised(OSError, journal.append_ride, accepted(900), 0, 1, NOW_S)
        rig.cell.broken = rig.cell.late = rig.segments.late = False
        rig.segments.room = None
        rig.segments.begin = begin
        for again in (rig.copy(), rig):
            if again is not rig:
                assert not again.start().found, where
            again.ride(901)
            found, end = again.read()
            assert end is None and [record.sequence for record, _ in found] == list(range(1, len(found) + 1)), where
            assert len(again.segments.numbers()) == 2


def test_opening_closes_rides_of_every_segment():
    """A ride whose outcome never came, segments ago: the heads carry it."""
    rig = Rig(64)
    rig.start()
    ride = rig.ride(1, outcome=0)
    for number in range(40):
        rig.ride(100 + number, NOW_S + 100 * number)
    later_s = NOW_S + 40 * 100 + WINDOW_S
    rig.segments.begun = 0
    rig.start(later_s)
    assert rig.segments.begun < 30
    assert rig.told()[-1] == ("outcome", ride, records.UNKNOWN)


def test_a_cell_alone_remembers_what_was_used():
    """All segments gone, the cell is there: nothing begins at one again."""
    rig = filled(3)
    used_up = rig.journal.sequence
    rig.segments.content.clear()
    assert rig.start().sequence > used_up and events(rig)[-1][0] == records.MISSING
    fresh = Rig()
    fresh.cell = Cell()
    assert fresh.start().sequence == 0


# a tail that went back


def test_the_newest_record_cannot_go_unnoticed():
    """A folder of littlefs with one bad bit is what it was some records ago; the cell stands in another."""
    rig = filled(3)
    newest = rig.segments.numbers()[-1]
    whole, _ = rig.read()
    for gone in range(1, 6):
        back = rig.copy()
        length = sum([len(raw) for _, raw in whole[-gone:]])
        back.segments.content[newest] = back.segments.content[newest][:-length]
        journal = back.start(NOW_S + 10)
        assert not journal.found and journal.sequence > len(whole), "a sequence is used twice"
        assert [event for event, _ in events(back)] == [records.MISSING], gone
        assert used(back, NOW_S + 10 + SKEW_S), "a code that was shown before may have been used"


def test_a_young_journal_that_is_gone_is_missed():
    rig = filled(1)
    rig.segments.content.clear()
    journal = rig.start(NOW_S + 10)
    assert journal.sequence > 3 and [event for event, _ in events(rig)] == [records.MISSING]


def test_a_record_that_the_cell_does_not_know_is_none_that_was_promised():
    """Its write fails: the passenger is not admitted, the ride ends as a fault, and the next one is written."""
    rig = filled(1)
    rig.cell.broken = True
    raised(OSError, rig.ride, 500)
    rig.cell.broken = False
    rig.ride(501)
    outcomes = [each[1:] for each in rig.told() if each[0] == "outcome"]
    assert [outcome for _, outcome in outcomes] == [records.PASSED, records.FAULT, records.PASSED]
