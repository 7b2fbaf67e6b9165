"""Puts a new trust list, or a new eligibility snapshot, on a board that is in use."""

from pathlib import Path
from typing import Any

from sim.device import board as boards
from sim.device.device import Device
from sim.output.progress import Report, silent
from sim.output.trouble import Trouble
from terminal import trust

_CHECK_S = 60
_PAGES_A_S = 3  # what the slowest board checks
_SEQUENCE_AT = 20
TRUST, SNAPSHOT = "trust", "snapshot"  # what is installed, as boards/service.py calls it


def fits(path: Path, length_bytes: int, board: boards.Board) -> None:
    """Raises Trouble when a board has no space for a list of this length."""
    if length_bytes > board.trust_max_bytes:
        raise Trouble(
            f"{path}: {length_bytes} bytes are more than the {board.trust_max_bytes} that {board.id} has room for"
        )


def install(device: Device, data: bytes, report: Report = silent, kind: str = TRUST) -> dict[str, Any]:
    """Put a checked list on a board in service mode; its answer. Raises Trouble with the reason of a refusal."""
    place = device.call(f"{kind}_room({len(data)})")
    _follows(data, place["highest"], "list" if kind == TRUST else kind)
    size = f"{len(data) // 1024} KB"
    report(f"uploading {size}", 0, 0)
    device.put({place["path"]: data})
    report(f"the board checks {size}", 0, 0)
    pages = len(data) // trust.PAGE_BYTES
    return device.call(f"install({kind!r}, {place['path']!r})", _CHECK_S + pages // _PAGES_A_S)


def _follows(data: bytes, highest: int | None, what: str) -> None:
    """Raises Trouble for a sequence that the board will refuse; about the same one again only the board knows."""
    sequence = int.from_bytes(data[_SEQUENCE_AT : _SEQUENCE_AT + 4], "big")
    if highest is None:
        raise Trouble("the board has lost its counter of lists; provision it anew, with --force")
    if sequence < highest:
        raise Trouble(
            f"sequence {sequence} is below {highest}, the highest ever installed there; get the newest {what}"
        )
    if highest and sequence > highest + trust.STEP_MAX:
        raise Trouble(
            f"sequence {sequence} is more than {trust.STEP_MAX} above {highest}, the highest ever installed there; "
            f"number the {what} lower"
        )
