"""Secrets in files of their own: a key of 32 bytes, a user with a password. No error shows anything of one."""

from pathlib import Path

from sim.input.encoding import WrongEncoding, utf8
from sim.output.trouble import Trouble, why

KEY_BYTES = 32
_KEY_FILE_MAX_BYTES = 256
_LOGIN_MAX_BYTES = 1024


def key(path: Path, what: str) -> bytes:
    """The key in a file: 32 bytes, or 64 hexadecimal digits. what: it is called in errors. Raises Trouble."""
    data = _begin(path, _KEY_FILE_MAX_BYTES, f"name the file with the {what}")
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


def login(path: Path) -> tuple[bytes, bytes]:
    """User and password, a line each. Raises Trouble."""
    lines = _begin(path, _LOGIN_MAX_BYTES, "name the file with the broker's user and password").splitlines()
    if len(lines) != 2 or not all(lines):
        raise Trouble(f"{path}: write two lines, the user and the password")
    return lines[0], lines[1]


def _begin(path: Path, most: int, do: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(most)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; {do}") from None
