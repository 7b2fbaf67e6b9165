"""The one file that knows there are two runtimes."""

try:
    from micropython import const
except ImportError:  # CPython: mpy-cross folds const() by its name, here it only has to hand the value through

    def const(value: int) -> int:
        return value


# Type checkers take a name spelled like this for true; both runtimes skip what it guards.
TYPE_CHECKING = False

__all__ = ("TYPE_CHECKING", "const")
