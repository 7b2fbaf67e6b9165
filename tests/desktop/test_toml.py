"""TOML that is deep, huge or none is refused in one line by everything that reads it."""

import pytest

from sim.input import toml
from tests.rig.command import ridegate

DEEP = "a = " + "[" * 5000 + "]" * 5000
HUGE = "a = " + "9" * 5000
NONE = "a = "


@pytest.mark.parametrize("text", [DEEP, HUGE, NONE], ids=["deep", "huge", "none"])
def test_what_cannot_be_read_is_a_value_error_of_one_line(text):
    with pytest.raises(ValueError) as why:
        toml.read(text)
    assert str(why.value) and "\n" not in str(why.value)


@pytest.mark.parametrize("text", [DEEP, HUGE], ids=["deep", "huge"])
@pytest.mark.parametrize(
    "words", [("trust", "show"), ("config", "compile", "--out", "config.bin"), ("run", "--terminal", "--scenario")]
)
def test_commands_refuse_it_without_a_traceback(tmp_path, words, text):
    path = tmp_path / "a.toml"
    path.write_text(text + "\n", encoding="utf-8")
    status, _, err = ridegate(*words, path)
    assert status == 2 and "Traceback" not in err and err.strip(), err
