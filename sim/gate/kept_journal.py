"""A journal that stays when its gate ends, with its record key beside it, and the acquirer's answers to it.

    DIR/journal/            the segments; `ridegate uplink DIR/journal` reads them meanwhile
    DIR/journal/acquired.json   what the sink has committed, as the uplink wrote it
    DIR/record.key          64 hexadecimal digits; only its owner reads it
    DIR/list.noted          the sequence of the trust list that the journal names last
"""

import secrets
from pathlib import Path

from hal.desktop import durable
from sim.journal import record_key
from sim.journal.acknowledge import ACQUIRED, acquired
from sim.output.trouble import Trouble, why
from terminal import records

KEY_FILE = "record.key"
NOTED_FILE = "list.noted"
_LOOK_EVERY_MS = 1000
_TAKE_EVERY_MS = 60_000  # each acknowledgement is a record, which is sent and answered in its turn


def made(folder: Path) -> bytes:
    """The record key of this folder; both are made where they are not there. Raises Trouble."""
    path = folder / KEY_FILE
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not path.exists():
            text = secrets.token_bytes(records.KEY_BYTES).hex() + "\n"
            durable.replace(str(path), text.encode(), durable, mode=0o600)
    except OSError as error:
        raise Trouble(f"{folder}: {why(error)}; name a folder for the journal in one that exists") from None
    return record_key.of_file(path)


def noted_list(folder: Path) -> int | None:
    """The sequence of the trust list whose installation stands in the journal; None for none."""
    try:
        return int((folder / NOTED_FILE).read_text("ascii"))
    except (OSError, ValueError):
        return None  # written once more: the record is then there twice, and says the same


def note_list(folder: Path, sequence: int) -> None:
    """The installation of this list stands in the journal. Raises OSError."""
    durable.replace(str(folder / NOTED_FILE), f"{sequence}\n".encode(), durable, mode=0o600)


class Acquired:
    """Looks for a newer answer beside a journal, now and then, and less often once one was taken."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal" / ACQUIRED
        self._next_ms = 0
        self._seen = -1

    def look(self, now_ms: int) -> tuple[int, bytes] | None:
        """(sequence, hash) that an uplink wrote since the last look, else None. Raises Trouble for another file.

        Call `taken` when it was acknowledged."""
        if now_ms < self._next_ms:
            return None
        self._next_ms = now_ms + _LOOK_EVERY_MS
        try:
            mark = self._path.stat().st_mtime_ns
        except OSError:
            return None
        if mark == self._seen:
            return None
        self._seen = mark
        return acquired(self._path)

    def taken(self, now_ms: int) -> None:
        """It was acknowledged: the next one has time."""
        self._next_ms = now_ms + _TAKE_EVERY_MS
