"""Checks that no contact of an emulated board closed between power-on and its first decision; names each that did.

Clause: spec §7.
"""

from collections.abc import Iterable

from sim.emulator.event import Event


def released(events: Iterable[Event]) -> list[str]:
    """Each contact that was closed before a code could have been decided, one line each, in words.

    events: of the whole session. Nothing can be decided after power-on or a reset until a symbol is in view; an
    emergency holds both contacts and is no fault.
    """
    found: list[str] = []
    began_us = shown = 0
    undecided = emergency = False
    cause = "power-on"
    closed_us: dict[str, int] = {}
    for event in sorted(events, key=lambda each: each.t_us):
        if (event.kind == "power" and event.on) or event.kind == "reset":
            cause = "power-on" if event.kind == "power" else f"the reset ({event.cause})"
            began_us, undecided = event.t_us, not shown
        elif event.kind == "show":
            shown = event.symbols
            undecided = undecided and not shown
        elif event.kind == "emergency":
            emergency = event.open
        elif event.kind == "relay" and event.level and undecided and not emergency:
            closed_us[event.direction] = event.t_us
        elif event.kind == "relay" and event.direction in closed_us:
            at_us = closed_us.pop(event.direction)
            found.append(_words(event.direction, at_us - began_us, cause, f"for {(event.t_us - at_us) / 1000:.0f} ms"))
    return found + [_words(name, at_us - began_us, cause, "to the end") for name, at_us in closed_us.items()]


def _words(direction: str, after_us: int, cause: str, how_long: str) -> str:
    before = f"released before its first decision, {after_us / 1000:.0f} ms after {cause}, {how_long}"
    return f"{direction}: {before}; look at the first levels in pins.py and at the resistors of the release pins"
