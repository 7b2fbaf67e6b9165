"""The bytes that an issuer's program may have signed instead of those of the rule.

A body is one arrangement of fields in bytes: the code as received, or as the rule writes it. `few` are the messages
that are tried with every identity, digest and key; `many` those that need the right ones.
"""

import base64
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from sim.code import layout, mask
from sim.explain import representation
from sim.explain.cause import Cause
from sim.explain.layout_search import shown

_TIMES_MAX_S = 7200  # how far another generation time is looked for, second by second
_STEPS_MAX = 1300  # and another limit, validity or end
_DAYS_MAX = 1200  # and the end of another certificate, day by day
READINGS_MAX = 60
FIRST = {"ca": "certificate_format", "issuer": "record_header", "ride": "version"}
LAST = {"ca": "issuer_key", "issuer": "extension", "ride": "generated_s"}


class Body(NamedTuple):
    """data: the bytes. spans: name, start, end of every field, in order."""

    data: bytes
    spans: tuple[tuple[str, int, int], ...]

    def span(self, name: str) -> tuple[int, int]:
        """Where a field stands. Raises KeyError."""
        for one, start, end in self.spans:
            if one == name:
                return start, end
        raise KeyError(name)

    def covered(self, which: str) -> tuple[int, int]:
        """What the rule has this signature cover, in these bytes: from its first field that is here to its last."""
        names = [one.name for one in layout.FIELDS]
        wanted = names[names.index(FIRST[which]) : names.index(LAST[which]) + 1]
        here = [(start, end) for name, start, end in self.spans if name.lstrip("=") in wanted]
        return (min(start for start, _ in here), max(end for _, end in here)) if here else (0, 0)


class Signed(NamedTuple):
    """One candidate. causes: why. message: the bytes. fixed: the body with the value that was signed, where one field
    differs; else None."""

    causes: tuple[Cause, ...] | Callable[[], tuple[Cause, ...]]
    message: bytes
    fixed: bytes | None = None

    def why(self) -> tuple[Cause, ...]:
        """The causes; of most candidates they are never asked for, so some are made then."""
        return self.causes() if callable(self.causes) else self.causes


def few(body: Body, which: str) -> Iterator[Signed]:
    """The rule's own message, its other spellings, and the commonest wrong ends."""
    start, end = body.covered(which)
    message = body.data[start:end]
    subject = f"{which}_signature"
    yield Signed((), message)
    for kind, text in encodings(message):
        yield Signed((Cause(kind, subject),), text)
    marks = sorted({0, 1, 3, *(at for _, at, _ in body.spans), len(body.data)})
    for other in marks:
        if other < end and other != start:
            yield _span(body, which, other, end)
        if other > start and other != end:
            yield _span(body, which, start, other)
    yield _span(body, which, start, min(end + 1, len(body.data)))
    for name, at, to in body.spans:
        if start <= at and to <= end and at < to:
            yield Signed(
                (Cause("covers_without", subject, at, to - at, detail=name),), body.data[start:at] + body.data[to:end]
            )


def encodings(message: bytes) -> Iterator[tuple[str, bytes]]:
    """The message as text and in other orders."""
    text = message.hex()
    yield "signs_hex_text", text.encode()
    yield "signs_hex_text", text.upper().encode()
    yield "signs_base64_text", base64.b64encode(message)
    yield "signs_base64_text", base64.urlsafe_b64encode(message).rstrip(b"=")
    yield "signs_utf8_text", message.decode("latin-1").encode()
    yield "signs_utf8_replaced", message.decode("utf-8", "replace").encode()
    yield "signs_ascii_replaced", message.decode("ascii", "replace").replace("�", "?").encode()
    yield "signs_ascii_replaced", bytes(byte if byte < 128 else 0x3F for byte in message)
    yield "signs_wide_text", message.decode("latin-1").encode("utf-16-le")
    yield "signs_wide_text", message.decode("latin-1").encode("utf-16-be")
    yield "signs_wide_text", text.encode("utf-16-le")
    yield "signs_reversed", message[::-1]
    yield "signs_spaced_hex", message.hex(" ").encode()
    yield "signs_spaced_hex", message.hex(" ").upper().encode()
    yield "signs_prefixed_hex", b"0x" + text.encode()
    yield "signs_list_text", str(list(message)).encode()
    yield "signs_list_text", str([byte - 256 if byte > 127 else byte for byte in message]).encode()
    yield "signs_line_end", message + b"\n"
    yield "signs_line_end", message + b"\r\n"
    yield "signs_zero_end", message + b"\0"
    yield "signs_stripped", message.strip()
    yield "signs_stripped", message.rstrip(b"\0")
    yield "signs_stripped", message.lstrip(b"\0")
    yield "signs_until_zero", message.split(b"\0", 1)[0]
    yield "signs_number", message.lstrip(b"\0")
    yield "signs_number", b"\0" + message
    for size in (1, 2, 4, 8):
        for order in ("big", "little"):
            yield "signs_length_before", (len(message) % (1 << 8 * size)).to_bytes(size, order) + message
    for block in (8, 16, 32, 64):
        fill = -len(message) % block
        yield "signs_padded", message + bytes(fill)
        yield "signs_padded", message + bytes([fill or block]) * (fill or block)
        yield "signs_padded", message + b"\x80" + bytes(-(len(message) + 1) % block)
    yield "signs_identity_before", b"1234567812345678" + message
    yield "signs_twice", message + message
    yield "signs_lower_case", message.lower()
    yield "signs_nothing", b""


def _span(body: Body, which: str, start: int, end: int) -> Signed:
    right = body.covered(which)
    return (
        Signed((span_cause(body, which, start, end),), body.data[start:end])
        if (start, end) != right
        else Signed((), b"")
    )


def span_cause(body: Body, which: str, start: int, end: int) -> Cause:
    """The name of a wrong coverage: one end or both, and by which field."""
    first, last = body.covered(which)
    detail = f"{start}..{end - 1}"
    subject = f"{which}_signature"
    if (start, end) == (first, last + 1) and any(
        at == last and name.endswith("signature") for name, at, _ in body.spans
    ):
        return Cause("covers_prefix", subject, last, 1, detail=detail)
    if start == first:
        kind = "covers_too_little" if end < last else "covers_too_much"
        return Cause(kind, subject, min(end, last), abs(last - end), detail=detail)
    if end == last:
        kind = "covers_too_little" if start > first else "covers_too_much"
        return Cause(kind, subject, min(start, first), abs(start - first), detail=detail)
    return Cause("covers_other_bytes", subject, start, end - start, detail=detail)


def many(body: Body, which: str, now_s: int) -> Iterator[Signed]:
    """Pieces left out and put in other orders, fields of another value, single bytes changed."""
    start, end = body.covered(which)
    data = body.data
    subject = f"{which}_signature"
    yield from edits(body, which, now_s)
    marks = sorted({at for _, at, _ in body.spans} | {end, start, len(data)})
    for low in marks:
        for high in marks:
            if start <= low < high <= end:
                cause = Cause("covers_without", subject, low, high - low, detail=f"{low}..{high - 1}")
                yield Signed((cause,), data[start:low] + data[high:end])
                zeroed = Cause("signs_zeros_for", subject, low, high - low, detail=f"{low}..{high - 1}")
                yield Signed((zeroed,), data[start:low] + bytes(high - low) + data[high:end])
    for size in (1, 64, 65, 66, 70, 72):
        for fill in (b"\0", b"\xff", b" ", b"0"):
            yield Signed(
                (Cause("covers_empty_signature", subject, end, size, detail=f"{size} x {fill.hex()}"),),
                data[start:end] + fill * size,
            )
    yield Signed((Cause("covers_empty_signature", subject, end, 65),), data[start:end] + b"\x15" + bytes(64))
    for name, at, to in body.spans:
        if to > at:
            part = data[at:to]
            added = Cause("covers_also", subject, at, to - at, detail=name)
            yield Signed((added,), data[start:end] + part)
            yield Signed((added,), part + data[start:end])
    for name, at, to in body.spans:
        for other, a, b in body.spans:
            if at < to <= len(data) and a < b and name != other and b != at:
                two = Cause("covers_other_bytes", subject, at, to - at, detail=f"{name}, {other}")
                yield Signed((two,), data[at:to] + data[a:b])
    inside = [(name, at, to) for name, at, to in body.spans if start <= at and to <= end and to > at]
    for first in range(len(inside)):
        for second in range(first + 1, len(inside)):
            _, a, b = inside[first]
            name, c, d = inside[second]
            swapped = Cause("signs_other_order", subject, a, d - a, detail=f"{inside[first][0]}, {name}")
            yield Signed((swapped,), data[start:a] + data[c:d] + data[b:c] + data[a:b] + data[d:end])
    for name, at, to in inside:
        for mark in marks:
            if start <= mark <= end and not at <= mark <= to:
                moved = Cause("signs_other_order", subject, at, to - at, detail=name)
                rest = data[start:at] + data[to:end]
                place = mark - start - (to - at if mark > at else 0)
                yield Signed((moved,), rest[:place] + data[at:to] + rest[place:])


def edits(body: Body, which: str, now_s: int) -> Iterator[Signed]:
    """Messages in which one field, or one byte, was another when it was signed."""
    start, end = body.covered(which)
    data = body.data
    for name, at, to in body.spans:
        if not (start <= at and to <= end) or at == to:
            continue
        others = [(other, data[a:b]) for other, a, b in body.spans if b - a == to - at and other != name]
        same = [("signed_as_other_field", value, other) for other, value in others]
        for kind, value, detail in (*_values(layout.by_name(name.lstrip("=")), data[at:to], now_s), *same):
            if value != data[at:to]:
                message = data[start:at] + value + data[to:end]
                fixed = data[:at] + value + data[to:] if len(value) == to - at else None
                yield Signed(partial(_edited, kind, name, at, data[at:to], value, detail), message, fixed)


def _edited(kind: str, name: str, at: int, found: bytes, signed: bytes, detail: str) -> tuple[Cause, ...]:
    return (Cause(kind, name, at, len(found), shown(name, found), shown(name, signed), detail),)


def _values(field: layout.Field, data: bytes, now_s: int) -> Iterator[tuple[str, bytes, str]]:
    size = len(data)
    for one in islice(representation.readings(field, data, size, now_s), READINGS_MAX):
        if one.kind == "other_zone" and _near(one.value, data):
            continue  # the code before it is likelier
        if one.kind != "wrong_constant":
            yield one.kind, one.value, one.detail
    yield "signed_as_zeros", bytes(size), ""
    yield "signed_as_ones", b"\xff" * size, ""
    yield "signed_as_blanks", b" " * size, ""
    for text in (data.hex().encode(), data.hex().upper().encode(), str(int.from_bytes(data, "big")).encode()):
        yield "signed_as_text", text, ""
    if field.kind == "account":
        yield from _accounts(data)
    if field.name == "data_length":
        for value in range(900):
            yield "signed_other_length", value.to_bytes(2, "big"), str(value)
        for value in range(900):
            yield "signed_other_length", value.to_bytes(2, "little"), str(value)
    if field.name == "extension":
        for other in range(33):
            if other != size:
                yield "signed_other_extension", bytes(other), f"{other} zeros"
    number = int.from_bytes(data, "big")
    if field.kind in ("time", "fen", "seconds"):
        for shift in range(1, _TIMES_MAX_S if field.name == "generated_s" else _STEPS_MAX):
            for value in (number - shift, number + shift):
                if 0 <= value < 1 << 8 * size:
                    yield "signed_other_value", value.to_bytes(size, "big"), f"{value - number:+d}"
    if field.name == "user_expiry_s":  # of the certificate before it, or of the next one
        for days in range(1, _DAYS_MAX):
            for value in (number - days * 86400, number + days * 86400):
                if 0 <= value < 1 << 32:
                    yield "signed_other_value", value.to_bytes(4, "big"), f"{value - number:+d}"
    if field.name == "limit_fen":
        for fen in range(0, 1_000_001, 500):
            yield "signed_other_value", fen.to_bytes(3, "big"), f"{fen - number:+d}"
    if field.kind == "mmyy":
        for month in range(1, 13):
            for year in range(100):
                yield "signed_other_value", bytes.fromhex(f"{month:02d}{year:02d}"), ""
    if field.kind == "hex" and size == 4:
        for value in range(256):
            yield "signed_other_value", value.to_bytes(4, "big"), ""
            yield "signed_other_value", value.to_bytes(4, "little"), ""
    if size == 4 and field.kind in ("time", "hex"):
        yield "signed_as_wide", bytes(4) + data, ""
        if field.kind == "time":
            yield "signed_in_milliseconds", (number * 1000).to_bytes(8, "big"), ""
            yield "signed_in_milliseconds", (number * 1000 & 0xFFFFFFFF).to_bytes(4, "big"), ""
    if field.kind == "key" and size == 33:
        for point in representation.either(data[1:]):
            if point:
                whole = point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")
                yield "signed_uncompressed", b"\4" + whole, ""
                yield "signed_uncompressed", whole, ""
        yield "signed_uncompressed", data[1:], ""


def _near(value: bytes, data: bytes) -> bool:
    return abs(int.from_bytes(value, "big") - int.from_bytes(data, "big")) < _TIMES_MAX_S


def _accounts(data: bytes) -> Iterator[tuple[str, bytes, str]]:
    """The account as text, and with other padding."""
    text = mask.digits(data)
    if text is None:
        return
    yield "signed_as_text", text.encode(), ""
    yield "signed_as_text", data.hex().upper().encode(), ""
    for padded in (text.rjust(20, "0"), text.rjust(20, "f"), text.ljust(20, "0"), text[:19] + "f"):
        yield "signed_other_padding", bytes.fromhex(padded), ""
    yield "signed_as_text", text.rjust(20, "0").encode(), ""
