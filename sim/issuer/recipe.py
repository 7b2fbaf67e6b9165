"""How one ride code is made: every field by name, and who signs what. Wrong on purpose where asked.

A recipe never refuses content that a terminal would refuse: refusing is what the codes are made to show. It
only insists that each field has its length.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from sim.code import layout
from sim.input.moment import parse_moment
from sim.issuer.sm2_sign import sign
from terminal.sm2 import IDENTITY

_certified = lru_cache(maxsize=16_384)(sign)  # certificates repeat from code to code
_RIDE = "ride"
EXTENSION_MAX_BYTES = 255  # its length is one byte; a terminal takes 32


class RecipeError(ValueError):
    """A field that does not exist or a value that does not fit it; the message says what would."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One of the three signers. The shifts move the ends of the signed range off the rule's, in bytes."""

    private: int
    identity: bytes = IDENTITY
    start_shift: int = 0
    end_shift: int = 0
    extra: bytes = b""  # chooses another nonce


@dataclass(frozen=True, slots=True)
class Recipe:
    """A code to be. `values`: field name to bytes; `signers`: "ca", "issuer", "ride".

    The lengths (data_length, extension_bytes) and the signatures follow from the rest unless given a value.
    """

    values: Mapping[str, bytes]
    signers: Mapping[str, Signer]

    def set(self, **values: bytes | int) -> "Recipe":
        """The recipe with these fields changed (integers become big-endian bytes of the field's length).

        Refuses (RecipeError) an unknown field and a value of another length.
        """
        changed = dict(self.values)
        for name, value in values.items():
            changed[name] = _fit(name, value)
        return replace(self, values=changed)

    def sign_with(self, name: str, **changes: object) -> "Recipe":
        """The recipe with one signer changed: `private`, `identity`, `start_shift`, `end_shift`, `extra`."""
        signers = dict(self.signers)
        signers[name] = replace(signers[name], **changes)  # type: ignore[arg-type]
        return replace(self, signers=signers)

    def encode(self) -> bytes:
        """The code, 332 + N bytes. Clause: spec §1, §2."""
        n = len(self.values["extension"])
        code = b""
        for field in layout.FIELDS:
            value = self.values.get(field.name)
            if value is None:
                value = self._computed(field, n, code)
            code += value
        return code

    def _computed(self, field: layout.Field, n: int, code: bytes) -> bytes:
        if field.name == "data_length":
            return (layout.LENGTH_BASE_BYTES + n - 3).to_bytes(2, "big")
        if field.name == "extension_bytes":
            return bytes([n])
        for coverage in layout.SIGNATURES:
            if coverage.field == field.name:
                prefix = b"\x15" if field.kind == "prefixed_signature" else b""
                return prefix + self._signature(coverage, n, code + prefix)
        raise RecipeError(f"{field.name}: the recipe gives it no value")

    def _signature(self, coverage: layout.Coverage, n: int, code: bytes) -> bytes:
        signer = self.signers[coverage.name]
        start, end = coverage.start + signer.start_shift, coverage.end(n) + signer.end_shift
        if end <= len(code):
            made = sign if coverage.name == _RIDE else _certified
            return made(signer.private, code[max(start, 0) : end], signer.identity, signer.extra)
        # The range reaches into the signature itself: look for a nonce whose r begins with the byte signed.
        if end > len(code) + 1:
            raise RecipeError(f"{coverage.name}: a signature cannot cover more than one byte of itself")
        for attempt in range(65536):
            extra = signer.extra + attempt.to_bytes(2, "big")
            signature = sign(signer.private, code[start:] + b"\x5a", signer.identity, extra)
            if signature[0] == 0x5A:
                return signature
        raise RecipeError(f"{coverage.name}: no nonce found")


def _field(name: str) -> layout.Field:
    try:
        return layout.by_name(name)
    except KeyError:
        known = ", ".join(field.name for field in layout.FIELDS)
        raise RecipeError(f"{name}: no such field; the fields are {known}") from None


def _fit(name: str, value: bytes | int) -> bytes:
    field = _field(name)
    if isinstance(value, int):
        size = field.fixed_bytes or 0
        if not 0 <= value < 1 << 8 * size:
            raise RecipeError(f"{name}: {value} does not fit into {size} bytes")
        return value.to_bytes(size, "big")
    if field.fixed_bytes is None and len(value) > EXTENSION_MAX_BYTES:
        raise RecipeError(f"{name}: has {EXTENSION_MAX_BYTES} bytes at most, not {len(value)}")
    if field.fixed_bytes is not None and len(value) != field.fixed_bytes:
        raise RecipeError(f"{name}: has {field.fixed_bytes} bytes, not {len(value)}")
    return bytes(value)


def parse_value(name: str, text: str, at_s: int) -> bytes:
    """The bytes of a field as people write it, by its kind: digits, 0x…, hex, MMYY, a time (`parse_moment`).

    Refuses (RecipeError) what does not fit, and says what would.
    """
    field = _field(name)
    try:
        return _fit(name, _read(field, text.replace(" ", ""), at_s))
    except RecipeError:
        raise
    except (ValueError, OverflowError):
        raise RecipeError(f"{name}={text}: write {_EXPECTED[field.kind]}") from None


_EXPECTED = {
    "version": "0, 1 or any 0..15",
    "uint": "a number, decimal or 0x…",
    "fen": "a number of fen, 1/100 yuan",
    "seconds": "a number of seconds",
    "time": "Unix seconds, an ISO 8601 time with zone, or +/- seconds from --at",
    "mmyy": "MMYY, four digits",
    "bcd": "decimal digits",
    "account": "19 or 20 digits",
    "hex": "hexadecimal digits",
    "key": "66 hexadecimal digits",
    "signature": "128 hexadecimal digits",
    "prefixed_signature": "130 hexadecimal digits",
}


def _read(field: layout.Field, text: str, at_s: int) -> bytes | int:
    if field.kind == "version":
        number = int(text, 0)
        if not 0 <= number <= 15:
            raise ValueError(text)
        return 0x80 | number
    if field.kind in ("uint", "fen", "seconds"):
        return int(text, 0)
    if field.kind == "time":
        return parse_moment(text, at_s)
    if field.kind == "account" and len(text) == 19:
        text += "F"
    return bytes.fromhex(text.removeprefix("0x"))
