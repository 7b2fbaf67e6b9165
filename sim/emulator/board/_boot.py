"""What a port's C code and its frozen boot module do before the user's files run.

`run` is called once, as the first thing in the VM: it receives the call into the chip, puts the board's
modules in place of the VM's own, mounts the flash and runs boot.py and main.py in the namespace of the
prompt.
"""

import gc
import sys

import _bus
import calls
import vfs
from uctypes import bytearray_at


def run(namespace, page, image, size, mark, slot):
    """page, image: addresses of the shared page and of the mapped flash; slot: where the host looks for an
    object."""
    arrived = []
    receiver = arrived.append
    _hand_over(slot, receiver)
    while not arrived:
        pass  # the host schedules arrived.append(its function)
    _bus.attach(page)
    _bus.native = arrived[0]
    _hand_over(slot, _bus.dispatch)
    import json

    buffer = bytearray(2048)
    board = json.loads(bytes(memoryview(buffer)[: _bus.call(calls.HELLO, take=buffer)]))
    del buffer, arrived
    kernel = sys  # the VM's own; the name is the board's below
    import _platform

    _platform.install(board, bytearray_at(image, size))
    _mount(_platform.device(), board)
    path = kernel.path
    del path[:]
    path.extend(board["path"])
    for name in ("_bus", "_platform", "_boot", "_pin", "_serial", "_count", "_i2c", "json", "_assembler"):
        kernel.modules.pop(name, None)
    gc.collect()
    _bus.call(calls.READY)
    for name in ("boot.py", "main.py"):
        if name == "boot.py" or not board["raw"]:
            try:  # the interrupt character may come between two lines of this file, too
                _program(name, namespace, kernel)
            except KeyboardInterrupt:
                pass
    while True:
        try:
            return _prompt(mark)
        except KeyboardInterrupt:
            pass


def _hand_over(slot, thing):
    """Leave the address of `thing` where the host waits for it."""
    word = bytearray_at(slot, 8)
    word[:] = id(thing).to_bytes(8, "little")
    word = bytearray_at(slot + 8, 1)
    word[0] = 1


def _mount(device, board):
    # Times of files would be the host's, and the same files would not give the same flash.
    options = {"progsize": board["program_bytes"]} if board["program_bytes"] > 32 else {}
    try:
        system = vfs.VfsLfs2(device, mtime=False, **options)
    except OSError:
        vfs.VfsLfs2.mkfs(device, **options)
        system = vfs.VfsLfs2(device, mtime=False, **options)
    vfs.umount("/")
    vfs.mount(system, board["mount"])
    import os

    os.chdir(board["mount"])


def _program(name, namespace, kernel):
    """Run one of the user's files; SystemExit begins anew, as on a board."""
    try:
        open(name).close()
    except OSError:
        return
    try:
        execfile(name, namespace)
    except SystemExit:
        _bus.call(calls.SOFT_RESET)
    except BaseException as error:
        kernel.print_exception(error)


def _prompt(mark):
    _bus.call(calls.REPL)
    print(mark, end="")
