# ruff: noqa: F401 (what is imported here is what the module offers)
"""`os` of a board: without the host's environment and shell, with uname, sync and dupterm."""

from collections import namedtuple
from os import (
    chdir,
    getcwd,
    ilistdir,
    listdir,
    mkdir,
    mount,
    remove,
    rename,
    rmdir,
    sep,
    stat,
    statvfs,
    umount,
    unlink,
    urandom,
)

import _bus
import calls
from _platform import board
from vfs import VfsFat, VfsLfs2

_Uname = namedtuple("uname_result", ("sysname", "nodename", "release", "version", "machine"))
_terminal = [True]


def uname():
    name = board["platform"]
    return _Uname(name, name, board["release"], board["version"], board["machine"])


def sync():
    """Writes are through when the call that made them returns."""


def dupterm(stream, index=0):
    """None takes the prompt off the USB serial, anything else puts it back. Returns what was there."""
    was = _terminal[0]
    _terminal[0] = None if stream is None else stream
    _bus.call(calls.DUPTERM, 0 if stream is None else 1)
    return was
