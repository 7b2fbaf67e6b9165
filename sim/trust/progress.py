"""How far long work on a list has come: reported to a callback, shown as a bar on a terminal window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

# (what is being done, how much of it is done, how much there is; 0: not known)
Report = Callable[[str, int, int], None]


def unreported(what: str, done: int, total: int) -> None:
    """Report progress to no one."""


@contextmanager
def bar(quiet: bool = False) -> Iterator[Report]:
    """A bar on standard error while the work is under way; nothing where that is no terminal window."""
    from sim.output import bar as output

    with output.bar(quiet) as shown:
        yield shown.show
