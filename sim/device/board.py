"""The list of boards: each is a folder of boards/ with a `manifest.toml` for the tools."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import toml
from sim.trouble import Trouble
from sim.vm import ROOT

FOLDER = ROOT / "boards"


@dataclass(frozen=True, slots=True)
class Board:
    """One board. march: what mpy-cross calls its architecture. root: where its port keeps its files, as what names
    of files are joined to: "" or "/flash". pulse_ms: the only pulse its one-shot gives, 0 for any.
    """

    id: str
    title: str
    chip: str
    march: str
    root: str
    history_max: int
    trust_max_bytes: int
    watchdog_ms: int
    scanners: tuple[str, ...]
    pulse_ms: int
    folder: Path

    def is_chip_of(self, machine: str) -> bool:
        """Whether `sys.implementation._machine` of a MicroPython names this board's chip."""
        return _bare(self.chip) in _bare(machine)


def names(folder: Path = FOLDER) -> list[str]:
    """The names of the boards."""
    return sorted(path.parent.name for path in folder.glob("*/manifest.toml"))


def find(name: str, folder: Path = FOLDER) -> Board:
    """The board of that name. Raises Trouble that names those there are, or says what its manifest lacks."""
    known = names(folder)
    if name not in known:
        there = f"there are {', '.join(known)}" if known else f"{folder} holds none; install ridegate again"
        raise Trouble(f"there is no board {name!r}; {there}")
    path = folder / name / "manifest.toml"
    try:
        found = toml.read(path.read_text(encoding="utf-8"))
    except ValueError as error:  # bytes that are no UTF-8 among them
        raise Trouble(f"{path}: this is no TOML: {error}") from None

    def value(key: str, kind: type) -> Any:
        at: Any = found
        for part in key.split("."):
            at = at.get(part) if isinstance(at, dict) else None
        if not isinstance(at, kind):
            raise Trouble(f"{path}: {key}: is missing, or of another kind than {kind.__name__}; write it")
        return at

    return Board(
        name,
        value("title", str),
        value("chip", str),
        value("micropython.march", str),
        value("micropython.root", str).rstrip("/"),
        value("limits.history_max", int),
        value("limits.trust_max_bytes", int),
        value("limits.watchdog_ms", int),
        tuple(value("devices.scanners", list)),
        _pulse_ms(folder / name / "board.py"),
        folder / name,
    )


def _pulse_ms(path: Path) -> int:
    """The constant PULSE_MS of a board.py, which only a board can import."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["PULSE_MS"]:
            return int(ast.literal_eval(node.value))
    raise Trouble(f"{path}: PULSE_MS is missing; write it as a constant")


def _bare(name: str) -> str:
    return name.replace("-", "").replace("_", "").upper()
