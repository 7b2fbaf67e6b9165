"""`ridegate trust diff`: the differences between two lists."""

import argparse
from pathlib import Path
from typing import Any

from sim.command import options
from sim.output import progress, show
from sim.output.text import Text
from sim.trust.difference import Difference, Side, between, facts, named
from sim.trust.file import checked, load
from terminal import sm2

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

def add_verb(verbs: options.Verbs) -> None:
    """Add `diff` to the verbs of `ridegate trust`; its function is `run`."""
    parser = options.command(
        verbs, "diff", "compare two lists",
        "Show what was added, removed and changed between two lists, TOML or binary.",
        _EPILOG, run,
    )  # fmt: skip
    parser.add_argument("old", type=Path, metavar="OLD", help="a trust list, TOML or binary")
    parser.add_argument("new", type=Path, metavar="NEW", help="another one")
    options.operator_key(parser, "an operator's public key, for binary lists", Path, action="append")
    options.json(parser)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    with progress.bar(args.json) as report:
        files = [load(path, args.operator_key, sm2.REFERENCE, report) for path in (args.old, args.new)]
        old, new = (Side(file, checked(file, report)) for file in files)
        found = between(old, new, report)
    if args.json:
        show.json_line({"old": old.file.name, "new": new.file.name, "differ": found.any, **facts(found)})
    else:
        _print(old, new, found)
    return 1 if found.any else 0


_WORDS = ("root key", "issuer", "revoked certificate")
_TIMES = ("issued", "effective_from", "expires")


def _print(old: Side, new: Side, found: Difference) -> None:
    console, accounts = show.console(), found.accounts

    def line(sign: str, text: str) -> None:
        style = {"+": "green", "-": "red", "~": "yellow"}.get(sign, "")
        console.print(Text(f"{sign} {show.plain(text)}", style), wrap=False)

    console.print(Text(show.plain(f"{old.file.name} → {new.file.name}"), "bold"), wrap=False)
    for key, pair in found.header.items():
        line("~", f"{key}: {_value(key, pair[0])} → {_value(key, pair[1])}")
    for table, changed in enumerate(found.tables):
        for before, after in changed:
            if before is None or after is None:
                fields = named(table, after if before is None else before)  # type: ignore[arg-type]
                line("+" if before is None else "-", f"{_WORDS[table]} {_short(fields)}")
            else:
                line("~", f"{_WORDS[table]} {_short(named(table, before))} → {_short(named(table, after))}")
    for sign, count, shown in (
        ("+", accounts.added, accounts.shown_added),
        ("-", accounts.removed, accounts.shown_removed),
    ):
        for account in shown:
            line(sign, f"blocked account {account}")
        if count > len(shown):
            line(sign, f"and {count - len(shown)} more blocked accounts, {count} in all")
    if not found.any:
        console.print("the lists say the same")


def _value(key: str, value: Any) -> str:
    if key in _TIMES:
        return show.utc(value) if value else "none"
    return {True: "a test list", False: "a production list"}[value] if key == "test" else str(value)


def _short(fields: dict[str, str]) -> str:
    """The fields of an entry on one line; of a public key the first digits, which distinguish keys."""
    return " ".join(text[:16] + "…" if key == "public_key" else text for key, text in fields.items() if text)
