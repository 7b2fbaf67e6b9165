"""Codes a second of a replay: on one core, on two, and of 100,000 lines of text: `python -m tests.bench_replay`, and a
part of `make bench` (there with fewer lines).

Of every ten scans about six are fresh codes, two a code that was used and two something that is refused, as at a busy
gate. Making a code takes longer than judging it, so of the long capture only a few hundred codes are fresh.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from sim.capture.replay import Played
from sim.capture.workshop import Job, work
from sim.issuer import fault, issuer
from sim.trust import file as trust_file
from terminal import sm2

LINES = 2000
LINES_LONG = 100_000
CODES = 400
FROM_S = 1_793_000_000
SCALING_MIN = 1.5  # from one core to two, where two are free


def write(path: Path, lines: int, pki: issuer.Pki) -> None:
    """A capture of so many scans, three seconds apart."""
    refused = [one.make(pki, FROM_S).hex() for one in fault.FAULTS]
    users = [pki.user(number) for number in range(40)]
    fresh: list[str] = []
    with open(path, "w", encoding="utf-8") as file:
        for number in range(lines):
            at_s = FROM_S + 3 * number
            kind = number % 10
            if kind < 6 and (number < 10 * CODES or number % max(1, lines // CODES) < 6):
                fresh.append(pki.recipe(at_s, users[number % len(users)]).encode().hex())
                code = fresh[-1]
            else:
                code = fresh[-1 - number % min(len(fresh), 5)] if kind < 8 else refused[number % len(refused)]
            file.write(json.dumps({"hex": code, "at": at_s}) + "\n")


def timed(jobs: list[Job], cores: int) -> tuple[float, int, list[str]]:
    """Seconds, codes judged, trace hashes."""
    started = time.perf_counter()
    played = []
    for one in work(jobs, cores):
        if not isinstance(one, Played):
            raise SystemExit(one)
        played.append(one)
    seconds = time.perf_counter() - started
    return seconds, sum(len(one.answers) for one in played), [one.trace_hash for one in played]


def main(lines: int = LINES) -> int:
    """Print the figures; 1 when two cores do not help as much as they should."""
    pki = issuer.make_pki()
    with tempfile.TemporaryDirectory(prefix="ridegate-bench-") as folder:
        path, list_path = Path(folder) / "scans.jsonl", Path(folder) / "trust.toml"
        write(path, lines, pki)
        list_path.write_text(issuer.trust_toml(pki), encoding="utf-8")
        trust = trust_file.load(list_path, None, sm2.REFERENCE)
        job = Job(path, trust, None, 0, "cpython")
        cores = os.cpu_count() or 1
        one_s, one_codes, first = timed([job], 1)
        print(f"replay of {lines:,} lines: {one_codes:,} decisions, {one_codes / one_s:,.0f} codes/s on 1 core")
        if cores < 2 or lines > LINES:
            return 0
        two_s, two_codes, both = timed([job, job], 2)
        scaling = two_codes / two_s / (one_codes / one_s)
        met = "met" if scaling >= SCALING_MIN else "MISSED, or another program was busy"
        print(f"two such captures on 2 of {cores} cores: {two_codes / two_s:,.0f} codes/s")
        print(f"{scaling:.2f} times one core (wanted {SCALING_MIN}: {met})")
        return 0 if set(both) == set(first) else 1


if __name__ == "__main__":
    sys.exit(main(LINES_LONG if "--long" in sys.argv else LINES))
