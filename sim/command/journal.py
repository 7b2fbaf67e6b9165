"""`ridegate journal`: what a terminal wrote down, from the board to the acquirer."""

from sim.command import journal_acknowledge, journal_export, journal_pull, journal_show, journal_verify, options

_DESCRIPTION = """\
A terminal writes every ride down before its gate opens. Here its journal is
pulled from the board, read, checked, handed to the acquirer and acknowledged."""
_EPILOG = """\
examples, in the order of a day:
  ridegate journal pull --port /dev/ttyACM0 --out gate7
  ridegate journal verify --master master.key gate7
  ridegate journal show --kind ride gate7
  ridegate journal export --format csv --master master.key --out rides.csv gate7
  ridegate journal acknowledge --port /dev/ttyACM0 --through rides.csv gate7

Accounts are masked unless an export is asked for them in full. A pulled journal
holds them in the clear: keep it where no one else can read it. docs/journal.md
says more. `ridegate journal VERB --help` explains one verb.

exit status: 0 done, and all of it holds; 1 something is not as it was written;
2 bad usage, or something cannot be read, asked or written.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `journal` with its verbs; each carries its function `run`."""
    parser = options.command(
        subparsers, "journal", "pull, show, verify, export and acknowledge a journal", _DESCRIPTION, _EPILOG
    )
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    for verb in (journal_pull, journal_show, journal_verify, journal_export, journal_acknowledge):
        verb.add_verb(verbs)
