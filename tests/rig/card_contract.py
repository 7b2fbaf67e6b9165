"""The obligations of `Card` in hal/interfaces.pyi, as tests/rig/hal_contract.py has those of the other devices.

A file of its own, as that of eligibility is: a board's heap has no space for all of them together.
"""

from collections import namedtuple

_PATIENCE_MS = 3000  # for what comes from outside to arrive

# reader; hold(*cards): in its field until the next call, each with `uid`, reset(), respond(apdu); wait(ms); now_ms();
# fail(): the equipment breaks, repair(): it works again
CardRig = namedtuple("CardRig", "reader hold wait now_ms fail repair")


class _Echo:
    """A card that answers every command with it and 90 00."""

    def __init__(self, uid: bytes = b"\x04\x01\x02\x03") -> None:
        self.uid = uid
        self.resets = 0

    def reset(self) -> None:
        self.resets += 1

    def respond(self, apdu: bytes) -> bytes:
        return apdu + b"\x90\x00"


def _card_of(rig: CardRig, there: bool = True):
    """What poll() gives once it reports a card, or none."""
    card = rig.reader.poll(rig.now_ms())
    for _ in range(_PATIENCE_MS):
        if (card is not None) == there:
            break
        rig.wait(1)
        card = rig.reader.poll(rig.now_ms())
    assert (card is not None) == there, card
    return card


def card_is_of_no_use_before_it_is_open(rig: CardRig) -> None:
    for call in (lambda: rig.reader.poll(rig.now_ms()), lambda: rig.reader.transceive(bytes(5))):
        try:
            call()
        except OSError:
            continue
        raise AssertionError("a call on a closed reader")
    rig.reader.close()
    rig.reader.open()
    rig.reader.open()
    _card_of(rig, False)
    rig.reader.close()


def card_stays_the_same_while_it_is_there(rig: CardRig) -> None:
    rig.reader.open()
    _card_of(rig, False)
    rig.hold(_Echo())
    first = _card_of(rig)
    for _ in range(50):
        rig.wait(10)
        assert rig.reader.poll(rig.now_ms()).uid == first.uid
    rig.hold()
    _card_of(rig, False)
    rig.reader.close()


def card_answers_commands(rig: CardRig) -> None:
    rig.reader.open()
    rig.hold(_Echo())
    _card_of(rig)
    for length in (4, 5, 64):
        command = bytes(range(length))
        assert rig.reader.transceive(command) == command + b"\x90\x00"
    for length in (3, 65):
        try:
            rig.reader.transceive(bytes(length))
        except ValueError:
            continue
        raise AssertionError(f"a command of {length} bytes")
    rig.hold()
    try:
        rig.reader.transceive(bytes(5))
    except OSError:
        rig.reader.close()
        return
    raise AssertionError("an answer without a card")


def card_reader_that_breaks_comes_back(rig: CardRig) -> None:
    rig.reader.open()
    rig.hold(_Echo())
    _card_of(rig)
    rig.fail()
    for _ in range(_PATIENCE_MS):
        try:
            rig.reader.poll(rig.now_ms())
        except OSError:
            break
        rig.wait(1)
    else:
        raise AssertionError("a broken reader polls on")
    rig.repair()
    rig.reader.open()
    _card_of(rig)
    rig.reader.close()


def card_that_lies_there_is_seen_once_the_field_was_looked_through(rig: CardRig) -> None:
    for cards in ((), (_Echo(),)):
        rig.hold(*cards)
        rig.reader.open()
        for _ in range(_PATIENCE_MS):
            if rig.reader.settled():
                break
            assert rig.reader.poll(rig.now_ms()) is None or cards
            rig.wait(1)
        assert rig.reader.settled()
        assert (rig.reader.poll(rig.now_ms()) is not None) == (len(cards) > 0)
        rig.reader.close()


OBLIGATIONS = (
    card_is_of_no_use_before_it_is_open,
    card_that_lies_there_is_seen_once_the_field_was_looked_through,
    card_stays_the_same_while_it_is_there,
    card_answers_commands,
    card_reader_that_breaks_comes_back,
)
