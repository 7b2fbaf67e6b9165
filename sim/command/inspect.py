"""`ridegate inspect`: every field of a code, without keys or a trust list."""

import argparse
from typing import TYPE_CHECKING

from sim.code import reading
from sim.command import options
from sim.output import show
from sim.output.trouble import why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.code.card_file import CardFile
    from sim.code.inspect import Unread

_DESCRIPTION = """\
Show a code field by field: where it stands, what it means, what it holds, and
what each signature covers.

No trust list is needed. Raw bytes, hexadecimal, base64 and UTF-8 text, hex
dumps, lists of numbers and pictures are taken; a damaged code is shown as far
as it goes, its first fault named. Accounts (all but the last four digits) and
the issuer's own data (field 4) are masked, in the bytes too. Rail tickets (UIC
#UT, DOSIPAS) and the test families are shown by their own fields.

--card takes dumps of the public file 15 of interoperable transport cards (30
bytes, with or without the status 9000) and shows issuer, number and dates."""

_EPILOG = """\
examples:
  ridegate inspect code.bin
  ridegate inspect screenshot.png
  ridegate inspect --show-account code.hex    the account and field 4 in full:
                                              test codes only, please
  ridegate inspect --json code.bin | jq '.fields[] | {offset, name, value}'
  ridegate decode photo.jpg | ridegate inspect -
  ridegate inspect --card file15.hex          what a card says to any reader

exit status: 0 the structure is right; 1 it is not; 2 bad usage, or a file
could not be read or holds no code.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `inspect`; its function is `run`."""
    parser = options.command(
        subparsers, "inspect", "show every field of a code, byte by byte", _DESCRIPTION, _EPILOG, run
    )
    options.files(parser)
    parser.add_argument("--show-account", action="store_true", help="show the account and field 4 in full")
    parser.add_argument("--card", action="store_true", help="the files are dumps of a card's file 15")
    options.decoder(parser)
    options.json(parser, "print one JSON object a line for each payload")


def run(args: argparse.Namespace) -> int:
    """Carry out the command; returns the exit status that its help describes. Raises Trouble."""
    from sim.code import inspect

    reading.check_paths(args.files)
    status = 0
    for path in args.files:
        for one in _cards(path) if args.card else inspect.looked(path, args.decoder):
            if isinstance(one, inspect.Unread):
                show.complain("inspect", f"{path}: {one.error}")
                status = 2
                if args.json:
                    show.json_line(inspect.unread(one))
            elif isinstance(one, inspect.Inspected):
                status = max(status, 1 if one.judged else 0)
                if args.json:
                    show.json_line(inspect.record(one, args.show_account))
                else:
                    from sim.code import inspect_view

                    inspect_view.show(one, args.show_account)
            else:
                status = max(status, 0 if one.fault is None else 1)
                _show_card(one, args)
    return status


def _cards(path: str) -> "Iterator[CardFile | Unread]":
    """A file as a dump of file 15."""
    from sim.code import card_file, inspect

    try:
        read = reading.read(path)
        if read.picture:
            raise reading.NoCode("picture", "this is a picture; --card takes the bytes of file 15, or their text")
        yield card_file.look(path, read.data)
    except OSError as error:
        yield inspect.Unread(path, why(error))
    except reading.NoCode as what:
        yield inspect.Unread(path, str(what), what.kind)


def _show_card(one: "CardFile", args: argparse.Namespace) -> None:
    from sim.code import card_file

    if args.json:
        show.json_line(card_file.record(one, args.show_account))
    else:
        from sim.code import card_file_view

        card_file_view.show(one, args.show_account)
