"""`ridegate build`: the files of a board's firmware, compiled, listed, hashed and signed."""

import argparse
from pathlib import Path

from sim.command import options
from sim.device import board as boards, build
from sim.output import show

_DESCRIPTION = """\
Compile the firmware of a board into a folder that `ridegate flash` puts on it.
Building twice gives the same image, byte for byte, signature and all.

A development build leaves the prompt open and takes test keys only; without --key
the published test key signs it. A production build opens the prompt in service
mode only and takes production keys only; --key names the operator's."""
_EPILOG = """\
examples:
  ridegate build --board pico2
  ridegate build --board pico2 --production --key operator.pem --out image
  ridegate build --board pico2 --version 0.1.0 --replaces build/firmware/pico2
      an older version, which a board takes in the place of that one only
  ridegate build --board pico2 --json

A board takes no lower version than the one it runs, unless --replaces names it.

exit status: 0 done; 1 pins.py lets a contact release at power-on; 2 no such board
or key, or something does not compile.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `build`; its function is `run`."""
    parser = options.command(subparsers, "build", "compile the firmware of a board", _DESCRIPTION, _EPILOG, run)
    options.board(parser)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="where to write it (build/firmware/<board>, with -production behind it for such a build)",
    )
    options.production(parser, "a build for production keys")
    parser.add_argument("--version", metavar="X.Y.Z", help="state another version than this program's")
    parser.add_argument(
        "--replaces", metavar="IMAGE", help="the image, a folder or an id, that may give way to this older one"
    )
    options.signing_key(parser)
    options.json(parser)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    board = boards.find(args.board)
    replaces = None if args.replaces is None else build.image_id(args.replaces)
    image = build.build(board, args.production, options.signer(args), args.version, replaces)
    out = args.out or build.default_folder(args.board, args.production)
    build.write(image, out)
    if args.json:
        sizes = {name: len(data) for name, data in image.files.items()}
        show.json_line({"board": image.board, "version": image.version, "build": image.build, "image": image.sha256,
                        "out": str(out), "bytes": image.size_bytes, "files": sizes})  # fmt: skip
        return 0
    _tell(image, out)
    return 0


def _tell(image: build.Image, out: Path) -> None:
    from sim.output.table import Column, Table

    table = Table("", Column(right=True), "")
    rooms: dict[str, list[int]] = {}
    for name, data in image.files.items():
        room = name.rsplit("/", 1)[0] if "/" in name else name
        rooms.setdefault(room, []).append(len(data))
    for room, sizes in rooms.items():
        table.add_row(room, f"{sum(sizes):,}", f"bytes in {len(sizes)} file{'s' * (len(sizes) > 1)}")
    on = show.console()
    on.print(table)
    size = f"{len(image.files)} files, {image.size_bytes:,} bytes"
    on.print(f"{image.board}, version {image.version}, {image.build}: {size}")
    show.line(f"image {image.sha256}")
    show.line(f"in {out}; put it on a board with `ridegate flash --board {image.board} --port PORT`")
