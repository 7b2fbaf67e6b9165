"""Machine code out of a .mpy file, version 6.3, by the name of its function."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sim.micropython import vm

BYTECODE, NATIVE, VIPER, ASSEMBLER = range(4)
_STATIC_QSTR_SHIFT = 1


@dataclass(frozen=True, slots=True)
class Function:
    """One function's machine code. kind: VIPER or ASSEMBLER. arguments: how many it takes (of assembler only)."""

    kind: int
    code: bytes


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def take(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]

    def uint(self) -> int:
        value = 0
        while True:
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                return value


def compile_for(march: str, source: Path) -> bytes:
    """The .mpy of a source, as a build makes it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.mpy"
        subprocess.run([vm.find_mpy_cross(), f"-march={march}", "-o", str(target), str(source)], check=True)
        return target.read_bytes()


def functions(data: bytes) -> dict[str, Function]:
    """The functions in machine code at the outermost level of a module, by name."""
    r = _Reader(data)
    if r.byte() != ord("M") or r.byte() != 6:
        raise ValueError("no .mpy of version 6")
    features = r.byte()
    r.byte()  # bits of small integers
    if features & 0x40:
        r.uint()
    qstr_count, object_count = r.uint(), r.uint()
    names: list[str | None] = []
    for _ in range(qstr_count):
        length = r.uint()
        if length & _STATIC_QSTR_SHIFT:
            names.append(None)  # one that every MicroPython knows
        else:
            names.append(r.take(length >> 1).decode())
            r.byte()
    for _ in range(object_count):
        _skip_object(r)
    outer, children = _raw_code(r)
    return _named(outer, children, names)


def _skip_object(r: _Reader) -> None:
    kind = r.byte()
    if kind == 10:  # tuple
        for _ in range(r.uint()):
            _skip_object(r)
    elif kind in (5, 6):  # str, bytes
        r.take(r.uint() + 1)
    elif kind in (7, 8, 9):  # int, float, complex
        r.take(r.uint())
    elif kind not in (0, 1, 2, 3, 4):
        raise ValueError(f"an object of kind {kind}")


def _raw_code(r: _Reader) -> tuple[bytes, list[Function | None]]:
    """The code of one raw code object, and its children as functions (None for bytecode)."""
    head = r.uint()
    kind, has_children, length = head & 3, head & 4, head >> 3
    code = r.take(length)
    children: list[Function | None] = []
    if kind == NATIVE:
        r.uint()
    elif kind == VIPER:
        flags = r.uint()
        if flags & 0x20:
            r.uint()
        if flags & 0x40:
            r.uint()
    elif kind == ASSEMBLER:
        r.uint()
        r.uint()
        r.uint()
    if kind != BYTECODE and kind != NATIVE:
        return code, []
    if has_children:
        for _ in range(r.uint()):
            start = r.at
            child_kind = r.uint() & 3
            r.at = start
            child, _ = _raw_code(r)
            children.append(Function(child_kind, child) if child_kind >= VIPER else None)
    return code, children


def _named(outer: bytes, children: list[Function | None], names: list[str | None]) -> dict[str, Function]:
    """Functions by the names that the module's bytecode stores them under: make function n, store name q."""
    found: dict[str, Function] = {}
    for at in range(len(outer) - 3):
        if outer[at] != 0x32 or outer[at + 1] >= len(children):
            continue
        child = children[outer[at + 1]]
        r = _Reader(outer)
        r.at = at + 2
        if child is None or r.byte() != 0x16:
            continue
        number = r.uint()
        name = names[number] if number < len(names) else None
        if name and name not in found:
            found[name] = child
    return found
