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

_TLS = ("login", "ca", "cert", "cert_key")
_SILENCE_S = 30
_SILENCE_MAX_S = 3600


def add(parser: argparse.ArgumentParser, peer: str) -> None:
    """Add the options. peer: whose key --peer-key is."""
    way = parser.add_argument_group("the way (docs/acquirer.md)", "Either --broker or --drop.")
    way.add_argument("--broker", metavar="URL", help="an MQTT broker: mqtts://HOST:PORT, or mqtt:// without TLS")
    way.add_argument("--login", type=Path, metavar="FILE", help="user and password for the broker, a line each")
    way.add_argument("--ca", type=Path, metavar="FILE", help="of the broker's certificate (the system's)")
    way.add_argument("--cert", type=Path, metavar="FILE", help="the certificate of this client, PEM")
    way.add_argument("--cert-key", type=Path, metavar="FILE", help="and its private key")
    way.add_argument("--drop", type=Path, metavar="DIR", help="signed files in a folder that both sides see")
    way.add_argument("--sign-key", type=Path, metavar="FILE", help="the private key that signs what is sent from here")
    way.add_argument("--peer-key", type=Path, action="append", default=[], metavar="FILE", help=peer)
    options.passphrase(way)


def add_wait(parser: argparse.ArgumentParser, when: str, what: str) -> None:
    """Add --wait. when: with which options it counts; what: that may not come."""
    parser.add_argument(
        "--wait", type=int, default=_SILENCE_S, metavar="SECONDS",
        help=f"with {when}: how long without {what} ({_SILENCE_S})",
    )  # fmt: skip


def wait_s(args: argparse.Namespace) -> int:
    """The seconds of --wait. Raises Trouble."""
    if not 1 <= args.wait <= _SILENCE_MAX_S:
        raise Trouble(f"--wait {args.wait}: choose 1 to {_SILENCE_MAX_S} seconds")
    return int(args.wait)


@contextmanager
def opened(args: argparse.Namespace, sends: tuple[str, ...], own: "Sequence[Terminal] | None") -> "Iterator[Transport]":
    """The way that these options name, open inside. sends: kinds of messages. own: terminals of an uplink, None of a
    sink. Raises Trouble."""
    if (args.broker is None) == (args.drop is None):
        raise Trouble("name one way: --broker URL, or --drop FOLDER for signed files")
    way = _folder(args, sends, own) if args.broker is None else _broker(args, sends, own)
    try:
        way.open()
    except OSError as error:
        raise Trouble(f"{args.drop or args.broker}: {why(error)}; name a way that can be used") from None
    try:
        yield way
    finally:
        way.close()


def _folder(args: argparse.Namespace, sends: tuple[str, ...], own: "Sequence[Terminal] | None") -> "Transport":
    from sim.backoffice.drop_folder import DropFolder
    from sim.issuer import operator_key

    for name in _TLS:
        if getattr(args, name) is not None:
            raise Trouble(f"--{name.replace('_', '-')} belongs to --broker; a folder is protected by its permissions")
    if args.sign_key is None or not args.peer_key:
        raise Trouble("--drop wants --sign-key, which signs files here, and --peer-key, whose files are taken")
    signer = operator_key.read_signer(args.sign_key, args.passphrase_file)
    return DropFolder(args.drop, sends, signer, _peers(args), own)


def _broker(args: argparse.Namespace, sends: tuple[str, ...], own: "Sequence[Terminal] | None") -> "Transport":
    from sim.backoffice.broker import Access, Broker
    from sim.issuer import operator_key

    sink = own is None
    unused = args.peer_key if sink else args.sign_key
    if unused:
        what = "--peer-key: records carry their terminal's seal" if sink else "--sign-key: records are sealed already"
        raise Trouble(f"{what}; over a broker only answers are signed, so leave it out")
    signer = None if args.sign_key is None else operator_key.read_signer(args.sign_key, args.passphrase_file)
    return Broker(Access(args.broker, args.login, args.ca, args.cert, args.cert_key), sends, own, signer, _peers(args))


def _peers(args: argparse.Namespace) -> list[bytes]:
    from sim.issuer import operator_key

    return [key for path in args.peer_key for key in operator_key.read_public(path).keys]
