"""The content of a trust list, for people. Blocked accounts show their last four digits."""

from itertools import islice
from typing import Any

from sim.code import mask
from sim.output import show as window
from sim.output.table import Table
from sim.output.text import Text
from sim.trust.file import TrustFile, entries
from terminal import trust
from terminal.decide import month_end_s
from terminal.policy import STANDARD

_ROWS_MAX = 12  # of the tables that may be long
_DAY_S = 86400
_HEADINGS = (
    ("root key", "good through", "X of its public key"),
    ("issuer", "profile", "name"),
    ("revoked: issuer", "certificate serial"),
    ("blocked account",),
)


def show(file: TrustFile, opened: trust.TrustList, now_s: int, size: str) -> None:
    """Print an opened list whose pages have been checked. size: its length, and where it fits, in words."""
    console = window.console()
    kind = "signed binary" if file.signed else "TOML source, unsigned"
    flag = ", a test list: real gates refuse it" if opened.test and file.signed else ""
    console.print(Text.assemble((window.plain(file.name), "bold"), f"  {kind}{flag}"), wrap=False)
    head = Table("", "")
    head.add_row("sequence", str(opened.sequence))
    head.add_row("issued", _issued(opened.issued_s, now_s))
    head.add_row("in force", _force(opened, now_s))
    head.add_row("size", size)
    console.print(head)
    for table, headings in enumerate(_HEADINGS):
        count = opened.tables[table].count
        console.print()
        shown = Table(*headings)
        limit = count if table == trust.ISSUER else _ROWS_MAX
        for entry in islice(entries(opened, table), limit):
            shown.add_row(*(Text(cell) for cell in _ROWS[table](entry, now_s)))
        if count:
            console.print(shown)
        more = count - limit
        name = trust.TABLE_NAMES[table]
        console.print(Text(f"{count} {name}" + (f", {more} of them not shown" if more > 0 else ""), "dim"))


def facts(file: TrustFile, opened: trust.TrustList, now_s: int, boards: dict[str, bool]) -> dict[str, Any]:
    """The same for programs. boards: whether each has space for it. Blocked accounts are counted."""

    def of(table: int) -> list[tuple[str, ...]]:
        return [_ROWS[table](entry, now_s) for entry in entries(opened, table)]

    return {
        "file": file.name,
        "signed": file.signed,
        "test": opened.test if file.signed else None,
        "sequence": opened.sequence,
        "issued": opened.issued_s or None,
        "age_days": _age_days(opened.issued_s, now_s) if opened.issued_s else None,
        "effective_from": opened.effective_s,
        "expires": opened.expires_s or None,
        "in_force": opened.in_force(now_s),
        "bytes": opened.length_bytes,
        "boards": boards,
        "ca_key": [f"{entry[0]:#04x}" for entry in entries(opened, trust.CA_KEY)],
        "issuer": [{"id": row[0], "profile": row[1], "name": row[2]} for row in of(trust.ISSUER)],
        "revoked_certificate": [{"issuer": row[0], "serial": row[1]} for row in of(trust.REVOKED)],
        "blocked_account": opened.tables[trust.BLOCKED].count,
    }


def _age_days(issued_s: int, now_s: int) -> int:
    return (now_s - issued_s) // _DAY_S


def _issued(issued_s: int, now_s: int) -> Text:
    if not issued_s:
        return Text("not stated")
    days = _age_days(issued_s, now_s)
    words = Text(f"{window.utc(issued_s)}, ")
    if days < 0:
        return words.append("in the future by this computer's clock", "bold yellow")
    words.append(f"{days} days ago")
    if days > trust.AGE_MAX_DAYS:
        words.append(f": more than {trust.AGE_MAX_DAYS}, terminals warn of it", "bold yellow")
    return words


def _force(opened: trust.TrustList, now_s: int) -> Text:
    until = window.utc(opened.expires_s) if opened.expires_s else "no end"
    dates = f"{window.utc(opened.effective_s)} to {until}"
    if opened.in_force(now_s):
        return Text.assemble(("yes", "bold green"), f", {dates}")
    why = "not yet" if now_s < opened.effective_s else "no longer"
    return Text.assemble((why, "bold red"), f", {dates}")


def _root(entry: bytes, now_s: int) -> tuple[str, ...]:
    end_s = month_end_s(entry[1:3], STANDARD.zone_s)
    expired = "  expired" if now_s > end_s else ""
    return f"{entry[0]:#04x}", window.china(end_s) + expired, f"{entry[3:11].hex()}…{entry[31:35].hex()}"


def _issuer(entry: bytes, now_s: int) -> tuple[str, ...]:
    name = entry[5:].rstrip(b"\0").decode(errors="replace")
    return entry[:4].hex(), trust.PROFILES[entry[4]][0], window.plain(name)


def _revoked(entry: bytes, now_s: int) -> tuple[str, ...]:
    return entry[:4].hex(), entry[4:].hex()


def _blocked(entry: bytes, now_s: int) -> tuple[str, ...]:
    return (mask.account(entry),)


_ROWS = (_root, _issuer, _revoked, _blocked)
