"""Independent captures, each on a core of its own, with a bar for each on a terminal window.

One capture is one gate's history: what was used is remembered from scan to scan, so it is judged in its order, on one
core.
"""

import contextlib
import functools
import os
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from sim.capture import capture as captures, source
from sim.capture.replay import Played, Task, play, untimed
from sim.output import worker
from sim.output.trouble import Trouble
from sim.trust.file import TrustFile

_OVER, _FAILED, _MOVED = "over", "failed", "moved"
_GONE = "a process that replayed was ended from outside; was there enough memory?"

Report = Callable[[int, str, int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One capture and how to play it; see `replay.Task`."""

    path: Path
    trust: TrustFile | None
    at_s: int | None
    speed: int
    runtime: str
    explain: bool = False
    families: dict[str, Any] | None = None


def work(jobs: list[Job], processes: int) -> Iterator[Played | str]:
    """The outcome of each, in their order, or the reason why there is none."""
    with _bars(jobs) as report:
        if processes < 2:
            for number, job in enumerate(jobs):
                yield one(job, functools.partial(report, number))
            return
        with worker.started(min(processes, len(jobs)), _serve) as pipes:
            yield from _shared(jobs, pipes, report)


def _shared(jobs: list[Job], pipes: list[Connection], report: Report) -> Iterator[Played | str]:
    waiting = deque(largest_first(jobs))
    over: dict[int, Played | str] = {}
    for pipe in pipes:
        _ask(pipe, jobs, waiting)
    for number in range(len(jobs)):
        while number not in over:
            ready = wait(pipes, worker.LOOK_S)
            for pipe in [one for one in pipes if one in ready]:
                about, what, *told = _heard(pipe)
                if what == _MOVED:
                    report(about, *told)
                elif what == _FAILED:
                    raise Trouble(f"a process that replayed has failed:\n{told[0]}please report this")
                else:
                    over[about] = told[0]
                    _ask(pipe, jobs, waiting)
        yield over.pop(number)


def _ask(pipe: Connection, jobs: list[Job], waiting: deque[int]) -> None:
    if waiting:
        number = waiting.popleft()
        try:
            pipe.send((number, jobs[number]))
        except OSError:
            raise Trouble(_GONE) from None


def _heard(pipe: Connection) -> Any:
    try:
        return pipe.recv()
    except (EOFError, OSError):
        raise Trouble(_GONE) from None


def cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def largest_first(jobs: list[Job]) -> list[int]:
    """The numbers of the jobs, so ordered that no core idles while the largest, begun last, comes to its end."""
    return sorted(range(len(jobs)), key=lambda number: -_bytes(jobs[number].path))


def _bytes(path: Path) -> int:
    """Roughly; 0 for what cannot be read, which is reported when its turn has come."""
    try:
        return sum(each.stat().st_size for each in path.iterdir()) if path.is_dir() else path.stat().st_size
    except OSError:
        return 0


def one(job: Job, report: Callable[[str, int, int], None] = lambda *_: None) -> Played | str:
    """Read and play one capture."""
    try:
        capture, unread = source.load(job.path, report)
        at_s = job.at_s
        first = next((step for step in capture.script if step[0] == "scan"), None)
        if capture.how == captures.SCANS and not capture.about and first is not None and first[3] is None:
            if at_s is None:
                raise Trouble(f"{job.path}: no times are on record; name the moment with --at")
            capture, at_s = untimed(capture, at_s), None
        if job.trust is None and not capture.lists and capture.how == captures.SCANS and job.runtime != "emulator":
            capture.notes.append("no trust list is on record, so nothing gets beyond step 7; name one with --trust")
        played = play(capture, Task(job.trust, at_s, job.speed, job.runtime, job.explain, job.families), report)
        played.unread = unread
        return played
    except Trouble as trouble:
        return str(trouble)


def _serve(pipe: Connection) -> None:
    """A worker: plays what it is sent until it is ended, which leaves no VM and no folder behind."""
    worker.leave_signals()
    with contextlib.suppress(EOFError, BrokenPipeError):  # the other process was ended
        while True:
            number, job = pipe.recv()
            try:
                outcome = one(job, lambda *how_far, number=number: pipe.send((number, _MOVED, *how_far)))
                pipe.send((number, _OVER, outcome))
            except BrokenPipeError:
                raise
            except Exception:
                pipe.send((number, _FAILED, traceback.format_exc()))


@contextlib.contextmanager
def _bars(jobs: list[Job]) -> Iterator[Report]:
    """A bar on standard error while the work is under way: the capture that moved last."""
    from sim.output import progress

    with progress.bar() as report:
        yield lambda number, what, done, total: report(f"{jobs[number].path.name[-28:]} {what}", done, total)
