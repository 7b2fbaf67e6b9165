"""The steps of a day at a gate: drawn from a seed, written to a file and read from one.

A step is (word, value), as in the scenarios of sim/scenario; the words are WORDS. A day begins with `list_after_s`,
when the second trust list comes into force, which blocks the account of user BLOCKED.
"""

import random
import tomllib
from collections import namedtuple
from pathlib import Path

from sim.emulator.scanner.gm65 import FAULTS

# seed: for what is random in a step. list_after_s: seconds from the first start.
Day = namedtuple("Day", "seed list_after_s steps")

USERS = 6
BLOCKED = 5
WORDS = {
    "wait_ms": "time passes",
    "fresh": "this user holds up a fresh code",
    "again": "the code shown so many before is held up again",
    "expired": "this user holds up a code of an hour ago",
    "foreign": "a payload of so many random bytes",
    "hostile": "so many random bytes on the scanner's line",
    "burst": "so many fresh codes back to back on the scanner's line",
    "hide": "the phone is taken away",
    "push": "somebody goes through",
    "emergency": "the emergency contact",
    "power": "the supply",
    "reset": "the reset button is pressed",
    "cut": "power fails in the write of the flash behind so many",
    "scanner": "a fault of the scanner module begins",
    "scanner_sound": "it ends",
    "sensor": "the passage sensor works",
    "clock_s": "somebody sets the clock chip so far ahead of the time",
    "clock_chip": "the clock chip is there",
}
_TROUBLE = (  # how often each is drawn, and what it is made of
    (30, "passenger"),
    (6, "impatient"),
    (4, "again"),
    (3, "expired"),
    (3, "foreign"),
    (3, "hostile"),
    (3, "burst"),
    (3, "emergency"),
    (3, "power"),
    (2, "reset"),
    (4, "cut"),
    (4, "scanner"),
    (2, "sensor"),
    (2, "clock"),
    (1, "clock_chip"),
)
_CLOCKS = ("clock", "clock_chip")


def draw(seed: int, minutes: int = 10) -> Day:
    """A day of so many virtual minutes. A terminal that has seen its clock jump lets nobody in until it is served: on
    most days that happens late, if at all.
    """
    dice = random.Random(seed)
    clock_ms = minutes * 60_000 * dice.choice((0, 70, 70, 70)) // 100  # no trouble with the clock before
    steps: list = []
    left_ms = minutes * 60_000
    while left_ms > 0:
        trouble = [each for each in _TROUBLE if each[1] not in _CLOCKS or minutes * 60_000 - left_ms >= clock_ms]
        (kind,) = dice.choices([name for _, name in trouble], [often for often, _ in trouble])
        steps += _KINDS[kind](dice)
        if dice.random() < 0.6:
            steps.append(("wait_ms", int(min(40_000, dice.expovariate(1 / 12_000)))))
        left_ms = minutes * 60_000 - sum([value for word, value in steps if word == "wait_ms"])
    return Day(seed, dice.randrange(minutes * 60), tuple(steps))


def _passenger(dice: random.Random) -> list:
    steps = [("fresh", dice.randrange(USERS)), ("wait_ms", dice.randrange(200, 1500)), ("hide", True)]
    steps.append(("wait_ms", dice.randrange(0, 2500)))
    return steps + ([("push", True), ("wait_ms", dice.randrange(50, 800))] if dice.random() < 0.8 else [])


def _impatient(dice: random.Random) -> list:
    """Passengers that do not wait for one another."""
    steps: list = []
    for _ in range(dice.randrange(2, 5)):
        steps += [("fresh", dice.randrange(USERS)), ("wait_ms", dice.randrange(150, 500))]
        if dice.random() < 0.3:
            steps.append(("push", True))
    return [*steps, ("hide", True), ("wait_ms", 800), ("push", True)]


def _held(word: str, low: int, high: int) -> object:
    return lambda dice: [(word, dice.randrange(low, high)), ("wait_ms", dice.randrange(100, 1500)), ("hide", True)]


def _emergency(dice: random.Random) -> list:
    steps = _impatient(dice)[: dice.randrange(0, 5)]
    return [*steps, ("emergency", True), ("wait_ms", dice.randrange(300, 4000)), ("emergency", False)]


def _power(dice: random.Random) -> list:
    steps = _passenger(dice)[: dice.randrange(0, 4)]
    return [*steps, ("power", False), ("wait_ms", dice.randrange(50, 3000)), ("power", True)]


def _reset(dice: random.Random) -> list:
    return [*_passenger(dice)[: dice.randrange(0, 4)], ("wait_ms", dice.randrange(0, 200)), ("reset", True)]


def _cut(dice: random.Random) -> list:
    steps = [("cut", dice.randrange(0, 12)), *_passenger(dice), ("wait_ms", dice.randrange(0, 3000))]
    return [*steps, ("power", False), ("wait_ms", dice.randrange(50, 1000)), ("power", True)]


def _scanner(dice: random.Random) -> list:
    fault = dice.choice(FAULTS)
    steps = [("scanner", fault), ("wait_ms", dice.randrange(100, 9000)), *_passenger(dice)]
    if fault == "dead" and dice.random() < 0.5:  # long enough for it to be found out
        steps.append(("wait_ms", dice.randrange(9000, 20_000)))
    return [*steps, ("scanner_sound", fault)]


def _sensor(dice: random.Random) -> list:
    return [("sensor", False), *_passenger(dice), ("wait_ms", 1000), ("sensor", True)]


def _clock(dice: random.Random) -> list:
    ahead_s = dice.choice((-90_000, -3600, -30, 5, 40, 3600, 200_000))
    return [("clock_s", ahead_s), ("wait_ms", dice.randrange(1000, 90_000)), *_passenger(dice), ("clock_s", 0)]


def _clock_chip(dice: random.Random) -> list:
    return [("clock_chip", False), ("wait_ms", dice.randrange(1000, 90_000)), *_passenger(dice), ("clock_chip", True)]


_KINDS = {
    "passenger": _passenger,
    "impatient": _impatient,
    "again": _held("again", 1, 6),
    "expired": _held("expired", 0, USERS),
    "foreign": _held("foreign", 1, 600),
    "hostile": lambda dice: [("hostile", dice.randrange(1, 900)), ("wait_ms", dice.randrange(0, 400))],
    "burst": lambda dice: [("burst", dice.randrange(2, 6)), ("wait_ms", 1500), ("push", True), ("wait_ms", 900)],
    "emergency": _emergency,
    "power": _power,
    "reset": _reset,
    "cut": _cut,
    "scanner": _scanner,
    "sensor": _sensor,
    "clock": _clock,
    "clock_chip": _clock_chip,
}


def write(day: Day, path: Path, why: str) -> None:
    """The file of a day, which `make soak FILE=…` plays again."""
    lines = [f"# {why}", f"seed = {day.seed}", f"list_after_s = {day.list_after_s}", "step = ["]
    for word, value in day.steps:
        text = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
        text = f'"{value}"' if isinstance(value, str) else text
        lines.append(f"    {{ {word} = {text} }},")
    path.write_text("\n".join([*lines, "]"]) + "\n", encoding="utf-8")


def read(path: Path) -> Day:
    """The day of a file. Raises ValueError for a step that is none."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    steps = []
    for number, step in enumerate(data["step"], 1):
        if len(step) != 1 or not set(step) <= set(WORDS):
            raise ValueError(f"step {number}: {step} is none of {', '.join(WORDS)}")
        steps += step.items()
    return Day(data["seed"], data["list_after_s"], tuple(steps))
