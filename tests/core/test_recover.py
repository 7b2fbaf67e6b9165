"""What is undone on a mangled code, what is not, and in which order."""

from binascii import b2a_base64, hexlify

from terminal.policy import RECOVERIES
from terminal.recover import recover
from tests.builder import code_builder

CODE = code_builder.unsigned(11, 32)
SHORT = code_builder.unsigned(12, 0)
PREFIXES = (b"\x02", b"]Q0", b"]Q1", b"]Q2", b"]Q3", b"]Q4", b"]Q5", b"]Q6", b"]X0", b"\x02]Q1", b"\x02]Q2")
ENDS = (b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x00", b"\n\r", b"\r\r", b"\r\n\r\n")
ENDS += (b"\x00" * 4, b"\x03\r\n", b"\r\0\t\x03")


def utf8(data: bytes) -> bytes:
    """Each byte as the UTF-8 of its code point."""
    out = bytearray()
    for byte in data:
        if byte < 0x80:
            out.append(byte)
        else:
            out.append(0xC0 | byte >> 6)
            out.append(0x80 | byte & 63)
    return bytes(out)


def base64(data: bytes) -> bytes:
    return b2a_base64(data).rstrip(b"\n")


def url64(data: bytes) -> bytes:
    return base64(data).replace(b"+", b"-").replace(b"/", b"_")


def untouched(payload: bytes, allowed: tuple = RECOVERIES) -> None:
    got, names = recover(payload, allowed)
    assert got == payload and names == (), (names, payload[:20])


def undone(payload: bytes, code: bytes, *names: str) -> None:
    got = recover(payload, RECOVERIES)
    assert got == (code, names), (got[1], names)
    untouched(payload, ())
    for name in names:
        rest = tuple([each for each in RECOVERIES if each != name])
        assert recover(payload, rest)[0] != code, ("not allowed, yet undone", name)


def escaped(code: bytes) -> bytes:
    """As readers speaking the ECI protocol send it."""
    return code.replace(b"\\", b"\\\\")


def test_each_recovery():
    for code in (CODE, SHORT, b"\x81" + CODE[1:], b"\x8f" + CODE[1:]):
        for prefix in PREFIXES:
            undone(prefix + code, code, "prefix")
        for designator in (b"\\000003", b"\\000026", b"\\999999"):
            undone(designator + code, code, "eci")
        for end in ENDS:
            undone(code + end, code, "line_end")
        undone(utf8(code), code, "utf8")
        undone(hexlify(code), code, "hex")
        undone(hexlify(code).upper(), code, "hex")
        undone(base64(code), code, "base64")
        undone(base64(code).rstrip(b"="), code, "base64")
        undone(url64(code), code, "base64")
        undone(url64(code).rstrip(b"="), code, "base64")


def test_they_combine_in_their_order():
    for wrap, name in ((utf8, "utf8"), (hexlify, "hex"), (base64, "base64"), (url64, "base64")):
        undone(b"]Q1" + wrap(CODE), CODE, "prefix", name)
        undone(wrap(CODE) + b"\r\n", CODE, "line_end", name)
        undone(b"\\000026" + wrap(CODE) + b"\n", CODE, "line_end", "eci", name)
        undone(b"\x02]Q2\\000003" + wrap(CODE) + b"\x03\r\n", CODE, "prefix", "line_end", "eci", name)
    undone(b"]X0" + CODE + b"\r", CODE, "prefix", "line_end")


def test_the_eci_protocol():
    """Behind a designator, or an identifier with an ECI modifier, 5C 5C stands for one 5C; as it is comes second."""
    plain = CODE.replace(b"\\", b"\x00")
    for places in ((30,), (30, 31), (30, 31, 32), (100, 363), (200, 201, 202, 203)):
        code = bytearray(plain)
        for at in places:
            code[at] = 0x5C
        code = bytes(code)
        undone(b"\\000026" + escaped(code), code, "eci")
        undone(b"\\000026" + code, code, "eci")
        for modifier in (b"]Q2", b"]Q4", b"]Q6"):
            undone(modifier + escaped(code), code, "prefix", "eci")
            undone(modifier + code, code, "prefix")
            undone(modifier + b"\\000003" + escaped(code) + b"\r", code, "prefix", "line_end", "eci")
        for modifier in (b"]Q0", b"]Q1", b"]Q3", b"]Q5", b"]X0", b"\x02", b""):
            untouched(modifier + escaped(code))
        undone(b"\\000026" + escaped(utf8(code)), code, "eci", "utf8")
    long = code_builder.unsigned(13, 19).replace(b"\\", b"\x00")
    long = long[:2] + b"\x5c" + long[3:]  # 348 bytes follow: the length holds a backslash
    undone(b"\\000026" + escaped(long), long, "eci")


def test_base64_and_hexadecimal_are_decoded_when_nothing_else_is_in_them():
    """Builds differ in what a2b_base64 and unhexlify raise for other text, a bare Exception among it."""
    for wrap in (hexlify, base64, url64):
        text = wrap(SHORT)
        for at in (0, 1, 200):
            for byte in range(256):
                if byte not in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_":
                    untouched(text[:at] + bytes([byte]) + text[at + 1 :])


def test_mixed_case_hexadecimal():
    text = hexlify(CODE)
    undone(text[:300].upper() + text[300:], CODE, "hex")


def test_a_measured_payload_is_never_changed():
    for code in (CODE, SHORT, CODE[:-1] + b"\r", CODE[:-1] + b"\n", CODE[:-2] + b"\r\n"):
        untouched(code)
    malformed = CODE[:3] + b"\x00" + CODE[4:]
    untouched(malformed)  # step 4 is not the business of recovery


def test_a_code_that_ends_in_a_line_end_loses_only_what_was_added():
    for last in (b"\r", b"\n"):
        code = CODE[:-1] + last
        for end in ENDS:
            undone(code + end, code, "line_end")
        undone(utf8(code), code, "utf8")
        undone(utf8(code) + b"\r\n\r\n", code, "line_end", "utf8")


def test_at_most_one_of_each():
    for payload in (
        b"]Q1]Q1" + CODE,
        b"]Q1]X0" + CODE,
        b"\x02\x02" + CODE,
        b"\\000026\\000026" + CODE,
        CODE + b"\r\r\r\r\r",
        CODE + b"\r\n\r\n\x00",
        CODE + b"\x04",
        CODE + b" ",
        hexlify(hexlify(CODE))[:1024],
        base64(hexlify(CODE)),
        hexlify(utf8(CODE[:332])),
        utf8(utf8(CODE)),
    ):
        untouched(payload)


def test_the_wrong_order_is_not_undone():
    for payload in (
        hexlify(b"]Q1" + CODE),
        hexlify(CODE + b"\r"),
        base64(CODE + b"\n"),
        CODE + b"]Q1",
        b"\r" + CODE,
        b"]Q1\x02" + CODE,
        b"\\000026]Q1" + CODE,
        b"\\000026\x02" + CODE,
        CODE + b"\\000026",
    ):
        untouched(payload)


def test_near_misses_of_the_prefixes():
    for prefix in (b"]Q7", b"]q1", b"]X1", b"]Q", b"]Q12", b"000026", b" ", b"\x03"):
        untouched(prefix + CODE)
    for prefix in (b"\\0000026", b"\\00026", b"\\00002a", b"\\\\000026"):
        untouched(prefix + CODE)


def test_what_comes_out_must_be_measured():
    for code in (CODE[:-1], CODE + b"\x01", b"\x70" + CODE[1:], b"\x90" + CODE[1:], b"", b"\x80\x01\x69\x24"):
        for payload in (b"]Q1" + code, code + b"\n", utf8(code), hexlify(code), base64(code)):
            untouched(payload)


def test_text_that_is_not_quite_hexadecimal():
    text = hexlify(CODE)
    for payload in (
        text[:-1],
        text + b"0",
        b"0x" + text,
        text[:100] + b" " + text[100:],
        text[:100] + b"\n" + text[100:],
        text[:100] + b"  " + text[100:],
        text[:100] + b"g" + text[101:],
        text[:100] + b"\xb2" + text[101:],
        b" " + text,
        text + b" ",
    ):
        untouched(payload)


def test_text_that_is_not_quite_base64():
    text = base64(SHORT)  # 332 bytes are 443 characters and one =
    assert text[-1:] == b"=" and text[-2:-1] != b"="
    for payload in (
        text + b"=",
        text[:-1] + b"==",
        text[:-2],
        text[:40] + b" " + text[40:],
        text[:40] + b"\n" + text[40:],
        text[:40] + b"=" + text[40:],
        text[:40] + b"*" + text[41:],
        b"=" + text,
    ):
        untouched(payload)
    filler = text[-2:-1]
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = alphabet.find(filler)
    other = alphabet[at ^ 1 : (at ^ 1) + 1]
    untouched(text[:-2] + other + b"=")  # bits that mean nothing must be zero: one code, one spelling


def test_the_two_alphabets_of_base64_do_not_mix():
    code = CODE[:60] + b"\xff\xef\xfb\xff\xef\xfb" + CODE[66:]
    text = base64(code)
    assert b"+" in text and b"/" in text
    undone(text, code, "base64")
    undone(url64(code), code, "base64")
    for six, url in ((b"\xfb\xef\xbe", b"-"), (b"\xff\xff\xff", b"_")):
        only = CODE[:3] + six * 2 + bytes(355)
        assert url in url64(only) and b"-_".replace(url, b"") not in url64(only)
        undone(url64(only), only, "base64")
    untouched(text.replace(b"+", b"-"))
    untouched(text.replace(b"/", b"_"))


def test_text_that_is_not_quite_utf8():
    text = utf8(CODE)
    assert text[:2] == b"\xc2\x80"
    for payload in (
        text[:-1] + b"\xc3",  # cut inside a character
        b"\xc4\x80" + text[2:],  # a code point above 0xFF
        b"\xe0\x82\x80" + text[2:],  # a longer spelling of the same
        text + b"\xc2",
        b"\x80" + text[1:],
        b"\x80" + text[2:],
        b"\xc2\xc2\x80" + text[2:],
        b"\xc2\x00" + text[2:],
    ):
        untouched(payload)
    untouched(utf8(CODE[:100]) + b"\xc1\x81" + utf8(CODE[101:]))  # an overlong A


def test_any_bytes_are_answered():
    for payload in (b"", b"\r", b"\n", b"\r\n", b"]Q1", b"]Q1\r\n", b"=", b"====", b"\xc2", b"\x80", b"0", b"00"):
        untouched(payload)


def test_other_kinds_of_bytes():
    for kind in (bytearray, memoryview):
        got, names = recover(kind(b"]Q1" + CODE + b"\n"), RECOVERIES)
        assert bytes(got) == CODE and names == ("prefix", "line_end")
        got, names = recover(kind(CODE), RECOVERIES)
        assert bytes(got) == CODE and names == ()
