"""The terminals whose records are taken, and the keys that seal them, from a TOML file.

[[terminal]]
terminal_id = 7
provisioning_id = 1
unique_id = "e66164084319392a"     # with --master; or record_key = "64 hexadecimal digits"
"""

from pathlib import Path
from typing import Any

from sim.backoffice.message import Terminal
from sim.device import provision
from sim.input import settings_file
from sim.input.field import U32_MAX
from sim.output.trouble import Trouble
from terminal import records

_NAMES = {"terminal_id", "provisioning_id", "unique_id", "record_key"}


def load(path: Path, master: Path | None) -> dict[Terminal, bytes]:
    """The record key of each terminal. Raises Trouble that names the entry, and shows nothing of a key."""
    found = settings_file.read(path, "name the file with the terminals")
    entries = found.get("terminal")
    if not isinstance(entries, list) or set(found) != {"terminal"}:
        raise Trouble(f"{path}: wants [[terminal]] entries and nothing else; docs/acquirer.md shows one")
    secret = None if master is None else provision.read_master(master)
    keys: dict[Terminal, bytes] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{path}, terminal {number} of {len(entries)}"
        terminal, key = _entry(entry, secret, where)
        if terminal in keys:
            raise Trouble(f"{where}: {terminal} is there twice; remove one")
        keys[terminal] = key
    return keys


def _entry(entry: Any, secret: bytes | None, where: str) -> tuple[Terminal, bytes]:
    if not isinstance(entry, dict) or set(entry) - _NAMES or len(set(entry) & {"unique_id", "record_key"}) != 1:
        raise Trouble(f"{where}: wants terminal_id, provisioning_id, and either unique_id or record_key")
    ids = entry.get("terminal_id"), entry.get("provisioning_id")
    if any(type(one) is not int or not 0 <= one <= U32_MAX for one in ids):
        raise Trouble(f"{where}: terminal_id and provisioning_id are numbers in 0..{U32_MAX}")
    terminal = Terminal(*ids)  # type: ignore[arg-type]  # they are numbers
    if "record_key" in entry:
        key = _hex(entry["record_key"])
        if len(key) != records.KEY_BYTES:
            raise Trouble(f"{where}: record_key wants {2 * records.KEY_BYTES} hexadecimal digits")
        return terminal, key
    if secret is None:
        raise Trouble(f"{where}: has a unique_id, which needs the operator's master; name it with --master")
    try:
        return terminal, provision.record_key(secret, entry["unique_id"])
    except (TypeError, ValueError):
        raise Trouble(f"{where}: unique_id wants the board's unique id in hexadecimal") from None


def _hex(value: Any) -> bytes:
    try:
        return bytes.fromhex(value)
    except (TypeError, ValueError):
        return b""
