"""One symbol from several frames, none of which shows enough of it.

Every view keeps its own kernel: a hand that moved left in one frame and down in the next hides different things.
"""

from collections import namedtuple

import numpy as np

from hal.desktop.reading import symbol_code
from hal.desktop.reading.equaliser import Equaliser, View
from hal.desktop.reading.symbol_grid import Grid, Levels

VIEWS_MAX = 3
FRAMES_MAX = 8  # a view older than that is forgotten
_ROUNDS = 2
_TURNS = 6
_ALIKE = 0.15  # correlation of what two views say about the data: less, and they show different symbols
_AGREES = 0.3  # correlation of what each view says alone with the check words of each block read

# soft: what the view said alone; number: of its frame
_Kept = namedtuple("_Kept", "version view soft number")


class Fusion:
    """The last views that could not be read.

    Codes change: views of two codes must never yield a third. So a payload counts only if each view, alone and before
    any fusion, agrees with the check words of every block of it. A block has 192 modules of check words; those of
    another code correlate with them by 0 give or take 0.07, so that 0.3 is met by 1 in 50,000, besides every block
    being a code word already.
    """

    def __init__(self) -> None:
        self._kept: list[_Kept] = []

    def forget(self) -> None:
        """Begin anew."""
        self._kept = []

    def add(self, view: View, alone: Equaliser, number: int) -> bytes | None:
        """The payload of this view and those before it together, or None.

        alone: what an equaliser made of this view. number: of its frame.
        """
        form = alone.plane.grid
        soft = alone.modules().copy()
        data = np.tanh(soft[tuple(form.places.T)])
        kept = [
            one
            for one in self._kept
            if one.version == form.version
            and 0 < number - one.number <= FRAMES_MAX
            and _correlation(data, np.tanh(one.soft[tuple(form.places.T)])) >= _ALIKE
        ]
        kept.append(_Kept(form.version, view, soft, number))
        self._kept = kept[-VIEWS_MAX:]
        return _together(self._kept) if len(self._kept) > 1 else None


def _together(kept: list[_Kept]) -> bytes | None:
    """The payload of several views: first of what each said, added up; then of all their samples at once."""
    total = np.clip(sum(one.soft for one in kept), -30, 30)
    views = [View(one.view.samples, one.view.kernel, one.view.noise, one.view.trust) for one in kept]
    together = Equaliser(kept[0].version, views)
    form = together.plane.grid
    together.believe(np.tanh(total / 2))
    for turn in range(_ROUNDS + 1):
        if turn:
            together.learn()
            together.separate(_TURNS)
        reading = symbol_code.read(together.modules() if turn else total, form)
        payload = symbol_code.payload(reading, form)
        if payload is not None:
            return payload if all(agrees(one.soft, reading, form) for one in kept) else None
        if any(words is not None for words in reading.words):
            together.pin(*symbol_code.modules(reading, form))
    return None


def agrees(soft: Levels, reading: symbol_code.Reading, form: Grid) -> bool:
    """Whether a view alone says what was read, in the check words of each block."""
    _, level = symbol_code.modules(reading, form)
    for number in range(len(form.blocks)):
        place = symbol_code.check_modules(form, number)
        if _correlation(np.tanh(soft[place]), level[place]) < _AGREES:
            return False
    return True


def _correlation(a: Levels, b: Levels) -> float:
    power = float((a * a).sum()) * float((b * b).sum())
    return float((a * b).sum()) / power**0.5 if power > 0 else 0.0
