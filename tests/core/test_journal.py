"""The journal: a prefix gives a prefix, a changed byte is noticed, a sequence is used once.

Length: writing, cutting, damaging and going on are tested with the same few journals.
"""

from hal.fake.store import Cell, Segments
from terminal import policy, records, sm2, sm3
from terminal.history import History
from terminal.journal import Broken, Journal
from tests.builder.journal_builder import (
    KEY,
    NOW_S,
    OUTCOME_BYTES,
    PLACE,
    RIDE_BYTES,
    SEGMENT_BYTES,
    STANDARD,
    WINDOW_S,
    Rig,
    accepted,
    cell_of,
    digest,
    filled,
    three,
)
from tests.builder.journal_reading import recover
from tests.core.raising import raised

# writing and reading


def test_an_empty_storage_is_an_empty_journal():
    rig = Rig()
    assert rig.read() == ([], None)
    journal = rig.start()
    assert journal.sequence == 0 and journal.time_s == 0 and journal.acknowledged == 0
    assert rig.segments.numbers() == [] and rig.cell.writes == 0, "a start alone writes nothing"


def test_records_come_back_in_order_with_the_bytes_that_were_written():
    rig, _ = three()
    found, end = rig.read()
    assert end is None
    assert [record.sequence for record, _ in found] == [1, 2, 3, 4]
    assert [record.kind for record, _ in found] == [records.HEAD, records.RIDE, records.OUTCOME, records.RIDE]
    assert [record.time_s for record, _ in found] == [NOW_S, NOW_S, NOW_S + 2, None]
    assert b"".join([raw for _, raw in found]) == bytes(rig.segments.content[1])
    assert records.parse_ride(found[1][0].body).raw_code == accepted(51).code.raw
    assert records.parse_outcome(found[2][0].body) == (2, records.PASSED)
    assert [record.place for record, _ in found] == [PLACE] * 4


def test_each_record_carries_the_hash_of_the_one_before():
    found, _ = three()[0].read()
    assert found[0][0].before == bytes(32)
    for at in (1, 2, 3):
        assert found[at][0].before == digest(found[at - 1][1])


def test_an_append_tells_its_sequence():
    journal = Rig().start()
    assert journal.append_ride(accepted(51), 0, 1, NOW_S) == 2
    assert journal.append_outcome(2, records.TIMEOUT, NOW_S) == 3
    assert journal.append_ride(accepted(52), 0, 1, NOW_S) == 4
    assert journal.append_event(records.BOOT, None, 1, NOW_S) == 5
    assert journal.sequence == 5


def test_the_newest_time_on_record():
    rig = Rig()
    journal = rig.start()
    for now_s, newest_s in ((None, 0), (NOW_S, NOW_S), (NOW_S - 5, NOW_S), (None, NOW_S), (NOW_S + 9, NOW_S + 9)):
        journal.append_event(records.BOOT, None, 0, now_s)
        assert journal.time_s == newest_s
    assert rig.start().time_s == NOW_S + 9


def test_what_a_journal_is_made_of_is_bounded():
    for length in (0, 31, 33, 64):
        raised(ValueError, Journal, Segments(), Cell(), digest, bytes(length), PLACE)
    Journal(Segments(), Cell(), digest, KEY, PLACE, 4096, 2)
    raised(ValueError, Journal, Segments(), Cell(), digest, KEY, PLACE, 4095, 2)
    raised(ValueError, Journal, Segments(), Cell(), digest, KEY, PLACE, 4096, 1)


def test_the_same_with_sm3():
    segments, cell = Segments(), Cell()
    segments.open()
    journal = Journal(segments, cell, sm3.digest, KEY, PLACE)
    sm2.finish(journal.open(History(8), STANDARD, NOW_S))
    journal.append_ride(accepted(51), 200, 7, NOW_S)
    journal.append_outcome(2, records.PASSED, NOW_S)
    found = [each for each in recover(segments, sm3.digest, KEY)]
    assert [record.sequence for record, _ in found] == [1, 2, 3]
    assert found[2][0].before == sm3.digest(found[1][1])
    raised(Broken, sm2.finish, recover(segments, digest, KEY))  # under the other hash nothing holds


# segments


def test_chain_and_count_go_on_across_segments():
    rig = filled(30, 0)
    found, end = rig.read()
    assert end is None
    assert [record.sequence for record, _ in found] == list(range(1, len(found) + 1))
    heads = [record for record, _ in found if record.kind == records.HEAD]
    assert [head.sequence for head in heads] == rig.segments.numbers() and len(heads) == 5
    for data in rig.segments.content.values():
        assert SEGMENT_BYTES - RIDE_BYTES - OUTCOME_BYTES < len(data) <= SEGMENT_BYTES or data is max(heads)


def test_a_record_that_fills_a_segment_exactly_still_fits():
    for more in (0, 1):
        rig = Rig()
        journal = rig.start()
        while journal._length + RIDE_BYTES <= SEGMENT_BYTES:
            rig.ride(journal.sequence, outcome=0)
            journal._open.clear()
        journal._segment_bytes = journal._length + OUTCOME_BYTES - more
        journal.append_outcome(2, records.PASSED, NOW_S)
        assert len(rig.segments.numbers()) == 1 + more


def test_a_head_tells_what_was_true_when_its_segment_began():
    rig = Rig(64)
    journal = rig.start()
    waiting = rig.ride(1, outcome=0)
    for number in range(20):
        rig.ride(100 + number, NOW_S + number)
        if number == 9:
            rig.acknowledge(4, NOW_S)
    rig.history.floor_s = 77
    while len(rig.segments.numbers()) < 5:
        rig.ride(journal.sequence + 200, NOW_S + 100)
    head = [record for record, _ in rig.read()[0] if record.kind == records.HEAD][-1]
    assert records.parse_words(head.body) == (4, 1, NOW_S + 100, 77, waiting)
    last = Rig(64)
    last.segments.content = {head.sequence: rig.segments.content[head.sequence]}
    last.cell = rig.cell
    journal = last.start(NOW_S + 100)  # nothing but the last segment is there
    assert journal.acknowledged == 4 and ("outcome", waiting, records.UNKNOWN) in last.told()


def test_every_reading_agrees_however_the_journal_is_cut_into_segments():
    """The same rides, once in segments of 4,096 bytes and once in a single one."""
    short, long = filled(20, 0), Rig(64)
    long.history = History(64)
    long.journal = Journal(long.segments, long.cell, digest, KEY, PLACE, 65536, 2)
    sm2.finish(long.journal.open(long.history, STANDARD, NOW_S))
    for number in range(20):
        long.ride(100 + number, NOW_S)
    rides = [
        [records.parse_ride(record.body) for record, _ in rig.read()[0] if record.kind == records.RIDE]
        for rig in (short, long)
    ]
    assert rides[0] == rides[1] and len(rides[0]) == 20


# cut and damaged


def test_cut_at_every_byte_gives_a_prefix():
    rig, ends = three()
    whole, _ = rig.read()
    cut = Rig()
    for length in range(ends[-1] + 1):
        cut.segments.content = {1: rig.segments.content[1][:length]}
        found, end = cut.read()
        complete = len([1 for each in ends if each <= length])
        assert found == whole[:complete], length
        if length in ends:
            assert end is None, length
        else:
            assert end is not None and end.torn and not end.gap, length
            assert (end.segment, end.offset) == (1, ([0] + ends)[complete]), length


def damaged(rig: Rig, number: int) -> object:
    """Journals like this one with one byte of a segment changed: (offset, journal)."""
    broken = rig.copy()
    data = broken.segments.content[number]
    for at in range(len(data)):
        data[at] ^= 1 << at % 8
        yield at, broken
        data[at] ^= 1 << at % 8


def test_any_byte_changed_is_noticed():
    rig, ends = three()
    whole, _ = rig.read()
    for at, broken in damaged(rig, 1):
        found, end = broken.read()
        intact = len([1 for each in ends if each <= at])
        assert end is not None and not end.torn, at
        assert found == whole[:intact], at
        assert (end.segment, end.offset) == (1, ([0] + ends)[intact]), at


def test_bytes_changed_in_any_segment_are_noticed_there():
    rig = filled(13, 0)
    numbers = rig.segments.numbers()
    assert len(numbers) == 3
    for number in numbers:
        for at, broken in damaged(rig, number):
            if at % 29 == number % 29:
                end = broken.read()[1]
                assert end is not None and not end.torn and end.segment == number and end.offset <= at, (number, at)


def test_without_the_key_the_chain_still_tells():
    rig = filled(13, 0)
    assert rig.read(None)[1] is None
    first = rig.segments.numbers()[0]
    for at, broken in damaged(rig, first):
        if at % 31 == 0:
            end = broken.read(None)[1]
            assert end is not None, at


def test_any_length_changed_is_noticed_and_is_not_taken_for_a_power_cut():
    """A power cut leaves a prefix of what was written. Whole records whose length has changed are no such thing, and
    taking them for one would use their sequences again."""
    rig, ends = three()
    data = rig.segments.content[1]
    for start in [0] + ends[:3]:
        for at in (start + 4, start + 5):
            right = data[at]
            for value in range(256):
                if value != right:
                    data[at] = value
                    end = rig.read()[1]
                    assert end is not None and not end.torn, (at, value)
            data[at] = right


def test_another_key_is_noticed():
    found, end = three()[0].read(b"another key that is also a test.")
    assert found == [] and end is not None and not end.torn


def test_records_taken_out_or_swapped_are_noticed():
    rig, ends = three()
    data = rig.segments.content[1]
    head, first, second, third = data[: ends[0]], data[ends[0] : ends[1]], data[ends[1] : ends[2]], data[ends[2] :]
    for pieces, good in (
        ((head, first, third), 2),
        ((head, first, first), 2),
        ((head, second, first), 1),
        ((first, second), 0),
        ((head, head, first), 1),
        ((head, first, third, second), 2),
    ):
        changed = Rig()
        changed.segments.content = {1: bytearray().join(pieces)}
        found, end = changed.read()
        assert len(found) == good and end is not None and not end.torn and not end.gap


def test_segments_taken_out_renamed_or_swapped_are_noticed():
    rig = filled(20, 0)
    first, second, third = rig.segments.numbers()[:3]
    content = rig.segments.content
    for changed, segment, gap in (
        ({first: content[first], third: content[third]}, third, True),
        ({first: content[first], second + 1: content[second]}, second + 1, False),
        ({first: content[first], second: content[third]}, second, False),
        ({first: content[first][: -OUTCOME_BYTES - RIDE_BYTES], second: content[second]}, second, True),
        ({first: content[first], second: bytearray(), third: content[third]}, second, False),
        ({first: content[first], second: content[second][:40], third: content[third]}, second, False),
    ):
        other = Rig()
        other.segments.content = changed
        end = other.read()[1]
        assert end is not None and not end.torn, segment
        assert (end.segment, end.offset, end.gap) == (segment, 0, gap)


def test_a_torn_end_is_no_damage_where_the_next_segment_goes_on():
    rig = filled(13, 0)
    first, second = rig.segments.numbers()[:2]
    whole, _ = rig.read()
    for end in (rig.segments.content[second][:50], b"R", bytes(60), b"\xff" * 600):
        torn = rig.copy()
        torn.segments.content[first].extend(end)
        assert torn.read() == (whole, None)
        torn.segments.content[second][60] ^= 1  # the head does not say any more that it goes on there
        assert torn.read()[1] is not None


def test_a_journal_may_begin_late_when_the_oldest_have_given_way():
    rig = filled(20, 0)
    second = rig.segments.numbers()[1]
    del rig.segments.content[1]
    found, end = rig.read()
    assert end is None and found[0][0].sequence == second


def test_some_segments_alone():
    rig = filled(20, 0)
    numbers = rig.segments.numbers()
    found = [record.sequence for record, _ in recover(rig.segments, digest, KEY, numbers[1:3])]
    assert found == list(range(numbers[1], numbers[3]))


# going on


def test_a_torn_tail_is_left_behind_by_the_next_record():
    rig, ends = three()
    for length in (ends[2] + 1, ends[2] + 7, ends[2] + 8, ends[2] + 103, ends[3] - 1):
        cut = rig.copy()
        cut.segments.content[1] = cut.segments.content[1][:length]
        cut.cell.content = cell_of(3)
        journal = cut.start()
        assert journal.sequence == 3
        assert journal.append_ride(accepted(53), 1, 1, NOW_S) == 5  # behind the head of another segment
        found, end = cut.read()
        assert end is None and [record.sequence for record, _ in found] == [1, 2, 3, 4, 5]
        assert cut.segments.numbers() == [1, 4] and not cut.segments.aside


def test_a_torn_head_is_begun_again():
    rig, ends = three()
    for length in range(ends[0]):
        cut = Rig()
        cut.segments.content = {1: rig.segments.content[1][:length]}
        journal = cut.start()
        assert journal.sequence == 0 and not journal.found
        assert journal.append_event(records.BOOT, None, 0, NOW_S) == 2
        assert [record.kind for record, _ in cut.read()[0]] == [records.HEAD, records.EVENT]


def test_wherever_a_journal_is_cut_nothing_is_lost_or_used_twice():
    """Whatever prefix a power cut leaves: its rides are remembered, the next sequence follows, none is missed."""
    rig = filled(9, 0)
    first, second = rig.segments.numbers()
    whole, _ = rig.read()
    for number in (first, second):
        for length in range(0, len(rig.segments.content[number]), 23):
            cut = rig.copy()
            cut.segments.content[number] = cut.segments.content[number][:length]
            if number == first:
                del cut.segments.content[second]
            left, _ = cut.read()
            assert left == whole[: len(left)]
            cut.cell.content = cell_of(len(left) - length % 2) if left else None  # a cut between a record and its cell
            journal = cut.start()
            assert not journal.found, (number, length)
            assert journal.sequence >= (left[-1][0].sequence if left else 0)
            for record, _ in left:
                if record.kind == records.RIDE:
                    ride = records.parse_ride(record.body)
                    assert cut.history.contains(ride.account, ride.generated_s)
            cut.ride(999)
            found, end = cut.read()
            assert end is None and found[: len(left)] == left
            assert [record.sequence for record, _ in found] == list(range(1, len(found) + 1))


def test_a_ride_without_an_outcome_gets_unknown_once():
    rig, _ = three()
    rig.start()
    found, _ = rig.read()
    assert len(found) == 5
    assert records.parse_outcome(found[4][0].body) == (4, records.UNKNOWN)
    for _ in range(3):
        assert rig.start().sequence == 5
    assert len(rig.read()[0]) == 5


def test_several_rides_left_open_get_unknown_in_their_order():
    rig = Rig()
    journal = rig.start()
    for seed in range(3):
        rig.ride(60 + seed, outcome=0)
    journal.append_outcome(3, records.PASSED, NOW_S)
    rig.start()
    assert rig.told()[4:] == [("outcome", 2, records.UNKNOWN), ("outcome", 4, records.UNKNOWN)]


def test_opening_rebuilds_the_history():
    rig = Rig()
    journal = rig.start()
    journal.append_ride(accepted(71, NOW_S, 300), 0, 1, NOW_S)
    journal.append_ride(accepted(72, NOW_S + 100, 10), 0, 1, NOW_S)
    for now_s, first, second in (
        (NOW_S, True, True),
        (NOW_S + 130, True, True),  # 100 + 10 + the skew of 20
        (NOW_S + 131, True, False),
        (NOW_S + 320, True, False),
        (NOW_S + 321, False, False),
        (None, True, True),  # the clock says nothing: everything may still be shown
    ):
        again = rig.copy()
        again.start(now_s)
        assert again.history.contains(accepted(71).code.account, NOW_S) == first, now_s
        assert again.history.contains(accepted(72).code.account, NOW_S + 100) == second, now_s


def test_a_code_is_remembered_when_its_ride_is_written():
    rig = Rig()
    rig.start()
    rig.ride(71)
    code = accepted(71).code
    assert rig.history.contains(code.account, code.generated_s) and rig.history.count == 1


def test_grace_and_skew_prolong_what_is_remembered():
    wide = policy.make(grace_s=60, skew_s=120)
    for now_s, known in ((NOW_S + 480, True), (NOW_S + 481, False)):
        rig = Rig()
        rig.start(rules=wide)
        rig.ride(71)
        rig.start(now_s, rules=wide)
        assert rig.history.contains(accepted(71).code.account, NOW_S) == known


def test_an_untrusted_clock_does_not_fill_the_history_with_the_past():
    """The newest record is part of the clock's floor: what was over by then cannot be shown again."""
    rig = Rig(capacity=2)
    rig.start()
    for day in range(6):
        rig.ride(80 + day, NOW_S + 86400 * day)
    rig.start(None)
    assert rig.history.contains(accepted(85).code.account, NOW_S + 86400 * 5)


def test_a_history_too_small_for_what_may_still_be_replayed_is_told():
    rig = Rig(capacity=3)
    rig.start()
    for number in range(3):
        rig.ride(90 + number)
    raised(OSError, rig.journal.append_ride, accepted(99), 0, 1, NOW_S)  # full: a live entry is never evicted
    rig.start()
    rig.capacity = 2
    raised(OSError, rig.start)
    rig.start(NOW_S + 321)


def test_a_start_reads_no_more_than_the_tail():
    """All heads, and the records of the segments that a code could still come from."""
    rig = filled(60, every_s=100)
    numbers = rig.segments.numbers()
    assert len(numbers) == 10
    whole = len(rig.read()[0])
    now_s = NOW_S + 59 * 100
    last_s = NOW_S + 53 * 100  # the newest time before the newest segment
    for at, reads in ((now_s, 3), (last_s + WINDOW_S, 2), (last_s + WINDOW_S + 1, 1), (None, 4)):
        again = rig.copy()
        again.start(at)
        begun = again.segments.begun
        tail = len([record for record, _ in again.read()[0] if record.sequence >= numbers[-reads]])
        assert begun == len(numbers) + tail, (at, begun, tail)
    again = rig.copy()
    again.start(now_s, whole=True)
    assert again.segments.begun == len(numbers) + whole
    again = rig.copy()
    again.start(now_s)
    for number in range(60):
        code = accepted(100 + number, NOW_S + number * 100).code
        assert again.history.contains(code.account, code.generated_s) == (NOW_S + number * 100 + 320 >= now_s)


def test_opening_yields_after_each_record():
    rig, _ = three()
    turns = 0
    for _ in Journal(rig.segments, rig.cell, digest, KEY, PLACE, SEGMENT_BYTES).open(History(8), STANDARD, NOW_S):
        turns += 1
    assert turns == 5  # the head was read before the rest


# storage that fails


def test_storage_that_cannot_be_read_is_no_empty_journal():
    rig, _ = three()
    rig.segments.broken = True
    raised(OSError, rig.start)
    rig.segments.broken = False
    rig.cell.broken = True
    raised(OSError, rig.start)


def test_opening_may_be_tried_again():
    rig, _ = three()
    journal = Journal(rig.segments, rig.cell, digest, KEY, PLACE, SEGMENT_BYTES)
    opening = journal.open(History(8), STANDARD, NOW_S)
    next(opening)
    rig.segments.broken = True
    raised(OSError, sm2.finish, opening)
    rig.segments.broken = False
    sm2.finish(journal.open(History(8), STANDARD, NOW_S))
    assert journal.sequence == 5


def test_the_last_sequence_is_not_followed_by_a_used_one():
    for left in (0, 1, 2):
        rig = Rig()
        last = records.SEQUENCE_MAX - left
        seal = records.sealer(digest, KEY)
        body = records.words_body([0, last, NOW_S, 0])
        rig.segments.content = {
            last: bytearray(records.encode(records.HEAD, last, PLACE, NOW_S, b"b" * 32, body, seal))
        }
        rig.cell.content = records.encode(
            0, 0, PLACE, None, bytes(32), records.words_body([last - 1, 0xFFFFFFFF]), seal
        )
        journal = rig.start()
        assert journal.sequence == last and not journal.found
        for more in range(left):
            assert journal.append_event(records.BOOT, None, 0, NOW_S) == last + 1 + more
        before = rig.segments.size()
        for _ in range(2):
            raised(OSError, journal.append_event, records.BOOT, None, 0, NOW_S)
        assert rig.segments.size() == before
