"""TOML that is deep, huge or none is refused in one line by everything that reads it."""

import pytest

from sim.input import toml
from tests.rig.command import ridegate

DEEP = "a = " + "[" * 5000 + "]" * 5000
HUGE = "a = " + "9" * 5000
HEX = "a = 0x" + "f" * 5000
DOTTED = "a" + ".a" * 5000 + " = 1"
NUL = 'a = "b\\u0000c"'
NONE = "a = "


@pytest.mark.parametrize(
    "text", [DEEP, HUGE, HEX, DOTTED, NUL, NONE], ids=["deep", "huge", "hex", "dotted", "nul", "none"]
)
def test_what_cannot_be_read_is_a_value_error_of_one_line(text):
    with pytest.raises(ValueError) as why:
        toml.read(text)
    assert str(why.value) and "\n" not in str(why.value)


def test_the_bounds_of_what_is_read():
    least, most = -(1 << 63), (1 << 63) - 1
    assert toml.read(f"a = {most}\nb = {least}\nc = [[{most:#x}]]") == {"a": most, "b": least, "c": [[most]]}
    for number in (most + 1, least - 1):
        with pytest.raises(ValueError, match=r"64 bits"):
            toml.read(f"a = [{{ b = {number} }}]")
    assert toml.read("a" + ".a" * (toml.DEPTH_MAX - 1) + " = 1")
    with pytest.raises(ValueError, match="too deep"):
        toml.read("a" + ".a" * toml.DEPTH_MAX + " = 1")


@pytest.mark.parametrize("text", [DEEP, HUGE, HEX, DOTTED], ids=["deep", "huge", "hex", "dotted"])
@pytest.mark.parametrize(
    "words", [("trust", "show"), ("config", "compile", "--out", "config.bin"), ("run", "--terminal", "--scenario")]
)
def test_commands_refuse_it_without_a_traceback(tmp_path, words, text):
    path = tmp_path / "a.toml"
    path.write_text(text + "\n", encoding="utf-8")
    status, _, err = ridegate(*words, path)
    assert status == 2 and "Traceback" not in err and err.strip(), err
