"""Fields of whole bytes, as the test families have them, the steps that both begin with, and the reason that both give
for a key they lack.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sim.family.contract import Part, Reason, Words
from sim.output.show import utc

SEALED_STEPS = (
    Words("类别", "family"),
    Words("结构", "structure"),
    Words("终端时钟", "clock"),
    Words("可受理名单", "trust list"),
    Words("公钥", "key"),
    Words("签名", "signature"),
)
NO_TEST_KEY = Reason(
    "The trust list has no key of that index for it, or is signed for production: this family is a test.",
    "Use a test list that holds the key.",
    "名单中没有该索引的密钥, 或名单为正式名单: 此类码仅供测试。",
    "请使用含该密钥的测试名单。",
)


class Field(NamedTuple):
    """`length` bytes from byte `at`, big endian. kind: text, uint, time (Unix seconds) or hex, which has no value for
    people. secret: it names a person.
    """

    name: str
    words: Words
    at: int
    length: int
    kind: str
    secret: bool


def split(payload: bytes, fields: Iterable[Field]) -> tuple[Part, ...]:
    """The fields of a payload; one that is not all there has no value."""
    return tuple(
        Part(
            one.name,
            one.words,
            8 * one.at,
            8 * one.length,
            _value(payload[one.at : one.at + one.length], one),
            one.secret,
        )
        for one in fields
    )


def _value(data: bytes, field: Field) -> int | str | None:
    if len(data) != field.length or field.kind == "hex":
        return None
    if field.kind == "text":
        return data.decode("latin-1") if data.isascii() else None
    number = int.from_bytes(data, "big")
    return utc(number) if field.kind == "time" else number
