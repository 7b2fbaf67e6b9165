"""What a terminal does, for tests/micropython_runner.py to say how much heap was in use: runs in the MicroPython VM, in
a folder with the files it needs (see `memory.py`).
"""

import os

from boards.list_file import ListFile
from hal.micropython.store import FlashCell, FlashSegments
from terminal import codes, decide, records, signed, sm2, trust
from terminal.history import History
from terminal.journal import Journal
from terminal.policy import STANDARD
from tests.builder.journal_builder import accepted

HISTORY = 2048  # codes, as in a configuration that says nothing else
RIDES = 256
NOW_S = 1_793_000_000
KEY = bytes(32)
PLACE = records.Place(1, 1, 1, 1, 1, 1, 0)
SEGMENT_BYTES = 16384
SEGMENTS = 48


class _Files:
    """The module `os` of a board, which this VM has without `sync`."""

    def __init__(self) -> None:
        self.listdir, self.mkdir, self.remove = os.listdir, os.mkdir, os.remove
        self.rename, self.stat = os.rename, os.stat

    def sync(self) -> None:
        """What is closed is written: there are no power cuts here."""


def nothing() -> None:
    """What the modules alone take."""


def cold() -> None:
    """A cold decision, under a list that is open."""
    decision = decide.decide(_read("code.bin"), _opened(), STANDARD, History(HISTORY), NOW_S)
    if decision.result != codes.ACCEPTED:
        raise ValueError(decision.result)


def start() -> None:
    """A start: trust list, replay memory, a journal with nothing in it."""
    kept = _opened(), _journal("empty")
    del kept


def window() -> None:
    """A start with RIDES rides in the replay window; `fill` wrote them."""
    kept = _opened(), _journal("full")
    del kept


def fill() -> None:
    """Write those rides."""
    journal = _journal("full")[0]
    for number in range(RIDES):
        sequence = journal.append_ride(accepted(number, NOW_S), 200, 1, NOW_S)
        journal.append_outcome(sequence, records.PASSED, NOW_S)


def _read(name: str) -> bytes:
    with open(name, "rb") as file:
        return file.read()


def _opened() -> trust.TrustList:
    engine = sm2.REFERENCE
    file = ListFile("trust.bin")
    keys = (engine.decode(_read("operator.bin")),)
    return sm2.finish(trust.open_list(file.readinto, file.length_bytes, keys, engine, signed.EITHER))


def _journal(name: str) -> tuple:
    files = _Files()
    segments = FlashSegments(name, open, files)
    segments.open()
    cell = FlashCell(name + ".sequence", open, files)
    journal = Journal(segments, cell, sm2.REFERENCE.digest, KEY, PLACE, SEGMENT_BYTES, SEGMENTS)
    history = History(HISTORY)
    sm2.finish(journal.open(history, STANDARD, NOW_S))
    return journal, history
