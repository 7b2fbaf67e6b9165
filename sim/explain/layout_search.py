"""Finds how the fields really stand in a body: missing, doubled, moved or of another width.

Each arrangement of the fields is laid over the bytes; the marks of the structure (constants, decimal digits, prefixes,
the extension's length) say how well it fits. What an arrangement leaves wrong is read by `representation`.

Length: one search, from the arrangements to the readings of one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field as _field
from functools import cache
from itertools import islice

from sim.code import layout, mask
from sim.explain import representation
from sim.explain.cause import Cause
from sim.issuer.sm2_sign import encode_point
from terminal.ridecode import LENGTH_MAX_BYTES, LENGTH_MIN_BYTES
from terminal.sm2 import GX, GY

N_MAX = layout.EXTENSION_MAX_BYTES
LAYOUTS_MAX = 24  # handed on for their signatures to be looked at
WRONG_MAX = 2  # fields in another representation, beside one change of the arrangement
_SECRET = ("account", "issuer_data", "extension")
_COUNTED = ("time", "seconds", "fen", "uint")  # kinds that are long numbers in another representation
_FIELDS = layout.FIELDS
_NAMES = tuple(one.name for one in _FIELDS)
_DEFAULTS = {
    "version": b"\x81", "service": b"\1\1\0\0", "cert_expiry": b"\x12\x99", "user_key": encode_point((GX, GY)),
    "issuer_key": encode_point((GX, GY)), "issuer_signature": b"\x15" + bytes(64),
    "ride_signature": b"\x15" + bytes(64), "validity_s": (600).to_bytes(2, "big"), "user_expiry_s": b"\xff\xff\xff\xff",
}  # fmt: skip
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to read a body. written: its bytes. spans: where each field stands in them. logical: the code that they
    mean, in the form of the rule; `unknown`: its fields whose bytes are not in the body. wrong: how much is out of
    place.
    """

    causes: tuple[Cause, ...]
    written: bytes
    spans: dict[str, Span]
    logical: bytes
    unknown: frozenset[str] = frozenset()
    wrong: int = 0
    n: int = 0

    def part(self, name: str) -> bytes:
        """The bytes of a field as they stand in the body."""
        start, end = self.spans.get(name, (0, 0))
        return self.written[start:end]


@dataclass(slots=True)
class _Order:
    """An arrangement: the fields in their order with their widths, "" for bytes that belong to none.

    sizes: of each, -1 for an extension, 0 for such bytes. fixed: the bytes of all whose size is known.
    """

    names: tuple[str, ...]
    kind: str = ""
    subject: str = ""
    widths: dict[str, int] = _field(default_factory=dict)
    modes: dict[str, Callable[[bytes], int | None]] = _field(default_factory=dict)
    gap: int = 0
    detail: str = ""
    sizes: tuple[int, ...] = ()
    fixed: int = 0

    def __post_init__(self) -> None:
        self.sizes = tuple(self._size(name) for name in self.names)
        self.fixed = sum(size for size in self.sizes if size > 0)

    def _size(self, name: str) -> int:
        plain = name.lstrip("=")
        if plain == "extension":
            return -1
        return self.widths.get(name) or (plain and layout.by_name(plain).fixed_bytes) or 0


def shown(name: str, data: bytes) -> str:
    """The bytes of a field for a report; of an account or the issuer's own data nothing that may not be shown.

    A key or another opaque field may hold an account by mistake: of a long number there, its last four digits.
    """
    plain = layout.by_name(name).kind in _COUNTED
    return "" if name in _SECRET else data.hex() if plain else mask.line(data.hex())


def layouts(body: bytes, now_s: int) -> list[Layout]:
    """The readings that fit best, the best first; empty when none resembles a code."""
    if len(body) < 40:
        return []
    found: list[Layout] = []
    plain = _Order(_NAMES)
    numbers = [body[197]] if len(body) > 197 and body[197] <= N_MAX else []
    for number in dict.fromkeys((*numbers, len(body) - LENGTH_MIN_BYTES, (body[1] << 8 | body[2]) - 329)):
        if 0 <= number <= N_MAX and number + LENGTH_MIN_BYTES == len(body):
            found += _read(body, plain, number, now_s)
    if any(not one.causes for one in found):
        return sorted(found, key=lambda one: (one.wrong, len(one.causes)))[:LAYOUTS_MAX]
    for order in _orders(len(body) - LENGTH_MIN_BYTES):
        found += _read(body, order, None, now_s)
    found += _cut(body, now_s)
    found.sort(key=lambda one: (one.wrong, len(one.causes)))
    best = found[0].wrong if found else 0
    return [one for one in found if one.wrong <= best][:LAYOUTS_MAX] if best < 4 else []


def rearranged(body: bytes, now_s: int) -> Iterator[Layout]:
    """Readings of a body whose numbers have other places or widths, all of it well formed as it stands, too."""
    for order in _orders(len(body) - LENGTH_MIN_BYTES):
        turned = order.kind in ("swapped", "moved") and order.detail in (*_NUMBERS, "user_key")
        if order.subject in _NUMBERS and (turned or order.kind == "width"):
            yield from _read(body, order, None, now_s)


def exchanged(lay: Layout) -> Iterator[Layout]:
    """A reading in which the two keys, or the two signatures of equal length, stand in each other's places."""
    for first, second in (("issuer_key", "user_key"), ("issuer_signature", "ride_signature")):
        (a, b), (c, d) = lay.spans[first], lay.spans[second]
        body = lay.written
        logical = body[:a] + body[c:d] + body[b:c] + body[a:b] + body[d:]
        yield Layout((Cause("swapped", first, a, b - a, detail=second),), body, lay.spans, logical, n=lay.n)


_NUMBERS = ("account_type", "limit_fen", "user_expiry_s", "validity_s", "extension_bytes", "generated_s")
_EXTENSION_AT = layout.EXTENSION_LENGTH_OFFSET


def _orders(excess: int) -> Iterator[_Order]:
    """Every arrangement that one mistake of a program makes. excess: bytes beyond a code without extension."""
    yield from _reordered()
    yield from _wider(excess)
    yield from _gaps()


@cache
def _reordered() -> tuple[_Order, ...]:
    """Fields that are missing, doubled, swapped or moved, at their own widths."""
    return tuple(_each_reordered())


@cache
def _gaps() -> tuple[_Order, ...]:
    """Bytes that belong to no field, between two of them."""
    return tuple(
        _Order((*_NAMES[:at], "", *_NAMES[at:]), "extra_bytes", _NAMES[at], gap=-1) for at in range(1, len(_NAMES))
    )


def _each_reordered() -> Iterator[_Order]:
    count = len(_NAMES)
    for width in range(1, 5):
        for start in range(count - width + 1):
            run = _NAMES[start : start + width]
            yield _Order(_NAMES[:start] + _NAMES[start + width :], "missing", run[0], detail=", ".join(run))
            yield _Order(
                _NAMES[: start + width] + _twice(run) + _NAMES[start + width :],
                "doubled",
                run[0],
                detail=", ".join(run),
            )
    for start in range(count):
        for end in range(start + 5, count + 1):
            run = _NAMES[start:end]
            yield _Order(_NAMES[:start] + _NAMES[end:], "missing", run[0], detail=f"{run[0]} … {run[-1]}")
    for first in range(count):
        for second in range(first + 1, count):
            names = list(_NAMES)
            names[first], names[second] = names[second], names[first]
            yield _Order(tuple(names), "swapped", _NAMES[first], detail=_NAMES[second])
    for start in range(count):
        for to in range(count):
            if to not in (start, start - 1, start + 1):
                left = [name for name in _NAMES if name != _NAMES[start]]
                left.insert(to, _NAMES[start])
                yield _Order(tuple(left), "moved", _NAMES[start], detail=left[to - 1] if to else "front")


def _twice(run: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"={name}" for name in run)


_GROUPS: tuple[tuple[str, ...], ...] = (
    *((name,) for name in _NAMES if name != "extension"),
    ("user_expiry_s", "generated_s"), ("issuer_key", "user_key"), ("issuer_signature", "ride_signature"),
    ("ca_signature", "issuer_signature", "ride_signature"), ("card_issuer", "platform"),
    ("user_expiry_s", "validity_s"),
)  # fmt: skip


def _wider(excess: int) -> Iterator[_Order]:
    for group in _GROUPS:
        known = {name: layout.by_name(name).fixed_bytes or 0 for name in group}
        for more in range(-64, 140):
            if more and (excess - more * len(group)) in range(N_MAX + 1):
                widths = {name: size + more for name, size in known.items() if size + more > 0}
                if len(widths) == len(group):
                    yield _Order(_NAMES, "width", group[0], widths, detail=", ".join(group))
        if group[-1].endswith("signature"):
            for lead in (0, 1):
                modes = {name: _der_at(lead if name != "ca_signature" else 0) for name in group}
                yield _Order(_NAMES, "width", group[0], modes=modes, detail=", ".join(group))
        if group[-1].endswith("signature") and len(group) > 1:
            for narrow in (
                ("ca_signature", "issuer_signature", "ride_signature"),
                ("issuer_signature", "ride_signature"),
            ):
                yield _Order(_NAMES, "width", group[0], {name: 64 for name in narrow}, detail=", ".join(narrow))


def _der_at(lead: int) -> Callable[[bytes], int | None]:
    def width(data: bytes) -> int | None:
        found = representation.der_length(data[lead : lead + 80])
        return None if found is None or (lead and data[:1] != b"\x15") else found + lead

    return width


def _read(body: bytes, order: _Order, n: int | None, now_s: int) -> Iterator[Layout]:
    spans = _spans(body, order, n)
    if spans is None:
        return
    start, end = spans.get("extension", (0, 0))
    length = end - start if "extension" in spans else 0
    wrong: list[str] = []
    unknown: set[str] = set()
    for one in _FIELDS:
        at = spans.get(one.name)
        if at is None:
            unknown.add(one.name)
            continue
        data = body[at[0] : at[1]]
        copy = spans.get(f"={one.name}")
        if copy is not None and body[copy[0] : copy[1]] != data:
            return
        if not _good(one, data, length, len(body), bool(order.kind), now_s):
            wrong.append(one.name)
    allowed = WRONG_MAX + (3 if order.kind == "width" else 0)
    if len(wrong) > allowed:
        return
    yield from _readings(body, order, spans, wrong, unknown, length, now_s)


def _spans(body: bytes, order: _Order, n: int | None) -> dict[str, Span] | None:
    """Where the fields of an arrangement stand; None when it does not fill the body exactly."""
    extensions = order.sizes.count(-1)
    rest = len(body) - order.fixed
    if not order.modes and (rest < 0 or rest > 200 or (order.gap == 0 and not extensions and rest)):
        return None
    spans: dict[str, Span] = {}
    at = 0
    for name, size in zip(order.names, order.sizes, strict=True):
        if name in order.modes:
            found = order.modes[name](body[at:])
            if found is None:
                return None
            size = found
        elif not name:
            known = spans.get("extension_bytes")
            number = body[known[1] - 1] if known else _gap_number(body, rest)
            size = rest - number
            if size <= 0:
                return None
        elif size < 0:
            known = spans.get("extension_bytes")
            if n is not None:
                size = n
            elif known is not None and known[0] < at:
                size = body[known[1] - 1]
            else:
                size = rest // extensions if not order.modes else 0
            if not 0 <= size <= N_MAX:
                return None
        spans[name] = (at, at + size)
        at += size
        if at > len(body):
            return None
    return spans if at == len(body) else None


def _gap_number(body: bytes, rest: int) -> int:
    """N of a code with a gap before its extension length: the one that states itself behind the gap."""
    for number in range(min(rest, N_MAX + 1)):
        place = layout.EXTENSION_LENGTH_OFFSET + rest - number
        if place < len(body) and body[place] == number:
            return number
    return 99


def _good(one: layout.Field, data: bytes, n: int, whole: int, changed: bool, now_s: int) -> bool:
    """Whether a field, looked at alone, holds what the rule puts there and what a clock makes likely."""
    if one.fixed_bytes is not None and len(data) != one.fixed_bytes:
        return False
    if one.constant is not None:
        return data == one.constant
    kind, name = one.kind, one.name
    if kind == "version":
        return data in (b"\x80", b"\x81")
    if name == "data_length":
        stated = int.from_bytes(data, "big")
        return stated == 329 + n or (changed and stated in (whole - 3, whole))
    if name == "extension_bytes":
        return data[0] == n
    if kind == "bcd":
        return data.hex().isdecimal()
    if kind == "account":
        return mask.digits(data) is not None
    if kind == "mmyy":
        return data.hex().isdecimal() and 1 <= int(data.hex()[:2]) <= 12
    if kind == "key":
        return data[0] in (2, 3)
    if kind == "prefixed_signature":
        return data[0] == 0x15
    if changed and kind == "time":
        return abs(int.from_bytes(data, "big") - now_s) < 40 * 365 * 86400
    if changed and kind == "fen":
        return 100 <= int.from_bytes(data, "big") <= 1_000_000
    if changed and kind == "seconds":
        return 1 <= int.from_bytes(data, "big") <= 43_200
    if changed and name == "service":
        return data[0] == 1
    return True


def _readings(
    body: bytes, order: _Order, spans: dict[str, Span], wrong: list[str], unknown: set[str], n: int, now_s: int
) -> Iterator[Layout]:
    values: dict[str, bytes] = {}
    choices: list[list[tuple[Cause | None, str, bytes]]] = []
    left = 0
    for one in _FIELDS:
        at = spans.get(one.name)
        size = one.size(n)
        data = body[at[0] : at[1]] if at else b""
        if at is None or (one.name in wrong and len(data) != size):
            values[one.name] = _DEFAULTS.get(one.name, one.constant or bytes(size))[:size].ljust(size, b"\0")
        else:
            values[one.name] = data
        if one.name in ("data_length", "extension_bytes"):
            values[one.name] = (329 + n).to_bytes(2, "big") if one.name == "data_length" else bytes([n])
            if one.name in wrong and at is not None:
                choices.append([(_count(one.name, data, n, body, at[0]), one.name, values[one.name])])
            continue
        if one.name not in wrong or at is None:
            continue
        found = [
            (Cause(each.kind, one.name, at[0], len(data), shown(one.name, data), shown(one.name, each.value),
                   each.detail), one.name, each.value)
            for each in islice(representation.readings(one, data, size, now_s), 80)
            if not each.kind.startswith("other_zone")  # which would fit any moment
            and _good(one, each.value, n, len(body), bool(order.kind), now_s)
        ]  # fmt: skip
        if not found:
            left += 1
            found = [(Cause("invalid", one.name, at[0], len(data), shown(one.name, data)), one.name, values[one.name])]
            unknown = unknown | {one.name}
        choices.append(list(found))
    base: tuple[Cause, ...] = ()
    if order.kind and order.kind != "width":
        first = spans.get(order.subject, (0, 0))
        detail, length = order.detail, first[1] - first[0]
        if "" in spans:
            first = spans[""]
            length = first[1] - first[0]
            detail = f"{length} bytes"
        base = (Cause(order.kind, order.subject, first[0], length, detail=detail),)
    for causes, chosen in _combined(choices):
        logical = b"".join(chosen.get(one.name, values[one.name]) for one in _FIELDS)
        if len(logical) > LENGTH_MAX_BYTES:
            continue
        merged = _merged(causes)
        if order.kind == "width" and not merged:
            continue
        several = order.kind in ("missing", "doubled") and order.detail != order.subject
        score = left * 3 + (order.kind == "extra_bytes") + several + len(base) + len(merged) - 1
        yield Layout(base + merged, body, spans, logical, frozenset(unknown), max(score, 0), n)


def _merged(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Causes in their order; those of one kind in fields of one kind count as one mistake, named by the first."""
    out: list[Cause] = []
    for one in causes:
        family = layout.by_name(one.subject).kind
        same = family in ("key", "time") or family.endswith("signature")
        if same and any(
            each.kind == one.kind and layout.by_name(each.subject).kind[-9:] == family[-9:] for each in out
        ):
            continue
        out.append(one)
    return tuple(out)


def _combined(
    choices: list[list[tuple[Cause | None, str, bytes]]],
) -> Iterator[tuple[tuple[Cause, ...], dict[str, bytes]]]:
    if not choices:
        yield (), {}
        return
    limit = 12 if len(choices) > 1 else 40
    for cause, name, value in choices[0][:limit]:
        for causes, chosen in _combined(choices[1:]):
            yield ((cause, *causes) if cause else causes), {name: value, **chosen}


def _count(name: str, data: bytes, n: int, body: bytes, at: int) -> Cause:
    """What a length states instead."""
    true = 329 + n if name == "data_length" else n
    size = 2 if name == "data_length" else 1
    right = true.to_bytes(size, "big")
    stated = int.from_bytes(data, "big")
    kind, detail = "off_by", f"{stated - true:+d}"
    digits = data.hex()
    if len(data) > size and stated == true:
        kind, detail = "too_wide", f"{len(data)} bytes"
    elif len(data) == size and data == right[::-1] and size > 1:
        kind, detail = "little_endian", ""
    elif digits.lstrip("0") == str(true):
        kind, detail = "bcd", ""
    elif representation.digits_text(data) in (str(true), str(true + 3)):
        kind, detail = "ascii_digits", ""
    elif name == "data_length" and stated == len(body) and stated == true + 3:
        kind, detail = "whole_code", ""
    elif name == "data_length" and n and stated == 329:
        kind, detail = "without_extension", ""
    elif name == "data_length" and n and stated == 332:
        kind, detail = "whole_code_without_extension", ""
    elif (name == "data_length" and stated == true * 2) or (name == "extension_bytes" and stated == 2 * n and n):
        kind, detail = "counts_digits", ""
    elif name == "extension_bytes" and not stated and n and body[at + 1 : at + 2] == bytes([n - 1]):
        kind, detail = "too_wide", "2 bytes"
    elif name == "extension_bytes" and n and body[at - 43 : at - 42] == right and at == _EXTENSION_AT:
        kind, detail = "swapped", "account_type"
    elif not stated:
        kind, detail = "zero", ""
    elif name == "data_length" and stated in (true & 0xFF, (true + 3) & 0xFF):
        kind, detail = "one_byte", ""
    elif name == "data_length":
        ends = {one.offset(n): one.name for one in _FIELDS}
        for begin in (0, 1, 3):
            if begin + stated in ends and begin + stated > 100:
                kind, detail = "counts_part", ends[begin + stated]
    return Cause(kind, name, at, len(data), data.hex(), right.hex(), detail)


def _cut(body: bytes, now_s: int) -> Iterator[Layout]:
    """A code that ends early, if it states a longer one and is right as far as it goes."""
    declared = (body[1] << 8 | body[2]) + 3
    if not len(body) < declared <= LENGTH_MAX_BYTES or declared < LENGTH_MIN_BYTES or len(body) < 60:
        return
    n = declared - LENGTH_MIN_BYTES
    if len(body) > 197 and body[197] != n:
        return
    spans: dict[str, Span] = {}
    logical = body.ljust(declared, b"\0")
    unknown = set()
    for one in _FIELDS:
        start, end = one.offset(n), one.offset(n) + one.size(n)
        if end <= len(body):
            spans[one.name] = (start, end)
            if not _good(one, body[start:end], n, len(body), False, now_s) and one.name != "data_length":
                return
        else:
            unknown.add(one.name)
    missing = declared - len(body)
    values = b"".join(
        _DEFAULTS.get(one.name, one.constant or bytes(one.size(n))) if one.name in unknown else one.of(logical, n)
        for one in _FIELDS
    )
    cause = Cause("cut", "payload", len(body), missing, detail=f"{missing} bytes")
    yield Layout((cause,), body, spans, values, frozenset(unknown), 0, n)
