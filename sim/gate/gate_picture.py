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


def picture(state: str, lamp: str) -> Text:
    """The gate with its arms in this state (of `sim.gate.turnstile`) and its lamp in this colour (of the panel)."""
    arms, people, colour = _ARMS[state]
    return Text.assemble(
        "╭──╮      ╭──╮\n│",
        ("●", _LAMPS[lamp]),
        " │",
        (arms, colour),
        "│  │\n│  │",
        (people, "bold"),
        "│  │\n╰──╯      ╰──╯",
    )
