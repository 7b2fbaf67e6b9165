"""Marks each test by where it stands, so that `make test-fast` can leave out what takes long.

emulator: tests/board/. browser: tests/browser/. wheel: marked in its file. slow: its file is in the table below, or
the test itself says so.
"""

import contextlib
import gc
import importlib
import re
from pathlib import Path

import pytest

from hal.desktop.engine import python_engine
from tests.builder import signer

COLLECT_EVERY = (10_000, 20, 20)  # as of gc.set_threshold: fourteen times as rarely as usual
MARK_OF_FOLDER = {"board": "emulator", "browser": "browser"}
# Whose tests take some 2 s of processor time or more together, or wait for seconds; but the vectors, the layers and the
# faults of test codes are looked at in any case.
SLOW = {
    "test_aes.py", "test_batch_engine.py", "test_boards.py", "test_broker.py", "test_build.py",
    "test_capture_card.py", "test_capture_family.py", "test_capture_file.py", "test_capture_record.py",
    "test_capture_rewritten.py", "test_clearing.py", "test_cli_journal.py", "test_cli_snapshot.py",
    "test_cli_usage.py", "test_cli_verify.py", "test_conformance.py", "test_constant.py", "test_dialect.py",
    "test_eligibility_kept.py", "test_exchange.py", "test_exchange_kills.py", "test_explain.py",
    "test_family_build.py", "test_family_rail.py", "test_file_kind.py", "test_fleet_attacks.py",
    "test_foreign_text.py", "test_frames.py", "test_gate_eligibility.py", "test_gate_families.py",
    "test_gate_kept.py", "test_gate_sequences.py", "test_gate_trips.py", "test_gateway.py",
    "test_hal_decoder.py", "test_hal_engine.py", "test_hal_image_file.py", "test_hal_reed_solomon.py",
    "test_hal_restoration.py", "test_hal_station.py", "test_hal_symbol_code.py", "test_image.py",
    "test_journal_bytes.py", "test_journal_disk.py", "test_kernel_engine.py", "test_kernel_field.py",
    "test_kernel_mutants.py", "test_kernel_sm3.py", "test_keygen.py", "test_loaded.py", "test_loop_turns.py",
    "test_marks.py", "test_million.py", "test_month_cluster.py", "test_month_tables.py", "test_mutation.py",
    "test_network.py", "test_nothing_kept.py", "test_once.py", "test_operator_key.py", "test_oracles.py",
    "test_outbox.py", "test_page_card.py", "test_page_dropped.py", "test_page_ending.py",
    "test_page_gate_loop.py", "test_page_patience.py", "test_page_server.py", "test_page_tap.py",
    "test_phrase.py", "test_pkcs8.py", "test_properties.py", "test_properties_said.py", "test_reach.py",
    "test_reading.py", "test_replay.py", "test_replay_trips.py", "test_reverify.py", "test_run.py", "test_safety.py",
    "test_scanner_pieces.py", "test_scanner_setup.py", "test_scanner_stream.py", "test_scenario_run.py",
    "test_short_name.py", "test_soak.py", "test_station.py", "test_station_families.py", "test_torture.py",
    "test_trust_store.py", "test_usb.py", "test_vector_files.py",
}  # fmt: skip
FIRST = [  # the longest; and those that search all objects of their worker, of which there are fewest at its start
    "test_wheel.py", "test_torture.py", "test_flash.py", "test_nothing_kept.py", "test_eligibility_kept.py",
    "test_reach.py", "test_gate_families.py", "test_slots.py", "test_operator.py", "test_power_on.py",
    "test_firmware.py", "test_trust_install.py", "test_station.py", "test_heap.py", "test_camera.py",
    "test_scheduler.py",
]  # fmt: skip


def marks(path: Path) -> set[str]:
    """The marks of the tests in this file."""
    found = {MARK_OF_FOLDER[path.parent.name]} if path.parent.name in MARK_OF_FOLDER else set()
    return found | {"slow"} if path.name in SLOW else found


def pytest_configure() -> None:
    """Most tests are not about SM3: the fastest of this computer hashes for them. And a worker holds all tests there
    are, which the collector need not look through every few seconds.
    """
    signer.hash_by(python_engine().digest)
    gc.set_threshold(*COLLECT_EVERY)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Import what will be collected, each worker beginning at another file: in a fresh checkout each compiles its share
    and finds the rest compiled, where all of them in one order would compile all of it at the same time.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args != session.config.getini("testpaths"):
        return
    root = Path(__file__).resolve().parent
    paths = [path for path in sorted(root.rglob("test_*.py")) if not pytest_ignore_collect(path, session.config)]
    first = len(paths) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for path in paths[first:] + paths[:first]:
        with contextlib.suppress(Exception, pytest.skip.Exception):  # collecting it says what is wrong
            importlib.import_module(".".join(path.relative_to(root.parent).with_suffix("").parts))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave a file out unread when -m leaves out a mark that all of it has: each worker imports what is collected."""
    expression = str(config.getoption("-m"))
    if not re.fullmatch(r"not \w+( and not \w+)*", expression):
        return None
    return True if marks(collection_path) & set(re.findall(r"not (\w+)", expression)) else None


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
    order = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: (order.get(item.path.name, len(order)), item.path not in long))
