"""Visits: an accepted ride is one, sent once, forgotten when it is acknowledged."""

from struct import pack

from hal.fake.visit import VisitService
from terminal import records, visit
from terminal.visit import ANSWER_MAX_MS, RETRY_MS, WAITING_MAX, Visits

PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
WHERE = b"\0\3\0\4"
NOW = 1_795_000_000


def account(number: int) -> bytes:
    return b"\x31\x04\x17" + number.to_bytes(6, "big") + b"\x1f"


def ride(number: int, kind: int = 1, time_s: int | None = NOW) -> records.Record:
    fields = pack(">HI4s10sBBHIHB3sIBH", 0, 0, bytes(4), account(number), kind, 0, 0, NOW, 300, 2, bytes(3), 7, 0, 332)
    return records.Record(records.RIDE, number, PLACE, time_s, b"", b"", fields + bytes(332))


class Ids:
    """Ids that count."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self, length: int) -> bytes:
        self.given += 1
        return self.given.to_bytes(length, "big")


def made(excluded: tuple = ()) -> tuple:
    service = VisitService()
    return service, Visits(service, WHERE, Ids(), excluded)


def turned(visits: Visits, from_ms: int, to_ms: int) -> None:
    for now_ms in range(from_ms, to_ms, 10):
        visits.turn(now_ms)


def test_a_ride_is_a_visit_and_is_forgotten_when_acknowledged():
    service, visits = made()
    visits.take(ride(1))
    visits.take(records.Record(records.OUTCOME, 2, PLACE, NOW, b"", b"", records.outcome_body(1, records.PASSED)))
    visits.take(ride(3, time_s=None))
    assert len(visits.waiting) == 1
    subject = visits.waiting[0][1]
    visits.turn(0)
    assert bytes(subject) == account(1) and service.received == 1
    visits.turn(0)
    assert (visits.waiting, visits.sent, bytes(subject)) == ([], 1, bytes(10))
    assert service.registered == {(1).to_bytes(16, "big"): (account(1), WHERE, NOW)}
    turned(visits, 10, 9000)
    assert service.received == 1


def test_types_of_account_can_be_excluded():
    _, visits = made((4, 9))
    for number, kind in enumerate((4, 1, 9)):
        visits.take(ride(number, kind))
    assert [bytes(each[1]) for each in visits.waiting] == [account(1)]


def test_one_that_is_not_acknowledged_is_sent_again_under_its_id():
    for trouble in ("down", "slow", "refuses"):
        service, visits = made()
        visits.take(ride(1))
        if trouble == "down":
            service.down = True
        elif trouble == "slow":
            service.slow_ms = None
        else:
            service.refuses = True
        turned(visits, 0, 3 * RETRY_MS)
        assert visits.sent == 0 and len(visits.waiting) == 1, trouble
        assert service.received == (0 if trouble == "down" else 3), trouble
        service.down = service.refuses = False
        service.slow_ms = 0
        turned(visits, 3 * RETRY_MS, 5 * RETRY_MS)
        assert visits.sent == 1 and len(service.registered) == 1, trouble


def test_an_answer_counts_until_its_time_is_over_and_no_longer():
    for late, sent in ((ANSWER_MAX_MS - 10, 1), (ANSWER_MAX_MS + 10, 0)):
        service, visits = made()
        service.slow_ms = late
        visits.take(ride(1))
        turned(visits, 0, ANSWER_MAX_MS + 50)
        assert visits.sent == sent and len(service.registered) == 1


def test_the_list_is_bounded_and_closing_forgets_it():
    service, visits = made()
    service.down = True
    for number in range(WAITING_MAX + 2):
        visits.take(ride(number))
        visits.turn(number)
    assert (len(visits.waiting), visits.missed) == (WAITING_MAX, 2)
    subjects = [each[1] for each in visits.waiting]
    visits.close()
    assert visits.waiting == [] and {bytes(each) for each in subjects} == {bytes(10)}


def test_what_answers_nonsense_registers_nothing():
    class Nonsense(VisitService):
        def poll(self, now_ms: int):
            return self.says

    for answer in (0, 1, "yes", b"", False):
        service = Nonsense()
        service.says = answer
        visits = Visits(service, WHERE, Ids())
        visits.take(ride(1))
        turned(visits, 0, 500)
        assert visits.sent == 0 and visit.ID_BYTES == 16
