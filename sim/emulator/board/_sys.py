# ruff: noqa: F401 (what is imported here is what the module offers)
"""`sys` of a board: its platform and implementation; everything else is the VM's."""

import sys as _kernel
from collections import namedtuple
from sys import argv, byteorder, exit, modules, path, print_exception, stderr, stdin, stdout

from _platform import board

platform = board["platform"]
version = "3.4.0; MicroPython " + board["version"]
version_info = (3, 4, 0)
maxsize = 0x7FFFFFFF
_Implementation = namedtuple("implementation", ("name", "version", "_machine", "_mpy", "_build"))
implementation = _Implementation(
    "micropython", _kernel.implementation[1], board["machine"], board["mpy"], board["build"]
)


def __getattr__(name):
    if name in ("atexit", "executable", "exc_info"):
        raise AttributeError(name)
    return getattr(_kernel, name)
