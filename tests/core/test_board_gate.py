"""Relay, passage sensor and emergency contact of hal/micropython, with fakes of `machine` handed in."""

from hal.micropython.input import Debounced, Emergency, Passage
from hal.micropython.relay import Relay
from hal.micropython.relay_esp32 import RmtContact
from hal.micropython.relay_oneshot import OneShotContact
from hal.micropython.relay_stm32 import TIM16, TimerContact
from tests.core.raising import raised
from tests.rig import hal_contract
from tests.rig.fake_machine import Pin, Time, Timer


class Contact:
    """A coil whose pulse a timer ends."""

    def __init__(self, time):
        self._timer = Timer(time)
        self.released = False
        self.broken = False

    def idle(self):
        if self.broken:
            raise OSError(5, "broken")
        self._timer.deinit()
        self.released = False

    def pulse(self, pulse_ms):
        if self.broken:
            raise OSError(5, "broken")
        self.released = True
        self._timer.init(Timer.ONE_SHOT, pulse_ms, self._end)

    def _end(self, _):
        self.released = False

    def hold(self):
        if self.broken:
            raise OSError(5, "broken")
        self._timer.deinit()
        self.released = True


def test_relay():
    for obligation in hal_contract.of("relay"):
        time = Time()
        contacts = {"entry": Contact(time), "exit": Contact(time)}
        relay = Relay(contacts["entry"], contacts["exit"])
        obligation(hal_contract.RelayRig(relay, lambda name, c=contacts: c[name].released, time.advance))


def test_relay_makes_one_contact_idle_when_the_other_is_broken():
    time = Time()
    entry, exit = Contact(time), Contact(time)
    relay = Relay(entry, exit)
    relay.open()
    relay.hold(True)
    entry.broken = True
    raised(OSError, relay.safe)
    assert not exit.released
    entry.broken = False
    relay.safe()
    assert not entry.released


def test_relay_that_failed_is_opened_anew_and_holds_again():
    for failing in ("entry", "exit"):
        time = Time()
        contacts = {"entry": Contact(time), "exit": Contact(time)}
        relay = Relay(contacts["entry"], contacts["exit"])
        relay.open()
        contacts[failing].broken = True
        raised(OSError, relay.hold, True)
        assert [name for name in contacts if contacts[name].released] == [name for name in contacts if name != failing]
        raised(OSError, relay.open)
        contacts[failing].broken = False
        raised(OSError, relay.hold, True)
        relay.open()
        relay.hold(True)
        assert contacts["entry"].released and contacts["exit"].released


class Rmt:
    def __init__(self, played):
        self.played = played

    def active(self, value):
        assert value is False
        self.played.append("stop")

    def write_pulses(self, durations, levels):
        assert len(durations) == len(levels) and max(durations) <= 32767 and min(levels) == 1
        self.played.append(sum(durations))

    def deinit(self):
        self.played.append("gone")


def test_esp32_plays_the_whole_pulse_from_the_channels_memory():
    played = []
    pin = Pin()
    contact = RmtContact(lambda: Rmt(played), pin, 1)
    contact.idle()
    assert (pin.mode, pin.out) == (Pin.OUT, 0)
    for pulse_ms in (200, 333, 500, 1000):
        contact.pulse(pulse_ms)
        assert played.pop(0) == "stop"
        ticks = played.pop(0)
        assert pulse_ms * 320 - 10 <= ticks <= pulse_ms * 320
    contact.hold()
    assert played == ["gone"] and (pin.mode, pin.out) == (Pin.OUT, 1)
    contact.idle()
    assert pin.out == 0


def test_stm32_registers():
    registers = {0x580244F0: 1}
    pin = Pin()
    contact = TimerContact(registers, TIM16, pin, 1, 200_000_000, 1)
    contact.idle()
    at = 0x40014400
    assert registers[0x580244F0] == 1 | 1 << 17
    assert registers[at + 0x28] == 19_999  # 200 MHz / 20000 = 10 kHz
    assert (pin.mode, pin.alternate) == (Pin.ALT, 1)
    assert registers[at] == 0x0C and registers[at + 0x18] == 0x40 and registers[at + 0x44] == 0x8400
    contact.pulse(500)
    assert registers[at] == 0x0D and registers[at + 0x18] == 0x70 and registers[at + 0x2C] == 5000
    assert registers[at + 0x24] == 0 and registers[at + 0x34] == 1
    contact.hold()
    assert registers[at + 0x18] == 0x50
    contact.idle()
    assert registers[at] == 0x0C and registers[at + 0x18] == 0x40


def test_oneshot_gives_an_edge_and_no_other_length():
    trigger, clear, hold = Pin(), Pin(), Pin()
    contact = OneShotContact(((trigger, 1), (clear, 1), (hold, 1)), 500)
    contact.idle()
    assert (trigger.out, clear.out, hold.out) == (0, 1, 0)
    raised(ValueError, contact.pulse, 400)
    contact.pulse(500)
    assert trigger.out == 0
    contact.hold()
    assert hold.out == 1
    contact.idle()
    assert hold.out == 0


def test_passage():
    for obligation in hal_contract.of("sensor"):
        time, pin = Time(), Pin(0)

        def pass_through(time=time, pin=pin):
            for level in (1, 0):
                pin.drive(level)
                time.advance(100)

        obligation(hal_contract.SensorRig(Passage(pin, time), pass_through))


def test_emergency():
    for obligation in hal_contract.of("emergency"):
        time, pin = Time(), Pin(0)

        def pull(active, time=time, pin=pin):
            pin.drive(int(active))
            time.advance(0 if active else 60)

        obligation(hal_contract.EmergencyRig(Emergency(pin, time), pull))


def test_emergency_is_over_only_when_the_contact_has_settled():
    time, pin = Time(), Pin(0)
    emergency = Emergency(pin, time)
    emergency.open()
    pin.drive(1)
    assert emergency.active()
    time.advance(60)
    assert emergency.active()
    for _ in range(5):
        pin.drive(0)
        time.advance(20)
        assert emergency.active()
        pin.drive(1)
        time.advance(20)
    pin.drive(0)
    time.advance(49)
    assert emergency.active()
    time.advance(1)
    assert not emergency.active()


def test_bouncing_is_one_passage():
    time, pin = Time(), Pin(0)
    sensor = Passage(pin, time)
    sensor.open()
    for edge in range(9):
        pin.drive(edge + 1 & 1)
        time.advance(1)
    assert sensor.passages() == 0
    time.advance(100)
    for edge in range(9):
        pin.drive(edge & 1)
        time.advance(1)
    assert sensor.passages() == 0
    time.advance(20)
    assert sensor.passages() == 1
    assert sensor.passages() == 0


def test_settling_on_both_sides():
    time = Time()
    for last_ms, falls in ((19, 0), (20, 1)):
        contact = Debounced(20, time.ticks_diff, 0, 0)
        contact.look(1, 0)
        contact.look(0, last_ms)
        contact.look(0, last_ms + 100)
        assert contact.falls == falls


def test_settling_over_the_wrap_of_ticks():
    time = Time()
    start = (1 << 30) - 10
    contact = Debounced(20, time.ticks_diff, 0, start)
    contact.look(1, start)
    contact.look(1, 9)
    assert contact.level == 0
    contact.look(1, 10)
    assert contact.level == 1


def test_an_edge_while_we_look_is_looked_at():
    time, pin = Time(), Pin(0)
    sensor = Passage(pin, time)
    sensor.open()
    pin.drive(1)
    time.advance(50)
    ticks_ms, calls = time.ticks_ms, []

    def interrupted():
        if not calls:
            calls.append(1)
            pin.drive(0)
        return ticks_ms()

    time.ticks_ms = interrupted
    assert sensor.passages() == 0
    time.advance(50)
    assert sensor.passages() == 1
