"""`ridegate flash`: a board's firmware, configuration and trust list, put on it and proved to be there."""

import argparse
from pathlib import Path

from sim.command import options
from sim.device import board as boards, build, flash, load, provision, selftest
from sim.device.device import Device
from sim.output import progress, show
from sim.output.trouble import Trouble

_EPILOG = """\
examples:
  ridegate flash --board pico2 --port /dev/ttyACM0
  ridegate flash --board pico2 --port /dev/ttyACM0 --image build/firmware/pico2
  ridegate flash --board pico2 --port /dev/ttyACM0 --config gate.toml \\
      --trust trust.toml --operator-key operator.key --terminal-id 7 --set-clock

On a board with our firmware this happens in service mode; a production build
opens it only to who closes the service jumper and switches the board on. The new
image starts on trial: when it does not confirm itself in three starts, the board
goes back to the one before, and the reason is shown here.

exit status: 0 done, and the self-test passed; 1 done, and a check of it failed;
2 not done, or not all of it, or the board went back to the image before.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `flash`; its function is `run`."""
    parser = options.command(
        subparsers, "flash", "put the firmware on a board",
        "Put the firmware on a board through mpremote, verify every file, restart, and\n"
        "print the board's self-test.",
        _EPILOG, run,
    )  # fmt: skip
    options.board(parser)
    options.port(parser)
    options.image(parser, "what `ridegate build` wrote; built now when left out")
    options.production(parser, "build for production keys; of --image, take no other")
    options.signing_key(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="the configuration in TOML")
    parser.add_argument(
        "--network", type=Path, metavar="FILE", help="WLAN, broker and station's key in TOML: docs/eligibility.md"
    )
    options.trust(parser, "a trust list, signed, or in TOML with operator.key", Path)
    options.operator_key(parser, "the operator's key, for --trust, --terminal-id", Path)
    options.terminal_id(parser, "provision the board as this terminal")
    options.provisioning_id(parser)
    parser.add_argument("--set-clock", action="store_true", help="set the board's clock from this computer's")
    options.json(parser, "the board's report as one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    board = boards.find(args.board)
    put = _load(args, board)
    device = Device(args.port)
    with progress.byte_count(put.size_bytes, args.json) as add:
        report, line = flash.flash(device, board, put, add)
    if args.json:
        show.json_line({**report, "log": line})
    else:
        selftest.show_report(report)
        show.line(f"every file of image {put.image.sha256[:16]}… is as built; the board has restarted")
        if line:
            show.line(f"its log: {line}")
    return 0 if report["ok"] else 1


def _load(args: argparse.Namespace, board: boards.Board) -> load.Load:
    """What is put on the board, all of it checked. Raises Trouble."""
    if args.image is not None and args.key is not None:
        raise Trouble(f"{args.image}: this image is signed already; leave --key out, or --image, to build one now")
    operator = None
    if args.operator_key is not None:
        operator = provision.read_operator([args.operator_key], args.passphrase_file)
    signer = None if args.image is not None else load.signed_by(args.production, options.signer(args), operator)

    def image() -> build.Image:
        if args.image is not None:
            return load.named(args.image, board, args.production)
        return build.build(board, args.production, signer)

    ids = (args.terminal_id, args.provisioning_id)
    return load.read(board, image, operator, args.config, args.trust, ids, args.set_clock, args.network)
