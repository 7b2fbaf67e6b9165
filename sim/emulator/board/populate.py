"""Runs in the VM on the host: copies a tree to or from a littlefs image.

Arguments: image, block, program size, source, target; what begins with /image lies on the image.
"""

import os
import sys

import vfs


class Image:
    """The image file as a block device."""

    def __init__(self, path, block_bytes):
        self._file = open(path, "r+b")
        self._block_bytes = block_bytes
        self._count = os.stat(path)[6] // block_bytes

    def readblocks(self, number, buffer, offset=0):
        self._file.seek(number * self._block_bytes + offset)
        self._file.readinto(buffer)
        return 0

    def writeblocks(self, number, buffer, offset=0):
        self._file.seek(number * self._block_bytes + offset)
        self._file.write(buffer)
        return 0

    def ioctl(self, request, argument):
        if request == 6:
            self.writeblocks(argument, b"\xff" * self._block_bytes)
        elif request in (2, 3):
            self._file.flush()
        return self._count if request == 4 else self._block_bytes if request == 5 else 0


def mount(path, block_bytes, program_bytes):
    """The image at /image, formatted when it holds no files yet."""
    device = Image(path, block_bytes)
    options = {"progsize": program_bytes}
    try:
        system = vfs.VfsLfs2(device, mtime=False, **options)
    except OSError:
        vfs.VfsLfs2.mkfs(device, **options)
        system = vfs.VfsLfs2(device, mtime=False, **options)
    vfs.mount(system, "/image")
    return device


def copy(source, target):
    """A whole tree, in the order of its names: where a file lies on the image decides how long its writes take later,
    and each file system of a host lists its files in an order of its own.
    """
    for entry in sorted(os.ilistdir(source)):
        here, there = source + "/" + entry[0], target + "/" + entry[0]
        if entry[1] & 0x4000:
            try:
                os.mkdir(there)
            except OSError:
                pass
            copy(here, there)
        else:
            with open(here, "rb") as original, open(there, "wb") as made:
                while True:
                    part = original.read(4096)
                    if not part:
                        break
                    made.write(part)


device = mount(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
copy(sys.argv[4], sys.argv[5])
vfs.umount("/image")
device.ioctl(3, 0)
print("done")
