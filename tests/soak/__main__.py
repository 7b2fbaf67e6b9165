"""Play days drawn from seeds on the emulated firmware, and shrink one that fails.

python -m tests.soak --seed 7                one day of ten virtual minutes
python -m tests.soak --seed 1 --seeds 100    a hundred
python -m tests.soak --file day.toml         the steps of a file
python -m tests.soak --plant "stuck queue" --seeds 100    with a bug planted, until a seed finds it
python -m tests.soak --plant all --seeds 100              each of them, one after the other
"""

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tests.soak import day as days
from tests.soak.plant import PLANTS
from tests.soak.play import Played, play
from tests.soak.shrink import TRIES_MAX, shrink

ALL = "all"


def main(arguments: list) -> int:
    """0 when nothing was violated; with plants when each was found by its name."""
    parser = argparse.ArgumentParser(prog="make soak", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many, from SEED on")
    parser.add_argument("--minutes", type=int, default=10, help="virtual ones of a day")
    parser.add_argument("--file", type=Path, help="a day that was written before")
    parser.add_argument("--plant", choices=[ALL, *sorted(PLANTS)], help="a bug in the firmware, until a day shows it")
    parser.add_argument(
        "--tries",
        type=int,
        help=f"of shrinking a day that fails; 0 leaves it as it is. {TRIES_MAX} when left out, 0 with a plant",
    )
    options = parser.parse_args(arguments)

    def drawn() -> Iterable:
        if options.file:
            return (days.read(options.file),)
        return (days.draw(options.seed + number, options.minutes) for number in range(options.seeds))

    if options.plant:
        names = sorted(PLANTS) if options.plant == ALL else [options.plant]
        missed = [name for name in names if not _hunted(name, drawn(), options.tries or 0)]
        print(f"{len(names) - len(missed)} of {len(names)} found" + "".join(f"; not: {name}" for name in missed))
        return int(bool(missed))
    tries = TRIES_MAX if options.tries is None else options.tries
    count = failed = 0
    for day in drawn():
        count += 1
        played = _played(day, ())
        if played.found:
            failed += 1
            if not options.file and tries:
                _shrunk(day, played.found[0], (), tries, Path(f"soak-{day.seed}.toml"))
    print(f"{count} days, {failed} with a violation")
    return int(bool(failed))


def _hunted(name: str, drawn: Iterable, tries: int) -> bool:
    """Play days with this bug until one shows it; whether one did, by a name that fits the bug."""
    plant = PLANTS[name]
    print(f"{name}:")
    for number, day in enumerate(drawn, 1):
        played = _played(day, plant.changes)
        named = [text for text in played.found if text.startswith(plant.names)]
        if played.found:
            print(f"{name}: found in seed {day.seed}, the {number}. day" + ("" if named else ", by another name"))
            if tries:
                _shrunk(day, played.found[0], plant.changes, tries, Path(f"soak-{day.seed}.toml"))
            return bool(named)
    print(f"{name}: not found")
    return False


def _played(day: days.Day, changes: tuple) -> Played:
    """Play a day and print what came of it."""
    began_s = time.monotonic()
    played = play(day, changes)
    words = f"{len(day.steps)} steps, {played.releases} releases, {played.cuts} cuts, log {played.log}"
    print(f"seed {day.seed}: {words}, {time.monotonic() - began_s:.0f} s", flush=True)
    for text in played.found:
        print(f"  {text}")
    return played


def _shrunk(day: days.Day, text: str, changes: tuple, tries: int, path: Path) -> None:
    """Write the fewest steps that fail by the same name."""
    name = text.split(", at ")[0]
    short = shrink(day, lambda fewer: any(each.startswith(name) for each in play(fewer, changes).found), tries)
    days.write(short, path, text)
    print(f"  {len(short.steps)} of its {len(day.steps)} steps do as well: make soak FILE={path}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
