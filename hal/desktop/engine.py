"""The SM2 engine of a desktop computer: made of what this computer has, and named after it."""

import hashlib
from collections.abc import Callable

from hal.desktop import libcrypto
from terminal import sm2, sm3


def _hashlib_sm3(*parts: bytes) -> bytes:
    """SM3 of the concatenation, 32 bytes."""
    state = hashlib.new("sm3")
    for part in parts:
        state.update(part)
    return state.digest()


def _digest() -> tuple[str, Callable[..., bytes]]:
    try:
        hashlib.new("sm3")
    except ValueError:  # an OpenSSL built without SM3
        return "python sm3", sm3.digest
    return "hashlib sm3", _hashlib_sm3


def python_engine() -> sm2.Engine:
    """The reference's own SM2, over the fastest SM3 of this computer."""
    name, digest = _digest()
    return sm2.engine(f"python integers, {name}", digest)


def desktop_engine() -> sm2.Engine:
    """The fastest engine of this computer: SM2 by libcrypto where OpenSSL 3 is there, else in Python integers.

    Its name says which it is; commands show it. Trap: not proved here; whoever starts a terminal calls sm2.prove() on
    it first.
    """
    name, digest = _digest()
    try:
        engine = libcrypto.engine(digest)
    except OSError:
        return python_engine()
    return engine._replace(name=f"{engine.name}, {name}")
