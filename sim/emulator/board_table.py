"""The boards as the emulation knows them: each is its chip, which stands here, and its manifest.toml.

The manifest has heap, flash, limits and the wiring of the emulated gate: a board of a chip that is known here needs
nothing in sim/. Figures of memories are those of the stock firmware, flash times are typical.
"""

from dataclasses import dataclass, field
from typing import Any

from sim.emulator import board_manifest
from sim.emulator.flash import Geometry

RELEASE = "1.29.0-preview"
VERSION = f"v{RELEASE} on 2026-07-05"

_MS = 1_000_000
_KB = 1024
_PROGRAM_NS = 4 * _MS // 10
_EPOCH_S = {1970: 0, 2000: 946684800}
_LAMPS = ("green", "red", "amber")
_WIRES = (
    "relay_entry", "relay_exit", "passage", "emergency", "service", "buzzer", "sda", "scl", "scanner_tx", "scanner_rx",
    "scanner_pause", "one_shot_clear", "one_shot_hold",
)  # fmt: skip

_RP2_CAUSES = {"PWRON_RESET": 1, "WDT_RESET": 3}
_CAUSES = {"PWRON_RESET": 1, "HARD_RESET": 2, "WDT_RESET": 3, "DEEPSLEEP_RESET": 4, "SOFT_RESET": 5}
_STM_CAUSES = {**_CAUSES, "SOFT_RESET": 0}


class UnknownBoard(ValueError):
    """No board has this name; the text names those there are."""


_MORE_ROLES = ("service", "buzzer", "scanner_pause", "one_shot_clear", "one_shot_hold")


@dataclass(frozen=True)
class Wiring:
    """Which pin goes where. Names of pins are those `machine.Pin` takes.

    Relay inputs have a pull-down. Passage sensor and emergency loop are contacts to ground that are closed at
    rest: a passage, the button pressed or a broken wire make the pin high. What is in active_low, by role, is
    wired the other way round: a pull-up at a relay input, a contact to the supply with a pull-down. The service jumper
    closes to ground. one_shot_ms: an external monostable (half a 74HC123) between relay pin and coil that ends each
    pulse, with its clear input and, past it, a line that holds both coils; 0 when there is none.
    """

    relay_entry: str
    relay_exit: str | None  # None where one coil serves both ways
    passage: str
    emergency: str
    service: str
    lamps: dict[str, str]
    buzzer: str
    sda: str
    scl: str
    scanner_tx: str | None = None  # the board's transmitter
    scanner_rx: str | None = None
    scanner_pause: str | None = None
    one_shot_ms: int = 0
    one_shot_clear: str | None = None
    one_shot_hold: str | None = None
    active_low: frozenset[str] = frozenset()

    def roles(self) -> dict[str, str]:
        """Role -> pin, of all that are connected."""
        named = {name: getattr(self, name) for name in ("relay_entry", "relay_exit", "passage", "emergency")}
        named |= {name: getattr(self, name) for name in _MORE_ROLES}
        named |= {f"lamp_{name}": pin for name, pin in self.lamps.items()}
        return {role: pin for role, pin in named.items() if pin is not None}


@dataclass(frozen=True)
class Board:
    """One board. causes: how a reset of each kind ("power", "hard", "watchdog", "soft") shows in
    reset_cause(); None leaves what it was. uarts: default transmit and receive pins. deaf_in_stall: the
    receive handler does not run while the flash is busy. architecture: its number in a .mpy file."""

    name: str
    port: str
    chip: str
    machine: str
    build: str
    architecture: int
    clock_hz: int
    heap_bytes: int
    flash: Geometry
    pins: tuple[str, ...]
    wiring: Wiring
    reset_causes: dict[str, int]
    causes: dict[str, int | None]
    watchdog_ms: tuple[int, int]
    uarts: dict[int, tuple[str, str]]
    uart_fifo_bytes: int
    deaf_in_stall: bool
    i2c: dict[int, tuple[str, str]]
    modules: tuple[str, ...]
    clock_begins_s: int
    epoch_s: int = 0
    default_pull: int = 0
    mount: str = "/"
    path: tuple[str, ...] = ("", "/lib")
    pio_blocks: int = 0
    clocks_hz: tuple[int, ...] = ()  # what machine.freq() returns where it returns several
    aliases: dict[str, str] = field(default_factory=dict)

    @property
    def platform(self) -> str:
        """sys.platform."""
        return {"stm32": "pyboard"}.get(self.port, self.port)

    def pin(self, name: str) -> int:
        """The index of a pin; KeyError when the board has none of this name."""
        name = self.aliases.get(name, name)
        if name not in self.pins:
            raise KeyError(name)
        return self.pins.index(name)


_RP2: dict[str, Any] = {
    "port": "rp2", "pins": tuple(map(str, range(30))), "uarts": {0: ("0", "1"), 1: ("4", "5")}, "uart_fifo_bytes": 32,
    "deaf_in_stall": True, "i2c": {0: ("8", "9"), 1: ("6", "7")}, "modules": ("rp2",), "default_pull": 2,
    "reset_causes": _RP2_CAUSES, "causes": {"power": 1, "hard": 3, "watchdog": 3, "soft": None},
    "clock_begins_s": 1609459200,
    "aliases": {f"GP{number}": str(number) for number in range(30)} | {"LED": "25"},
}  # fmt: skip

# By the name that manifests have for a chip. What goes into a Board beside that is the manifest's.
_CHIPS: dict[str, dict[str, Any]] = {
    "RP2040": _RP2 | {"chip": "RP2040", "architecture": 4, "clock_hz": 125_000_000, "pio_blocks": 2},
    "RP2350": _RP2 | {"chip": "RP2350", "architecture": 7, "clock_hz": 150_000_000, "pio_blocks": 3},
    "ESP32-S3": {
        "port": "esp32", "chip": "ESP32S3", "architecture": 10, "clock_hz": 160_000_000,
        "pins": tuple(map(str, range(49))),
        "reset_causes": _CAUSES, "causes": {"power": 1, "hard": 2, "watchdog": 3, "soft": 5},
        "uarts": {1: ("17", "18"), 2: ("19", "20")}, "uart_fifo_bytes": 128, "deaf_in_stall": False,
        "i2c": {0: ("9", "8"), 1: ("9", "8")}, "modules": ("esp32",), "clock_begins_s": 946684800,
    },
    "STM32H743": {
        "port": "stm32", "chip": "STM32H743", "architecture": 8, "clock_hz": 400_000_000,
        "pins": tuple(f"{port}{number}" for port in "ABCDEFGH" for number in range(16)),
        "reset_causes": _STM_CAUSES, "causes": {"power": 1, "hard": 2, "watchdog": 3, "soft": 0},
        "uarts": {2: ("D5", "D6"), 6: ("C6", "C7")}, "uart_fifo_bytes": 16, "deaf_in_stall": False,
        "i2c": {1: ("B9", "B8"), 2: ("F0", "F1")},
        "clocks_hz": (400_000_000, 200_000_000, 100_000_000, 100_000_000),
        "modules": ("stm", "pyb"), "clock_begins_s": 1420070400,
    },
    "MIMXRT1062": {
        "port": "mimxrt", "chip": "MIMXRT1062DVJ6A", "architecture": 8, "clock_hz": 600_000_000,
        "pins": tuple(f"P{number}" for number in range(16)),
        "reset_causes": _CAUSES, "causes": {"power": 1, "hard": 5, "watchdog": 3, "soft": None},
        "uarts": {1: ("P4", "P5")}, "uart_fifo_bytes": 4, "deaf_in_stall": True, "i2c": {1: ("P5", "P4")},
        "modules": ("mimxrt", "csi"), "clock_begins_s": 946684800,
    },
}  # fmt: skip

# Where the emulation differs from a manifest: the stock firmware hands littlefs blocks of 512 bytes, and collects what
# is written to a sector of 128 KB before it erases that. How long it takes is not known here; an erase of 4 KB counts
# as long as on the other boards.
_INSTEAD: dict[str, dict[str, int]] = {
    "STM32H743": {"flash.block_bytes": 512, "flash.erase_ms": 6},
}


def names() -> list[str]:
    """The boards that can be emulated: those whose chip is known here."""
    return [name for name in board_manifest.names() if board_manifest.read(name)("chip", str) in _CHIPS]


def find(name: str) -> Board:
    """The board of that name. Raises UnknownBoard, and Trouble naming what its manifest lacks."""
    if name not in names():
        raise UnknownBoard(f"there is no board {name!r}; there are {', '.join(names())}")
    value = board_manifest.read(name)
    chip = value("chip", str)

    def number(key: str) -> int:
        instead = _INSTEAD.get(chip, {})
        return instead[key] if key in instead else int(value(key, int))

    mount = value("micropython.root", str)
    return Board(
        **_CHIPS[chip],
        name=name,
        machine=value("micropython.machine", str),
        build=value("micropython.firmware", str),
        heap_bytes=number("memory.heap_bytes"),
        flash=Geometry(
            number("flash.fs_bytes"),
            number("flash.block_bytes"),
            number("flash.program_bytes"),
            number("flash.erase_ms") * _MS,
            _PROGRAM_NS,
        ),
        wiring=_wiring(value("wiring", dict), number("limits.pulse_ms")),
        watchdog_ms=(1, number("limits.watchdog_chip_max_ms")),
        epoch_s=_EPOCH_S[number("micropython.epoch")],
        mount=mount,
        path=("", "/lib") if mount == "/" else ("", mount, mount + "/lib"),
    )


def _wiring(pins: dict[str, str], one_shot_ms: int) -> Wiring:
    """pins: role -> name of a pin, as `Wiring.roles` gives them, and sda, scl, scanner_tx, scanner_rx."""
    lamps = {name: pins[f"lamp_{name}"] for name in _LAMPS if f"lamp_{name}" in pins}
    wires: dict[str, Any] = {name: pins.get(name) for name in _WIRES}
    return Wiring(lamps=lamps, one_shot_ms=one_shot_ms, **wires)
