"""Which planted faults do the suites notice, and by which case?

    python -m tests.mutation                 all of them, a minute or two
    python -m tests.mutation month skew      those whose names begin so
    python -m tests.mutation --keep          write kept.json anew, which the tests read

Exit status 1 when one survives: it wants a new vector or scene.
"""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sim.output.progress import bar
from tests.mutation.plants import PLANTS

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("kept.json")
RUN_MAX_S = 300


def killed(name):
    """(suite, case, difference) of the first case that notices a fault; None when none does."""
    command = [sys.executable, "-m", "tests.mutation.one", name]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=RUN_MAX_S, check=False)
    except subprocess.TimeoutExpired:
        return "the gate as a whole", "hangs", f"over {RUN_MAX_S} s"
    if done.returncode:
        return "the gate as a whole", "does not start", done.stderr.strip().splitlines()[-1][:200]
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments):
    """0 when every fault is noticed."""
    parser = argparse.ArgumentParser(prog="make mutation", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", help="what the names of the faults begin with; all when left out")
    parser.add_argument("--keep", action="store_true", help="write kept.json anew")
    parser.add_argument("--json", action="store_true", help="one JSON object for each fault")
    args = parser.parse_args(arguments)
    chosen = [one for one in PLANTS if not args.names or one.name.startswith(tuple(args.names))]
    found = {}
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool, bar(args.json) as moved:
        for at, (plant, case) in enumerate(zip(chosen, pool.map(lambda one: killed(one.name), chosen), strict=True), 1):
            found[plant.name] = case
            moved(plant.name, at, len(chosen))
    for plant in chosen:
        case = found[plant.name]
        if args.json:
            print(json.dumps({"fault": plant.name, "what": plant.what, "killed_by": case and case[1]}))
        else:
            print(f"{'SURVIVES' if case is None else case[1]:40} {plant.name}: {plant.what}")
    alive = [name for name, case in found.items() if case is None]
    if not args.json:
        print(f"{len(chosen) - len(alive)} of {len(chosen)} planted faults are noticed")
    if args.keep and not args.names:
        KEPT.write_text(json.dumps({name: case and case[1] for name, case in found.items()}, indent=1) + "\n")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
