"""What a terminal does in an emergency before there is a loop."""

from boards.watch import Watch
from hal.micropython.relay import Relay
from tests.core.test_board_gate import Contact
from tests.rig.fake_machine import Time


class Level:
    """An emergency contact with one reading after the other; `read` counts them."""

    def __init__(self, *readings):
        self.readings = list(readings)
        self.read = 0

    def open(self):
        pass

    def active(self):
        self.read += 1
        return self.readings.pop(0)


def test_a_start_reads_the_contact_once_a_turn_and_the_gate_answers():
    time = Time()
    contacts = [Contact(time), Contact(time)]
    relay = Relay(*contacts)
    relay.open()
    level = Level(False, True, True, False, True)
    watch = Watch(relay, level)
    watch.open()
    for turn, active in enumerate((False, True, True, False, True)):
        assert watch.turn() == active and level.read == turn + 1
        assert [contact.released for contact in contacts] == [active, active]


def test_a_relay_that_fails_while_a_terminal_starts_is_held_when_it_works_again():
    time = Time()
    contacts = [Contact(time), Contact(time)]
    relay = Relay(*contacts)
    relay.open()
    watch = Watch(relay, Level(True, True, True, False, False))
    watch.open()
    contacts[0].broken = True
    assert watch.turn() and watch.turn()
    contacts[0].broken = False
    watch.turn()
    assert all([contact.released for contact in contacts])
    contacts[1].broken = True
    assert not watch.turn()
    contacts[1].broken = False
    watch.turn()
    assert not any([contact.released for contact in contacts])


def test_a_watch_that_begins_anew_moves_the_relay_whatever_was_before():
    for left in (False, True):
        for active in (False, True):
            time = Time()
            contacts = [Contact(time), Contact(time)]
            relay = Relay(*contacts)
            relay.open()
            watch = Watch(relay, Level(left, active))
            watch.open()
            watch.turn()
            relay.hold(not active)  # what a loop left, or what its fault did
            watch.open()
            watch.turn()
            assert [contact.released for contact in contacts] == [active, active]
