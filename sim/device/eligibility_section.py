"""The section [eligibility] of a configuration: what is asked whether a subject may pass (step 24), and where."""

from typing import Any

from boards.format import asking, config
from sim.device.board import Board

_STANDARD: dict[str, Any] = dict(zip(asking.Asking._fields, (asking.NONE, asking.NONE, "staffed", 150), strict=True))
KEYS = tuple(_STANDARD)
_LEAST_MS, _MOST_MS = asking.ROWS[-1][1:]
EXAMPLE = f"""
[eligibility]  # all of it may be left out
service = "none"  # who is asked whether a subject may pass; "none" or "station" (a board with a network)
snapshot = "none"  # whether the signed list of accounts is looked into first; "none" or "installed"
unknown = "staffed"  # what becomes of a passenger of whom that is not known; "open", "staffed" or "shut"
deadline_ms = 150  # how long an answer is waited for; {_LEAST_MS} to {_MOST_MS}"""


def read(section: Any, problems: list[str]) -> asking.Asking | None:
    """What the section says; None where it asks for nothing. Adds to `problems` what cannot stand, one line each."""
    if not isinstance(section, dict):
        return None  # reported with the unknown sections
    values = []
    before = len(problems)
    for row in asking.ROWS:
        value = section.get(row[0].split(".")[1], _STANDARD[row[0].split(".")[1]])
        values.append(value)
        if len(row) == 2 and value not in row[1]:
            written = " or ".join(f'"{choice}"' for choice in row[1])
            problems.append(f"{row[0]}: cannot stand; write {written}")
        elif len(row) == 3 and (type(value) is not int or not row[1] <= value <= row[2]):
            problems.append(f"{row[0]}: write a whole number from {row[1]} to {row[2]}")
    made = asking.Asking(*values)
    if len(problems) > before or (made.service, made.snapshot) == (asking.NONE, asking.NONE):
        return None
    return made


def without_network(made: asking.Asking | None, board: Board | None) -> list[str]:
    """Why no station computer can be asked, one line or none."""
    if made is None or made.service == asking.NONE:
        return []
    if board is None:
        return ['eligibility.service: a board with a network is needed; name it with --board, or write "none"']
    if not board.network:
        return [f'eligibility.service: {board.id} has no network to ask a station computer over; write "none"']
    return []


def problems(setup: config.Config, board: Board) -> list[str]:
    """Why this board has no memory for what a configuration asks, one line each."""
    most = board.asking_history_max
    if setup.asking is None:
        return []
    if not most:
        return [f'eligibility: {board.id} has no memory for it; write service = "none" and snapshot = "none"']
    found = []
    if setup.capacity > most:
        found.append(
            f"history.capacity: {setup.capacity} codes do not fit beside eligibility, {board.id} has room for {most}; "
            f"write {most} or less"
        )
    if asking.NONE not in setup.asking[:2]:
        found.append(
            f"eligibility: {board.id} has no memory for a snapshot beside a station computer; "
            'write service = "none" or snapshot = "none"'
        )
    if board.families:
        found.append(f"eligibility: the build of {board.id} has other families, and asks for none; leave it out")
    return found
