"""The board-side modules, compiled for the VM."""

import re
import tempfile
from functools import cache
from pathlib import Path

from sim.emulator.board import calls
from sim.emulator.board_table import Board
from sim.input import toml
from sim.micropython import vm

_BOARD = Path(__file__).parent / "board"
ENGINE_MODULES = ("recode", "sm3_viper", "viper")
_BLOCK_BYTES = 32
_TABLE_BITS = 8 + 4 + 8 * 4 * _BLOCK_BYTES  # what a byte of the table of blocks stands for, and it
_WORDS = 2  # a word of the VM is twice a board's
# What the modules of the emulation take of the VM's heap: gc.mem_alloc() at a fresh prompt (66, 46, 44 and 44 KB) less
# the 7 KB that the mounted file system and the prompt take there, as they do on a board.
NETWORK_BYTES = 11_000  # what `network` and `socket` take of it besides, and their tables
_OVERHEAD_BYTES = {"rp2": 59_000, "esp32": 39_000, "stm32": 37_500, "mimxrt": 37_500}


def heap_bytes(board: Board, own: int | None = None) -> int:
    """The VM's heap for a board's: with the image of the checkout started, as many bytes are free as on the board.

    `make heap` has measured how many that is, in a VM of 32 bits and in this one: heap.toml. Of a heap that is not the
    manifest's (own), and of a board that was not measured yet, each byte more counts twice, as words of the VM do.
    """
    more = 0 if own is None else own - board.heap_bytes
    measured = _measured().get(board.name)
    if measured is None:
        return _WORDS * (board.heap_bytes + more) + _OVERHEAD_BYTES[board.port]
    return int(measured["vm_bytes"]) + _WORDS * more


@cache
def _measured() -> dict[str, dict[str, int]]:
    return dict(toml.read((_BOARD.parent / "heap.toml").read_text(encoding="utf-8")))


def pool_bytes(heap_bytes: int) -> int:
    """What the VM has of a heap of so many bytes beside the tables of its collector, in blocks of four words."""
    return heap_bytes * 8 // _TABLE_BITS * 4 * _BLOCK_BYTES


def heap_for(pool: int) -> int:
    """The least heap of the VM that has so many bytes beside those tables."""
    return -(-(-(-pool // (4 * _BLOCK_BYTES)) * _TABLE_BITS) // 8)


@cache
def compiled() -> Path:
    """The folder of .mpy files. In each source `calls.NAME` is replaced by its number. `_engine_*` are modules of
    hal/engine/ as machine code of this computer.
    """
    with tempfile.TemporaryDirectory() as scratch:
        sources = {}
        for path in sorted(_BOARD.glob("_*.py")):
            if path.name == "__init__.py":
                continue
            text = path.read_text().replace("import calls\n", "\n")
            text = re.sub(r"\bcalls\.([A-Z][A-Z0-9_]*)\b", lambda found: str(getattr(calls, found[1])), text)
            target = Path(scratch) / path.name
            target.write_text(text)
            sources[path.name] = target
        for name in ENGINE_MODULES:
            text = (vm.ROOT / "hal" / "engine" / f"{name}.py").read_text(encoding="utf-8")
            target = Path(scratch) / f"_engine_{name}.py"
            target.write_text(text.replace("from terminal.port import TYPE_CHECKING", "TYPE_CHECKING = False"))
            sources[target.name] = target
        return vm.compile_modules(sources, vm.MARCH)
