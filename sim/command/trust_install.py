"""`ridegate trust install`: a new trust list on a board that is in use."""

import argparse
from pathlib import Path
from typing import Any

from sim.command import options
from sim.device import board as boards, provision, trust_install
from sim.device.device import Device
from sim.device.load import read_trust
from sim.output import progress, show

_EPILOG = """\
examples:
  ridegate trust install --port /dev/ttyACM0 trust.bin --operator-key operator.pub
  ridegate trust install --port /dev/ttyACM0 trust.toml --operator-key operator.key

What the board would refuse is found before the list is uploaded, where this
side can know it: its signature, its pages, its kind, its length, its sequence.
The board checks all of it again before it touches the list in force, and keeps
that one until the new one's day. Interrupted at any point, it has the old list
or the new one; then install the same list again.

exit status: 0 done; 2 the list is not as it must be, or the board refuses it,
and has the list it had.
"""


def add_verb(verbs: options.Verbs) -> None:
    """Add `install` to the verbs of `ridegate trust`; its function is `run`."""
    parser = options.command(
        verbs, "install", "put a list on a board",
        "Put a list on a board, in service mode. The board checks its signature, every\n"
        "page and its sequence, and keeps the one in force until the new one's day.",
        _EPILOG, run,
    )  # fmt: skip
    parser.add_argument("file", type=Path, metavar="FILE", help="a signed list, or TOML and a private key")
    options.port(parser)
    options.operator_key(parser, "the operator's key", Path, required=True)
    options.passphrase(parser)
    options.json(parser, "the board's answer as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    operator = provision.read_operator([args.operator_key], args.passphrase_file)
    with progress.bar(args.json) as report:
        report("checking the list", 0, 0)
        data = read_trust(args.file, operator, None)
        report("looking for the board", 0, 0)
        device = Device(args.port)
        named = (device.require().manifest or {}).get("board")
        if named in boards.names():
            trust_install.fits(args.file, len(data), boards.find(named))
        report("entering service mode", 0, 0)
        with device.serviced():
            answer = trust_install.install(device, data, report)
            report("restarting", 0, 0)
    tell(answer, device, args.json)
    return 0


def tell(answer: dict[str, Any], device: Device, as_json: bool) -> None:
    """Print what a board answered to a list or to a snapshot."""
    if as_json:
        show.json_line({**answer, "log": device.log})
        return
    force = f"in force from {show.utc(answer['effective'])}" if answer["waits"] else "in force"
    show.line(f"sequence {answer['sequence']} is on the board, every page as signed; {force}")
