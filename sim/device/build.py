"""`ridegate build`: the files of a board's firmware, compiled, listed and hashed.

    /main.py              puts the image on the path and starts the board
    /app/**.mpy           the modules that the board's main.py and boards/service.py bring in, and no others
    /app/manifest.json    board, version, build, SHA-256 of every file, and of them all: the image

The same sources and compiler give the same bytes, wherever and whenever: the names of sources inside .mpy files
are relative, the order is that of the names, and nothing states a time.
"""

import argparse
import ast
import hashlib
import json
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sim import show, vm
from sim.device import board as boards
from sim.device.board import Board
from sim.reading import why
from sim.trouble import Trouble

MANIFEST = "app/manifest.json"
MAIN = "main.py"
DEVELOPMENT, PRODUCTION = "development", "production"

_COMPILERS = 2
_DESCRIPTION = """\
Compile the firmware of a board into a folder that `ridegate flash` puts on it.
Building twice gives the same image, byte for byte.

A development build leaves the prompt open and takes test keys only; a
production build opens it in service mode only and takes production keys only."""
_EPILOG = """\
examples:
  ridegate build --board pico2
  ridegate build --board pico2 --out image --production --json

exit status: 0 done; 2 there is no such board, or something does not compile.
"""


@dataclass(frozen=True, slots=True)
class Image:
    """A built firmware. files: path from the board's mount -> contents, sorted."""

    board: str
    version: str
    build: str
    sha256: str
    files: dict[str, bytes]

    @property
    def size_bytes(self) -> int:
        """All files together."""
        return sum(map(len, self.files.values()))


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `build`; its function is `run`."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = subparsers.add_parser(
        "build",
        help="compile the firmware of a board",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=plain,
    )
    parser.add_argument("--board", required=True, metavar="BOARD", help="the name of a folder in boards/")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write it (build/<board>)")
    parser.add_argument("--production", action="store_true", help="a build for production keys")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    image = build(boards.find(args.board), args.production)
    out = args.out or default_folder(args.board, args.production)
    write(image, out)
    if args.json:
        sizes = {name: len(data) for name, data in image.files.items()}
        show.json_line({"board": image.board, "version": image.version, "build": image.build, "image": image.sha256,
                        "out": str(out), "bytes": image.size_bytes, "files": sizes})  # fmt: skip
        return 0
    _tell(image, out)
    return 0


def default_folder(board: str, production: bool) -> Path:
    """Where an image goes when nobody says."""
    return vm.ROOT / "build" / "firmware" / (board + ("-production" if production else ""))


def build(board: Board, production: bool = False) -> Image:
    """Compile everything a board runs. Raises Trouble with the compiler's words."""
    from sim.cli import version

    try:
        compiled = _compile(board, sources(board))
    except vm.RuntimeMissing as error:
        raise Trouble(str(error)) from None
    kind = PRODUCTION if production else DEVELOPMENT
    files = {f"app/{name.removesuffix('.py')}.mpy": data for name, data in compiled.items()}
    files[MAIN] = _main(board, kind)
    sums = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    head = {"board": board.id, "version": version(), "build": kind}
    image = digest(head, sums)
    manifest = json.dumps({**head, "image": image, "files": sums}, indent=1) + "\n"
    files[MANIFEST] = manifest.encode()
    return Image(board.id, head["version"], kind, image, dict(sorted(files.items())))


def digest(head: dict[str, str], sums: dict[str, str]) -> str:
    """The hash of an image: SHA-256 over what it says of itself and over every file's name and hash."""
    words = [f"{key} {head[key]}" for key in ("board", "version", "build")]
    words += [f"{sums[name]} {name}" for name in sorted(sums)]
    return hashlib.sha256("\n".join([*words, ""]).encode()).hexdigest()


def sources(board: Board) -> dict[str, Path]:
    """What a board runs, by name relative to the checkout: whatever its main.py and boards/service.py import.

    An import for the type checker only brings nothing in.
    """
    root = board.folder.parent.parent
    waiting = [f"boards/{board.id}/main.py", "boards/service.py"]
    found: dict[str, Path] = {}
    while waiting:
        name = waiting.pop()
        path = root / name
        if name in found or not path.is_file():
            continue
        found[name] = path
        waiting += [f"{parent.as_posix()}/__init__.py" for parent in Path(name).parents]
        waiting += _imports(path)
    return dict(sorted(found.items()))


def write(image: Image, folder: Path) -> None:
    """Put an image into a folder; what another build left there is removed. Raises Trouble."""
    try:
        if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
            raise Trouble(f"{folder} holds something else than an image; choose another folder with --out")
        for old in sorted(folder.glob("app/**/*.mpy")):
            if old.relative_to(folder).as_posix() not in image.files:
                old.unlink()
        for name, data in image.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    except OSError as error:
        raise Trouble(f"{folder}: {why(error)}; choose another folder with --out") from None


def read(folder: Path) -> Image:
    """An image out of its folder, every file as its manifest lists it. Raises Trouble naming one that is not."""
    build_it = "build it again with `ridegate build`"
    try:
        raw = (folder / MANIFEST).read_bytes()
        manifest = json.loads(raw)
        head = {key: str(manifest[key]) for key in ("board", "version", "build")}
        sums = dict(manifest["files"])
        files = {name: (folder / name).read_bytes() for name in sums}
    except OSError as error:
        raise Trouble(f"{error.filename}: {why(error)}; {build_it}") from None
    except (ValueError, KeyError, TypeError):
        raise Trouble(f"{folder / MANIFEST}: no manifest of an image; {build_it}") from None
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != sums[name]:
            raise Trouble(f"{folder / name}: differs from the image's manifest; {build_it}")
    if digest(head, sums) != manifest.get("image") or MAIN not in files:
        raise Trouble(f"{folder / MANIFEST}: the image's hash is not that of its files; {build_it}")
    files[MANIFEST] = raw
    return Image(head["board"], head["version"], head["build"], manifest["image"], dict(sorted(files.items())))


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


_DEVELOPMENT_MAIN = """\
import sys

sys.path.insert(0, "{root}/app")
from boards.{board} import main
"""
# Nobody stops a production build over USB, and what fails before the gate is looked after opens no prompt.
_PRODUCTION_MAIN = """\
import sys

import machine
import micropython

micropython.kbd_intr(-1)
sys.path.insert(0, "{root}/app")
try:
    from boards.{board} import main
except BaseException:
    machine.reset()
"""


def _main(board: Board, kind: str) -> bytes:
    text = _PRODUCTION_MAIN if kind == "production" else _DEVELOPMENT_MAIN
    return text.format(root=board.root, board=board.id).encode()


def _imports(path: Path) -> list[str]:
    """Files that a module's imports may mean, by name relative to the checkout."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise Trouble(f"{path}, line {error.lineno}: {error.msg}") from None
    exempt: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            exempt.update(inner for statement in node.body for inner in ast.walk(statement))
    modules: list[str] = []
    for node in ast.walk(tree):
        if node in exempt:
            continue
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [f"{module.replace('.', '/')}{end}" for module in modules for end in (".py", "/__init__.py")]


def _tell(image: Image, out: Path) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    rooms: dict[str, list[int]] = {}
    for name, data in image.files.items():
        room = name.rsplit("/", 1)[0] if "/" in name else name
        rooms.setdefault(room, []).append(len(data))
    for room, sizes in rooms.items():
        table.add_row(room, f"{sum(sizes):,}", f"bytes in {len(sizes)} file{'s' * (len(sizes) > 1)}")
    on = show.console()
    on.print(table)
    on.print(
        f"{image.board}, version {image.version}, {image.build}: {len(image.files)} files, {image.size_bytes:,} bytes"
    )
    print(f"image {image.sha256}")
    print(f"in {out}; put it on a board with `ridegate flash --board {image.board} --port PORT`")
