"""Visits: at a gate that reports them an accepted ride is also a visit of its station, sent once to the service.

A visit is an id, a subject, a place and a time. It waits here until the service has acknowledged it, and is overwritten
then. What waits when power fails is not sent: a visit stands in no storage. A full list drops the newest and counts it.
A terminal without `visit = on` does not load this module.
"""

from terminal import records
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.interfaces import VisitService

WAITING_MAX = 64
ANSWER_MAX_MS = 1000  # a visit that is not acknowledged by then is sent again, under its id
RETRY_MS = 2000
ID_BYTES = 16


class Visits:
    """The visits of one gate. place: the bytes that name it. draw: gives so many random bytes. excluded: account types
    of which no visit is reported (day tickets, companions, single tickets).

    waiting: (id, subject, time), the oldest first. sent: how many were acknowledged. missed: found no space here.
    """

    def __init__(
        self,
        service: "VisitService",
        place: bytes,
        draw: "Callable[[int], bytes]",
        excluded: tuple[int, ...] = (),
    ) -> None:
        self.waiting: list[tuple[bytes, bytearray, int]] = []
        self.sent = 0
        self.missed = 0
        self._service = service
        self._place = place
        self._draw = draw
        self._excluded = excluded
        self._asked_ms: int | None = None  # when the oldest one was sent, and no answer is there
        self._again_ms: int | None = None  # when it is sent again

    def take(self, record: records.Record) -> None:
        """A record was written: that of a ride is a visit. Not for records that are read at a start. Raises
        records.Short."""
        if record.kind != records.RIDE or record.time_s is None:
            return
        ride = records.parse_ride(record.body)
        if ride.account_type in self._excluded:
            return
        if len(self.waiting) >= WAITING_MAX:
            self.missed += 1
            return
        self.waiting.append((self._draw(ID_BYTES), bytearray(ride.account), record.time_s))

    def turn(self, now_ms: int) -> None:
        """Send the oldest one, or look once whether it is acknowledged. Never waits, and no service makes it raise."""
        if not self.waiting:
            return
        service = self._service
        try:
            if self._asked_ms is None:
                if self._again_ms is None or now_ms >= self._again_ms:
                    visit_id, subject, time_s = self.waiting[0]
                    self._again_ms = now_ms + RETRY_MS
                    service.send(visit_id, subject, self._place, time_s, now_ms)
                    self._asked_ms = now_ms
                return
            acknowledged = service.poll(now_ms)
        except OSError:
            acknowledged = False
        if acknowledged is True:
            self._forget(self.waiting.pop(0)[1])
            self.sent += 1
            self._again_ms = None
        elif acknowledged is None and self._asked_ms is not None and now_ms - self._asked_ms < ANSWER_MAX_MS:
            return
        self._asked_ms = None
        service.close()

    def close(self) -> None:
        """Forget all that waits."""
        for _, subject, _ in self.waiting:
            self._forget(subject)
        self.waiting.clear()
        self._asked_ms = self._again_ms = None
        self._service.close()

    def _forget(self, subject: bytearray) -> None:
        for at in range(len(subject)):
            subject[at] = 0
