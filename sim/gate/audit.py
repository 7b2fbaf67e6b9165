"""Checking a journal as the back office would: every MAC, the chain, the count, and what became of each
ride.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terminal import journal, records, sm2

if TYPE_CHECKING:
    from hal.interfaces import SegmentReader

OUTCOMES = {
    records.PASSED: "passed",
    records.TIMEOUT: "timeout",
    records.EMERGENCY: "emergency",
    records.FAULT: "fault",
    records.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """What a journal holds. records: without the heads of its segments. `broken`: why it cannot be read on behind
    these, None when all of it is sound.
    """

    size_bytes: int
    records: int
    rides: int
    outcomes: dict[str, int]
    broken: str | None


def check(segments: "SegmentReader", engine: sm2.Engine, key: bytes) -> Audit:
    """Read a whole journal (its segments open) under its record key. Raises OSError when storage fails."""
    count = rides = 0
    outcomes: Counter[str] = Counter()
    broken = None
    try:
        for record, _ in journal.recover(segments, engine.digest, key):
            count += record.kind != records.HEAD
            if record.kind == records.RIDE:
                rides += 1
            elif record.kind == records.OUTCOME:
                outcomes[OUTCOMES[records.parse_outcome(record.body)[1]]] += 1
    except journal.Broken as why:
        broken = f"{why}, in segment {why.segment} at byte {why.offset}"
    size_bytes = sum(map(segments.length, segments.numbers()))
    return Audit(size_bytes, count, rides, dict(outcomes), broken)
