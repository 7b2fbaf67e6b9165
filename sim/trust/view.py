"""What a trust list holds, for people. Blocked accounts show their last four digits."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from sim import show as window
from sim.code import mask
from sim.trust.file import TrustFile
from terminal import trust
from terminal.decide import month_end_s
from terminal.policy import STANDARD

_ROWS_MAX = 12  # of the tables that may be long
_DAY_S = 86400


def show(file: TrustFile, opened: trust.TrustList, now_s: int) -> None:
    """Print an opened list whose pages have been checked."""
    console = window.console()
    kind = "signed binary" if file.signed else "TOML source, unsigned"
    flag = ", a test list: real gates refuse it" if opened.test and file.signed else ""
    console.print(Text.assemble((window.plain(file.name), "bold"), f"  {kind}{flag}"), soft_wrap=True)
    head = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    head.add_row("sequence", str(opened.sequence))
    head.add_row("issued", _issued(opened.issued_s, now_s))
    head.add_row("in force", _force(opened, now_s))
    console.print(head)
    for table, row, headings in (
        (trust.CA_KEY, _root, ("root key", "good through", "X of its public key")),
        (trust.ISSUER, _issuer, ("issuer", "profile", "name")),
        (trust.REVOKED, _revoked, ("revoked: issuer", "certificate serial")),
        (trust.BLOCKED, _blocked, ("blocked account",)),
    ):
        count = opened.tables[table].count
        console.print()
        shown = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for heading in headings:
            shown.add_column(heading)
        limit = count if table == trust.ISSUER else _ROWS_MAX
        for entry in _entries(file, opened, table, limit):
            shown.add_row(*(Text(cell) for cell in row(entry, now_s)))
        if count:
            console.print(shown)
        more = count - limit
        name = trust.TABLE_NAMES[table]
        console.print(Text(f"{count} {name}" + (f", {more} of them not shown" if more > 0 else ""), "dim"))


def _entries(file: TrustFile, opened: trust.TrustList, table: int, limit: int) -> Iterator[bytes]:
    """The first entries of a table, in its order."""
    if not opened.tables[table].count:
        return
    first, pages = opened.tables[table].levels[0]
    width = trust.ENTRY_BYTES[table]
    page = bytearray(trust.PAGE_BYTES)
    left = limit
    for number in range(pages):
        if left <= 0:
            return
        file.readinto((first + number) * trust.PAGE_BYTES, page)
        for item in range(min(left, opened.items(table, 0, number))):
            yield bytes(page[item * width : (item + 1) * width])
        left -= opened.items(table, 0, number)


def _issued(issued_s: int, now_s: int) -> str:
    if not issued_s:
        return "not stated"
    age_s = now_s - issued_s
    age = f"{age_s // _DAY_S} days ago" if age_s >= 0 else "in the future by this computer's clock"
    return f"{window.utc(issued_s)}, {age}"


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
