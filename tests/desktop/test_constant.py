"""Constants written where the modules of an image use them: the same program, with fewer names."""

import ast

import pytest

from sim.device import board as boards, board_source, constant

NUMBERS = "from terminal.port import const\n\nONE = 1\nTWO = const(2)\nFOUR: int = TWO << ONE\nNAME = 'ab'\n"


def written(use, numbers=NUMBERS):
    """Both modules of a program: one with numbers, "" when it is left out, and one that uses them."""
    found = constant.written_in({"a/numbers.py": numbers, "a/use.py": use})
    return found.get("a/numbers.py", ""), found["a/use.py"]


def test_an_imported_number_takes_the_place_of_its_name():
    numbers, use = written("from a.numbers import FOUR, NAME, TWO as both\n\nx = FOUR + both, NAME\n")
    assert use == "\n\nx = (4) + (2), ('ab')\n"
    assert numbers == ""


def test_so_does_one_of_a_module():
    numbers, use = written("from a import numbers\n\nx = numbers.ONE\n")
    assert use == "from a import numbers\n\nx = (1)\n"
    assert "ONE" not in numbers


@pytest.mark.parametrize(
    "use",
    [
        "from a import numbers\n\n\ndef f(numbers):\n    return numbers.ONE\n",
        "from a import numbers\n\nx = getattr(numbers, 'ONE')\n",
        "from a import numbers\n\nx = f'{numbers.ONE}'\n",
        "def f(it):\n    return it.ONE\n",
        "def f():\n    from a.numbers import ONE\n\n    return ONE\n",
        "from a.numbers import ONE\n\n\ndef f():\n    ONE = 3\n    return ONE\n",
    ],
)
def test_what_may_be_something_else_stays_and_keeps_the_name(use):
    numbers, kept = written(use)
    assert kept == use
    assert "ONE = 1" in numbers


def test_a_name_that_changes_is_no_constant():
    for numbers in ("ONE = 1\nONE = 2\n", "ONE = 1\n\n\ndef f():\n    global ONE\n    ONE = 2\n", "ONE = [1]\n"):
        use = "from a.numbers import ONE\n\nx = ONE\n"
        assert written(use, numbers) == (numbers, use)


def test_a_module_that_looks_at_its_names_keeps_them():
    numbers, use = written("from a.numbers import ONE\n\nx = ONE\n", "ONE = 1\nnames = list(globals())\n")
    assert numbers == "ONE = 1\nnames = list(globals())\n"
    assert use == "\n\nx = (1)\n"


@pytest.mark.parametrize("name", boards.names())
def test_an_image_stays_a_program_line_by_line(name):
    before = board_source.files(boards.find(name))
    after = constant.written_in(before)
    assert set(before) - set(after) == {"terminal/port.py"} | ({"hal/scanner/command.py"} & before.keys())
    changed = 0
    for path in after:
        text = before[path]
        ast.parse(after[path])
        assert after[path].count("\n") == text.count("\n"), path
        changed += after[path] != text
    assert changed > 20


def test_the_compiler_needs_no_const_and_a_board_no_port():
    """A module of the port that another name is imported from stays."""
    port = "def const(value):\n    return value\n\n\ndef other():\n    pass\n"
    use = "from terminal.port import const\n\n_ONE = const(1)\nx = [_ONE]\n"
    assert constant.written_in({"terminal/port.py": port, "a.py": use}) == {"a.py": "\n\n_ONE = const(1)\nx = [_ONE]\n"}
    other = "from terminal.port import const, other\n"
    assert constant.written_in({"terminal/port.py": port, "a.py": other}) == {
        "terminal/port.py": port, "a.py": "from terminal.port import other\n",
    }  # fmt: skip
