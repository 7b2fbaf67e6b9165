"""Scanner modules as they are on a table: registers, rates, symbols held in front of them, and their faults."""

from sim.emulator.scanner.gm65 import Gm65
from sim.emulator.scanner.gm67 import Gm67
from sim.emulator.scanner.view import Symbol

MODELS = {"gm65": Gm65, "gm67": Gm67}

__all__ = ["MODELS", "Gm65", "Gm67", "Symbol"]
