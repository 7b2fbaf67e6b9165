"""`ridegate trust install`: a new trust list on a board that is in use."""

import argparse
from pathlib import Path

from sim import show
from sim.device import provision
from sim.device.device import Device
from sim.device.flash import install
from sim.device.load import read_trust


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `install` to the verbs of `ridegate trust`; its function is `run`."""
    parser = verbs.add_parser(
        "install",
        help="put a list on a board",
        description="Put a list on a board, in service mode. The board checks its signature, every\n"
        "page and its sequence, and keeps the one in force until the new one's day.",
        epilog="examples:\n  ridegate trust install --port /dev/ttyACM0 trust.bin --operator-key operator.pub\n"
        "  ridegate trust install --port /dev/ttyACM0 trust.toml --operator-key operator.key\n\n"
        "exit status: 0 done; 2 the list is not as it must be, or the board refuses it.\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a signed list, or TOML and operator.key")
    parser.add_argument("--port", required=True, metavar="PORT", help="the board's serial port")
    parser.add_argument("--operator-key", required=True, type=Path, metavar="FILE", help="the operator's key")
    parser.add_argument("--json", action="store_true", help="the board's answer as one line of JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    operator = provision.read_operator([args.operator_key])
    data = read_trust(args.file, operator, None)
    device = Device(args.port)
    root = device.require().root or ""
    with device.serviced():
        answer = install(device, root, "trust", data)
    if args.json:
        show.json_line(answer)
    else:
        print(f"sequence {answer['sequence']} is on the board; in force from {show.utc(answer['effective'])}")
    return 0
