"""Figures of a board's heap, from the scenarios of plan.py."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.heap import plan, vm32

FREE_MIN_BYTES = 16 * 1024  # at the worst moment
_AT_ONCE = 2
_RUNNING = ("idle", "cold scan", "tables prepared", "warm scan")


@dataclass(frozen=True)
class Stage:
    """Bytes of the heap: held when the stage is over, at most in use meanwhile, then free; the largest free block."""

    name: str
    held: int
    peak: int
    free: int
    block: int


@dataclass(frozen=True)
class Figures:
    """Of one board. heap: what its heap has beside the tables of the collector."""

    board: str
    heap: int
    history: int
    stages: tuple[Stage, ...]

    @property
    def worst(self) -> Stage:
        """The stage with the least free."""
        return min(self.stages, key=lambda each: each.free)

    @property
    def growth(self) -> int:
        """What comes on top of a started terminal, at most: passengers, tables of keys, a look at list and journal."""
        later = [each.peak for each in self.stages if each.name in _RUNNING]
        return max(later) - self.stage("started").held

    def stage(self, name: str) -> Stage:
        """The stage of that name."""
        return next(each for each in self.stages if each.name == name)


def measure_all(names: list[str], modules: bool = False, asks: str = "") -> list[Figures]:
    """Of each of these boards. Raises vm32.Missing."""
    vm32.prepare()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(lambda name: measure(name, modules=modules, asks=asks), names))


def measure(name: str, ballast: int = 0, modules: bool = False, asks: str = "", only: str = "") -> Figures:
    """One board. ballast: bytes that its image is larger. asks: as in plan.py. only: one of its scenarios; "": all.

    Raises vm32.Missing, RuntimeError when the firmware fails.
    """
    stages: dict[str, Stage] = {}
    heap = 0
    scenarios = plan.plans(name, ballast, asks)
    for title, each in scenarios.items() if not only else [(only, scenarios[only])]:
        with tempfile.TemporaryDirectory() as scratch:
            answer = vm32.run(plan.encoded({**each, "each": modules}), Path(scratch))
        heap = answer["given"]
        if "error" in answer:
            raise RuntimeError(f"{name}, {title}: {answer['error']}")
        for row in answer["stages"]:
            stage = Stage(row["stage"], row["held"], row["peak"], row["free"], row["block"])
            stages.setdefault(stage.name, stage)
    return Figures(name, heap, plan.history(name, asks), tuple(stages.values()))
