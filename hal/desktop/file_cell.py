"""A small value in a file that is replaced as a whole."""

import os

from hal.desktop import durable


class FileCell:
    """See `Cell` in hal/interfaces.pyi. path: the file; its folder must be there. disk: what makes it durable."""

    def __init__(self, path: str | os.PathLike[str], disk: durable.Disk = durable) -> None:
        self._path = os.fspath(path)
        self._disk = disk

    def read(self) -> bytes | None:
        """The content of the file; None when there is none."""
        try:
            with open(self._path, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Put a new file in the place of the old one, in one step."""
        durable.replace(self._path, data, self._disk)
