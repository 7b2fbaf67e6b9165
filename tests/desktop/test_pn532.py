"""The PN532 driver against a module that speaks real frames over a line in time."""

from functools import partial

import pytest

from hal.card.pn532 import APDU_MAX_BYTES, SLICE_MS, Frames, Pn532, frame
from hal.fake.card import CardField, TestCard
from sim.emulator.card import pn532 as module
from terminal.card import GET_BALANCE, READ_FILE_15, SELECT_AID, SELECT_PPSE
from tests.rig import card_contract
from tests.rig.module_wire import Wire

NUMBER = bytes.fromhex("03109999000000000017")
SCRIPT = (SELECT_PPSE, SELECT_AID, READ_FILE_15, GET_BALANCE, bytes.fromhex("00b201f400"))


class Bench:
    """A driver and a module on one line; looking at the clock lets a millisecond pass."""

    def __init__(self):
        self.field = CardField()
        self.field.open()
        self.module = module.Pn532(self.field)
        self.wire = Wire(self.module)
        self.reader = Pn532(self.wire.port, self.tick)
        self.still_ms = []  # for so long the computer stands still at the next looks at the clock

    def tick(self):
        self.wire.pass_ms(1 + (self.still_ms.pop(0) if self.still_ms else 0))
        return self.wire.now_ms

    def poll(self, ms=400):
        card = None
        for _ in range(ms):
            self.wire.pass_ms(1)
            card = self.reader.poll(self.wire.now_ms)
        return card

    def held(self, *cards):
        self.reader.open()
        self.field.hold(*cards)
        return self.poll()


@pytest.mark.parametrize("obligation", card_contract.OBLIGATIONS, ids=lambda one: one.__name__)
def test_the_driver_keeps_the_contract(obligation):
    bench = Bench()

    def broken(is_so):
        bench.wire.port.broken = is_so

    fail, repair = partial(broken, True), partial(broken, False)
    obligation(card_contract.CardRig(bench.reader, bench.field.hold, bench.wire.pass_ms, bench.tick, fail, repair))


def test_frames_of_the_host_are_those_of_the_manual():
    assert frame(b"\x02") == bytes.fromhex("0000ff02fed4022a00")
    assert frame(b"\x4a\x01\x00") == bytes.fromhex("0000ff04fcd44a0100e100")


def test_an_answer_is_found_whatever_is_on_the_line():
    answer = bytes.fromhex("0000ff06fad50332010607e800")
    for before in (b"", module.ACK, b"\x00\xff", b"\x00\x00\xff\x02\xfe\xd5\x03\x00\x00", bytes(300)):
        for cut in range(len(answer) - 1):
            frames = Frames()
            frames.feed(before + answer[:cut])
            assert frames.take() is None, (before, cut)
            frames.feed(answer[cut:])
            assert frames.take() == bytes.fromhex("0332010607"), (before, cut)
            assert frames.take() is None
    frames = Frames()
    frames.feed(bytes.fromhex("0000ff01ff7f8100"))
    assert frames.take() == b""


def test_a_card_is_found_watched_and_missed():
    bench = Bench()
    card = TestCard(NUMBER)
    assert bench.held() is None
    assert bench.reader.version == module.FIRMWARE
    bench.field.hold(card)
    assert bench.poll() == (card.uid, True)
    assert bench.poll(1000) == (card.uid, True)
    bench.field.hold()
    assert bench.poll() is None


def test_two_cards():
    bench = Bench()
    assert bench.held(TestCard(NUMBER), TestCard(NUMBER[:-1] + b"\x27")).alone is False


def test_one_script_gives_the_same_answers_as_the_card_itself():
    bench = Bench()
    card = TestCard(NUMBER, records=(bytes(range(48)),))
    assert bench.held(card)
    answers = [bench.reader.transceive(command) for command in SCRIPT]
    card.reset()
    assert answers == [card.respond(command) for command in SCRIPT]


def test_a_transceive_waits_for_a_slice_and_no_longer():
    bench = Bench()
    assert bench.held(TestCard(NUMBER))
    bench.module.fault("timeout")
    before_ms = bench.wire.now_ms
    with pytest.raises(OSError, match="does not answer"):
        bench.reader.transceive(SELECT_PPSE)
    assert bench.wire.now_ms - before_ms <= SLICE_MS + 2
    bench.module.fault("timeout", False)
    assert bench.poll()
    assert bench.reader.transceive(SELECT_PPSE)[-2:] == b"\x90\x00"


def test_an_answer_that_came_while_the_computer_stood_still_counts():
    bench = Bench()
    assert bench.held(TestCard(NUMBER))
    bench.still_ms = [0, 10 * SLICE_MS]
    assert bench.reader.transceive(SELECT_PPSE)[-2:] == b"\x90\x00"
    assert bench.poll()


def test_a_card_torn_away_is_an_error_and_gone():
    for torn in range(len(SCRIPT)):
        bench = Bench()
        assert bench.held(TestCard(NUMBER))
        bench.field.tear_after = torn
        for command in SCRIPT[:torn]:
            bench.reader.transceive(command)
        with pytest.raises(OSError, match="gone"):
            bench.reader.transceive(SCRIPT[torn])
        assert bench.poll(1) is None
        with pytest.raises(OSError, match="no card"):
            bench.reader.transceive(SCRIPT[torn])


def test_the_length_of_commands():
    bench = Bench()
    assert bench.held(TestCard(NUMBER))
    for length in (4, APDU_MAX_BYTES):
        assert bench.reader.transceive(b"\x80\x01\x00\x00" + bytes(length - 4)) == b"\x6d\x00"
    for length in (3, APDU_MAX_BYTES + 1):
        with pytest.raises(ValueError, match="apdu"):
            bench.reader.transceive(bytes(length))


@pytest.mark.parametrize("fault", ["no_ack", "noise"])
def test_what_a_driver_does_without(fault):
    bench = Bench()
    bench.module.fault(fault)
    assert bench.held(TestCard(NUMBER))
    assert bench.reader.transceive(SELECT_PPSE)[-2:] == b"\x90\x00"


@pytest.mark.parametrize("fault", ["dead", "checksum"])
def test_a_module_that_does_not_answer(fault):
    bench = Bench()
    bench.module.fault(fault)
    bench.reader.open()
    with pytest.raises(OSError, match="no answer at the step 'firmware version'"):
        bench.poll(2000)
    bench.module.fault(fault, False)
    assert bench.held(TestCard(NUMBER))


def test_power_lost_and_back():
    bench = Bench()
    assert bench.held(TestCard(NUMBER))
    bench.module.power(False)
    with pytest.raises(OSError, match="no answer"):
        bench.poll(3000)
    bench.module.power(True)
    assert bench.held(TestCard(NUMBER))


def test_answers_that_come_late_are_not_taken_for_others():
    bench = Bench()
    assert bench.held(TestCard(NUMBER))
    bench.module.fault("late")
    with pytest.raises(OSError, match="does not answer"):
        bench.reader.transceive(SELECT_AID)
    bench.module.fault("late", False)
    assert bench.poll(600)
    assert bench.reader.transceive(SELECT_PPSE)[-2:] == b"\x90\x00"
    with pytest.raises(OSError):
        bench.reader.close()
        bench.reader.poll(0)
