"""`ridegate journal verify`: whether a journal is as its terminal wrote it, and where it is not."""

import argparse
from pathlib import Path
from typing import Any

from hal.desktop.engine import desktop_engine
from sim.command import options
from sim.journal import folder, record_key
from sim.journal.check import Aside, Gap, Report, check
from sim.journal.facts import moment
from sim.journal.folder import Journal
from sim.journal.report import as_json, capacity
from sim.journal.walk import Torn
from sim.output import progress, show
from sim.output.table import Table
from sim.output.text import Text

ROWS_MAX = 12  # of each kind of finding, for people
_EPILOG = """\
examples:
  ridegate journal verify pulled
  ridegate journal verify --master master.key pulled
  ridegate journal verify --key DIR/record.key DIR/journal
  ridegate journal verify --json pulled | jq .broken

The second needs a board that was provisioned with that master; the third is of
`ridegate run --journal DIR`.

Damage does not end the reading: every record whose seal holds is counted, and
each break is named with the record behind it. One changed bit costs one record.
Without a key only the chain of hashes and the count are checked, which can be
made anew after a change; the report says what was not checked.
docs/journal.md says what an acquirer has to check.

exit status: 0 everything the terminal wrote is here and holds; 1 something is
not as it was written, or is missing; 2 bad usage, or it cannot be read.
"""


def add_verb(verbs: options.Verbs) -> None:
    """Add `verify` to the verbs of `ridegate journal`; its function is `run`."""
    parser = options.command(
        verbs, "verify", "check every seal, the chain and the count",
        "Check a pulled journal, record by record, name the first link that is broken,\n"
        "and count what is there.",
        _EPILOG, run,
    )  # fmt: skip
    parser.add_argument("folder", type=Path, metavar="DIR", help="a pulled journal")
    options.record_key(parser)
    options.json(parser, "the report as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    journal = folder.open_folder(args.folder)
    key = record_key.read(args.key, args.master, args.unique_id, journal)
    with progress.byte_bar("checking", journal.length_bytes, args.json) as advance:
        report = check(journal, desktop_engine().digest, key, advance)
    if args.json:
        show.json_line(as_json(journal, report))
    else:
        _show(journal, report)
    return 0 if report.whole else 1


def _show(journal: Journal, report: Report) -> None:
    console = show.console()
    console.print(Text(show.plain(journal.name), "bold"), wrap=False)
    table = Table("", "")
    for row in _rows(journal, report):
        table.add_row(*(Text(show.plain(cell)) for cell in row))
    console.print(table)
    for words, findings, line in (
        ("torn end", report.torn, _torn_line),
        ("not written", report.unwritten, _unwritten_line),
        ("may be missing", report.gaps, _gap_line),
        ("set aside", report.aside, _aside_line),
    ):
        _list(console, words, findings, line)
    for one in report.breaks[:ROWS_MAX]:
        words = f"BROKEN  {one.segment}, byte {one.offset}" + (f", behind record {one.after}" if one.after else "")
        console.print(Text(words, "bold red"), wrap=False)
        show.indented(console, Text(show.plain(one.reason)))
        show.indented(console, Text(f"should have been: {one.expected}"), hang=2)
        show.indented(console, Text(one.goes_on, "dim"))
    if len(report.breaks) > ROWS_MAX:
        console.print(Text(f"and {len(report.breaks) - ROWS_MAX} more breaks; --json lists them", "dim"))
    for words in report.not_checked:
        show.indented(console, Text.assemble(("NOT checked: ", "bold yellow"), words), 0, 2)
    console.print(_verdict(report))


def _verdict(report: Report) -> Text:
    if report.breaks:
        one = report.breaks[0]
        more = f", the first of {len(report.breaks) + report.more} places" if len(report.breaks) > 1 else ""
        return Text(f"broken at {one.segment}, byte {one.offset}{more}", "bold red")
    if not report.whole:
        return Text("what is here holds; the terminal itself says that something is missing", "bold yellow")
    return Text("holds", "bold green")


def _rows(journal: Journal, report: Report) -> list[tuple[str, str]]:
    span = "" if report.newest is None else f", {report.first} to {report.newest}"
    when = moment(report.newest_time_s)
    rows = [
        ("segments", f"{report.segments:,}, {report.length_bytes:,} bytes"),
        ("records", f"{report.records:,}{span}" + (f", newest {when}" if when else "")),
        ("rides", f"{report.rides:,}, fares {show.yuan(report.fares_fen)}"),
        ("outcomes", _counts(report.outcomes) or "none"),
    ]
    if report.open_rides or report.strange_outcomes:
        words = f"{report.open_rides} rides without one, {report.strange_outcomes} of rides that are not here"
        rows.append(("", words))
    rows.append(("events", _counts(report.events) or "none"))
    rows.append(("acknowledged", f"through {report.acknowledged}" if report.acknowledged else "nothing"))
    for terminal, provisioning, key in sorted(report.terminals)[:ROWS_MAX]:
        rows.append(("terminal", f"{terminal}, provisioning {provisioning}, sealed with key {key}"))
    held = capacity(journal)
    if held:
        words = f"{held['used_percent']} % used when pulled, of room for {held['capacity_rides']} rides"
        rows.append(("capacity", words))
    return rows


def _counts(counts: Any) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.most_common())


def _list(console: Any, words: str, findings: Any, line: Any) -> None:
    for one in findings[:ROWS_MAX]:
        show.indented(console, Text.assemble((f"{words}: ", "bold yellow"), show.plain(line(one))), 0, 2)
    if len(findings) > ROWS_MAX:
        console.print(Text(f"and {len(findings) - ROWS_MAX} more; --json lists them", "dim"))


def _unwritten_line(sequence: int) -> str:
    return f"record {sequence}: its write failed, so nobody was let in by it; the chain is whole without it"


def _torn_line(one: Torn) -> str:
    return f"{one.segment}, {one.length_bytes} bytes from byte {one.offset} on, which are no record"


def _gap_line(one: Gap) -> str:
    return f"records {one.first} to {one.last}; {one.told}"


def _aside_line(one: Aside) -> str:
    held = f"{one.name}, {one.records} records of it hold, {one.rides} rides among them"
    return held if one.ended is None else f"{held}; {one.ended}"
