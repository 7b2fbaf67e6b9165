"""A trust list read in place from its file."""


class ListFile:
    """A trust list in a file, read in place."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "rb")
        self.length_bytes = self._file.seek(0, 2)

    def readinto(self, offset: int, buffer: bytearray) -> None:
        """Fill the whole buffer; OSError when the file ends before."""
        self._file.seek(offset)
        if self._file.readinto(buffer) != len(buffer):
            raise OSError(5, "the trust list ends too early")

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
