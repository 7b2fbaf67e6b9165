"""Checking a journal as the back office would: every MAC, the chain, the count, and what became of each
ride.
"""

from collections import Counter
from dataclasses import dataclass

from hal.desktop.file_store import FileStore
from terminal import journal, records, sm2

OUTCOMES = {
    records.PASSED: "passed",
    records.TIMEOUT: "timeout",
    records.EMERGENCY: "emergency",
    records.FAULT: "fault",
    records.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """What a journal holds. `broken`: why it cannot be read on behind these records, None when all of it is
    sound.
    """

    size_bytes: int
    records: int
    rides: int
    outcomes: dict[str, int]
    broken: str | None


def check(store: FileStore, engine: sm2.Engine, key: bytes) -> Audit:
    """Read a whole journal (its store open) under its record key. Raises OSError when the store fails."""
    count = rides = 0
    outcomes: Counter[str] = Counter()
    broken = None
    try:
        for record, _ in journal.recover(store.readinto, store.length(), engine.digest, key):
            count += 1
            if record.kind == records.RIDE:
                rides += 1
            elif record.kind == records.OUTCOME:
                outcomes[OUTCOMES[records.parse_outcome(record.body)[1]]] += 1
    except journal.Broken as why:
        broken = f"{why}, at byte {why.offset}"
    return Audit(store.length(), count, rides, dict(outcomes), broken)
