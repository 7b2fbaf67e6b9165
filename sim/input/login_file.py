"""A user and a password, a line each, in a file of their own. No error shows anything of them."""

from pathlib import Path

from sim.input.encoding import WrongEncoding, utf8
from sim.output.trouble import Trouble, why

FILE_MAX_BYTES = 8192  # a token in the place of a password is long


def read(path: Path) -> tuple[str, str]:
    """User and password; an empty line for no password. Raises Trouble."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name the file with the user and password") from None
    try:
        text = utf8(data).replace("\r\n", "\n").removesuffix("\n") if len(data) <= FILE_MAX_BYTES else ""
    except WrongEncoding as error:
        raise Trouble(f"{path}: {error}") from None
    user, *password = text.split("\n")
    if not user or len(password) != 1:
        raise Trouble(f"{path}: write two lines, the user and the password, {FILE_MAX_BYTES} bytes at most")
    return user, password[0]
