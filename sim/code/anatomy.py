"""A code taken apart without any check of its signatures: its fields, what is wrong with its structure, what its
signatures cover.

Everything here is in full; `sim.code.mask` says what of it may be shown.
"""

from dataclasses import dataclass

from hal.desktop.engine import desktop_engine
from sim.code import layout, mask
from sim.code.reading import TEXT_MAX_BYTES
from sim.family.contract import Words as Words
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
    def placed(self) -> bool:
        """Whether every field stands in its place: steps 1 to 4 pass. Else bytes may be lost, added or exchanged."""
        return self.refused is None or self.refused.result == codes.UNSUPPORTED_SERVICE

    @property
    def behind(self) -> int:
        """Bytes behind the last field."""
        return max(0, len(self.code) - LENGTH_MIN_BYTES - self.n)


def take_apart(code: bytes) -> Anatomy:
    """Look at a code, or at what is left of one: any bytes that begin with 0x8."""
    n = _extension(code)
    parts = tuple(Part(field, field.offset(n), field.size(n), field.of(code, n)) for field in layout.FIELDS)
    return Anatomy(code, n, parts, tuple(_signature(code, n, one) for one in layout.SIGNATURES), refusal(code))


def _extension(code: bytes) -> int:
    """N as stated, or as the whole length suggests."""
    stated = layout.extension_length(code)
    guessed = len(code) - LENGTH_MIN_BYTES if LENGTH_MIN_BYTES <= len(code) <= LENGTH_MAX_BYTES else 0
    return guessed if stated is None else stated


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


def explain(code: bytes) -> Words | None:
    """The structural fault (steps 1-5): the byte found and the one expected, the length declared and received.

    None when there is none. Trap: a digit of the account is a star here, the byte at fault a star and what is no digit.
    """
    refused = refusal(code)
    if refused is None:
        return None
    if refused.result == codes.OVERSIZED:
        length = len(code)
        if length > TEXT_MAX_BYTES:
            return Words(f"超过 {TEXT_MAX_BYTES} 字节", f"more than {TEXT_MAX_BYTES} bytes")
        return Words(f"共 {length} 字节", f"{length} bytes")
    if refused.result == codes.BAD_LENGTH:
        return _length(code)
    if refused.offset < 0:
        return None
    n = _extension(code)
    field = layout.at_offset(refused.offset, n)
    wanted = _wanted(field, refused.offset, code)
    if field is None:
        return Words(f"字节 {refused.offset} {wanted.zh}", f"byte {refused.offset}: {wanted.en}")
    return Words(
        f"字节 {refused.offset}, 字段 {field.number} {field.zh}: {wanted.zh}",
        f"byte {refused.offset}, in field {field.number} {field.en}: {wanted.en}",
    )


def _length(code: bytes) -> Words:
    if len(code) < 3:
        return Words("在声明长度之前就已结束", "it ends before it states its length")
    declared = int.from_bytes(code[1:3], "big") + 3
    return Words(
        f"字节 1-2 声明全长 {declared} 字节, 收到 {len(code)} 字节; 应为 332 至 364",
        f"bytes 1-2 declare a code of {declared} bytes, {len(code)} are there; right are 332 to 364",
    )


def _wanted(field: layout.Field | None, offset: int, code: bytes) -> Words:
    """The bytes at that offset, and the expected ones."""
    byte = f"{code[offset]:02x}"
    kind = "" if field is None else field.kind
    if kind == "account":
        byte = "".join(mask.STAR if digit.isdecimal() else digit for digit in byte)
        return _pair(byte, "账户为 19 位数字加 F, 或 20 位数字", "an account has 19 digits and F, or 20 digits")
    if field is not None and field.constant is not None:
        return Words(f"为 {byte}, 应为 {field.constant.hex()}", f"it is {byte}, must be {field.constant.hex()}")
    if kind == "version":
        return _pair(byte, "已知版本 0 (80) 与 1 (81)", "versions 0 (80) and 1 (81) are known")
    if kind == "key":
        return _pair(byte, "压缩公钥以 02 或 03 开头", "a compressed key begins with 02 or 03")
    if kind == "prefixed_signature":
        return _pair(byte, "签名以 15 开头", "a signature begins with 15")
    if kind == "mmyy":
        return _pair(byte, "MMYY 为十进制数字, 月份 01 至 12", "MMYY are decimal digits, the month 01 to 12")
    if kind == "bcd":
        return _pair(byte, "高低半字节都应为十进制数字", "each half of it must be a decimal digit")
    if field is not None and field.name == "service":
        service = code[offset : offset + 4].hex()
        return Words(f"标识为 {service}, 受理 01010000", f"the identifier is {service}; accepted is 01010000")
    return _pair(
        byte,
        f"与全长 {len(code)} 字节不符 (332 加扩展 0 至 32)",
        f"it does not fit a code of {len(code)} bytes (332 and the extension, 0 to 32)",
    )


def _pair(byte: str, zh: str, en: str) -> Words:
    return Words(f"为 {byte}, {zh}", f"it is {byte}; {en}")
