"""A small file system in memory, as hal/micropython/store.py gets it handed in."""


class Files:
    """`open`, `rename` and `sync` of a small file system in memory; `room` is how many bytes it still takes."""

    def __init__(self):
        self.content = {}
        self.room = 1 << 20
        self.synced = 0

    def open(self, path, mode):
        if mode == "wb":
            self.content[path] = bytearray()
        return File(self, self.content.setdefault(path, bytearray()))

    def rename(self, old, new):
        self.content[new] = self.content.pop(old)

    def sync(self):
        self.synced += 1


class File:
    def __init__(self, files, data):
        self._files = files
        self._data = data
        self._at = 0

    def seek(self, offset, whence=0):
        self._at = offset if whence == 0 else len(self._data) + offset
        return self._at

    def write(self, data):
        taken = bytes(data)[: self._files.room]
        self._data.extend(taken)  # only ever at the end: the modes are "ab" and "wb"
        self._files.room -= len(taken)
        if len(taken) < len(data):
            raise OSError(28, "no space")
        return len(taken)

    def readinto(self, buffer):
        data = self._data[self._at : self._at + len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def flush(self):
        pass

    def close(self):
        pass
