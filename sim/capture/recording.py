"""`ridegate run --record`: its options, and wrappers that record frames and bytes on their way."""

import argparse
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import show
from sim.capture.provenance import LEVELS
from sim.trouble import Trouble

if TYPE_CHECKING:
    from sim.capture.recorder import Recorder
    from sim.page.gate_loop import Heard as Reported


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
    """A recorder while the block runs, None without --record. told: called when a disk fails; else a line on stderr.

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


def page(recorder: "Recorder") -> "Callable[[Reported], None]":
    """A listener for the page's gate: what is reported in words."""

    def listen(event: "Reported") -> None:
        from sim.gate.event import Log, Notice, Power, Set
        from sim.page.page_event import Played
        from sim.scenario.play import SceneEnded

        if isinstance(event, Log | Notice):
            recorder.event("log" if isinstance(event, Log) else "notice", event.en)
        elif isinstance(event, Played) and isinstance(event.report, SceneEnded):
            report = event.report
            recorder.event("scene", f"{report.number} {report.scene.en}: {report.skipped or report.answer}")
        elif isinstance(event, Power):
            recorder.event("power", str(event.on))
        elif isinstance(event, Set) and isinstance(event.value, str):
            recorder.event(event.name, event.value)

    return listen
