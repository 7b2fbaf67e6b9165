"""What is shown of an account: its last four digits, in a code and in a line of text."""

import pytest

from sim.code import mask
from tests.rig.command import code


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("account 3104170000000001234, closed", "account ***************1234, closed"),
        ("3104 1700 0000 0001 234 is closed", "**** **** **** ***1 234 is closed"),
        ("310417-000000-000123-45", "******-******-****23-45"),
        ("3104\u00a01700\u00a00000\u00a00001", "****\u00a0****\u00a0****\u00a00001"),
        ("3104 1700 0000 001", None),
        ("12345678901", None),
        ("from 2026-11-28 to 2026-11-29, records 1200 to 1300", None),
        ("2026-11-28 2026-11-29 2026-11-30", None),
        ("1793000000 1793000300", None),
    ],
)
def test_of_an_account_in_a_line_four_digits_are_shown(text, shown):
    assert mask.line(text) == (shown or text)


def test_a_mask_shows_four_digits_at_most():
    assert mask.account(bytes.fromhex("3104170000000001234f")) == "*" * 15 + "1234"
    assert mask.account(bytes.fromhex("31041700000000012345")) == "*" * 16 + "2345"
    assert mask.account(bytes.fromhex("3104170000000a01234f")) == "*" * 20
    raw = code(1)
    hidden = mask.hexed(raw, 120, 26, mask.hidden(raw, True))
    assert hidden == "*" * 32 + "*" * 15 + "0001f"
    assert mask.hexed(raw, 0, 120, mask.hidden(raw, True)) == raw[:120].hex()
