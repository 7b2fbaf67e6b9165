"""The models of scanner modules against what the manuals print, and the line between rates."""

import pytest

from sim.emulator.scanner import MODELS, Symbol
from sim.emulator.scanner.gm65 import Gm65
from sim.emulator.scanner.gm67 import Gm67
from sim.emulator.scanner.line import heard
from sim.emulator.scanner.text import guess

BOOTED_US = 1_000_000


def said(model, t_us):
    """Everything it sends in the next second, and at which rates."""
    out = [each for at in range(t_us, t_us + 1_000_000, 1000) for each in model.poll(at)]
    return b"".join(data for data, _ in out), {baud for _, baud in out}


def exchange(model, text, t_us=BOOTED_US):
    model.feed(bytes.fromhex(text), t_us)
    return said(model, t_us)[0].hex(" ")


def test_gm65_answers_as_the_manual_prints():
    model = Gm65()
    model.zone[0x0A] = 0x3E
    assert exchange(model, "7e 00 07 01 00 0a 01 ee 8a") == "02 00 00 01 3e e4 ac"
    assert exchange(model, "7e 00 07 01 00 0a 01 11 22") == ""
    assert exchange(model, "7e 00 07 01 00 0a 01") == ""
    model = Gm65()
    assert exchange(model, "7e 00 08 01 00 0a 3e 4c cf") == "02 00 00 01 00 33 31" and model.zone[0x0A] == 0x3E
    assert exchange(model, "7e 00 08 01 00 0a 3f ab cd") == "02 00 00 01 00 33 31" and model.zone[0x0A] == 0x3F
    assert exchange(model, "7e 00 09 01 00 00 00 de c8") == "02 00 00 01 00 33 31" and model.memory[0x0A] == 0x3F
    assert exchange(model, "7e 00 07 01 00 2a 02 d8 0f").startswith("02 00 00 02 39 01")


def test_gm65_forgets_half_a_command_after_400_ms():
    model = Gm65()
    model.feed(bytes.fromhex("7e 00 07 01 00"), BOOTED_US)
    assert exchange(model, "0a 01 ee 8a", BOOTED_US + 300_000) != ""
    model.feed(bytes.fromhex("7e 00 07 01 00"), 2 * BOOTED_US)
    assert exchange(model, "0a 01 ee 8a", 2 * BOOTED_US + 500_000) == ""


def test_gm65_from_the_factory_reads_by_its_button_and_adds_a_line_end():
    model = Gm65()
    model.show(b"text", t_us=BOOTED_US)
    assert said(model, BOOTED_US) == (b"", set())
    model.trigger(0, 2 * BOOTED_US)
    assert said(model, 2 * BOOTED_US) == (b"text\r", {9600})


def test_gm65_dresses_data_in_the_order_of_the_manual():
    model = Gm65()
    model.zone[0x00] = 2
    model.zone[0x60] = 0b0010_1111
    model.zone[0x62] = 0x11
    model.zone[0x63], model.zone[0x72] = ord("<"), ord(">")
    model.show(b"data", t_us=BOOTED_US)
    assert said(model, BOOTED_US)[0] == b"<Qdata>\r\n"


def test_gm67_answers_as_the_manuals_print():
    model = Gm67()
    assert exchange(model, "04 e9 04 00 ff 0f") == "04 d0 00 00 ff 2c"
    assert exchange(model, "07 c6 04 08 00 8a 04 fe 99") == "04 d0 00 00 ff 2c" and model.memory[0x8A] == 4
    assert exchange(model, "07 c6 04 00 00 8a 09 fe 9c") == "04 d0 00 00 ff 2c"
    assert (model.memory[0x8A], model.values[0x8A]) == (4, 9)  # a change for now
    assert exchange(model, "05 c7 04 00 8a fe a6") == "07 c6 00 00 ff 8a 09 fd a1"
    assert exchange(model, "05 c7 04 00 77 fe b9").startswith("05 c6 00 00 ff")  # it has no such parameter
    assert exchange(model, "07 c6 04 08 00 8a 04 fe 98").startswith("05 d1 00 00 01")


def test_gm67_sends_a_packet_three_times_when_nobody_acknowledges_it():
    model = Gm67()
    model.values.update({0xEE: 1, 0x8A: 4, 0xF205: 0, 0xF206: 0})
    model.show(Symbol(b"data", once=True), t_us=BOOTED_US)
    out = [data for at in range(BOOTED_US, 9 * BOOTED_US, 10_000) for data, _ in model.poll(at)]
    assert [each[3] for each in out] == [0, 1, 1] and {each[4:-2] for each in out} == {b"\xf1data"}
    assert all(sum(each[:-2]) + int.from_bytes(each[-2:], "big") & 0xFFFF == 0 for each in out)


def test_gm67_acknowledges_a_new_rate_at_the_old_one():
    model = Gm67()
    model.feed(bytes.fromhex("07 c6 04 08 00 9c 0a fe 81"), BOOTED_US)
    assert model.baud == 115200 and said(model, BOOTED_US)[1] == {9600}


@pytest.mark.parametrize("model", MODELS.values())
def test_a_power_cut_keeps_only_what_was_saved(model):
    module = model()
    module.fault("baud")
    module.power(False, 0)
    module.power(True, 0)
    assert module.baud == 38400
    module.reset(0, "factory")
    assert module.baud == 9600


def test_other_rates_are_heard_as_something_else():
    data = bytes(range(256))
    assert heard(data, 9600, 9600) == data
    for sent_at, heard_at in ((9600, 115200), (115200, 9600), (38400, 57600), (1200, 115200)):
        said = heard(data, sent_at, heard_at)
        assert said and data[:4] not in said
    assert heard(b"", 9600, 115200) == b""
    assert heard(b"U" * 4, 9600, 19200) != b"U" * 4
    assert len(heard(data, 9600, 115200)) > len(data) > len(heard(data, 115200, 9600))


def test_text_that_is_none():
    assert guess(b"\x8d\x87") == b"\xba\xcf"
    assert guess(b"plain \xff\xff\x81") == b"plain \xff\xff\x81"


@pytest.mark.parametrize("model", MODELS.values())
def test_faults_are_switched_by_their_names(model):
    module = model()
    for name in module.faults:
        module.fault(name)
        module.fault(name, on=False)
    with pytest.raises(ValueError, match="there are: utf8"):
        module.fault("fire")
    module = model()
    module.fault("baud")
    assert module.baud == 38400
    module.fault("factory")
    module.poll(BOOTED_US)
    assert module.baud == 9600 and not module.view.awake(BOOTED_US)


def test_a_stranger_with_a_set_up_code():
    for locked in (False, True):
        module = Gm65()
        module.zone[0], module.zone[3] = 2, 2 * locked
        module.fault("stranger")
        said(module, BOOTED_US)
        assert (module.zone[0x0D] & 0x0C == 0x0C) == (not locked)


def test_symbols_held_up_once_are_read_in_turn():
    module = Gm65()
    module.zone[0], module.zone[0x60], module.zone[0x05] = 2, 0, 1
    module.show(Symbol(b"one", once=True), t_us=BOOTED_US)
    module.show(Symbol(b"two", once=True), t_us=BOOTED_US)
    assert said(module, BOOTED_US)[0] == b"onetwo"
