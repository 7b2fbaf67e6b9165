"""Manifests of firmware images, good and bad: what a terminal takes, and what the first thing wrong with each is.

`reason` is a word for what is wrong, null for what is taken; `test` says what kind the terminal takes, `by` which
operator key it holds, X||Y.
"""

import hashlib
from struct import pack
from typing import Any

from sim.device import manifest
from sim.issuer import operator_key, sm2_sign

_TEST = operator_key.published_signer()
_PRODUCTION = operator_key.signer(sm2_sign.private_key(b"vectors", "operator"), False)
_STRANGER = operator_key.signer(sm2_sign.private_key(b"vectors", "stranger"), True)
_FILES = {"boards/pico/main.mpy": b"main", "terminal/run.mpy": b"run"}


def vectors() -> list[dict[str, Any]]:
    """All of them, in the order of the file."""
    good = manifest.encode("pico", "0.2.0", manifest.NONE, _FILES, _TEST)
    made = [
        _vector("image-good", good, None),
        _vector("image-good-production", _production(), None, False, _PRODUCTION),
        _vector("image-good-replaces", manifest.encode("pico", "0.1.9", b"\1" * 32, _FILES, _TEST), None),
        _vector("image-test-on-production", good, "kind", False),
        _vector("image-production-on-test", _production(), "kind", True, _PRODUCTION),
        _vector("image-by-a-stranger", manifest.encode("pico", "0.2.0", manifest.NONE, _FILES, _STRANGER), "key"),
        _vector("image-stranger-poses", _posing(), "signature"),
        _vector("image-is-a-list", _signed(good, 0, b"RGTRUST1"), "magic"),
        _vector("image-format-2", _signed(good, 8, b"\2"), "format"),
        _vector("image-longer-than-any", manifest_of({f"{n:064d}": b"" for n in range(82)}), "length"),
    ]
    for at, name in ((0, "magic"), (8, "format"), (9, "signature"), (12, "key"), (20, "signature"), (191, "signature"),
                     (192, "signature"), (255, "signature"), (256, "table"), (len(good) - 1, "table")):  # fmt: skip
        made.append(_vector(f"image-bit-of-byte-{at}", good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], name))
    for at, data in ((9, b"\3"), (10, b"\0\1"), (24, b"PICO"), (110, b"\1"), (191, b"\1")):
        made.append(_vector(f"image-field-at-{at}", _signed(good, at, data), "fields"))
    made.append(_vector("image-table-cut", good[:-1], "table"))
    made.append(_vector("image-table-and-more", good + b"\0", "table"))
    for name, files in (
        ("unsorted", ("b", "a")),
        ("twice", ("a", "a")),
        ("above", ("../a",)),
        ("absolute", ("/a",)),
        ("nameless", ("",)),
        ("hidden", (".a",)),
        ("capital", ("A",)),
        ("name-too-long", ("a" * 65,)),
    ):
        made.append(_vector(f"image-files-{name}", _listed(files, len(files)), "file"))
    made.append(_vector("image-files-name-64", _listed(("a" * 64,), 1), None))
    for count in (0, 1, 3):
        made.append(_vector(f"image-count-{count}-of-2", _listed(("a", "b"), count), "count"))
    return made


def manifest_of(files: dict[str, bytes]) -> bytes:
    """A manifest of these files, however long."""
    return _listed(tuple(files), len(files))


def _vector(
    name: str, data: bytes, reason: str | None, test: bool = True, by: operator_key.Signer = _TEST
) -> dict[str, Any]:
    return {"id": name, "blob": "image", "by": by.public_xy.hex(), "test": test, "reason": reason, "data": data.hex()}


def _production() -> bytes:
    return manifest.encode("pico", "0.2.0", manifest.NONE, _FILES, _PRODUCTION)


def _signed(whole: bytes, at: int, data: bytes) -> bytes:
    """Other bytes at one place of the header, signed again."""
    return _TEST.seal(whole[:at] + data + whole[at + len(data) : 192]) + whole[256:]


def _posing() -> bytes:
    """Under the operator's key id, but signed by another key."""
    whole = manifest.encode("pico", "0.2.0", manifest.NONE, _FILES, _STRANGER)
    return _STRANGER.seal(whole[:12] + _TEST.key_id + whole[20:192]) + whole[256:]


def _listed(names: tuple[str, ...], count: int) -> bytes:
    """A signed manifest that lists these names in this order, and says that there are `count`."""
    table = b"".join(hashlib.sha256(b"").digest() + bytes([len(name)]) + name.encode() for name in names)
    body = _TEST.prefix(b"RGIMAGE1", 1) + pack(">I16sHI", 0x00020000, b"pico", count, len(table))
    return _TEST.seal((body + hashlib.sha256(table).digest()).ljust(192, b"\0")) + table
