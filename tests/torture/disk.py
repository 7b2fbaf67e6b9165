"""A desktop's disk that can lose its power, or fail one sync: real files in a folder, and a record of what is durable.

What a file holds is durable once it was synced, a name in a folder once the folder was. Power may fail before any sync
and after it: `left` then makes the folder that is found at the next start. Of everything that was not synced, any part
may be in it, each name and each file on its own, whatever was written first: that is reordering. What was appended to a
file is there as a prefix; a file system that makes a file longer before it holds the bytes is not modelled. A sync that
fails drops what it was to write and says so once, as Linux does: reads still give it back, a later sync of that file
succeeds, and it is not on the disk.
"""

import errno
import os
from pathlib import Path
from random import Random


class PowerCut(BaseException):
    """Nothing runs any more; no `except OSError` stops it."""


class Disk:
    """See `Disk` in hal/desktop/durable.py. root: a folder; what is in it now is durable.

    cut_before: the sync before which power fails, counted from 0; fail_at: the one that fails; None for never.
    """

    def __init__(self, root: Path, cut_before: int | None = None, fail_at: int | None = None) -> None:
        self.root = root
        self.syncs = 0
        self.dead = self.failed = False
        self._cut_before = cut_before
        self._fail_at = fail_at
        self._files: dict[int, int] = {}  # inode -> a descriptor that keeps it from being used again
        self._durable: dict[int, bytes] = {}  # inode -> what the disk has of it
        self._dropped: dict[int, tuple[bytes, bytes]] = {}  # inode -> what it had at a sync that failed, and has still
        self._names: dict[str, dict[str, int]] = {}  # folder -> name -> inode, as the disk has them
        self._folders: dict[int, str] = {}
        for folder in [root, *(path for path in root.rglob("*") if path.is_dir())]:
            self._names[str(folder)] = self._now(str(folder))
        for inode in self._files:
            self._durable[inode] = self._content(inode)

    def sync(self, fd: int) -> None:
        """Make one file durable."""
        self._look()
        inode = os.fstat(fd).st_ino
        before = self._durable.get(inode, b"")
        if self._fails():
            self._dropped[inode] = before, self._content(inode)
            raise OSError(errno.EIO, "the disk has failed")
        self._durable[inode] = self._written(inode)

    def sync_folder(self, path: str) -> None:
        """Make the names in a folder durable."""
        self._look()
        if self._fails():
            raise OSError(errno.EIO, "the disk has failed")
        self._names[path] = self._now(path)

    def left(self, into: Path, seed: int) -> None:
        """What is found when power has failed here, as a new folder."""
        noise = Random(seed)
        self._look()
        for folder in sorted(self._names.keys() | {str(self.root)}):
            here = into / Path(folder).relative_to(self.root)
            if not here.is_dir():
                continue
            durable = self._names.get(folder, {})
            now = self._now(folder)
            chosen = {name: noise.choice((durable, now)).get(name) for name in sorted({*durable, *now})}
            for name, inode in durable.items():  # a new name and the old one are not lost together
                if inode in now.values() and inode not in chosen.values():
                    chosen[name] = inode
            for name, inode in chosen.items():
                if inode in self._folders:
                    (here / name).mkdir()
                elif inode is not None:
                    (here / name).write_bytes(self._found(inode, noise))

    def close(self) -> None:
        """Let the files go."""
        while self._files:
            os.close(self._files.popitem()[1])

    def _fails(self) -> bool:
        if self.dead or self.syncs == self._cut_before:
            self.dead = True
            raise PowerCut
        self.syncs += 1
        if self.syncs - 1 == self._fail_at:
            self.failed = True
            return True
        return False

    def _look(self) -> None:
        """Know every file there is now."""
        for folder in [str(self.root), *(str(path) for path in self.root.rglob("*") if path.is_dir())]:
            self._now(folder)

    def _now(self, folder: str) -> dict[str, int]:
        found = {}
        for entry in os.scandir(folder):
            inode = entry.inode()
            found[entry.name] = inode
            if entry.is_dir():
                self._folders[inode] = entry.path
            elif inode not in self._files:
                self._files[inode] = os.open(entry.path, os.O_RDONLY)
        return found

    def _content(self, inode: int) -> bytes:
        fd = self._files[inode]
        return os.pread(fd, os.fstat(fd).st_size, 0)

    def _written(self, inode: int) -> bytes:
        """What a sync that succeeds puts on the disk: what was dropped before is not written again."""
        now = self._content(inode)
        if inode not in self._dropped:
            return now
        before, dropped = self._dropped[inode]
        return before + bytes(len(dropped) - len(before)) + now[len(dropped) :]

    def _found(self, inode: int, noise: Random) -> bytes:
        """What the disk has of a file, with any part of what was not synced."""
        durable, written = self._durable.get(inode, b""), self._written(inode)
        if written == durable or not written.startswith(durable):
            return noise.choice((durable, written))
        more = written[len(durable) :]
        torn = more[: noise.randrange(len(more) + 1)]
        return durable + noise.choice((b"", more, torn))
