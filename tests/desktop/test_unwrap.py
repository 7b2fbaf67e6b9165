"""Codes in the text forms that people keep bytes in: what a terminal undoes, and what only a desktop does."""

import base64
import textwrap

import pytest

from sim.code import reading, unwrap
from tests.rig import command
from tests.rig.command import AT, lines, ridegate, write

RAW = command.code(1)


def rows(step=16):
    """(offset, bytes) of each row of a dump."""
    return [(at, RAW[at : at + step]) for at in range(0, len(RAW), step)]


def shown(data):
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)


def words(data, swapped=False):
    pairs = [data[at : at + 2] for at in range(0, len(data), 2)]
    return " ".join((pair[::-1] if swapped else pair).hex() for pair in pairs)


def c_list(numbers):
    return textwrap.fill(", ".join(numbers), 76, initial_indent="  ", subsequent_indent="  ")


DUMPS = {
    "xxd": "\n".join(f"{at:08x}: {words(row):39}  {shown(row)}" for at, row in rows()) + "\n",
    "xxd -g1 -u": "\n".join(f"{at:08x}: {row.hex(' ').upper():47}  {shown(row)}" for at, row in rows()),
    "hexdump -C": "\n".join(
        f"{at:08x}  {row[:8].hex(' '):23}  {row[8:].hex(' '):23}  |{shown(row)}|" for at, row in rows()
    )
    + f"\n{len(RAW):08x}\n",
    "hexdump": "\n".join(f"{at:07x} {words(row, True)}" for at, row in rows()) + f"\n{len(RAW):07x}\n",
    "od": "\n".join(f"{at:07o} {words(row, True)}" for at, row in rows()) + f"\n{len(RAW):07o}\n",
    "od -A x -t x1z": "\n".join(f"{at:06x} {row.hex(' '):47}  >{shown(row)}<" for at, row in rows())
    + f"\n{len(RAW):06x}\n",
    "Format-Hex": "   Label: C:\\code.bin\r\n\r\n          Offset Bytes                        Ascii\r\n"
    + "\r\n".join(f"{at:016X} {row.hex(' ').upper():47} {shown(row)}" for at, row in rows()),
}
LISTS = {
    "xxd -i": "unsigned char code[] = {\n" + c_list([f"0x{byte:02x}" for byte in RAW])
    + "\n};\nunsigned int code_len = 332;\n",
    "0x": c_list([f"0x{byte:02X}" for byte in RAW]),
    "Java": "byte[] code = {" + c_list([f"(byte) 0x{byte:02x}" for byte in RAW]) + "};",
    "signed": "{" + ", ".join(str(byte - 256 * (byte > 127)) for byte in RAW) + "} // from a log",
    "JSON": str(list(RAW)),
    "a number a line": "".join(f"        0x{byte:02x},\r\n" for byte in RAW),
}  # fmt: skip
STRINGS = {"Python": repr(RAW), "escapes": "".join(f"\\x{byte:02x}" for byte in RAW)}
HEX = {
    "xxd -p": textwrap.fill(RAW.hex(), 60) + "\n",
    "spaces": RAW.hex(" "),
    "colons": RAW.hex(":").upper(),
    "quoted": f'"{RAW.hex()}",\n',
    "0x in front": f"0x{RAW.hex()}",
}
BASE64 = {
    "base64": textwrap.fill(base64.b64encode(RAW).decode(), 76) + "\n",
    "of mail": textwrap.fill(base64.b64encode(RAW).decode(), 64).replace("\n", "\r\n"),
    "PEM": "-----BEGIN CODE-----\n" + textwrap.fill(base64.b64encode(RAW).decode(), 64) + "\n-----END CODE-----\n",
    "data URL": "data:application/octet-stream;base64," + base64.b64encode(RAW).decode(),
    "url": textwrap.fill(base64.urlsafe_b64encode(RAW).decode().rstrip("="), 40),
}
FORMS = [
    (f"{name}: {title}", text, name)
    for name, some in (
        ("hex dump", DUMPS), ("list of numbers", LISTS), ("string literal", STRINGS), ("hexadecimal", HEX),
        ("base64", BASE64),
    )
    for title, text in some.items()
]  # fmt: skip
ENCODINGS = {
    "": lambda text: text.encode(),
    "UTF-8 with a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
}
NAMED = [
    (f"{title} {encoding}", encode(text), ", ".join(one for one in (encoding, name) if one))
    for title, text, name in FORMS
    for encoding, encode in ENCODINGS.items()
] + [
    ("UTF-16 of the bytes", RAW.decode("latin-1").encode("utf-16"), "UTF-16, re-encoded bytes"),
    ("UTF-16 of the bytes, without a mark", RAW.decode("latin-1").encode("utf-16-le"), "UTF-16, re-encoded bytes"),
    ("UTF-16 of one line of hexadecimal", RAW.hex().encode("utf-16"), "UTF-16, hexadecimal"),
]


@pytest.mark.parametrize(("data", "beyond"), [one[1:] for one in NAMED], ids=[one[0] for one in NAMED])
def test_a_form_that_no_terminal_undoes_is_undone_and_named(data, beyond):
    assert len(data) <= reading.TEXT_MAX_BYTES
    assert unwrap.unwrap(data) == unwrap.judged(data) == unwrap.Unwrapped(RAW, (), beyond)


def test_what_a_terminal_undoes_is_left_to_it():
    for undone, data in command.mangled(1):
        assert unwrap.unwrap(data) == unwrap.Unwrapped(RAW, tuple(undone))
        assert unwrap.judged(data) == unwrap.Unwrapped(data)


@pytest.mark.parametrize("title", DUMPS)
def test_a_dump_with_a_line_missing_is_no_other_code(title):
    all_lines = DUMPS[title].splitlines()
    found = unwrap.unwrap("\n".join(all_lines[:5] + all_lines[6:]).encode())
    assert found.beyond == "" and found.code[:1] != RAW[:1]


@pytest.mark.parametrize(
    "data",
    [b"\x81", RAW[:200], RAW[:100] + RAW[110:], b"hello", b"https://example.com/a", b"TX12345", b"6212345678901234567",
     b"[1, 2, 3]", b"0x", b"{}", b"''", b"00000000: zz", b"\\x81", b"-----", b"x" * 20_000, b"\xff" * 300, bytes(400)],
)  # fmt: skip
def test_what_is_no_text_form_of_a_code_stays_as_it_is(data):
    found = unwrap.judged(data)
    assert found.beyond == "" and found.code == data[:1025]


def test_both_sides_of_the_bound():
    text = DUMPS["xxd"].encode()
    assert unwrap.unwrap(text.ljust(reading.TEXT_MAX_BYTES)).code == RAW
    assert unwrap.unwrap(text.ljust(reading.TEXT_MAX_BYTES + 1)).beyond == ""


@pytest.mark.parametrize("runtime", ["cpython", "micropython"])
def test_verify_judges_what_is_inside_and_says_that_no_terminal_would(runtime):
    expired = command.code(1, generated_s=command.AT_S - 1260)
    files = [write("dump.txt", DUMPS["xxd"].encode()), write("old.txt", str(list(expired)).encode("utf-16"))]
    asked = ["verify", "--runtime", runtime, "--trust", command.trust(), "--at", AT]
    status, out, err = ridegate(*asked, "--json", *files)
    assert (status, err) == (1, "")
    told = [(each["kind"], each["result"], each["beyond"], each["recovered"]) for each in lines(out)]
    assert told == [
        ("code", "ACCEPTED", "hex dump", []),
        ("code", "CODE_EXPIRED", "UTF-16, list of numbers", []),
    ]
    _, out, _ = ridegate(*asked, *files)
    assert " ".join(out.split()).count("undone here, but no terminal would") == 2


def test_inspect_shows_what_is_inside():
    path = write("dump.txt", DUMPS["hexdump -C"].encode())
    status, out, _ = ridegate("inspect", "--json", path)
    record = lines(out)[0]
    assert (status, record["result"], record["beyond"], record["code_bytes"]) == (0, None, "hex dump", len(RAW))
    out = ridegate("inspect", path)[1]
    assert "no terminal would" in out and "structure right" in out
