"""`ridegate trust install`: a new trust list on a board that is in use."""

import argparse
from pathlib import Path
from typing import Any

from sim import show
from sim.device import board as boards, provision
from sim.device.device import Device
from sim.device.load import read_trust
from sim.issuer import operator_key
from sim.trouble import Trouble
from sim.trust import progress
from sim.trust.progress import Report, unreported
from terminal import trust

_CHECK_S = 60
_PAGES_A_S = 3  # what the slowest board checks
_SEQUENCE_AT = 20

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


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `install` to the verbs of `ridegate trust`; its function is `run`."""
    parser = verbs.add_parser(
        "install",
        help="put a list on a board",
        description="Put a list on a board, in service mode. The board checks its signature, every\n"
        "page and its sequence, and keeps the one in force until the new one's day.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a signed list, or TOML and a private key")
    parser.add_argument("--port", required=True, metavar="PORT", help="the board's serial port")
    parser.add_argument("--operator-key", required=True, type=Path, metavar="FILE", help="the operator's key")
    operator_key.add_passphrase_option(parser)
    parser.add_argument("--json", action="store_true", help="the board's answer as one line of JSON")
    parser.set_defaults(run=run)


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
            fits(args.file, len(data), boards.find(named))
        report("entering service mode", 0, 0)
        with device.serviced():
            answer = install(device, data, report)
            report("restarting", 0, 0)
    if args.json:
        show.json_line({**answer, "log": device.log})
    else:
        force = f"in force from {show.utc(answer['effective'])}" if answer["waits"] else "in force"
        show.line(f"sequence {answer['sequence']} is on the board, every page as signed; {force}")
    return 0


def fits(path: Path, length_bytes: int, board: boards.Board) -> None:
    """Raises Trouble when a board has no space for a list of this length."""
    if length_bytes > board.trust_max_bytes:
        raise Trouble(
            f"{path}: {length_bytes} bytes are more than the {board.trust_max_bytes} that {board.id} has room for"
        )


def install(device: Device, data: bytes, report: Report = unreported) -> dict[str, Any]:
    """Put a checked list on a board in service mode; its answer. Raises Trouble with the reason of a refusal."""
    place = device.call(f"trust_room({len(data)})")
    _follows(data, place["highest"])
    size = f"{len(data) // 1024} KB"
    report(f"uploading {size}", 0, 0)
    device.put({place["path"]: data})
    report(f"the board checks {size}", 0, 0)
    pages = len(data) // trust.PAGE_BYTES
    return device.call(f"install('trust', {place['path']!r})", _CHECK_S + pages // _PAGES_A_S)


def _follows(data: bytes, highest: int | None) -> None:
    """Raises Trouble for a sequence that the board will refuse; about the same one again only the board knows."""
    sequence = int.from_bytes(data[_SEQUENCE_AT : _SEQUENCE_AT + 4], "big")
    if highest is None:
        raise Trouble("the board has lost its counter of lists; provision it anew, with --force")
    if sequence < highest:
        raise Trouble(f"sequence {sequence} is below {highest}, the highest ever installed there; get the newest list")
    if highest and sequence > highest + trust.STEP_MAX:
        raise Trouble(
            f"sequence {sequence} is more than {trust.STEP_MAX} above {highest}, the highest ever installed there; "
            "number the list lower"
        )
