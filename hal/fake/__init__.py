"""Devices without hardware, for tests and simulation, on CPython only. Each keeps the obligations of its contract.

What happens to a device from outside are extra attributes and methods: put the clock forward, show a scanner a
code, walk through a sensor. A device whose `broken` is set raises OSError from every call until it is
cleared, save those that never raise.
"""

from hal.fake.clock import Clock, Watchdog
from hal.fake.gate import Emergency, Panel, Relay, Sensor
from hal.fake.log import Log
from hal.fake.scanner import FrameSource, Port, Scanner
from hal.fake.store import Cell, Segments

__all__ = [
    "Cell",
    "Clock",
    "Emergency",
    "FrameSource",
    "Log",
    "Panel",
    "Port",
    "Relay",
    "Scanner",
    "Segments",
    "Sensor",
    "Watchdog",
]
