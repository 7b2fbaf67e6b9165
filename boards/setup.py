"""Checks that a board supports a configuration."""

from boards.format import config
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from boards.interfaces import Board


def check_config(board: "Board", data: bytes) -> config.Config:
    """The configuration in these bytes, if this board can do what it says. Raises ValueError naming the key."""
    setup, limits = config.parse(data), board.limits
    if setup.capacity > limits.HISTORY_MAX:
        raise ValueError(f"history.capacity: {setup.capacity} is more than this board's {limits.HISTORY_MAX}")
    if setup.scanner.model not in limits.SCANNERS:
        raise ValueError(f"scanner.model: this board has {limits.SCANNERS}, not {setup.scanner.model!r}")
    if limits.PULSE_MS and setup.gate.pulse_ms != limits.PULSE_MS:
        raise ValueError(f"gate.pulse_ms: this board's one-shot gives {limits.PULSE_MS}, not {setup.gate.pulse_ms}")
    if config.keeps_trips(setup.trip) and setup.trip.capacity > limits.TRIPS_MAX:
        raise ValueError(f"trip.capacity: {setup.trip.capacity} is more than this board's {limits.TRIPS_MAX}")
    return setup
