"""Models of scanner modules: registers, rates, symbols held in front of them, and their faults."""

from sim.module.gm65 import Gm65
from sim.module.gm67 import Gm67
from sim.module.view import Symbol

MODELS = {"gm65": Gm65, "gm67": Gm67}

__all__ = ["MODELS", "Gm65", "Gm67", "Symbol"]
