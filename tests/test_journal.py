"""The journal: a prefix gives a prefix, a changed byte is noticed, a sequence is used once.

Length: writing, cutting, damaging and going on are told apart by the same few journals.
"""

import hashlib

from terminal import codes, journal as journals, policy, records, ridecode, sm2, sm3
from terminal.decide import Decision
from terminal.history import History
from terminal.journal import Broken, Journal
from tests import code_builder
from tests.devices import Store
from tests.raising import raised

KEY = b"a record key that is only a test"
PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
STANDARD = policy.STANDARD
NOW_S = code_builder.NOW_S


def digest(*parts: bytes) -> bytes:
    """A hash that is quick on both runtimes: a journal takes the one it is given. One test below uses SM3."""
    state = hashlib.sha256()
    for part in parts:
        state.update(part)
    return state.digest()


def accepted(seed: int, generated_s: int = NOW_S, validity_s: int = 300) -> Decision:
    code = bytearray(code_builder.unsigned(seed, 0))
    code[195:197] = validity_s.to_bytes(2, "big")
    code[263:267] = generated_s.to_bytes(4, "big")
    return Decision(codes.ACCEPTED, None, ridecode.parse(bytes(code), STANDARD), (), None, -1, None)


def started(store: Store, history: History | None = None, now_s: int | None = NOW_S) -> Journal:
    journal = Journal(store, digest, KEY, PLACE)
    sm2.finish(journal.open(history or History(8), STANDARD, now_s))
    return journal


def three() -> tuple:
    """A store with a ride, its outcome and another ride, and the ends of the three records."""
    store = Store()
    journal = started(store)
    ends = []
    journal.append_ride(accepted(51), 200, 7, NOW_S)
    ends.append(store.length())
    journal.append_outcome(1, records.PASSED, NOW_S + 2)
    ends.append(store.length())
    journal.append_ride(accepted(52), 200, 7, None)
    ends.append(store.length())
    return store, ends


def read(store: Store, key: bytes = KEY) -> tuple:
    """(records, what stopped the reading or None)"""
    found = []
    try:
        for record, raw in journals.recover(store.readinto, store.length(), digest, key):
            found.append((record, raw))
    except Broken as end:
        return found, end
    return found, None


# writing and reading


def test_an_empty_store_is_an_empty_journal():
    assert read(Store()) == ([], None)
    journal = started(Store())
    assert journal.sequence == 0 and journal.time_s == 0


def test_records_come_back_in_order_with_the_bytes_that_were_written():
    store, _ = three()
    found, end = read(store)
    assert end is None
    assert [record.sequence for record, _ in found] == [1, 2, 3]
    assert [record.kind for record, _ in found] == [records.RIDE, records.OUTCOME, records.RIDE]
    assert [record.time_s for record, _ in found] == [NOW_S, NOW_S + 2, None]
    assert b"".join([raw for _, raw in found]) == bytes(store.bytes)
    assert records.parse_ride(found[0][0].body).raw_code == accepted(51).code.raw
    assert records.parse_outcome(found[1][0].body) == (1, records.PASSED)
    assert [record.place for record, _ in found] == [PLACE] * 3


def test_each_record_carries_the_hash_of_the_one_before():
    found, _ = read(three()[0])
    assert found[0][0].before == bytes(32)
    for at in (1, 2):
        assert found[at][0].before == digest(found[at - 1][1])


def test_an_append_tells_its_sequence():
    journal = started(Store())
    assert journal.append_ride(accepted(51), 0, 1, NOW_S) == 1
    assert journal.append_outcome(1, records.TIMEOUT, NOW_S) == 2
    assert journal.append_ride(accepted(52), 0, 1, NOW_S) == 3
    assert journal.sequence == 3


def test_the_newest_time_on_record():
    store = Store()
    journal = started(store)
    for now_s, newest_s in ((None, 0), (NOW_S, NOW_S), (NOW_S - 5, NOW_S), (None, NOW_S), (NOW_S + 9, NOW_S + 9)):
        journal.append_outcome(1, records.PASSED, now_s)
        assert journal.time_s == newest_s
    assert started(store).time_s == NOW_S + 9


def test_a_key_of_another_length_is_refused():
    for length in (0, 31, 33, 64):
        raised(ValueError, Journal, Store(), digest, bytes(length), PLACE)


def test_the_same_with_sm3():
    store = Store()
    journal = Journal(store, sm3.digest, KEY, PLACE)
    sm2.finish(journal.open(History(8), STANDARD, NOW_S))
    journal.append_ride(accepted(51), 200, 7, NOW_S)
    journal.append_outcome(1, records.PASSED, NOW_S)
    found = [each for each in journals.recover(store.readinto, store.length(), sm3.digest, KEY)]
    assert [record.sequence for record, _ in found] == [1, 2]
    assert found[1][0].before == sm3.digest(found[0][1])
    assert read(store)[1] is not None  # under the other hash nothing holds


def test_a_place_that_fits_no_record_is_refused_at_the_start():
    """Not at the first passenger, and not cut to size without a word."""
    Journal(Store(), digest, KEY, records.Place(0xFFFFFFFF, 0xFFFFFFFF, 255, 0xFFFF, 0xFFFF, 255, 0xFFFFFFFF))
    for at in range(7):
        for value in (-1, 1 << 32):
            place = list(PLACE)
            place[at] = value
            raised(ValueError, Journal, Store(), digest, KEY, records.Place(*place))


# cut and damaged


def test_cut_at_every_byte_gives_a_prefix():
    store, ends = three()
    whole, _ = read(store)
    cut = Store()
    for length in range(store.length() + 1):
        cut.bytes = store.bytes[:length]
        found, end = read(cut)
        complete = len([1 for each in ends if each <= length])
        assert found == whole[:complete], length
        if length in (0, ends[0], ends[1], ends[2]):
            assert end is None, length
        else:
            assert end is not None and end.torn, length
            assert end.offset == ([0] + ends)[complete], length


def damaged(store: Store) -> object:
    """Stores like this one with one byte changed: (offset, store)."""
    broken = Store()
    for at in range(store.length()):
        broken.bytes = bytearray(store.bytes)
        broken.bytes[at] ^= 1 << at % 8
        yield at, broken


def test_any_byte_changed_is_noticed():
    store, ends = three()
    whole, _ = read(store)
    for at, broken in damaged(store):
        found, end = read(broken)
        intact = len([1 for each in ends if each <= at])
        assert end is not None, at
        assert found == whole[:intact], at
        assert end.offset == ([0] + ends)[intact], at


def test_any_length_changed_is_noticed_and_is_not_taken_for_a_power_cut():
    """A power cut leaves a prefix of what was written. Whole records whose length has changed are no such thing, and
    taking them for one would let the next append cut them away and use their sequences again."""
    store, ends = three()
    for start in [0] + ends[:2]:
        for at in (start + 4, start + 5):
            right = store.bytes[at]
            for value in range(256):
                if value != right:
                    store.bytes[at] = value
                    end = read(store)[1]
                    assert end is not None and not end.torn, (at, value)
            store.bytes[at] = right


def test_a_damaged_journal_is_not_opened():
    store, ends = three()
    for at in (0, 40, ends[0] - 1, ends[0], ends[1] - 40, ends[2] - 1):
        broken = Store()
        broken.bytes = bytearray(store.bytes)
        broken.bytes[at] ^= 1
        before = bytes(broken.bytes)
        raised(Broken, started, broken)
        assert bytes(broken.bytes) == before


def test_another_key_is_noticed():
    found, end = read(three()[0], b"another key that is also a test.")
    assert found == [] and end is not None and not end.torn


def test_records_taken_out_or_swapped_are_noticed():
    store, ends = three()
    first, second, third = store.bytes[: ends[0]], store.bytes[ends[0] : ends[1]], store.bytes[ends[1] :]
    for pieces, good in (((first, third), 1), ((first, first), 1), ((second, first), 1), ((first, third, second), 1)):
        changed = Store()
        for piece in pieces:
            changed.bytes.extend(piece)
        found, end = read(changed)
        assert len(found) == good and end is not None and not end.torn


def test_a_journal_may_begin_late_when_the_oldest_have_given_way():
    store, ends = three()
    late = Store()
    late.bytes = store.bytes[ends[0] :]
    found, end = read(late)
    assert end is None and [record.sequence for record, _ in found] == [2, 3]
    journal = started(late)
    assert journal.append_outcome(9, records.PASSED, NOW_S) == 5  # 4 is the outcome of ride 3, written at the start


# going on


def test_a_torn_tail_is_replaced_by_the_next_record():
    store, ends = three()
    for length in (ends[1] + 1, ends[1] + 7, ends[1] + 8, ends[1] + 103, ends[2] - 1):
        cut = Store()
        cut.bytes = store.bytes[:length]
        journal = started(cut)
        assert journal.sequence == 2
        assert journal.append_ride(accepted(53), 1, 1, NOW_S) == 3
        found, end = read(cut)
        assert end is None and [record.sequence for record, _ in found] == [1, 2, 3]


def test_a_ride_without_an_outcome_gets_unknown_once():
    store, _ = three()
    started(store)
    found, _ = read(store)
    assert len(found) == 4
    assert records.parse_outcome(found[3][0].body) == (3, records.UNKNOWN)
    for _ in range(3):
        assert started(store).sequence == 4
    assert len(read(store)[0]) == 4


def test_several_rides_left_open_get_unknown_in_their_order():
    store = Store()
    journal = started(store)
    for seed in range(3):
        journal.append_ride(accepted(60 + seed), 0, 1, NOW_S)
    journal.append_outcome(2, records.PASSED, NOW_S)
    started(store)
    found, end = read(store)
    assert end is None
    assert [records.parse_outcome(record.body) for record, _ in found[4:]] == [(1, 5), (3, 5)]


def test_a_power_cut_while_unknown_is_written():
    store, ends = three()
    whole = Store()
    whole.bytes = bytearray(store.bytes)
    started(whole)
    for length in range(ends[2], whole.length() + 1, 7):
        cut = Store()
        cut.bytes = whole.bytes[:length]
        started(cut)
        assert bytes(cut.bytes) == bytes(whole.bytes)


def test_opening_rebuilds_the_history():
    store = Store()
    journal = started(store)
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
        history = History(8)
        started(store, history, now_s)
        assert history.contains(accepted(71).code.account, NOW_S) == first, now_s
        assert history.contains(accepted(72).code.account, NOW_S + 100) == second, now_s


def test_grace_and_skew_prolong_what_is_remembered():
    wide = policy.make(grace_s=60, skew_s=120)
    assert journals.remembered_until_s(1000, 300, STANDARD) == 1320
    assert journals.remembered_until_s(1000, 300, wide) == 1480


def test_an_untrusted_clock_does_not_fill_the_history_with_the_past():
    """The newest record is part of the clock's floor: what was over by then cannot be shown again."""
    store = Store()
    journal = started(store)
    for day in range(6):
        journal.append_ride(accepted(80 + day, NOW_S + 86400 * day), 0, 1, NOW_S + 86400 * day)
        journal.append_outcome(journal.sequence, records.PASSED, NOW_S + 86400 * day)
    history = History(2)
    started(store, history, None)
    assert history.contains(accepted(85).code.account, NOW_S + 86400 * 5)


def test_a_history_too_small_for_what_may_still_be_replayed_is_told():
    store = Store()
    journal = started(store)
    for number in range(3):
        journal.append_ride(accepted(90 + number), 0, 1, NOW_S)
        journal.append_outcome(journal.sequence, records.PASSED, NOW_S)
    started(store, History(3))
    raised(Broken, started, store, History(2))
    started(store, History(2), NOW_S + 321)


# a store that fails


def test_a_store_that_fails_in_the_middle_of_an_append():
    for room in (0, 1, 7, 8, 60, 107):
        store = Store()
        journal = started(store)
        journal.append_ride(accepted(51), 0, 1, NOW_S)
        good = bytes(store.bytes)
        store.room = room
        raised(OSError, journal.append_outcome, 1, records.PASSED, NOW_S)
        assert journal.sequence == 1
        raised(OSError, journal.append_outcome, 1, records.PASSED, NOW_S)
        store.room = None
        assert journal.append_outcome(1, records.PASSED, NOW_S) == 2
        assert bytes(store.bytes[: len(good)]) == good
        found, end = read(store)
        assert end is None and [record.sequence for record, _ in found] == [1, 2]


def test_a_restart_after_a_failed_append():
    for room in (0, 1, 7, 8, 60, 107):
        store = Store()
        journal = started(store)
        journal.append_ride(accepted(51), 0, 1, NOW_S)
        store.room = room
        raised(OSError, journal.append_outcome, 1, records.PASSED, NOW_S)
        store.room = None
        store.open()
        assert started(store).sequence == 2  # `unknown` for ride 1
        assert read(store)[1] is None


def test_a_failed_append_changes_neither_time_nor_chain():
    store = Store()
    journal = started(store)
    journal.append_ride(accepted(51), 0, 1, NOW_S)
    store.room = 10
    raised(OSError, journal.append_outcome, 1, records.PASSED, NOW_S + 1000)
    assert journal.time_s == NOW_S


def test_truncating_that_fails_too():
    store = Store()
    journal = started(store)
    journal.append_ride(accepted(51), 0, 1, NOW_S)
    store.room = 10
    raised(OSError, journal.append_outcome, 1, records.PASSED, NOW_S)
    store.dead = True
    raised(OSError, journal.append_outcome, 1, records.PASSED, NOW_S)
    store.dead = False
    store.room = None
    assert journal.append_outcome(1, records.PASSED, NOW_S) == 2
    assert read(store)[1] is None


def test_a_store_that_cannot_be_read_is_no_empty_journal():
    store, _ = three()
    store.dead = True
    raised(OSError, started, store)


def test_opening_may_be_tried_again():
    store, _ = three()
    journal = Journal(store, digest, KEY, PLACE)
    opening = journal.open(History(8), STANDARD, NOW_S)
    next(opening)
    store.dead = True
    raised(OSError, sm2.finish, opening)
    store.dead = False
    sm2.finish(journal.open(History(8), STANDARD, NOW_S))
    assert journal.sequence == 4
    store.room = 10
    raised(OSError, journal.append_outcome, 9, records.PASSED, NOW_S)
    store.room = None
    assert journal.append_outcome(9, records.PASSED, NOW_S) == 5
    assert read(store)[1] is None


def test_the_last_sequence_is_not_followed_by_a_used_one():
    store = Store()
    raw = records.encode(
        records.OUTCOME,
        records.SEQUENCE_MAX - 1,
        PLACE,
        NOW_S,
        bytes(32),
        records.outcome_body(1, records.PASSED),
        records.sealer(digest, KEY),
    )
    store.append(raw)
    journal = started(store)
    assert journal.append_outcome(1, records.PASSED, NOW_S) == records.SEQUENCE_MAX
    before = bytes(store.bytes)
    raised(OSError, journal.append_outcome, 1, records.PASSED, NOW_S)  # no sequence is left: the journal is full
    assert bytes(store.bytes) == before and read(store)[1] is None


def test_opening_yields_after_each_record():
    store, _ = three()
    turns = 0
    for _ in Journal(store, digest, KEY, PLACE).open(History(8), STANDARD, NOW_S):
        turns += 1
    assert turns == 3
