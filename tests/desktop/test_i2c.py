"""What hangs on the bus of an emulated board takes any bytes, as chips do."""

import random
import threading

import pytest

from sim.emulator.event import Events
from sim.emulator.i2c import END_S, FIRST_S, Ds3231, Ssd1306
from sim.emulator.scheduler import Scheduler

MARCH_S = 1774915200  # 2026-03-31 00:00:00
MARCH = bytes.fromhex("00000003310326")  # seconds, minutes, hours, weekday, day, month, year


@pytest.fixture
def chip():
    """A clock chip that counts `chip.crystal[0]`."""
    crystal = [5.0]
    made = Ds3231(lambda: crystal[0])
    made.crystal = crystal
    return made


def fields(chip):
    chip.write(b"\x00")
    return chip.read(7)


def test_registers_written_one_by_one_set_the_date_that_they_make_up(chip):
    chip.set(FIRST_S + 31 * 86400)  # February: its 31st does not exist until the month is written
    for register, value in enumerate(MARCH):
        chip.write(bytes([register, value]))
    assert chip.now_s() == MARCH_S
    chip.crystal[0] += 1
    assert chip.now_s() == MARCH_S + 1 and fields(chip)[4:] == MARCH[4:]


@pytest.mark.parametrize(
    ("register", "value", "then"),
    [
        (5, 0x00, "31 01 26"),
        (5, 0x1F, "31 12 26"),
        (5, 0x02, "28 02 26"),
        (4, 0x00, "01 03 26"),
        (4, 0x32, "31 03 26"),
        (6, 0xFF, "31 03 99"),
        (2, 0x3F, "31 03 26"),
        (2, 0x60, "31 03 26"),
        (1, 0xFF, "31 03 26"),
        (0, 0xFF, "31 03 26"),
    ],
)
def test_an_impossible_date_is_kept_until_its_second_is_over(chip, register, value, then):
    chip.set(MARCH_S)
    chip.write(bytes([register, value]))
    assert fields(chip)[register] == value
    chip.crystal[0] += 1 if register else -1  # either way another second
    assert fields(chip)[4:] == bytes.fromhex(then)


def test_a_write_that_goes_round_behind_the_last_register_sets_the_clock(chip):
    chip.write(bytes([0x12, 0]) + MARCH)
    assert chip.now_s() == MARCH_S
    chip.set(FIRST_S)
    chip.write(b"\x00" + MARCH + bytes(3))  # and the alarm behind it
    assert chip.now_s() == MARCH_S


def test_behind_its_last_year_the_clock_begins_again(chip):
    chip.set(END_S - 1)
    assert fields(chip).hex() == "59592302319299"  # bit 7 of the month is the century
    chip.crystal[0] += 1
    assert fields(chip)[4:] == bytes.fromhex("010100")
    chip.set(FIRST_S - 1)
    assert fields(chip)[4:6] == bytes([0x31, 0x92])


def test_no_bytes_stop_a_device(chip):
    display = Ssd1306(Scheduler(threading.RLock(), False, lambda: "waiting"), Events(lambda: None))
    dice = random.Random(1)
    for words in (b"\x80", b"\x80\x21\x80\xff\x80\xff\x80\x22\x80\xff\x80\xff\x40" + bytes(2000), b"\x00\x21\x7f\x00"):
        display.write(words)
        display.write(b"\x40" + bytes(300))
    for _ in range(2000):
        for device in (chip, display):
            device.write(dice.randbytes(dice.randrange(1, 20)))
            device.read(dice.randrange(30))
