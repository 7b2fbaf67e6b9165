"""Which provisioning id a board takes: never one that it has had, under which the books know another terminal."""

from boards import provisioning
from boards.state import IDENTITY, Identity, State
from terminal import sm3
from tests.core.raising import raised

U32 = (1 << 32) - 1
MASK = 0x40


class Kept(State):
    """The files of a board in memory. ids: (terminal, provisioning) of its identity; none for a new board."""

    def __init__(self, *ids):
        self.files = {}
        self.copies = {}
        if ids:
            self.write_identity(Identity(True, ids[0], ids[1], bytes(32), (bytes(64),)), sm3.digest)

    def mend(self, say=None):
        pass

    def has(self, name):
        return name in self.files

    def read(self, name):
        return self.files.get(name)

    def twin(self, name):
        return self.copies.get(name)

    def write(self, name, data):
        self.files[name] = self.copies[name] = data

    def damaged(self, *where):
        """The same with one bit of these copies changed."""
        for copies in where:
            data = bytearray(copies[IDENTITY])
            data[16] ^= MASK
            copies[IDENTITY] = bytes(data)
        return self


def next_id(kept, wanted, force=True, terminal_id=7):
    return provisioning.next_id(kept, sm3.digest, terminal_id, wanted, force)


def refused(*arguments):
    return str(raised(ValueError, next_id, *arguments))


def test_a_new_board_begins_with_one_or_with_what_is_named():
    for force in (False, True):
        assert next_id(Kept(), None, force) == 1
        assert next_id(Kept(), 0, force) == 0
        assert next_id(Kept(), U32, force) == U32


def test_a_terminal_stays_what_it_is_without_force():
    broken = Kept(7, 1)
    for kept in (Kept(7, 1), broken.damaged(broken.files, broken.copies)):
        for wanted in (None, 1, 2):
            assert "--force" in refused(kept, wanted, False)


def test_the_next_one_is_one_more():
    for last in (0, 1, 41, U32 - 1):
        assert next_id(Kept(7, last), None) == last + 1


def test_what_it_has_had_is_refused_and_what_is_higher_is_taken():
    for terminal_id in (7, 8):
        assert next_id(Kept(7, 3), 4, True, terminal_id) == 4
        assert next_id(Kept(7, 3), U32, True, terminal_id) == U32
        for wanted in (0, 2, 3):
            assert "has had provisioning id 3" in refused(Kept(7, 3), wanted, True, terminal_id)


def test_for_another_number_the_id_has_to_be_named():
    assert "than terminal 8 ever had" in refused(Kept(7, 3), None, True, 8)


def test_one_damaged_copy_of_the_identity_hides_nothing():
    for one in ("files", "copies"):
        kept = Kept(7, 3)
        kept.damaged(getattr(kept, one))
        assert next_id(kept, None) == 4
        assert "has had" in refused(kept, 3)


def test_a_copy_from_before_counts_as_little_as_it_says():
    kept = Kept(7, 3)
    kept.copies = Kept(7, 2).copies
    assert next_id(kept, None) == 4
    kept.files, kept.copies = kept.copies, kept.files
    assert next_id(kept, None) == 4


def test_when_both_are_damaged_the_id_has_to_be_named():
    kept = Kept(7, 3)
    kept.damaged(kept.files, kept.copies)
    assert "--provisioning-id" in refused(kept, None)
    assert next_id(kept, 9) == 9


def test_behind_the_last_number_of_all_there_is_none():
    site = Site(Kept(7, U32))
    before = site.state.read(IDENTITY)
    assert "--provisioning-id" in refused(site.state, None)
    for wanted in (None, "9", True, -1, U32, 1 << 32):
        asked = {"test": True, "terminal_id": 7, "provisioning_id": wanted, "force": True}
        assert raised(ValueError, provisioning.provision, site, asked)
    assert site.state.read(IDENTITY) == before


class Site:
    """As much of a board as is looked at before the keys are."""

    class build:
        production = False

    class engine:
        digest = sm3.digest

    def __init__(self, state):
        self.state = state
