"""What boards/start.py, service.py, selftest.py and trial.py ask of a board. The classes of boards/port/ give it."""

from types import ModuleType
from typing import Any, Protocol

from boards.format import config
from hal.interfaces import Emergency, ModuleScanner, Panel, Relay, Sensor, Watchdog
from terminal import sm2

class Board(Protocol):
    """The devices of one board, each made when it is asked for, not yet open."""

    limits: ModuleType  # boards/limits.pyi
    pins: Any  # the board's pins.py

    def engine(self) -> sm2.Engine:
        """What computes signatures; asked for once."""

    def relay(self) -> Relay: ...
    def release_pins(self) -> list[tuple[Any, int]]:
        """Each release pin, a `machine.Pin`, with the level that releases."""

    def sensor(self) -> Sensor: ...
    def emergency(self) -> Emergency: ...
    def jumper_closed(self) -> bool:
        """Whether the service jumper is closed now."""

    def watchdog(self) -> Watchdog: ...
    def scanner(self, options: config.Scanner) -> ModuleScanner: ...
    def timer(self) -> Any:
        """A `machine.Timer` for what has to happen a moment later."""

    def source(self, name: str) -> Any:
        """The source of the time; see `Clock` of hal/micropython/clock.py. name: one of boards/format/config.py."""

    def panel(self, options: config.Panel | None) -> Panel:
        """options: None when there is no configuration: the lamps, silent, without a display."""

