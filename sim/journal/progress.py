"""A bar on stderr during long work; on a terminal window only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LONG_BYTES = 4 << 20  # what is over sooner needs no bar


@contextmanager
def bar(words: str, total_bytes: int, quiet: bool = False, always: bool = False) -> Iterator[Callable[[int], None]]:
    """advance(bytes) moves the bar. quiet: none at all; always: however little there is to do."""
    from sim.output import bar as output

    done = 0
    with output.bar(quiet or (total_bytes < _LONG_BYTES and not always), size_bytes=True) as shown:

        def advance(size: int) -> None:
            nonlocal done
            done += size
            shown.show(words, done, total_bytes)

        yield advance
