"""A journal whose storage fails while it writes: a record may be there or not, and it is not known which.

What was reported durable is found after a power cut, whether the bytes of the failed append reached the storage or
only a cache that a read is answered from.
"""

from hal.fake.store import Segments
from terminal import records
from tests.builder.journal_builder import NOW_S, SEGMENT_BYTES, Rig, accepted
from tests.core.raising import raised

THERE = "there"  # the storage has the bytes of the append that failed
CACHED = "cached"  # a read gives them back, and a power cut takes them away


def failing(rig: Rig, how: str, at: list) -> list:
    """The appends whose number (from 0) is in `at` fail; a list of one number, how many there were so far."""
    count = [0]

    def appends(data: bytes) -> None:
        rig.segments.late = rig.segments.cached = False
        if count[0] in at:
            rig.segments.late = how == THERE
            rig.segments.cached = how == CACHED
        count[0] += 1
        Segments.append(rig.segments, data)

    rig.segments.append = appends
    return count


def after_a_cut(rig: Rig) -> Rig:
    """What the next start finds."""
    other = rig.copy()
    other.segments = rig.segments.power_cut()
    other.start(NOW_S + 60)
    return other


def rides(rig: Rig, first: int, count: int) -> list:
    """So many passengers, as a gate writes them; (sequence, seed) of those that were let in."""
    let_in = []
    for seed in range(first, first + count):
        try:
            sequence = rig.journal.append_ride(accepted(seed), 200, 7, NOW_S)
        except OSError:
            continue
        let_in.append((sequence, seed))
        try:
            rig.journal.append_outcome(sequence, records.PASSED, NOW_S)
        except OSError:
            pass
    return let_in


def check(rig: Rig, let_in: list) -> None:
    """Everything that was reported holds in what a start finds: no ride lost, none twice, none without an end."""
    found, end = rig.read()
    assert end is None, (str(end), end.segment, end.offset)
    assert not rig.journal.found, "a failed write is taken for damage"
    sequences = [record.sequence for record, _ in found]
    assert sequences == sorted(set(sequences)), sequences
    told = rig.told()
    assert not [each for each in told if each[0] == "event"], told
    here = [each[1] for each in told if each[0] == "ride"]
    codes = {}
    for record, _ in found:
        if record.kind == records.RIDE:
            ride = records.parse_ride(record.body)
            code = ride.account, ride.generated_s
            assert code not in codes, "one code, two rides"
            codes[code] = record.sequence
            ends = {each[2] for each in told if each[:2] == ("outcome", record.sequence)}
            assert len(ends) == 1, (record.sequence, ends)
            if record.sequence not in [sequence for sequence, _ in let_in]:
                assert ends <= {records.FAULT, records.UNKNOWN}, "its gate never opened"
    for sequence, seed in let_in:
        assert sequence in here, (sequence, "was told durable and is lost")
        code = accepted(seed).code
        assert codes[(code.account, code.generated_s)] == sequence
    for account, generated_s in codes:
        assert rig.history.contains(account, generated_s)


def test_a_failed_append_loses_no_ride_that_was_told_durable():
    """One failure at each append in turn, heads included, at the end of a segment and within it."""
    for how in (THERE, CACHED):
        for at in range(26):
            rig = Rig()
            rig.start()
            count = failing(rig, how, [at])
            let_in = rides(rig, 100, 12)
            assert count[0] > at and len(let_in) >= 11, (how, at)
            check(after_a_cut(rig), let_in)


def test_a_power_cut_behind_each_append_after_a_failure():
    """Of the records that follow a failed append any number may have been written when the power goes."""
    for how in (THERE, CACHED):
        for kept in range(9):
            rig = Rig()
            rig.start()
            let_in = rides(rig, 100, 2)
            count = failing(rig, how, [1])
            let_in += rides(rig, 200, 1)
            assert count[0] == 2
            at = 300
            while count[0] < 2 + kept:
                let_in += rides(rig, at, 1)
                at += 1
            other = after_a_cut(rig)
            check(other, let_in)
            more = rides(other, 600, 3)
            assert len(more) == 3
            check(after_a_cut(other), let_in + more)


def test_two_failures_at_any_distance():
    for how in (THERE, CACHED):
        for first in range(7):
            for second in range(first + 1, first + 6):
                rig = Rig()
                rig.start()
                failing(rig, how, [first, second])
                let_in = rides(rig, 100, 10)
                assert len(let_in) >= 8
                check(after_a_cut(rig), let_in)


def test_the_code_of_a_ride_that_failed_counts_as_used():
    """It may be on the storage: another ride of the same code would be the second one."""
    for how in (THERE, CACHED):
        rig = Rig()
        rig.start()
        failing(rig, how, [2])
        assert rides(rig, 1, 1) == [(2, 1)]  # head, ride; its outcome fails
        failing(rig, how, [2])
        assert rides(rig, 2, 1) == []  # head, the outcome, the ride
        assert rig.history.contains(accepted(2).code.account, NOW_S)
        raised(OSError, rig.journal.append_ride, accepted(2), 0, 1, NOW_S)
        rig.ride(3)
        assert ("outcome", 6, records.FAULT) in rig.told()
        check(after_a_cut(rig), [(2, 1), (9, 3)])


def test_storage_that_keeps_failing_fills_the_journal_with_nothing():
    """A segment with nothing but its head is begun again, and there are never more than agreed and the spare one."""
    for how in (THERE, CACHED):
        for every in (1, 2, 3, 4):
            rig = Rig(12)
            rig.start()
            let_in = rides(rig, 1, 2)
            failing(rig, how, [at for at in range(400) if at % every == every - 1])
            for seed in range(100, 160):
                let_in += rides(rig, seed, 1)
            assert len(rig.segments.content) <= (2 if every < 3 else 13)  # 2: no record ever gets behind a head
            failing(rig, how, [])
            check(after_a_cut(rig), let_in)


def test_a_cell_that_cannot_be_written_costs_no_segment():
    rig = Rig(4)
    rig.start()
    rig.ride(1)
    while rig.journal._length + 476 <= SEGMENT_BYTES:
        rig.ride(rig.journal.sequence)
    rig.cell.broken = True
    for seed in range(900, 920):
        raised(OSError, rig.journal.append_ride, accepted(seed), 0, 1, NOW_S)
    assert len(rig.segments.content) == 2
    rig.cell.broken = False
    rig.ride(950)
    assert len(rig.segments.content) == 2 and rig.read()[1] is None
    assert records.parse_words(records.parse(rig.cell.content).body)[0] == rig.journal.sequence


def test_a_segment_is_begun_again_after_a_begin_that_failed_whatever_comes_next():
    """The ride did not fit into the segment, its outcome would: it does not go where no head stands."""
    rig = Rig()
    journal = rig.start()
    waiting = rig.ride(1, outcome=0)
    while journal._length + 476 <= SEGMENT_BYTES:
        rig.ride(journal.sequence + 100)
    assert journal._length + 108 <= SEGMENT_BYTES
    begin = rig.segments.begin

    def begins(number: int) -> None:
        begin(number)
        raise OSError(5, "power is low")

    rig.segments.begin = begins
    raised(OSError, journal.append_ride, accepted(900), 0, 1, NOW_S)
    rig.segments.begin = begin
    journal.append_outcome(waiting, records.PASSED, NOW_S)
    assert rig.read()[1] is None and rig.told()[-1] == ("outcome", waiting, records.PASSED)
    assert not rig.start().found


def removing(segments: Segments, failed: list, times: int) -> object:
    """A remove() that does it and fails, so many times; `failed` are those segments."""

    def removes(number: int) -> None:
        Segments.remove(segments, number)
        if len(failed) < times:
            failed.append(number)
            raise OSError(5, "the storage does not say whether it did that")

    return removes


def test_a_segment_that_went_though_its_removal_failed():
    for again in (0, 1):
        rig = Rig(3)
        rig.start()
        for number in range(12):
            rig.ride(number)
        rig.acknowledge(rig.journal.sequence)
        failed = []
        rig.segments.remove = removing(rig.segments, failed, again + 1)
        later_s = NOW_S + 5000
        done = 0
        for number in range(40):
            at_s = later_s + 500 * number
            try:
                rig.ride(1000 + number, at_s)
                rig.acknowledge(rig.journal.sequence, at_s)
                done += 1
            except OSError:
                pass
        assert len(failed) == again + 1 and done >= 38, (failed, done)
        assert len(rig.segments.content) <= 3 and rig.read()[1] is None


def test_a_full_journal_whose_end_is_in_doubt_can_be_acknowledged():
    """Outcomes and acknowledgements take the segment that is spare while others turn over; nothing else does."""
    for how in (THERE, CACHED, "restart"):
        rig = Rig(3)
        rig.start()
        waiting = rig.ride(1, outcome=0)
        number = 100
        while True:
            number += 1
            try:
                rig.ride(number)
            except OSError:
                break
        failing(rig, how, [0])
        if how == "restart":
            rig.segments.content[rig.segments.numbers()[-1]].extend(b"RG\x01\x02")
            rig.start(NOW_S)
        else:
            raised(OSError, rig.journal.append_outcome, waiting, records.PASSED, NOW_S)
        raised(OSError, rig.journal.append_event, records.BOOT, None, 1, NOW_S)
        rig.acknowledge(rig.segments.numbers()[2] - 1)
        assert len(rig.segments.content) == 4 and rig.read()[1] is None
        later_s = NOW_S + 5000
        for number in range(30):
            rig.ride(2000 + number, later_s + 500 * number)
            rig.acknowledge(rig.journal.sequence, later_s + 500 * number)
        assert len(rig.segments.content) <= 3 and not rig.start(later_s + 15000).found


def test_a_read_that_gives_back_what_is_not_there_is_what_this_is_about():
    """The storage of these tests: read back from its cache, gone after the power cut."""
    segments = Segments()
    segments.open()
    segments.begin(1)
    segments.append(b"good")
    segments.cached = True
    raised(OSError, segments.append, b"lost")
    buffer = bytearray(8)
    segments.readinto(1, 0, buffer)
    assert bytes(buffer) == b"goodlost" and bytes(segments.power_cut().content[1]) == b"good"
    segments.cached = False
    segments.open()
    segments.append(b"more")
    assert bytes(segments.power_cut().content[1]) == b"good\0\0\0\0more"


def test_a_ride_in_doubt_is_remembered_after_a_quiet_hour():
    """The head behind it has to say that its segment is still young."""
    rig = Rig()
    rig.start()
    rig.ride(1)
    later_s = NOW_S + 3700
    rig.segments.late = True
    raised(OSError, rig.journal.append_ride, accepted(2, later_s), 0, 1, later_s)
    rig.segments.late = False
    rig.ride(3, later_s + 2)
    rig.start(later_s + 5)
    assert rig.history.contains(accepted(2, later_s).code.account, later_s)
