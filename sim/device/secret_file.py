"""A key of 32 bytes in a file of its own. No error shows anything of it."""

from pathlib import Path

from sim.input.encoding import WrongEncoding, utf8
from sim.output.trouble import Trouble, why

KEY_BYTES = 32
_FILE_MAX_BYTES = 256


def key(path: Path, what: str) -> bytes:
    """The key in a file: 32 bytes, or 64 hexadecimal digits. what: it is called in errors. Raises Trouble."""
    try:
        with open(path, "rb") as file:
            data = file.read(_FILE_MAX_BYTES)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name the file with the {what}") from None
    if len(data) == KEY_BYTES:
        return data
    try:
        found = bytes.fromhex(utf8(data))
    except WrongEncoding as error:
        raise Trouble(f"{path}: no {what} of {KEY_BYTES} bytes or hex digits: {error}") from None
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        raise Trouble(f"{path}: no {what}; write {KEY_BYTES} bytes, or {2 * KEY_BYTES} hex digits")
    return found
