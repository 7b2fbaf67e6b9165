"""`manifest.toml` of a board: what its firmware, its tools and its emulation have to know, each once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.input import toml
from sim.micropython.vm import ROOT
from sim.output.trouble import Trouble

FOLDER = ROOT / "boards"


def names(folder: Path = FOLDER) -> list[str]:
    """The names of the boards."""
    return sorted(path.parent.name for path in folder.glob("*/manifest.toml"))


def read(name: str, folder: Path = FOLDER) -> Callable[..., Any]:
    """A board's manifest as value(key, kind), key such as "flash.block_bytes", or value(key, kind, absent) for what may
    be left out. Reading and value() raise Trouble.
    """
    path = folder / name / "manifest.toml"
    try:
        found = toml.read(path.read_text(encoding="utf-8"))
    except ValueError as error:  # bytes that are no UTF-8 among them
        raise Trouble(f"{path}: this is no TOML: {error}") from None

    def value(key: str, kind: type, absent: Any = None) -> Any:
        at: Any = found
        for part in key.split("."):
            at = at.get(part) if isinstance(at, dict) else None
        if at is None and absent is not None:
            return absent
        if not isinstance(at, kind):
            raise Trouble(f"{path}: {key}: is missing, or of another kind than {kind.__name__}; write it")
        return at

    return value
