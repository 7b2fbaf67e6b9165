"""`ridegate decode`: the bytes that the symbols of pictures carry."""

import argparse
import time

from sim.code import file_kind, reading
from sim.command import options
from sim.output import show
from sim.output.trouble import why
from terminal.ridecode import LENGTH_MAX_BYTES, LENGTH_MIN_BYTES

_DESCRIPTION = """\
Read the QR symbols of pictures (PNG, JPEG, HEIC, WebP, AVIF, TIFF, GIF, BMP)
and print the bytes each one carries, in hexadecimal, one symbol a line, in
reading order. What was found where is printed on stderr.

Trap: a ride code holds its passenger's account in the clear, and here it is
printed as it is."""

_BYTES = "this is no picture: look at its bytes with `ridegate inspect`"

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


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `decode`; its function is `run`."""
    parser = options.command(subparsers, "decode", "read the symbols of pictures", _DESCRIPTION, _EPILOG, run)
    parser.add_argument("files", nargs="+", metavar="IMAGE", help="a picture; - is standard input")
    options.decoder(parser, "which decoder (zxing)")
    options.json(parser, "print one JSON object a line for each picture")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; returns the exit status that its help describes. Raises Trouble."""
    reading.check_paths(args.files)
    decoder = reading.decoder(args.decoder)
    status = 0
    for path in args.files:
        try:
            read = reading.read(path)
            started = time.perf_counter_ns()
            if not read.picture:
                raise reading.NoCode(file_kind.CODE, _BYTES)
            payloads = reading.payloads(read, decoder)
            taken_us = (time.perf_counter_ns() - started) // 1000
        except OSError as error:
            status = 2
            show.complain("decode", f"{path}: {why(error)}")
            if args.json:
                show.json_line({"file": path, "kind": None, "error": why(error)})
            continue
        except reading.NoCode as what:
            status = max(status, 1 if what.blank else 2)
            show.complain("decode", f"{path}: {what}")
            if args.json:
                out = {"file": path, "kind": what.kind, "error": str(what), "payloads": []}
                show.json_line(out | ({"symbologies": list(what.symbologies)} if what.symbologies else {}))
            continue
        if args.json:
            carried = [payload.data.hex() for payload in payloads]
            ms = show.milliseconds(taken_us)
            show.json_line({"file": path, "kind": file_kind.PICTURE, "payloads": carried, "ms": ms})
            continue
        for payload in payloads:
            show.line(payload.data.hex(), flush=True)
        show.complain("decode", f"{path}: {_found(payloads)}, {taken_us / 1000:.1f} ms")
    return status


def _found(payloads: tuple[reading.Payload, ...]) -> str:
    lengths = ", ".join(f"{len(payload.data)} bytes{_remark(payload)}" for payload in payloads)
    return f"{len(payloads)} symbol{'s' if len(payloads) > 1 else ''}: {lengths}"


def _remark(payload: reading.Payload) -> str:
    if payload.part:
        return f" (part {payload.part} of a structured append)"
    return "" if LENGTH_MIN_BYTES <= len(payload.data) <= LENGTH_MAX_BYTES else " (no ride code)"
