"""Finds the code in a file: undoes what a terminal undoes, and the other text forms in which people keep bytes."""

import base64
import binascii
import contextlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from sim.code import hex_dump
from sim.code.reading import TEXT_MAX_BYTES
from sim.family import table
from sim.input import encoding
from terminal.policy import RECOVERIES
from terminal.recover import recover
from terminal.ridecode import INPUT_MAX_BYTES, family, measured

BEYOND = "its bytes are written as {}: undone here, but no terminal would"
_PREFIX = re.compile(r"(?:\](?:Q[0-6]|X0))?(?:\\\d{6})?")  # a symbology identifier, an ECI designator
_LENGTH_HIGH = b"\x01"  # every declared length is 329 to 361
_SEPARATORS = re.compile(r"[\s:,_-]+|0x", re.IGNORECASE)
_DATA_URL = re.compile(r"data:[^,]*;base64,")
_ARMOUR = re.compile(r"-----[^\n]*")  # BEGIN and END around base64
_QUOTES = " \t\r\n\"',;"


class Unwrapped(NamedTuple):
    """`code`: the bytes to look at. `recovered`: what a terminal undid. `beyond`: what it would not, "" for
    nothing.
    """

    code: bytes
    recovered: tuple[str, ...] = ()
    beyond: str = ""


def looks_like_code(data: bytes) -> bool:
    """Whether the first byte is a ride code's."""
    return bool(data) and data[0] >> 4 == 8


def unwrap(data: bytes) -> Unwrapped:
    """Find the code in what was read: any bytes, any length.

    A terminal undoes only what gives a well-measured code. Where it finds none, the forms in which programs print
    bytes are tried as well, and a damaged code is looked for in them, too; `beyond` then names the form.
    """
    if len(data) <= INPUT_MAX_BYTES:
        code, recovered = recover(data, RECOVERIES)
        if recovered or measured(code) or family(code) or table.of(code):
            return Unwrapped(code, recovered)
    if len(data) <= TEXT_MAX_BYTES:
        for name, found in written(data):
            if looks_like_code(found) and found[1:2] == _LENGTH_HIGH:  # text may begin like a code by chance
                return Unwrapped(found, (), name)
            if table.of(found):
                return Unwrapped(found, (), name)
    return Unwrapped(data)


def judged(data: bytes) -> Unwrapped:
    """What there is to judge: the code that `unwrap` found beyond what a terminal undoes, else the bytes as received
    (`recovered` is for the terminal to find out).
    """
    found = unwrap(data)
    return found if found.beyond else Unwrapped(data[: INPUT_MAX_BYTES + 1])


def written(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every form that this text may be."""
    stated = encoding.of(data)
    try:
        text = data.decode(stated[0] if stated else "utf-8")
    except UnicodeDecodeError:
        return
    for name, found in _forms(text):
        yield ", ".join(one for one in (stated[1] if stated else "", name) if one), found


def _forms(text: str) -> Iterator[tuple[str, bytes]]:
    text = _PREFIX.sub("", text, count=1)
    with contextlib.suppress(UnicodeEncodeError):
        yield "re-encoded bytes", text.encode("latin-1")
    for found in hex_dump.dumped(text):
        yield "hex dump", found
    yield "list of numbers", hex_dump.listed(text)
    yield "string literal", hex_dump.escaped(text)
    yield "hexadecimal", _hex(text.strip(_QUOTES))
    yield "base64", _base64(_DATA_URL.sub("", _ARMOUR.sub("", text)).strip(_QUOTES))


def _hex(text: str) -> bytes:
    digits = _SEPARATORS.sub("", text)
    try:
        return bytes.fromhex(digits[: len(digits) // 2 * 2])
    except ValueError:
        return b""


def _base64(text: str) -> bytes:
    core = re.sub(r"\s+", "", text).rstrip("=").replace("-", "+").replace("_", "/")
    if len(core) % 4 == 1:
        core = core[:-1]
    try:
        return base64.b64decode(core + "=" * (-len(core) % 4), validate=True)
    except (ValueError, binascii.Error):
        return b""
