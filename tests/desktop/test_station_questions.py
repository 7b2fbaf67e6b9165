"""The station computer's part in step 24, without a broker: turns, bounds, and what is said of its connection."""

import pytest

from hal.eligibility import station
from sim.service import registry
from sim.station import questions
from terminal.eligibility import UNKNOWN
from tests.desktop.test_hal_station import KEY, SEAL, Held
from tests.rig.eligibility_contract import PLACE, SUBJECT
from tests.rig.eligibility_service import service


def test_a_question_beyond_those_at_once_is_unknown():
    with service() as (kept, url):
        kept.status = registry.SLOW
        link = Held()
        computer = questions.Questions(link, KEY, url)
        link.waiting = [station.question(SEAL, number, SUBJECT, PLACE) for number in range(questions.AT_ONCE_MAX + 1)]
        computer.turn(1000)
        assert computer.counts == {"busy": 1}
        assert station.parse_answer(SEAL, link.sent[0])[:2] == (questions.AT_ONCE_MAX, UNKNOWN)
        computer.turn(1000 + 150)
        assert computer.counts == {"busy": 1, "unknown": questions.AT_ONCE_MAX}


def test_messages_without_end_hold_up_no_answer():
    """Whoever may publish on the broker may send that many; what a gate of the station asked is answered in time."""

    class Flood(Held):
        def poll(self, now_ms):
            self.polled += 1
            assert self.polled <= questions.TURN_MAX, "a turn that does not end"
            return super().poll(now_ms) or b"junk"

    with service(slow_ms=60_000) as (kept, url):
        kept.status = registry.SLOW
        link = Flood()
        computer = questions.Questions(link, KEY, url)
        link.waiting = [station.question(SEAL, 1, SUBJECT, PLACE)]
        for now in (1000, 1000 + 150):
            link.polled = 0
            computer.turn(now)
            assert link.polled == questions.TURN_MAX
        assert computer.counts == {"refused": 2 * questions.TURN_MAX - 1, "unknown": 1}
        assert station.parse_answer(SEAL, link.sent[0])[:2] == (1, UNKNOWN)
        computer.close()


@pytest.mark.parametrize("deadline_ms", [50, 1000])
def test_the_service_has_as_long_as_the_station_gives_it(deadline_ms):
    with service(slow_ms=60_000) as (kept, url):
        kept.status = registry.SLOW
        link = Held()
        computer = questions.Questions(link, KEY, url, deadline_ms)
        link.waiting = [station.question(SEAL, 1, SUBJECT, PLACE)]
        computer.turn(1000)
        computer.turn(1000 + deadline_ms - 1)
        assert computer.counts == {}
        computer.turn(1000 + deadline_ms)
        assert computer.counts == {"unknown": 1}


def test_a_connection_is_told_of_when_it_changes_and_asks_for_another_computer_where_it_was_short():
    link = Held()
    link.holds, link.fault = False, ""
    connection = questions.Connection(link, (1, 2))
    assert connection.news(0) is None  # it is on its way
    link.fault = "gone"
    assert [connection.news(0), connection.news(1)] == [(False, "gone"), None]
    for lasts_ms, asks in ((questions.SHORT_MS - 1, True), (questions.SHORT_MS, False)):
        link.holds, link.fault = True, ""
        assert [connection.news(1000), connection.news(1001)] == [(True, ""), None]
        link.holds, link.fault = False, "gone"
        up, why = connection.news(1000 + lasts_ms)
        assert not up and why.startswith("gone") and ("line 1, station 2" in why) == asks


def test_a_broker_takes_the_name_of_every_station_computer():
    names = [questions.client_id((line, number)) for line in (0, 1, 11, 65535) for number in (0, 1, 11, 65535)]
    assert len(set(names)) == 16
    assert all(name.isalnum() and len(name) <= 23 for name in names)  # MQTT 3.1.1, 3.1.3.1: more may be refused
