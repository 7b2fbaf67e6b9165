"""A field's value as text for people, by its kind."""

from sim.code import mask
from sim.code.anatomy import Part
from sim.output.show import china, utc, yuan
from terminal.decide import month_end_s
from terminal.policy import STANDARD

_SHOWN_HEX = 12  # digits of a long value: so many from its start, and half as many from its end


def short(text: str) -> str:
    """A long run of hexadecimal digits, cut in its middle."""
    if len(text) <= 2 * _SHOWN_HEX:
        return text
    return f"{text[:_SHOWN_HEX]}…{text[-_SHOWN_HEX // 2 :]}"


def wrong(part: Part) -> bool:
    """Whether a field, looked at alone, holds what its place in the structure forbids."""
    data, kind = part.data, part.field.kind
    if not part.whole:
        return True
    if part.field.constant is not None:
        return data != part.field.constant
    if kind == "bcd":
        return not data.hex().isdecimal()
    if kind == "account":
        return mask.digits(data) is None
    if kind == "mmyy":
        return not (data.hex().isdecimal() and 1 <= int(data.hex()[:2]) <= 12)
    if kind == "key":
        return data[0] not in (2, 3)
    if kind == "prefixed_signature":
        return data[0] != 0x15
    if kind == "version":
        return data[0] not in (0x80, 0x81)
    return False


def lines(part: Part, text: str, in_full: bool) -> list[str]:
    """What a field holds, on one line or two.

    text: its bytes in hexadecimal, hidden nibbles as stars. in_full: whether the account may be shown.
    """
    data, kind = part.data, part.field.kind
    if not part.whole:
        missing = part.length - len(data)
        return [f"{short(text)} … {missing} of {part.length} bytes are missing" if data else "missing"]
    if kind == "account":
        number = mask.digits(data)
        if number is None:
            return [text, "no 19 or 20 decimal digits"]
        return [number if in_full else mask.account(data)]
    if text and not text.strip(mask.STAR):
        return ["masked"]
    if kind in ("signature", "prefixed_signature"):
        start = 2 if kind == "prefixed_signature" else 0
        prefix = f"{text[:2]}, " if start else ""
        return [f"{prefix}r {short(text[start : start + 64])}", f"s {short(text[start + 64 :])}"]
    if wrong(part) or mask.STAR in text:
        return [short(text)]
    return _plain(data, kind, text)


def _plain(data: bytes, kind: str, text: str) -> list[str]:
    number = int.from_bytes(data, "big")
    if kind == "version":
        return [f"{text}: version {number & 15}"]
    if kind == "uint":
        return [f"{number} ({text})"]
    if kind == "fen":
        return [f"{number} fen, {yuan(number)}"]
    if kind == "seconds":
        return [f"{number} s"]
    if kind == "time":
        return [utc(number), china(number)]
    if kind == "mmyy":
        return [f"{text}: through", china(month_end_s(data, STANDARD.zone_s))]
    if kind == "key":
        return [short(text), "Y is odd" if data[0] == 3 else "Y is even"]
    return [short(text) if text else "empty"]


def value(part: Part, text: str, in_full: bool) -> int | str | None:
    """What a field holds, for programs: numbers, times as UTC, an account masked; None where it is only
    bytes, and where some of them are hidden. text, in_full: as in `lines`.
    """
    data, kind = part.data, part.field.kind
    if not part.whole or (mask.STAR in text and kind != "account"):
        return None
    number = int.from_bytes(data, "big")
    if kind == "version":
        return number & 15
    if kind in ("uint", "fen", "seconds"):
        return number
    if kind == "time":
        return utc(number)
    if kind in ("bcd", "mmyy"):
        return None if wrong(part) else data.hex()
    if kind == "account":
        return mask.digits(data) if in_full else mask.account(data)
    return None
