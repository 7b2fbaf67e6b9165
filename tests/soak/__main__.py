"""Play days drawn from seeds on the emulated firmware, and shrink one that fails.

    python -m tests.soak --seed 7                one day of ten virtual minutes
    python -m tests.soak --seed 1 --seeds 100    a hundred
    python -m tests.soak --file day.toml         the steps of a file
    python -m tests.soak --plant stuck --seeds 100    with a bug planted, until a seed finds it
"""

import argparse
import sys
import time
from pathlib import Path

from tests.soak import day as days
from tests.soak.plant import PLANTS
from tests.soak.play import play
from tests.soak.shrink import TRIES_MAX, shrink


def main(arguments: list) -> int:
    """0 when nothing was violated, with a plant when something was."""
    parser = argparse.ArgumentParser(prog="make soak", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many, from SEED on")
    parser.add_argument("--minutes", type=int, default=10, help="virtual ones of a day")
    parser.add_argument("--file", type=Path, help="a day that was written before")
    parser.add_argument("--plant", choices=sorted(PLANTS), help="a bug in the firmware")
    parser.add_argument("--tries", type=int, default=TRIES_MAX, help="of shrinking; 0 leaves a day as it is")
    options = parser.parse_args(arguments)
    changes = (PLANTS[options.plant].changes) if options.plant else ()
    if options.file:
        drawn = [days.read(options.file)]
    else:
        drawn = (days.draw(options.seed + number, options.minutes) for number in range(options.seeds))
    failed = 0
    for day in drawn:
        began_s = time.monotonic()
        played = play(day, changes)
        words = f"{len(day.steps)} steps, {played.releases} releases, {played.cuts} cuts, log {played.log}"
        print(f"seed {day.seed}: {words}, {time.monotonic() - began_s:.0f} s", flush=True)
        if not played.found:
            continue
        failed += 1
        for text in played.found:
            print(f"  {text}")
        if options.plant:
            break
        name = played.found[0].split(", at ")[0]

        def fails(fewer: days.Day, name: str = name) -> bool:
            return any(text.startswith(name) for text in play(fewer, changes).found)

        if not options.file and options.tries:
            path = Path(f"soak-{day.seed}.toml")
            short = shrink(day, fails, options.tries)
            days.write(short, path, played.found[0])
            print(f"  {len(short.steps)} of its steps do as well: make soak FILE={path}")
    return int(bool(failed) != bool(options.plant))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
