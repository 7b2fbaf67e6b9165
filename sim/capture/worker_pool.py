"""Independent captures, each on a core of its own, with a bar for each on a terminal window.

One capture is one gate's history: what was used is remembered from scan to scan, so it is judged in its order, on one
core.
"""

import contextlib
import functools
import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.capture import capture as captures, source
from sim.capture.replay import Played, Task, play, untimed
from sim.output.trouble import Trouble
from sim.trust.file import TrustFile

_QUEUE_S = 0.2
_told_to: Any = None  # in a worker: where its progress goes

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
        start = multiprocessing.get_context("spawn")
        news = start.Queue()
        ending = threading.Event()
        listener = threading.Thread(target=_pass_on, args=(news, report, ending), daemon=True)
        listener.start()
        try:
            with ProcessPoolExecutor(processes, start, _begin, (news,)) as pool:
                under_way = {number: pool.submit(_numbered, number, jobs[number]) for number in largest_first(jobs)}
                try:
                    for number in range(len(jobs)):
                        yield under_way.pop(number).result()
                finally:
                    for future in under_way.values():  # their results are not needed any more
                        future.cancel()
        except BrokenProcessPool:
            raise Trouble("a process that replayed was ended from outside; was there enough memory?") from None
        finally:
            ending.set()
            listener.join()


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


def _begin(news: Any) -> None:
    global _told_to
    _told_to = news


def _numbered(number: int, job: Job) -> Played | str:
    return one(job, lambda *how_far: _told_to.put((number, *how_far)))


def _pass_on(news: Any, report: Report, ending: threading.Event) -> None:
    while not ending.is_set():
        with contextlib.suppress(queue.Empty):
            report(*news.get(timeout=_QUEUE_S))


@contextlib.contextmanager
def _bars(jobs: list[Job]) -> Iterator[Report]:
    """A bar on standard error while the work is under way: the capture that moved last."""
    from sim.output import progress

    with progress.bar() as report:
        yield lambda number, what, done, total: report(f"{jobs[number].path.name[-28:]} {what}", done, total)
