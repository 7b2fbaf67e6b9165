"""The SM2 engine of a desktop computer: built from the libraries of this computer, and named after them."""

import functools
import hashlib
from collections.abc import Callable

from hal.desktop import libcrypto
from terminal import sm2, sm3


def _digest() -> tuple[str, Callable[..., bytes]]:
    try:
        begin = hashlib.new("sm3").copy  # a copy of what has hashed nothing: quicker than to look the name up again
    except ValueError:  # an OpenSSL built without SM3
        return "python sm3", sm3.digest

    def digest(*parts: bytes) -> bytes:
        """SM3 of the concatenation, 32 bytes."""
        state = begin()
        state.update(b"".join(parts))
        return state.digest()

    return "hashlib sm3", digest


def python_engine() -> sm2.Engine:
    """The reference's own SM2, over the fastest SM3 of this computer."""
    name, digest = _digest()
    made: sm2.Engine = sm2.engine(f"python integers, {name}", digest)
    return made


def desktop_engine(quick: Callable[[Callable[..., bytes]], sm2.Engine] = libcrypto.engine) -> sm2.Engine:
    """The fastest engine of this computer: SM2 by libcrypto where OpenSSL 3 is there, else in Python integers.

    quick: makes the faster one over an SM3, or raises OSError where it cannot.
    Its name says which it is; commands show it. Trap: not proved here; call sm2.prove() on
    it before a terminal starts.
    """
    name, digest = _digest()
    try:
        engine = quick(digest)
    except OSError:
        return python_engine()
    return engine._replace(name=f"{engine.name}, {name}")


@functools.cache
def proved_engine() -> sm2.Engine:
    """The engine of this computer once it has shown that it works; made and proved once, for all threads.

    Raises RuntimeError that names what it got wrong.
    """
    engine = desktop_engine()
    sm2.prove(engine)
    return engine
