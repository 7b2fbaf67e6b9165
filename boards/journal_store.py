"""The journal of a board in its files; the operator's queries to it are in boards/journal_query.py.

In the folder of the state: journal/ with a file for each segment; hours/, the same for the counts of refusals;
journal.check while a segment is known to be damaged. In the folder beside it: journal.sequence and hours.sequence, the
cells of the two.
"""

import os

from boards import state as files
from hal.micropython.store import FlashCell, FlashSegments
from terminal import journal, records
from terminal.history import History
from terminal.journal import Broken, Journal
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from terminal.lane import Lane

    Digest = Callable[..., bytes]

SEGMENT_BYTES: int = const(16_384)
SEGMENTS_LEAST: int = const(3)
SEGMENTS_MOST: int = const(64)
OTHERS_BYTES: int = const(950_272)  # of the flash: two images of 448 KB, refusal counts, what is set aside
_HOURS_BYTES: int = const(4096)
_HOURS_MAX: int = const(3)
_RIDE_BYTES: int = const(616)  # with its outcome
_DIRECTORY: int = const(0x4000)
_AUDIT_EVERY_MS: int = const(1000)
_AUDIT_AGAIN_MS: int = const(86_400_000)
_DAMAGED: int = const(1)  # what an event of damage says was damaged: the journal


def segments_max(board: "Any") -> int:
    """How many segments this board has space for, beside two of its largest trust lists and two images."""
    status = os.statvfs(board.limits.STATE.rsplit("/", 1)[0] or "/")  # its folder may not be there yet
    left: int = status[1] * status[2] - 2 * board.limits.TRUST_MAX_BYTES - OTHERS_BYTES
    left -= getattr(board.limits, "IMAGES_MORE", 0)
    return min(max(left // SEGMENT_BYTES - 1, SEGMENTS_LEAST), SEGMENTS_MOST)  # one more while it turns over


def capacity_rides(most: int) -> int:
    """How many rides fit into so many segments before the back office has to acknowledge them."""
    whole: int = (SEGMENT_BYTES - journal.HEAD_MAX_BYTES) // _RIDE_BYTES * most
    kept: int = journal.RESERVE_RIDE_BYTES // _RIDE_BYTES
    return whole - kept - 1


def make(board: "Any", state: files.State, digest: "Digest", key: bytes, place: records.Place) -> Journal:
    """The journal of the rides, its segments open, itself not yet. Raises OSError."""
    return Journal(
        segments(state), cell(state, files.JOURNAL_CELL), digest, key, place, SEGMENT_BYTES, segments_max(board)
    )


def hours(state: files.State, digest: "Digest", key: bytes, place: records.Place) -> Journal:
    """The same for the counts of refusals."""
    kept = segments(state, files.HOURS)
    return Journal(kept, cell(state, files.HOURS_CELL), digest, key, place, _HOURS_BYTES, _HOURS_MAX)


def opening(
    kept: Journal, state: files.State, history: History, policy: "Any", now_s: int | None, lane: "Lane | None" = None
) -> "Generator[None, None, None]":
    """Open a journal of rides. What was found damaged while it worked is looked for everywhere; trips are older than
    codes, so where they are kept everything is read, too.
    """
    yield from kept.open(history, policy, now_s, lane is not None or state.has(files.CHECK), lane)
    state.remove(files.CHECK)


def segments(state: files.State, name: str = files.JOURNAL) -> FlashSegments:
    """The segments in this folder, open. A journal of version 0.1.0, which was a file, is kept beside it."""
    path = state.path(name)
    if state.has(name) and not os.stat(path)[0] & _DIRECTORY:
        set_aside(state)
    kept = FlashSegments(path, open, os)
    kept.open()
    return kept


def set_aside(state: files.State) -> None:
    """Keep the journal so far beside a new one."""
    number = 0
    while state.has(f"{files.JOURNAL}.{number}"):
        number += 1
    if state.has(files.JOURNAL):
        state.rename(files.JOURNAL, f"{files.JOURNAL}.{number}")


def cell(state: files.State, name: str = files.JOURNAL_CELL) -> FlashCell:
    """The cell of a journal, by its file's name."""
    return FlashCell(state.path(name), open, os)


class Audit:
    """Looks at every record of a journal in idle time, one a second, and again the next day."""

    def __init__(self, kept: Journal, digest: "Digest", key: bytes, state: files.State) -> None:
        self._journal = kept
        self._digest = digest
        self._key = key
        self._state = state
        self._pass: Any = None
        self._next_ms = 0

    def step(self, now_ms: int, now_s: int | None, log: "Any") -> None:
        """One record, when it is time for one. Damage is reported, and set aside at the next start."""
        if now_ms < self._next_ms:
            return
        self._next_ms = now_ms + _AUDIT_EVERY_MS
        try:
            if self._pass is None:
                self._pass = looked_through(self._journal.segments, self._digest, self._key)
            next(self._pass)
        except StopIteration as end:
            self._pass = None
            self._next_ms = now_ms + _AUDIT_AGAIN_MS
            for why in end.value:
                log.line(f"the journal: segment {why.segment}, byte {why.offset}: {why}")
            if end.value and not self._state.has(files.CHECK):
                self._tell(now_s, log)
        except OSError:  # a segment gave way meanwhile
            self._pass = None

    def _tell(self, now_s: int | None, log: "Any") -> None:
        try:
            self._state.write(files.CHECK, b"")
            self._journal.append_event(records.DAMAGED, now_s, _DAMAGED, now_s)
        except OSError as error:
            log.line(f"the journal: {error}")


def looked_through(reader: "Any", digest: "Digest", key: bytes) -> "Generator[None, None, list[Broken]]":
    """Every record of a journal; what is damaged, and what is missing without a record that says so."""
    found: list[Broken] = []
    for _, _, record, _, why in journal.walk(reader, digest, key):
        if why is not None and not why.torn:
            found.append(why)
        if record is not None and record.kind == records.EVENT and record.body[0] == records.MISSING:
            found = [each for each in found if not each.gap]
        yield
    return found
