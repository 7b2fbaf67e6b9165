"""A small file system in memory, as hal/micropython/store.py gets it handed in."""


class Files:
    """`open` and what is needed of the module `os`, for one folder in memory; `room`: how many bytes it still takes."""

    def __init__(self):
        self.content = {}
        self.folders = []
        self.room = 1 << 20
        self.synced = 0

    def open(self, path, mode):
        if mode == "wb":
            return Replacement(self, path)
        if mode == "rb" and path not in self.content:
            raise OSError(2, path)
        return File(self, self.content.setdefault(path, bytearray()))

    def mkdir(self, path):
        if path in self.folders:
            raise OSError(17, path)
        self.folders.append(path)

    def listdir(self, path):
        return [name[len(path) + 1 :] for name in self.content if name.startswith(path + "/")]

    def stat(self, path):
        if path in self.folders:
            return (0x4000,) + (0,) * 9
        self._there(path)
        return (0,) * 6 + (len(self.content[path]), 0, 0, 0)

    def remove(self, path):
        self._there(path)
        del self.content[path]

    def rename(self, old, new):
        if old in self.folders:  # with nothing in it
            self.folders.remove(old)
            self.folders.append(new)
            return
        self._there(old)
        self.content[new] = self.content.pop(old)

    def sync(self):
        self.synced += 1

    def _there(self, path):
        if path not in self.content:
            raise OSError(2, path)


class File:
    def __init__(self, files, data):
        self._files = files
        self._data = data
        self._at = 0

    def seek(self, offset, whence=0):
        self._at = offset if whence == 0 else len(self._data) + offset
        return self._at

    def read(self):
        self._at = len(self._data)
        return bytes(self._data)

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

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Replacement(File):
    """A file that is written anew: littlefs puts it in the place of the old one when it is closed, and whole."""

    def __init__(self, files, path):
        super().__init__(files, bytearray())
        self._path = path
        self._whole = True

    def write(self, data):
        self._whole = False
        count = super().write(data)
        self._whole = True
        return count

    def close(self):
        if self._whole:
            self._files.content[self._path] = self._data
