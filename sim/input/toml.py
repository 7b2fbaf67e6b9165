"""Reads TOML; every fault of the text is a ValueError."""

import tomllib
from typing import Any

DEPTH_MAX = 64  # tables and lists inside each other
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1  # the integers of TOML
_TOO_DEEP = "its tables or lists lie too deep in each other"


def read(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises ValueError with one line that says where it is none.

    Refused as well: an integer of more than 64 bits, which TOML 1.0 does not have and Python may not print, and U+0000
    in a text, which no file name may hold.
    Trap: `tomllib` alone ends in a RecursionError on deep nesting, and in a bare ValueError on a number of thousands of
    digits; dotted keys nest without bound.
    """
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    level: list[Any] = [found]
    for _ in range(DEPTH_MAX):
        level = _inside(level)
        if not level:
            return found
    raise ValueError(_TOO_DEEP)


def _inside(level: list[Any]) -> list[Any]:
    """The tables and lists inside these. Raises ValueError for a value beside them that is refused."""
    found = []
    for each in level:
        for value in each.values() if isinstance(each, dict) else each:
            if isinstance(value, dict | list):
                found.append(value)
            elif isinstance(value, int):
                if not _LEAST <= value <= _MOST:
                    raise ValueError("it holds an integer of more than 64 bits")
            elif isinstance(value, str) and "\0" in value:
                raise ValueError("it holds a text with the character U+0000")
    return found
