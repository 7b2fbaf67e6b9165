"""Refusals: the last few in memory, and the count of each result in a record an hour (spec §5).

They have a journal of their own, whose oldest segment may always be removed: a leaflet held to the reader all day
wears out and fills nothing that a ride needs. No code of a refusal is kept, and no account in full.
"""

from terminal import records
from terminal.decide import Decision
from terminal.journal import Journal
from terminal.port import const

LAST_MAX = const(32)
HOUR_MS = const(3_600_000)


class Refusals:
    """hours: the journal of the counts, open. `last`: the last refusals, oldest first: (time or None, result, step or
    None, issuer or None, last four digits of the account as BCD or None)."""

    def __init__(self, hours: Journal) -> None:
        self._hours = hours
        self._counts: dict[int, int] = {}
        self._since_s = 0
        self._due_ms = 0
        self.last: list[tuple[int | None, int, int | None, bytes | None, bytes | None]] = []

    def note(self, decision: Decision, now_ms: int, now_s: int | None) -> None:
        """Count one refusal."""
        if not self._counts:
            self._since_s = now_s or 0
            self._due_ms = now_ms + HOUR_MS
        self._counts[decision.result] = self._counts.get(decision.result, 0) + 1
        code = decision.code if decision.family is None else None  # of a ticket nothing is kept
        issuer = four = None
        if code is not None:
            issuer = code.issuer
            four = code.account[8:]
            if four[1] & 15 == 15:  # 19 digits and half a byte of nothing
                four = bytes([code.account[7] << 4 & 255 | four[0] >> 4, four[0] << 4 & 255 | four[1] >> 4])
        if len(self.last) >= LAST_MAX:
            self.last.pop(0)
        self.last.append((now_s, decision.result, decision.step, issuer, four))

    def due(self, now_ms: int) -> bool:
        """Whether an hour has passed since the first refusal that was not written yet."""
        return now_ms >= self._due_ms and len(self._counts) > 0

    def write(self, now_ms: int, now_s: int | None) -> None:
        """Write the counts and begin anew. After an OSError they are kept, and tried again in an hour."""
        self._due_ms = now_ms + HOUR_MS
        words = [self._since_s]
        for result in sorted(self._counts):
            words += [result, min(self._counts[result], 0xFFFFFFFF)]
        self._hours.append_counter(records.words_body(words), now_s)
        self._counts = {}
