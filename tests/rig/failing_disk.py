"""A disk whose syncs fail on demand, as the kernel lets them: the data is dropped, and reported so once.

Real files in a real folder. What the disk itself would hold is kept beside them, and put in their place by `power_cut`.
"""

import errno
import os
from pathlib import Path


class FailingDisk:
    """See `hal.desktop.durable.Disk`. fails: numbers of the syncs, from 0, that fail. Dropped bytes are gone for good,
    whatever is synced later: a power cut leaves zeros there, or nothing at the end of a file.
    """

    def __init__(self, fails: frozenset[int] = frozenset()) -> None:
        self.fails = fails
        self.count = 0
        self._data: dict[int, bytes] = {}  # by inode: what the disk has
        self._clean: dict[int, bytes] = {}  # what the kernel thinks that it has
        self._names: dict[str, dict[str, int]] = {}
        self._held: dict[int, int] = {}  # a descriptor for each, so that no inode is used for another file

    def _next(self) -> bool:
        self.count += 1
        return self.count - 1 in self.fails

    def sync(self, fd: int) -> None:
        """Bring to the disk what has changed since the last sync, or drop it."""
        failed = self._next()
        inode = os.fstat(fd).st_ino
        if inode not in self._held:
            self._held[inode] = os.dup(fd)
        now = Path(f"/proc/self/fd/{fd}").read_bytes()  # whatever it was opened for
        clean = self._clean.get(inode, b"")
        if not failed:
            held = self._data.get(inode, b"")
            if now.startswith(clean):
                self._data[inode] = held.ljust(len(clean), b"\0") + now[len(clean) :] if now != clean else held
            else:
                self._data[inode] = now
        self._clean[inode] = now
        if failed:
            raise OSError(errno.EIO, "the disk did not take it")

    def sync_folder(self, path: str) -> None:
        """Bring the names in a folder to the disk."""
        if self._next():
            raise OSError(errno.EIO, "the disk did not take it")
        self._names[os.path.abspath(path)] = {each.name: each.inode() for each in os.scandir(path) if each.is_file()}

    def power_cut(self, folder: Path) -> None:
        """The folder becomes what the disk has of it."""
        names = self._names.get(os.path.abspath(folder), {})
        content = {name: self._data.get(inode, b"") for name, inode in names.items()}
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()
        for name, data in content.items():
            (folder / name).write_bytes(data)
        for held in self._held.values():
            os.close(held)
        self.__init__(frozenset())  # type: ignore[misc]
        for path in folder.iterdir():
            if path.is_file():
                inode = path.stat().st_ino
                self._data[inode] = self._clean[inode] = path.read_bytes()
        self._names[os.path.abspath(folder)] = {path.name: path.stat().st_ino for path in folder.iterdir()}
