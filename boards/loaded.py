"""Modules that are used once are dropped from memory; what is imported again is loaded again."""

import sys

PROOFS = ("hal.engine.proof", "hal.engine.generated.programs", "terminal.proof")
SETTINGS = ("boards.format.config", "boards.format.asking", "hal.scanner.model", "terminal.policy")
OF_A_LANE = ("boards.lane", "boards.lane_switch", "boards.snapshot_store")
OF_A_TRIAL = ("boards.slot", "boards.chooser", "boards.release", "boards.format.first_lines")
OF_A_START = PROOFS + SETTINGS + OF_A_LANE + OF_A_TRIAL + ("boards.loaded", "boards.opening")
OF_A_COMMAND = OF_A_START + (
    "boards.clock_store", "boards.format.image", "boards.format.statement", "boards.journal_query",
    "boards.journal_store", "boards.selftest", "boards.service_clock", "boards.snapshot_install",
    "boards.trust_counter",
    "boards.trust_install", "boards.trust_store", "boards.update", "hal.micropython.clock", "hal.scanner.gm65",
    "hal.scanner.gm67", "hal.scanner.ssi", "hal.scanner.transparency", "terminal.eligibility", "terminal.frame",
    "terminal.history", "terminal.journal", "terminal.lane", "terminal.snapshot",
)  # fmt: skip


def forget(names: tuple[str, ...]) -> None:
    """Drop these modules. Trap: what another module refers to stays, and is loaded a second time when it is wanted."""
    for name in names:
        if name in sys.modules:
            del sys.modules[name]
            parent, own = name.rsplit(".", 1)
            if hasattr(sys.modules.get(parent), own):
                delattr(sys.modules[parent], own)
