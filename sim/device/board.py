"""The list of boards: each is a folder of boards/ with a `manifest.toml` for the tools."""

from dataclasses import dataclass
from pathlib import Path

from hal.scanner.model import CAMERA, MODULES
from sim.emulator import board_manifest
from sim.emulator.board_manifest import FOLDER, names
from sim.family import table
from sim.output.trouble import Trouble

__all__ = ["FOLDER", "Board", "find", "names"]

_SCANNERS = {"module": MODULES, CAMERA: (CAMERA,)}  # what a manifest says -> what a configuration may name


@dataclass(frozen=True, slots=True)
class Board:
    """One board. march: what mpy-cross calls its architecture. source_lines: whether its bytecode knows the lines of
    its sources, which a traceback then names; they take memory, and so do long names. root: where its port keeps its
    files, as what names of files are joined to: "" or "/flash". pulse_ms: the only pulse its one-shot gives, 0 for any.
    received_bytes: of the scanner's line that wait to be read. trips_max: accounts whose trips it has memory for, 0 for
    none. asking_history_max: codes in its replay memory when it asks for eligibility, 0 where it cannot.
    image_max_bytes: of flash that an image may take. network: whether a station computer could be asked. families: of
    codes beside the ride code that its build contains.
    """

    id: str
    title: str
    chip: str
    march: str
    source_lines: bool
    root: str
    history_max: int
    trips_max: int
    asking_history_max: int
    trust_max_bytes: int
    image_max_bytes: int
    watchdog_ms: int
    pulse_ms: int
    received_bytes: int
    scanners: tuple[str, ...]
    network: bool
    folder: Path
    families: tuple[str, ...] = ()

    def is_chip_of(self, machine: str) -> bool:
        """Whether `sys.implementation._machine` of a MicroPython names this board's chip."""
        return _bare(self.chip) in _bare(machine)


def find(name: str, folder: Path = FOLDER) -> Board:
    """The board of that name. Raises Trouble that names those there are, or says what its manifest lacks."""
    known = names(folder)
    if name not in known:
        there = f"there are {', '.join(known)}" if known else f"{folder} holds none; install ridegate again"
        raise Trouble(f"there is no board {name!r}; {there}")
    value = board_manifest.read(name, folder)
    scanner = value("devices.scanner", str)
    if scanner not in _SCANNERS:
        path = folder / name / "manifest.toml"
        raise Trouble(f"{path}: devices.scanner: is {scanner!r}; write {' or '.join(_SCANNERS)}")
    families = value("devices.families", list, [])
    for family in families:
        if family not in table.ON_BOARDS:
            path = folder / name / "manifest.toml"
            raise Trouble(f"{path}: devices.families: {family!r} is none of {', '.join(table.ON_BOARDS)}; write those")
    return Board(
        name,
        value("title", str),
        value("chip", str),
        value("micropython.march", str),
        value("memory.source_lines", bool),
        value("micropython.root", str).rstrip("/"),
        value("limits.history_max", int),
        value("limits.trips_max", int),
        value("limits.asking_history_max", int),
        value("limits.trust_max_bytes", int),
        value("flash.image_max_bytes", int),
        value("limits.watchdog_ms", int),
        value("limits.pulse_ms", int),
        value("limits.received_bytes", int),
        _SCANNERS[scanner],
        value("devices.network", bool),
        folder / name,
        tuple(families),
    )


def _bare(name: str) -> str:
    return name.replace("-", "").replace("_", "").upper()
