"""The heap that the emulator gives its VM, whose words have 64 bits: sim/emulator/heap.toml."""

import re
import tempfile
import tomllib
from pathlib import Path

from sim.device import board as boards, build
from sim.emulator import board_table, vm_files
from sim.emulator.emulator import Emulator
from sim.emulator.i2c import Ds3231
from sim.emulator.image import populate
from sim.gate.board_lines import LineReader
from sim.micropython import vm
from tests.heap import plan
from tests.heap.figures import FREE_MIN_BYTES, Figures

FILE = vm.ROOT / "sim" / "emulator" / "heap.toml"
_HEAD = "# Written by `make heap ARGS=--write`: bytes of heap of the emulator's VM, and what they follow from.\n"
_MORE_BYTES = 1 << 20
_START_S = 20.0
ALIKE_BYTES = 1024  # the VM takes some numbers for pointers, and not the same ones each time
_FREE = re.compile(r"(\d+) bytes free")


def started_bytes(name: str) -> int:
    """In use once the terminal of plan.py has started, the emulation's own modules among it."""
    heap = board_table.find(name).heap_bytes + _MORE_BYTES
    state = {path: data for path, data in plan.state(name).items() if "journal" not in path}
    with tempfile.TemporaryDirectory() as scratch:
        flash = Path(scratch, "flash.bin")
        populate(name, flash, {**build.build(boards.find(name)).files, **state})
        rtc = Ds3231()
        board = Emulator(name, flash, rtc=rtc, paced=False, heap_bytes=heap)
        reader = LineReader(board.port)
        said: list[str] = []
        try:
            rtc.set(plan.NOW_S)
            board.power_on()
            board.run_until(lambda: said.extend(reader.lines()) or any(map(_FREE.search, said)), _START_S)
        finally:
            reader.close()
            board.close()
    found = _FREE.search("\n".join(said))
    if found is None:
        raise RuntimeError(f"{name}: the emulated board does not start: {said[-5:]}")
    return vm_files.pool_bytes(vm_files.heap_bytes(board.board, heap)) - int(found[1])


def text(measured: list[Figures]) -> str:
    """The file: with the image started, as many bytes are free in the VM as in one of 32 bits with the board's heap.

    And half of what a running terminal takes besides: pieces of memory are as large here, objects twice as large.

    Of an image that does not fit the board, as many as it takes to leave FREE_MIN_BYTES at its worst moment.
    """
    parts = [_HEAD]
    for each in measured:
        started, worst = each.stage("started"), each.worst
        lacks = max(0, FREE_MIN_BYTES - worst.free)
        free = each.heap - started.held + lacks + each.growth // 2
        bytes64 = started_bytes(each.board)
        parts.append(
            f"\n[{each.board}]\nvm_bytes = {vm_files.heap_for(bytes64 + free)}\nstarted_bytes = {started.held}"
            f" # 32 bits\nstarted_vm_bytes = {bytes64} # 64 bits, and the emulation itself\n"
            f"lacks_bytes = {lacks} # of the board's heap, for {FREE_MIN_BYTES} to be free at the worst moment\n"
        )
    return "".join(parts)


def differ(one: str, other: str) -> bool:
    """Whether two such files say something else; in the bytes of 64 bits, more than ALIKE_BYTES apart."""
    left, right = tomllib.loads(one), tomllib.loads(other)
    if left.keys() != right.keys():
        return True
    return any(
        abs(left[board].get(key, 0) - right[board].get(key, 0)) > (ALIKE_BYTES if "vm_" in key else 0)
        for board in left
        for key in left[board].keys() | right[board].keys()
    )
