"""A recording of a gate that runs: its beginning and end, and wrappers that record bytes on their way."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.capture.provenance import LEVELS
from sim.output import show
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from sim.capture.recorder import Recorder


@contextlib.contextmanager
def begin(
    path: Path | None, level: str | None, how: str, engine: str, report: Callable[[str], None] | None = None
) -> "Iterator[Recorder | None]":
    """A recorder while the block runs, None without a path. level: the first of LEVELS when left out. how, engine: as
    of `Recorder`. report: called when a disk fails, beside a line on stderr.

    Raises Trouble when the file cannot be made.
    """
    if path is None:
        if level is not None:
            raise Trouble("--record-level goes with --record FILE.mcap")
        yield None
        return
    from sim.capture.recorder import Recorder

    def failed(why: str) -> None:
        words = f"--record {path}: {why}; recording has ended there, the gate goes on"
        show.complain("run", words)
        if report is not None:
            report(words)

    recorder = Recorder(path, level or LEVELS[0], how, engine, failed)
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
