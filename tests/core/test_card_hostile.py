"""Cards that answer anything, and the same with one guard taken out; `make hostile-cards` has a million answers."""

from terminal import card as cards
from tests.torture import hostile_card
from tests.torture.hostile_card import Harness

SEEDS = range(1, 5)
VISITS = 60


def found(seeds: object, visits: int, *changes: object) -> list:
    """The names of the first violations, one a terminal."""
    names = []
    for seed in seeds:
        names += [name for name, _ in Harness(*((seed,) + changes)).live(visits)[:1]]
    return names


def test_nothing_is_violated():
    assert found(SEEDS, VISITS) == []


# Guards taken out.


class ReadsWhatLiesThere(cards.Media):
    """Takes a card that lies there at a start for one that has come."""

    def _forget(self) -> None:
        super()._forget()
        self._until_empty = False


class ReadsAgain(cards.Media):
    """Reads a card again and again while it stays."""

    def _come(self, card: object, now_ms: int) -> bool:
        self._resting = None
        return super()._come(card, now_ms)


def test_a_card_that_lies_there_at_a_start_is_noticed():
    assert found((8,), 20, ReadsWhatLiesThere) == [hostile_card.TWICE]


def test_a_card_that_is_read_again_while_it_stays_is_noticed():
    assert found((8,), 5, ReadsAgain) == [hostile_card.TWICE]


def test_a_sam_that_confirms_anything_is_noticed():
    assert found((2,), 5, cards.Media, True) == [hostile_card.OPENED]
