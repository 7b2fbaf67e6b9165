"""A file that an option such as --out or --report names: written whole or not at all, and never over another file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from hal.desktop import durable
from sim.output.trouble import Trouble, why


def _check(path: Path) -> None:
    """Raises Trouble for what is there and is no file: what is renamed over a device is the end of it."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise Trouble(f"{path}: a device, a folder or a link, and no file; name a file")


def prepare(path: Path) -> None:
    """Raises Trouble where `write` could make no such file: to be asked before the work whose result goes there."""
    _check(path)
    new = Path(_new(path))
    try:
        new.touch()
        new.unlink()
    except OSError as error:
        raise _trouble(path, error) from None


def write(path: Path, data: bytes, disk: durable.Disk = durable, mode: int = 0o666) -> None:
    """Put these bytes there; on return the disk has them. mode: of a file that is made. Raises Trouble."""
    try:
        _check(path)
        durable.replace(str(path), data, disk, _new(path), mode)
    except OSError as error:
        raise _trouble(path, error) from None


@contextmanager
def opened(path: Path, private: bool = False, disk: durable.Disk = durable) -> Iterator[TextIO]:
    """A file for lines of text; at the end the disk has it. private: only its owner may read it. Raises Trouble."""
    _check(path)
    new = _new(path)
    try:
        try:
            fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
            with open(fd, "w", encoding="utf-8", newline="") as file:
                yield file
                file.flush()
                disk.sync(fd)
            os.replace(new, path)
        finally:
            Path(new).unlink(missing_ok=True)
        disk.sync_folder(str(path.parent))
    except OSError as error:
        raise _trouble(path, error) from None


def _new(path: Path) -> str:
    return str(path.with_name(f"{path.name}.{os.getpid()}.new"))


def _trouble(path: Path, error: OSError) -> Trouble:
    return Trouble(f"{path}: {why(error)}; name a file in a folder that exists")
