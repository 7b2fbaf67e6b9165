"""The boards on which a list fits."""

from sim.device import board as boards


def by_board(length_bytes: int) -> dict[str, bool]:
    """Whether each board has space for a list of so many bytes; nothing where there is no folder of boards."""
    return {name: length_bytes <= boards.find(name).trust_max_bytes for name in boards.names()}


def words(length_bytes: int) -> str:
    """The same for people."""
    found = by_board(length_bytes)
    if not found:
        return f"{length_bytes} bytes"
    fits = [name for name, room in found.items() if room]
    if len(fits) == len(found):
        return f"{length_bytes} bytes, room on every board"
    return f"{length_bytes} bytes, " + (f"room on {', '.join(fits)} only" if fits else "no board has room for it")
