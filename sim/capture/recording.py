"""`ridegate run --record`: options, and what is put in the way of frames and bytes so that they are recorded."""

import argparse
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import show
from sim.capture.pinned import LEVELS
from sim.trouble import Trouble

if TYPE_CHECKING:
    from sim.capture.recorder import Recorder
    from sim.page.happening import Happening


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --record and --record-level."""
    parser.add_argument(
        "--record", type=Path, metavar="FILE.mcap", help="record what the gate sees and answers, for `ridegate replay`"
    )
    parser.add_argument(
        "--record-level",
        choices=LEVELS,
        help="full: with codes, accounts and frames; masked: no code and no frame, accounts as pseudonyms; "
        "decisions: answers only (full)",
    )


@contextlib.contextmanager
def begin(args: argparse.Namespace, how: str, engine: str, told: Callable[[str], None] | None = None) -> Iterator[Any]:
    """A recorder while the block runs, None without --record. told: of a disk that fails; else a line on stderr.

    Raises Trouble when the file cannot be made.
    """
    if args.record is None:
        if args.record_level is not None:
            raise Trouble("--record-level goes with --record FILE.mcap")
        yield None
        return
    from sim.capture.recorder import Recorder

    def failed(why: str) -> None:
        words = f"--record {args.record}: {why}; recording has ended there, the gate goes on"
        show.complain("run", words)
        if told is not None:
            told(words)

    recorder = Recorder(args.record, args.record_level or LEVELS[0], how, engine, failed)
    try:
        yield recorder
    finally:
        recorder.close()


class Looked:
    """A decoder whose frames are recorded."""

    def __init__(self, decoder: Any, recorder: "Recorder") -> None:
        self._decoder = decoder
        self._recorder = recorder

    def decode(self, frame: Any) -> Any:
        """The symbols of a frame."""
        self._recorder.looked_at(frame)
        return self._decoder.decode(frame)


class Heard:
    """A serial line whose bytes are recorded as they arrive."""

    def __init__(self, port: Any, recorder: "Recorder", now_ms: Callable[[], int]) -> None:
        self._port = port
        self._recorder = recorder
        self._now_ms = now_ms

    def readinto(self, buffer: Any) -> int:
        """Pass on what has arrived."""
        count: int = self._port.readinto(buffer)
        if count:
            self._recorder.bytes_arrived(self._now_ms(), bytes(memoryview(buffer)[:count]))
        return count

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


def page(recorder: "Recorder") -> "Callable[[Happening], None]":
    """A listener for the page's gate: its frames, and what is told in words."""

    def listen(happening: "Happening") -> None:
        kind, data = happening.kind, happening.data
        if kind == "frame":
            recorder.looked_at(data["pixels"])
        elif kind in ("log", "notice"):
            recorder.event(kind, str(data["en"]))
        elif kind == "scene" and data["ok"] is not None:
            recorder.event(kind, f"{data['number']} {data['en']}: {data['seen']}")
        elif kind in ("power", "storage", "sensor", "scanner"):
            recorder.event(kind, str(data.get("state", data.get("on"))))

    return listen
