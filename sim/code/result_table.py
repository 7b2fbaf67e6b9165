"""Results by their names, which people and files write."""

from sim.family import table
from terminal import codes


def by_name(name: str) -> codes.Code:
    """The row of a result name, such as "CODE_EXPIRED". Raises KeyError for a name that is in no row."""
    for code in table.TABLE:
        if code.name == name:
            return code
    raise KeyError(name)
