"""The switch of a lane, `system` or `staffed`, on a board: a service command asks for it, the next start does it.

The file lane is two bytes: what the lane is, and what it shall be; 1 system, 2 staffed. A start that finds them apart
writes the event to the journal and only then switches, so a lane is never another one than the journal says. It stays
what it is through restarts. Clause: docs/trips.md.
"""

from boards import state as names
from terminal.lane import LANE_SWITCHED
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

NAMES = ("system", "staffed")


def read(files: "Any") -> tuple[int, int]:
    """(what the lane is, what it shall be) as positions in NAMES; a damaged file is a lane of the system."""
    data = files.read(names.LANE) or b""
    if len(data) != 2 or 0 in data or max(data) > len(NAMES):
        return 0, 0
    return data[0] - 1, data[1] - 1


def _write(files: "Any", now: int, wanted: int) -> None:
    files.write(names.LANE, bytes([1 + now, 1 + wanted]))


def ask(site: "Any", name: str) -> "dict[str, Any]":
    """Ask for a lane, in service mode. Raises ValueError for another name."""
    if name not in NAMES:
        raise ValueError(f"lane: {name!r} is none of {NAMES}")
    now = read(site.state)[0]
    _write(site.state, now, NAMES.index(name))
    return {"was": NAMES[now], "lane": name}


def settle(files: "Any", lane: "Any", journal: "Any", now_s: int | None) -> str:
    """At a start, once the journal is open: what the lane is from now on. Raises OSError when it cannot be recorded;
    then it is what it was, and the next start tries again."""
    now, wanted = read(files)
    lane.staffed = now == 1
    if now != wanted:
        journal.append_event(LANE_SWITCHED, None, 1 + wanted, now_s)
        lane.staffed = wanted == 1
        _write(files, wanted, wanted)
    return NAMES[wanted]
