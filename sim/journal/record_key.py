"""The key that seals a terminal's records, from what an operator has."""

from pathlib import Path

from sim.device import provision, secret_file
from sim.journal.folder import Journal
from sim.output.trouble import Trouble


def read(key: Path | None, master: Path | None, unique_id: str | None, journal: Journal) -> bytes | None:
    """The key that was named, or that of the operator's master and a board's unique id (the one it was pulled from when
    left out); None when nothing was named. Raises Trouble, which shows nothing of it.
    """
    if key is not None and master is not None:
        raise Trouble("--key and --master: one of them is enough; leave the other out")
    if unique_id is not None and master is None:
        raise Trouble("--unique-id belongs to --master; name the operator's master, too")
    if key is not None:
        return of_file(key)
    if master is None:
        return None
    text = unique_id if unique_id is not None else str(journal.pulled.get("unique_id", ""))
    try:
        return provision.record_key(provision.read_master(master), text)
    except ValueError:
        raise Trouble("--master wants the board's unique id in hexadecimal; name it with --unique-id") from None


def of_file(path: Path) -> bytes:
    """The key in a file: 32 bytes, or 64 hexadecimal digits. Raises Trouble, which shows nothing of it."""
    return secret_file.key(path, "record key")
