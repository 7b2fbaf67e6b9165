"""The one table of families: what this program knows beside the ride code. docs/families.md says what a module has."""

from sim.family import dosipas, paper, relative, uic
from sim.family.contract import Family, Reason
from terminal import codes, sm2
from terminal.codes import Code
from terminal.family.judging import reading
from terminal.ridecode import INPUT_MAX_BYTES, Refused

FAMILIES: tuple[Family, ...] = (paper, relative, uic, dosipas)

STRUCTURE_STEP = 2  # of every family: from here on keys, lists and clocks are asked
NAMES = tuple(family.NAME for family in FAMILIES)
ON_BOARDS = tuple(family.NAME for family in FAMILIES if family.ON_BOARDS)
TABLE: tuple[Code, ...] = (*codes.TABLE, *(row for family in FAMILIES for row in family.RESULTS))
"""Every result that any code can be answered with."""

GOOD = tuple(row.name for row in TABLE if row.fault == "nobody")
"""The names of the good answers: of a ride code that it is accepted, of another family's that it was read."""

_BY_NAME = {family.NAME: family for family in FAMILIES}
_ROWS = {row.number: row for row in TABLE}


def of(payload: bytes) -> Family | None:
    """The family of these bytes; None for none, as for a ride code."""
    return next((family for family in FAMILIES if family.matches(payload)), None)


def known(name: str | None) -> Family | None:
    """The family of that name; None where it names none, as in the decision on a ride code or on a link."""
    return _BY_NAME.get(name or "")


def named(name: str) -> Family:
    """The family of that name. Raises KeyError."""
    return _BY_NAME[name]


def structure(family: Family, payload: bytes) -> Refused | None:
    """What breaks the structure of a code of that family (its step 2), None when nothing does; no key is needed."""
    if len(payload) > INPUT_MAX_BYTES:
        return Refused(codes.OVERSIZED, 1, -1, family.NAME)
    decision = sm2.finish(family.steps(payload, None, reading(), None))
    if decision.step is None or decision.step > STRUCTURE_STEP:
        return None
    return Refused(decision.result, decision.step, decision.offset, family.NAME)


def row(number: int) -> Code:
    """The row of a result number, of whichever table. Raises KeyError."""
    return _ROWS[number]


def reason(number: int) -> Reason | None:
    """The reason behind a family's own result; None for a result of the terminal's table."""
    return next((family.REASONS[number] for family in FAMILIES if number in family.REASONS), None)
