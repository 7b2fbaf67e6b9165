"""`ridegate trust diff`: the differences between two lists."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import show
from sim.code import mask
from sim.output.text import Text
from sim.trust import progress
from sim.trust.file import TrustFile, checked, entries, load
from terminal import sm2, trust

ACCOUNTS_MAX = 12  # blocked accounts named, masked, of those added and of those removed
_TELL_EVERY = 20_000  # entries
_EPILOG = """\
examples:
  ridegate trust diff old.bin new.bin --operator-key operator.pub
  ridegate trust diff old.bin new.toml --operator-key operator.pub
  ridegate trust diff --json monday.toml tuesday.toml

Both lists are checked as a whole first. Name every key that signed one of them;
--operator-key may stand there twice. Blocked accounts are counted; the first
12 are shown, masked.

exit status: 0 the lists say the same; 1 they differ; 2 one of them, or a key,
is not as it must be.
"""

Entry = bytes
Change = tuple[Entry | None, Entry | None]  # before, after


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two lists, checked."""

    file: TrustFile
    list: trust.TrustList


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `diff` to the verbs of `ridegate trust`; its function is `run`."""
    parser = verbs.add_parser(
        "diff",
        help="compare two lists",
        description="Show what was added, removed and changed between two lists, TOML or binary.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("old", type=Path, metavar="OLD", help="a trust list, TOML or binary")
    parser.add_argument("new", type=Path, metavar="NEW", help="another one")
    parser.add_argument(
        "--operator-key", type=Path, action="append", metavar="FILE", help="an operator's public key, for binary lists"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    with progress.bar(args.json) as report:
        files = [load(path, args.operator_key, sm2.REFERENCE, report) for path in (args.old, args.new)]
        old, new = (Side(file, checked(file, report)) for file in files)
        head = header_changes(old, new)
        found = [list(changes(old, new, table)) for table in (trust.CA_KEY, trust.ISSUER, trust.REVOKED)]
        accounts = Accounts()
        most = max(side.list.tables[trust.BLOCKED].count for side in (old, new))
        for at, change in enumerate(changes(old, new, trust.BLOCKED)):
            accounts.count(change)
            if at % _TELL_EVERY == 0:
                report("comparing blocked accounts", at, most)
    differ = bool(head or any(found) or accounts.added or accounts.removed)
    if args.json:
        show.json_line({"old": old.file.name, "new": new.file.name, "differ": differ, **_facts(head, found, accounts)})
    else:
        _tell(old, new, head, found, accounts, differ)
    return 1 if differ else 0


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


def changes(old: Side, new: Side, table: int) -> Iterator[Change]:
    """Entries of a table that are not the same in both lists, in the order of their keys. Both are read once."""
    width = trust.KEY_BYTES[table]
    left, right = entries(old.file, old.list, table), entries(new.file, new.list, table)
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


def _named(table: int, entry: Entry) -> dict[str, str]:
    """An entry in fields."""
    if table == trust.CA_KEY:
        return {"index": f"{entry[0]:#04x}", "expires": entry[1:3].hex(), "public_key": entry[3:].hex()}
    if table == trust.ISSUER:
        name = entry[5:].rstrip(b"\0").decode(errors="replace")
        return {"id": entry[:4].hex(), "profile": trust.PROFILES[entry[4]][0], "name": name}
    return {"issuer": entry[:4].hex(), "serial": entry[4:].hex()}


def _facts(head: dict[str, tuple[Any, Any]], found: list[list[Change]], accounts: Accounts) -> dict[str, Any]:
    facts: dict[str, Any] = {"header": {key: {"old": pair[0], "new": pair[1]} for key, pair in head.items()}}
    for table, changed in enumerate(found):
        added = [_named(table, after) for before, after in changed if before is None and after is not None]
        removed = [_named(table, before) for before, after in changed if after is None and before is not None]
        both = [
            {"old": _named(table, before), "new": _named(table, after)}
            for before, after in changed
            if before is not None and after is not None
        ]
        facts[trust.TABLE_NAMES[table]] = {"added": added, "removed": removed, "changed": both}
    facts["blocked_account"] = {
        "added": accounts.added,
        "removed": accounts.removed,
        "shown_added": accounts.shown_added,
        "shown_removed": accounts.shown_removed,
    }
    return facts


_WORDS = ("root key", "issuer", "revoked certificate")
_TIMES = ("issued", "effective_from", "expires")


def _tell(
    old: Side, new: Side, head: dict[str, tuple[Any, Any]], found: list[list[Change]], accounts: Accounts, differ: bool
) -> None:
    console = show.console()

    def line(sign: str, text: str) -> None:
        style = {"+": "green", "-": "red", "~": "yellow"}.get(sign, "")
        console.print(Text(f"{sign} {show.plain(text)}", style), wrap=False)

    console.print(Text(show.plain(f"{old.file.name} → {new.file.name}"), "bold"), wrap=False)
    for key, pair in head.items():
        line("~", f"{key}: {_value(key, pair[0])} → {_value(key, pair[1])}")
    for table, changed in enumerate(found):
        for before, after in changed:
            if before is None or after is None:
                fields = _named(table, after if before is None else before)  # type: ignore[arg-type]
                line("+" if before is None else "-", f"{_WORDS[table]} {_short(fields)}")
            else:
                line("~", f"{_WORDS[table]} {_short(_named(table, before))} → {_short(_named(table, after))}")
    for sign, count, shown in (
        ("+", accounts.added, accounts.shown_added),
        ("-", accounts.removed, accounts.shown_removed),
    ):
        for account in shown:
            line(sign, f"blocked account {account}")
        if count > len(shown):
            line(sign, f"and {count - len(shown)} more blocked accounts, {count} in all")
    if not differ:
        console.print("the lists say the same")


def _value(key: str, value: Any) -> str:
    if key in _TIMES:
        return show.utc(value) if value else "none"
    return {True: "a test list", False: "a production list"}[value] if key == "test" else str(value)


def _short(fields: dict[str, str]) -> str:
    """The fields of an entry on one line; of a public key the first digits, which distinguish keys."""
    return " ".join(text[:16] + "…" if key == "public_key" else text for key, text in fields.items() if text)
