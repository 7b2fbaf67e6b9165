"""A folder as the root of a board's files, and images to put into it, for both runtimes."""

import hashlib
import os
from binascii import hexlify
from struct import pack

from boards import chooser
from tests.builder import signer

FILES = {
    "boards/start.mpy": b"start",
    "boards/pico/main.mpy": bytes(range(256)) * 5,
    "terminal/run.mpy": b"run" * 700,
}
VERSION = 0x00020000  # 0.2.0


class Root:
    """An empty folder: `with Root() as root:` gives its path, and removes it afterwards."""

    def __enter__(self):
        self.path = "/tmp/ridegate-slots-" + hexlify(os.urandom(8)).decode()
        os.mkdir(self.path)
        return self.path

    def __exit__(self, *_):
        remove(self.path)


def remove(path):
    for name in os.listdir(path):
        if os.stat(path + "/" + name)[0] & 0x4000:
            remove(path + "/" + name)
        else:
            os.remove(path + "/" + name)
    os.rmdir(path)


def write(path, data):
    """A file, with the folders it is in."""
    parts = path.split("/")
    for count in range(3, len(parts)):
        try:
            os.mkdir("/".join(parts[:count]))
        except OSError as error:
            if error.args[0] != 17:
                raise
    with open(path, "wb") as file:
        file.write(data)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def change(path, at, bit=1):
    """One byte of a file becomes another."""
    data = bytearray(read(path))
    data[at] ^= bit
    write(path, data)


def manifest(files, version, board=b"pico", replaces=bytes(32), test=1, key="operator"):
    """The manifest of these files, signed by that key of tests/builder/signer.py."""
    table = b""
    for name in sorted(files):
        table += hashlib.sha256(files[name]).digest() + bytes([len(name)]) + name.encode()
    head = b"RGIMAGE1" + pack(">BBH", 1, test, 0) + signer.QUICK.digest(signer.public_xy(key))[:8]
    head += pack(">I", version) + board + bytes(16 - len(board)) + pack(">HI", len(files), len(table))
    head += hashlib.sha256(table).digest() + replaces
    head += bytes(192 - len(head))
    return head + signer.quick_sign(key, head) + table


def put(folder, version=VERSION, files=FILES, **more):
    """An image in a folder; its manifest's SHA-256 as the state of the slots keeps it."""
    for name in files:
        write(folder + "/" + name, files[name])
    whole = manifest(files, version, **more)
    write(folder + chooser.MANIFEST, whole)
    return hexlify(hashlib.sha256(whole).digest()).decode()


def state(root, active="a", trial="", tries=0, why=""):
    """Write the state of the slots that are there."""
    sums = {}
    for name in chooser.SLOTS:
        if name in os.listdir(root):
            sums[name] = hexlify(hashlib.sha256(read(root + "/" + name + "/manifest")).digest()).decode()
    boot = {"active": active, "trial": trial, "tries": tries, "sums": sums, "event": 0, "value": 0, "why": why}
    chooser.write(root, boot)
