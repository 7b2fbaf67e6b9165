"""The meaning of each module of a QR symbol: marks, masks, and the order of its code words (ISO/IEC 18004).

Only the sizes that carry ride codes: version 12 at level L; 14 and 15 at level M (spec §3).
"""

import functools
from collections import namedtuple

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Levels = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

# side: in modules. known: where marks and version are, which every symbol of this size shares. level: +1 light,
# -1 dark where known, else 0. places: (n, 2) row and column of every data bit in order. masks: (8, n) what is turned
# over. formats: (8, 30) the levels of the format bits for each mask; format_places: (30, 2). blocks: for each, the
# numbers of its code words, data first. checks: check words of a block.
Grid = namedtuple("Grid", "version side known level places masks formats format_places blocks checks")

VERSIONS = (12, 14, 15)
_CENTRES = {12: (6, 32, 58), 14: (6, 26, 46, 66), 15: (6, 26, 48, 70)}
# level bits, check words of a block, data words of each block
_BLOCKS = {12: (1, 24, (92, 92, 93, 93)), 14: (0, 24, (40,) * 4 + (41,) * 5), 15: (0, 24, (41,) * 5 + (42,) * 5)}
_VERSION_POLYNOMIAL = 0x1F25
_FORMAT_POLYNOMIAL, _FORMAT_MASK = 0x537, 0x5412


@functools.cache
def grid(version: int) -> Grid:
    """The grid of a version, one of VERSIONS."""
    side = 17 + 4 * version
    dark = np.zeros((side, side), bool)
    known = np.zeros((side, side), bool)
    _draw_marks(dark, known, version)
    format_places = _format_places(side)
    taken = known.copy()
    taken[tuple(format_places.T)] = True
    places = _places(taken)
    level_bits, checks, sizes = _BLOCKS[version]
    blocks = _blocks(sizes, checks)
    places = places[: 8 * sum(len(block) for block in blocks)]
    formats = np.array([_format_bits(level_bits << 3 | mask) * 2 for mask in range(8)])
    level = np.where(known, np.where(dark, -1.0, 1.0), 0.0).astype(np.float32)
    signs = np.where(formats, -1.0, 1.0).astype(np.float32)
    return Grid(version, side, known, level, places, _masks(places), signs, format_places, blocks, checks)


def _remainder(value: int, bits: int, polynomial: int) -> int:
    """The remainder of value * 2^bits after division by a polynomial of that degree."""
    value <<= bits
    while value >> bits:
        value ^= polynomial << (value.bit_length() - 1 - bits)
    return value


def _draw_marks(dark: Flags, known: Flags, version: int) -> None:
    side = len(dark)
    away = np.abs(np.arange(-4, 5))
    ring = np.maximum(away[:, None], away[None])  # distance from the middle of a mark
    finder, alignment = (ring != 2) & (ring != 4), ring[2:-2, 2:-2] != 1
    for row, column in ((3, 3), (3, side - 4), (side - 4, 3)):
        top, left = row - 4, column - 4
        rows, columns = slice(max(0, top), min(side, top + 9)), slice(max(0, left), min(side, left + 9))
        inside = finder[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        dark[rows, columns], known[rows, columns] = inside, True
    line = np.arange(8, side - 8)
    dark[6, line] = dark[line, 6] = line % 2 == 0
    known[6, line] = known[line, 6] = True
    centres = _CENTRES[version]
    for row in centres:
        for column in centres:
            if (row, column) in ((6, 6), (6, side - 7), (side - 7, 6)):
                continue
            window = slice(row - 2, row + 3), slice(column - 2, column + 3)
            dark[window], known[window] = alignment, True
    bits = version << 12 | _remainder(version, 12, _VERSION_POLYNOMIAL)
    for at in range(18):
        for place in ((at // 3, side - 11 + at % 3), (side - 11 + at % 3, at // 3)):
            dark[place], known[place] = bool(bits >> at & 1), True
    dark[side - 8, 8] = known[side - 8, 8] = True


def _format_places(side: int) -> Numbers:
    """Both copies, the high bit first."""
    corner = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    split = [(side - 1 - at, 8) for at in range(7)] + [(8, side - 8 + at) for at in range(8)]
    return np.array(corner + split)


def _format_bits(data: int) -> list[int]:
    word = (data << 10 | _remainder(data, 10, _FORMAT_POLYNOMIAL)) ^ _FORMAT_MASK
    return [word >> (14 - at) & 1 for at in range(15)]


def _places(taken: Flags) -> Numbers:
    """Pairs of columns from the right, up and down by turns, the timing column left out."""
    side = len(taken)
    out: list[tuple[int, int]] = []
    upwards = True
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for row in range(side - 1, -1, -1) if upwards else range(side):
            out.extend((row, column) for column in (right, right - 1) if not taken[row, column])
        upwards = not upwards
    return np.array(out)


def _masks(places: Numbers) -> Flags:
    i, j = places.T
    product = i * j
    return np.array(
        [
            (i + j) % 2 == 0,
            i % 2 == 0,
            j % 3 == 0,
            (i + j) % 3 == 0,
            (i // 2 + j // 3) % 2 == 0,
            product % 2 + product % 3 == 0,
            (product % 2 + product % 3) % 2 == 0,
            ((i + j) % 2 + product % 3) % 2 == 0,
        ]
    )


def _blocks(sizes: tuple[int, ...], checks: int) -> tuple[Numbers, ...]:
    """The blocks take turns, data words first; the longer ones have the last data words to themselves."""
    out: list[list[int]] = [[] for _ in sizes]
    number = 0
    for at in range(max(sizes) + checks):
        for block, size in zip(out, sizes, strict=True):
            if at < max(sizes) and at >= size:
                continue
            block.append(number)
            number += 1
    return tuple(np.array(block) for block in out)
