"""`ridegate journal show`: prints a journal, record by record."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from sim.command import options
from sim.input import moment
from sim.journal import facts, folder, record_key
from sim.journal.listing import Wanted, listed, number
from sim.journal.walk import Break, Found, Step
from sim.output import progress, show
from sim.output.trouble import Trouble
from terminal.records import SEQUENCE_MAX

_EPILOG = """\
examples:
  ridegate journal show pulled
  ridegate journal show --kind ride,outcome --sequence 1200.. pulled
  ridegate journal show --since 2026-11-01T00:00:00+08:00 --json pulled
  ridegate journal show pulled/0000000001 pulled/0000000420.aside
  ridegate journal show pulled/hours             the refusals of every hour

Accounts show their last four digits. chain: sealed, its MAC holds (with --key or
--master); chained, only the chain of hashes was checked; begins, and what stood
before is not here; unproved, the record behind it does not name it.

exit status: 0 all of it could be read; 1 something is not as it was written;
2 bad usage, or a file cannot be read.
"""
_HEADING = f"{'sequence':>10}  {'time (UTC)':20}  {'kind':7}  {'chain':7}  {'account':7}  {'fare':>10}  what"


def add_verb(verbs: options.Verbs) -> None:
    """Add `show` to the verbs of `ridegate journal`; its function is `run`."""
    parser = options.command(
        verbs, "show", "a table of the records",
        "Show the records of a pulled journal, or of single segments, oldest first.",
        _EPILOG, run,
    )  # fmt: skip
    parser.add_argument("paths", nargs="+", type=Path, metavar="DIR|FILE", help="a pulled journal, or segments of one")
    kinds = ", ".join(facts.KINDS.values())
    parser.add_argument("--kind", action="append", default=[], metavar="KIND", help=f"only these: {kinds}")
    parser.add_argument("--sequence", metavar="A..B", help="only these; A, A.. and ..B will do")
    parser.add_argument("--since", metavar="MOMENT", help="not before, such as 2026-11-01T08:00:00+08:00, or -3600")
    parser.add_argument("--until", metavar="MOMENT", help="not after")
    options.record_key(parser)
    options.json(parser, "one JSON object a line for each record")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    kinds = _kinds(args.kind)
    first, last = _span(args.sequence)
    now_s = int(time.time())
    since_s = None if args.since is None else moment.option("--since", args.since, now_s)
    until_s = None if args.until is None else moment.option("--until", args.until, now_s)
    journal = folder.open_paths(args.paths)
    key = record_key.read(args.key, args.master, args.unique_id, journal)
    wanted = Wanted(kinds, first, last, since_s, until_s)
    with progress.byte_bar("reading", journal.length_bytes, sys.stdout.isatty()) as advance:
        if not args.json:
            show.line(_HEADING)
        status = 0
        for each in listed(journal, key, wanted, advance):
            status = 1 if isinstance(each, Break) else status
            (_print_json if args.json else _print_row)(each)
    if wanted.untimed:
        words = f"{wanted.untimed} records have no trusted time and are left out by --since and --until"
        show.complain("journal", words)
    return status


def _print_json(each: Step) -> None:
    if isinstance(each, Found):
        _line(facts.facts(each))
    elif isinstance(each, Break):
        out = {"segment": each.segment, "offset": each.offset, "unread_bytes": each.unread, "goes_on_with": each.behind}
        _line({"broken": each.reason, "expected": each.expected, **out})
    else:
        _line({"torn": each.length_bytes, "segment": each.segment, "offset": each.offset})


def _line(record: dict[str, Any]) -> None:
    show.json_line(record, flush=False)


def _print_row(each: Step) -> None:
    if isinstance(each, Found):
        told = facts.facts(each)
        account = f"…{told['account'][-4:]}" if "account" in told else ""
        fare = show.yuan(told["fare_fen"]) if "fare_fen" in told else ""
        head = f"{told['sequence']:10}  {told['time'] or 'not trusted':20}  {told['kind']:7}  {told['chain']:7}"
        row = f"{head}  {account:7}  {fare:>10}  {_words(told)}"
    elif isinstance(each, Break):
        where = f"{each.segment}, byte {each.offset}: {each.reason}; should have been {each.expected}"
        row = f"    BROKEN  {where}; {each.goes_on}"
    else:
        row = f"      torn  {each.segment}, byte {each.offset}: {each.length_bytes} bytes that are no record"
    show.line(row)


def _words(told: dict[str, Any]) -> str:
    """What a record says, beside its account and fare."""
    if told.get("unreadable"):
        return f"{told['body']} bytes that this version cannot read"
    kind = told["kind"]
    if kind == "ride":
        undone = f", undone: {' '.join(told['recovered'])}" if told["recovered"] else ""
        return f"{told['result']}{undone}{_lane_words(told)}"
    if kind == "staff":
        return f"operator {told['operator']}, reason {told['reason']}: completes {told['result']}"
    if kind == "outcome":
        return f"{told['outcome']} (ride {told['ride']})"
    if kind == "event":
        return facts.event_words(told)
    if kind == "head":
        return f"acknowledged {told['acknowledged']}, kept from {told['oldest']}, {len(told['open_rides'])} rides open"
    counts = ", ".join(f"{count} {name}" for name, count in told["counts"].items())
    return f"since {told['since'] or 'no trusted time'}: {counts or 'nothing refused'}"


def _lane_words(told: dict[str, Any]) -> str:
    """What a ride says of its trip and eligibility."""
    trip = f", trip {told['trip']} ({told['side']})" if told["trip"] else ""
    asked = f", eligibility {told['eligibility']}" if told["eligibility"] else ""
    return f"{trip}{asked}{', completed by the staff' if told['completed_by_staff'] else ''}"


def _kinds(given: list[str]) -> set[str]:
    names = {name for text in given for name in text.split(",")}
    for name in sorted(names - set(facts.KINDS.values())):
        raise Trouble(f"--kind {name}: there are {', '.join(facts.KINDS.values())}")
    return names


def _span(text: str | None) -> tuple[int, int]:
    if text is None:
        return 0, SEQUENCE_MAX
    first, dots, last = text.partition("..")
    try:
        low = number(first) if first else 0
        high = (number(last) if last else SEQUENCE_MAX) if dots else low
        if text != ".." and text and low <= high:
            return low, high
    except ValueError:
        pass
    raise Trouble(f"--sequence {text}: write one as 1200, or a span as 1200..1300, 1200.. or ..1300")
