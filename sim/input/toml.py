"""Reads TOML; every fault of the text is a ValueError."""

import tomllib
from typing import Any


def read(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises ValueError with one line that says where it is none.

    Trap: `tomllib` alone ends in a RecursionError on deep nesting, and in a bare ValueError on a number of thousands of
    digits.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("its tables or lists lie too deep in each other") from None
