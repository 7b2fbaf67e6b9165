"""A board's clock, set in service mode: from this computer's, or by the operator's signed statement."""

import time
from typing import Any

from sim.device import clock_statement
from sim.device.device import Device


def set_clock(device: Device) -> dict[str, int | None]:
    """Set the clock of a board in service mode to this computer's time; what it was and is."""
    return device.call(f"clock_set({int(time.time())})")


def ask(device: Device) -> clock_statement.Request:
    """Let a board in service mode make a nonce. Raises Trouble."""
    return clock_statement.parse_request(device.call("clock_nonce()"), f"the board on {device.port}")


def apply(device: Device, data: bytes) -> dict[str, Any]:
    """Set the clock of a board in service mode as a statement says; what it was and is. Raises Trouble."""
    return device.call(f"clock_apply({data.hex()!r})")
