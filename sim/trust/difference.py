"""The differences between two trust lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.code import mask
from sim.output.progress import Report, silent
from sim.trust.file import TrustFile, entries
from terminal import trust

ACCOUNTS_MAX = 12  # blocked accounts named, masked, of those added and of those removed
_REPORT_EVERY = 20_000  # entries

Entry = bytes
Change = tuple[Entry | None, Entry | None]  # before, after


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two lists, checked."""

    file: TrustFile
    list: trust.TrustList


class Accounts:
    """Blocked accounts that came and went: how many, and the first few of them, masked."""

    def __init__(self) -> None:
        self.added = self.removed = 0
        self.shown_added: list[str] = []
        self.shown_removed: list[str] = []

    def count(self, change: Change) -> None:
        """Take one more."""
        before, after = change
        if before is None and after is not None:
            self.added += 1
            self.shown_added += [mask.account(after)] if self.added <= ACCOUNTS_MAX else []
        elif before is not None:
            self.removed += 1
            self.shown_removed += [mask.account(before)] if self.removed <= ACCOUNTS_MAX else []


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs: of the header, of the tables of root keys, issuers and revoked certificates, and the accounts."""

    header: dict[str, tuple[Any, Any]]
    tables: list[list[Change]]
    accounts: Accounts

    @property
    def any(self) -> bool:
        """Whether the lists differ at all."""
        return bool(self.header or any(self.tables) or self.accounts.added or self.accounts.removed)


def between(old: Side, new: Side, report: Report = silent) -> Difference:
    """Compare two checked lists."""
    header = header_changes(old, new)
    tables = [list(changes(old, new, table)) for table in (trust.CA_KEY, trust.ISSUER, trust.REVOKED)]
    accounts = Accounts()
    most = max(side.list.tables[trust.BLOCKED].count for side in (old, new))
    for at, change in enumerate(changes(old, new, trust.BLOCKED)):
        accounts.count(change)
        if at % _REPORT_EVERY == 0:
            report("comparing blocked accounts", at, most)
    return Difference(header, tables, accounts)


def changes(old: Side, new: Side, table: int) -> Iterator[Change]:
    """Entries of a table that are not the same in both lists, in the order of their keys. Both are read once."""
    width = trust.KEY_BYTES[table]
    left, right = entries(old.list, table), entries(new.list, table)
    before, after = next(left, None), next(right, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before[:width] < after[:width]):
            yield before, None
            before = next(left, None)
        elif before is None or after[:width] < before[:width]:
            yield None, after
            after = next(right, None)
        else:
            if before != after:
                yield before, after
            before, after = next(left, None), next(right, None)


def header_changes(old: Side, new: Side) -> dict[str, tuple[Any, Any]]:
    """The differences between the headers of the lists. Whose test list it is counts only when both are signed."""
    pairs: dict[str, tuple[Any, Any]] = {
        "sequence": (old.list.sequence, new.list.sequence),
        "issued": (old.list.issued_s or None, new.list.issued_s or None),
        "effective_from": (old.list.effective_s, new.list.effective_s),
        "expires": (old.list.expires_s or None, new.list.expires_s or None),
    }
    if old.file.signed and new.file.signed:
        pairs["test"] = (old.list.test, new.list.test)
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def named(table: int, entry: Entry) -> dict[str, str]:
    """An entry in fields."""
    if table == trust.CA_KEY:
        return {"index": f"{entry[0]:#04x}", "expires": entry[1:3].hex(), "public_key": entry[3:].hex()}
    if table == trust.ISSUER:
        name = entry[5:].rstrip(b"\0").decode(errors="replace")
        return {"id": entry[:4].hex(), "profile": trust.PROFILES[entry[4]][0], "name": name}
    return {"issuer": entry[:4].hex(), "serial": entry[4:].hex()}


def facts(found: Difference) -> dict[str, Any]:
    """What differs, for programs."""
    accounts = found.accounts
    out: dict[str, Any] = {"header": {key: {"old": old, "new": new} for key, (old, new) in found.header.items()}}
    for table, changed in enumerate(found.tables):
        added = [named(table, after) for before, after in changed if before is None and after is not None]
        removed = [named(table, before) for before, after in changed if after is None and before is not None]
        both = [
            {"old": named(table, before), "new": named(table, after)}
            for before, after in changed
            if before is not None and after is not None
        ]
        out[trust.TABLE_NAMES[table]] = {"added": added, "removed": removed, "changed": both}
    out["blocked_account"] = {
        "added": accounts.added,
        "removed": accounts.removed,
        "shown_added": accounts.shown_added,
        "shown_removed": accounts.shown_removed,
    }
    return out
