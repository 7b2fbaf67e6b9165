"""Codes a second of a replay: on one core, on two, and with trust lists of a hundred to a million blocked accounts.

Of every ten scans about six are fresh codes, two a code that was used and two something that is refused, as at a busy
gate. The workers are started before the clock runs, each is held on a core of its own where the system can do that,
and each reports what share of its core it was given: a round in which that is little says something about other
programs and is left out.
"""

import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.capture.replay import Played
from sim.capture.worker_pool import Job, one, work
from sim.issuer import fault, issuer
from sim.trust.file import TrustFile
from terminal import sm2
from tests.bench import trust
from tests.bench.line import Absent, Effort, Line, Measured, Subject, seconds
from tests.bench.yardstick import Yardstick

LINES = 600
LINES_LONG = 100_000
CODES = 400
FROM_S = 1_793_000_000
SCALING_WANTED = 1.8  # from one core to two
SHARE_MIN = 0.9  # of its core, for a round to count
COUNTS = (100, 10_000, 1_000_000)
_CORES = 2


def write(path: Path, lines: int, pki: issuer.Pki) -> None:
    """A capture of so many scans, three seconds apart. Making a code takes longer than judging it, so of a long one
    only a few hundred codes are fresh.
    """
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


@dataclass(frozen=True, slots=True)
class Shift:
    """What one worker did: codes a second, the share of a core it had meanwhile, the trace hash."""

    rate: float
    share: float
    trace_hash: str


def played(job: Job) -> Played:
    """The capture played, or the end of the benchmark."""
    out = one(job)
    if isinstance(out, str):
        raise SystemExit(out)
    return out


def _worker(core: int, pipe: Any) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[core]})
    yardstick = Yardstick()
    while True:
        task = pipe.recv()
        if task is None:
            return
        if isinstance(task, int):
            pipe.send(yardstick.seconds(task, time.process_time))
            continue
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        done = played(task)
        wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
        pipe.send(Shift(len(done.answers) / wall_s, cpu_s / wall_s, done.trace_hash))


@contextmanager
def workers() -> Iterator[list[Any]]:
    """Pipes to processes that are up, one a core."""
    start = multiprocessing.get_context("spawn")
    pipes = []
    processes = []
    for core in range(_CORES):
        here, there = start.Pipe()
        processes.append(start.Process(target=_worker, args=(core, there), daemon=True))
        processes[-1].start()
        there.close()
        pipes.append(here)
    try:
        yield pipes
    finally:
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join()


def asked(pipes: list[Any], task: Any) -> list[Any]:
    """What these workers answer, all at work at the same time."""
    for pipe in pipes:
        pipe.send(task)
    return [pipe.recv() for pipe in pipes]


def job(folder: Path, lines: int, count: int) -> Job:
    """A capture of so many lines and a list of so many blocked accounts, in this folder."""
    capture, list_path = folder / f"{lines}.jsonl", folder / "trust.bin"
    if not capture.exists():
        write(capture, lines, issuer.make_pki())
    key = sm2.REFERENCE.decode(trust.write(list_path, count))
    if key is None:
        raise SystemExit("the operator's key is no point")
    held = TrustFile(f"a list of {count:,} accounts", list_path.read_bytes(), (key,), True)
    return Job(capture, held, None, 0, "cpython")


def measure(effort: Effort) -> Measured:
    """One core, two, and the length of the list."""
    with tempfile.TemporaryDirectory(prefix="ridegate-bench-") as name, workers() as pipes:
        folder = Path(name)
        jobs = {count: job(folder, LINES, count) for count in COUNTS}
        asked(pipes, replace(jobs[COUNTS[0]], path=_few(folder)))  # everything is imported
        yield from _cores(pipes, jobs[COUNTS[0]], effort.rounds)
        yield from _lists(pipes[0], jobs, effort.rounds)
        if effort.long:
            many = job(folder, LINES_LONG, COUNTS[0])
            took_s = seconds(lambda: played(many))
            yield Line("replay/long", f"{LINES_LONG:,} lines of text, of which few are fresh codes: codes a second",
                       LINES_LONG / took_s, "", told=True, measured=f"{took_s:.0f} s")  # fmt: skip


def _few(folder: Path) -> Path:
    path = folder / "few.jsonl"
    write(path, 10, issuer.make_pki())
    return path


def _cores(pipes: list[Any], job: Job, rounds: int) -> Measured:
    """One core and the other and both, in turns."""
    rates: list[float] = []
    judged: list[float] = []
    scalings: list[float] = []
    given: list[float] = []
    shares: list[float] = []
    traces = set()
    for _ in range(rounds):
        alone = []
        for pipe in pipes:
            (yard_s,) = asked([pipe], 3)
            alone += asked([pipe], job)
            rates.append(alone[-1].rate)
            judged.append(alone[-1].rate / alone[-1].share * yard_s)
        both = asked(pipes, job)
        traces |= {shift.trace_hash for shift in (*alone, *both)}
        shares.append(min(shift.share for shift in (*alone, *both)))
        given.append(_times(both, alone, 1))
        if shares[-1] >= SHARE_MIN:
            scalings.append(_times(both, alone, 0))
    if len(traces) != 1:
        raise SystemExit("the same capture came to different decisions on two cores")
    yield Line("replay/core", "codes judged on one core while gmssl verifies one signature",
               statistics.median(judged), "codes", measured=f"{statistics.median(rates):,.0f} codes/s")  # fmt: skip
    if (os.cpu_count() or 1) < _CORES:
        yield Absent("replay/cores", "this computer has one core")
    elif not scalings:
        share = statistics.median(shares)
        why = f"other programs were busy, a worker had {share:.0%} of its core: {statistics.median(given):.2f} x by the"
        yield Absent("replay/cores", f"{why} processor time it was given; run it again")
    else:
        yield Line("replay/cores", "two captures on two cores: times one core", statistics.median(scalings),
                   measured=f"{len(scalings)} of {rounds} rounds undisturbed", wanted=SCALING_WANTED)  # fmt: skip
    yield from _pool(job)


def _times(both: list[Shift], alone: list[Shift], by: int) -> float:
    """How many times one core two are: by the clock (0), or by the processor time that each was given (1)."""
    rates = [[shift.rate / (shift.share if by else 1) for shift in shifts] for shifts in (both, alone)]
    return sum(rates[0]) / statistics.mean(rates[1])


def _pool(job: Job) -> Measured:
    """What `ridegate replay` adds: processes are started, jobs go there and answers come back."""
    few = replace(job, path=job.path.parent / "few.jsonl")
    took_s = seconds(lambda: list(work([few, few], _CORES)))
    yield Line("replay/pool", "two processes started, for as many captures as there are", took_s, "s", True,
               told=True)  # fmt: skip


def _lists(pipe: Any, jobs: dict[int, Job], rounds: int) -> Measured:
    """By processor time, so that other programs do not count."""
    rates: dict[int, list[float]] = {count: [] for count in jobs}
    traces = set()
    for _ in range(rounds):
        for count, each in jobs.items():
            (shift,) = asked([pipe], each)
            rates[count].append(shift.rate / shift.share)
            traces.add(shift.trace_hash)
    if len(traces) != 1:
        raise SystemExit("the length of the list changed a decision")
    for count in COUNTS:
        value = statistics.median(a / b for a, b in zip(rates[count], rates[COUNTS[0]], strict=True))
        measured = f"{statistics.median(rates[count]):,.0f} codes/s"
        yield Line(f"replay/list/1e{len(str(count)) - 1}", f"a list of {count:,} blocked accounts: times that of 100",
                   value, measured=measured, told=count == COUNTS[0])  # fmt: skip


SUBJECT = Subject("replay", "Replays", measure)
