"""Bytes of each board's heap that its image takes, stage by stage: `make heap` (ARGS="pico").

The image's own bytecode runs in a MicroPython of 32 bits, with a heap of the board's size: objects of 4-byte words in
blocks of 16 bytes, as there. What differs from a board:

* Machine code is refused by this VM. Its size is held as a piece of memory, and the host computes in its place.
* This VM cannot collect garbage while the firmware runs; `vm.mjs` does, whenever 2 KB of it may have come together. A
  board collects when its heap is full. So "in use at most" may miss up to 2 KB that live between two collections, and
  may count what only seems to be in use: neither finds out what is a pointer and what a number.
* The frames of functions lie beside this heap. A board has the small ones on its stack, the large ones in its heap:
  about 1 KB at the deepest.
* The modules of a port are stubs, which are not counted; the mounted file system, the prompt and the buffers of open
  files are, as littlefs asks for them. Names that a port has in its ROM, and this VM has not, are counted though they
  take nothing there.
* The largest free block depends on the order of allocations and is a hint.

Exit status 1, naming board and stage, where less than `FREE_MIN_BYTES` are left at the worst moment. --write puts the
tables into the boards' READMEs and what the emulator needs into sim/emulator/; --check fails when they differ.
"""

import argparse
import sys

from sim.device import board as boards
from tests.heap import figures, table, vm32

FREE_MIN_BYTES = 16 * 1024


def main() -> int:
    """Measure, print, compare."""
    parser = argparse.ArgumentParser(prog="make heap", description="bytes of each board's heap, stage by stage")
    parser.add_argument("board", nargs="*", help="these boards (all)")
    parser.add_argument("--write", action="store_true", help="write the tables of the READMEs")
    parser.add_argument("--check", action="store_true", help="compare them, print no more than what is wrong")
    parser.add_argument("--modules", action="store_true", help="print what each module takes")
    args = parser.parse_args()
    names = args.board or boards.names()
    try:
        found = figures.measure_all(names, args.modules)
    except vm32.Missing as why:
        print(why, file=sys.stderr)
        return 1
    wrong = []
    for each in found:
        if not args.check:
            print(table.text(each))
        worst = min(each.stages, key=lambda stage: stage.free)
        if worst.free < FREE_MIN_BYTES:
            left = f"{worst.free:,} bytes free at the worst moment ({worst.name})"
            wrong.append(f"{each.board}: {left}, less than {FREE_MIN_BYTES:,}")
        if args.write:
            table.write(each)
        elif table.differs(each):
            wrong.append(
                f"boards/{each.board}/README.md: its table of the heap is not what `make heap ARGS=--write` writes"
            )
    for line in wrong:
        print(line, file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
