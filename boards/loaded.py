"""Modules that are used once are dropped from memory; what is imported again is loaded again."""

import gc
import sys

PROOFS = ("hal.engine.proof", "hal.engine.generated.programs", "terminal.proof")
SETTINGS = ("boards.format.config", "boards.format.asking", "hal.scanner.model", "terminal.policy")
OF_A_LANE = ("boards.lane", "boards.lane_switch", "boards.snapshot_store")
OF_A_TRIAL = ("boards.slot", "boards.chooser", "boards.release", "boards.format.first_lines")
OF_A_START = PROOFS + SETTINGS + OF_A_LANE + OF_A_TRIAL + ("boards.loaded", "boards.opening")
OF_A_COMMAND = OF_A_START + (
    "boards.clock_store", "boards.format.image", "boards.format.statement", "boards.journal_query",
    "boards.journal_store", "boards.provisioning", "boards.selftest", "boards.service_clock",
    "boards.snapshot_install", "boards.trust_counter",
    "boards.trust_install", "boards.trust_store", "boards.update", "hal.micropython.clock", "hal.scanner.gm65",
    "hal.scanner.gm67", "hal.scanner.ssi", "hal.scanner.transparency", "terminal.eligibility", "terminal.frame",
    "terminal.history", "terminal.journal", "terminal.lane", "terminal.snapshot",
)  # fmt: skip

_LOADED_BY_A_START = "boards.journal_store"  # the first module that boards/opening.py imports; boards.service has none


def forget(names: tuple[str, ...], empty: bool = False) -> None:
    """Drop these modules. Trap: what another module refers to stays, and is loaded a second time when it is wanted.

    empty: take their names from them, too: a word in memory that looks like one of their functions keeps no more then.
    So none of their functions may be called any more, wherever it is kept.
    """
    for name in names:
        module = sys.modules.get(name)
        if module is not None:
            sys.modules[name] = None  # type: ignore[assignment]  # MicroPython keeps the value of what is deleted
            del sys.modules[name]
            parent, own = name.rsplit(".", 1)
            if hasattr(sys.modules.get(parent), own):
                setattr(sys.modules[parent], own, None)
                delattr(sys.modules[parent], own)
            if empty and name != __name__:
                module.__dict__.clear()


def anew() -> None:
    """Before a command that finds a terminal that was started, or stopped in its start: it has dropped functions
    (boards/once.py), or keeps what a start alone needs. All is loaded again but the pins and the machine code.
    """
    if "boards.start" not in sys.modules or _LOADED_BY_A_START not in sys.modules:
        return
    names = []
    for name, module in sys.modules.items():
        ours = name.split(".")[0] in ("boards", "hal", "terminal") and not hasattr(module, "__path__")
        code = name.startswith("hal.engine.") and name != "hal.engine.machine" and name not in PROOFS
        if ours and not code and name not in (__name__, "boards.service") and not name.endswith(".pins"):
            names.append(name)
    forget(tuple(names))
    gc.collect()
