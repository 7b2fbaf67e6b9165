"""A bar on standard error during long work; nothing where that is no terminal window."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sim.output.console import Console
from sim.output.encoding import plain
from sim.output.text import columns

_CELLS = 24
_EVERY_S = 0.1
_MB = 1_000_000


class Bar:
    """One line that is written again and again. `hidden`: never."""

    def __init__(self, hidden: bool, size_bytes: bool = False) -> None:
        self._console = Console(sys.stderr)
        self._hidden = hidden or not self._console.is_terminal
        self._size_bytes = size_bytes
        self._written_s = 0.0
        self._words = ""

    def show(self, words: str, done: int, total: int) -> None:
        """How far it has come: `done` of `total`, 0 where that is not known."""
        now_s = time.monotonic()
        if self._hidden or (words == self._words and now_s - self._written_s < _EVERY_S and done != total):
            return
        self._written_s, self._words = now_s, words
        cells = min(_CELLS, _CELLS * done // total) if total else 0
        line = f"{plain(words)}  {'━' * cells}{' ' * (_CELLS - cells)}  {self._amount(done, total)}"
        room = self._console.width - 1
        while columns(line) > room:
            line = line[:-1]
        self._write(line)

    def _amount(self, done: int, total: int) -> str:
        if self._size_bytes:
            return f"{done / _MB:.1f}/{total / _MB:.1f} MB"
        return f"{done}/{total}" if total else ""

    def clear(self) -> None:
        """Leave the line empty."""
        if not self._hidden:
            self._write("")

    def _write(self, line: str) -> None:
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()


@contextmanager
def bar(hidden: bool = False, size_bytes: bool = False) -> Iterator[Bar]:
    """A bar while the block runs."""
    shown = Bar(hidden, size_bytes)
    try:
        yield shown
    finally:
        shown.clear()
