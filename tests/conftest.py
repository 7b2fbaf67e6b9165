"""Marks each test by where it stands, so that `make test-fast` can leave out what takes long.

emulator: tests/board/. browser: tests/browser/. wheel: marked in its file. slow: its file is in the table below.
"""

from pathlib import Path

import pytest

MARK_OF_FOLDER = {"board": "emulator", "browser": "browser"}
SLOW = {  # a test in them takes 10 s or more, without a board or a browser
    "test_page_dropped.py",
    "test_page_server.py",
    "test_soak.py",
    "test_torture.py",
}


def marks(path: Path) -> set[str]:
    """The marks of the tests in this file."""
    found = {MARK_OF_FOLDER[path.parent.name]} if path.parent.name in MARK_OF_FOLDER else set()
    return found | {"slow"} if path.name in SLOW else found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what was collected, before -m chooses among it; the files that take long begin first, so that no worker is
    left with one of them at the end.
    """
    long = set()
    for item in items:
        found = marks(item.path)
        for name in found:
            item.add_marker(name)
        if found or item.get_closest_marker("wheel"):
            long.add(item.path)
    items.sort(key=lambda item: item.path not in long)
