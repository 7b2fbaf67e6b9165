"""A file for whoever named it with --out: there whole or not at all, and never in the place of something else."""

import os
from pathlib import Path

from sim.reading import why
from sim.trouble import Trouble


def check(path: Path) -> None:
    """Raises Trouble for what is there and is no file: what is renamed over a device is the end of it."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise Trouble(f"{path}: a device, a folder or a link, and no file; name a file with --out")


def write(path: Path, data: bytes) -> None:
    """Put these bytes there. Raises Trouble."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        check(path)
        try:
            new.write_bytes(data)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a file in a folder that exists, with --out") from None
