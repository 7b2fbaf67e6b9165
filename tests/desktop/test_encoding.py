"""Text files in the encodings that editors, shells and spreadsheets give them: UTF-8 is read, any other is named."""

import codecs

import pytest

from sim.device import config_source
from sim.input import encoding
from tests.rig import command
from tests.rig.command import AT, code, folder, ridegate, write

MARK = codecs.BOM_UTF8


@pytest.mark.parametrize("text", ["", "a = 1\n", '名称 = "上海"\r\n', "é\n"])
def test_utf8_is_read_with_and_without_a_mark(text):
    assert encoding.utf8(text.encode()) == encoding.utf8(MARK + text.encode()) == text


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("a = 1\n".encode("utf-16"), "UTF-16"),
        ("a = 1\n".encode("utf-16-le"), "UTF-16"),
        ("a = 1\n".encode("utf-16-be"), "UTF-16"),
        ("名称 = 1\n".encode("utf-16"), "UTF-16"),
        ("a = 1\n".encode("utf-32"), "UTF-32"),
        (codecs.BOM_UTF32_BE + "a = 1\n".encode("utf-32-be"), "UTF-32"),
        ("a = 1\n# 名称：上海\n".encode("gbk"), "line 2: it is text in GBK"),
        ("a = 1\n# café\n".encode("latin-1"), "line 2: it is text in an encoding other than UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text"),
        (b"a = 1\n\xff\0", "line 2: it is no text"),
    ],
)
def test_any_other_encoding_is_named(data, named):
    with pytest.raises(encoding.WrongEncoding, match=named):
        encoding.utf8(data)


def test_lines_are_counted_from_where_the_reader_is():
    with pytest.raises(encoding.WrongEncoding, match="line 8: "):
        encoding.utf8(b"a\n\xff", 7)


def readers():
    """(name, text of a good file, command line with that file as {}) of all that people write as text."""
    good, key = write("one.bin", code(1)), folder() / "operator.pub"
    blocked = command.trust().read_text(encoding="utf-8")
    yield "list", blocked, ["verify", "--trust", "{}", "--at", AT, good]
    yield "configuration", config_source.example(), ["config", "check", "{}"]
    signed = ["verify", "--trust", folder() / "trust.bin", "--operator-key", "{}", "--at", AT, good]
    yield "operator's key", key.read_text(encoding="utf-8"), signed
    write("naming.toml", ('blocked_accounts_file = "accounts.txt"\n' + blocked).encode())
    yield "accounts", "3104170000000000009F\n", ["trust", "show", folder() / "naming.toml"]


@pytest.mark.parametrize(("name", "text", "arguments"), list(readers()), ids=[name for name, _, _ in readers()])
def test_every_file_that_people_write(name, text, arguments):
    path = folder() / ("accounts.txt" if name == "accounts" else f"{name}.txt")
    asked = [path if argument == "{}" else argument for argument in arguments]
    path.write_bytes(MARK + text.encode())
    status, _, err = ridegate(*asked)
    assert (status, err) == (0, "")
    for data, named in (
        (text.encode("utf-16"), "UTF-16; save it as UTF-8"),
        ("# 上海\n".encode("gbk") + text.encode("gbk", "replace"), "GBK; save it as UTF-8"),
    ):
        path.write_bytes(data)
        status, out, err = ridegate(*asked)
        assert (status, out, len(err.splitlines())) == (2, "", 1), err
        assert path.name in err and named in err
