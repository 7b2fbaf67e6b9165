"""Which provisioning id a board takes: never one that it has had, under which its records are counted already."""

from boards import provisioning
from boards.state import IDENTITY, Identity
from tests.core.raising import raised

U32 = (1 << 32) - 1


class Kept:
    """The identity of a board, as boards/state.py keeps it. last: its provisioning id; None for a damaged file."""

    def __init__(self, *last):
        self.last = last

    def has(self, name):
        return name == IDENTITY and bool(self.last)

    def identity(self, digest):
        if self.last == (None,):
            raise ValueError("the identity is damaged")
        return Identity(True, 7, self.last[0], bytes(32), ())


def next_id(kept, wanted, force=True):
    return provisioning.next_id(kept, None, wanted, force)


def refused(kept, wanted, force=True):
    return str(raised(ValueError, next_id, kept, wanted, force))


def test_a_new_board_begins_with_one_or_with_what_is_named():
    for force in (False, True):
        assert next_id(Kept(), None, force) == 1
        assert next_id(Kept(), 0, force) == 0
        assert next_id(Kept(), U32, force) == U32


def test_a_terminal_stays_what_it_is_without_force():
    for kept in (Kept(1), Kept(None)):
        for wanted in (None, 1, 2):
            assert "--force" in refused(kept, wanted, False)


def test_the_next_one_is_one_more():
    for last in (0, 1, 41, U32 - 1):
        assert next_id(Kept(last), None) == last + 1


def test_what_it_has_had_is_refused_and_what_is_higher_is_taken():
    assert next_id(Kept(3), 4) == 4
    assert next_id(Kept(3), U32) == U32
    for wanted in (0, 2, 3):
        assert "has had provisioning id 3" in refused(Kept(3), wanted)


def test_of_a_damaged_identity_the_id_has_to_be_named():
    assert "--provisioning-id" in refused(Kept(None), None)
    assert next_id(Kept(None), 9) == 9


def test_behind_the_last_number_of_all_is_none():
    """What comes of it does not fit 32 bits, and `provision` refuses it."""
    site = Site(Kept(U32))
    for wanted in (None, "9", -1, 1 << 32):
        asked = {"test": True, "terminal_id": 7, "provisioning_id": wanted, "force": True}
        text = str(raised(ValueError, provisioning.provision, site, asked))
        assert "32 bits" in text or "has had" in text, text
    assert site.state.last == (U32,)


class Site:
    """As much of a board as is looked at before the keys are."""

    class build:
        production = False

    class engine:
        digest = None

    def __init__(self, state):
        self.state = state
