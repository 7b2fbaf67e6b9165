"""Viper sources run over intervals: every number that can occur stays within 31 bits and a sign, whatever the data.

Control is concrete (the program, loops, addresses); data are intervals. Where data decide a branch, both ways are run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

LIMIT = 1 << 31


class OutOfRange(Exception):
    """A number that a 32-bit processor would cut."""


class Choices:
    """Answers to the questions of one run, first those given, then False; `asked` so far."""

    def __init__(self, given: Sequence[bool]) -> None:
        self.given = list(given)
        self.asked = 0

    def next(self) -> bool:
        """The answer to one more question."""
        if self.asked == len(self.given):
            self.given.append(False)
        self.asked += 1
        return self.given[self.asked - 1]


def every_way(run: Callable[[], object], most: int = 64) -> int:
    """Run once for each combination of answers; how many there were."""
    global _choices
    given: list[bool] = []
    for count in range(1, most + 1):
        _choices = Choices(given)
        run()
        given = _choices.given[: _choices.asked]
        while given and given[-1]:
            given.pop()
        if not given:
            return count
        given[-1] = True
    raise OutOfRange("too many ways")


_choices = Choices(())
greatest = 0


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """All integers from low to high."""

    low: int
    high: int

    def __post_init__(self) -> None:
        global greatest
        greatest = max(greatest, self.high, -self.low)
        if self.low < -LIMIT or self.high >= LIMIT:
            raise OutOfRange(f"from {self.low} to {self.high}")

    def __add__(self, other: "Interval | int") -> "Interval":
        b = of(other)
        return Interval(self.low + b.low, self.high + b.high)

    def __sub__(self, other: "Interval | int") -> "Interval":
        b = of(other)
        return Interval(self.low - b.high, self.high - b.low)

    def __mul__(self, other: "Interval | int") -> "Interval":
        b = of(other)
        ends = [x * y for x in (self.low, self.high) for y in (b.low, b.high)]
        return Interval(min(ends), max(ends))

    def __lshift__(self, bits: int) -> "Interval":
        return Interval(self.low << bits, self.high << bits)

    def __rshift__(self, bits: int) -> "Interval":
        return Interval(self.low >> bits, self.high >> bits)

    def __and__(self, mask: int) -> "Interval":
        if mask & (mask + 1):
            raise NotImplementedError("a mask of other than low bits")
        return self if self.low >= 0 and self.high <= mask else Interval(0, mask)

    def __or__(self, other: "Interval | int") -> "Interval":
        b = of(other)
        if self.low < 0 or b.low < 0:
            raise NotImplementedError("| of a number below 0")
        return Interval(max(self.low, b.low), (1 << max(self.high.bit_length(), b.high.bit_length())) - 1)

    __radd__ = __add__
    __ror__ = __or__

    def __bool__(self) -> bool:
        if not self.low <= 0 <= self.high:
            return True
        return (self.low, self.high) != (0, 0) and _choices.next()

    def __eq__(self, other: object) -> bool:
        return _choices.next()

    def __ge__(self, other: int) -> bool:
        return _choices.next()


def of(value: "Interval | int") -> Interval:
    """A number as an interval."""
    return value if isinstance(value, Interval) else Interval(value, value)


@dataclass(frozen=True, slots=True)
class Address:
    """A place in a buffer, which is a list of cells of `size` bytes. At once what viper calls a pointer."""

    cells: list[object]
    size: int
    at: int = 0

    def __add__(self, more: int) -> "Address":
        return Address(self.cells, self.size, self.at + more)

    def __getitem__(self, index: int) -> object:
        return self.cells[self._cell(index)]

    def __setitem__(self, index: int, value: "Interval | int") -> None:
        value = of(value)
        most = (1 << 8 * self.size) - 1
        if self.size == 4 and value.low < 0:
            raise OutOfRange("a word below 0 in memory, which 64-bit processors read as something else")
        fits = value.low >= 0 and value.high <= most
        self.cells[self._cell(index)] = value if fits else Interval(0, most)

    def _cell(self, index: int) -> int:
        place = self.at + index * self.size
        if place % self.size or not 0 <= place // self.size < len(self.cells):
            raise OutOfRange(f"byte {place} of a buffer of {len(self.cells) * self.size}")
        return place // self.size


def number(value: object) -> object:
    """viper's int(): numbers and addresses as they are."""
    return value


def pointer(size: int) -> Callable[[Address], Address]:
    """viper's ptr8, ptr16, ptr32."""

    def made(address: Address) -> Address:
        if address.size != size:
            raise OutOfRange(f"a buffer of {address.size}-byte cells through a pointer to {size}")
        return address

    return made
