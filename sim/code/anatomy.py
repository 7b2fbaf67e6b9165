"""A code taken apart without believing anybody: its fields, what is wrong with its structure, what its
signatures cover.

Everything here is in full; `sim.code.mask` says what of it may be shown.
"""

from dataclasses import dataclass

from hal.desktop.engine import desktop_engine
from sim.code import layout
from terminal import codes, sm2
from terminal.policy import STANDARD
from terminal.ridecode import LENGTH_MAX_BYTES, LENGTH_MIN_BYTES, Refused, parse


@dataclass(frozen=True, slots=True)
class Part:
    """One field as it stands in a code; `data` is shorter than the field where the code ends early."""

    field: layout.Field
    offset: int
    length: int
    data: bytes

    @property
    def whole(self) -> bool:
        """Whether all bytes of the field are there."""
        return len(self.data) == self.length


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `start`, `end`: what it covers. `holds`: None where that cannot be said; `remark` says
    why.
    """

    coverage: layout.Coverage
    start: int
    end: int
    holds: bool | None
    remark: str


@dataclass(frozen=True, slots=True)
class Anatomy:
    """`refused`: the first structural fault as a terminal names it (steps 1-5), None when there is none.
    `n`: the extension's length, as stated or, where that cannot be, as the whole length suggests."""

    code: bytes
    n: int
    parts: tuple[Part, ...]
    signatures: tuple[Signature, ...]
    refused: Refused | None

    @property
    def measured(self) -> bool:
        """Whether the code has the length it should."""
        return len(self.code) == LENGTH_MIN_BYTES + self.n

    @property
    def behind(self) -> int:
        """Bytes behind the last field."""
        return max(0, len(self.code) - LENGTH_MIN_BYTES - self.n)


def take_apart(code: bytes) -> Anatomy:
    """Look at a code, or at what is left of one: any bytes that begin with 0x8."""
    stated = layout.extension_length(code)
    guessed = len(code) - LENGTH_MIN_BYTES if LENGTH_MIN_BYTES <= len(code) <= LENGTH_MAX_BYTES else 0
    n = guessed if stated is None else stated
    parts = tuple(Part(field, field.offset(n), field.size(n), field.of(code, n)) for field in layout.FIELDS)
    return Anatomy(code, n, parts, tuple(_signature(code, n, one) for one in layout.SIGNATURES), refusal(code))


def refusal(payload: bytes) -> Refused | None:
    """What a terminal answers in steps 1 to 5, None when they pass."""
    try:
        parse(payload, STANDARD)
    except Refused as why:
        return why
    return None


def _signature(code: bytes, n: int, coverage: layout.Coverage) -> Signature:
    start, end = coverage.start, coverage.end(n)
    if coverage.key_field is None:
        return Signature(coverage, start, end, None, "needs the root key: `ridegate verify --trust FILE`")
    if len(code) != LENGTH_MIN_BYTES + n:
        return Signature(coverage, start, end, None, "not looked at: the length is wrong")
    engine = desktop_engine()
    key = engine.decode(layout.by_name(coverage.key_field).of(code, n))
    if key is None:
        return Signature(coverage, start, end, False, "its key is no point of the curve")
    digest = sm2.message_digest(engine, key, sm2.IDENTITY, code[start:end])
    holds = bool(sm2.finish(engine.verify(key, digest, layout.by_name(coverage.field).of(code, n)[-64:])))
    return Signature(coverage, start, end, holds, "under the key in the code")


def explain(anatomy: Anatomy) -> str:
    """The structural fault in one sentence; "" when there is none."""
    refused = anatomy.refused
    if refused is None:
        return ""
    code = anatomy.code
    if refused.result == codes.BAD_LENGTH:
        if len(code) < 3:
            return "it ends before it states its length"
        declared = int.from_bytes(code[1:3], "big") + 3
        return f"bytes 1-2 declare a code of {declared} bytes, {len(code)} are there; right are 332 to 364"
    if refused.offset < 0:
        return ""
    field = layout.at_offset(refused.offset, anatomy.n)
    if field is None:
        return f"byte {refused.offset} is wrong"
    where = f"byte {refused.offset}, in field {field.number} {field.en} {field.zh}"
    return f"{where}: {_wanted(field, refused.offset, anatomy)}"


def _wanted(field: layout.Field, offset: int, anatomy: Anatomy) -> str:
    found = f"it is {anatomy.code[offset]:02x}"
    if field.constant is not None:
        return f"{found}, must be {field.constant.hex()}"
    if field.kind == "version":
        return f"{found}; versions 0 (80) and 1 (81) are known"
    if field.kind == "key":
        return f"{found}; a compressed key begins with 02 or 03"
    if field.kind == "prefixed_signature":
        return f"{found}; a signature begins with 15"
    if field.kind == "mmyy":
        return f"{found}; MMYY are decimal digits, the month 01 to 12"
    if field.kind == "bcd":
        return f"{found}; each half of it must be a decimal digit"
    if field.name == "service":
        return f"the identifier is {anatomy.code[4:8].hex()}; accepted is 01010000"
    if field.name == "key_length":
        return f"{found}, must be 21 (33 bytes)"
    return f"{found}, which does not fit a code of {len(anatomy.code)} bytes (332 and the extension, 0 to 32)"
