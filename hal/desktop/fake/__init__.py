"""Devices without hardware, for tests and simulation. Each keeps the obligations of its contract.

What the world does to a device are extra attributes and methods: put the clock forward, show a scanner a
code, walk through a sensor. A device whose `broken` is set raises OSError from every call until it is
cleared, save those that never raise.
"""

from hal.desktop.fake.clock import Clock, Watchdog
from hal.desktop.fake.gate import Emergency, Panel, Relay, Sensor
from hal.desktop.fake.log import Log
from hal.desktop.fake.scanner import FrameSource, Port, Scanner
from hal.desktop.fake.store import Cell, Segments

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
