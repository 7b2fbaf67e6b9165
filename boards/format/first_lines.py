"""The first lines of a board's main.py: its release pins are at their safe level before anything else is loaded."""


def first_lines(pins: tuple[tuple[int | str, int], ...]) -> str:
    """pins: (pin, safe level) of each release pin. Clause: spec §7."""
    return f"from machine import Pin\n\nfor _pin, _level in {pins!r}:\n    Pin(_pin, Pin.OUT, value=_level)\n"
