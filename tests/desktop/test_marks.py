"""The marks of tests: what `make test-fast` leaves out, and that it leaves out no more."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import conftest
from tests.rig.command import ROOT
from tests.tool import side_by_side

TESTS = ROOT / "tests"
EXPRESSION = "not emulator and not browser and not wheel and not slow"
LEFT_OUT = {
    "board/test_emulator.py": "emulator",
    "browser/test_page.py": "browser",
    "desktop/test_wheel.py": "wheel",
    "desktop/test_page_server.py": "slow",
}
CHOSEN = {"core/test_sm3.py", "desktop/test_issuer.py", "desktop/test_der.py"}
BOOTS = re.compile(r"\b(emulator import emulator|emulator\.emulator|emulated_gate|tests\.board)\b|\"--emul" + "ate")
REFUSED = {  # before anything is booted
    "test_asked.py",
    "test_capture_record.py",
    "test_gate_card.py",
    "test_gate_families.py",
    "test_scenario_run.py",
}


COLLECT = """
import os
import sys
import pytest

os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # none of them marks or chooses tests


class Seen:
    def pytest_deselected(self, items):
        for path, mark in {(item.path, mark.name) for item in items for mark in item.iter_markers()}:
            print("out", mark, path)

    def pytest_collection_finish(self, session):
        for path in {item.path for item in session.items}:
            print("chosen", "-", path)


sys.exit(pytest.main(["--collect-only", "-m", *sys.argv[1:]], plugins=[Seen()]))
"""


def test_fast_tests_need_no_board_browser_or_wheel():
    paths = [str(TESTS / name) for name in (*LEFT_OUT, *CHOSEN)]
    command = [sys.executable, "-c", COLLECT, EXPRESSION, *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    found = re.findall(r"^(chosen|out) (\S+) (.*)$", done.stdout, re.MULTILINE)
    of = {path: Path(path).relative_to(TESTS).as_posix() for _, _, path in found}
    assert {of[path] for how, _, path in found if how == "chosen"} == CHOSEN
    marks = {(of[path], mark) for how, mark, path in found if how == "out" and mark in EXPRESSION}
    assert marks == set(LEFT_OUT.items())


@pytest.mark.parametrize(("expression", "read"), [(EXPRESSION, False), ("not wheel", True), ("browser", True)])
def test_a_folder_that_is_left_out_is_not_even_read(expression, read):
    command = [sys.executable, "-c", COLLECT, expression, str(TESTS / "browser")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert bool(re.search(r"^(chosen|out) ", done.stdout, re.MULTILINE)) == read, done.stdout


def test_the_makefile_leaves_out_the_same():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f'-m "{EXPRESSION}"' in text
    shared = "-m pytest -n {workers} --dist loadfile --no-loadscope-reorder --durations=20"
    assert shared.format(workers="$(FAST_WORKERS)") + ' -m "' in text
    assert " ".join(side_by_side.tests("3").arguments) == shared.format(workers="3")  # and chooses none


def test_every_slow_file_is_there():
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert not conftest.SLOW - there


def test_what_boots_a_board_stands_in_its_folder():
    elsewhere = [path for folder in ("core", "desktop") for path in (TESTS / folder).rglob("*.py")]
    found = {path.name for path in elsewhere if BOOTS.search(path.read_text(encoding="utf-8"))}
    assert found - {Path(__file__).name} == REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "from sim.emulator.emulator import Emulator\n",
        "from sim.emulator import emulator\n",
        "    from sim.gate.emulated_gate import G\n",
        "from tests.board.firmware import Terminal\n",
        'ridegate("run", "--emulate", "pico2")',
    ],
)
def test_a_board_that_is_booted_is_found(text):
    assert BOOTS.search(text) and not BOOTS.search("from sim.emulator import usb\n")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/board/test_a.py", {"emulator"}),
        ("tests/browser/test_a.py", {"browser"}),
        ("tests/desktop/test_page_server.py", {"slow"}),
        ("tests/desktop/test_a.py", set()),
        ("tests/core/test_a.py", set()),
    ],
)
def test_a_mark_follows_from_the_folder(path, expected):
    assert conftest.marks(Path(path)) == expected
