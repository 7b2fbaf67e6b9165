"""Reading big-endian fields out of bytes, never past their end."""


class Short(ValueError):
    """The bytes end before the field does."""


class Reader:
    """A cursor over `data`. Every read past the end raises Short and moves nothing."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def left(self) -> int:
        """Bytes not yet read."""
        return len(self.data) - self.at

    def take(self, length: int) -> bytes:
        """The next `length` bytes, copied."""
        if length < 0 or length > self.left():
            raise Short(f"{length} bytes wanted at {self.at}, {self.left()} are left")
        self.at += length
        return bytes(self.data[self.at - length : self.at])

    def uint(self, length: int) -> int:
        """The next `length` bytes as an unsigned number."""
        return int.from_bytes(self.take(length), "big")
