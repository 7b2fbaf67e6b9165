"""Storage that can be made to fail: a wrapper between a journal and its store."""

import errno
from typing import Any

STATES = ("sound", "full", "failing")


class FailingStorage:
    """Passes everything on to the store behind it, until `state` says that it is full or fails."""

    def __init__(self, store: Any) -> None:
        self.state = "sound"
        self._store = store

    def switch(self, state: str) -> None:
        """Make it full, make it fail, or make it sound again."""
        if state not in STATES:
            raise ValueError(f"storage is never {state!r}")
        self.state = state

    def append(self, data: bytes) -> None:
        """Write, or OSError as a disk would raise it."""
        self._check()
        self._store.append(data)

    def begin(self, number: int) -> None:
        """A new segment, or OSError."""
        self._check()
        self._store.begin(number)

    def __getattr__(self, name: str) -> Any:
        """Reading never fails here."""
        return getattr(self._store, name)

    def _check(self) -> None:
        if self.state == "full":
            raise OSError(errno.ENOSPC, "no space is left (chosen on the page)")
        if self.state == "failing":
            raise OSError(errno.EIO, "the storage fails (chosen on the page)")
