"""A file of a gateway's folder: written whole and durable, the folders that it lies in, too."""

from pathlib import Path

from hal.desktop import durable
from sim.output.trouble import Trouble, why


def put(path: Path, data: bytes, disk: durable.Disk) -> None:
    """Put these bytes there; on return the disk has them. Raises Trouble."""
    try:
        _make(path.parent, disk)
        durable.replace(str(path), data, disk, mode=0o600)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a folder that can be written, as `keep`") from None


def _make(folder: Path, disk: durable.Disk) -> None:
    if not folder.is_dir():
        _make(folder.parent, disk)
        folder.mkdir(mode=0o700, exist_ok=True)
        disk.sync_folder(str(folder.parent))
