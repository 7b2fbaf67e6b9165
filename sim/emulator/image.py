"""Images of a board's flash: made, filled from a folder, read back; the VM's own littlefs does the work."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sim.emulator.board_table import Board, find
from sim.micropython import vm

_SCRIPT = Path(__file__).parent / "board" / "populate.py"
_MOUNTED = "/image"  # where the script mounts the image


class ImageError(Exception):
    """The VM could not do what was asked; the text is what it said."""


def populate(board: str | Board, image: Path, files: Mapping[str, bytes | str] | Path) -> None:
    """Put files on an image, which is made and formatted when it is not there or is erased.

    files: a folder whose whole tree is copied, or path on the board -> contents. What is on the image
    otherwise stays. Trap: the image must not be in use. Raises ImageError.
    """
    board = find(board) if isinstance(board, str) else board
    geometry = board.flash
    if not image.exists():
        with image.open("wb") as file:
            for _ in range(geometry.size_bytes // geometry.block_bytes):
                file.write(b"\xff" * geometry.block_bytes)
    with tempfile.TemporaryDirectory() as scratch:
        if isinstance(files, Mapping):
            folder = Path(scratch)
            for name, contents in files.items():
                target = folder / name.lstrip("/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(contents.encode() if isinstance(contents, str) else contents)
        else:
            folder = files
        _copy(board, image, str(folder.resolve()), _MOUNTED)


def extract(board: str | Board, image: Path, path: str) -> dict[str, bytes]:
    """The files below a folder of an image, by path from that folder.

    path: from the root of the file system, as in "state/journal".
    Trap: the image must not be in use; copy one that is. Raises ImageError.
    """
    board = find(board) if isinstance(board, str) else board
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _copy(board, image, f"{_MOUNTED}/{path}", str(folder.resolve()))
        found = sorted(each for each in folder.rglob("*") if each.is_file())
        return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}


def _copy(board: Board, image: Path, source: str, target: str) -> None:
    geometry = board.flash
    arguments = [str(image), str(geometry.block_bytes), str(geometry.program_bytes), source, target]
    command = [vm.find_vm(), "-X", "heapsize=4M", str(_SCRIPT), *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or done.stdout.splitlines()[-1:] != ["done"]:
        raise ImageError((done.stdout + done.stderr).strip())
