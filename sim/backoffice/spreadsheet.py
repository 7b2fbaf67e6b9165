"""A day's file as a table for spreadsheets, which change long numbers, and run what begins like a formula.

UTF-8 with a byte order mark, so that Chinese is read as such; accounts as ="…", which a spreadsheet shows as text and
does not round; commas, and line ends of CR LF, after RFC 4180.
"""

import codecs
import csv
import io
from typing import Any

from sim.code.mask import SHOWN_DIGITS, STAR

COLUMNS = (
    *("type", "terminal", "provisioning", "sequence", "time", "account", "generated", "fare_fen", "completed_fen"),
    *("mode", "line", "station", "vehicle", "side", "missing", "reason", "late"),
    *("dispute_at_issuer_until", "dispute_at_exchange_until"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(lines: list[dict[str, Any]], in_full: bool) -> bytes:
    """The lines of a file, without its head. in_full: accounts as they are, else their last four digits."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for line in lines:
        shown = {**line, "account": f'="{line["account"] if in_full else masked(line["account"])}"'}
        rows.writerow([_cell(shown.get(name), name == "account") for name in COLUMNS])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def masked(account: str) -> str:
    """An account, but for its last four digits."""
    return STAR * max(len(account) - SHOWN_DIGITS, 0) + account[-SHOWN_DIGITS:]


def _cell(value: Any, formula: bool) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not formula else text
