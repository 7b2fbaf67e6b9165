"""What is known of each board: the figures its emulation is made from, and how the emulated gate is wired to
it.

Figures of memories are those of the stock firmware. Flash times are typical values of the parts' data sheets.
"""

from dataclasses import dataclass, field, replace

from sim.emulator.flash import Geometry

RELEASE = "1.29.0-preview"
VERSION = f"v{RELEASE} on 2026-07-05"

_MS = 1_000_000
_KB = 1024

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
    rest: somebody passing, the button pressed or a broken wire make the pin high. What is in active_low, by role, is
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
    epoch_s: int = 0
    clock_begins_s: int = 1609459200
    default_pull: int = 0
    mount: str = "/"
    path: tuple[str, ...] = ("", "/lib")
    pio_blocks: int = 0
    clocks_hz: tuple[int, ...] = ()  # what machine.freq() tells where it tells several
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


def find(name: str) -> Board:
    """The board of that name. Raises UnknownBoard."""
    if name not in BOARDS:
        raise UnknownBoard(f"there is no board {name!r}; there are {', '.join(sorted(BOARDS))}")
    return BOARDS[name]


_RP2_WIRING = Wiring(
    relay_entry="10", relay_exit="11", passage="16", emergency="17", service="18",
    lamps={"green": "12", "red": "13", "amber": "14"}, buzzer="15",
    sda="4", scl="5", scanner_tx="0", scanner_rx="1",
)  # fmt: skip

_PICO = Board(
    name="pico", port="rp2", chip="RP2040", machine="Raspberry Pi Pico with RP2040", build="RPI_PICO",
    architecture=4, clock_hz=125_000_000, heap_bytes=192 * _KB,
    flash=Geometry(1408 * _KB, 4096, 256, 45 * _MS, 4 * _MS // 10),
    pins=tuple(map(str, range(30))), wiring=_RP2_WIRING,
    reset_causes=_RP2_CAUSES, causes={"power": 1, "hard": 3, "watchdog": 3, "soft": None},
    watchdog_ms=(1, 8388), uarts={0: ("0", "1"), 1: ("4", "5")}, uart_fifo_bytes=32, deaf_in_stall=True,
    i2c={0: ("8", "9"), 1: ("6", "7")}, modules=("rp2",), default_pull=2, pio_blocks=2,
    aliases={f"GP{number}": str(number) for number in range(30)} | {"LED": "25"},
)  # fmt: skip

_PICO2 = replace(
    _PICO, name="pico2", chip="RP2350", machine="Raspberry Pi Pico2 with RP2350", build="RPI_PICO2",
    architecture=7, clock_hz=150_000_000, heap_bytes=440 * _KB,
    flash=Geometry(3072 * _KB, 4096, 256, 45 * _MS, 4 * _MS // 10), watchdog_ms=(1, 16777), pio_blocks=3,
)  # fmt: skip

_ESP32S3 = Board(
    name="esp32s3", port="esp32", chip="ESP32S3", machine="Generic ESP32S3 module with ESP32S3",
    build="ESP32_GENERIC_S3", architecture=10, clock_hz=160_000_000, heap_bytes=200 * _KB,
    flash=Geometry(6144 * _KB, 4096, 256, 45 * _MS, 4 * _MS // 10),
    pins=tuple(map(str, range(49))),
    wiring=Wiring(
        relay_entry="4", relay_exit="5", passage="10", emergency="11", service="12",
        lamps={"green": "6", "red": "7", "amber": "15"}, buzzer="16",
        sda="8", scl="9", scanner_tx="17", scanner_rx="14",
    ),
    reset_causes=_CAUSES, causes={"power": 1, "hard": 2, "watchdog": 3, "soft": 5},
    watchdog_ms=(1, 0x7FFFFFFF // 1000), uarts={1: ("17", "18"), 2: ("19", "20")}, uart_fifo_bytes=128,
    deaf_in_stall=False, i2c={0: ("9", "8"), 1: ("9", "8")}, modules=("esp32",), epoch_s=946684800,
    clock_begins_s=946684800,
)  # fmt: skip

_NUCLEO = Board(
    name="nucleo_h743", port="stm32", chip="STM32H743", machine="NUCLEO_H743ZI with STM32H743",
    build="NUCLEO_H743ZI", architecture=8, clock_hz=400_000_000, heap_bytes=400 * _KB,
    flash=Geometry(512 * _KB, 4096, 32, 45 * _MS, 4 * _MS // 10),
    pins=tuple(f"{port}{number}" for port in "ABCDEFGH" for number in range(16)),
    wiring=Wiring(
        relay_entry="B8", relay_exit="B9", passage="E14", emergency="E11", service="F3",
        lamps={"green": "D11", "red": "D12", "amber": "D13"}, buzzer="E13",
        sda="F0", scl="F1", scanner_tx="D5", scanner_rx="D6",
    ),
    reset_causes=_STM_CAUSES, causes={"power": 1, "hard": 2, "watchdog": 3, "soft": 0},
    watchdog_ms=(1, 32768), uarts={2: ("D5", "D6"), 6: ("C6", "C7")}, uart_fifo_bytes=16, deaf_in_stall=False,
    i2c={1: ("B9", "B8"), 2: ("F0", "F1")},
    clocks_hz=(400_000_000, 200_000_000, 100_000_000, 100_000_000),
    modules=("stm", "pyb"), epoch_s=946684800,
    clock_begins_s=1420070400, mount="/flash", path=("", "/flash", "/flash/lib"),
)  # fmt: skip

_OPENMV = Board(
    name="openmv_rt1062", port="mimxrt", chip="MIMXRT1062DVJ6A",
    machine="OpenMV IMXRT1060-EVK with MIMXRT1062DVJ6A", build="OPENMV_RT1060",
    architecture=8, clock_hz=600_000_000, heap_bytes=256 * _KB,
    flash=Geometry(4096 * _KB, 4096, 256, 45 * _MS, 4 * _MS // 10),
    pins=tuple(f"P{number}" for number in range(16)),
    wiring=Wiring(
        relay_entry="P0", relay_exit=None, passage="P9", emergency="P10", service="P3",
        lamps={"green": "P6", "red": "P7"}, buzzer="P8", sda="P5", scl="P4",
        one_shot_ms=500, one_shot_clear="P1", one_shot_hold="P2",
    ),
    reset_causes=_CAUSES, causes={"power": 1, "hard": 5, "watchdog": 3, "soft": None},
    watchdog_ms=(1, 128000), uarts={1: ("P4", "P5")}, uart_fifo_bytes=4, deaf_in_stall=True,
    i2c={1: ("P5", "P4")}, modules=("mimxrt", "csi"), mount="/flash", path=("", "/flash", "/flash/lib"),
    clock_begins_s=946684800,
)  # fmt: skip

BOARDS = {board.name: board for board in (_PICO, _PICO2, _ESP32S3, _NUCLEO, _OPENMV)}
