"""Checked packets and the GM67's parameters; finding and watching a module is in test_scanner_module.py."""

from hal.fake.scanner import Port
from hal.scanner import ssi
from hal.scanner.command import HELLO, READ, SAVE, SPEED, WRITE
from hal.scanner.gm67 import Gm67
from hal.scanner.module import ScannerModule
from tests.rig.far_module import Parameters, code, collect, decoded, packet, set_up

ACK = b"\x04\xd0\x04\x00\xff\x28"  # as printed in the manual
NAK = b"\x05\xd1\x04\x00\x01\xff\x25"


def drain(dialect, data: bytes, now_ms: int = 0, then_ms: int = 100):
    """(payloads, what it said) for bytes that come at once and are followed by silence."""
    dialect.feed(data, now_ms)
    out = []
    said = b""
    for moment in (now_ms, now_ms + then_ms):
        payload = dialect.take(moment)
        while payload is not None:
            out.append(payload)
            payload = dialect.take(moment)
        said += dialect.outgoing()
    return out, said


def test_packets_are_those_of_the_manuals():
    assert ssi.encode(ssi.ACK) == ACK
    assert ssi.encode(ssi.NAK, ssi.RESEND) == NAK
    dialect = Gm67()
    assert dialect.command(WRITE, 0x8A, 4) == b"\x07\xc6\x04\x08\x00\x8a\x04\xfe\x99"
    assert dialect.command(WRITE, 0xF205, 0) == b"\x08\xc6\x04\x08\x00\xf2\x05\x00\xfe\x2f"
    assert dialect.command(WRITE, 0xEC, 0) == b"\x07\xc6\x04\x08\x00\xec\x00\xfe\x3b"
    assert dialect.command(SPEED) == b"\x07\xc6\x04\x08\x00\x9c\x0a\xfe\x81"
    assert dialect.command(HELLO) == b"\x05\xc7\x04\x00\xee\xfe\x42"
    assert dialect.command(SAVE) == b""
    assert ssi.encode(ssi.PARAM_REQUEST, b"\x8a") == b"\x05\xc7\x04\x00\x8a\xfe\xa6"
    assert ssi.encode(ssi.PARAM_REQUEST, b"\x01\x9c") == b"\x06\xc7\x04\x00\x01\x9c\xfe\x92"


def test_the_answer_to_a_request_is_understood():
    dialect = Gm67()
    dialect.command(READ, 0)
    drain(dialect, b"\x0d\xc6\x00\x00\xff\x01\x00\x02\x01\x9c\x07\xe6\x63\xfc\x3e")  # the guide's example
    assert dialect.answer() == ((1, 0), (2, 1), (0x9C, 7), (0xE6, 0x63))
    dialect.command(READ, 0)
    drain(dialect, packet(0xC6, b"\xff\xf2\x05\x01\x8a\x04"))
    assert dialect.answer() == ((0xF205, 1), (0x8A, 4))


def test_short_and_long_packets_are_delivered_and_acknowledged():
    for length in (1, 2, 249, 250, 251, 364, 1024, 1025):
        payload = (code(1) * 4)[:length]
        for kind in (0xF1, 0xF7):
            dialect = Gm67()
            assert drain(dialect, decoded(payload, 0, kind)) == ([payload], ACK), length


def test_what_no_terminal_looks_at_is_cut_and_acknowledged():
    payload = code(1) * 8
    assert drain(Gm67(), decoded(payload)) == ([payload[:1025]], ACK)


def test_every_damaged_byte_is_noticed_and_the_packet_asked_for_again():
    whole = decoded(code(1))
    for at in range(len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 0x10
        dialect = Gm67()
        payloads, said = drain(dialect, bytes(broken))
        assert payloads == []
        if at > 5:  # a header that is none is no packet
            assert said == NAK, at
        assert drain(dialect, decoded(code(1), 1), 100) == ([code(1)], ACK)


def test_lost_and_added_bytes_are_noticed():
    whole = decoded(code(2))
    for at in range(0, len(whole), 7):
        for broken in (whole[:at] + whole[at + 1 :], whole[:at] + b"\x55" + whole[at:]):
            dialect = Gm67()
            payloads, _ = drain(dialect, broken)
            assert payloads == [] or payloads == [code(2)]  # a byte before or behind it does no harm
            assert drain(dialect, decoded(code(2), 1), 100)[0] in ([code(2)], []) or payloads


def test_a_packet_that_breaks_off_is_asked_for_again():
    whole = decoded(code(2))
    for length in (8, 20, 200, len(whole) - 1):
        dialect = Gm67()
        dialect.feed(whole[:length], 0)
        assert dialect.take(99) is None and dialect.outgoing() == b""
        assert dialect.take(100) is None and dialect.outgoing() == NAK
        assert drain(dialect, decoded(code(2), 1), 200) == ([code(2)], ACK)


def test_a_code_shown_again_is_delivered_though_its_packet_was_damaged():
    dialect = Gm67()
    assert drain(dialect, decoded(code(1))) == ([code(1)], ACK)
    assert drain(dialect, decoded(code(1))[:-1] + b"\x00", 100) == ([], NAK)
    assert drain(dialect, decoded(code(1), 1), 200) == ([code(1)], ACK)


def test_garbage_around_packets_costs_nothing():
    headers = (b"\xff\xf4", b"\x05\xd0", b"\x40\xf3\x00", b"\xff\xf4\x03\xe8\xf4\x00")
    for junk in (b"\x80\xff\xff", b"\xff", b"\r\n") + headers:
        dialect = Gm67()
        stream = junk + decoded(code(1)) + junk + decoded(code(2)) + junk
        payloads, _ = drain(dialect, stream)
        assert payloads == [code(1), code(2)], junk


def test_a_packet_sent_again_because_the_ack_was_lost_is_delivered_once():
    dialect = Gm67()
    assert drain(dialect, decoded(code(1)))[0] == [code(1)]
    assert drain(dialect, decoded(code(1), 1), 100) == ([], ACK)
    assert drain(dialect, decoded(code(1)), 200) == ([code(1)], ACK)  # shown again
    assert drain(dialect, decoded(code(2), 1), 300) == ([code(2)], ACK)


def test_bytes_outside_packets_are_strange():
    dialect = Gm67()
    drain(dialect, decoded(code(1)))
    assert not dialect.strange()
    drain(dialect, code(1), 100)
    assert dialect.strange() and not dialect.strange()


def test_an_idle_gap_out_of_bounds_is_refused():
    for idle_ms in (4, 101):
        try:
            ssi.Packets(idle_ms)
            raise AssertionError("accepted")
        except ValueError:
            pass
    ssi.Packets(5)
    ssi.Packets(100)
    for wait_ms in (19, 501):
        try:
            ssi.Packets(20, wait_ms)
            raise AssertionError("accepted")
        except ValueError:
            pass
    ssi.Packets(20, 20)
    ssi.Packets(20, 500)


def test_a_packet_in_pieces_is_waited_for():
    whole = decoded(code(2))
    for at in range(1, len(whole), 7):
        dialect = Gm67()
        dialect.feed(whole[:at], 0)
        assert dialect.take(99) is None and dialect.outgoing() == b""
        assert drain(dialect, whole[at:], 99) == ([code(2)], ACK)


def test_a_module_at_9600_is_found_and_set_up():
    module = Parameters(9600)
    port = Port(module)
    scanner = ScannerModule(port, Gm67())
    scanner.open()
    now_ms = set_up(scanner)
    assert module.baud == port.baud == 115200
    wanted = {0x8A: 4, 0xEE: 1, 0x9F: 1, 0xEB: 0, 0xEC: 0, 0xF205: 0, 0xF2B7: 0, 0xF206: 0, 0xF250: 1, 0xF211: 0}
    for number, value in wanted.items():
        assert module.values[number] == value, number
    assert {each[3] for each in scanner.report()} == {True}
    module.heard.clear()
    port.waiting += decoded(code(4))
    assert collect(scanner, now_ms + 10, 40) == [code(4)]
    assert ACK in module.heard


def test_each_command_is_preceded_by_a_wake_up_and_its_pause():
    module = Parameters()
    port = Port(module)
    scanner = ScannerModule(port, Gm67())
    scanner.open()
    scanner.poll(0)
    assert port.written == [b"\x00"]
    scanner.poll(40)
    assert port.written == [b"\x00"]
    scanner.poll(60)
    assert port.written[1][1] == 0xC7


def test_a_parameter_that_keeps_its_value_is_named():
    module = Parameters()
    module.frozen = (0xF206,)
    port = Port(module)
    scanner = ScannerModule(port, Gm67())
    scanner.open()
    set_up(scanner)
    assert [each[:2] for each in scanner.report() if not each[3]] == [("register", "F2 06")]
    utf8 = b"".join([chr(value).encode() for value in range(256)])
    assert scanner.transparency(utf8)[0][:2] == ("utf8", "F2 06")


def test_a_module_that_left_its_packets_is_set_up_again():
    module = Parameters()
    port = Port(module)
    scanner = ScannerModule(port, Gm67())
    scanner.open()
    now_ms = set_up(scanner)
    module.values[0xEE] = 0
    port.waiting += code(1)
    assert collect(scanner, now_ms, 3000) == []
    assert module.values[0xEE] == 1
