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
    """What a journal holds. records: all that can be read, without the heads of its segments. `broken`: the first thing
    that is not as it was written, None when all of it is sound.
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
    ended: set[int] = set()  # an outcome whose write failed is written again, and may be there twice
    for number, at, record, _, why in journal.walk(segments, engine.digest, key):
        if why is not None:
            broken = broken or f"{why}, in segment {number} at byte {at}"
        if record is None:
            continue
        count += record.kind != records.HEAD
        if record.kind == records.RIDE:
            rides += 1
        elif record.kind == records.OUTCOME:
            ride, outcome = records.parse_outcome(record.body)
            outcomes[OUTCOMES[outcome]] += ride not in ended
            ended.add(ride)
    size_bytes = sum(map(segments.length, segments.numbers()))
    return Audit(size_bytes, count, rides, dict(outcomes), broken)
