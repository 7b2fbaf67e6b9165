"""The lines of a file, on both runtimes: MicroPython's own loop over a file asks the system for every single byte."""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import BinaryIO

_BLOCK_BYTES = 512  # so that little memory is needed in one piece


def of(path: str) -> "Generator[str, None, None]":
    """The lines of a file of UTF-8, split at \n."""
    with open(path, "rb") as file:
        yield from read(file)


def read(file: "BinaryIO") -> "Generator[str, None, None]":
    """The lines of what is open, up to its end."""
    rest = b""
    block = b"\n"
    while block:
        block = file.read(_BLOCK_BYTES)
        parts = (rest + block).split(b"\n")
        rest = parts.pop()
        for part in parts:
            yield part.decode()
    if rest:
        yield rest.decode()
