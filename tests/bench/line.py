"""One line of the table of `make bench`: a figure that means the same on another machine, and what it was made of."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ROUNDS = 7
ROUNDS_QUICK = 3


@dataclass(frozen=True, slots=True)
class Line:
    """key: its name in kept.json, the subject first ("decision/cold/gmssl"). value: the figure that is compared.
    less: less is better. unit: behind the value ("x", "M", "KB", "read", "false"). measured: what this machine took,
    in words. wanted: what it should be at least, or at most where less is better. exact: counted, the same anywhere.
    told: it is shown and kept, never judged. margin: the least tolerance of what is measured.
    """

    key: str
    title: str
    value: float
    unit: str = "x"
    less: bool = False
    measured: str = ""
    wanted: float | None = None
    exact: bool = False
    told: bool = False
    margin: float = 0.08

    @property
    def met(self) -> bool | None:
        """Whether it is as wanted; None where nothing is."""
        if self.wanted is None:
            return None
        return self.value <= self.wanted if self.less else self.value >= self.wanted


@dataclass(frozen=True, slots=True)
class Absent:
    """What could not be measured here: the keys that begin so, and why."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Effort:
    """quick: fewer rounds, and not what takes minutes. long: everything, however long it takes."""

    quick: bool = False
    long: bool = False

    @property
    def rounds(self) -> int:
        """How often what is compared takes its turn."""
        return ROUNDS_QUICK if self.quick else ROUNDS


Measured = Iterator[Line | Absent]


@dataclass(frozen=True, slots=True)
class Subject:
    """A part of the table. counted: nothing in it depends on the moment, so once is enough."""

    name: str
    title: str
    measure: Callable[[Effort], Measured]
    counted: bool = False

    @property
    def command(self) -> str:
        """What reproduces its lines."""
        return f"make bench ARGS={self.name}"


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long it takes, by this clock."""
    started = clock()
    work()
    return clock() - started


def turns(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of processor time of each in so many rounds: what other programs take does not count. All take turns, so
    that a machine that slows down slows down all of them; the first round is not counted.
    """
    out: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            took_s = seconds(work, time.process_time)
            if number:
                out[name].append(took_s)
    return out


def ratio(over: list[float], under: list[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def milliseconds(taken_s: list[float]) -> str:
    """The median, in words."""
    return f"{statistics.median(taken_s) * 1000:.3g} ms"
