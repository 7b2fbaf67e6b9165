"""The fields of a ride code, one table: the inspector, the mint and the pages all read it.

Offsets up to the extension are fixed; behind it they move by its length N. Clause: spec §1, §2.
"""

from typing import NamedTuple

# ruff: noqa: E501


LENGTH_BASE_BYTES = 332  # a code without extension
EXTENSION_MAX_BYTES = 32
EXTENSION_LENGTH_OFFSET = 197


class Field(NamedTuple):
    """One field. `kind` says how its bytes are read and written (see `KINDS`)."""

    number: str
    name: str
    base: int  # offset when N = 0
    fixed_bytes: int | None  # None: the extension, N bytes
    kind: str
    zh: str
    en: str
    meaning: str
    constant: bytes | None = None  # the only content step 4 lets pass

    def offset(self, n: int) -> int:
        """Offset of the first byte in a code whose extension has n bytes."""
        behind = self.base > EXTENSION_LENGTH_OFFSET and self.fixed_bytes is not None
        return self.base + n if behind else self.base

    def size(self, n: int) -> int:
        """Length in bytes in a code whose extension has n bytes."""
        return n if self.fixed_bytes is None else self.fixed_bytes

    def of(self, code: bytes, n: int) -> bytes:
        """The field's bytes in a code; fewer than `size` when the code ends early."""
        return code[self.offset(n) : self.offset(n) + self.size(n)]


KINDS = {
    "version": "one byte: 1000 and the structure version",
    "uint": "unsigned, big endian",
    "hex": "opaque bytes",
    "bcd": "decimal digits, two a byte",
    "mmyy": "month and year in BCD",
    "account": "19 digits and F, or 20 digits",
    "fen": "amount, 1/100 yuan",
    "seconds": "duration",
    "time": "UTC seconds since 1970",
    "key": "SM2 point, compressed: 02 or 03, then X",
    "signature": "SM2 r||s",
    "prefixed_signature": "0x15, then SM2 r||s",
}

_SM2 = b"\x04"

# One line a field, even where it is wider than a line of code: so the table is read and compared.
# fmt: off
FIELDS = (
    Field("1", "version", 0, 1, "version", "二维码类型标识、版本", "type and version", "0x80 version 0, 0x81 version 1"),
    Field("2", "data_length", 1, 2, "uint", "二维码数据长度", "data length", "all that follows: 329 + N"),
    Field("3.1", "record_header", 3, 1, "hex", "记录头", "record header", "0x24", b"\x24"),
    Field("3.2", "service", 4, 4, "hex", "服务标识", "service identifier", "01 01 00 00: transport electronic cash"),
    Field("3.3", "ca_index", 8, 1, "uint", "中心CA公钥索引", "CA public key index", "which root key signed"),
    Field("3.4", "certificate_format", 9, 1, "hex", "证书格式", "certificate format", "0x12", b"\x12"),
    Field("3.5", "issuer", 10, 4, "bcd", "发行机构标识", "issuer identifier", "eight digits"),
    Field("3.6", "cert_expiry", 14, 2, "mmyy", "证书失效日期", "certificate expiry", "good to the end of that month"),
    Field("3.7", "cert_serial", 16, 3, "hex", "证书序列号", "certificate serial number", "as revoked by the list"),
    Field("3.8", "signature_algorithm", 19, 1, "hex", "发行机构签名算法", "signature algorithm", "SM2", _SM2),
    Field("3.9", "encryption_algorithm", 20, 1, "hex", "发行机构加密算法", "encryption algorithm", "reserved", _SM2),
    Field("3.10", "key_parameter", 21, 1, "hex", "发行机构公钥参数", "issuer key parameter", "0x00", b"\0"),
    Field("3.11", "key_length", 22, 1, "uint", "发行机构公钥长度", "issuer key length", "33", b"\x21"),
    Field("3.12", "issuer_key", 23, 33, "key", "发行机构签名公钥", "issuer public key", "signs user certificates"),
    Field("3.13", "ca_signature", 56, 64, "signature", "数字签名", "CA signature", "by the root key, over 9..55"),
    Field("4", "issuer_data", 120, 16, "hex", "发行方自定义数据", "issuer-defined data", "never shown, never logged"),
    Field("5", "account", 136, 10, "account", "用户账户号", "user account", "shown by its last four digits only"),
    Field("6", "card_issuer", 146, 4, "hex", "发卡机构代码", "card issuer code", "reserved"),
    Field("7", "platform", 150, 4, "hex", "发码平台编号", "code platform", "reserved"),
    Field("8", "account_type", 154, 1, "uint", "用户账户类型", "account type", "by the issuer's table"),
    Field("9", "limit_fen", 155, 3, "fen", "用户单次消费金额上限", "single-fare limit", "the most one ride may cost"),
    Field("10", "user_key", 158, 33, "key", "用户签名公钥", "user public key", "signs the ride"),
    Field("11", "user_expiry_s", 191, 4, "time", "用户证书过期时间", "user certificate expiry", "last good second"),
    Field("12", "validity_s", 195, 2, "seconds", "用户二维码有效时间", "code validity", "1..1200 s from generation"),
    Field("13", "extension_bytes", 197, 1, "uint", "用户扩展信息长度", "extension length", "N, 0..32"),
    Field("14", "extension", 198, None, "hex", "用户扩展信息", "extension", "opaque"),
    Field("15", "issuer_signature", 198, 65, "prefixed_signature", "数字签名", "issuer signature", "over 3..197+N"),
    Field("16", "generated_s", 263, 4, "time", "二维码生成时间", "generation time", "set by the phone"),
    Field("17", "ride_signature", 267, 65, "prefixed_signature", "用户签名", "ride signature", "over 0..266+N"),
)
# fmt: on

PARTS = (
    ("引导域", "lead field", ("version", "data_length")),
    ("互通证书域", "interoperability certificate", tuple(f.name for f in FIELDS[2:15])),
    ("用户证书域", "user certificate", tuple(f.name for f in FIELDS[15:27])),
    ("乘车信息域", "ride information", ("generated_s", "ride_signature")),
)
"""(中文, English, field names): the four parts of the code, in order."""


class Coverage(NamedTuple):
    """One of the three signatures: which field holds it, which key verifies it, which bytes it covers."""

    name: str
    field: str
    key_field: str | None  # None: the root key named by ca_index
    start: int
    base_end: int  # end (exclusive) when N = 0
    step: int
    result: str  # what a terminal answers when it does not hold

    def end(self, n: int) -> int:
        """Offset behind the last covered byte in a code whose extension has n bytes."""
        return self.base_end if self.base_end < EXTENSION_LENGTH_OFFSET else self.base_end + n

    def covers(self, field: Field, n: int) -> bool:
        """True when the signature covers the field. (None is covered in part.)"""
        return self.start <= field.offset(n) and field.offset(n) + field.size(n) <= self.end(n)


SIGNATURES = (
    Coverage("ca", "ca_signature", None, 9, 56, 12, "BAD_CA_SIGNATURE"),
    Coverage("issuer", "issuer_signature", "issuer_key", 3, 198, 17, "BAD_ISSUER_SIGNATURE"),
    Coverage("ride", "ride_signature", "user_key", 0, 267, 18, "BAD_RIDE_SIGNATURE"),
)

_BY_NAME = {field.name: field for field in FIELDS}


def by_name(name: str) -> Field:
    """The field of that name. Raises KeyError."""
    return _BY_NAME[name]


def extension_length(code: bytes) -> int | None:
    """N as byte 197 states it; None when the code is too short to state it or states more than 32."""
    if len(code) <= EXTENSION_LENGTH_OFFSET or code[EXTENSION_LENGTH_OFFSET] > EXTENSION_MAX_BYTES:
        return None
    return code[EXTENSION_LENGTH_OFFSET]


def at_offset(offset: int, n: int) -> Field | None:
    """The field that holds the byte at `offset` of a code whose extension has n bytes; None outside it."""
    for field in FIELDS:
        if field.offset(n) <= offset < field.offset(n) + field.size(n):
            return field
    return None
