"""The slots as the running image sees them; boards/chooser.py started it, boards/update.py installs another."""

import json

from boards.state import State
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

BOOT = "boot"
_SUM_BYTES = 64


def boot(state: State) -> "dict[str, Any]":
    """The state of the slots as the chooser left it; empty without one. The chooser has checked it."""
    data = state.read(BOOT)
    found: dict[str, Any] = json.loads(data[_SUM_BYTES:]) if data else {}
    return found


def begin(state: State, folder: str) -> bool:
    """Whether the image in this folder is on trial. What happened to the slots is kept for the journal."""
    found = boot(state)
    if found.get("event"):
        from boards import chooser

        try:
            state.note(found["event"], None, found["value"])
            found["event"] = 0
            chooser.write(folder[:-2], found)
        except OSError:
            pass  # it is reported at a later start
    return bool(found.get("trial", "") == folder[-1])


def confirm(root: str) -> None:
    """The image on trial is good: from the next start on it is the active one."""
    from boards import chooser

    found = chooser.read(root)
    if found is not None and found["trial"]:
        slot = found["trial"]
        number = chooser.version(root + "/" + slot)
        found.update(active=slot, trial="", tries=0, why="", event=chooser.IMAGE_STARTED, value=number)
        chooser.write(root, found)
