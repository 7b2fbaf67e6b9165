"""The GM65's frames and registers; finding and watching a module is in test_scanner_module.py."""

from hal.scanner import gm65
from hal.scanner.command import HELLO, READ, SAVE, SPEED, WRITE
from tests.rig.far_module import OK, Zone, answer, code, joined, set_up


def test_frames_are_those_of_the_manual():
    dialect = gm65.Gm65()
    assert gm65.frame(7, 0x0A, b"\x01") == b"\x7e\x00\x07\x01\x00\x0a\x01\xee\x8a"
    assert gm65.frame(8, 0x0A, b"\x3e") == b"\x7e\x00\x08\x01\x00\x0a\x3e\x4c\xcf"
    assert dialect.command(SAVE) == b"\x7e\x00\x09\x01\x00\x00\x00\xde\xc8"
    assert gm65.frame(7, 0x2A, b"\x02") == b"\x7e\x00\x07\x01\x00\x2a\x02\xd8\x0f"
    assert answer(b"\x3e") == b"\x02\x00\x00\x01\x3e\xe4\xac"
    assert answer(b"\x00") == OK
    assert dialect.command(SPEED)[2:8] == b"\x08\x02\x00\x2a\x1a\x00"
    assert dialect.command(WRITE, 0x0D, 0)[2:7] == b"\x08\x01\x00\x0d\x00"
    assert dialect.command(HELLO)[2:7] == b"\x07\x01\x00\x00\x01"
    assert dialect.command(READ, 0)[2:7] == b"\x07\x01\x00\x00\x14"


def test_an_answer_is_cut_out_of_the_stream():
    dialect = gm65.Gm65()
    dialect.command(HELLO)
    assert dialect.take(0) is None
    dialect.feed(b"noise" + answer(b"\x16") + b"text", 5)
    assert dialect.take(10) is None
    assert dialect.take(30) == b"noisetext"
    assert dialect.answer() == ((0, 0x16),)


def test_an_answer_with_a_wrong_crc_or_length_is_none():
    for data in (b"\x02\x00\x00\x01\x16\x00\x00", answer(b"\x16\x17"), b"\x02\x00\x00", b"\x02\x00\x00\x01\x16"):
        dialect = gm65.Gm65()
        dialect.command(HELLO)
        dialect.take(0)
        dialect.feed(data, 5)
        dialect.take(30)
        assert dialect.answer() is None, data


def test_a_late_yes_is_no_answer_to_a_question_and_no_payload():
    dialect = gm65.Gm65()
    dialect.command(READ, 0)
    dialect.take(0)
    dialect.feed(OK, 5)
    assert dialect.take(30) is None and dialect.answer() is None


def test_many_beginnings_of_an_answer_cost_little_and_hide_nothing():
    dialect = gm65.Gm65()
    dialect.command(READ, 1)
    dialect.take(0)
    noise = b"\x02\x00\x00\x2a" * 200
    dialect.feed(noise + answer(bytes(42)) + noise[:8], 5)
    assert dialect.take(30) == noise + noise[:8]
    assert dialect.answer()[0] == (0x2C, 0) and len(dialect.answer()) == 42


def test_a_ride_code_that_holds_an_answer_stays_whole():
    inside = bytearray(code(3))
    inside[280 : 280 + 7] = answer(b"\x16")
    dialect = gm65.Gm65()
    dialect.command(HELLO)
    dialect.take(0)
    dialect.feed(bytes(inside) + answer(b"\x17"), 5)
    assert dialect.take(5) == bytes(inside)
    assert dialect.take(30) is None
    assert dialect.answer() == ((0, 0x17),)


def test_without_a_question_an_answer_is_a_payload():
    dialect = gm65.Gm65()
    dialect.feed(OK, 5)
    assert dialect.take(30) == OK


def test_only_the_bits_that_matter_are_changed():
    zone = Zone()
    zone.zone[0x00] = 0xFC  # lamps, aim and light as the operator wanted them
    zone.zone[0x03] = 0xFC
    zone.zone[0x2C] = 0xF8
    set_up(joined(zone)[1])
    assert zone.zone[0x00] == 0xBE and zone.zone[0x03] == 0xFE and zone.zone[0x2C] == 0xFD


def test_raw_mode_is_touched_only_on_the_firmware_that_needs_it():
    for version in (0x68, 0x69):
        zone = Zone()
        zone.zone[0xE2] = version
        set_up(joined(zone)[1])
        assert zone.zone[0xBC] == (8 if version == 0x69 else 0)


def test_findings_of_a_test_symbol_name_the_register():
    zone = Zone()
    _, scanner = joined(zone)
    set_up(scanner)
    for arrived, kind, register in (
        (b"".join([chr(value).encode() for value in range(256)]), "utf8", "0x000D"),
        (bytes(range(256)) + b"\r", "line_end", "0x0060"),
        (bytes(range(1, 256)), "dropped", ""),
    ):
        found = scanner.transparency(arrived)
        assert [each[:2] for each in found] == [(kind, register)] and not found[0][3]
    assert scanner.transparency(bytes(range(256))) == ()
