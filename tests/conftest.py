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
LONGEST = ["test_wheel.py", "test_flash.py", "test_slots.py", "test_firmware.py", "test_emulator.py"]  # these first


def marks(path: Path) -> set[str]:
    """The marks of the tests in this file."""
    found = {MARK_OF_FOLDER[path.parent.name]} if path.parent.name in MARK_OF_FOLDER else set()
    return found | {"slow"} if path.name in SLOW else found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what was collected, before -m chooses among it; the files that take long begin first, so that no worker is
    left with one of them at the end. Trap: xdist keeps this order with --no-loadscope-reorder only.
    """
    long = set()
    for item in items:
        found = marks(item.path)
        for name in found:
            item.add_marker(name)
        if found or item.get_closest_marker("wheel"):
            long.add(item.path)
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (order.get(item.path.name, len(order)), item.path not in long))
