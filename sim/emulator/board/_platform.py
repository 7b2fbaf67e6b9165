"""Puts the board's modules into sys.modules in place of the VM's own, and knows what the board is.

`board` is the description the chip model handed over; the modules of the board read it while they are
imported.
"""

import gc
import sys as _kernel

import _bus
import calls
import micropython
from uctypes import addressof

board = {}
# What is machine code of the board in the image, and the module that does the same here. An image holds a few of them.
_ENGINE = (
    ("recode", "recode"),
    ("sm3_viper", "sm3_viper"),
    ("generated.sm3_thumb", "sm3_viper"),
    ("viper", "viper"),
    ("generated.thumb", "viper"),
    ("generated.armv6m", "viper"),
    ("generated.rv32", "viper"),
    ("generated.xtensa", "viper"),
)
_image = 0  # where it starts in memory
_image_bytes = 0


def install(description, image):
    """Import the board's modules under the names the firmware uses."""
    global _image, _image_bytes
    board.update(description)
    _image = addressof(image)
    _image_bytes = len(image)
    modules = _kernel.modules
    for name in ("time", "micropython", "os", "sys", "machine") + tuple(board["modules"]):
        module = __import__("_" + name)
        del modules["_" + name]
        module.__name__ = name
        modules[name] = module
    for name, counterpart in _ENGINE:
        modules["hal.engine." + name] = __import__("_engine_" + counterpart)
        modules.pop("_engine_" + counterpart, None)


class Flash:
    """The part of the flash that holds files, as a block device: a program only clears bits, an erase sets
    them.

    A port does this in C, so no garbage is collected in the middle of an operation of littlefs, whose list of open
    files the finaliser of a lost one would change. Here nothing is collected meanwhile either, and nothing here needs
    memory. Trap: a function whose frame is larger than these takes it from the heap, before its first line.
    """

    def __init__(self, *_):
        pass

    def readblocks(self, number, buffer, offset=0):
        """Reading needs no call: the image is mapped."""
        _keep()
        return _done(_read, number, buffer, offset)

    def writeblocks(self, number, buffer, offset=None):
        """Without an offset the blocks are erased first."""
        _keep()
        return _done(_write, number, buffer, offset)

    def ioctl(self, request, argument):
        """The requests of the block device protocol."""
        _keep()
        return _done(_control, request, argument, None)


_keep = gc.disable


def _done(operation, a, b, c):
    """What the operation answers; then garbage is collected again."""
    try:
        return operation(a, b, c)
    finally:
        gc.enable()


def _read(number, buffer, offset):
    _copy(buffer, _image + number * board["block_bytes"] + offset, len(buffer))
    return 0


@micropython.viper
def _copy(buffer, address: int, length: int):
    """Into a buffer; a slice of the image would be an object."""
    words = length >> 2
    to_words, from_words = ptr32(buffer), ptr32(address)
    at = 0
    while at < words:
        to_words[at] = from_words[at]
        at += 1
    to, source = ptr8(buffer), ptr8(address)
    at = words << 2
    while at < length:
        to[at] = source[at]
        at += 1


def _write(number, buffer, offset):
    size = board["block_bytes"]
    if offset is None:
        for block in range(number, number + (len(buffer) + size - 1) // size):
            _bus.call(calls.ERASE, block)
        offset = 0
    _bus.call(calls.PROGRAM, number * size + offset, 0, buffer)
    return 0


def _control(request, argument, _):
    if request == 4:
        return _image_bytes // board["block_bytes"]
    if request == 5:
        return board["block_bytes"]
    if request == 6:
        _bus.call(calls.ERASE, argument)
    return 0


def device():
    """The block device that is mounted."""
    return Flash()
