"""Other ways in which programs write the value of a field, each turned back into what the rule wants.

`readings` gives, for bytes found in the place of a field, the canonical bytes that the program may have meant. A
reading is only a candidate: the caller checks that it fits the structure, the signatures or the clock.

Length: a catalogue, a function for each kind of field.
"""

import binascii
from collections.abc import Iterator
from typing import NamedTuple

from sim.code import layout
from sim.issuer.sm2_sign import encode_point, is_on_curve, lift_x
from terminal.sm2 import N, P

DAY_S = 86400
EPOCHS = (  # seconds from 1970 to the year, kind
    (946684800, "epoch_2000"),
    (978307200, "epoch_2001"),
    (-2208988800, "epoch_1900"),
    (315964800, "epoch_1980"),
    (-2082844800, "epoch_1904"),
)
UNITS = (
    *((1000, "milliseconds"), (1_000_000, "microseconds"), (1_000_000_000, "nanoseconds")),
    *((100, "centiseconds"), (10, "deciseconds")),
)
_TICKS = ((62_135_596_800, "ticks_since_year_1"), (11_644_473_600, "ticks_since_1601"))  # of 100 ns, in eight bytes
ZONES_MIN = tuple(range(-12 * 60, 14 * 60 + 1, 30))


class Reading(NamedTuple):
    """kind: of the catalogue. value: canonical bytes. detail: what completes the sentence."""

    kind: str
    value: bytes
    detail: str = ""


def _fit(value: int, size: int) -> bytes | None:
    return value.to_bytes(size, "big") if 0 <= value < 1 << 8 * size else None


def decimal(data: bytes) -> int | None:
    """The number whose decimal digits are the nibbles of these bytes; None when one is no digit."""
    text = data.hex()
    return int(text) if text.isdecimal() else None


def digits_text(data: bytes) -> str | None:
    """ASCII digits, with blanks and NULs around them; None for other bytes."""
    text = data.strip(b" \0")
    return text.decode("ascii") if text and text.isdigit() else None


def hex_text(data: bytes) -> bytes | None:
    """The bytes behind ASCII hexadecimal; None for other bytes."""
    try:
        return bytes.fromhex(data.decode("ascii")) if len(data) % 2 == 0 and b" " not in data else None
    except ValueError:
        return None


def _nibbles(data: bytes) -> bytes:
    return bytes((byte << 4 | byte >> 4) & 0xFF for byte in data)


def readings(field: layout.Field, data: bytes, size: int, now_s: int = 0) -> Iterator[Reading]:
    """Every reading of these bytes, the likelier ones first; duplicates of the bytes themselves left out.

    size: how many bytes the rule gives the field; `data` may have more or fewer.
    """
    seen = {data} if len(data) == size else set()
    for one in _all(field, data, size, now_s):
        if one.value not in seen and len(one.value) == size:
            seen.add(one.value)
            yield one


def _all(field: layout.Field, data: bytes, size: int, now_s: int) -> Iterator[Reading]:
    kind = field.kind
    if field.constant is not None and data != field.constant:
        yield from _plain(data, size)
        yield Reading("wrong_constant", field.constant)
        return
    if kind == "key":
        yield from keys(data)
        return
    if kind in ("signature", "prefixed_signature"):
        yield from signatures(field, data)
        return
    if kind == "version":
        yield from _version(data)
        return
    if kind == "account":
        yield from _account(data)
        return
    if kind == "mmyy":
        yield from _month(data)
        return
    if kind == "bcd":
        yield from _bcd(data, size)
    number = kind in ("uint", "fen", "seconds", "time")
    yield from _plain(data, size, number)
    if number:
        yield from _number(kind, data, size, now_s)


def _plain(data: bytes, size: int, number: bool = True) -> Iterator[Reading]:
    """What can be done to the bytes of any field; a byte order have numbers alone."""
    if len(data) == size:
        yield Reading("little_endian", data[::-1])
        if size == 4:
            yield Reading("words_swapped", data[2:] + data[:2])
            yield Reading("bytes_swapped", bytes((data[1], data[0], data[3], data[2])))
        yield Reading("nibbles_swapped", _nibbles(data))
        yield Reading("inverted", bytes(byte ^ 0xFF for byte in data))
        if size > 1:
            yield Reading("shifted", data[1:] + data[:1], "left")
            yield Reading("shifted", data[-1:] + data[:-1], "right")
            yield Reading("left_aligned", b"\0" + data[:-1]) if not data[-1] else Reading("shifted", b"\0" + data[:-1])
    elif len(data) > size:
        extra = len(data) - size
        if not any(data[:extra]):
            yield Reading("too_wide", data[extra:], f"{len(data)} bytes")
        if not any(data[size:]) and number:
            yield Reading("too_wide_little_endian", data[:size][::-1], f"{len(data)} bytes")
        if not any(data[size:]):
            yield Reading("padded_behind", data[:size], f"{len(data)} bytes")
        if data[:extra].strip(b" ") == b"" or data[:extra].strip(b"0") == b"":
            yield Reading("padded_before", data[extra:], f"{len(data)} bytes")
        if data[size:].strip(b" ") == b"":
            yield Reading("padded_behind", data[:size], f"{len(data)} bytes")
        coded = hex_text(data)
        if coded is not None and len(coded) == size:
            yield Reading("hex_text", coded)
        if data[: len(data) - size] == bytes([size]) or data[:extra] == size.to_bytes(extra, "big"):
            yield Reading("length_before", data[extra:], f"{extra} bytes")
    elif data:
        yield Reading("too_narrow", data.rjust(size, b"\0"), f"{len(data)} bytes")
        yield Reading("too_narrow_little_endian", data[::-1].rjust(size, b"\0"), f"{len(data)} bytes")


def _number(kind: str, data: bytes, size: int, now_s: int) -> Iterator[Reading]:
    values = [("", int.from_bytes(data, "big"))]
    if len(data) > 1:
        values.append(("little_endian", int.from_bytes(data, "little")))
    for prefix, value in values:
        whole = len(data) * 8
        for name, meant in _meanings(kind, value, whole, now_s):
            fitted = _fit(meant, size)
            if fitted is not None:
                yield Reading(f"{name}_{prefix}" if prefix else name, fitted, str(value) if kind != "time" else "")
    packed = decimal(data)
    if packed is not None:
        fitted = _fit(packed, size)
        if fitted is not None:
            yield Reading("bcd", fitted)
    text = digits_text(data)
    if text is not None:
        fitted = _fit(int(text), size)
        if fitted is not None:
            yield Reading("ascii_digits", fitted)
    coded = data.strip(b" \0")
    if coded and all(byte in b"0123456789abcdefABCDEF" for byte in coded):
        fitted = _fit(int(coded, 16), size)
        if fitted is not None:
            yield Reading("hex_text", fitted)
    if kind == "time":
        yield from _calendar(data, size)


def _meanings(kind: str, value: int, bits: int, now_s: int) -> Iterator[tuple[str, int]]:
    if kind == "fen":
        yield "yuan", value * 100
        yield "jiao", value * 10
        if value % 10 == 0:
            yield "li", value // 10
    elif kind == "seconds":
        yield "minutes", value * 60
        yield "hours", value * 3600
        for factor, name in UNITS:
            if value % factor == 0:
                yield name, value // factor
        if value < 600_000:  # 16 bits of milliseconds
            for high in range(1, 1 + 1_200_000 // (1 << bits) if bits <= 16 else 1):
                whole = (high << bits) + value
                if whole % 1000 == 0 and whole <= 1_200_000:
                    yield "milliseconds", whole // 1000
    elif kind == "time":
        yield from _times(value, bits, now_s)


def _times(value: int, bits: int, now_s: int) -> Iterator[tuple[str, int]]:
    for factor, name in UNITS:
        if value >= now_s * factor // 2:
            yield name, value // factor
        if bits <= 32 and now_s and factor == 1000:  # cut to 32 bits; microseconds would fit any moment
            span = 1 << bits
            ahead = (value - now_s * factor) % span
            ahead = ahead - span if ahead >= span // 2 else ahead
            yield name, now_s + ahead // factor
    if bits == 64:
        for offset, name in _TICKS:
            yield name, value // 10_000_000 - offset
    yield "minutes", value * 60
    yield "hours", value * 3600
    yield "days", (value + 1) * DAY_S - 1
    yield "days", value * DAY_S
    for offset, name in EPOCHS:
        yield name, value + offset
    for minutes in ZONES_MIN:
        if minutes:
            yield "local_time" if minutes == 480 else "other_zone", value - minutes * 60
    if value:
        yield "duration", now_s + value


_CALENDAR = (
    *(("%Y%m%d", 8), ("%Y%m%d%H%M%S", 14), ("%y%m%d%H", 8), ("%y%m%d", 6), ("%y%m%d%H%M", 10), ("%y%m%d%H%M%S", 12)),
    *(("%d%m%Y", 8), ("%m%d%Y", 8), ("00%y%m%d", 8)),
)  # strptime's forms, and their digits


def _calendar(data: bytes, size: int) -> Iterator[Reading]:
    """A date and time in digits: BCD, ASCII or one decimal number; local (UTC+8) or UTC."""
    from datetime import UTC, datetime

    texts = [("calendar_bcd", data.hex()), ("calendar_number", str(int.from_bytes(data, "big")))]
    text = digits_text(data)
    if text:
        texts.append(("calendar_text", text))
    for kind, digits in texts:
        for form, length in _CALENDAR:
            if len(digits) != length:
                continue
            try:
                at_s = int(datetime.strptime(digits, form).replace(tzinfo=UTC).timestamp())
            except ValueError:
                continue
            for shift in (-8 * 3600, 0):
                for late in (DAY_S - 1, 0) if "%H" not in form else (0,):
                    fitted = _fit(at_s + shift + late, size)
                    if fitted is not None:
                        yield Reading(kind, fitted, form)


def _version(data: bytes) -> Iterator[Reading]:
    if len(data) != 1:
        return
    byte = data[0]
    for value in (0x81, 0x80):
        if _nibbles(bytes([value])) == data:
            yield Reading("nibbles_swapped", bytes([value]))
        if byte == value & 15:
            yield Reading("high_nibble_missing", bytes([value]))
        if byte == 0x30 + (value & 15):
            yield Reading("ascii_digits", bytes([value]))
        if byte == value ^ 0x80 ^ (0x80 >> 1):
            yield Reading("shifted", bytes([value]))
    yield Reading("unknown_version", b"\x81")
    yield Reading("unknown_version", b"\x80")


def _month(data: bytes) -> Iterator[Reading]:
    """MMYY from what stands there."""
    texts: list[tuple[str, str]] = []
    digits = digits_text(data)
    if len(data) == 2:
        text = data.hex()
        texts += [("year_first", text[2:] + text[:2]), ("nibbles_swapped", _nibbles(data).hex())]
        texts += [("year_first_nibbles_swapped", _nibbles(data[::-1]).hex())]
        texts += [("binary", f"{data[0]:02d}{data[1]:02d}"), ("year_first_binary", f"{data[1]:02d}{data[0]:02d}")]
        for order in ("big", "little"):
            number = f"{int.from_bytes(data, order):04d}"
            texts += [("binary_number", number), ("year_first_binary_number", number[2:] + number[:2])]
    if digits and len(digits) == 4:
        texts += [("ascii_digits", digits), ("year_first_ascii_digits", digits[2:] + digits[:2])]
    packed = data.hex()
    for long in (packed, digits or ""):
        if len(long) == 6 and long[:2] == "20":
            texts.append(("calendar_bcd", long[4:] + long[2:4]))
        if len(long) == 6 and long[2:4] == "20":
            texts.append(("calendar_bcd", long[:2] + long[4:]))
        if len(long) == 8 and long[:2] == "20":
            texts.append(("calendar_bcd", long[4:6] + long[2:4]))
        if len(long) == 6 and long[:2] != "20":
            texts.append(("calendar_bcd", long[2:4] + long[:2]))
    for kind, text in texts:
        if len(text) == 4 and text.isdecimal() and 1 <= int(text[:2]) <= 12:
            yield Reading(kind, bytes.fromhex(text))


def _bcd(data: bytes, size: int) -> Iterator[Reading]:
    """Eight digits from what stands there."""
    digits = digits_text(data)
    if digits and len(digits) <= 2 * size:
        yield Reading("ascii_digits", bytes.fromhex(digits.rjust(2 * size, "0")))
        yield Reading("ascii_digits", bytes.fromhex(digits.ljust(2 * size, "0")))
    for kind, value in (
        ("binary", int.from_bytes(data, "big")),
        ("binary_little_endian", int.from_bytes(data, "little")),
    ):
        number = str(value)
        if len(number) <= 2 * size:
            yield Reading(kind, bytes.fromhex(number.rjust(2 * size, "0")))
    text = data.hex()
    if len(data) == size:
        for turned, detail in ((text[1:] + text[0], "left"), (text[-1] + text[:-1], "right")):
            yield Reading("shifted_digits", bytes.fromhex(turned), detail)
        core = text.strip("f")
        if core != text:
            yield Reading("padded_digits", bytes.fromhex(core.rjust(len(text), "0")))
            yield Reading("padded_digits", bytes.fromhex(core.ljust(len(text), "0")))
        yield Reading("digits_reversed", bytes.fromhex(text[::-1]))


def _account(data: bytes) -> Iterator[Reading]:
    """19 digits and F, or 20 digits, from what stands there."""
    text = data.hex()
    found: list[tuple[str, str]] = []
    plain = digits_text(data)
    if plain:
        found.append(("ascii_digits", plain))
    try:
        as_text = data.decode("ascii").rstrip(" \0").upper()
        if as_text[:-1].isdigit() and as_text[-1:] == "F":
            found.append(("ascii_digits", as_text[:-1]))
    except ValueError:
        pass
    if len(data) == 10:
        found += [
            ("little_endian", data[::-1].hex()),
            ("nibbles_swapped", _nibbles(data).hex()),
            ("digits_reversed", text[::-1]),
            ("padded_before", text[1:] if text[0] in "af" else ""),
            ("padded_with_other_letter", text[:-1] if text[-1] in "abcde" else ""),
            ("padded_twice", text.rstrip("f")),
            ("inverted", bytes(byte ^ 0xFF for byte in data).hex()),
        ]
    for kind, digits in list(found):
        if digits.endswith("f"):
            found.append((kind, digits[:-1]))
    found.append(("binary", str(int.from_bytes(data, "big"))))
    found.append(("binary_little_endian", str(int.from_bytes(data, "little"))))
    if len(data) == 11 and data[0] in (10, 19, 20):
        found.append(("length_before", text[2:]))
        found.append(("length_before", text[2:-1]))
    if len(data) in (8, 9, 11, 12, 16):
        found.append(
            ("too_wide" if len(data) > 10 else "too_narrow", text.strip("f") if len(data) < 10 else text.lstrip("0f"))
        )
    for kind, digits in found:
        if digits.isdecimal() and len(digits) in (19, 20):
            yield Reading(kind, bytes.fromhex(digits if len(digits) == 20 else digits + "f"))
        elif digits.isdecimal() and 15 <= len(digits) < 19:
            yield Reading("too_few_digits", bytes.fromhex(digits.rjust(19, "0") + "f"), f"{len(digits)} digits")


def keys(data: bytes) -> Iterator[Reading]:
    """Compressed points from other encodings of one. Every value is 33 bytes and on the curve."""
    for kind, point in _points(data):
        if point is not None:
            yield Reading(kind, encode_point(point))


def _point(x: bytes, y: bytes) -> tuple[int, int] | None:
    point = (int.from_bytes(x, "big"), int.from_bytes(y, "big"))
    return point if is_on_curve(point) else None


def either(x: bytes) -> Iterator[tuple[int, int] | None]:
    """Both points of this X; None where there is none."""
    for odd in (False, True):
        yield lift_x(int.from_bytes(x, "big") % (1 << 256), odd) if int.from_bytes(x, "big") < P else None


def base64_text(data: bytes) -> bytes | None:
    """The bytes behind base64 or base64url of one line; None for other bytes."""
    text = data.rstrip(b"=\0").translate(_BASE64URL)
    try:
        return binascii.a2b_base64(text + b"=" * (-len(text) % 4), strict_mode=True) if len(text) > 40 else None
    except ValueError:
        return None


_BASE64URL = bytes.maketrans(b"-_", b"+/")


def _points(data: bytes) -> Iterator[tuple[str, tuple[int, int] | None]]:
    size = len(data)
    if size in (43, 44, 86, 87, 88):  # of 32, 33, 64 and 65 bytes
        coded = base64_text(data)
        if coded is not None:
            for _, point in _points(coded):
                yield "base64_text", point
            if len(coded) == 33:
                yield from (("base64_text", one) for one in either(coded[1:]) if one and one[1] % 2 == coded[0] % 2)
    if size == 65 and data[0] in (4, 6, 7):
        yield "uncompressed", _point(data[1:33], data[33:])
        yield "uncompressed_little_endian", _point(data[1:33][::-1], data[33:][::-1])
        yield "uncompressed_y_first", _point(data[33:], data[1:33])
    if size == 64:
        yield "xy_without_prefix", _point(data[:32], data[32:])
        yield "xy_little_endian", _point(data[:32][::-1], data[32:][::-1])
        yield "uncompressed_y_first", _point(data[32:], data[:32])
    if size in (66, 130, 128):
        coded = hex_text(data)
        if coded is not None:
            for kind, point in _points(coded):
                yield "hex_text" if size == 66 else f"hex_text_{kind}", point
            if len(coded) == 33:
                yield from (
                    ("hex_text", point) for point in either(coded[1:]) if point and point[1] % 2 == coded[0] % 2
                )
    at = data.find(b"\x03\x42\x00\x04")
    if at >= 0 and size >= at + 68:
        yield "der_public_key", _point(data[at + 4 : at + 36], data[at + 36 : at + 68])
    if size == 32:
        yield from (("prefix_missing", point) for point in either(data))
    if size == 33:
        prefix, x = data[0], data[1:]
        yield "prefix_0_1", lift_x(int.from_bytes(x, "big"), prefix == 1) if prefix in (0, 1) else None
        if prefix in (2, 3):
            yield "parity", next((p for p in either(x) if p and p[1] % 2 != prefix % 2), None)
            turned = x[::-1]
            for point in either(turned):
                if point:
                    right = point[1] % 2 == prefix % 2
                    yield ("little_endian" if right else "little_endian_parity"), point
        else:
            yield from (("prefix", point) for point in either(x))
            yield from (("prefix_little_endian", point) for point in either(x[::-1]))
            if data[32] in (2, 3):
                yield from (("prefix_behind", p) for p in either(data[:32]) if p and p[1] % 2 == data[32] % 2)
                yield from (("little_endian", p) for p in either(data[31::-1]) if p and p[1] % 2 == data[32] % 2)
        if not data[0]:
            yield from (("prefix_missing", point) for point in either(x))
        yield from (("shifted", point) for point in either(data[:32]))
        from sim.explain.cubic import points_of_y

        yield from (("y_for_x", point) for point in points_of_y(int.from_bytes(x, "big")))


def signatures(field: layout.Field, data: bytes) -> Iterator[Reading]:
    """Canonical signatures (r||s, with the prefix 0x15 where the field has one) from other encodings of one."""
    prefix = b"\x15" if field.kind == "prefixed_signature" else b""
    for kind, pair in _pairs(data, prefix):
        yield Reading(kind, prefix + pair)


def _integers(data: bytes) -> tuple[bytes, int] | None:
    """r||s of a DER SEQUENCE of two INTEGERs at the start of these bytes, and its length; lenient about padding."""
    if len(data) < 8 or data[0] != 0x30:
        return None
    at = 2 if data[1] < 0x80 else 3
    out = b""
    for _ in range(2):
        if at + 2 > len(data) or data[at] != 2:
            return None
        size = data[at + 1]
        number = data[at + 2 : at + 2 + size]
        if len(number) != size or len(number.lstrip(b"\0")) > 32:
            return None
        out += number.lstrip(b"\0").rjust(32, b"\0")
        at += 2 + size
    return out, at


def der_length(data: bytes) -> int | None:
    """How many bytes of the start are a DER signature, None when they are none."""
    found = _integers(data)
    return found and found[1]


def _pairs(data: bytes, prefix: bytes) -> Iterator[tuple[str, bytes]]:
    core = data[1:] if prefix and data[:1] == prefix else data
    kept = len(core) < len(data) or not prefix
    der = _integers(core)
    if der is not None and not core[der[1] :].strip(b"\0\xff"):
        yield ("der" if kept else "der_without_prefix"), der[0]
    if prefix and len(data) == 64:
        yield "prefix_missing", data
    if prefix and len(data) == 65 and data[:1] != prefix:
        yield "prefix", data[1:]
        if data[-1:] == prefix:
            yield "prefix_behind", data[:64]
        if not data[-1]:
            yield "prefix_missing", data[:64]
        yield "byte_behind", data[:64]
    if len(core) == 65 and not prefix:
        yield "prefix_added", core[1:]
    if len(data) == 66 and prefix and data[:2] == prefix * 2:
        yield "prefix_doubled", data[2:]
    if len(core) in (128, 130):
        coded = hex_text(core)
        if coded is not None and len(coded) in (64, 65):
            yield "hex_text", coded[-64:]
    coded = base64_text(core)
    if coded is not None and len(coded) in (64, 65):
        yield "base64_text", coded[-64:]
    elif coded is not None and _integers(coded):
        yield "base64_text", (_integers(coded) or (b"", 0))[0]
    for number_r in (32, 33, 31, 30):
        for number_s in (32, 33, 31, 30):
            if (number_r, number_s) != (32, 32) and number_r + number_s == len(core):
                r, s = core[:number_r], core[number_r:]
                if len(r.lstrip(b"\0")) <= 32 and len(s.lstrip(b"\0")) <= 32:
                    kind = "zero_byte_kept" if len(core) > 64 else "zero_byte_dropped"
                    yield kind, r.lstrip(b"\0").rjust(32, b"\0") + s.lstrip(b"\0").rjust(32, b"\0")


def turned_pairs(pair: bytes) -> Iterator[tuple[str, int, int]]:
    """The numbers (r, s) that 64 bytes may mean, by kind, "" for the right reading."""
    r, s = pair[:32], pair[32:]
    for kind, first, second in (
        ("", r, s),
        ("r_s_swapped", s, r),
        ("little_endian", r[::-1], s[::-1]),
        ("reversed_whole", s[::-1], r[::-1]),
        ("r_little_endian", r[::-1], s),
        ("s_little_endian", r, s[::-1]),
        ("words_swapped", _word_order(r), _word_order(s)),
        ("inverted", bytes(b ^ 255 for b in r), bytes(b ^ 255 for b in s)),
        ("interleaved", pair[0::2], pair[1::2]),
        ("shifted", pair[1:33], pair[33:] + pair[:1]),
        ("zero_byte_kept", r, pair[31:63]),
    ):
        yield kind, int.from_bytes(first, "big"), int.from_bytes(second, "big")
    number_r, number_s = int.from_bytes(r, "big"), int.from_bytes(s, "big")
    yield "s_negated", number_r, N - number_s if 0 < number_s < N else 0


def _word_order(data: bytes) -> bytes:
    return b"".join(data[at : at + 4] for at in range(len(data) - 4, -1, -4))
