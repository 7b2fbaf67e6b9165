"""The table of the heap in a board's README."""

from sim.micropython.vm import ROOT
from sim.output import whole_file
from tests.heap.figures import Figures

_BEGIN, _END = "<!-- heap: written by `make heap ARGS=--write` -->", "<!-- end of heap -->"


def text(figures: Figures) -> str:
    """The lines of the table."""
    rows = [
        f"**Memory.** {figures.heap:,} bytes of heap, {figures.history:,} codes in the replay memory, counted in a"
        " 32-bit MicroPython (`make heap`):",
        "",
        "| stage | held | in use at most | free then | largest free block |",
        "|---|---:|---:|---:|---:|",
    ]
    rows += [f"| {s.name} | {s.held:,} | {s.peak:,} | {s.free:,} | {s.block:,} |" for s in figures.stages]
    return "\n".join(rows)


def write(figures: Figures) -> None:
    """Put the table into the README."""
    path = ROOT / "boards" / figures.board / "README.md"
    whole_file.write(path, _with(path.read_text(encoding="utf-8"), text(figures)).encode())


def differs(figures: Figures) -> bool:
    """Whether the README has another one."""
    old = (ROOT / "boards" / figures.board / "README.md").read_text(encoding="utf-8")
    return old != _with(old, text(figures))


def _with(readme: str, table: str) -> str:
    whole = f"{_BEGIN}\n{table}\n{_END}\n"
    if _BEGIN not in readme:
        return readme.rstrip("\n") + "\n\n" + whole
    before, rest = readme.split(_BEGIN)
    return before + whole + rest.split(_END + "\n")[1]
