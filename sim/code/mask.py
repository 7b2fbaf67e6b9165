"""Masks what may not be shown: accounts but for their last four digits, and the issuer's own data
(spec §5).

Positions are nibbles, half bytes: nibble 2 is the high half of byte 1, and the first digit of it in
hexadecimal.
"""

import re

from sim.code import layout

STAR = "*"
SHOWN_DIGITS = 4
_ACCOUNT = layout.by_name("account")
_ISSUER_DATA = layout.by_name("issuer_data")
RUN_NIBBLES = 12  # so many decimal digits in a row are too many to be chance
GROUPED_DIGITS = 16  # and so many in groups, as on a card; fewer may be times or years
_GROUPS = r"(?<![0-9])[0-9]{4,6}(?:[-\s][0-9]{4,6})*[-\s][0-9]{1,6}(?![0-9])"
_LONG_NUMBER = re.compile(f"{_GROUPS}|[0-9]{{{RUN_NIBBLES},}}")
_HIDDEN_DIGIT = re.compile(f"[0-9](?=(?:[^0-9]*[0-9]){{{SHOWN_DIGITS}}})")
# Where these stand as they should, what lies between them has not moved, and holds no account.
_FIXED = tuple((field.base, field.constant) for field in layout.FIELDS if field.constant is not None)


def digits(account: bytes) -> str | None:
    """The 19 or 20 digits of an account field (10 bytes, BCD, 19 digits padded with F); None when it holds
    others.
    """
    text = account.hex()
    number = text[:-1] if text.endswith("f") else text
    return number if len(text) == 20 and number.isdecimal() else None


def account(value: bytes) -> str:
    """An account as it may be shown: stars, then its last four digits; only stars when it is no account."""
    number = digits(value)
    if number is None:
        return STAR * 2 * len(value)
    return STAR * (len(number) - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]


def line(text: str) -> str:
    """A line of text that may quote an account: of every long number, its last four digits. Digits in groups of four to
    six, with a blank or a hyphen between them, are one number."""
    return _LONG_NUMBER.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    number = found[0]
    grouped = not number.isdecimal()
    return number if grouped and sum(map(str.isdecimal, number)) < GROUPED_DIGITS else _HIDDEN_DIGIT.sub(STAR, number)


def hidden(code: bytes, placed: bool) -> frozenset[int]:
    """The nibbles of a code that must not be shown.

    placed: whether its structure is right. Where it is not, the account may stand anywhere, so every long run of
    decimal digits is hidden as well.
    """
    start = 2 * _ACCOUNT.base
    field = _ACCOUNT.of(code, 0)
    number = digits(field)
    end = start + (2 * len(field) if number is None or not placed else len(number) - SHOWN_DIGITS)
    data = 2 * _ISSUER_DATA.base
    out = {*range(data, data + 2 * _ISSUER_DATA.size(0)), *range(start, end)}
    if number is not None:
        out |= copies(code, number)
    if not placed:
        out |= _runs(code)
    return frozenset(out)


def copies(code: bytes, number: str) -> set[int]:
    """The nibbles of each copy of an account, in BCD or ASCII, but for its last digits: issuers often put it into the
    extension. A copy may lack as many digits, at its ends, as may be shown.
    """
    text, out = code.hex(), set[int]()
    size = len(number) - SHOWN_DIGITS
    for first in range(SHOWN_DIGITS + 1):
        piece = number[first : first + size]
        secret = size - first
        for width, form in ((1, piece), (2, piece.encode().hex())):
            at = text.find(form)
            while at >= 0:
                out.update(range(at, at + width * secret))
                at = text.find(form, at + 1)
    return out


def _runs(code: bytes) -> set[int]:
    """The nibbles of every run of at least twelve decimal digits behind the part that is known to be in its
    place.
    """
    out: set[int] = set()
    run: list[int] = []
    fixed = all(code[at : at + len(constant)] == constant for at, constant in _FIXED)
    known = 2 * (_FIXED[-1][0] + 1) if fixed else 0
    for at, digit in enumerate(code.hex() + "x"):
        if digit.isdecimal() and at >= known:
            run.append(at)
            continue
        if len(run) >= RUN_NIBBLES:
            out.update(run)
        run = []
    return out


def hexed(code: bytes, start: int, length: int, stars: frozenset[int]) -> str:
    """Part of a code in hexadecimal, hidden nibbles as stars; less than `length` bytes where the code ends
    before.
    """
    text = code[start : start + length].hex()
    return "".join(STAR if 2 * start + at in stars else digit for at, digit in enumerate(text))
