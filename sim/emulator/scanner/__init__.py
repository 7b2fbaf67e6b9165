"""Scanner modules as they are on a table: registers, rates, symbols held in front of them, and their faults."""

from importlib import import_module
from typing import Any

from hal.scanner.model import MODULES
from sim.emulator.scanner.view import Symbol

# Name -> class: the module `gm65` of this package holds the class `Gm65`.
MODELS: dict[str, Any] = {name: getattr(import_module(f"{__name__}.{name}"), name.capitalize()) for name in MODULES}

__all__ = ["MODELS", "Symbol"]
