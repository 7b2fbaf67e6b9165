"""`ridegate lane`: make the lane of a board one of the system, or one with staff."""

import argparse

from sim.command import options
from sim.device.device import Device
from sim.output import show

_LANES = ("system", "staffed")
_DESCRIPTION = """\
把读卡器的通道切换为系统核验通道或人工核验通道。
Switch the lane of a board in service mode: it restarts, writes the switch to
its journal, and only then is the other lane. It stays so through restarts. A
board has a lane where its configuration keeps trips or asks for eligibility
(docs/trips.md)."""
_EPILOG = """\
examples:
  ridegate lane staffed --port /dev/ttyACM0
  ridegate lane system --port /dev/ttyACM0

exit status: 0 done; 2 the board has no lane, or cannot be asked.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `lane`; its function is `run`."""
    parser = options.command(subparsers, "lane", "system or staffed lane of a board 通道", _DESCRIPTION, _EPILOG, run)
    parser.add_argument("lane", choices=_LANES, metavar="|".join(_LANES), help="what the lane shall be")
    options.port(parser)
    options.json(parser, "the board's answer as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    device = Device(args.port)
    device.require()
    with device.serviced():
        answer = device.call(f"lane({args.lane!r})")
    if args.json:
        show.json_line({**answer, "log": device.log})
    else:
        written = "written to the journal at the start that follows"
        show.line(f"通道 lane: {answer['lane']} (was {answer['was']}); {written}")
    return 0
