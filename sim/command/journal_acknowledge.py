"""`ridegate journal acknowledge`: the acquirer has these records, and a board may remove them."""

import argparse
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.command import options
from sim.device.device import Device
from sim.journal import acknowledge, folder, record_key
from sim.journal.check import check
from sim.output import progress, show
from sim.output.trouble import Trouble

_EPILOG = """\
examples:
  ridegate journal acknowledge --port /dev/ttyACM0 --through 1200 gate7
  ridegate journal acknowledge --port /dev/ttyACM0 --through rides.csv gate7
  ridegate journal acknowledge --port /dev/ttyACM0 --through gate7/0000000801

FILE is an export that the acquirer has taken (through its newest ride and
outcome), a segment (through its last record), or what `ridegate uplink` left in
acquired.json (what the sink has committed). Everything before is
acknowledged with it, and is removed when the board needs the space: do this
when the acquirer has all of it, not before. An export has to hold every ride and
outcome up to its newest that was not acknowledged before, as it was exported,
in any order; a row that is missing, twice or changed is named.

The pulled journal is checked first. The board compares the record's hash with
its own; as every record carries the hash of the one before, that proves the
whole chain behind it to be what the board holds, even without a key.

exit status: 0 done; 1 refused: the pulled journal does not verify; 2 bad usage,
a file that does not hold all of it, or the board refuses or cannot be asked.
"""


def add_verb(verbs: options.Verbs) -> None:
    """Add `acknowledge` to the verbs of `ridegate journal`; its function is `run`."""
    parser = options.command(
        verbs, "acknowledge", "confirm to a board what the acquirer has",
        "Confirm to a board, in service mode, that the acquirer has the records up\n"
        "to one of a pulled journal, and that they may be removed.",
        _EPILOG, run,
    )  # fmt: skip
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="the pulled journal")
    options.port(parser)
    parser.add_argument("--through", required=True, metavar="SEQUENCE|FILE", help="the last record that is with them")
    options.record_key(parser)
    options.json(parser, "the board's answer as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    path = Path(args.through)
    where = args.folder
    if where is None and folder.SEGMENT.fullmatch(path.name) and path.is_file():
        where = path.parent
    if where is None:
        raise Trouble("name the folder of the pulled journal, too; --through SEQUENCE is looked up in it")
    journal = folder.open_folder(where)
    key = record_key.read(args.key, args.master, args.unique_id, journal)
    digest = desktop_engine().digest
    with progress.byte_bar("checking", journal.length_bytes, args.json) as advance:
        report = check(journal, digest, key, advance)
    if report.breaks:
        one = report.breaks[0]
        show.complain("journal", f"refused: {one.segment}, byte {one.offset}: {one.reason}; `verify` tells more")
        return 1
    if not report.whole:
        show.complain("journal", "the terminal itself says that records are missing or set aside; `verify` tells more")
    sequence, wanted = acknowledge.through(args.through, journal, digest, report.acknowledged)
    record = acknowledge.find(journal, digest, sequence)
    if record is None or wanted not in (None, record.digest):
        raise Trouble(f"record {sequence} is not in {journal.name}; pull the journal, or name an earlier one")
    device = Device(args.port)
    found = device.require()
    if journal.pulled.get("unique_id", found.unique_id) != found.unique_id:
        raise Trouble(f"{where} was pulled from another board, {journal.pulled['unique_id']}; name that one's port")
    with device.serviced():
        answer = device.call(f"acknowledge({sequence}, {record.digest.hex()!r})")
    if args.json:
        show.json_line({"through": sequence, "hash": record.digest.hex(), **answer})
    else:
        sealed = "" if key is not None else "; the seals were not checked, the chain was"
        show.line(f"acknowledged through record {sequence}{sealed}")
    return 0
