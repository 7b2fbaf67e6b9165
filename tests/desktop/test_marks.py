"""The marks of tests: what `make test-fast` leaves out, and that it leaves out no more."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import conftest
from tests.rig.command import ROOT

TESTS = ROOT / "tests"
EXPRESSION = "not emulator and not browser and not wheel and not slow"
EMULATOR, EMULATE = "emulator", "--emulate"  # apart from the tests, whose own source would mark them
LEFT_OUT = ("board/test_emulator.py", "desktop/test_wheel.py", "desktop/test_page_server.py", "browser/test_page.py")
FILES = (*LEFT_OUT, "desktop/test_replay.py", "desktop/test_der.py")


def chosen(expression):
    """The tests of FILES that an expression chooses, by file."""
    paths = [str(TESTS / name) for name in FILES]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-m", expression, *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    found = {}
    for line in done.stdout.splitlines():
        path, double, name = line.partition("::")
        if double:
            found.setdefault(path.removeprefix("tests/"), []).append(name)
    return found


def test_fast_tests_need_no_board_browser_or_wheel():
    fast, emulated = chosen(EXPRESSION), chosen(EMULATOR)
    assert fast.keys() == {"desktop/test_replay.py", "desktop/test_der.py"}
    assert "board/test_emulator.py" in emulated and "desktop/test_der.py" not in emulated
    replay = "desktop/test_replay.py"
    assert emulated[replay] and not set(emulated[replay]) & set(fast[replay])


def test_the_makefile_leaves_out_the_same():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f'-m "{EXPRESSION}"' in text
    assert re.search(r"pytest -n \$\(WORKERS\) --dist loadfile --durations=20$", text, re.MULTILINE)


def test_every_slow_file_is_there():
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert not conftest.SLOW - there


@pytest.mark.parametrize(
    ("path", "text", "function", "expected"),
    [
        ("tests/desktop/test_a.py", "from sim.emulator import usb\n", "", {EMULATOR}),
        ("tests/desktop/test_a.py", "from tests.desktop import command\nfrom tests.desktop import firmware\n", "",
         {EMULATOR}),
        ("tests/desktop/test_a.py", "    from sim.gate.emulated_gate import G\n", "", {EMULATOR}),
        ("tests/desktop/test_a.py", "", f'ridegate("run", "{EMULATE}", "pico2")', {EMULATOR}),
        ("tests/desktop/test_a.py", "", f'replay(runtime="{EMULATOR}")', {EMULATOR}),
        ("tests/desktop/test_a.py", "# sim.emulator is not imported\n", "", set()),
        ("tests/browser/test_a.py", "", "", {"browser"}),
        ("tests/desktop/test_page_server.py", "", "", {"slow"}),
        ("tests/core/test_a.py", "from terminal import codes\n", "", set()),
    ],
)  # fmt: skip
def test_a_mark_follows_from_what_a_test_needs(path, text, function, expected):
    assert conftest.marks(Path(path), text, function) == expected
