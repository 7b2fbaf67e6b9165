"""The portable field machine stays within 31 bits, proved by running its source over intervals."""

import pytest

from hal.engine import program
from tests.kernel import interval, source
from tests.kernel.interval import Address, Interval

NAMES = {
    "int": interval.number,
    "ptr8": interval.pointer(1),
    "ptr16": interval.pointer(2),
    "ptr32": interval.pointer(4),
}
MODULE = source.load("viper", bytearray=bytearray, **NAMES)
RUN = MODULE._run
ANY = Interval(0, 0xFFFF)


def run(operation, to, a, b):
    """One operation on slots that hold anything."""
    slots = Address([ANY] * 16 * 4, 2)
    zeros = [Interval(0, 0)]
    buffers = (Address(zeros * 20, 2), Address(zeros * 20, 2), Address(zeros * 40, 4), Address(zeros * 59, 2))
    words = Address([*bytes([operation, to, a, b]), *program.END], 1)
    RUN(*buffers, words, slots, 0)


@pytest.mark.parametrize(
    ("operation", "a", "b", "ways"),
    [
        (program.MUL, 0, 1, (3, 8)), (program.SQUARE, 0, 0, (3, 8)), (program.ADD, 0, 1, (3, 8)),
        (program.SUB, 0, 1, (2, 2)), (program.LOAD, 1, 0, (1, 1)),
    ],
    ids=["product", "square", "sum", "difference", "load"],
)  # fmt: skip
def test_no_number_leaves_31_bits(operation, a, b, ways):
    interval.greatest = 0
    found = interval.every_way(lambda: run(operation, 2, a, b))
    assert ways[0] <= found <= ways[1], "not every branch was taken"
    assert interval.greatest < 1 << 31
    if operation in (program.MUL, program.SQUARE):
        assert interval.greatest > 1 << 30, "nothing as large as a sum of products was seen"


def test_the_proof_can_fail():
    wide = Interval(0, 1 << 30)
    with pytest.raises(interval.OutOfRange):
        _ = wide + wide
    with pytest.raises(interval.OutOfRange, match="below 0 in memory"):
        Address([ANY], 4)[0] = Interval(-1, 0)
    with pytest.raises(interval.OutOfRange, match="byte 2"):
        _ = Address([ANY], 2)[1]
    assert interval.every_way(lambda: (bool(Interval(0, 1)), bool(Interval(0, 1)))) == 4
