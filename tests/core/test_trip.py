"""The memory of trips and step 23: what is seen and refused, what changes a state, every bound on both sides."""

from terminal import codes, notice, records, trip
from terminal.trip import ALREADY_INSIDE, ENTRY_ONLY, EXIT_ONLY, EXIT_SIDE, INSIDE, NOT_KNOWN, OUTSIDE, PAIRED, Trips
from tests.builder import signer
from tests.core.raising import raised

A, B = b"\x31\x04" + bytes(7) + b"\x1f", b"\x31\x04" + bytes(7) + b"\x2f"
PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
NOW = 1_795_000_000


def account(number: int) -> bytes:
    return b"\x31" + bytes(5) + number.to_bytes(4, "big")


def trips(mode: str = "on_off", how: str = "enforce", capacity: int = 256) -> Trips:
    """A memory to which all is known."""
    made = Trips(trip.rules(mode, how), capacity)
    made.caught_up(0)
    return made


def passes(memory: Trips, who: bytes, now_s: int, sequence: int = 1) -> tuple:
    """Judge, record and let pass; what was seen."""
    seen = memory.seen(who, now_s)
    if seen[0] is not None and not seen[1]:
        memory.ride(sequence, who, seen[0])
        memory.outcome(sequence, True, PLACE, now_s)
    return seen


def test_bounds_of_the_rules():
    for key, low, high in (("trip_max_s", 600, 86400), ("tap_min_s", 0, 120)):
        for value in (low, high):
            assert getattr(trip.rules("entry", "mark", **{key: value}), key) == value
        for value in (low - 1, high + 1, None, "600"):
            numbers = {"trip_max_s": 600, "tap_min_s": 0}
            numbers[key] = value
            error = raised(ValueError, trip.rules, "entry", "mark", numbers["trip_max_s"], numbers["tap_min_s"])
            assert key in str(error)
    assert "mode" in str(raised(ValueError, trip.rules, "both"))
    assert "trip" in str(raised(ValueError, trip.rules, "entry", "on"))
    assert trip.rules("flat", "enforce") is None and trip.rules("entry", "off") is None
    assert trip.rules("entry") == ("entry", False, 14400, 10)


def test_bounds_of_the_memory():
    for capacity in (255, 200_001, 0, -1):
        raised(ValueError, Trips, trip.rules("entry"), capacity)
    Trips(trip.rules("entry"), 256)


def test_what_each_mode_sees_and_enforces():
    rows = (  # mode, state before, what is seen, result where it is enforced
        ("entry", 0, ENTRY_ONLY, codes.ACCEPTED),
        ("entry", INSIDE, ALREADY_INSIDE, codes.ALREADY_INSIDE),
        ("entry", OUTSIDE, ENTRY_ONLY, codes.ACCEPTED),
        ("exit", 0, EXIT_SIDE + EXIT_ONLY, codes.NO_ENTRY),
        ("exit", INSIDE, EXIT_SIDE + PAIRED, codes.ACCEPTED),
        ("exit", OUTSIDE, EXIT_SIDE + EXIT_ONLY, codes.NO_ENTRY),
        ("on_off", 0, ENTRY_ONLY, codes.ACCEPTED),
        ("on_off", INSIDE, EXIT_SIDE + PAIRED, codes.ACCEPTED),
        ("on_off", OUTSIDE, ENTRY_ONLY, codes.ACCEPTED),
    )
    for mode, before, seen, result in rows:
        for how in ("mark", "enforce"):
            memory = trips(mode, how)
            if before:
                memory.passage(A, before, (3, 4), NOW - 60, 1, NOW)
            assert memory.seen(A, NOW) == (seen, result if how == "enforce" else codes.ACCEPTED), (mode, before, how)


def test_a_trip_lasts_for_its_time_and_no_second_longer():
    for mode, within, behind in (
        ("entry", (ALREADY_INSIDE, codes.ALREADY_INSIDE), (ENTRY_ONLY, codes.ACCEPTED)),
        ("exit", (EXIT_SIDE + PAIRED, codes.ACCEPTED), (EXIT_SIDE + EXIT_ONLY, codes.NO_ENTRY)),
    ):
        memory = trips(mode)
        memory.passage(A, INSIDE, (3, 4), NOW, 1, NOW)
        assert memory.seen(A, NOW + 14399) == within
        assert memory.seen(A, NOW + 14400) == behind


def test_a_second_tap_changes_nothing_and_a_later_one_is_the_exit():
    memory = trips()
    assert passes(memory, A, NOW) == (ENTRY_ONLY, codes.ACCEPTED)
    assert memory.seen(A, NOW) == memory.seen(A, NOW + 9) == (None, codes.ACCEPTED)
    assert memory.inside(A, NOW + 9)
    assert passes(memory, A, NOW + 10, 2) == (EXIT_SIDE + PAIRED, codes.ACCEPTED)
    assert memory.seen(A, NOW + 19) == (None, codes.ACCEPTED)
    assert memory.seen(A, NOW + 20) == (ENTRY_ONLY, codes.ACCEPTED)
    memory = Trips(trip.rules("on_off", "mark", 600, 0), 256)
    memory.caught_up(0)
    passes(memory, A, NOW)
    assert memory.seen(A, NOW) == (EXIT_SIDE + PAIRED, codes.ACCEPTED)


def test_only_a_passage_changes_the_state():
    for outcome in (records.TIMEOUT, records.EMERGENCY, records.FAULT, records.UNKNOWN):
        memory = trips()
        memory.ride(7, A, ENTRY_ONLY)
        memory.outcome(7, outcome == records.PASSED, PLACE, NOW)
        assert memory.last(A)[0] == 0 and memory.pending == [] and memory.count == 0
    memory.ride(8, A, ENTRY_ONLY)
    memory.outcome(9, True, PLACE, NOW)
    assert memory.last(A)[0] == 0 and len(memory.pending) == 1
    memory.outcome(8, True, PLACE, None)  # no trusted time: not remembered
    assert memory.last(A)[0] == 0
    memory.ride(8, A, ENTRY_ONLY)
    memory.outcome(8, True, PLACE, NOW)
    assert memory.last(A) == (INSIDE, 3, 4, NOW, 8)


def test_two_never_pass_with_one_account():
    for mode, first, second in (
        ("entry", ENTRY_ONLY, (ALREADY_INSIDE, codes.ALREADY_INSIDE)),
        ("exit", EXIT_SIDE + PAIRED, (EXIT_SIDE + EXIT_ONLY, codes.NO_ENTRY)),
        ("on_off", ENTRY_ONLY, (None, codes.ACCEPTED)),
    ):
        memory = trips(mode)
        if mode == "exit":
            memory.passage(A, INSIDE, (3, 4), NOW - 60, 1, NOW)
        memory.ride(2, A, first)
        assert memory.seen(A, NOW + 60) == second, mode
        if mode != "exit":
            assert memory.seen(B, NOW + 60) == (ENTRY_ONLY, codes.ACCEPTED)
        memory.outcome(2, False, PLACE, NOW + 61)
        assert memory.seen(A, NOW + 62)[1] == codes.ACCEPTED


def test_rides_without_an_outcome_are_bounded():
    memory = trips()
    for number in range(100):
        memory.ride(number, account(number), ENTRY_ONLY)
    assert len(memory.pending) == trip.PENDING_MAX == records.OPEN_MAX


def test_absence_counts_only_when_all_is_known():
    for mode, unknown, refused in (
        ("entry", NOT_KNOWN, (ENTRY_ONLY, codes.ACCEPTED)),
        ("exit", EXIT_SIDE + NOT_KNOWN, (EXIT_SIDE + EXIT_ONLY, codes.NO_ENTRY)),
    ):
        memory = Trips(trip.rules(mode, "enforce", 600), 256)
        assert memory.seen(A, NOW) == (unknown, codes.ACCEPTED)
        assert memory.seen(A, NOW + 599) == (unknown, codes.ACCEPTED)
        assert memory.seen(A, NOW + 600) == refused
        memory.forget(NOW + 700)
        assert memory.seen(A, NOW + 1299) == (unknown, codes.ACCEPTED)
        assert memory.seen(A, NOW + 1300) == refused
        memory.forget(None)
        assert memory.seen(A, NOW + 2000) == (unknown, codes.ACCEPTED)
        memory.passage(A, OUTSIDE, (3, 4), NOW + 2001, 1, NOW + 2001)
        assert memory.seen(A, NOW + 2002) == refused  # what is remembered counts at once


def test_what_is_older_than_what_is_known_says_no_more_than_absence():
    """A passage from before a restart, behind which others may be forgotten, refuses no one to leave."""
    for mode, unknown, refused in (
        ("entry", NOT_KNOWN, (ENTRY_ONLY, codes.ACCEPTED)),
        ("exit", EXIT_SIDE + NOT_KNOWN, (EXIT_SIDE + EXIT_ONLY, codes.NO_ENTRY)),
        ("on_off", NOT_KNOWN, (ENTRY_ONLY, codes.ACCEPTED)),
    ):
        for state, at_s in ((INSIDE, NOW - 14400), (OUTSIDE, NOW - 1000)):  # a trip that is over, and one that ended
            for late_s, seen in ((0, refused), (1, (unknown, codes.ACCEPTED))):
                memory = Trips(trip.rules(mode, "enforce"), 256)
                memory.ride(5, A, ENTRY_ONLY if state == INSIDE else PAIRED + EXIT_SIDE)
                memory.outcome(5, True, PLACE, at_s)
                memory.caught_up(at_s + late_s)
                assert memory.seen(A, NOW) == seen, (mode, state, late_s)
    memory = Trips(trip.rules("entry", "enforce"), 256)
    memory.passage(A, INSIDE, (3, 4), NOW - 60, 1, NOW)
    assert memory.seen(A, NOW) == (ALREADY_INSIDE, codes.ALREADY_INSIDE)  # an entry counts, whatever was forgotten


def test_an_open_trip_is_never_given_up_and_a_closed_one_gives_way():
    memory = trips("entry")
    for number in range(256):
        assert memory.passage(account(number), INSIDE, (3, 4), NOW, number, NOW)
    assert memory.count == 256 and memory.full(account(256), NOW) and not memory.full(account(1), NOW)
    assert not memory.passage(account(256), INSIDE, (3, 4), NOW + 1, 256, NOW + 1)
    assert memory.missed == 1 and memory.count == 256 and memory.missed_s == NOW + 1
    assert all(memory.inside(account(number), NOW + 1) for number in range(256))
    memory.passage(account(77), OUTSIDE, (3, 4), NOW + 2, 257, NOW + 2)
    assert memory.passage(account(256), INSIDE, (3, 4), NOW + 3, 258, NOW + 3)
    assert memory.count == 256 and memory.last(account(77))[0] == 0
    for number in range(257):
        assert memory.inside(account(number), NOW + 3) == (number != 77)
    assert memory.full(account(300), NOW + 14399) and not memory.full(account(300), NOW + 14400)
    assert len(memory._slots) == memory._size * 24


def test_a_passage_that_was_missed_stays_so_when_the_rest_is_caught_up():
    for at_s, now_s, known in ((NOW, NOW, False), (NOW, NOW + 14399, False), (NOW, NOW + 14400, True)):
        memory = Trips(trip.rules("exit", "enforce"), 256)
        for number in range(257):
            memory.passage(account(number), INSIDE, (3, 4), at_s, number, at_s)
        assert memory.missed == 1
        memory.caught_up(NOW - 14400)
        assert (memory.seen(account(256), now_s)[1] == codes.NO_ENTRY) == known
        memory.caught_up(NOW + 10)  # what is known since later counts from there
        assert memory.seen(account(300), NOW + 14409)[1] == codes.ACCEPTED
        assert memory.seen(account(300), NOW + 14410)[1] == codes.NO_ENTRY
    memory = Trips(trip.rules("exit", "enforce"), 256)  # one that knows nothing knows no more for having missed one
    for number in range(257):
        memory.passage(account(number), INSIDE, (3, 4), NOW, number, NOW)
    assert memory.seen(A, NOW + 20000)[1] == codes.ACCEPTED


def test_entries_are_found_again_however_many_come_and_go():
    memory = trips("entry")
    live = {}
    for number in range(1500):
        who = account(number * 7919 % 509)
        state = INSIDE if number % 3 else OUTSIDE
        now_s = NOW + number * 90
        memory.passage(who, state, (number % 9, 4), now_s, number, now_s)
        live[who] = (state, number % 9, 4, now_s, number)
        if number % 100 == 0:
            for each in sorted(live):
                if live[each][0] == INSIDE and now_s < live[each][3] + 14400:
                    assert memory.last(each) == live[each]
    assert 200 < memory.count <= 256 and memory.missed == 0


def test_a_notice_is_idempotent_and_order_does_not_matter():
    first = notice.Notice(INSIDE, 3, 4, 77, 5, A, NOW)
    second = notice.Notice(OUTSIDE, 3, 4, 78, 9, A, NOW + 60)
    for order in ((first, second), (second, first), (first, first, second, second, first)):
        memory = trips("entry")
        taken = [notice.take(each, memory, NOW + 100) for each in order]
        assert memory.last(A) == (OUTSIDE, 3, 4, NOW + 60, 9) and memory.count == 1
        assert taken[0] and (not taken[-1] or order == (first, second))


def test_a_clock_far_ahead_does_not_hold_a_trip_open():
    memory = trips("entry")
    ahead = notice.Notice(INSIDE, 3, 4, 77, 5, A, NOW + 121)
    assert not notice.take(ahead, memory, NOW) and memory.count == 0
    assert notice.take(ahead, memory, NOW + 1)
    assert memory.inside(A, NOW + 1)  # a clock may be 120 s ahead
    assert notice.take(notice.Notice(INSIDE, 3, 4, 77, 6, B, NOW + 9000), memory, None)
    assert not memory.inside(B, NOW)
    assert memory.passage(B, OUTSIDE, (3, 4), NOW, 7, NOW)  # what lies far ahead gives way
    assert memory.last(B)[0] == OUTSIDE


def test_a_notice_is_sealed_and_nothing_else_is_one():
    seal = records.sealer(signer.QUICK.digest, b"k" * 32)
    other = records.sealer(signer.QUICK.digest, b"o" * 32)
    made = notice.Notice(INSIDE, 65535, 65535, 0xFFFFFFFF, 0xFFFFFFFF, A, NOW)
    raw = notice.encode(made, seal)
    assert len(raw) == notice.NOTICE_BYTES and notice.parse(raw, seal) == made
    assert notice.parse(bytearray(raw), seal) == made and notice.parse(memoryview(raw), seal) == made
    assert notice.parse(raw, other) is None
    for length in range(len(raw) + 2):
        if length != len(raw):
            assert notice.parse((raw + b"\0")[:length], seal) is None
    for bit in range(0, len(raw) * 8, 3):
        flipped = bytearray(raw)
        flipped[bit >> 3] ^= 1 << (bit & 7)
        assert notice.parse(flipped, seal) is None
    for state in (0, 5, 255):
        assert notice.parse(notice.encode(notice.Notice(state, *made[1:]), seal), seal) is None
    for state in (notice.ASKS, notice.CAUGHT_UP):
        said = notice.Notice(state, *made[1:])
        assert notice.parse(notice.encode(said, seal), seal) == said
        assert not notice.take(said, trips("entry"), NOW)


def test_the_outcome_of_a_passage_makes_a_notice_and_nothing_else_does():
    memory = trips("entry")
    memory.ride(5, A, ENTRY_ONLY)
    memory.ride(6, B, PAIRED + EXIT_SIDE)

    def outcome(ride, how, time_s=NOW):
        return records.Record(records.OUTCOME, 9, PLACE, time_s, b"", b"", records.outcome_body(ride, how))

    assert notice.made(outcome(5, records.PASSED), memory) == notice.Notice(INSIDE, 3, 4, 1, 5, A, NOW)
    assert notice.made(outcome(6, records.PASSED), memory) == notice.Notice(OUTSIDE, 3, 4, 1, 6, B, NOW)
    assert notice.made(outcome(5, records.TIMEOUT), memory) is None
    assert notice.made(outcome(5, records.PASSED, None), memory) is None
    assert notice.made(outcome(7, records.PASSED), memory) is None
    assert notice.made(records.Record(records.EVENT, 9, PLACE, NOW, b"", b"", b""), memory) is None


def test_absence_counts_when_this_start_was_answered_and_not_before():
    asked = notice.asks(PLACE, 7, NOW - 14400)
    assert asked == notice.Notice(notice.ASKS, 3, 4, 1, 7, bytes(10), NOW - 14400)

    def heard(state, terminal_id, start):  # start 6: an answer to an earlier start, kept and sent again
        memory = Trips(trip.rules("exit", "enforce"), 256)
        answer = notice.Notice(state, 3, 4, terminal_id, start, bytes(10), NOW - 14400)
        return notice.caught_up(answer, memory, 1, 7), memory.seen(A, NOW)

    for wrong in ((notice.CAUGHT_UP, 1, 6), (notice.CAUGHT_UP, 2, 7), (notice.ASKS, 1, 7)):
        assert heard(*wrong) == (False, (NOT_KNOWN + EXIT_SIDE, codes.ACCEPTED))
    assert heard(notice.CAUGHT_UP, 1, 7) == (True, (EXIT_ONLY + EXIT_SIDE, codes.NO_ENTRY))
