"""`ridegate build`: the files of a board's firmware, compiled, listed, hashed and signed.

    main.py         the slot chooser, see sim/device/chooser.py
    a/**.mpy        the modules that the board's main.py and boards/service.py bring in, and no others
    a/manifest      board, version, SHA-256 of every other file in a/, signed: see boards/format/image.py

On a bare board these files are all there is to it. The same sources, compiler and key give the same bytes, wherever
and whenever: the names of sources inside .mpy files are relative, the order is that of the names, nothing states a
time, and a signature draws no numbers.
"""

import argparse
import hashlib
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from boards.format.image import version_text
from sim import show, vm
from sim.device import board as boards, board_source, chooser, manifest
from sim.device.board import Board
from sim.issuer import operator_key
from sim.issuer.operator_key import Signer
from sim.reading import why
from sim.trouble import Trouble
from sim.version import VERSION
from terminal import signed

SLOT = "a/"
MANIFEST = SLOT + "manifest"
MAIN = "main.py"
DEVELOPMENT, PRODUCTION = "development", "production"

_COMPILERS = 2
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

exit status: 0 done; 2 no such board or key, or something does not compile.
"""


@dataclass(frozen=True, slots=True)
class Image:
    """A built firmware. sha256: its id. files: path from the board's mount, image in slot a -> contents, sorted."""

    board: str
    version: str
    build: str
    sha256: str
    files: dict[str, bytes]

    @property
    def size_bytes(self) -> int:
        """All files together."""
        return sum(map(len, self.files.values()))

    def room_bytes(self, block_bytes: int) -> int:
        """What the image takes of a flash that is erased in such blocks: a file one at least, a folder two."""
        names = [name for name in self.files if name != MAIN]
        blocks = sum(-(-len(self.files[name]) // block_bytes) for name in names)
        folders = {parent.as_posix() for name in names for parent in Path(name).parents} - {"."}
        return (blocks + 2 * len(folders)) * block_bytes


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `build`; its function is `run`."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = subparsers.add_parser(
        "build", help="compile the firmware of a board", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=plain
    )
    parser.add_argument("--board", required=True, metavar="BOARD", help="the name of a folder in boards/")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write it (build/<board>)")
    parser.add_argument("--production", action="store_true", help="a build for production keys")
    parser.add_argument("--version", metavar="X.Y.Z", help="state another version than this program's")
    parser.add_argument(
        "--replaces", metavar="IMAGE", help="the image, a folder or an id, that may give way to this older one"
    )
    add_key_option(parser)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    board = boards.find(args.board)
    replaces = None if args.replaces is None else image_id(args.replaces)
    image = build(board, args.production, signer(args), args.version, replaces)
    out = args.out or default_folder(args.board, args.production)
    write(image, out)
    if args.json:
        sizes = {name: len(data) for name, data in image.files.items()}
        show.json_line({"board": image.board, "version": image.version, "build": image.build, "image": image.sha256,
                        "out": str(out), "bytes": image.size_bytes, "files": sizes})  # fmt: skip
        return 0
    _tell(image, out)
    return 0


def add_key_option(parser: argparse.ArgumentParser) -> None:
    """Add --key and --passphrase-file."""
    parser.add_argument("--key", type=Path, metavar="FILE", help="the operator's private key, which signs the image")
    operator_key.add_passphrase_option(parser)


def signer(args: argparse.Namespace) -> Signer | None:
    """The key that --key names; None when it is left out. Raises Trouble."""
    return None if args.key is None else operator_key.read_signer(args.key, args.passphrase_file)


def image_id(named: str) -> bytes:
    """The id of an image that is named by itself or by its folder. Raises Trouble."""
    try:
        found = bytes.fromhex(named)
    except ValueError:
        found = b""
    return found if len(found) == hashlib.sha256().digest_size else bytes.fromhex(read(Path(named)).sha256)


def default_folder(board: str, production: bool) -> Path:
    """Where an image goes by default."""
    return vm.build_folder() / "firmware" / (board + ("-production" if production else ""))


def build(
    board: Board,
    production: bool = False,
    signer: Signer | None = None,
    version: str | None = None,
    replaces: bytes | None = None,
) -> Image:
    """Compile everything a board runs, and sign it. Raises Trouble with the compiler's words.

    signer: the published test key when left out. version: this program's when left out. replaces: an image's id.
    """
    _check_kind(production, signer)
    try:
        compiled = _compile(board, board_source.files(board))
    except vm.RuntimeMissing as error:
        raise Trouble(str(error)) from None
    files = {f"{name.removesuffix('.py')}.mpy": data for name, data in compiled.items()}
    return assemble(board, files, signer, version, replaces)


def assemble(
    board: Board,
    files: dict[str, bytes],
    signer: Signer | None = None,
    version: str | None = None,
    replaces: bytes | None = None,
) -> Image:
    """The image of compiled files, path in the slot -> contents; the rest as in `build`."""
    key = operator_key.published_signer() if signer is None else signer
    stated = VERSION if version is None else version
    listed = manifest.encode(board.id, stated, manifest.NONE if replaces is None else replaces, files, key)
    whole = {MAIN: chooser.text(board), MANIFEST: listed, **{SLOT + name: data for name, data in files.items()}}
    kind = DEVELOPMENT if key.test else PRODUCTION
    return Image(board.id, stated, kind, manifest.image_id(listed).hex(), dict(sorted(whole.items())))


def write(image: Image, folder: Path) -> None:
    """Put an image into a folder; what another build left there is removed. Raises Trouble."""
    try:
        if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
            raise Trouble(f"{folder} holds something else than an image; choose another folder with --out")
        for old in sorted(folder.glob(SLOT + "**/*.mpy")):
            if old.relative_to(folder).as_posix() not in image.files:
                old.unlink()
        for name, data in image.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    except OSError as error:
        raise Trouble(f"{folder}: {why(error)}; choose another folder with --out") from None


def read(folder: Path) -> Image:
    """An image out of its folder, every file as its manifest lists it. Raises Trouble naming one that is not.

    Trap: whose signature it bears is for the board to say.
    """
    build_it = "build it again with `ridegate build`"
    try:
        raw = (folder / MANIFEST).read_bytes()
        found = manifest.look(raw)
        files = {SLOT + name: (folder / SLOT / name).read_bytes() for name, _ in found.files}
        main = (folder / MAIN).read_bytes()
    except OSError as error:
        raise Trouble(f"{error.filename}: {why(error)}; {build_it}") from None
    except signed.BlobRefused as reason:
        raise Trouble(f"{folder / MANIFEST}: no manifest of an image: {reason}; {build_it}") from None
    for name, digest in found.files:
        if hashlib.sha256(files[SLOT + name]).digest() != digest:
            raise Trouble(f"{folder / SLOT / name}: differs from the image's manifest; {build_it}")
    if main != chooser.text(boards.find(found.board)):
        raise Trouble(f"{folder / MAIN}: is not the slot chooser of {found.board}; {build_it}")
    files |= {MAIN: main, MANIFEST: raw}
    kind = DEVELOPMENT if found.test else PRODUCTION
    stated = version_text(found.version)
    return Image(found.board, stated, kind, found.image.hex(), dict(sorted(files.items())))


def _check_kind(production: bool, signer: Signer | None) -> None:
    if production and (signer is None or signer.test):
        raise Trouble("a production build is signed with the operator's own key; name it, as in --key operator.pem")
    if not production and signer is not None and not signer.test:
        raise Trouble("this is a production key, and a development build takes test keys only; add --production")


def _compile(board: Board, named: dict[str, Path]) -> dict[str, bytes]:
    compiler = vm.find_mpy_cross()
    with tempfile.TemporaryDirectory() as scratch:

        def one(item: tuple[int, tuple[str, Path]]) -> bytes:
            number, (name, path) = item
            target = Path(scratch) / f"{number}.mpy"
            command = [compiler, f"-march={board.march}", "-s", name, "-o", str(target), str(path)]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                lines = done.stderr.strip().splitlines() or ["no reason given"]
                raise Trouble(f"{name} does not compile for {board.march}: {lines[-1].strip()}")
            return target.read_bytes()

        with ThreadPoolExecutor(_COMPILERS) as pool:
            return dict(zip(named, pool.map(one, enumerate(named.items())), strict=True))


def _tell(image: Image, out: Path) -> None:
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
