"""Contacts that are active low: relays, passage sensor and emergency contact with their levels the other way round."""

from hal.micropython.input import Emergency, Passage
from hal.micropython.relay_esp32 import RmtContact
from hal.micropython.relay_oneshot import OneShotContact
from hal.micropython.relay_stm32 import TIM16, TimerContact
from tests.core.test_board_gate import Rmt
from tests.rig.fake_machine import Pin, Time


class LowRmt(Rmt):
    def write_pulses(self, durations, levels):
        assert len(durations) == len(levels) and max(durations) <= 32767 and max(levels) == 0
        self.played.append(sum(durations))


def test_esp32_active_low_has_no_channel_before_a_pulse_and_ends_high():
    played = []
    pin = Pin()
    contact = RmtContact(lambda: played.append("made") or LowRmt(played), pin, 0)
    contact.idle()
    assert (pin.mode, pin.out) == (Pin.OUT, 1) and played == []
    for _ in range(2):
        contact.pulse(500)
        assert played.pop(0) == "made" and 160_000 - 10 <= played.pop(0) <= 160_000
        contact.idle()
        assert pin.out == 1 and played.pop(0) == "gone" and played == []
    contact.hold()
    assert (pin.mode, pin.out) == (Pin.OUT, 0)


def test_stm32_active_low_inverts_the_channel():
    registers, pin = {0x580244F0: 1}, Pin()
    contact = TimerContact(registers, TIM16, pin, 1, 200_000_000, 0)
    contact.idle()
    assert pin.out == 1 and registers[0x40014420] == 3  # CC1E, CC1P
    contact.pulse(500)
    assert registers[0x40014418] == 0x70 and registers[0x40014420] == 3


def test_oneshot_lines_have_their_own_levels():
    lines = [Pin(), Pin(), Pin()]
    contact = OneShotContact([(lines[0], 0), (lines[1], 1), (lines[2], 0)], 500)
    contact.idle()
    assert [pin.out for pin in lines] == [1, 1, 1]
    contact.pulse(500)
    assert lines[0].out == 1
    contact.hold()
    assert [pin.out for pin in lines] == [1, 1, 0]
    contact.idle()
    assert lines[2].out == 1


def test_contacts_that_are_active_low():
    time, pin = Time(), Pin(1)
    emergency = Emergency(pin, time, 0)
    emergency.open()
    assert pin.pull == Pin.PULL_DOWN and not emergency.active()
    pin.drive(0)
    assert emergency.active()
    pin.drive(1)
    time.advance(60)
    assert not emergency.active()
    pin = Pin(1)
    passage = Passage(pin, time, 0)
    passage.open()
    for level in (0, 1):
        pin.drive(level)
        time.advance(100)
    assert passage.passages() == 1 and not passage.occupied()
    assert not pin.drive(0) and passage.occupied() is False
    time.advance(30)
    assert passage.occupied()
