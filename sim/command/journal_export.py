"""`ridegate journal export`: the rides of a journal for the acquirer, one line each (docs/journal.md)."""

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.command import options, written_file
from sim.journal import folder, record_key
from sim.journal.export import Export, writer
from sim.journal.listing import number
from sim.output import progress, show, whole_file
from sim.output.trouble import Trouble

STDOUT = Path("-")
_EPILOG = """\
examples:
  ridegate journal export --format csv --master master.key --out rides.csv pulled
  ridegate journal export --format jsonl --after 1200 pulled | jq .fare_fen
  ridegate journal export --format csv --accounts-in-full --out full.csv pulled

One line a ride with its outcome, oldest first; then the rides of segments that
were set aside. The same journal gives the same bytes. Accounts show their last
four digits, and there is no raw code, unless --accounts-in-full names a file
for them. docs/journal.md says what each column is and what has to be checked.

exit status: 0 done; 1 done, and something of the journal is not as it was
written; 2 bad usage, or it cannot be read or written.
"""


def add_verb(verbs: options.Verbs) -> None:
    """Add `export` to the verbs of `ridegate journal`; its function is `run`."""
    parser = options.command(
        verbs, "export", "the rides for the acquirer",
        "Write the rides of a pulled journal as JSON lines or CSV, one line each.",
        _EPILOG, run,
    )  # fmt: skip
    parser.add_argument("folder", type=Path, metavar="DIR", help="a pulled journal")
    parser.add_argument("--format", required=True, choices=("jsonl", "csv"), help="JSON lines, or CSV")
    written_file.option(parser, "--out", "where to write (standard output)")
    parser.add_argument("--after", metavar="SEQUENCE", default="0", help="only rides behind this record")
    parser.add_argument(
        "--accounts-in-full", action="store_true", help="accounts and raw codes in the clear; wants --out"
    )
    options.record_key(parser)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    try:
        after = number(args.after)
    except ValueError:
        raise Trouble(f"--after {args.after}: no sequence; write the number of a record") from None
    out = None if args.out in (None, STDOUT) else args.out
    if args.accounts_in_full and out is None:
        raise Trouble("--accounts-in-full is for a file, not for a screen; name one with --out")
    journal = folder.open_folder(args.folder)
    key = record_key.read(args.key, args.master, args.unique_id, journal)
    with nullcontext(sys.stdout) if out is None else whole_file.opened(out, args.accounts_in_full) as file:
        write = writer(args.format, file, args.accounts_in_full)
        with progress.byte_bar("exporting", journal.length_bytes, out is None and sys.stdout.isatty()) as advance:
            export = Export(journal, desktop_engine().digest, key, after, args.accounts_in_full)
            for line in export.lines(advance):
                write(line)
    return _summary(export, "standard output" if out is None else str(out), key is not None, len(journal.aside))


def _summary(export: Export, name: str, sealed: bool, aside: int) -> int:
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
