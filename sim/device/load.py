"""The files for a board: image, configuration, trust list, all checked before the board is changed."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from boards.format import config
from hal.desktop.engine import desktop_engine
from sim.device import build, config_source, provision
from sim.device.board import Board
from sim.reading import why
from sim.trouble import Trouble
from sim.trust import source as trust_source
from sim.trust.file import TrustFile, read_source
from terminal import sm2, trust


@dataclass(frozen=True, slots=True)
class Load:
    """All that goes onto a board, checked. config, trust: compiled, None when none was named."""

    image: build.Image
    config: bytes | None
    trust: bytes | None
    operator: provision.Operator | None
    terminal_id: int | None
    set_clock: bool


def read(args: argparse.Namespace, board: Board) -> Load:
    """The files that the arguments of `ridegate flash` name. Raises Trouble."""
    operator = None
    if args.operator_key is not None:
        operator = provision.read_operator([args.operator_key], args.passphrase_file)
    image = _built(args, board, operator) if args.image is None else build.read(args.image)
    if image.board != board.id:
        raise Trouble(f"{args.image}: an image for {image.board}, not for {board.id}")
    if operator is not None:
        provision.check_kind(operator, image.build)
    if args.terminal_id is not None and operator is None:
        raise Trouble("--terminal-id: name the operator's key, too, as in --operator-key operator.pub")
    return Load(
        image,
        None if args.config is None else config.encode(config_source.load(args.config, board)),
        None if args.trust is None else read_trust(args.trust, operator, board),
        operator,
        args.terminal_id,
        args.set_clock,
    )


def _built(args: argparse.Namespace, board: Board, operator: provision.Operator | None) -> build.Image:
    """The image of this checkout, signed by the key of --key, else by the operator's where it signs for production."""
    signer = build.signer(args)
    if signer is None and args.production and operator is not None:
        signer = operator.signer
    return build.build(board, args.production, signer)


def read_trust(path: Path, operator: provision.Operator | None, board: Board | None) -> bytes:
    """A list that a terminal of this operator would take: signed already, or TOML to sign with a test key.

    Raises Trouble.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a trust list, TOML or binary") from None
    if operator is None:
        raise Trouble(f"{path}: name the operator's key, too, as in --operator-key operator.pub")
    if not data.startswith(trust.MAGIC):
        source = read_source(str(path), data, True)
        if operator.signer is None:
            raise Trouble(f"{path} is a source: sign it with `ridegate trust compile`, or name a private key")
        data = trust_source.compile_list(source, operator.signer)
    file = TrustFile(str(path), data, operator.decoded, True)
    opened = file.open(desktop_engine())
    try:
        sm2.finish(trust.check_pages(opened))
    except trust.ListRefused as reason:
        raise Trouble(f"{path}: {reason}; get the list again") from None
    if opened.test != operator.test:
        raise Trouble(f"{path}: a {'test' if opened.test else 'production'} list under a key of the other kind")
    if not opened.issued_s:
        raise Trouble(f"{path}: issued: is missing; a terminal takes no list that does not state when it was issued")
    if board is not None and len(data) > board.trust_max_bytes:
        raise Trouble(
            f"{path}: {len(data)} bytes are more than the {board.trust_max_bytes} that {board.id} has room for"
        )
    return data
