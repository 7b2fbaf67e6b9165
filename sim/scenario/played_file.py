"""Files of what is played, a scenario, a station or a network: TOML, checked as a whole before anything runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sim.input import encoding, toml
from sim.output.trouble import Trouble, why
from sim.scenario.words import Unfit

FILE_MAX_BYTES = 1_000_000
_TOO_LARGE = f"such a file has at most {FILE_MAX_BYTES:,} bytes"

Made = TypeVar("Made")


class Unplayable(ValueError):
    """A file that is refused; its text says what is wrong, and where."""


def load(path: Path, parse: Callable[[str], Made], example: str) -> Made:
    """What `parse` makes of the text of a file. example: what to name instead. Raises Trouble: the file, and what is
    wrong in it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
        if len(data) > FILE_MAX_BYTES:
            raise Unplayable(_TOO_LARGE)
        return parse(encoding.utf8(data))
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name {example}") from None
    except (encoding.WrongEncoding, Unplayable) as error:
        raise Trouble(f"{path}: {error}") from None


def tables(text: str) -> dict[str, Any]:
    """The tables of a text. Raises Unplayable."""
    if len(text.encode()) > FILE_MAX_BYTES:
        raise Unplayable(_TOO_LARGE)
    try:
        return toml.read(text)
    except ValueError as error:
        raise Unplayable(f"it is no TOML: {error}") from None


def checked(text: str, check: Callable[[Any], Any], page: str) -> Any:
    """The tables of a text as `check` lets them through. page: has every word. Raises Unplayable."""
    try:
        return check(tables(text))
    except Unfit as unfit:
        raise Unplayable(f"{unfit}; {page} has every word") from None
