"""Reading hard frames: ours, zxing-cpp as it comes, ZBar and OpenCV on the same frames, taking turns.

    python -m tests.bench.contest                       44 frames a class, 25 films
    python -m tests.bench.contest --seed 7 --frames 10 --films 5
    python -m tests.bench.contest --json                for programs: one object a line

A frame counts as read when every payload in it was read; a payload that is not in the frame is false. Milliseconds
are of processor time. ZBar and OpenCV are asked in the way that keeps bytes. "live" is the decoder of cameras, new
for every frame, "frame" the one for single frames, "still" the thorough one.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import zxingcpp

from hal.desktop.reading import blur
from hal.desktop.reading.decoder import ZxingDecoder
from hal.desktop.reading.live_decoder import LiveDecoder
from hal.desktop.reading.pixel_array import Pixels
from tests.frames import KINDS, Frame, films, frames

SEED = 1
FRAMES = 44  # a class: 572 with a code
FILMS = 25
WARM_UP = 3  # frames that are not counted
LIVE, SINGLE, STILL, ZXING = "ours, live", "ours, frame", "ours, still", "zxing-cpp"
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)

Reader = Callable[[Pixels], set[bytes]]


def plain_zxing(pixels: Pixels) -> set[bytes]:
    """What zxing-cpp reads, as it comes, asked for QR only."""
    return {found.bytes for found in zxingcpp.read_barcodes(pixels, formats=_QR)}


def _ours(decoder: "LiveDecoder | ZxingDecoder") -> Reader:
    return lambda pixels: {symbol.payload for symbol in decoder.decode(pixels)}


def _opencv() -> Reader:
    detector = cv2.QRCodeDetector()

    def read(pixels: Pixels) -> set[bytes]:
        try:
            _, texts, _, _ = detector.detectAndDecodeBytesMulti(pixels)
        except cv2.error:  # raised for some frames without any symbol
            return set()
        return {_undone(bytes(text)) for text in texts if len(text)}

    return read


def _undone(text: bytes) -> bytes:
    """The bytes that were taken for Latin-1 and written as UTF-8."""
    try:
        return text.decode().encode("latin-1")
    except UnicodeError:
        return text


def readers() -> dict[str, Callable[[], Reader]]:
    """What makes a reader for each frame; ZBar is left out where its library is missing."""
    single, still, opencv = ZxingDecoder(), ZxingDecoder(thorough=True), _opencv()
    out: dict[str, Callable[[], Reader]] = {
        LIVE: lambda: _ours(LiveDecoder()),
        SINGLE: lambda: _ours(single),
        STILL: lambda: _ours(still),
        ZXING: lambda: plain_zxing,
    }
    try:
        from hal.desktop.reading.zbar_decoder import ZbarDecoder
    except ImportError:
        pass
    else:
        zbar: ZbarDecoder = ZbarDecoder()
        out["ZBar"] = lambda: lambda pixels: {symbol.payload for symbol in zbar.decode(pixels)}
    out["OpenCV"] = lambda: opencv
    return out


@dataclass
class Score:
    """Of one decoder in one class. taken_s: of each frame."""

    seen: int = 0
    read: int = 0
    false: int = 0
    taken_s: list[float] = field(default_factory=list)

    def add(self, frame: Frame, found: set[bytes], took_s: float) -> None:
        """Count what was found in a frame."""
        self.seen += 1
        self.read += found >= set(frame.payloads)
        self.false += len(found - set(frame.payloads))
        self.taken_s.append(took_s)

    def record(self) -> dict[str, float]:
        """In figures; a rate of frames without a symbol says that nothing was found in them."""
        mean_ms = statistics.fmean(self.taken_s) * 1000 if self.taken_s else 0.0
        return {"rate": self.read / max(1, self.seen), "mean_ms": round(mean_ms, 2), "false": self.false}


Table = dict[str, dict[str, Score]]  # decoder, class


def read_frames(source: Iterable[Frame], told: Callable[[int], None] = lambda number: None) -> Table:
    """Every decoder on every frame. told: called with how many frames are done."""
    makers = readers()
    blur.bank(12)
    table: Table = {name: {kind: Score() for kind in KINDS} for name in makers}
    for number, frame in enumerate(source):
        for name, maker in makers.items():
            reader = maker()
            began_s = time.process_time()
            found = reader(frame.pixels)
            took_s = time.process_time() - began_s
            if number >= WARM_UP:
                table[name][frame.kind].add(frame, found, took_s)
        told(number + 1)
    return table


def whole(scores: dict[str, Score]) -> Score:
    """Of all classes with a code."""
    out = Score()
    for kind, score in scores.items():
        out.false += score.false
        if kind != "none":
            out.seen += score.seen
            out.read += score.read
            out.taken_s += score.taken_s
    return out


@dataclass
class Filmed:
    """first: for each film the frame in which its first code was first read, its length where it never was."""

    first: list[int] = field(default_factory=list)
    false: int = 0
    taken_s: list[float] = field(default_factory=list)

    def record(self) -> dict[str, float]:
        """In figures."""
        mean_ms = round(statistics.fmean(self.taken_s) * 1000, 2)
        return {"median_first": statistics.median(self.first), "mean_ms": mean_ms, "false": self.false}


def watch(source: Iterable[list[Frame]], told: Callable[[int], None] = lambda number: None) -> dict[str, Filmed]:
    """The live decoder and plain zxing on films."""
    out = {LIVE: Filmed(), ZXING: Filmed()}
    for number, film in enumerate(source):
        for name, reader in ((LIVE, _ours(LiveDecoder())), (ZXING, plain_zxing)):
            first = len(film)
            for at, frame in enumerate(film):
                began_s = time.process_time()
                found = reader(frame.pixels)
                out[name].taken_s.append(time.process_time() - began_s)
                out[name].false += len(found - set(frame.payloads))
                if found & set(film[0].payloads):
                    first = min(first, at)
            out[name].first.append(first)
        told(number + 1)
    return out


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.contest", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=SEED, help="of the frames and films (%(default)s)")
    parser.add_argument("--frames", type=int, default=FRAMES, help="of each class (%(default)s)")
    parser.add_argument("--films", type=int, default=FILMS, help="(%(default)s)")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args(argv)
    if min(options.seed, options.films) < 0 or options.frames < 1:
        parser.error("--seed and --films begin at 0, --frames at 1")
    cv2.setNumThreads(1)
    # Some frames of another seed go first: who is measured first shall not pay for what is loaded then.
    warm = [frame for frame, _ in zip(frames(options.seed + 1, 1), range(WARM_UP), strict=False)]
    source = [*warm]
    table = read_frames(_chained(source, frames(options.seed, options.frames)), _progress("frames"))
    seen = watch(films(options.seed, options.films), _progress("films")) if options.films else {}
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for line in _json(table, seen) if options.json else _text(table, seen):
        print(line)
    return 1 if any(whole(table[name]).false for name in (LIVE, SINGLE, STILL)) else 0


def _chained(warm: list[Frame], rest: Iterator[Frame]) -> Iterator[Frame]:
    yield from warm
    yield from rest


def _progress(what: str) -> Callable[[int], None]:
    def told(number: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{number} {what} ", end="", file=sys.stderr, flush=True)

    return told


def _json(table: Table, seen: dict[str, Filmed]) -> Iterator[str]:
    for name, scores in table.items():
        for kind, score in {**scores, "all": whole(scores)}.items():
            yield json.dumps({"decoder": name, "class": kind, **score.record()})
    for name, filmed in seen.items():
        yield json.dumps({"decoder": name, "films": len(filmed.first), **filmed.record()})


def _text(table: Table, seen: dict[str, Filmed]) -> Iterator[str]:
    yield f"{'':14}" + "".join(f"{name:>14}" for name in table)
    for kind in KINDS:
        yield f"{kind:14}" + "".join(f"{scores[kind].record()['rate']:14.2f}" for scores in table.values())
    for title, key, form in (
        ("all with codes", "rate", "14.3f"),
        ("mean ms", "mean_ms", "14.2f"),
        ("false", "false", "14"),
    ):
        yield f"{title:14}" + "".join(f"{whole(scores).record()[key]:{form}}" for scores in table.values())
    yield f"{'ms, no code':14}" + "".join(f"{scores['none'].record()['mean_ms']:14.2f}" for scores in table.values())
    slowest = [np.max(whole(scores).taken_s) * 1000 for scores in table.values()]
    yield f"{'slowest ms':14}" + "".join(f"{one:14.1f}" for one in slowest)
    for name, filmed in seen.items():
        of = filmed.record()
        yield (
            f"{len(filmed.first)} films, {name}: first read in frame {of['median_first']:g} (median), "
            f"{of['mean_ms']:.2f} ms a frame, {of['false']} false"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
