"""Checks that a board supports a configuration."""

from boards.format import config
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def check_config(board: "ModuleType", data: bytes) -> config.Config:
    """The configuration in these bytes, if this board can do what it says. Raises ValueError naming the key."""
    setup = config.parse(data)
    if setup.capacity > board.HISTORY_MAX:
        raise ValueError(f"history.capacity: {setup.capacity} is more than this board's {board.HISTORY_MAX}")
    if setup.scanner.model not in board.SCANNERS:
        raise ValueError(f"scanner.model: this board has {board.SCANNERS}, not {setup.scanner.model!r}")
    if board.PULSE_MS and setup.gate.pulse_ms != board.PULSE_MS:
        raise ValueError(f"gate.pulse_ms: this board's one-shot gives {board.PULSE_MS}, not {setup.gate.pulse_ms}")
    return setup
