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
from sim.output import whole_file
from tests.heap import emulated, figures, table, vm32

# Of a board whose image does not fit yet: how many bytes are lacking at most. It may only become less.
LACKS_MOST_BYTES: dict[str, int] = {}


def main() -> int:
    """Measure, print, compare."""
    parser = argparse.ArgumentParser(prog="make heap", description="bytes of each board's heap, stage by stage")
    parser.add_argument("board", nargs="*", help="these boards (all)")
    parser.add_argument("--write", action="store_true", help="write the tables of the READMEs and the emulator's heaps")
    parser.add_argument("--check", action="store_true", help="compare them, print no more than what is wrong")
    parser.add_argument("--modules", action="store_true", help="print what each module takes")
    parser.add_argument("--asking", action="store_true", help="of a configuration with eligibility; only prints")
    parser.add_argument("--station", action="store_true", help="of one that asks its station's computer; only prints")
    args = parser.parse_args()
    asks = "station" if args.station else "snapshot" if args.asking else ""
    able = {"station": lambda each: each.network, "snapshot": lambda each: each.asking_history_max, "": lambda _: True}
    try:
        named = [each for each in args.board or boards.names() if able[asks](boards.find(each))]
        found = figures.measure_all(named, args.modules, asks)
    except vm32.Missing as why:
        print(why, file=sys.stderr)
        return 1
    wrong = []
    for each in found:
        if not args.check:
            print(table.text(each))
        wrong += short(each)
        if asks:
            continue
        if args.write:
            table.write(each)
        elif table.differs(each):
            wrong.append(
                f"boards/{each.board}/README.md: its table of the heap is another one; `make heap ARGS=--write`"
            )
    if not args.board and not asks and (args.write or args.check):
        text = emulated.text(found)
        if args.write:
            whole_file.write(emulated.FILE, text.encode())
        elif emulated.differ(emulated.FILE.read_text(encoding="utf-8"), text):
            wrong.append(f"{emulated.FILE.name} of the emulator is another one; `make heap ARGS=--write`")
    for line in wrong:
        print(line, file=sys.stderr)
    return int(bool(wrong))


def short(found: figures.Figures) -> list[str]:
    """What is wrong with the bytes that are left."""
    worst = found.worst
    lacks = figures.FREE_MIN_BYTES - worst.free
    if lacks <= LACKS_MOST_BYTES.get(found.board, 0):
        return []
    left = f"{found.board}: {worst.free:,} bytes free at the worst moment ({worst.name})"
    return [f"{left}, less than {figures.FREE_MIN_BYTES:,}"]


if __name__ == "__main__":
    sys.exit(main())
