"""Checks that the release contacts of a board are idle from its first line to its first decision. Clause: spec §7."""

from boards.format.first_lines import first_lines
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from boards.interfaces import Board


def closed(board: "Board") -> str:
    """Which release pin is at the level that releases, now; "" for none."""
    found = [str(pin) for pin, active in board.release_pins() if pin.value() == active]
    return "a release contact is closed: " + ", ".join(found) if found else ""


def unsafe(board: "Board", root: str, opened: "Callable[[str], Any]" = open) -> str:
    """The fault in the first lines of this board's main.py, which no update touches; "" for nothing.

    root: where the files are mounted, "" for /. opened: opens a text file.
    """
    wanted = first_lines(tuple([(pin, 1 - active) for pin, active in board.pins.RELEASE]))
    with opened(root + "/main.py") as file:
        head = file.read(len(wanted) + 512)
    if wanted in head:
        return ""
    return "main.py does not put the release pins at their safe levels first: wipe the board's flash and flash it anew"
