"""Options of the way between uplink and sink, which both commands take."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command import options
from sim.output.trouble import Trouble, why

if TYPE_CHECKING:
    from sim.backoffice.message import Terminal
    from sim.backoffice.transport import Transport


def add(parser: argparse.ArgumentParser, peer: str) -> None:
    """Add the options. peer: whose key --peer-key is."""
    way = parser.add_argument_group("the way (docs/acquirer.md)")
    way.add_argument("--drop", type=Path, metavar="DIR", help="signed files in a folder that both sides see")
    way.add_argument("--sign-key", type=Path, metavar="FILE", help="the private key that signs what is sent from here")
    way.add_argument("--peer-key", type=Path, action="append", default=[], metavar="FILE", help=peer)
    options.passphrase(way)


@contextmanager
def opened(args: argparse.Namespace, sends: tuple[str, ...], own: "Sequence[Terminal] | None") -> "Iterator[Transport]":
    """The way that these options name, open inside. sends: kinds of messages. own: as `DropFolder` has it. Raises
    Trouble."""
    way = _folder(args, sends, own)
    try:
        way.open()
    except OSError as error:
        raise Trouble(f"{args.drop}: {why(error)}; name a folder that can be written to") from None
    try:
        yield way
    finally:
        way.close()


def _folder(args: argparse.Namespace, sends: tuple[str, ...], own: "Sequence[Terminal] | None") -> "Transport":
    from sim.backoffice.drop_folder import DropFolder
    from sim.issuer import operator_key

    if args.drop is None:
        raise Trouble("name the way: --drop FOLDER, for signed files")
    if args.sign_key is None or not args.peer_key:
        raise Trouble("--drop wants --sign-key, which signs files here, and --peer-key, whose files are taken")
    signer = operator_key.read_signer(args.sign_key, args.passphrase_file)
    peers = [key for path in args.peer_key for key in operator_key.read_public(path).keys]
    return DropFolder(args.drop, sends, signer, peers, own)
