"""From soft modules to the bytes of a symbol: mask, blocks, error correction, payload.

A payload is what the error correction says and nothing else: every block must be corrected to a code word, with at
least SPARE of its check words unspent (see `reed_solomon` for what that excludes). Soft values only choose which
words are erased.
"""

from collections import namedtuple

import numpy as np

from hal.desktop.reading import reed_solomon
from hal.desktop.reading.reed_solomon import Bytes
from hal.desktop.reading.symbol_grid import Flags, Grid, Levels

SPARE = 4  # check words of a block that no correction may use
_ERASED = (0, 6, 12, 16, 20)  # how many of the least certain words count as unknown: attempts, in this order
_ERASED_QUICK = (0, 16)
_HOPELESS = 40  # words expected wrong in a block: no need to try
_CERTAIN = 30.0  # more than this a soft value does not say
_FORMAT_CERTAIN = 4.0

# mask: 0..7; words: for each block its bytes, data first, or None where it could not be corrected
Reading = namedtuple("Reading", "mask words")


def read(soft: Levels, grid: Grid, quick: bool = False) -> Reading:
    """Decode soft modules. soft: (side, side), ln of light against dark probability.

    quick: fewer attempts, and none at all once one block has failed.
    """
    at_format = np.clip(soft[tuple(grid.format_places.T)], -_FORMAT_CERTAIN, _FORMAT_CERTAIN)
    mask = int((grid.formats @ at_format).argmax())
    value = np.clip(soft[grid.places[:, 0], grid.places[:, 1]], -_CERTAIN, _CERTAIN)
    dark = (value < 0) ^ grid.masks[mask]
    words = np.packbits(dark.reshape(-1, 8), axis=1).ravel()
    doubt = 1 - np.prod(1 - 1 / (1 + np.exp(np.abs(value.reshape(-1, 8)))), axis=1)
    out: list[Bytes | None] = []
    for block in grid.blocks:
        found = None
        if not quick or not out or out[-1] is not None:
            found = _corrected(words[block], doubt[block], grid.checks, quick)
        out.append(found)
    return Reading(mask, out)


def _corrected(words: Bytes, doubt: Levels, checks: int, quick: bool) -> Bytes | None:
    """The code word of one block, by erasing fewer or more of its least certain words."""
    if doubt.sum() > _HOPELESS:
        return None
    worst = np.argsort(-doubt).tolist()
    for erased in _ERASED_QUICK if quick else _ERASED:
        found = reed_solomon.corrected(words, checks, worst[:erased], SPARE)
        if found is not None:
            return found
    return None


def payload(reading: Reading, grid: Grid) -> bytes | None:
    """The bytes of a symbol of which every block could be corrected and that holds bytes; None of any other."""
    if any(words is None for words in reading.words):
        return None
    data = b"".join(words[: -grid.checks].tobytes() for words in reading.words)
    count = int.from_bytes(data[:3], "big") >> 4
    if count >> 16 != _BYTE_MODE or count & 0xFFFF > len(data) - 3:
        return None
    bits = int.from_bytes(data, "big") >> 4  # what follows the mode and the 16 bits of the count begins half a byte in
    return bits.to_bytes(len(data), "big")[3 : 3 + (count & 0xFFFF)]


_BYTE_MODE = 4


def modules(reading: Reading, grid: Grid) -> tuple[Flags, Levels]:
    """(where, level) of the modules of all blocks that could be corrected: +1 light, -1 dark, 0 elsewhere."""
    where = np.zeros((grid.side, grid.side), bool)
    level = np.zeros((grid.side, grid.side), np.float32)
    for words, block in zip(reading.words, grid.blocks, strict=True):
        if words is None:
            continue
        at = (block[:, None] * 8 + np.arange(8)).ravel()
        dark = np.unpackbits(words).astype(bool) ^ grid.masks[reading.mask][at]
        place = tuple(grid.places[at].T)
        where[place] = True
        level[place] = np.where(dark, -1.0, 1.0)
    return where, level


def check_modules(grid: Grid, number: int) -> tuple[Bytes, Bytes]:
    """(rows, columns) of the modules that carry the check words of one block."""
    at = (grid.blocks[number][-grid.checks :, None] * 8 + np.arange(8)).ravel()
    rows, columns = grid.places[at].T
    return rows, columns
