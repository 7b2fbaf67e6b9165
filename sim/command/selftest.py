"""`ridegate selftest`: the self-test of a board, in service mode, without releasing anything."""

import argparse

from sim.command import options
from sim.device import selftest
from sim.device.device import Device
from sim.output import show
from sim.output.trouble import Trouble

_EPILOG = """\
example:
  ridegate selftest --port /dev/ttyACM0
  ridegate selftest --port /dev/ttyACM0 --symbol 20    hold the test symbol up

exit status: 0 all is well; 1 a check failed; 2 the board cannot be asked.
"""
_SYMBOL_MAX_S = 120


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `selftest`; its function is `run`."""
    parser = options.command(
        subparsers, "selftest", "what a board finds out about itself",
        "Take a board out of service, let it test itself, and send it back to work.",
        _EPILOG, run,
    )  # fmt: skip
    options.port(parser)
    parser.add_argument(
        "--symbol", type=int, default=0, metavar="S", help="wait so many seconds for the symbol with all 256 values"
    )
    options.json(parser, "the board's report as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    if not 0 <= args.symbol <= _SYMBOL_MAX_S:
        raise Trouble(f"--symbol: {args.symbol} is outside 0..{_SYMBOL_MAX_S} seconds")
    device = Device(args.port)
    device.require()
    with device.serviced():
        report = device.call(f"selftest({args.symbol * 1000})")
    if args.json:
        show.json_line(report)
    else:
        selftest.show_report(report)
    return 0 if report["ok"] else 1
