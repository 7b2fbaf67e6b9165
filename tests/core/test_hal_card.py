"""The fake field of cards keeps the contract of a card reader. Apart from the other fakes: a board's heap is small."""

from hal.fake.card import CardField
from hal.fake.clock import Clock
from tests.rig import card_contract


def test_the_fake_keeps_the_contract():
    for obligation in card_contract.OBLIGATIONS:
        clock, field = Clock(), CardField()

        def set_broken(broken: bool, field: CardField = field) -> None:
            field.broken = broken

        obligation(
            card_contract.CardRig(
                field,
                field.hold,
                clock.advance,
                clock.now_ms,
                lambda fail=set_broken: fail(True),
                lambda repair=set_broken: repair(False),
            )
        )
