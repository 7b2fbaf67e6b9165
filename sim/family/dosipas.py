"""Family `dosipas`: the dynamic frame of rail tickets (IRS 90918-9), versions 1 and 2, in unaligned PER.

The issuer signs the ticket (level 1) and, with it, a phone's public key; the phone signs the moment (level 2). A ticket
that names a phone's key and comes without that phone's signature is refused: it is a copy. What was signed are the bits
as received, from the first of a level to its last, filled up with zeros; nothing is encoded anew.

Length: one frame, its table of fields, its checks and their reasons.
"""

import contextlib
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sim.family import signature
from sim.family.bits import Bits, Malformed
from sim.family.contract import Part, Reason, Words, reasons
from sim.family.keys import NO_KEY
from terminal import codes
from terminal.codes import INVALID, REFRESH, UNSUPPORTED, Code
from terminal.decide import Decision
from terminal.family.judging import FamilyPolicy, Found, refused

NAME = "dosipas"
WORDS = Words("铁路动态车票码 DOSIPAS", "a rail ticket, DOSIPAS")
TEST = False
ON_BOARDS = False
DATA_MAX = 64  # contents in one ticket
_MAGIC_BITS = (0xAAB1, 0xAAB2)  # length 2, then U and 1 or 2 in seven bits each

STEPS = (
    Words("类别", "family"),
    Words("结构", "structure"),
    Words("发行方公钥", "issuer's key"),
    Words("发行方签名", "issuer sign."),
    Words("手机公钥", "phone's key"),
    Words("手机签名", "phone sign."),
    Words("车票截止", "ticket's end"),
    Words("不早于", "not early"),
    Words("未过期", "not late"),
)
VALID, MALFORMED, KEY_UNKNOWN, BAD_SIGNATURE, BAD_PHONE_KEY, BAD_PHONE_SIGNATURE, ENDED, NOT_YET, LATE = range(660, 669)
RESULTS = (
    Code(VALID, "DOSIPAS_VALID", "车票签名有效", "Ticket signatures hold", "families", "nobody", -1),
    Code(MALFORMED, "DOSIPAS_MALFORMED", *INVALID, "families", "code", 2),
    Code(KEY_UNKNOWN, "DOSIPAS_KEY_UNKNOWN", *UNSUPPORTED, "families", "list", 3),
    Code(BAD_SIGNATURE, "DOSIPAS_BAD_SIGNATURE", *INVALID, "families", "code", 4),
    Code(BAD_PHONE_KEY, "DOSIPAS_BAD_PHONE_KEY", *INVALID, "families", "code", 5),
    Code(BAD_PHONE_SIGNATURE, "DOSIPAS_BAD_PHONE_SIGNATURE", *INVALID, "families", "code", 6),
    Code(ENDED, "DOSIPAS_ENDED", *REFRESH, "families", "time", 7),
    Code(NOT_YET, "DOSIPAS_NOT_YET_VALID", *REFRESH, "families", "time", 8),
    Code(LATE, "DOSIPAS_EXPIRED", *REFRESH, "families", "time", 9),
)
REASONS = reasons(
    RESULTS,
    (
        Reason(
            "Every signature of the ticket holds. What the ticket allows is not judged here.",
            "Read its fields: `ridegate inspect`.",
            "车票的全部签名有效。车票内容的权利不在此判定。",
            "查看字段: `ridegate inspect`。",
        ),
        Reason(
            "It begins as a DOSIPAS ticket does, but is not one in its canonical encoding.",
            "Look where it breaks with `ridegate inspect`; a scanner may have changed bytes.",
            "开头是 DOSIPAS 车票, 但不是规范编码。",
            "用 `ridegate inspect` 查看; 扫码器可能改动了字节。",
        ),
        NO_KEY,
        Reason(
            "The issuer's signature (level 1) is missing or does not hold over the ticket.",
            "Check the key, its hash, and that no bit was changed.",
            "发行方签名 (第 1 级) 缺失或与车票不符。",
            "核对公钥、散列算法, 以及比特是否被改动。",
        ),
        Reason(
            "The phone's key in the ticket is none, or its algorithm is not known here.",
            "Write it as SubjectPublicKeyInfo or as a point of P-256, P-384 or P-521.",
            "车票中的手机公钥无效, 或其算法未知。",
            "写成 SubjectPublicKeyInfo, 或 P-256、P-384、P-521 曲线上的点。",
        ),
        Reason(
            "The phone's signature (level 2) is missing or does not hold: this may be a copy.",
            "Show the ticket in the app that holds it.",
            "手机签名 (第 2 级) 缺失或不符: 可能是副本。",
            "请在持票的应用中出示。",
        ),
        Reason(
            "The ticket says that it ended before this moment.",
            "Let the app fetch a new one; compare the clocks.",
            "车票标明的截止时间已过。",
            "让应用更新车票; 核对时钟。",
        ),
        Reason(
            "The phone dated it later than it is now by this clock.",
            "Compare the clocks.",
            "手机标注的时间晚于终端时钟。",
            "核对两边时钟。",
        ),
        Reason(
            "The phone dated it longer ago than the ticket allows.",
            "Show it in the app, not as a picture; compare the clocks.",
            "手机标注的时间已超过车票允许的时长。",
            "请在应用中出示, 不用截图; 核对时钟。",
        ),
    ),
)


class Frame(NamedTuple):
    """A frame whose encoding is right; None for what it does not say."""

    version: int
    values: dict[str, Any]
    parts: tuple[Part, ...]
    level_1: bytes
    level_2: bytes


def matches(payload: bytes) -> bool:
    """Whether the first 23 bits are this family's: one that varies, the length 2, and U1 or U2.

    Trap: a ride code of version 1 may share the first nine; its declared length never shares the next.
    """
    return len(payload) > 2 and (int.from_bytes(payload[:3], "big") >> 1 & 0x3FFFFF) in _MAGIC_BITS


class _Reader:
    """Reads a frame and keeps every field with its place."""

    def __init__(self, payload: bytes) -> None:
        self.bits = Bits(payload)
        self.values: dict[str, Any] = {}
        self.parts: list[Part] = []

    def take(self, name: str, words: Words, read: Any, secret: bool = False) -> Any:
        start = self.bits.at
        value = read()
        self.values[name] = value
        shown = None if isinstance(value, bytes) else value
        self.parts.append(Part(name, words, start, self.bits.at - start, shown, secret))
        return value

    def flags(self, name: str, count: int) -> list[bool]:
        """The bits that say which optional fields are there."""
        value = self.take(name, Words("可选字段标志", "which fields are there"), lambda: self.bits.take(count))
        return [bool(value >> at & 1) for at in range(count - 1, -1, -1)]

    def data(self, name: str, secret: bool) -> None:
        """A DataType: the name of a format, and bytes in it."""
        self.take(f"{name}.format", Words("内容格式", "format of content"), self.bits.text)
        self.take(f"{name}.data", Words("内容", "content"), self.bits.octets, secret)


_PROVIDER_NUM = Words("签名方 RICS", "security provider (RICS)")
_OIDS = (
    ("key_alg_1", Words("第 1 级密钥算法", "key algorithm, level 1")),
    ("key_alg_2", Words("第 2 级密钥算法", "key algorithm, level 2")),
    ("signing_alg_1", Words("第 1 级签名算法", "signing algorithm, level 1")),
    ("signing_alg_2", Words("第 2 级签名算法", "signing algorithm, level 2")),
)
_ENDS = (
    ("end_year", Words("截止年", "end of validity, year"), 2016, 2269),
    ("end_day", Words("截止日 (年内第几天)", "end of validity, day of the year"), 1, 366),
    ("end_minute", Words("截止分钟", "end of validity, minute of the day"), 0, 1439),
    ("duration_s", Words("动态有效秒数", "seconds from the phone's time"), 1, 3600),
)


def _level_1(reader: _Reader, version: int) -> None:
    bits = reader.bits
    there = reader.flags("level_1_has", 8 if version == 1 else 12)
    if there[0]:
        reader.take("provider_num", _PROVIDER_NUM, lambda: bits.whole(1, 32000))
    if there[1]:
        reader.take("provider", _PROVIDER_NUM, bits.text)
    if there[2]:
        reader.take("key_id", Words("密钥编号", "key id"), lambda: bits.whole(0, 99999))
    count = reader.take("contents", Words("内容数", "number of contents"), bits.length)
    if count > DATA_MAX:
        raise Malformed(bits.at)
    for number in range(count):
        reader.data(f"content_{number + 1}", True)
    for present, (name, words) in zip(there[3:7], _OIDS, strict=True):
        if present:
            reader.take(name, words, bits.identifier)
    if there[7]:
        reader.take("phone_key", Words("手机公钥", "the phone's public key"), bits.octets)
    for present, (name, words, low, high) in zip(there[8:], _ENDS, strict=False):
        if present:
            reader.take(name, words, lambda low=low, high=high: bits.whole(low, high))


def _read(reader: _Reader) -> Frame:
    bits = reader.bits
    (dynamic,) = reader.flags("frame_has", 1)
    text = reader.take("format", Words("标识与版本", "family and version"), bits.text)
    version = {"U1": 1, "U2": 2}.get(text)
    if version is None:
        raise Malformed(1)
    start = bits.at
    signed_1, signed_2 = reader.flags("level_2_has", 2)
    start_1 = bits.at
    _level_1(reader, version)
    level_1 = bits.span(start_1, bits.at)
    if signed_1:
        reader.take("signature_1", Words("发行方签名", "issuer's signature, level 1"), bits.octets)
    if signed_2:
        reader.data("dynamic", False)
    level_2 = bits.span(start, bits.at)
    if dynamic:
        reader.take("signature_2", Words("手机签名", "phone's signature, level 2"), bits.octets)
    bits.finish()
    if reader.values.get("dynamic.format") == "FDC1":
        _moment(reader)
    return Frame(version, reader.values, tuple(reader.parts), level_1, level_2)


def _moment(reader: _Reader) -> None:
    """The app and the moment of dynamic content FDC1; what follows them is left as it is."""
    bits = Bits(reader.values["dynamic.data"])
    if bits.take(1):
        raise Malformed(reader.bits.at)
    app, stamp, *_ = bits.flags(5)
    fields: tuple[tuple[bool, str, Words, Callable[[], int | str]], ...] = (
        (app, "app", Words("应用", "app"), bits.text),
        (stamp, "day", Words("出示日 (年内第几天)", "shown on, day of the year"), lambda: bits.whole(1, 366)),
        (stamp, "second", Words("出示秒", "shown at, second of the day"), lambda: bits.whole(0, 86399)),
    )
    for present, name, words, read in fields:
        if present:
            start = bits.at
            value = reader.values[name] = read()
            reader.parts.append(Part(name, words, start, bits.at - start, value, False, "dynamic"))


def frame(payload: bytes) -> "Frame | int":
    """The frame of these bytes, or the byte that breaks it."""
    try:
        return _read(_Reader(payload))
    except Malformed as why:
        return why.bit // 8


def parts(payload: bytes) -> tuple[Part, ...]:
    """The fields of a code, or of what is left of one."""
    reader = _Reader(payload)
    with contextlib.suppress(Malformed):
        _read(reader)
    return tuple(reader.parts)


def _ends_s(values: dict[str, Any]) -> int | None:
    """The last second that the ticket states; None for none. A minute counts to its end."""
    if not {"end_year", "end_day", "end_minute"} <= values.keys():
        return None
    day = datetime(values["end_year"], 1, 1, tzinfo=UTC) + timedelta(days=values["end_day"] - 1)
    return int(day.timestamp()) + 60 * int(values["end_minute"]) + 59


def _shown_s(values: dict[str, Any], now_s: int) -> int | None:
    """The moment that the phone states, in the year that brings it nearest to now: it names none."""
    if "day" not in values:
        return None
    year = datetime.fromtimestamp(now_s, UTC).year
    starts = (int(datetime(each, 1, 1, tzinfo=UTC).timestamp()) for each in (year - 1, year, year + 1))
    moments = [start + 86400 * (values["day"] - 1) + values["second"] for start in starts]
    return int(min(moments, key=lambda moment: abs(moment - now_s)))


def steps(
    payload: bytes, trust: Any, policy: FamilyPolicy, now_s: int | None
) -> Generator[int | None, None, Decision]:
    """Judge one ticket: 1 family, 2 structure, 3 issuer's key, 4 its signature, 5 phone's key, 6 its signature, 7 the
    ticket's end, 8 and 9 the phone's moment. A ticket without a phone's key ends with the issuer's.
    """
    yield 1
    found = frame(payload)
    if isinstance(found, int):
        return refused(NAME, MALFORMED, 2, min(found, len(payload)))
    values = found.values
    yield 2
    provider = str(values.get("provider_num", values.get("provider", "")))
    key_id = str(values.get("key_id", 0))
    key = policy.keys.find(NAME, provider, key_id) if policy.keys is not None else None
    if key is None:
        return refused(NAME, KEY_UNKNOWN, 3)
    yield 3
    hash_name = signature.SIGNINGS.get(values.get("signing_alg_1", ""), key.hash_name)
    if not signature.holds(key.public, hash_name, values.get("signature_1", b""), found.level_1):
        return refused(NAME, BAD_SIGNATURE, 4)
    yield 4
    if "phone_key" in values:
        curve = signature.CURVES.get(values.get("key_alg_2", ""), "")
        phone = signature.public_key(values["phone_key"], curve)
        signing = signature.SIGNINGS.get(values.get("signing_alg_2", ""), "")
        if phone is None or not signing:
            return refused(NAME, BAD_PHONE_KEY, 5)
        yield 5
        if not signature.holds(phone, signing, values.get("signature_2", b""), found.level_2):
            return refused(NAME, BAD_PHONE_SIGNATURE, 6)
        yield 6
    elif "signature_2" in values or "dynamic.data" in values:
        return refused(NAME, BAD_PHONE_KEY, 5)
    if now_s is None:
        return refused(NAME, codes.CLOCK_UNTRUSTED, 7)
    ends_s = _ends_s(values)
    if ends_s is not None and now_s > ends_s:
        return refused(NAME, ENDED, 7)
    yield 7
    shown_s = _shown_s(values, now_s)
    if shown_s is not None:
        if shown_s > now_s + policy.skew_s:
            return refused(NAME, NOT_YET, 8)
        yield 8
        if "duration_s" in values and now_s > shown_s + values["duration_s"]:
            return refused(NAME, LATE, 9)
        yield 9
    subject = f"{provider}/{key_id}".encode()
    return Decision(VALID, None, Found(payload, (subject,), None, shown_s, ends_s), (), NAME, -1, None)
