"""The terminal window this process writes to."""

import os
import sys


def columns() -> int:
    """COLUMNS, or what the window says, or 80 where there is none."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):  # closed, or no window
        return 80
