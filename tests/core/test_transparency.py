"""What became of a test symbol, found from the bytes that arrived."""

from hal.scanner.transparency import SYMBOL, SYMBOLS, compare


def kinds(arrived, shown=SYMBOL):
    return [kind for kind, _ in compare(arrived, shown)]


def test_the_symbol_holds_every_value_once_in_order():
    assert len(SYMBOL) == 256 and list(SYMBOL) == sorted(set(SYMBOL))
    assert SYMBOLS[0] == SYMBOL
    for shown in SYMBOLS:
        assert compare(shown, shown) == ()


def test_utf8_is_told():
    utf8 = SYMBOL[:128] + b"".join([bytes([0xC0 | b >> 6, 0x80 | b & 63]) for b in SYMBOL[128:]])
    assert len(utf8) == 384
    assert kinds(utf8) == ["utf8"]
    assert kinds(utf8 + b"\r\n") == ["utf8", "line_end"]


def test_what_is_added_around_is_told():
    assert compare(b"]Q1" + SYMBOL) == (("prefix", "5D 51 31 in front of it"),)
    assert compare(SYMBOL + b"\r") == (("line_end", "0D behind it"),)
    assert kinds(SYMBOL + b"\r\n") == ["line_end"]
    assert kinds(SYMBOL + b"\t") == ["line_end"]
    assert kinds(SYMBOL + b"#") == ["suffix"]
    assert kinds(b"#" + SYMBOL + b"\r") == ["prefix", "line_end"]


def test_seven_bits_are_told():
    assert kinds(bytes([value & 127 for value in SYMBOL])) == ["seven_bits"]


def test_hexadecimal_text_is_told():
    text = "".join([f"{value:02x}" for value in SYMBOL])
    assert kinds(text.encode()) == ["hex"]
    assert kinds(text.upper().encode()) == ["hex"]


def test_changed_line_ends_are_told():
    assert compare(SYMBOL.replace(b"\r", b"\n"))[0] == ("line_ends", "0D inside arrives as 0A")
    assert kinds(SYMBOL.replace(b"\n", b"\r\n")) == ["line_ends"]
    assert compare(SYMBOL.replace(b"\r", b""))[0] == ("line_ends", "0D inside arrives as nothing")


def test_lost_bytes_are_told_and_listed():
    arrived = SYMBOL[:3] + SYMBOL[4:200] + SYMBOL[202:]
    assert compare(arrived) == (("dropped", "3 of 256 bytes lost, among them 03 C8 C9"),)
    assert kinds(SYMBOL[1:]) == ["dropped"]
    assert kinds(SYMBOL[:-1]) == ["dropped"]


def test_altered_bytes_are_told_with_their_values():
    arrived = bytearray(SYMBOLS[1])
    arrived[0] = 0xBA
    arrived[1] = 0xCF
    assert compare(bytes(arrived), SYMBOLS[1]) == (("recoded", "8D->BA, 87->CF"),)
    arrived = bytearray(SYMBOL)
    arrived[65] = 66
    assert compare(bytes(arrived)) == (("altered", "41->42"),)


def test_other_texts_in_its_place_are_told():
    assert kinds(b"") == ["altered"]
    assert kinds(SYMBOL[:128] + b"\xef\xbf\xbd" * 128) == ["recoded"]
    assert kinds(SYMBOL[:128] + b"?" * 64) == ["recoded"]
    assert kinds(b"https://example.com/") == ["altered"]
