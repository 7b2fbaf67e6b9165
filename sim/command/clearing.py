"""`ridegate clearing`: closes business days of the acquirer's books, and what issuers reply to them."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.command import acquire, options, written_file
from sim.output import show, whole_file
from sim.output.table import Column, Table
from sim.output.trouble import Trouble, why

if TYPE_CHECKING:
    from sim.backoffice.ledger import Closed, Ledger
    from sim.issuer.signer import Signer

_DESCRIPTION = """\
日终清分: 按营业日和发行机构生成清分文件, 处理回执, 到期删除并出具证明。
Clearing out of the acquirer's books: one signed file for each issuer and business
day (04:00 to 04:00 UTC+8), the issuer's reply, applied once, and the deletion of
what need not be kept any more. The format and the rule for incomplete trips are
tests of this project: no clearing file is public (docs/clearing.md)."""
_CLOSE = """\
example:
  ridegate clearing close --books books.db 2026-11-28 --rule rule.toml \\
                  --sign-key acquirer.pem --out files

The same rides, whatever order they arrived in, give the same bytes. A day that is
closed stays as it was closed: closing it again writes the same files, as long as
they are kept. What arrives later is in the next day's file, marked late.
docs/clearing.md shows a rule.

exit status: 0 done; 1 done, and records of that day may still be missing; 2 the
day is not over, one before it is open, its files were deleted, or a file is not
as it must be.
"""
_SHOW = """\
examples:
  ridegate clearing show --books books.db
  ridegate clearing show --books books.db --day 2026-11-28 --html day.html
  ridegate clearing show --books books.db --day 2026-11-28 --issuer 31041700 --csv day.csv

The table for spreadsheets is UTF-8 with a mark, and its accounts are text. They
show their last four digits; --accounts-in-full writes all, for the file alone.

exit status: 0 done; 2 there is no such day, or its files were deleted.
"""
_REPLY = """\
example:
  ridegate clearing reply --books books.db reply.jsonl --issuer-key issuer.pub

A reply is applied once, all of it or nothing. What it rejects is booked back once,
and its dispute counts 7 days at the issuer, then to day 15 at the exchange.

exit status: 0 applied, or the same one was applied before; 2 it is refused.
"""
_DELETE = """\
example:
  ridegate clearing delete --books books.db --class transaction --through 2021-11-28 \\
                  --sign-key acquirer.pem --out deleted.jsonl

Transactions (records, rides, incidents) are kept 5 years, statements (files and
replies) 10 years. A day too early nothing is deleted, and nothing that is in no
file yet or is an open incident; statements go after the rides in them, which
would be booked again. The proof is signed: counts, first and last sequence and a
hash over the hashes of the records, which a copy can be held to. The books keep
it: `ridegate clearing show --proofs DIR` writes it once more.

exit status: 0 deleted, or there is nothing of that time, and no proof; 1 deleted,
but the proof is not written or the bytes are not overwritten yet; 2 refused, and
nothing was deleted.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `clearing` with its verbs; each carries its function `run`."""
    parser = options.command(
        subparsers, "clearing", "close business days, apply replies 日终清分", _DESCRIPTION,
        "example:\n  ridegate clearing close --help     shows how; so does each verb\n",
    )  # fmt: skip
    verbs = parser.add_subparsers(metavar="close|show|reply|delete", dest="verb", required=True)
    close = options.command(verbs, "close", "one signed file for each issuer", "Close a business day.", _CLOSE, _close)
    acquire.books(close)
    close.add_argument("day", help="as in 2026-11-28, the date on which it begins")
    close.add_argument("--rule", required=True, type=Path, metavar="FILE", help="the clearing rule (docs/clearing.md)")
    _signing(close, "the acquirer's private key, which signs the files")
    close.add_argument("--out", required=True, type=Path, metavar="DIR", help="where the files go; it is made")
    options.json(close, "one JSON object a line for each file")
    look = options.command(verbs, "show", "closed days, tables, a page", "Show what was closed.", _SHOW, _show)
    acquire.books(look)
    look.add_argument("--day", help="one day (all)")
    look.add_argument("--issuer", help="of --csv: eight digits, where the day has several")
    written_file.option(look, "--csv", "write the day as a table for spreadsheets")
    written_file.option(look, "--html", "write the day as a page")
    look.add_argument("--proofs", type=Path, metavar="DIR", help="write the proofs of deletions that are kept")
    look.add_argument("--accounts-in-full", action="store_true", help="in the table: accounts in the clear")
    options.json(look, "one JSON object a line for each file and dispute")
    reply = options.command(verbs, "reply", "apply an issuer's reply", "Apply a reply.", _REPLY, _reply)
    acquire.books(reply)
    reply.add_argument("file", type=Path, help="the reply")
    reply.add_argument("--issuer-key", required=True, type=Path, metavar="FILE", help="the issuer's public key")
    options.json(reply, "what was applied as one line of JSON")
    gone = options.command(verbs, "delete", "delete what need not be kept", "Delete, with a proof.", _DELETE, _delete)
    acquire.books(gone)
    gone.add_argument("--class", required=True, choices=("transaction", "statement"), dest="kind", help="what")
    gone.add_argument("--through", required=True, metavar="DAY", help="all that was made up to the end of this day")
    _signing(gone, "the acquirer's private key, which signs the proof")
    written_file.option(gone, "--out", "where the proof goes", required=True)
    options.json(gone, "what was deleted as one line of JSON")


def _signing(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--sign-key", required=True, type=Path, metavar="FILE", help=text)
    options.passphrase(parser)


def _ledger(args: argparse.Namespace) -> "Ledger":
    from hal.desktop.engine import proved_engine
    from sim.backoffice.books import Books
    from sim.backoffice.database import Database
    from sim.backoffice.ledger import Ledger

    return Ledger(Books(Database(args.books, create=False)), proved_engine().digest)


def _signer(args: argparse.Namespace) -> "Signer":
    from sim.issuer import operator_key

    return operator_key.read_signer(args.sign_key, args.passphrase_file)


def _close(args: argparse.Namespace) -> int:
    from sim.backoffice import business_day, clearing_rule

    day, ledger = business_day.parse(args.day), _ledger(args)
    missing = ledger.unfinished(day)
    statements = ledger.close(day, clearing_rule.load(args.rule), _signer(args), int(time.time()))
    _folder(args.out)
    for one in statements:
        path = args.out / f"{one.day}-{one.issuer}.jsonl"
        whole_file.write(path, one.file, mode=0o600)
        if args.json:
            show.json_line({**_told(one), "file": str(path)})
        else:
            show.line(f"{path}: {_words(one)}")
    if not statements and not args.json:
        show.line(f"{day} is closed; no issuer has a line in it")
    for words in missing:
        show.complain("clearing", f"{words}; what arrives later is in the next day's file")
    return 1 if missing else 0


def _folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a folder for the files") from None


def _told(one: "Closed") -> dict[str, Any]:
    from sim.backoffice.ledger import totals

    named = {"day": one.day, "issuer": one.issuer, "level": one.level, "hash": one.digest.hex()}
    return {**named, **totals([one]), "answered": one.answered}


def _words(one: "Closed") -> str:
    from sim.backoffice.ledger import totals

    sums = totals([one])
    rides = f"{sums['rides']:,} rides, {show.yuan(sums['fares_fen'])}"
    incomplete = f"{sums['incomplete']:,} incomplete trips, {show.yuan(sums['completed_fen'])}"
    return f"{rides}; {incomplete}; {sums['differences']:,} differences; to the {one.level}"


def _show(args: argparse.Namespace) -> int:
    from sim.backoffice import business_day, retention

    ledger = _ledger(args)
    if args.proofs is not None:
        _folder(args.proofs)
        for number, file in retention.proofs(ledger.books.database):
            whole_file.write(args.proofs / f"deletion-{number}.jsonl", file)
    day = None if args.day is None else business_day.parse(args.day)
    if day is not None and day not in ledger.days():
        raise Trouble(f"{day} is not closed; `ridegate clearing close` closes it")
    if day is None and (args.csv is not None or args.html is not None):
        raise Trouble("--csv and --html are of one day; name it with --day")
    today = business_day.of(int(time.time()))
    statements, disputes = ledger.statements(day), ledger.disputes(day)
    if args.csv is not None:
        _table(args, statements)
    elif args.accounts_in_full:
        raise Trouble("--accounts-in-full is for a file, not for a screen; name one with --csv")
    if args.html is not None:
        from sim.backoffice import day_report

        assert day is not None  # it was asked for above
        page = day_report.page(day, statements, disputes, ledger.books.incidents(True), today)
        whole_file.write(args.html, page)
    if args.json:
        for one in statements:
            show.json_line(_told(one))
        for dispute in disputes:
            show.json_line({"dispute": dispute._asdict(), "clock": dispute.where(today)})
        return 0
    numbers = [Column(name, right=True) for name in ("rides", "fares", "incomplete", "differences")]
    table = Table("day", "issuer", "level", *numbers, "reply")
    for one in statements:
        told = _told(one)
        reply = "applied" if one.answered else "none yet"
        cells = (
            f"{told['rides']:,}",
            show.yuan(told["fares_fen"]),
            f"{told['incomplete']:,}",
            f"{told['differences']:,}",
        )
        table.add_row(one.day, one.issuer, one.level, *cells, reply)
    show.console().print(table)
    for each in disputes:
        record = f"{each.terminal}/{each.provisioning}/{each.sequence}"
        show.line(f"dispute  {each.kind} {record}, {show.yuan(each.fen)}, {each.reason}: {each.where(today)}")
    return 0


def _table(args: argparse.Namespace, statements: "list[Closed]") -> None:
    import json

    from sim.backoffice import spreadsheet

    chosen = [one for one in statements if args.issuer in (None, one.issuer)]
    if len(chosen) != 1:
        names = ", ".join(one.issuer for one in statements) or "none"
        raise Trouble(f"--csv is of one issuer; name it with --issuer, out of {names}")
    lines = [json.loads(line) for line in chosen[0].file.splitlines()[1:-1]]
    whole_file.write(args.csv, spreadsheet.table(lines, args.accounts_in_full), mode=0o600)


def _reply(args: argparse.Namespace) -> int:
    from hal.desktop.engine import proved_engine
    from sim.backoffice import clearing_reply
    from sim.issuer import operator_key

    engine = proved_engine()
    try:
        with args.file.open("rb") as file:
            data = file.read(clearing_reply.FILE_MAX_BYTES + 1)
    except OSError as error:
        raise Trouble(f"{args.file}: {why(error)}; name the issuer's reply") from None
    keys = operator_key.read_public(args.issuer_key).decoded(engine)
    try:
        reply = clearing_reply.parse(data, keys, engine, engine.digest)
    except ValueError as error:
        raise Trouble(f"{args.file}: {error}; ask the issuer for it again") from None
    applied = _ledger(args).apply(reply, data, int(time.time()))
    if args.json:
        named = {"issuer": reply.issuer, "day": reply.day, "rejected": len(reply.rejected)}
        show.json_line({**named, "applied": applied})
    elif applied:
        show.line(f"applied: {reply.issuer}, {reply.day}, {len(reply.rejected)} lines rejected")
    else:
        show.line(f"the reply of {reply.issuer} to {reply.day} was applied before; nothing changed")
    return 0


def _delete(args: argparse.Namespace) -> int:
    from hal.desktop.engine import proved_engine
    from sim.backoffice import business_day, clearing, retention

    day, ledger = business_day.parse(args.through), _ledger(args)
    whole_file.prepare(args.out)
    gone = retention.delete(
        ledger.books.database, args.kind, day, _signer(args), int(time.time()), proved_engine().digest, clearing.seal
    )
    left = retention.finish(ledger.books.database, args.out, gone.file)
    for words in left:
        show.complain("clearing", words)
    if args.json:
        proof = str(args.out) if gone.file else None
        show.json_line({"class": args.kind, "through": day, "rows": gone.rows, "proof": proof})
    elif gone.file:
        counts = ", ".join(f"{count} of {table}" for table, count in gone.rows.items())
        show.line(f"{args.out}: deleted through {day}: {counts}")
    else:
        show.line(f"no {args.kind} through {day} is kept; nothing was deleted, and no proof written")
    return 1 if left else 0
