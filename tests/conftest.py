"""Marks each test by what it needs, so that `make test-fast` can leave out what takes long.

emulator: its file imports the emulator or the firmware, or the test names an option that boots a board. browser: its
folder. wheel: marked in its file. slow: its file is in the table below.
"""

import inspect
import re
from functools import cache
from pathlib import Path

import pytest

SLOW = {  # a test in them takes 10 s or more, without a board or a browser
    "test_page_dropped.py",
    "test_page_server.py",
    "test_soak.py",
    "test_torture.py",
}
_IMPORTED = re.compile(
    r"^\s*(from|import) .*\b(sim\.emulator|emulator|emulated_board|emulated_gate|firmware)\b", re.MULTILINE
)
_NAMED = re.compile(r"""["'](--emulate|emulate|emulator)["']""")


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def marks(path: Path, text: str, function: str) -> set[str]:
    """The marks of one test. text: of its file; function: its own source."""
    found = set()
    if _IMPORTED.search(text) or _NAMED.search(function):
        found.add("emulator")
    if path.parent.name == "browser":
        found.add("browser")
    if path.name in SLOW:
        found.add("slow")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what was collected, before -m chooses among it; the files that take long begin first, so that no worker is
    left with one of them at the end.
    """
    long = set()
    for item in items:
        function = getattr(item, "function", None)
        found = marks(item.path, _text(item.path), inspect.getsource(function) if function else "")
        for name in sorted(found):
            item.add_marker(name)
        if found or item.get_closest_marker("wheel"):
            long.add(item.path)
    items.sort(key=lambda item: item.path not in long)
