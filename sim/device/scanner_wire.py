"""Why the scanner module of an emulated board answers nothing, read off the wires between the two."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.emulator.emulator import Emulator

_PINS = {
    "swapped": "TX and RX are swapped: exchange SCANNER_TX and SCANNER_RX in boards/{id}/pins.py",
    "elsewhere": "the firmware opened no serial port at the scanner's wires: compare SCANNER_TX and SCANNER_RX in "
    "boards/{id}/pins.py with boards/{id}/README.md",
}


def diagnose(emulated: "Emulator") -> str:
    """What to check first, in one sentence. emulated: after a code was held up and nothing was answered."""
    wiring = emulated.scanner_wiring()
    if wiring:
        return f"the scanner module cannot be heard: {_PINS[wiring].format(id=emulated.board.name)}"
    line = [event.data["direction"] for event in emulated.events.since(0, "uart")]
    if "in" in line:
        return (
            "bytes come from the scanner module, and the firmware understands none of them: check that scanner.model "
            "and scanner.baud of the configuration are those of the module"
        )
    if "out" in line:
        return "the firmware asks the scanner module, and nothing comes back: check the module's power, then its wires"
    return "the firmware sends nothing to its scanner: `ridegate selftest` on the port of `ridegate emulate` says why"


def startup(error: str, name: str) -> str:
    """What to say of the reason for which a firmware is not in service. name: the board's."""
    if "TX pin" in error or "RX pin" in error:
        return f"{error}; check boards/{name}/pins.py, and first whether SCANNER_TX and SCANNER_RX are swapped"
    return error
