"""Blocked accounts in a text file of their own: a million of them would be slow to write and read as TOML.

One account a line, 20 hexadecimal digits as in field 5 of a code: 19 digits and F, or 20 digits. Blank lines and lines
that begin with # do not count; order does not matter, and what is there twice counts once.
"""

import os
from typing import NamedTuple

from sim.code import mask
from sim.input.encoding import WrongEncoding, utf8
from sim.output.progress import Report, silent
from sim.output.trouble import why

ACCOUNT_BYTES = 10
UNMATCHED = "would match no code: an account is 20 decimal digits, or 19 and F in the very last place"
PROBLEMS_MAX = 20  # reported of one file; more are of no use
_TELL_EVERY = 50_000  # lines


class Accounts(NamedTuple):
    """What a file holds: entries ascending, each once. repeated: lines that say what another one says already."""

    entries: tuple[bytes, ...]
    repeated: int
    problems: tuple[str, ...]


def read(path: "str | os.PathLike[str]", report: Report = silent) -> Accounts:
    """Read a file of accounts. A problem names its line, never what stands in it."""
    try:
        with open(path, "rb") as file:
            lines = utf8(file.read()).split("\n")
    except OSError as error:
        return Accounts((), 0, (f"{path}: {why(error)}; name a text file beside the source",))
    except WrongEncoding as error:
        return Accounts((), 0, (f"{path}: {error}",))
    found: list[bytes] = []
    wrong: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if number % _TELL_EVERY == 0:
            report("reading blocked accounts", number, len(lines))
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            account = bytes.fromhex(text)
        except ValueError:
            account = b""
        if len(account) != ACCOUNT_BYTES or len(text) != 2 * ACCOUNT_BYTES:
            wrong.append((number, "is not 20 hexadecimal digits; write one account"))
        elif mask.digits(account) is None:
            wrong.append((number, UNMATCHED))
        else:
            found.append(account)
    report("sorting blocked accounts", 0, 0)
    entries = tuple(sorted(set(found)))
    problems = [f"{path}, line {number}: {what}" for number, what in wrong]
    if len(wrong) > PROBLEMS_MAX:
        problems[PROBLEMS_MAX:] = [f"{path}: {len(wrong) - PROBLEMS_MAX} more lines like these"]
    return Accounts(entries, len(found) - len(entries), tuple(problems))
