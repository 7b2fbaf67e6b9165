"""The code inside what was read, for looking at: what a terminal undoes, and beyond it what only an eye may."""

import base64
import binascii
import re
from dataclasses import dataclass

from terminal.policy import RECOVERIES
from terminal.recover import recover
from terminal.ridecode import INPUT_MAX_BYTES, family

_PREFIXES = (b"]Q1", b"]X0", b"\\000026")
_LENGTH_HIGH = b"\x01"  # every declared length is 329 to 361
_SPACE = re.compile(rb"[\s:,]+|0x")


@dataclass(frozen=True, slots=True)
class Unwrapped:
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

    A terminal undoes only what gives a well-measured code. A damaged one is looked for here in text as well,
    white space included; `beyond` then says what was done.
    """
    if len(data) <= INPUT_MAX_BYTES:
        code, recovered = recover(data, RECOVERIES)
        if recovered or looks_like_code(code) or family(code):
            return Unwrapped(code, recovered)
    core = data
    for prefix in _PREFIXES:
        core = core.removeprefix(prefix)
    for name, decode in (("UTF-8", _utf8), ("hexadecimal", _hex), ("base64", _base64)):
        found = decode(core)
        if looks_like_code(found) and found[1:2] == _LENGTH_HIGH:  # text may begin like a code by chance
            return Unwrapped(found, (), name)
    return Unwrapped(data)


def _utf8(text: bytes) -> bytes:
    try:
        return text.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return b""


def _hex(text: bytes) -> bytes:
    digits = _SPACE.sub(b"", text)
    try:
        return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    except (UnicodeError, ValueError):
        return b""


def _base64(text: bytes) -> bytes:
    core = re.sub(rb"\s+", b"", text).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    if len(core) % 4 == 1:
        core = core[:-1]
    try:
        return base64.b64decode(core + b"=" * (-len(core) % 4), validate=True)
    except binascii.Error:
        return b""
