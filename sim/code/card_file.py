"""File 15 of a card of the interoperable transport system, from a dump: its fields, and what a terminal makes of it.

The file is public: any reader gets it by READ_FILE_15 of `terminal.card`. It names the card and proves nothing.
Everything here is in full; `stars` says what of it may be shown. Clause: docs/cards.md.
"""

import contextlib
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sim.code import mask, unwrap
from sim.code.result_table import by_name
from sim.family.contract import Words
from terminal import card, codes

CLAUSE = "§13"
STATUS_BYTES = 2
DATA_MAX_BYTES = card.RESPONSE_MAX_BYTES - STATUS_BYTES
_GOOD = b"\x90\x00"
_STATUSES = {
    b"\x6a\x82": Words("无此文件", "there is no such file"),
    b"\x69\x82": Words("安全条件不满足", "the card wants to be authenticated first"),
    b"\x69\x85": Words("未选择应用", "its application was not selected"),
    b"\x6d\x00": Words("卡片不识别该命令", "the card does not know the command"),
}


class Field(NamedTuple):
    """One field. kind: issuer, byte, number, date or bytes. clause: where a terminal looks at it."""

    name: str
    words: Words
    at: int
    length: int
    kind: str
    clause: str


FIELDS = (
    Field("issuer", Words("发卡机构标识", "issuer"), 0, 8, "issuer", f"{CLAUSE}, step 8"),
    Field("kind", Words("应用类型标识", "kind of application"), 8, 1, "byte", f"{CLAUSE}, step 21"),
    Field("version", Words("应用版本", "version of the application"), 9, 1, "byte", f"{CLAUSE}, not judged"),
    Field("number", Words("卡号 (应用序列号)", "card number"), 10, 10, "number", f"{CLAUSE}, steps 19 to 24"),
    Field("valid_from", Words("启用日期", "valid from"), 20, 4, "date", f"{CLAUSE}, not judged"),
    Field("valid_until", Words("有效日期", "valid until"), 24, 4, "date", f"{CLAUSE}, not judged"),
    Field("other", Words("发卡机构自定义数据", "the issuer's own data"), 28, 2, "bytes", f"{CLAUSE}, not judged"),
)
_NUMBER = FIELDS[3]


@dataclass(frozen=True, slots=True)
class CardFile:
    """What was found. received: bytes as read. data: the file, or what is left of it, without the status behind it.

    beyond: the text form that was undone, "" for none. status: SW1 SW2 behind the data, b"" for none. fault: why no
    terminal takes it, None where one does.
    """

    name: str
    received: int
    data: bytes
    beyond: str
    status: bytes
    fault: Words | None

    @property
    def behind(self) -> int:
        """Bytes behind the 30, which no terminal looks at."""
        return max(0, len(self.data) - card.FILE_15_BYTES)


def look(name: str, data: bytes) -> CardFile:
    """Look at a dump: any bytes, raw or in a text form, with or without the status 9000 behind them."""
    texts = list(unwrap.written(data))
    best = next((form for form in (("", data), *texts) if _exact(form[1])), None)
    if best is None:  # text is digits in ASCII, and no file
        best = next((form for form in texts if form[0].endswith("hexadecimal") and form[1]), ("", data))
    body, status = _split(best[1][: card.RESPONSE_MAX_BYTES + 1])
    return CardFile(name, len(data), body, best[0], status, _fault(body, status))


def _exact(data: bytes) -> bool:
    """Whether it is a file 15 that a terminal takes, and nothing else."""
    body, status = _split(data)
    return len(body) == card.FILE_15_BYTES and _fault(body, status) is None


def _split(data: bytes) -> tuple[bytes, bytes]:
    """(data, status) of a response; of a file alone all of it is data."""
    if len(data) == STATUS_BYTES or (len(data) >= card.FILE_15_BYTES + STATUS_BYTES and data.endswith(_GOOD)):
        return data[:-STATUS_BYTES], data[-STATUS_BYTES:]
    return data, b""


def _fault(data: bytes, status: bytes) -> Words | None:
    """Why a terminal takes the card for unreadable, as `terminal.card.read` does."""
    if status and status != _GOOD:
        words = _STATUSES.get(status, Words("卡片拒绝了该命令", "the card refused the command"))
        return Words(f"状态字 {status.hex()}: {words.zh}", f"status {status.hex()}: {words.en}")
    if len(data) < card.FILE_15_BYTES:
        return Words(
            f"只有 {len(data)} 字节, 文件 15 有 {card.FILE_15_BYTES} 字节",
            f"{len(data)} bytes are there, file 15 has {card.FILE_15_BYTES}",
        )
    if len(data) > DATA_MAX_BYTES:
        return Words(f"超过一次应答的 {DATA_MAX_BYTES} 字节", f"more than the {DATA_MAX_BYTES} bytes of one response")
    try:
        card.parse(data[: card.FILE_15_BYTES], bytes(4), 0)
    except ValueError:
        return Words("发卡机构或卡号不是十进制数字", "issuer or card number are no decimal digits")
    return None


def part(one: CardFile, field: Field) -> bytes:
    """The bytes of a field, fewer where the file ends before."""
    return one.data[field.at : min(field.at + field.length, card.FILE_15_BYTES)]


def wrong(one: CardFile, field: Field) -> bool:
    """Whether a field, looked at alone, is not whole or holds what it must not."""
    data = part(one, field)
    if len(data) != field.length:
        return True
    if field.kind == "issuer":
        return not data[:4].hex().isdecimal()
    if field.kind == "number":
        return mask.digits(data) is None
    return field.kind == "date" and _day(data) is None


def _day(data: bytes) -> date | None:
    """The day of a field YYYYMMDD; None for what is none."""
    text = data.hex()
    with contextlib.suppress(ValueError):
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text.isdecimal() else None
    return None


def stars(one: CardFile, in_full: bool) -> frozenset[int]:
    """The nibbles that are not shown: the number but for its last four digits, and its copies elsewhere.

    Where anything is not as it should be, bytes may have moved: then every long run of decimal digits is hidden.
    """
    if in_full:
        return frozenset()
    text = one.data.hex()
    hidden = set(range(2 * _NUMBER.at, 2 * (_NUMBER.at + _NUMBER.length)))
    digits = mask.digits(part(one, _NUMBER))
    if one.fault is None and digits is not None:
        hidden = set(range(2 * _NUMBER.at, 2 * _NUMBER.at + len(digits) - mask.SHOWN_DIGITS))
        bare = digits.lstrip("0")
        at = text.find(bare)
        while bare and at >= 0:
            hidden |= set(range(at, at + max(0, len(bare) - mask.SHOWN_DIGITS)))
            at = text.find(bare, at + 1)
    if one.fault is not None or any(wrong(one, field) for field in FIELDS):
        hidden |= _runs(text, 0)
    return frozenset(hidden | _runs(text, 2 * card.FILE_15_BYTES))


def _runs(text: str, start: int) -> set[int]:
    """The nibbles of every long run of decimal digits from there on."""
    out: set[int] = set()
    run: list[int] = []
    for at, digit in enumerate(text[start:] + "x", start):
        if digit.isdecimal():
            run.append(at)
            continue
        if len(run) >= mask.RUN_NIBBLES:
            out.update(run)
        run = []
    return out


def value(one: CardFile, field: Field, in_full: bool) -> str | int | None:
    """What a field holds, for people and programs; None where it is not whole or not as it should be."""
    data = part(one, field)
    if wrong(one, field) or (field.kind == "number" and one.fault is not None):
        return None
    place = range(2 * field.at, 2 * (field.at + field.length))
    if field.kind != "number" and not stars(one, in_full).isdisjoint(place):
        return None
    if field.kind == "byte":
        return data[0]
    if field.kind == "issuer":
        return data[:4].hex()
    if field.kind == "number":
        account = card.account_of(data)
        return str(mask.digits(account)) if in_full else mask.account(account)
    if field.kind == "date":
        return str(_day(data))
    return None


def record(one: CardFile, in_full: bool) -> dict[str, Any]:
    """What --json prints. result: what a terminal answers to such a card, null where it goes on to step 6."""
    hidden = stars(one, in_full)
    row = None if one.fault is None else by_name("CARD_UNREADABLE")
    return {
        "file": one.name,
        "kind": "card file 15",
        "bytes": one.received,
        "beyond": one.beyond or None,
        "status": one.status.hex() or None,
        "result": row and row.name,
        "number": row and codes.CARD_UNREADABLE,
        "step": row and row.step,
        "fault": one.fault and one.fault.en,
        "behind": one.behind,
        "fields": [
            {
                "name": field.name,
                **field.words._asdict(),
                "clause": field.clause,
                "offset": field.at,
                "length": field.length,
                "hex": mask.hexed(one.data, field.at, len(part(one, field)), hidden),
                "value": value(one, field, in_full),
                "wrong": wrong(one, field),
            }
            for field in FIELDS
        ],
    }
