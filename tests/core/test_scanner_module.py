"""How a scanner module is found, set up and watched, with a GM65 at the far end of a scripted line."""

from hal.scanner.dialect import dialect
from hal.scanner.model import CAMERA, MODULES
from tests.core.raising import raised
from tests.rig.far_module import Zone, code, collect, joined, set_up


def kinds(scanner):
    return [finding[0] for finding in scanner.report()]


def test_a_module_at_9600_is_found_set_to_115200_and_saved():
    zone = Zone(9600)
    port, scanner = joined(zone)
    set_up(scanner)
    assert port.bauds[:2] == [115200, 9600] and port.baud == zone.baud == 115200
    assert zone.saves == 1
    assert zone.zone[0x00] & 0x43 == 2 and zone.zone[0x03] & 3 == 2 and zone.zone[0x0D] & 0x3F == 0
    assert zone.zone[0x13] == 0x8A and zone.zone[0x3F] & 1 == 1 and zone.zone[0x60] & 0x1F == 0
    assert set(kinds(scanner)) == {"corrected"}
    assert ("0x002A", True) in [(each[1], each[3]) for each in scanner.report()]


def test_what_is_set_already_is_neither_written_nor_saved():
    zone = Zone()
    port, scanner = joined(zone)
    set_up(scanner)
    saves = zone.saves
    scanner.close()
    scanner.open()
    port.written.clear()
    now_ms = set_up(scanner, 100_000)
    assert now_ms - 100_000 < 500
    assert {each[2] for each in port.written} == {7}
    assert zone.saves == saves and scanner.report() == ()


def test_a_register_that_keeps_its_value_is_named_and_left_alone():
    zone = Zone()
    zone.zone[0x0D] = 0x0C
    zone.frozen = (0x0D,)
    port, scanner = joined(zone)
    now_ms = set_up(scanner)
    wrong = [each for each in scanner.report() if not each[3]]
    assert [each[:2] for each in wrong] == [("register", "0x000D")]
    saves, writes = zone.saves, len([each for each in port.written if each[2] == 8])
    collect(scanner, now_ms, 60_000)
    assert zone.saves == saves and len([each for each in port.written if each[2] == 8]) == writes


def test_registers_that_are_not_told_are_named_and_do_not_count_as_silence():
    zone = Zone()
    zone.unread = (0xB0, 0xE0)
    _, scanner = joined(zone)
    now_ms = set_up(scanner)
    assert [each[:2] for each in scanner.report() if not each[3]] == [("unread", "0x00B0")]
    assert collect(scanner, now_ms, 30_000) == []
    assert "found" not in kinds(scanner)


def test_a_silent_module_raises_and_open_asks_until_it_is_back():
    zone = Zone()
    zone.mute = True
    port, scanner = joined(zone)
    try:
        set_up(scanner)
        raise AssertionError("a silent module looks like a quiet one")
    except OSError as error:
        assert "check first whether TX and RX are swapped, then its power" in str(error)
    assert kinds(scanner) == ["silent"]
    for _ in range(20):
        try:
            scanner.open()
            raise AssertionError("still silent")
        except OSError:
            pass
    assert len(set(port.bauds)) == 8
    zone.mute = False
    tries = 0
    while True:
        tries += 1
        assert tries <= 9
        try:
            scanner.open()
            break
        except OSError:
            pass
    set_up(scanner, 1_000_000)
    assert "found" in kinds(scanner)


def test_settings_that_change_in_operation_are_set_again():
    zone = Zone()
    _, scanner = joined(zone)
    now_ms = set_up(scanner)
    zone.zone[0x0D] = 0x0C
    collect(scanner, now_ms, 20_000)
    assert zone.zone[0x0D] == 0
    assert [each[:2] for each in scanner.report() if each[0] == "changed"] == [("changed", "0x000D")]


def test_a_module_that_speaks_at_another_rate_is_found_again():
    zone = Zone()
    port, scanner = joined(zone)
    now_ms = set_up(scanner)
    zone.zone = bytearray(256)
    zone.baud = 9600
    collect(scanner, now_ms, 20_000)
    assert zone.baud == port.baud == 115200 and zone.zone[0x03] == 2
    assert "found" in kinds(scanner)
    port.waiting += code(9)
    assert collect(scanner, now_ms + 30_000, 50) == [code(9)]


def test_codes_come_through_while_registers_are_read():
    zone = Zone()
    port, scanner = joined(zone)
    now_ms = set_up(scanner)
    got = []
    sent = []
    for turn in range(4000):
        if turn % 37 == 0:
            sent.append(code(turn % 500))
            port.waiting += sent[-1]
        got += scanner.poll(now_ms + 5 * turn)
    assert got == sent


def test_codes_during_set_up_are_delivered_and_nothing_else_is():
    zone = Zone()
    port, scanner = joined(zone)
    scanner.poll(0)
    port.waiting += b"half a code from before" + code(1)
    got = collect(scanner, 5, 3000)
    assert got == [code(1)]


def test_codes_that_nobody_takes_do_not_keep_it_from_being_set_up():
    zone = Zone()
    port, scanner = joined(zone)
    for now_ms in range(0, 2000, 5):
        if now_ms < 800 and now_ms % 40 == 0:
            port.waiting += code(now_ms)
        scanner.setup(now_ms)
    assert scanner.setup(2000)
    got = collect(scanner, 2005, 100)
    assert 0 < len(got) <= 9 and got[-1] == code(760)


def test_a_line_that_is_never_silent_is_given_up():
    zone = Zone()
    zone.mute = True
    port, scanner = joined(zone)
    for now_ms in range(0, 60_000, 10):
        port.waiting += b"noise"
        try:
            assert not scanner.setup(now_ms)
        except OSError:
            return
    raise AssertionError("it waits for ever")


def test_a_broken_line_raises_and_open_is_the_way_back():
    zone = Zone()
    port, scanner = joined(zone)
    now_ms = set_up(scanner)
    port.broken = True
    port.close()
    for call in (scanner.poll, scanner.setup):
        try:
            call(now_ms)
            raise AssertionError("a broken line looks like a quiet one")
        except OSError:
            pass
    try:
        scanner.open()
        raise AssertionError("opened a broken line")
    except OSError:
        pass
    port.broken = False
    scanner.open()
    set_up(scanner, now_ms)


def test_a_module_is_spoken_to_in_the_dialect_of_its_name():
    for name in MODULES:
        assert dialect(name, 20, 100).name.lower() == name
    for name in (CAMERA, "bare", "gm66"):
        raised(ValueError, dialect, name, 20, 100)
