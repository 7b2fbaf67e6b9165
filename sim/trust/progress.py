"""How far long work on a list has come: told to whoever asks, shown as a bar on a terminal window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

# (what is being done, how much of it is done, how much there is; 0: not known)
Told = Callable[[str, int, int], None]


def untold(what: str, done: int, total: int) -> None:
    """Nobody asks."""


@contextmanager
def bar(quiet: bool = False) -> Iterator[Told]:
    """A bar on standard error while the work is under way; nothing where that is no terminal window."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    on = Console(stderr=True)
    columns = (TextColumn("{task.description:32}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=on, transient=True, disable=quiet or not on.is_terminal) as shown:
        task = shown.add_task("", total=None)

        def told(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total or None)

        yield told
