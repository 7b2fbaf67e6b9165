"""The files of a board's firmware, compiled, listed, hashed and signed.

    main.py         the slot chooser, see sim/device/chooser.py
    a/**.mpy        boards/<board>/main.py and boards/limits.py, which are written here, boards/service.py, and the
                    modules that these bring in
    a/boards/phrases  of a small board, see sim/device/phrase.py
    a/manifest      board, version, SHA-256 of every other file in a/, signed: see boards/format/image.py

On a bare board these files are all there is to it. The same sources, compiler and key give the same bytes, wherever
and whenever: the names of sources inside .mpy files are relative, the order is that of the names, nothing states a
time, and a signature draws no numbers.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from boards.format.image import files as files_of, version_text
from sim.device import board as boards, board_source, chooser, constant, manifest, phrase, short_name
from sim.device.board import Board
from sim.issuer import operator_key
from sim.issuer.operator_key import Signer
from sim.micropython import vm
from sim.output.trouble import Trouble, why
from sim.version import VERSION
from terminal import signed

SLOT = "a/"
MANIFEST = SLOT + "manifest"
MAIN = "main.py"
DEVELOPMENT, PRODUCTION = "development", "production"
_SUM = "sum"  # of the files beside it
# What makes an image, as it is in this process, whatever an editor does meanwhile.
_MAKERS = b"\0".join(path.read_bytes() for path in [Path(vm.__file__), *sorted(Path(__file__).parent.glob("*.py"))])


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
    check_kind(production, signer)
    sources = board_source.files(board)
    files = _made(board, sources) if production else slot(board, sources)
    return assemble(board, files, signer, version, replaces)


def slot(board: Board, sources: dict[str, str], makers: bytes = _MAKERS) -> dict[str, bytes]:
    """What an image of these sources has beside its manifest, path in the slot -> contents: as it was made before, when
    nothing has changed since, not even what makes it. makers: stands for that. Raises Trouble.
    """
    named = {"makers": makers} | {name: text.encode() for name, text in sources.items()}

    def summed() -> dict[str, bytes]:
        files = _made(board, sources)
        return {**files, _SUM: vm.fingerprint(files)}

    try:
        tree = vm.kept_tree(named, f"{board.march} source_lines={board.source_lines}", summed)
        files = {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    except vm.RuntimeMissing as error:
        raise Trouble(str(error)) from None
    except OSError:  # no right, a full disk, or another process has just removed it: an image needs no cache
        return _made(board, sources)
    if files.pop(_SUM, b"") != vm.fingerprint(files):  # what a power cut left of it, say
        shutil.rmtree(tree, ignore_errors=True)
        return _made(board, sources)
    return dict(sorted(files.items()))


def texts(board: Board, sources: dict[str, str]) -> dict[str, str]:
    """The texts of an image as they are compiled, by path. sources: as `board_source.files` has them, or changed."""
    if board.source_lines:
        return constant.written_in(sources)
    found = phrase.written_in(constant.written_in(sources, True))
    said = found.pop(phrase.FILE)
    return {**short_name.written_in(found), phrase.FILE: said}


def compiled(board: Board, named: dict[str, str]) -> dict[str, bytes]:
    """The files of these texts, path in the slot -> contents. Raises Trouble with the compiler's words."""
    paths = {constant.module_of(name): name for name in named if name.endswith(".py")}
    options = [f"-march={board.march}", *([] if board.source_lines else ["-X", "no-source-lines"])]
    try:
        found = vm.cross_compile({module: named[name].encode() for module, name in paths.items()}, options)
    except vm.RuntimeMissing as error:
        raise Trouble(str(error)) from None
    except vm.NotCompiled as error:
        raise Trouble(f"{paths[error.name]} does not compile for {board.march}: {error.reason}") from None
    files = {f"{paths[module].removesuffix('.py')}.mpy": data for module, data in found.items()}
    return files | {name: text.encode() for name, text in named.items() if not name.endswith(".py")}


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
        for old in [*sorted(folder.glob(SLOT + "**/*.mpy")), folder / SLOT / phrase.FILE]:
            if old.relative_to(folder).as_posix() not in image.files:
                old.unlink(missing_ok=True)
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
        files = {SLOT + name: (folder / SLOT / name).read_bytes() for name, _ in files_of(found.table)}
        main = (folder / MAIN).read_bytes()
    except OSError as error:
        raise Trouble(f"{error.filename}: {why(error)}; {build_it}") from None
    except signed.BlobRefused as reason:
        raise Trouble(f"{folder / MANIFEST}: no manifest of an image: {reason}; {build_it}") from None
    for name, digest in files_of(found.table):
        if hashlib.sha256(files[SLOT + name]).digest() != digest:
            raise Trouble(f"{folder / SLOT / name}: differs from the image's manifest; {build_it}")
    if main != chooser.text(boards.find(found.board)):
        raise Trouble(f"{folder / MAIN}: is not the slot chooser of {found.board}; {build_it}")
    files |= {MAIN: main, MANIFEST: raw}
    kind = DEVELOPMENT if found.test else PRODUCTION
    stated = version_text(found.version)
    return Image(found.board, stated, kind, found.image.hex(), dict(sorted(files.items())))


def _made(board: Board, sources: dict[str, str]) -> dict[str, bytes]:
    return compiled(board, texts(board, sources))


def check_kind(production: bool, signer: Signer | None) -> None:
    """Raises Trouble when a build of this kind is not signed with such a key."""
    if production and (signer is None or signer.test):
        raise Trouble("a production build is signed with the operator's own key; name it, as in --key operator.pem")
    if not production and signer is not None and not signer.test:
        raise Trouble("this is a production key, and a development build takes test keys only; add --production")
