"""`ridegate journal pull`: a board's journal, as a file. It stays on the board."""

import argparse
from pathlib import Path

from sim import show
from sim.device.device import Device
from sim.reading import why
from sim.trouble import Trouble

JOURNAL = "/state/journal"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `journal` with `pull`; their function is `run`."""
    plain = argparse.RawDescriptionHelpFormatter
    epilog = (
        "example:\n  ridegate journal pull --port /dev/ttyACM0 --out journal.bin\n\n"
        "exit status: 0 done; 2 the board cannot be asked or the file cannot be written.\n"
    )
    parser = subparsers.add_parser(
        "journal", help="pull a board's journal", description="A board's journal.", epilog=epilog, formatter_class=plain
    )
    verbs = parser.add_subparsers(metavar="pull", dest="verb", required=True)
    one = verbs.add_parser(
        "pull",
        help="copy it to a file",
        description="Copy a board's journal to a file, in service mode. It stays on the board.",
        epilog=epilog,
        formatter_class=plain,
    )
    one.add_argument("--port", required=True, metavar="PORT", help="the board's serial port")
    one.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write it")
    one.add_argument("--json", action="store_true", help="length and sequence as one line of JSON")
    one.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    if not args.out.parent.is_dir():
        raise Trouble(f"{args.out.parent} is no folder; name a file in a folder that exists, with --out")
    device = Device(args.port)
    root = device.require().root
    with device.serviced():
        info = device.call("journal_info()")
        data = device.get(f"{root}{JOURNAL}", info["length"]) if info["length"] else b""
    if len(data) != info["length"]:
        raise Trouble(f"the journal has {info['length']} bytes and {len(data)} arrived; pull it again")
    try:
        new = args.out.with_name(args.out.name + ".new")
        new.write_bytes(data)
        new.replace(args.out)
    except OSError as error:
        raise Trouble(f"{args.out}: {why(error)}; name another file with --out") from None
    if args.json:
        show.json_line({"out": str(args.out), "length": len(data), "sequence": info["sequence"]})
    else:
        print(f"{args.out}: {len(data)} bytes, newest record {info['sequence']}")
    return 0
