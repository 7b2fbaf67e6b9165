"""A small value in a file that is replaced as a whole."""

import os

from hal.desktop import durable


class FileCell:
    """See `Cell` in hal/interfaces.pyi. path: the file; its folder must be there."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)

    def read(self) -> bytes | None:
        """What the file holds; None when there is none."""
        try:
            with open(self._path, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Put a new file in the place of the old one, in one step."""
        new = self._path + ".new"
        with open(new, "wb") as file:
            file.write(data)
            file.flush()
            durable.sync(file.fileno())
        os.replace(new, self._path)
        durable.sync_folder(os.path.dirname(self._path) or ".")
