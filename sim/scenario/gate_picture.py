"""The gate in four lines of text."""

from sim.gate.turnstile import FREE, LOCKED, OPEN, TURNING
from sim.output.text import Text

WIDTH = 14
_LAMPS = {"idle": "bright_black", "green": "bold green", "red": "bold red", "amber": "bold yellow"}
_ARMS = {
    LOCKED: ("━━━━━━", "      ", "red"),
    FREE: ("╲    ╱", "      ", "green"),
    TURNING: ("╲    ╱", "  人  ", "green"),
    OPEN: ("╲    ╱", "人人人", "green"),
}
_UNKNOWN = ("??????", "      ", "dim")


def picture(state: str | None, lamp: str | None) -> Text:
    """The gate with its arms in this state (of `sim.gate.turnstile`) and its lamp in this colour; None: not known."""
    arms, people, colour = _ARMS.get(state or "", _UNKNOWN)
    return Text.assemble(
        "╭──╮      ╭──╮\n│",
        ("●", _LAMPS.get(lamp or "", "dim")),
        " │",
        (arms, colour),
        "│  │\n│  │",
        (people, "bold"),
        "│  │\n╰──╯      ╰──╯",
    )
