"""An answer as a board tells it on its log, as a Decision again."""

import re
from dataclasses import dataclass

from terminal import codes
from terminal.decide import Decision
from terminal.policy import RECOVERIES, STANDARD
from terminal.recover import recover
from terminal.ridecode import Refused, RideCode, parse as parse_code

_LINE = re.compile(r"^ *(\d+) ms  ([A-Z_]+)(?: step (\d+))?(.*)$")
_UNDONE = re.compile(r"  after ([a-z0-9_]+(?:, [a-z0-9_]+)*)")
_OFFSET = re.compile(r"  at byte (\d+)")
_FAMILY = re.compile(r"^  ([a-z_]+)(?:  |$)")


@dataclass(frozen=True, slots=True)
class Answer:
    """us: from the last byte received to the relay or the refusal, as the board measured it."""

    decision: Decision
    us: int


def parse(line: str, payload: bytes) -> Answer | None:
    """A line of the board's log; None for any other. payload: what was in front of its scanner."""
    found = _LINE.match(line)
    if found is None:
        return None
    try:
        result = codes.by_name(found[2]).number
    except KeyError:
        return None
    rest = found[4]
    undone, offset, family = _UNDONE.search(rest), _OFFSET.search(rest), _FAMILY.match(rest)
    decision = Decision(
        result,
        None if found[3] is None else int(found[3]),
        _code(payload) if "  issuer " in rest else None,
        tuple(undone[1].split(", ")) if undone else (),
        family[1] if family and result == codes.FOREIGN_CODE else None,
        int(offset[1]) if offset else -1,
        None,
    )
    return Answer(decision, int(found[1]) * 1000)


def _code(payload: bytes) -> RideCode | None:
    try:
        return parse_code(recover(payload, RECOVERIES)[0], STANDARD)
    except Refused:
        return None
