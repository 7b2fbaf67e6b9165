"""The steps of spec §4 that results belong to."""

import re

from terminal import codes

_ONE = re.compile(r"step (\d+)$")


def of(result: str) -> int | None:
    """The one step that gives a result; None for a result of no step, or of two (BAD_PUBLIC_KEY). Raises KeyError."""
    found = _ONE.search(codes.by_name(result).clause)
    return None if found is None else int(found[1])
