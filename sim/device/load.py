"""The files for a board: image, configuration, trust list, all checked before the board is changed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from boards.format import config
from hal.desktop.engine import desktop_engine
from sim.device import build, config_source, network_file, provision
from sim.device.board import Board
from sim.issuer.signer import Signer
from sim.output.trouble import Trouble, why
from sim.trust import source as trust_source
from sim.trust.file import TrustFile, read_source
from terminal import sm2, trust


@dataclass(frozen=True, slots=True)
class Load:
    """All that goes onto a board, checked. config, trust, network: compiled, None when none was named. provisioning_id:
    None for the board's next one.
    """

    image: build.Image
    config: bytes | None
    trust: bytes | None
    operator: provision.Operator | None
    terminal_id: int | None
    set_clock: bool
    network: bytes | None = None
    provisioning_id: int | None = None

    @property
    def size_bytes(self) -> int:
        """What is uploaded, all of it."""
        return self.image.size_bytes + sum(len(each or b"") for each in (self.config, self.trust, self.network))


def named(folder: Path, board: Board, production: bool) -> build.Image:
    """The image that `ridegate build` wrote into a folder. production: no other one is wanted. Raises Trouble."""
    image = build.read(folder)
    if image.board != board.id:
        raise Trouble(f"{folder}: an image for {image.board}, not for {board.id}")
    if production and image.build != build.PRODUCTION:
        raise Trouble(f"{folder}: an image of a {image.build} build; leave --production out, or build it anew with it")
    return image


def signed_by(production: bool, signer: Signer | None, operator: provision.Operator | None) -> Signer | None:
    """Who signs an image that is built now: `signer`, else the operator where that one signs for production, else None
    for the published test key. Raises Trouble for keys of the other kind.
    """
    if signer is None and production and operator is not None:
        signer = operator.signer
    build.check_kind(production, signer)
    if operator is not None:
        provision.check_kind(operator, build.PRODUCTION if production else build.DEVELOPMENT)
    return signer


def read(
    board: Board,
    image: Callable[[], build.Image],
    operator: provision.Operator | None,
    config_file: Path | None,
    trust_file: Path | None,
    ids: tuple[int | None, int | None],
    set_clock: bool,
    network: Path | None = None,
) -> Load:
    """All that goes onto a board, from its files. image: reads or builds it, when all else is read: building
    takes seconds. ids: of the terminal and its provisioning. Raises Trouble.
    """
    terminal_id, provisioning_id = ids
    if terminal_id is None and provisioning_id is not None:
        raise Trouble("--provisioning-id: name the terminal, too, as in --terminal-id 7")
    if terminal_id is not None and operator is None:
        raise Trouble("--terminal-id: name the operator's key, too, as in --operator-key operator.pub")
    compiled_config = None if config_file is None else config.encode(config_source.load(config_file, board))
    compiled_network = None if network is None else network_file.compiled(network_file.load(network, board))
    trust_list = None if trust_file is None else read_trust(trust_file, operator, board)
    made = image()
    if operator is not None:
        provision.check_kind(operator, made.build)
    return Load(made, compiled_config, trust_list, operator, terminal_id, set_clock, compiled_network, provisioning_id)


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
