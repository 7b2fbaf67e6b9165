"""Structured append: finds whether a symbol is one of several that carry a message together (ISO/IEC 18004, structured
append), which its payload alone does not say.
"""

from typing import Any

# By row and column: where a module is turned over, for each mask.
_MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
_LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}
_FORMAT_PLACES = tuple((8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)) + tuple((r, 8) for r in (7, 5, 4, 3, 2, 1, 0))
_STRUCTURED_APPEND = 3  # mode indicator, the first four bits of a symbol


def part(found: Any) -> int:
    """Which part of a structured append a barcode of ZXing is, from 1; 0 when it is none.

    ZXing keeps the modules it saw, but reports nothing of a sequence: the mode is the first half of the first word, the
    number the second. Seen in a mirror, the modules stand transposed.
    """
    modules = memoryview(found.to_image(scale=1, add_quiet_zones=False))
    mask = int(found.extra["DataMask"])
    wanted = _format(_LEVELS[found.ec_level], mask)
    upright = _distance(wanted, [modules[r, c] for r, c in _FORMAT_PLACES])
    mirrored = _distance(wanted, [modules[c, r] for r, c in _FORMAT_PLACES])
    last = round(modules.nbytes**0.5) - 1
    word = 0
    for r, c in ((last - at // 2, last - at % 2) for at in range(8)):
        dark = (modules[r, c] if upright <= mirrored else modules[c, r]) == 0
        word = word << 1 | (dark != _MASKS[mask](r, c))
    return (word & 15) + 1 if word >> 4 == _STRUCTURED_APPEND else 0


def _format(level: int, mask: int) -> int:
    """The 15 bits of the format, with their check bits."""
    data = level << 3 | mask
    rest = data << 10
    for bit in range(14, 9, -1):
        if rest >> bit & 1:
            rest ^= 0x537 << bit - 10
    return (data << 10 | rest) ^ 0x5412


def _distance(wanted: int, levels: list[int]) -> int:
    """In how many bits these modules, the first bit first, differ from a format."""
    return sum((level == 0) != bool(wanted >> 14 - at & 1) for at, level in enumerate(levels))
