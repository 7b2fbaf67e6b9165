"""The ride code: 332 + N bytes into fields, steps 1 to 5 of the checks. No key, clock or list is needed here."""

from collections import namedtuple
from struct import unpack

from terminal import codes
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from terminal.policy import Policy

INPUT_MAX_BYTES = 1024  # what a reader may hand over; more is refused unread
PAYLOAD_MAX_BYTES = 625
LENGTH_MIN_BYTES = 332
LENGTH_MAX_BYTES = 364
EXTENSION_MAX_BYTES = 32

_ACCOUNT: int = const(136)
_ACCOUNT_END: int = const(146)
_EXTENSION_LENGTH: int = const(197)
_EXTENSION: int = const(198)

# Fields 3.2 to 13 and 15 to 17, in the order of RideCode; the limit in two parts.
_FIXED = ">4sBx4s2s3s4x33s64s16x10s8xBBH33sIHB"
_SIGNED = ">x64sIx64s"

# Ranges of bytes, (offset, length): what the three signatures cover, and where the checked public keys stand.
CA_SIGNED = (9, 47)
ISSUER_SIGNED = (3, 195)  # and the extension
RIDE_SIGNED = (0, 267)  # and the extension

RideCode = namedtuple(
    "RideCode",
    (
        "raw "  # the whole code, as judged
        "version "
        "service "  # 4 bytes
        "ca_index "
        "issuer "  # 4 bytes, BCD
        "cert_expiry "  # 2 bytes, MMYY in BCD
        "cert_serial "  # 3 bytes
        "issuer_key "  # 33 bytes
        "ca_signature "  # 64 bytes, r||s
        "account "  # 10 bytes, BCD
        "account_type "
        "limit_fen "
        "user_key "  # 33 bytes
        "user_expiry_s "
        "validity_s "
        "extension_bytes "  # N
        "issuer_signature "  # 64 bytes, r||s
        "generated_s "
        "ride_signature "  # 64 bytes, r||s
    ),
)


class Refused(Exception):
    """A code that fails a check: `result` is its number, `step` the check, `offset` the byte at fault or -1,
    `family` the name of a foreign code or None."""

    def __init__(self, result: int, step: int, offset: int = -1, family: str | None = None) -> None:
        super().__init__(result, step, offset, family)
        self.result = result
        self.step = step
        self.offset = offset
        self.family = family


_FAMILIES = (
    (b"TX", "wechat"),
    (b"\x02\x01", "alipay"),
    (b"\x54\x01", "city_card"),
    (b"\x54\x02", "city_card"),
    (b"https://s.sh.gov.cn/", "shanghai_citizen"),
    (b"SHSTMETRO", "shanghai_metro"),
)


def family(payload: bytes) -> str | None:
    """Which other family of codes the first bytes belong to, None for none that is known. Clause: spec §3."""
    for start, name in _FAMILIES:
        if payload[: len(start)] == start:
            return name
    if len(payload) > 1 and payload[0] == 0x55 and payload[1] >= 0x80:
        return "unified"
    if bytes(payload).isdigit():
        return "bank"
    return None


def measured(payload: bytes) -> bool:
    """Whether the first byte and the declared length fit the bytes received (step 3)."""
    length = len(payload)
    if not LENGTH_MIN_BYTES <= length <= LENGTH_MAX_BYTES:
        return False
    return payload[0] >> 4 == 8 and payload[1] << 8 | payload[2] == length - 3


def _bcd(byte: int) -> bool:
    return byte >> 4 < 10 and byte & 15 < 10


def expiry_fault(data: bytes, at: int) -> int:
    """Which of the two bytes at `at` is no BCD of a month 01..12 and a year (MMYY); -1 when both are."""
    if not _bcd(data[at]) or not 0x01 <= data[at] <= 0x12:
        return at
    return -1 if _bcd(data[at + 1]) else at + 1


def fault(payload: bytes) -> int:
    """The lowest offset that breaks the structure of a measured code (step 4), -1 when none does."""
    if payload[3] != 0x24:
        return 3
    if payload[9] != 0x12:
        return 9
    for at in (10, 11, 12, 13):
        if not _bcd(payload[at]):
            return at
    at = expiry_fault(payload, 14)
    if at >= 0:
        return at
    for at, value in ((19, 4), (20, 4), (21, 0), (22, 33)):
        if payload[at] != value:
            return at
    if payload[23] not in (2, 3):
        return 23
    for at in range(_ACCOUNT, _ACCOUNT_END):
        # the very last half byte may be F
        if not _bcd(payload[at]) and (at < _ACCOUNT_END - 1 or payload[at] & 15 < 15 or payload[at] >= 0xA0):
            return at
    if payload[158] not in (2, 3):
        return 158
    extra: int = payload[_EXTENSION_LENGTH]
    if extra > EXTENSION_MAX_BYTES or len(payload) != LENGTH_MIN_BYTES + extra:
        return _EXTENSION_LENGTH
    for at in (_EXTENSION + extra, _EXTENSION + extra + 69):
        if payload[at] != 0x15:
            return at
    return -1


def parse(payload: bytes, policy: "Policy") -> RideCode:
    """Decode one ride code.

    payload: at most 1,024 bytes, big endian; accounts and issuers stay BCD, times are Unix seconds UTC.
    Returns copies of the fields, so that the caller may reuse its buffer.
    Refuses, in this order, OVERSIZED, FOREIGN_CODE, NOT_A_RIDE_CODE, UNSUPPORTED_VERSION, BAD_LENGTH, MALFORMED (with
    the lowest offset at fault), UNSUPPORTED_SERVICE.
    Trap: no signature is checked here.
    Clause: spec §1, §4 steps 1-5.
    """
    if len(payload) > PAYLOAD_MAX_BYTES:
        raise Refused(codes.OVERSIZED, 1)
    if not payload or payload[0] >> 4 != 8:
        other = family(payload)
        raise Refused(codes.FOREIGN_CODE if other else codes.NOT_A_RIDE_CODE, 1, -1, other)
    version = payload[0] & 15
    if version not in policy.versions:
        raise Refused(codes.UNSUPPORTED_VERSION, 2, 0)
    if not measured(payload):
        raise Refused(codes.BAD_LENGTH, 3, 1)
    offset = fault(payload)
    if offset >= 0:
        raise Refused(codes.MALFORMED, 4, offset)
    code = _fields(bytes(payload), version)
    if code.service not in policy.services:
        raise Refused(codes.UNSUPPORTED_SERVICE, 5, 4)
    return code


def _fields(raw: bytes, version: int) -> RideCode:
    """The fields of a code whose structure was found good."""
    fixed = unpack(_FIXED, raw[4:_EXTENSION])
    signed = unpack(_SIGNED, raw[_EXTENSION + fixed[-1] :])
    return RideCode(*((raw, version) + fixed[:9] + (fixed[9] << 16 | fixed[10],) + fixed[11:] + signed))
