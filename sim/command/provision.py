"""`ridegate provision`: gives a board its terminal number, operator keys and record key."""

import argparse
from pathlib import Path
from typing import Any

from sim.command import options
from sim.device import provision
from sim.device.device import Device
from sim.output import show

_EPILOG = """\
examples:
  ridegate provision --port /dev/ttyACM0 --terminal-id 7 \\
      --operator-key operator.pub
  ridegate provision --port /dev/ttyACM0 --terminal-id 7 \\
      --operator-key operator.pub --master master.key

The record key comes from the board's own random source and never leaves it;
with --master it is SM3-HMAC(master, the board's unique id), which the holder of
the master can compute again.

A terminal id and a provisioning id name one chain of records for good. A board
that is provisioned anew counts the provisioning id on; one that was wiped, or
takes the place of another, begins with 1: name a higher one then. Register the
new pair where its records go, and pull its journal into another folder.

exit status: 0 done; 2 a key, a number or the board is not as it must be.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `provision`; its function is `run`."""
    parser = options.command(
        subparsers, "provision", "make a board a certain terminal",
        "Give a board its terminal id, its operator's keys and its record key, in\nservice mode.",
        _EPILOG, run,
    )  # fmt: skip
    options.port(parser)
    options.terminal_id(parser, "its number, 0..4294967295", required=True)
    options.provisioning_id(parser)
    options.operator_key(parser, "the operator's public key; twice for two keys", Path, required=True, action="append")
    options.passphrase(parser)
    parser.add_argument(
        "--master", type=Path, metavar="FILE", help="derive the record key from this, 64 to 128 hex digits"
    )
    parser.add_argument("--force", action="store_true", help="a board that is a terminal already becomes another")
    options.json(parser, "the board's answer as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    operator = provision.read_operator(args.operator_key, args.passphrase_file)
    master = None if args.master is None else provision.read_master(args.master)
    device = Device(args.port)
    found = device.require()
    record_key = None if master is None else provision.record_key(master, found.unique_id)
    provision.check_kind(operator, (found.manifest or {}).get("build", ""))
    with device.serviced():
        answer = provision.provision(device, operator, args.terminal_id, args.provisioning_id, record_key, args.force)
    if args.json:
        show.json_line(answer)
    else:
        show.line(_words(answer))
    return 0


def _words(answer: dict[str, Any]) -> str:
    """The answer in words."""
    return (
        f"terminal {answer['terminal_id']}, provisioning {answer['provisioning_id']}; "
        f"its records are signed with key {answer['record_key_id']}"
    )
