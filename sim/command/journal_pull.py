"""`ridegate journal pull`: a board's journal as files. It stays on the board."""

import argparse
from pathlib import Path

from sim.command import options
from sim.device.device import Device
from sim.journal.pull import Pulled, pull
from sim.output import show

_EPILOG = """\
examples:
  ridegate journal pull --port /dev/ttyACM0 --out gate7
  ridegate journal verify --master master.key gate7

Everything is copied: the segments, whatever was set aside, journals of earlier
provisionings, the cell that shows a cut tail, and the hours of refusals. Pulling
into the same folder again adds what is new and keeps what has given way on the
board meanwhile; a segment that is not the one pulled before is refused. The
journal stays on the board until it is acknowledged and its space is needed.

exit status: 0 done; 1 done, and the board says that its journal is damaged; 2
the board cannot be asked, or a file cannot be written.
"""


def add_verb(verbs: options.Verbs) -> None:
    """Add `pull` to the verbs of `ridegate journal`; its function is `run`."""
    parser = options.command(
        verbs, "pull", "copy a board's journal",
        "Copy a board's journal into a folder, in service mode, every file read back by\nits hash.",
        _EPILOG, run,
    )  # fmt: skip
    options.port(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to; made when it is missing")
    options.json(parser, "what was pulled as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    pulled = pull(Device(args.port), args.out, args.json)
    if args.json:
        _print_json(args.out, pulled)
    else:
        _print(args.out, pulled)
    damaged = pulled.info.get("damaged")
    if "damaged" in pulled.info:
        show.complain("journal", f"the board says that its journal is damaged: {damaged}; `verify` tells more")
        return 1
    return 0


def _print_json(out: Path, pulled: Pulled) -> None:
    names = {
        "segments": [each.name for each in pulled.segments],
        "set_aside": [each.name for each in pulled.aside],
    }
    length = sum(each.length_bytes for each in pulled.segments)
    counts = {"length": length, "sequence": pulled.info.get("sequence"), "new_files": len(pulled.new)}
    show.json_line({"out": str(out), **counts, **names, "damaged": pulled.info.get("damaged")})


def _print(out: Path, pulled: Pulled) -> None:
    segments, aside = pulled.segments, pulled.aside
    length = sum(each.length_bytes for each in segments)
    kept = f", {len(aside)} set aside" if aside else ""
    counted = f"{len(segments)} segments{kept}, {length} bytes, newest record {pulled.info.get('sequence')}"
    show.line(f"{out}: {counted}; {len(pulled.new)} files are new")
    for earlier in pulled.earlier:
        show.line(f"{out / earlier}: a journal of an earlier provisioning, under the key it had")
    show.line(f"check it with `ridegate journal verify {out}`")
