"""The board-side modules, compiled for the VM."""

import re
import tempfile
from functools import cache
from pathlib import Path

from sim.emulator.board import op
from sim.emulator.board_table import Board
from sim.micropython import vm

_BOARD = Path(__file__).parent / "board"
ENGINE_MODULES = ("recode", "sm3_viper", "viper")
_WORDS = 2  # a word of the VM is twice a board's
# What the modules of the emulation take of the VM's heap: gc.mem_alloc() at a fresh prompt (66, 46, 44 and 44 KB) less
# the 7 KB that the mounted file system and the prompt take there, as they do on a board.
_OVERHEAD_BYTES = {"rp2": 59_000, "esp32": 39_000, "stm32": 37_500, "mimxrt": 37_500}


def heap_bytes(board: Board, own: int | None = None) -> int:
    """The VM's heap for a board's: twice as large, as its words are, and what the emulation itself takes."""
    return _WORDS * (board.heap_bytes if own is None else own) + _OVERHEAD_BYTES[board.port]


@cache
def compiled() -> Path:
    """The folder of .mpy files. In each source `op.NAME` is replaced by its number. `_engine_*` are modules of
    hal/engine/ as machine code of this computer.
    """
    with tempfile.TemporaryDirectory() as scratch:
        sources = {}
        for path in sorted(_BOARD.glob("_*.py")):
            if path.name == "__init__.py":
                continue
            text = path.read_text().replace("import op\n", "\n")
            text = re.sub(r"\bop\.([A-Z][A-Z0-9_]*)\b", lambda found: str(getattr(op, found[1])), text)
            target = Path(scratch) / path.name
            target.write_text(text)
            sources[path.name] = target
        for name in ENGINE_MODULES:
            text = (vm.ROOT / "hal" / "engine" / f"{name}.py").read_text(encoding="utf-8")
            target = Path(scratch) / f"_engine_{name}.py"
            target.write_text(text.replace("from terminal.port import TYPE_CHECKING", "TYPE_CHECKING = False"))
            sources[target.name] = target
        return vm.compile_modules(sources, "x64")
