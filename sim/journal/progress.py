"""A bar on stderr while something takes long; on a terminal window only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LONG_BYTES = 4 << 20  # what is over sooner needs no bar


@contextmanager
def bar(words: str, total_bytes: int, quiet: bool = False, always: bool = False) -> Iterator[Callable[[int], None]]:
    """told(bytes) moves the bar. quiet: none at all; always: however little there is to do."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    on = Console(stderr=True)
    hidden = quiet or not on.is_terminal or (total_bytes < _LONG_BYTES and not always)
    columns = (TextColumn("{task.description:24}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=on, transient=True, disable=hidden) as shown:
        task = shown.add_task(words, total=total_bytes)
        yield lambda size: shown.update(task, advance=size)
