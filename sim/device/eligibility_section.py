"""The section [eligibility] of a configuration: who is asked whether a subject may pass (step 24).

No firmware asks yet: a board reaches a service through the station computer only, which is not built. So the section is
checked, and one that asks for a service is refused with the reason: config.bin never lacks what its source says.
"""

from typing import Any

from sim.device.board import Board
from terminal.eligibility import DEADLINE_MAX_MS, DEADLINE_MIN_MS, OPEN, SHUT, STAFFED

NONE, STATION = "none", "station"
_CHOICES = {"service": (NONE, STATION), "unknown": (OPEN, STAFFED, SHUT)}
KEYS = ("service", "unknown", "deadline_ms")
EXAMPLE = f"""
[eligibility]  # all of it may be left out
service = "none"  # who is asked whether a subject may pass; "none" or "station" (a board with a network)
unknown = "staffed"  # what becomes of a passenger of whom that is not known; "open", "staffed" or "shut"
deadline_ms = 150  # how long an answer is waited for; {DEADLINE_MIN_MS} to {DEADLINE_MAX_MS}"""


def problems(section: Any, board: Board | None) -> list[str]:
    """What cannot stand in the section, one line each; for this board if there is one."""
    if not isinstance(section, dict):
        return []  # reported with the unknown sections
    found = []
    for key, choices in _CHOICES.items():
        value = section.get(key, choices[0])
        if value not in choices:
            written = " or ".join(f'"{choice}"' for choice in choices)
            found.append(f"eligibility.{key}: cannot stand; write {written}")
    deadline_ms = section.get("deadline_ms", DEADLINE_MIN_MS)
    if type(deadline_ms) is not int or not DEADLINE_MIN_MS <= deadline_ms <= DEADLINE_MAX_MS:
        found.append(f"eligibility.deadline_ms: write a whole number from {DEADLINE_MIN_MS} to {DEADLINE_MAX_MS}")
    if section.get("service", NONE) == STATION:
        found.append(f"eligibility.service: {_why(board)}")
    return found


def _why(board: Board | None) -> str:
    if board is None:
        return 'a board with a network is needed; name it with --board, or write "none"'
    if not board.network:
        return f'{board.id} has no network to ask a station computer over; write "none"'
    return f'{board.id} has a network, and its firmware does not ask a station computer yet; write "none"'
