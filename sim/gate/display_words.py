"""Reads a board's display: finds the prompt of the terminal that its dots show.

The board's own driver and glyphs draw every prompt once in the MicroPython VM; the dots are compared with those.
"""

import functools
import json
from collections.abc import Sequence

from sim.emulator.i2c import dots
from sim.micropython import vm
from terminal import codes

_DRAW = """
import sys, json, framebuf
from hal.micropython import glyphs
from hal.micropython.ssd1306 import Ssd1306
class Wire:
    def __init__(self):
        self.memory = b""
    def writeto(self, address, data):
        if data[0] == 0x40:  # data; a display that is set up anew gets its pages in their order
            self.memory += bytes(data[1:])
for zh, en in json.loads(sys.stdin.readline()):
    wire = Wire()
    Ssd1306(wire, framebuf, glyphs).show(zh, en)
    print(wire.memory.hex())
"""


def prompts() -> tuple[tuple[str, str], ...]:
    """Every prompt of a terminal, Chinese and English."""
    fixed = (codes.PASS, codes.ONE_CODE, codes.OUT_OF_SERVICE, codes.IDLE, codes.EMERGENCY)
    return tuple(dict.fromkeys([*fixed, *((row.zh, row.en) for row in codes.TABLE)]))


@functools.cache
def pictures() -> dict[tuple[str, ...], tuple[str, str]]:
    """The rows of a display, and the prompt that they show."""
    tree = vm.compile_modules(vm.device_sources())
    lines = vm.output(_DRAW, [tree], json.dumps(prompts()) + "\n").split()
    return {tuple(dots(bytes.fromhex(line))): words for line, words in zip(lines, prompts(), strict=True)}


def read(rows: Sequence[str]) -> tuple[str, str] | None:
    """The words on a display of 128 x 64 dots, as its event has them; None for any other picture."""
    return pictures().get(tuple(rows))
