"""Reads a file of settings, TOML in UTF-8."""

from pathlib import Path
from typing import Any

from sim.input import toml
from sim.input.encoding import WrongEncoding, utf8
from sim.output.trouble import Trouble, why


def read(path: Path, advice: str, secret: bool = False) -> dict[str, Any]:
    """The tables of a file. Raises Trouble that names what is wrong; advice: what to do when it cannot be opened.
    secret: no error shows anything of the text.
    """
    try:
        return toml.read(utf8(path.read_bytes()))
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; {advice}") from None
    except WrongEncoding as error:
        raise Trouble(f"{path}: {error}") from None
    except ValueError as error:
        raise Trouble(f"{path}: this is no TOML{_place(error) if secret else f': {error}'}") from None


def _place(error: ValueError) -> str:
    """Where a TOML text is wrong, without the text."""
    found = str(error).rpartition("(")[2].rstrip(")")
    return f", {found}" if found.startswith("at ") else ""
