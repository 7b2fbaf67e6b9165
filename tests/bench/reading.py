"""Reading hard frames: ours, zxing-cpp as it comes, ZBar and OpenCV on the same frames, taking turns; and films.

The table by itself, with more frames: `python -m tests.bench.contest`.
"""

import itertools
import statistics

import cv2

from tests.bench import contest
from tests.bench.contest import LIVE, SINGLE, STILL, ZXING, Score
from tests.bench.line import Absent, Effort, Line, Measured, Subject
from tests.frames import KINDS, films, frames

# Frames of a class, films.
QUICK, USUAL, LONG = (3, 2), (12, 8), (contest.FRAMES, contest.FILMS)
RATE_WANTED = {LIVE: 0.93, STILL: 0.95}
MS_WANTED = {LIVE: 5.0}
FIRST_WANTED = 0.667  # of the frames that plain zxing-cpp needs, until a film is read
ALL_WANTED = ("rotation", "tilt", "inverted")
MARGIN = 0.02  # of a rate: the frames are the same every time, the libraries may not be
MARGIN_COST = 0.15


def measure(effort: Effort) -> Measured:
    """Rate, milliseconds and false reads of each decoder, then the classes of frames, then films."""
    count, filmed = QUICK if effort.quick else LONG if effort.long else USUAL
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        warm = itertools.islice(frames(contest.SEED + 1, 1), contest.WARM_UP)
        table = contest.read_frames(itertools.chain(warm, frames(contest.SEED, count)))
        seen = contest.watch(films(contest.SEED, filmed))
    finally:
        cv2.setNumThreads(threads)
    alone = contest.whole(table[ZXING])
    for name, scores in table.items():
        yield from _decoder(name, contest.whole(scores), alone, count == USUAL[0])
    if "ZBar" not in table:
        yield from (Absent(f"reading/{what}/ZBar", "the library libzbar is not here") for what in ("rate", "false"))
    for kind in KINDS:
        yield _kind(kind, {name: scores[kind] for name, scores in table.items()})
    ours, plain = (statistics.median(seen[name].first) + 1 for name in (LIVE, ZXING))
    yield Line("reading/film", "films, median frame of the first read: in those of plain zxing-cpp", ours / plain,
               less=True, measured=f"frame {ours:g}, zxing-cpp {plain:g}", wanted=FIRST_WANTED, margin=MARGIN,
               told=filmed != USUAL[1])  # fmt: skip


def _decoder(name: str, score: Score, alone: Score, usual: bool) -> Measured:
    """A decoder on all frames with a code. alone: plain zxing-cpp's. usual: these are the frames whose rate is kept."""
    mine = name in (LIVE, SINGLE, STILL)
    rate = score.read / score.seen
    ms = statistics.fmean(score.taken_s) * 1000
    slowest = f"{ms:.1f} ms a frame, at most {max(score.taken_s) * 1000:.0f}"
    yield Line(f"reading/rate/{name}", f"{name}: the share of {score.seen} hard frames that was read", rate, "read",
               measured=slowest, wanted=RATE_WANTED.get(name), told=not (mine and usual), margin=MARGIN)  # fmt: skip
    yield Line(f"reading/false/{name}", f"{name}: payloads that were not shown", score.false, "false", True,
               wanted=0 if mine else None, exact=True, told=not mine)  # fmt: skip
    if mine:
        yield Line(f"reading/cost/{name}", f"{name}: processor time in that of plain zxing-cpp",
                   ms / (statistics.fmean(alone.taken_s) * 1000), less=True, measured=f"{ms:.2f} ms",
                   margin=MARGIN_COST)  # fmt: skip
    if name in MS_WANTED:
        yield Line(f"reading/ms/{name}", f"{name}: a frame with a code", ms, "ms", True, wanted=MS_WANTED[name],
                   told=True)  # fmt: skip


def _kind(kind: str, scores: dict[str, Score]) -> Line:
    """A class of frames, the live decoder first."""
    rates = {name: score.read / max(1, score.seen) for name, score in scores.items()}
    others = ", ".join(f"{name.removeprefix('ours, ')} {rate:.2f}" for name, rate in rates.items() if name != LIVE)
    return Line(f"reading/kind/{kind}", f"{kind}: read by the live decoder", rates[LIVE], "read", measured=others,
                wanted=1.0 if kind in ALL_WANTED else None, told=True)  # fmt: skip


SUBJECT = Subject("reading", "Reading the symbol", measure, counted=True)
