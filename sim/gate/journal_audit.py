"""Checks a journal as the acquirer does: every MAC, the chain, the count, and what became of each ride."""

from collections import Counter
from typing import TYPE_CHECKING

from sim.gate.gate import Audit
from sim.journal.facts import OUTCOMES
from terminal import journal, records, sm2

if TYPE_CHECKING:
    from hal.interfaces import SegmentReader


def audit(segments: "SegmentReader", engine: sm2.Engine, key: bytes) -> Audit:
    """Read a whole journal (its segments open) under its record key. Raises OSError when storage fails.

    Counted are the outcomes of rides that are there: one may belong to a ride that was given up, or to one whose append
    failed and left nothing.
    """
    count = 0
    rides: set[int] = set()
    outcomes: Counter[str] = Counter()
    broken = None
    ended: set[int] = set()  # an outcome whose write failed is written again, and may be there twice
    for number, at, record, _, why in journal.walk(segments, engine.digest, key):
        if why is not None:
            broken = broken or f"{why}, in segment {number} at byte {at}"
        if record is None:
            continue
        count += record.kind != records.HEAD
        if record.kind == records.RIDE:
            rides.add(record.sequence)
        elif record.kind == records.OUTCOME:
            ride, outcome = records.parse_outcome(record.body)
            if ride in rides and ride not in ended:
                outcomes[OUTCOMES[outcome]] += 1
                ended.add(ride)
    size_bytes = sum(map(segments.length, segments.numbers()))
    return Audit(count, len(rides), dict(outcomes), size_bytes, broken)
