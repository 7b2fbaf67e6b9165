"""`ridegate decode`: the bytes that the symbols of pictures carry."""

import argparse
import time

from sim import reading, show
from terminal.ridecode import LENGTH_MAX_BYTES, LENGTH_MIN_BYTES

_DESCRIPTION = """\
Read the QR symbols of pictures (PNG, JPEG, WebP, BMP, GIF) and print the bytes
each one carries, in hexadecimal, one symbol a line, in reading order. What was
found where is told on stderr.

Trap: a ride code holds its passenger's account in the clear, and here it is
printed as it is."""

_EPILOG = """\
examples:
  ridegate decode screenshot.png
  ridegate decode photo.jpg | ridegate inspect -
  ridegate decode --json *.png      a line for each file, such as
                                    {"file": …, "payloads": ["8101…"], "ms": …}
  ridegate decode --decoder zbar photo.jpg
                                    a second opinion, by the decoder that many
                                    fielded readers carry

exit status: 0 every picture shows a symbol; 1 some show none;
2 bad usage, or a file is no picture (the others are read).
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `decode`; its function is `run`."""
    parser = subparsers.add_parser(
        "decode",
        help="read the symbols of pictures",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="IMAGE", help="a picture; - is standard input")
    parser.add_argument("--decoder", choices=reading.DECODERS, default="zxing", help="which decoder (zxing)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line for each picture")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status as told in its help. Raises Trouble."""
    reading.check_paths(args.files)
    decoder = reading.decoder(args.decoder)
    status = 0
    for path in args.files:
        try:
            read = reading.read(path)
            started = time.perf_counter_ns()
            payloads = reading.payloads(read, decoder)
            taken_us = (time.perf_counter_ns() - started) // 1000
        except OSError as error:
            status = 2
            show.complain("decode", f"{path}: {reading.why(error)}")
            if args.json:
                show.json_line({"file": path, "error": reading.why(error)})
            continue
        if not payloads:
            status = max(status, 1)
        if args.json:
            ms = show.milliseconds(taken_us)
            show.json_line({"file": path, "payloads": [payload.hex() for payload in payloads], "ms": ms})
            continue
        for payload in payloads:
            show.line(payload.hex(), flush=True)
        show.complain("decode", f"{path}: {_found(payloads)}, {taken_us / 1000:.1f} ms")
    return status


def _found(payloads: tuple[bytes, ...]) -> str:
    if not payloads:
        return "no symbol; is it sharp, whole and at least 100 pixels wide?"
    lengths = ", ".join(
        f"{len(payload)} bytes" + ("" if LENGTH_MIN_BYTES <= len(payload) <= LENGTH_MAX_BYTES else " (no ride code)")
        for payload in payloads
    )
    return f"{len(payloads)} symbol{'s' if len(payloads) > 1 else ''}: {lengths}"
