"""The header of every file that an operator signs, and the check of its signature.

A trust list, the manifest of a firmware image and an operator's statement each begin with a header of fixed length:

    0 magic 8 | 8 format 1 | 9 flags 1 (bit 0: test) | 10 its own 2 | 12 operator key id 8 | its own | signature r||s 64

The signature covers every byte before it. Nothing else of a file is looked at before it holds (spec §6).
"""

from terminal import sm2
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_PREFIX = const(20)  # magic to key id
_SIGNATURE = const(64)

# What is taken: False production alone, True test alone (what a terminal does, by what it was provisioned with), or
EITHER = const(2)  # on a desktop, which only looks


class BlobRefused(Exception):
    """Raised for a file that must not be used; the reason is its text."""


def key_id(digest: "Callable[..., bytes]", key: sm2.Key) -> bytes:
    """The 8 bytes by which a header names the operator key that signed it."""
    return digest(key.xy)[:8]


def check_fields(known: bool) -> None:
    """Raises BlobRefused unless all fields of a header that was signed are as they must be."""
    if not known:
        raise BlobRefused("the header uses fields that format 1 does not have")


def verified(
    header: bytes,
    magic: bytes,
    format_: int,
    keys: tuple[sm2.Key, ...],
    engine: sm2.Engine,
    test: int,
) -> "Generator[None, None, bytes]":
    """The header again, if one of these keys signed it and it is of the kind that is taken.

    header: all of it, the signature at its end; as long as the caller's format says. keys: the engine's own.
    test: False, True or EITHER; anything else takes nothing.
    Raises BlobRefused. Yields while the engine works.
    Clause: spec §6.
    """
    if len(header) < _PREFIX + _SIGNATURE or header[:8] != magic:
        raise BlobRefused("it does not begin as " + magic.decode() + " does")
    if header[8] != format_:
        raise BlobRefused(f"format version {header[8]} is not {format_}")
    key = None
    for candidate in keys:
        if key_id(engine.digest, candidate) == header[12:_PREFIX]:
            key = candidate
    if key is None:
        raise BlobRefused("it was signed by none of this terminal's operator keys")
    e = sm2.message_digest(engine, key, sm2.IDENTITY, header[:-_SIGNATURE])
    held = yield from engine.verify(key, e, header[-_SIGNATURE:])
    if not held:
        raise BlobRefused("the operator's signature does not hold")
    check_fields(header[9] < 2)
    if test != EITHER and test != header[9]:
        raise BlobRefused(("production", "test")[header[9]] + " keys do not count here")
    return header
