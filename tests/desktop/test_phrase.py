"""Phrases in a file of the image: the same programs, which read what they say."""

import ast
import importlib.util

import pytest

from boards import phrase as reader
from sim.device import board as boards, board_source, build, constant, phrase
from sim.output.trouble import Trouble
from tests.rig.command import ROOT

TEXT = '''"""What this is about, in some words."""

from collections import namedtuple

Pair = namedtuple("Pair", "first second")
TABLE = ("a row of a table stays here",)


def said(value, default="a default is looked at once"):
    """Some words about it, too."""
    if value == "{}":
        return f"{value} in {{braces}} of {value!r:>6}, {[f'and one inside: {value}'][0]}"
    if value:
        raise ValueError("this value is none of ours: " + value)
    if value is None:
        return f"{str('words inside of a short text')}: {value}"
    return default, TABLE[0], Pair(1, 2).second, "short text", "a_name_without_spaces", (lambda: "words of a lambda")()
'''


def run(text, found):
    names = {"phrase": lambda number: found.encode()[number:].split(b"\0", 1)[0].decode()}
    exec(compile(text.replace(IMPORT, ""), "image", "exec"), names)  # a program of the test
    return names["said"]


IMPORT = "from boards.phrase import phrase\n"


def test_the_program_says_the_same():
    after = phrase.written_in({"a.py": TEXT})
    before, now = run(TEXT, ""), run(after["a.py"], after[phrase.FILE])
    for value in ("{}", "", None):
        assert now(value) == before(value)
    with pytest.raises(ValueError, match="this value is none of ours: it"):
        now("it")
    assert IMPORT in after["a.py"]
    assert after[phrase.FILE].split("\0") == [
        "and one inside: {}", "{} in {{braces}} of {!r:>6}, {}", "this value is none of ours: ",
        "words inside of a short text", "words of a lambda", "",
    ]  # fmt: skip
    for stays in ("a row of a table", "a default is looked", "What this is about", "['first', 'second']"):
        assert stays in after["a.py"]


def test_a_phrase_is_there_once_and_a_module_without_one_stays():
    one = 'def f():\n    return "the same words twice"\n'
    other = "def f():\n    return 1\n"
    after = phrase.written_in({"a.py": one, "b.py": one, "c.py": other, "hal/micropython/log.py": one})
    assert after[phrase.FILE] == "the same words twice\0"
    assert after["a.py"] == after["b.py"] and after["c.py"] == other and after["hal/micropython/log.py"] == one


@pytest.mark.parametrize(("length", "refused"), [(159, False), (160, True)])
def test_both_sides_of_the_longest_phrase(length, refused):
    text = f'def f():\n    return "a {"b" * (length - 2)}"\n'
    if not refused:
        assert len(phrase.written_in({"a.py": text})[phrase.FILE]) == length + 1
        return
    with pytest.raises(Trouble, match="159 bytes at most"):
        phrase.written_in({"a.py": text})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('def f(x, y):\n    return f"the width is {x:{y}} and more"\n', "computed"),
        ('def f(phrase):\n    return phrase + " and some more words"\n', "another name"),
        ('def f(phrase_number_1):\n    return "some words of a phrase"\n', "another name"),
    ],
)
def test_what_cannot_be_written_so_is_refused(text, words):
    with pytest.raises(Trouble, match=words):
        phrase.written_in({"a.py": text})


def test_the_reader_reads_them_and_says_the_number_where_it_cannot(tmp_path):
    (tmp_path / "boards").mkdir()
    place = tmp_path / "boards" / "phrase.py"
    place.write_text((ROOT / phrase.READER).read_text(encoding="utf-8"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("a_phrase_of_an_image", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.phrase(6).startswith("phrase 6 (FileNotFoundError")
    file = tmp_path / phrase.FILE
    file.write_bytes("first\0Zweitens: 第二\0".encode() + b"x" * 158 + "é".encode() + b"\0")
    assert module.phrase(6) == "Zweitens: 第二"
    assert module.phrase(0) == "first"
    file.unlink()
    assert module.phrase(0) == "first"  # the one that was said last
    file.write_bytes(b"\xff\xff\0")
    assert module.phrase(6) == "" and module.phrase(1).startswith("phrase 1 (UnicodeDecodeError")


@pytest.mark.parametrize("name", boards.names())
def test_the_images_of_small_boards_have_them_and_no_other_does(name):
    board = boards.find(name)
    files = build.build(board).files
    assert (f"a/{phrase.FILE}" in files) == ("a/boards/phrase.mpy" in files) == (not board.source_lines)
    if board.source_lines:
        return
    found = phrase.written_in(constant.written_in(board_source.files(board), True))
    assert files[f"a/{phrase.FILE}"] == found[phrase.FILE].encode() and found[phrase.FILE].count("\0") > 100
    assert reader.__file__.endswith(phrase.READER) and reader._MOST_BYTES == phrase._MOST_BYTES
    tree = ast.parse(found["boards/trust_store.py"])
    left = [
        each.value
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in function.body[1:]
        for each in ast.walk(statement)
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and phrase.is_one(each.value)
    ]
    assert left == []
