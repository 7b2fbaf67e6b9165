"""hal/micropython/clock.py: both epochs, the floor, the age, the offset, and chips that fail."""

from hal.micropython import clock as words
from hal.micropython.clock import ChipClock, Clock
from tests.core.raising import raised
from tests.rig import hal_contract
from tests.rig.clock_source import FIELDS, NOW_S, Source, started, untrusted
from tests.rig.fake_machine import Time


class Rtc:
    def datetime(self, *fields):
        if fields:
            self.fields = fields[0]
        return self.fields


def test_contract():
    for obligation in hal_contract.of("clock"):
        time = Time()
        clock, _ = started(time)
        obligation(hal_contract.ClockRig(clock, time.advance, lambda t=time: NOW_S + t.ticks_ms() // 1000))


def test_both_epochs_give_the_same_second():
    for epoch in (1970, 2000):
        clock, time = started(Time(epoch))
        assert clock.now_s() == NOW_S
        time.advance(2500)
        assert clock.now_s() == NOW_S + 2


def test_untrusted_before_it_is_read():
    clock = Clock(Source(), Time(), 20)
    assert clock.now_s() is None and "read" in clock.why()


def test_never_set_is_untrusted():
    assert untrusted(started(set_s=None)[0], words.NEVER_SET)


def test_floor_on_both_sides():
    assert started(floor_s=NOW_S)[0].now_s() == NOW_S
    clock, time = started(floor_s=NOW_S + 1)
    assert untrusted(clock, words.BEHIND_RECORD)
    time.advance(1000)
    assert clock.now_s() == NOW_S + 1
    clock.raise_floor(NOW_S + 60, words.BEHIND_LIST)
    assert untrusted(clock, words.BEHIND_LIST)
    clock.raise_floor(0, words.BEHIND_RECORD)  # never down
    assert untrusted(clock, words.BEHIND_LIST)
    clock.lower_floor()
    assert clock.now_s() == NOW_S + 1


def test_a_clock_behind_its_own_setting_is_untrusted():
    assert started(set_s=NOW_S)[0].now_s() == NOW_S
    assert untrusted(started(set_s=NOW_S + 1)[0], words.BEHIND_SETTING)


def test_no_second_before_this_program_was_written():
    first_s = 1_767_225_600  # 2026-01-01
    assert started(source=Source((2026, 1, 1, 0, 0, 0)), set_s=first_s)[0].now_s() == first_s
    clock, _ = started(source=Source((2025, 12, 31, 23, 59, 59)), set_s=first_s - 5)
    assert untrusted(clock, words.LOST)
    clock, _ = started(source=Source((2026, 1, 1, 0, 0, 0)), set_s=first_s - 5, offset_s=-1)
    assert clock.now_s() is None and "written" in clock.why()
    for unix_s in (first_s - 1, 1 << 32):
        raised(ValueError, clock.possible, unix_s)
        raised(ValueError, clock.allow, unix_s)
    clock.possible(first_s)
    clock.possible((1 << 32) - 1)


def test_a_source_after_2106_has_lost_the_time():
    assert untrusted(started(source=Source((2106, 2, 7, 6, 28, 16)))[0], words.LOST)
    assert untrusted(started(source=Source((2106, 2, 7, 6, 28, 15)))[0], words.TOO_OLD)


def test_the_offset_is_added_to_what_the_source_says():
    source = Source()
    clock, time = started(source=source, offset_s=86_400)
    assert clock.now_s() == NOW_S + 86_400
    assert clock.offset_s(NOW_S + 5) == 5  # of the source alone
    source.fields = (2026, 11, 1, 8, 1, 0)
    time.advance(60_000)
    assert clock.now_s() == NOW_S + 86_460
    clock, _ = started(source=Source((2030, 11, 1, 8, 0, 0)), offset_s=-126_230_400)
    assert clock.now_s() == NOW_S


def test_a_reason_that_outlives_the_start_is_the_first_to_be_told():
    clock, _ = started(set_s=None)
    clock.start(None, 0, words.JUMPED)
    assert untrusted(clock, words.JUMPED)
    clock.start(NOW_S)
    assert clock.now_s() == NOW_S


def test_age_on_both_sides():
    """50 ppm of 400,000 s are 20 s."""
    assert started(set_s=NOW_S - 400_000)[0].now_s() == NOW_S
    clock, _ = started(set_s=NOW_S - 400_001)
    assert untrusted(clock, words.TOO_OLD)
    assert started(set_s=NOW_S - 2_400_000, skew_s=120)[0].now_s() == NOW_S
    assert started(set_s=NOW_S - 2_400_001, skew_s=120)[0].now_s() is None
    assert started(set_s=NOW_S - 1, skew_s=0)[0].now_s() is None


def test_ticks_wrap_and_milliseconds_do_not():
    time = Time(ticks=(1 << 30) - 5)
    clock, _ = started(time)
    first_ms = clock.now_ms()
    time.advance(10)
    assert clock.now_ms() - first_ms == 10
    for _ in range(5):
        time.advance(400_000_000)
        clock.now_ms()
    assert clock.now_ms() - first_ms == 2_000_000_010


def test_a_silent_chip_is_counted_over():
    source = Source()
    clock, time = started(source=source)
    source.silent = True
    time.advance(300_000)
    assert clock.now_s() == NOW_S + 300
    source.silent = False
    source.fields = (2026, 11, 1, 8, 6, 1)  # a second ahead of the ticks
    time.advance(60_000)
    assert clock.now_s() == NOW_S + 361


def test_a_chip_that_never_answered():
    source = Source()
    source.silent = True
    clock, time = started(source=source)
    assert untrusted(clock, words.SILENT)
    raised(OSError, clock.offset_s, NOW_S)
    raised(OSError, clock.set_source, NOW_S)
    source.silent = False
    time.advance(60_000)
    assert clock.now_s() == NOW_S


def test_a_chip_that_lost_the_time():
    source = Source()
    clock, time = started(source=source)
    source.fields = None
    time.advance(59_999)
    assert clock.now_s() is not None
    time.advance(1)
    assert untrusted(clock, words.LOST)
    assert clock.offset_s(NOW_S) is None
    source.fields = (2026, 11, 1, 8, 2, 0)
    time.advance(60_000)
    assert clock.now_s() == NOW_S + 120


def test_a_chip_that_lost_the_time_and_has_another_one_later_has_jumped():
    source = Source()
    clock, time = started(source=source)
    source.fields = None
    time.advance(60_000)
    assert untrusted(clock, words.LOST)
    source.fields = (2026, 11, 1, 9, 2, 0)
    time.advance(60_000)
    assert untrusted(clock, words.JUMPED)


def test_a_chip_that_jumps_is_not_believed_again():
    for fields in ((2026, 11, 1, 8, 1, 3), (2026, 11, 1, 8, 0, 57), (2027, 11, 1, 8, 1, 0)):
        source = Source()
        clock, time = started(source=source)
        source.fields = fields
        assert not clock.jumped
        time.advance(60_000)
        assert untrusted(clock, words.JUMPED) and clock.jumped
        source.fields = (2026, 11, 1, 8, 2, 0)
        time.advance(60_000)
        assert untrusted(clock, words.JUMPED)
        clock.start(NOW_S)  # boards/clock_store.py remembers it for the next start
        assert clock.now_s() == NOW_S + 120 and not clock.jumped


def test_two_seconds_apart_are_no_jump():
    for second in (58, 62):
        source = Source()
        clock, time = started(source=source)
        source.fields = (2026, 11, 1, 8, second // 60, second % 60)
        time.advance(60_000)
        assert clock.now_s() == NOW_S + max(second, 60)


def test_one_disturbed_look_is_no_jump():
    wrong = (2062, 11, 1, 8, 1, 0)
    for disturbed in ([wrong], [None], [wrong, None], [FIELDS, wrong], [None, FIELDS, wrong]):
        source = Source()
        clock, time = started(source=source)
        source.fields = (2026, 11, 1, 8, 1, 0)
        source.disturbed = list(disturbed)
        time.advance(60_000)
        assert clock.now_s() == NOW_S + 60
        source.fields = FIELDS
        source.disturbed = list(disturbed)
        clock.start(NOW_S - 100)  # the first look has nothing to compare with
        assert clock.now_s() == NOW_S


def test_a_source_that_never_says_the_same_twice_is_silent():
    source = Source()
    source.disturbed = [(2026, 11, day, 8, 0, 0) for day in range(1, 6)]
    assert untrusted(started(source=source)[0], words.SILENT)
    source.disturbed = [(2026, 11, day, 8, 0, 0) for day in range(1, 5)]  # and then the first of November twice
    source.disturbed.reverse()
    assert started(source=source)[0].now_s() == NOW_S


def test_a_second_may_begin_between_two_looks():
    source = Source((2026, 11, 1, 8, 0, 1))
    source.disturbed = [FIELDS]
    assert started(source=source)[0].now_s() == NOW_S + 1


def test_a_second_seen_stays_seen():
    source = Source()
    clock, time = started(source=source)
    source.fields = (2026, 11, 1, 8, 0, 59)  # whole seconds: the chip is a moment behind
    time.advance(60_000)
    assert clock.now_s() == NOW_S + 60


def test_a_service_session_may_go_a_day_ahead_of_a_clock_that_runs():
    for clock in (started()[0], started(set_s=NOW_S - 400_001)[0]):  # trusted; too old, but running
        clock.allow(NOW_S + 86_400)
        assert "day ahead" in str(raised(ValueError, clock.allow, NOW_S + 86_401))
        clock.allow(NOW_S + 86_400 - 60, 60)
        raised(ValueError, clock.allow, NOW_S + 86_400 - 60, 61)
        clock.allow(NOW_S + 86_400 + 60, -60)


def test_a_service_session_may_go_anywhere_from_a_clock_that_does_not_run():
    for clock in (
        started(set_s=None)[0],
        started(source=Source(None))[0],
        started(floor_s=NOW_S + 1)[0],
        started(set_s=NOW_S + 1)[0],
    ):
        clock.allow(NOW_S + 90_000)


def test_a_service_session_may_not_go_below_the_floor():
    for clock in (started(floor_s=NOW_S - 50)[0], started(set_s=None, floor_s=NOW_S - 50)[0]):
        clock.allow(NOW_S - 50)
        assert "happened" in str(raised(ValueError, clock.allow, NOW_S - 51))


def test_a_source_is_set_in_its_own_epoch():
    for epoch in (1970, 2000):
        source = Source(None)
        clock, _ = started(Time(epoch), source)
        clock.set_source(NOW_S + 90_000)
        assert source.fields == (2026, 11, 2, 9, 0, 0)
        assert clock.offset_s(NOW_S + 90_000) == 0
        clock.start(NOW_S + 90_000)
        assert clock.now_s() == NOW_S + 90_000


def test_a_setting_that_does_not_stick():
    source = Source()
    clock, _ = started(source=source)
    source.set = lambda fields: None
    raised(OSError, clock.set_source, NOW_S + 1)
    raised(OSError, clock.set_source, NOW_S - 3)
    clock.set_source(NOW_S - 2)
    source.fields = None
    raised(OSError, clock.set_source, NOW_S)


def test_the_chip_inside_the_processor():
    rtc = Rtc()
    rtc.fields = (2026, 11, 1, 6, 8, 0, 0, 123)
    clock, _ = started(source=ChipClock(rtc))
    assert clock.now_s() == NOW_S
    clock.set_source(NOW_S + 1)
    assert rtc.fields == (2026, 11, 1, 7, 8, 0, 1, 0)  # weekdays from Monday = 1
