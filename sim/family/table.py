"""The one table of families: what this program knows beside the ride code. docs/families.md says what a module has."""

from sim.family import dosipas, paper, relative, uic
from sim.family.contract import Family, Reason
from terminal import codes
from terminal.codes import Code

FAMILIES: tuple[Family, ...] = (paper, relative, uic, dosipas)

NAMES = tuple(family.NAME for family in FAMILIES)
ON_BOARDS = tuple(family.NAME for family in FAMILIES if family.ON_BOARDS)
TABLE: tuple[Code, ...] = (*codes.TABLE, *(row for family in FAMILIES for row in family.RESULTS))
"""Every result that any code can be answered with."""

_BY_NAME = {family.NAME: family for family in FAMILIES}
_ROWS = {row.number: row for row in TABLE}


def of(payload: bytes) -> Family | None:
    """The family of these bytes; None for none, as for a ride code."""
    return next((family for family in FAMILIES if family.matches(payload)), None)


def named(name: str) -> Family:
    """The family of that name. Raises KeyError."""
    return _BY_NAME[name]


def row(number: int) -> Code:
    """The row of a result number, of whichever table. Raises KeyError."""
    return _ROWS[number]


def reason(number: int) -> Reason | None:
    """The reason behind a family's own result; None for a result of the terminal's table."""
    return next((family.REASONS[number] for family in FAMILIES if number in family.REASONS), None)
