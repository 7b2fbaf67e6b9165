"""Which record of a pulled journal the acquirer has, out of what an operator names."""

import json
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.journal import exported, folder
from sim.journal.folder import Journal, Segments
from sim.journal.listing import number
from sim.journal.walk import Digest, Found, walk
from sim.output.trouble import Trouble, why

ACQUIRED = "acquired.json"  # in the folder of a journal: {"through": 1200, "hash": "…"}, as the sink has answered
_FILE_MAX_BYTES = 1024


def acquired(path: Path) -> tuple[int, bytes]:
    """(sequence, hash) in such a file. Raises Trouble."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_FILE_MAX_BYTES))
        return number(str(found["through"])), bytes.fromhex(found["hash"])
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; `ridegate uplink` writes it when the sink has answered") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Trouble(f"{path}: not what `ridegate uplink` wrote; run it again") from None


def through(text: str, journal: Journal, digest: Digest, acknowledged: int) -> tuple[int, bytes | None]:
    """(sequence, the hash that its record has to have or None) from what was named. Raises Trouble."""
    try:
        return number(text), None
    except ValueError:
        pass
    path = Path(text)
    if path.name == ACQUIRED:
        return acquired(path)
    if folder.SEGMENT.fullmatch(path.name):
        last = _last(path)
        return last.record.sequence, last.digest
    return exported.newest(path, journal, digest, acknowledged), None


def _last(path: Path) -> Found:
    """The last whole record of a segment."""
    newest = None
    for each in walk(Segments({int(path.name): path}), desktop_engine().digest, None):
        if isinstance(each, Found):
            newest = each
    if newest is None:
        raise Trouble(f"{path}: no whole record is in it; name another segment")
    return newest


def find(journal: Journal, digest: Digest, sequence: int) -> Found | None:
    """The record of this sequence; None when the journal does not hold it."""
    held = [each for each in journal.segments.numbers() if each <= sequence]
    if held:
        for each in walk(journal.segments.only(held[-1]), digest, None):
            if isinstance(each, Found) and each.record.sequence == sequence:
                return each
    return None
