"""What a ride costs the flash: computed from how littlefs writes, and counted on the block device.

    python -m tests.torture.wear          the figures of docs/durability.md
    python -m tests.torture.wear --quick  on a small partition only

littlefs never changes a block that holds something. A record that is appended and made durable costs: another block,
erased, into which the partly filled last one is copied, with the record behind it; and a commit of one program unit to
the folder's own pair of blocks, which is compacted into a fresh block whenever it is full. The cell, in another folder,
takes one such commit more.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from sim.micropython import vm
from tests.torture import rows
from tests.torture.flash import Work, spent_us

BLOCK_BYTES, PROGRAM_BYTES = 4096, 256
CYCLES = 100_000  # erases that a data sheet promises of each block
RIDES_A_DAY = 10_000
DAYS_A_YEAR = 365

RIDE_BYTES = 476  # a ride record of a code of 332 bytes; the longest code makes 32 more
OUTCOME_BYTES = 108
HEAD_BYTES = 119  # without open rides
TOLERANCE_PERCENT = 4

_INLINE_MAX_BYTES = BLOCK_BYTES // 8  # a shorter file lives in its folder's blocks
# An entry of a folder: name (ten digits), where the file is, when it was changed; a tag of four bytes before each.
_ENTRY_BYTES = 14 + 12 + 12
_COMMIT_BYTES = PROGRAM_BYTES
# Besides the records, a new segment takes: a new name, a removal and the word that frees its blocks.
_COMMITS_IN_FOLDER = 3
_CELL_BYTES = 16 + 111 + 12 + 4 * 4  # of the cell's entry in a folder of its own: every record is a commit there, too
_SCAN_MS = 0.233  # SM3 of 64 bytes on an RP2350 at 150 MHz, in machine code: 25,000 instructions (estimated)


@dataclass(frozen=True)
class Cost:
    """Of one ride with its outcome."""

    erases: float
    programmed_bytes: float

    def years(self, blocks: int) -> float:
        """How long a partition lasts when all of its blocks wear alike."""
        return blocks * CYCLES / (self.erases * RIDES_A_DAY * DAYS_A_YEAR)


def modelled(segment_bytes: int, segments: int) -> Cost:
    """The model: the life of one segment, added up."""
    live = _padded(segments * _ENTRY_BYTES)
    at = rides = commits = programmed = 0
    erases = 0.0
    for size in _records(segment_bytes):
        end = at + size
        if end > _INLINE_MAX_BYTES:
            begin = 0 if at <= _INLINE_MAX_BYTES else at
            first, last = _block(begin), _block(end - 1)
            erases += last - first + 1
            programmed += (last - first) * BLOCK_BYTES + _padded(_offset(end - 1) + 1)
        commits += 1
        rides += size == OUTCOME_BYTES
        at = end
    commits += _COMMITS_IN_FOLDER
    for count, full in ((commits, live), (len(_records(segment_bytes)), _padded(_CELL_BYTES))):
        compactions = count / ((BLOCK_BYTES - full) // _COMMIT_BYTES)
        erases += compactions
        programmed += count * _COMMIT_BYTES + int(compactions * full)
    return Cost(erases / rides, programmed / rides)


def _records(segment_bytes: int) -> list[int]:
    """The sizes of the records of a segment."""
    sizes = [HEAD_BYTES]
    while sum(sizes) + RIDE_BYTES + OUTCOME_BYTES <= segment_bytes:
        sizes += [RIDE_BYTES, OUTCOME_BYTES]
    return sizes


def _place(at: int) -> tuple[int, int]:
    """(block of the file, byte in it) of a byte of a file: every block but the first begins with pointers."""
    block = 0
    while True:
        pointers = 4 * ((block & -block).bit_length()) if block else 0
        if at < BLOCK_BYTES - pointers:
            return block, at + pointers
        at -= BLOCK_BYTES - pointers
        block += 1


def _block(at: int) -> int:
    return _place(at)[0]


def _offset(at: int) -> int:
    return _place(at)[1]


def _padded(count: int) -> int:
    return -(-count // PROGRAM_BYTES) * PROGRAM_BYTES


@dataclass(frozen=True)
class Counted:
    """What the block device counted. worn: of the block erased most often, against the average; start_ms: flash and
    hash of a start with `window` rides whose codes could be shown again."""

    cost: Cost
    worn: float
    window: int
    start_read_bytes: int
    start_hashed: int


def counted(
    setting: rows.Setting, blocks: int, segment_bytes: int, segments: int, rides: int, window: int, tell: rows.Tell
) -> Counted:
    """The same by the real journal on a real littlefs, after it had been full once."""
    words = [str(each) for each in (blocks, segment_bytes, segments, rides, segments * 5, window)]
    told, start = rows.in_vm(setting, "wear_in_vm", words, tell)
    work = Work(*told["work"])
    worn: list[int] = told["worn"]
    if not told["gone"]:
        raise RuntimeError("no segment gave way: count longer")
    return Counted(
        Cost(work.erases / rides, work.programmed_bytes / rides),
        max(worn) * blocks / sum(worn),
        window,
        Work(*start["work"]).read_bytes,
        int(start["hashed"]),
    )


def apart_percent(model: Cost, count: Cost) -> float:
    """How far the model is from what was counted, at its worst."""
    pairs = (model.erases, count.erases), (model.programmed_bytes, count.programmed_bytes)
    return max(abs(each / other - 1) * 100 for each, other in pairs)


# blocks, segment bytes, segments, rides counted, rides in the window of the start
SMALL = (64, 16_384, 10, 1_500, 150)
MEGABYTE = (256, 16_384, 48, 600, 150)


def row(name: str, sizes: tuple[int, int, int, int, int]) -> rows.Job:
    """A row of `make torture`."""

    def run(setting: rows.Setting, tell: rows.Tell) -> rows.Row:
        model, count = modelled(sizes[1], sizes[2]), counted(setting, *sizes, tell)
        apart = apart_percent(model, count.cost)
        text = f"{count.cost.erases:.2f} erases and {count.cost.programmed_bytes:.0f} bytes a ride, "
        return rows.Row(name, apart <= TOLERANCE_PERCENT, text + f"{apart:.1f} % from the model")

    return rows.Job(name, run)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.wear", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a small partition only")
    options = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="torture-") as folder:
        return _compared(rows.prepared(Path(folder), 1, 1, 1), options.quick)


def _compared(setting: rows.Setting, quick: bool) -> int:
    console = Console(width=None if sys.stdout.isatty() else 120)
    good = True
    for sizes in (SMALL,) if quick else (SMALL, MEGABYTE):
        model, count = modelled(sizes[1], sizes[2]), counted(setting, *sizes, lambda _: None)
        good &= apart_percent(model, count.cost) <= TOLERANCE_PERCENT
        _print(console, sizes, model, count)
        _tell_start(setting, count, console.print)
    return 0 if good else 1


def _print(console: Console, sizes: tuple[int, int, int, int, int], model: Cost, count: Counted) -> None:
    blocks, segment_bytes, segments, rides, _ = sizes
    title = f"{blocks} blocks of {BLOCK_BYTES}, {segments} segments of {segment_bytes}, {rides} rides"
    table = Table("", "model", "counted", title=title)
    for name, value in (
        ("bytes a ride that the journal writes", lambda _: RIDE_BYTES + OUTCOME_BYTES),
        ("bytes a ride that the flash is programmed with", lambda cost: f"{cost.programmed_bytes:.0f}"),
        ("erases a ride", lambda cost: f"{cost.erases:.2f}"),
        ("rides an erase", lambda cost: f"{1 / cost.erases:.2f}"),
        (f"years at {RIDES_A_DAY} rides a day, {CYCLES} erases a block", lambda cost: f"{cost.years(blocks):.1f}"),
    ):
        table.add_row(name, str(value(model)), str(value(count.cost)))
    table.add_row("the most worn block against the average", "", f"{count.worn:.1f}")
    console.print(table)
    console.print(f"model and count are {apart_percent(model, count.cost):.1f} % apart ({TOLERANCE_PERCENT} allowed)")


def _tell_start(setting: rows.Setting, count: Counted, say: Callable[[str], object]) -> None:
    read_ms = spent_us(Work(0, 0, 0, count.start_read_bytes), setting.times) / 1000
    say(
        f"a start with {count.window} rides in the replay window reads {count.start_read_bytes} bytes "
        f"({read_ms:.0f} ms) and hashes {count.start_hashed} blocks ({count.start_hashed * _SCAN_MS / 1000:.1f} s "
        "with SM3 in machine code on an RP2350, estimated)\n"
    )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (vm.RuntimeMissing, SyntaxError, RuntimeError) as error:
        sys.exit(str(error))
