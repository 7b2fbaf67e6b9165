"""`ridegate journal export`: the rides of a journal for the acquirer, one line each (docs/journal.md)."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TextIO

from hal.desktop.engine import desktop_engine
from sim import show, whole_file
from sim.journal import facts, folder, progress, record_key
from sim.journal.folder import Journal
from sim.journal.join import Join
from sim.journal.listing import number
from sim.journal.walk import Advance, Break, Digest, Found, Step, walk
from sim.trouble import Trouble
from terminal import records

COLUMNS = (
    *("sequence", "time", "outcome", "outcome_sequence", "outcome_time", "result", "number", "fare_fen", "issuer"),
    *("account", "account_type", "limit_fen", "generated", "validity_s", "ca_index", "certificate_serial"),
    *("trust_list_sequence", "recovered", "terminal_id", "provisioning_id", "mode", "line", "station", "direction"),
    *("vehicle", "key_id", "hash", "chain", "segment"),
)
RAW_CODE = "raw_code"  # the last column, with --accounts-in-full only
STDOUT = "-"
_EPILOG = """\
examples:
  ridegate journal export --format csv --key record.key --out rides.csv pulled
  ridegate journal export --format jsonl --after 1200 pulled | jq .fare_fen
  ridegate journal export --format csv --accounts-in-full --out full.csv pulled

One line a ride with its outcome, oldest first; then the rides of segments that
were set aside. The same journal gives the same bytes. Accounts show their last
four digits, and there is no raw code, unless --accounts-in-full names a file
for them. docs/journal.md says what each column is and what has to be checked.

exit status: 0 done; 1 done, and something of the journal is not as it was
written; 2 bad usage, or it cannot be read or written.
"""


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `export` to the verbs of `ridegate journal`; its function is `run`."""
    parser = verbs.add_parser(
        "export",
        help="the rides for the acquirer",
        description="Write the rides of a pulled journal as JSON lines or CSV, one line each.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a pulled journal")
    parser.add_argument("--format", required=True, choices=("jsonl", "csv"), help="JSON lines, or CSV")
    parser.add_argument("--out", metavar="FILE", help="where to write (standard output)")
    parser.add_argument("--after", metavar="SEQUENCE", default="0", help="only rides behind this record")
    parser.add_argument(
        "--accounts-in-full", action="store_true", help="accounts and raw codes in the clear; wants --out"
    )
    record_key.add_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    try:
        after = number(args.after)
    except ValueError:
        raise Trouble(f"--after {args.after}: no sequence; write the number of a record") from None
    out = None if args.out in (None, STDOUT) else Path(args.out)
    if args.accounts_in_full and out is None:
        raise Trouble("--accounts-in-full is for a file, not for a screen; name one with --out")
    journal = folder.open_folder(args.folder)
    key = record_key.read(args, journal)
    with nullcontext(sys.stdout) if out is None else whole_file.opened(out, args.accounts_in_full) as file:
        write = _writer(args.format, file, args.accounts_in_full)
        with progress.bar("exporting", journal.length_bytes, out is None and sys.stdout.isatty()) as advance:
            export = Export(journal, desktop_engine().digest, key, after, args.accounts_in_full)
            for line in export.lines(advance):
                write(line)
    return _tell(export, "standard output" if out is None else str(out), key is not None, len(journal.aside))


class Export:
    """The rides of one journal as lines, and what is to be said about them afterwards."""

    def __init__(self, journal: Journal, digest: Digest, key: bytes | None, after: int, in_full: bool) -> None:
        self._journal = journal
        self._digest = digest
        self._key = key
        self._after = after
        self._in_full = in_full
        self._join = Join()
        self._twins = {number for each in journal.aside for number in each.numbers()}  # of what was set aside
        self.rides = 0
        self.without = 0
        self.first_without = 0
        self.unreadable = 0
        self.aside = 0
        self.breaks = 0
        self.broken: Break | None = None

    def lines(self, advance: Advance) -> Iterator[dict[str, Any]]:
        """Each ride as its columns. advance(bytes): so many more are over. Raises Trouble."""
        known: set[bytes] = set()  # hashes of the records of segments that have a twin which was set aside
        for each in walk(self._journal.segments, self._digest, self._key, advance):
            if isinstance(each, Found) and int(each.segment) in self._twins:
                known.add(each.digest)
            yield from self._take(each)
        yield from self._out(self._join.end())
        rides = self.rides
        for one in self._journal.aside:
            for each in walk(one, self._digest, self._key, advance):
                if isinstance(each, Found) and each.digest not in known:  # the terminal has named what is broken
                    yield from self._take(each)
            yield from self._out(self._join.end())
        self.aside = self.rides - rides

    def _take(self, each: Step) -> Iterator[dict[str, Any]]:
        """One step of the walk."""
        if isinstance(each, Break) and not (each.gap and each.after is not None and each.after + 1 in self._twins):
            self.broken = self.broken or each
            self.breaks += 1
        if not isinstance(each, Found):
            return
        record = each.record
        try:
            if record.kind == records.RIDE and record.sequence > self._after:
                yield from self._out(self._join.ride(record.sequence, self._line(each)))
            elif record.kind == records.OUTCOME:
                ride, outcome = records.parse_outcome(record.body)
                if ride > self._after:
                    ended = (facts.outcome_name(outcome), record.sequence, facts.moment(record.time_s))
                    yield from self._out(self._join.outcome(ride, ended))
        except records.Short:
            self.unreadable += 1

    def _line(self, found: Found) -> dict[str, Any]:
        record = found.record
        line = dict.fromkeys(COLUMNS)
        line |= {"sequence": record.sequence, "time": facts.moment(record.time_s), **record.place._asdict()}
        line |= facts.ride_facts(record, self._in_full)
        return line | {
            "key_id": record.key_id.hex(),
            "hash": found.digest.hex(),
            "chain": found.chain,
            "segment": found.segment,
        }

    def _out(self, ready: Iterator[tuple[Any, Any]]) -> Iterator[dict[str, Any]]:
        for line, outcome in ready:
            self.rides += 1
            if outcome is None:
                self.first_without = self.first_without or line["sequence"]
                self.without += 1
            else:
                line["outcome"], line["outcome_sequence"], line["outcome_time"] = outcome
            yield line


def _writer(form: str, file: TextIO, in_full: bool) -> Callable[[dict[str, Any]], None]:
    if form == "jsonl":
        return lambda line: print(json.dumps(line, separators=(",", ":")), file=file)
    columns = [*COLUMNS, RAW_CODE] if in_full else COLUMNS
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(columns)

    def write(line: dict[str, Any]) -> None:
        as_cells = cells(line)
        rows.writerow([as_cells[name] for name in columns])

    return write


def cells(line: dict[str, Any]) -> dict[str, str]:
    """A line as the cells of a CSV row."""
    line = {**line, "recovered": " ".join(line["recovered"])}
    return {name: "" if value is None else str(value) for name, value in line.items()}


def _tell(export: Export, name: str, sealed: bool, aside: int) -> int:
    """Print the remarks on stderr; returns the exit status."""
    checked = "every seal holds" if sealed else "their seals (MACs) were NOT checked: give --key or --master"
    words = [f"{name}: {export.rides} rides; {checked}"]
    if export.without:
        again = export.first_without - 1
        words.append(
            f"{export.without} of them without an outcome, from record {export.first_without} on; an export of a later "
            f"pull with --after {again} has it, if there is one"
        )
    if export.unreadable:
        words.append(f"{export.unreadable} records cannot be read by this version, and are left out")
    if aside:
        words.append(f"{aside} segments were set aside, {export.aside} rides come from them; `verify` tells more")
    if export.broken:
        one = export.broken
        words.append(
            f"BROKEN {one.segment}, byte {one.offset}: {one.reason}; {one.goes_on}; {_more(export)}`verify` tells more"
        )
    for each in words:
        show.complain("journal", each)
    return 1 if export.broken or export.unreadable or aside else 0


def _more(export: Export) -> str:
    return f"{export.breaks - 1} more breaks; " if export.breaks > 1 else ""
