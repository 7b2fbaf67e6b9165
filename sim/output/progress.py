"""How far long work has come: reported to a callback, shown as one bar on standard error; nothing where that is no
terminal window.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

# (what is done, how much of it is over, how much there is; 0: not known)
Report = Callable[[str, int, int], None]

_CELLS = 24
_EVERY_S = 0.1
_MB = 1_000_000
_LONG_BYTES = 4 << 20  # what is over sooner needs no bar


def silent(what: str, done: int, total: int) -> None:
    """Report nothing."""


class Bar:
    """One line that is written again and again. `hidden`: never."""

    def __init__(self, hidden: bool, size_bytes: bool = False) -> None:
        from sim.output.console import Console

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
        self._write(self._line(words, done, total))

    def _line(self, words: str, done: int, total: int) -> str:
        from sim.output.encoding import plain
        from sim.output.text import columns

        cells = min(_CELLS, _CELLS * done // total) if total else 0
        line = f"{plain(words)}  {'━' * cells}{' ' * (_CELLS - cells)}  {self._amount(done, total)}"
        room = self._console.width - 1
        while columns(line) > room:
            line = line[:-1]
        return line

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
def bar(hidden: bool = False, size_bytes: bool = False) -> Iterator[Report]:
    """A bar while the block runs; what it yields moves it."""
    shown = Bar(hidden, size_bytes)
    try:
        yield shown.show
    finally:
        shown.clear()


@contextmanager
def byte_count(total_bytes: int, hidden: bool = False) -> Iterator[Callable[[str, int], None]]:
    """A bar that is moved by what comes on top: (what is done, so many bytes more)."""
    done = 0
    with bar(hidden, size_bytes=True) as report:

        def add(what: str, size: int) -> None:
            nonlocal done
            done += size
            report(what, done, total_bytes)

        yield add


@contextmanager
def byte_bar(
    words: str, total_bytes: int, hidden: bool = False, always: bool = False
) -> Iterator[Callable[[int], None]]:
    """The same for one kind of work, which takes so many bytes more. always: however little there is to do."""
    with byte_count(total_bytes, hidden or (total_bytes < _LONG_BYTES and not always)) as add:
        yield partial(add, words)
