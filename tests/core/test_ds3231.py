"""hal/micropython/ds3231.py: BCD, and what the chip says when it does not know the time."""

from hal.micropython.ds3231 import Ds3231
from tests.core.raising import raised
from tests.rig.fake_machine import I2c

FIELDS = (2026, 11, 1, 8, 0, 0)


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
        assert chip.read() is None


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
