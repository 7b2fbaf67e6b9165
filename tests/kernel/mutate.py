"""`make mutants`: each instruction of each kernel changed in turn. Who notices: the proof at the start of a terminal,
or else the tests of the kernels? See mutant.py for the changes, and equal.py for those that change nothing.

    python -m tests.kernel.mutate                 all kernels, about half an hour on two cores
    python -m tests.kernel.mutate thumb plan      some of them
    python -m tests.kernel.mutate --again         what survived last time only: when a rule is new
    python -m tests.kernel.mutate --json          for programs

The survivors go into tests/kernel/survivors.json, which tests/desktop/test_kernel_mutants.py goes through. Exit status:
0, or 1 when the start notices less than 99 of 100 changes that make a difference, or when a survivor is left that
neither the tests notice nor a rule explains.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from multiprocessing import Pool
from typing import Any

from sim.micropython.vm import ROOT
from tests.kernel import equal, mutant
from tests.kernel.mutant import KERNELS, Kernel, Mutant

SURVIVORS = ROOT / "tests" / "kernel" / "survivors.json"
SHARE_MIN = 99.0
TESTS, UNEXPLAINED = "noticed by the tests", "not explained"
# In what mpy-cross compiled from viper: it moves numbers to and fro, and no rule here finds which moves are in vain.
INERT = "no difference to any test"
_NICE = 10
_TOLD_S = 2


def digest(kernel: Kernel) -> str:
    """Of its code, as the file of survivors names it."""
    return hashlib.sha256(kernel.code).hexdigest()[:16]


def kept() -> dict[str, Any]:
    """The survivors of the last run, by kernel."""
    found: dict[str, Any] = json.loads(SURVIVORS.read_text(encoding="utf-8"))
    return found


def verdict(kernel: Kernel, changed: Mutant) -> str:
    """Why a survivor survived: the rule that says it changes nothing, or what notices it later, or UNEXPLAINED."""
    explained = equal.rule(kernel, changed)
    if explained or not mutant.passes(kernel, changed.code):
        return explained or TESTS
    return INERT if kernel.compiled else UNEXPLAINED


def share(*found: dict[str, Any]) -> float:
    """How many of 100 changes that make a difference the start notices."""
    survivors = [why for each in found for _, _, why in each["survivors"]]
    late = sum(why in (TESTS, UNEXPLAINED) for why in survivors)
    differ = sum(each["changes"] for each in found) - len(survivors) + late
    return float(100 * (differ - late) / differ)


def of_module(kernel: Kernel) -> list[dict[str, Any]]:
    """What is known of a kernel and of the others in its module: those of recode are small and count together."""
    return [kept()[each.name] for each in KERNELS.values() if each.module == kernel.module and each.name in kept()]


def _judged(job: tuple[str, int, str, bytes]) -> tuple[int, str, str] | None:
    """(place, change, why) of a survivor."""
    name, at, what, code = job
    kernel = KERNELS[name]
    if not mutant.starts(kernel, code):
        return None
    return at, what, verdict(kernel, Mutant(at, what, code))


def _still_starts(name: str) -> bool:
    return mutant.starts(KERNELS[name], KERNELS[name].code)


def run(kernel: Kernel, processes: int, again: bool = False) -> dict[str, Any]:
    """Every mutant of one. again: only those that survived last time."""
    made = list(mutant.mutants(kernel))
    places = {(at, what) for at, what, _ in kept()[kernel.name]["survivors"]} if again else None
    some = [each for each in made if places is None or (each.at, each.what) in places]
    jobs = [(kernel.name, each.at, each.what, each.code) for each in some]
    survivors = []
    told = time.monotonic()
    with Pool(processes, os.nice, (_NICE,)) as pool:
        for number, found in enumerate(pool.imap(_judged, jobs, 8), 1):
            if found:
                survivors.append(found)
            if time.monotonic() - told > _TOLD_S:
                told = time.monotonic()
                print(f"\r{kernel.name}: {number} of {len(jobs)}, {len(survivors)} survive ", end="", file=sys.stderr)
        if not all(pool.map(_still_starts, [kernel.name] * processes)):
            raise RuntimeError(f"{kernel.name}: as it is, it does not start; are there changes in the engine?")
    print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    return {"code": digest(kernel), "changes": len(made), "survivors": survivors}


def main(given: list[str]) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.kernel.mutate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kernel", nargs="*", help=f"any of {', '.join(KERNELS)}; all of them without one")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many at a time")
    parser.add_argument("--again", action="store_true", help="only what survived last time: when a rule is new")
    parser.add_argument("--json", action="store_true", help="one object on stdout instead of lines")
    args = parser.parse_args(given)
    unknown = set(args.kernel) - set(KERNELS)
    if unknown:
        parser.error(f"no kernel {', '.join(sorted(unknown))}; there are {', '.join(KERNELS)}")
    short = False
    told = {}
    for name in args.kernel or KERNELS:
        kernel = KERNELS[name]
        if not _still_starts(name):
            print(f"{name}: as it is, it does not start; run its tests first", file=sys.stderr)
            return 1
        found = told[name] = run(kernel, args.processes, args.again)
        keep = kept() if SURVIVORS.exists() else {}
        _write(keep | {name: found})
        short |= any(each[2] == UNEXPLAINED for each in found["survivors"])
        if not args.json:
            _tell(kernel, found)
    short |= any(share(*of_module(KERNELS[name])) < SHARE_MIN for name in told)
    if args.json:
        print(json.dumps(told))
    return 1 if short else 0


def _tell(kernel: Kernel, found: dict[str, Any]) -> None:
    survivors = found["survivors"]
    late = sum(why in (TESTS, UNEXPLAINED) for _, _, why in survivors)
    print(
        f"{kernel.name}: {found['changes']} changes, {found['changes'] - len(survivors) + late} make a difference, "
        f"{share(found):.2f} % of them noticed at the start"
    )
    for at, what, why in survivors:
        print(f"  byte {at} ({kernel.code[at : at + 4].hex()}) {what}: {why}", flush=True)


def _write(found: dict[str, Any]) -> None:
    lines = []
    for name in sorted(found):
        each = found[name]
        rows = ",\n".join("   " + json.dumps(row) for row in each["survivors"])
        head = f'"code": "{each["code"]}", "changes": {each["changes"]}, "survivors": ['
        lines.append(f' "{name}": {{{head}\n{rows}]}}')
    SURVIVORS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
