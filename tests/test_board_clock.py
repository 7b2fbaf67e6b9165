"""hal/micropython/clock.py and ds3231.py: both epochs, the floor, the age, and chips that fail."""

from hal.micropython.clock import ChipClock, Clock
from hal.micropython.ds3231 import Ds3231
from tests import hal_contract
from tests.fake_machine import I2c, Time
from tests.raising import raised

NOW_S = 1_793_520_000  # 2026-11-01T08:00:00Z
FIELDS = (2026, 11, 1, 8, 0, 0)


class Source:
    def __init__(self, fields=FIELDS):
        self.fields = fields
        self.silent = False

    def read(self):
        if self.silent:
            raise OSError(19, "silent")
        return self.fields

    def set(self, fields):
        self.fields = tuple(fields[:6])


class Rtc:
    def datetime(self, *fields):
        if fields:
            self.fields = fields[0]
        return self.fields


def started(time=None, source=None, set_s=NOW_S - 100, floor_s=0, skew_s=20):
    time = time or Time()
    clock = Clock(source or Source(), time, skew_s)
    clock.start(set_s, floor_s)
    return clock, time


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
    clock, _ = started(set_s=None)
    assert clock.now_s() is None and "never set" in clock.why()


def test_floor_on_both_sides():
    assert started(floor_s=NOW_S)[0].now_s() == NOW_S
    clock, time = started(floor_s=NOW_S + 1)
    assert clock.now_s() is None and "behind" in clock.why()
    time.advance(1000)
    assert clock.now_s() == NOW_S + 1
    clock.raise_floor(NOW_S + 60)
    assert clock.now_s() is None
    clock.raise_floor(0)  # never down
    assert clock.now_s() is None


def test_a_clock_behind_its_own_setting_is_untrusted():
    assert started(set_s=NOW_S)[0].now_s() == NOW_S
    assert started(set_s=NOW_S + 1)[0].now_s() is None


def test_no_second_before_this_program_was_written():
    first_s = 1_767_225_600  # 2026-01-01
    assert started(source=Source((2026, 1, 1, 0, 0, 0)), set_s=first_s)[0].now_s() == first_s
    clock, _ = started(source=Source((2025, 12, 31, 23, 59, 59)), set_s=first_s - 5)
    assert clock.now_s() is None
    raised(ValueError, clock.set, first_s - 1)


def test_age_on_both_sides():
    """50 ppm of 400,000 s are 20 s."""
    assert started(set_s=NOW_S - 400_000)[0].now_s() == NOW_S
    clock, _ = started(set_s=NOW_S - 400_001)
    assert clock.now_s() is None and "too long" in clock.why()
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
    clock, _ = started(source=source)
    assert clock.now_s() is None and "answer" in clock.why()


def test_a_chip_that_lost_the_time():
    source = Source()
    clock, time = started(source=source)
    source.fields = None
    time.advance(59_999)
    assert clock.now_s() is not None
    time.advance(1)
    assert clock.now_s() is None and "lost" in clock.why()


def test_a_chip_that_jumps_is_not_believed_again():
    for fields in ((2026, 11, 1, 8, 1, 3), (2026, 11, 1, 8, 0, 57), (2027, 11, 1, 8, 1, 0)):
        source = Source()
        clock, time = started(source=source)
        source.fields = fields
        time.advance(60_000)
        assert clock.now_s() is None and "jumped" in clock.why()
        source.fields = (2026, 11, 1, 8, 2, 0)
        time.advance(60_000)
        assert clock.now_s() is None
        clock.start(NOW_S, 0)
        assert clock.now_s() == NOW_S + 120


def test_a_second_seen_stays_seen():
    source = Source()
    clock, time = started(source=source)
    source.fields = (2026, 11, 1, 8, 0, 59)  # whole seconds: the chip is a moment behind
    time.advance(60_000)
    assert clock.now_s() == NOW_S + 60


def test_setting():
    for epoch in (1970, 2000):
        source = Source()
        clock, _ = started(Time(epoch), source, set_s=None)
        clock.set(NOW_S + 90_000)
        assert source.fields == (2026, 11, 2, 9, 0, 0)
        assert clock.now_s() == NOW_S + 90_000
        clock.set(NOW_S + 90_000 + 86_400)
        raised(ValueError, clock.set, NOW_S + 90_000 + 2 * 86_400 + 1)
        clock.set(NOW_S)
        assert clock.now_s() == NOW_S
        clock.raise_floor(NOW_S)
        raised(ValueError, clock.set, NOW_S - 1)


def test_a_setting_that_does_not_stick():
    source = Source()
    clock, _ = started(source=source)
    source.set = lambda fields: None
    raised(OSError, clock.set, NOW_S + 60)


def test_the_chip_inside_the_processor():
    rtc = Rtc()
    rtc.fields = (2026, 11, 1, 6, 8, 0, 0, 123)
    clock, _ = started(source=ChipClock(rtc))
    assert clock.now_s() == NOW_S
    clock.set(NOW_S + 1)
    assert rtc.fields == (2026, 11, 1, 7, 8, 0, 1, 0)  # weekdays from Monday = 1


def ds3231(hexadecimal="00 00 08 07 01 11 26 0000000000 0000 04 00"):
    i2c = I2c(bytes.fromhex(hexadecimal.replace(" ", "")))
    return Ds3231(i2c), i2c


def test_ds3231_reads_bcd():
    chip, i2c = ds3231()
    assert chip.read() == FIELDS
    i2c.registers[0:7] = bytes.fromhex("59592307319199")
    assert chip.read() == (2199, 11, 31, 23, 59, 59)


def test_ds3231_that_stood_still_knows_nothing():
    chip, i2c = ds3231()
    i2c.registers[15] = 0x80
    assert chip.read() is None
    i2c.registers[15] = 0x08
    assert chip.read() == FIELDS
    i2c.registers[2] = 0x48  # twelve hours: not set by us
    assert chip.read() is None


def test_ds3231_with_rubbish_in_it():
    rubbish = ((0, 0x60), (0, 0x0A), (1, 0x5A), (2, 0x24), (4, 0x32), (4, 0), (5, 0x13), (5, 0), (6, 0xA0))
    for register, value in rubbish:
        chip, i2c = ds3231()
        i2c.registers[register] = value
        raised(OSError, chip.read)


def test_ds3231_is_set_and_says_so():
    chip, i2c = ds3231()
    i2c.registers[15] = 0x88
    i2c.registers[14] = 0x1C
    chip.set((2030, 12, 9, 23, 58, 7, 0, 343))
    assert i2c.registers[0:7] == bytes.fromhex("07582301091230")
    assert i2c.registers[14] == 4 and i2c.registers[15] == 0
    assert chip.read() == (2030, 12, 9, 23, 58, 7)
    chip.set((2101, 1, 2, 3, 4, 5, 6, 2))
    assert chip.read() == (2101, 1, 2, 3, 4, 5)


def test_ds3231_that_is_silent():
    chip, i2c = ds3231()
    i2c.silent = True
    raised(OSError, chip.read)
    raised(OSError, chip.set, (2030, 12, 9, 23, 58, 7, 0, 343))
