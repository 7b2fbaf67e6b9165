"""What a gate of a station sends and asks at its start, and what the station computer can answer."""

import hashlib
from random import Random

from sim.gate.lane import ASK_AGAIN_S, PASSAGES_MAX, GateLane
from sim.gate.member import Member
from sim.station.computer import Computer
from sim.station.line import WAITING_MAX, GateLine, Weather
from sim.station.plan_file import DELAY_MAX_MS
from terminal import lane, notice, records, trip
from tests.desktop.test_station import played
from tests.rig.station import GATES, HEAD, answers, passenger

T = 1_793_000_000
MAX_S = 600
EXIT_AT = records.Place(2, 1, 1, 1, 1, 2, 0)
SEAL = records.sealer(lambda *parts: hashlib.sha256(b"".join(parts)).digest(), bytes(32))


def account(number):
    return b"\x31\x04\x17" + number.to_bytes(7, "big")


class Sent(Member):
    """A gate of a station whose line is lists. sent: notices."""

    def __init__(self):
        super().__init__(EXIT_AT, bytes(32), SEAL, None, MAX_S)
        self.sent, self.arrived = [], []

    def send(self, made):
        self.sent.append(made)

    def heard(self):
        arrived, self.arrived = self.arrived, []
        return arrived

    def take(self):
        sent, self.sent = self.sent, []
        return sent


def gate(times):
    """A gate that has read its journal, with a passage outwards at each of these times, and its member."""
    trips = trip.Trips(trip.rules("exit", "enforce", MAX_S), trip.CAPACITY_MIN)
    member = Sent()
    made = GateLane(lane.Lane(None, trips), None, member)
    for number, at_s in enumerate(times, 1):
        passes(made, number, at_s)
    return made, member


def passes(made, number, at_s):
    made.lane.trips.ride(number, account(0), trip.PAIRED + trip.EXIT_SIDE)
    body = records.outcome_body(number, records.PASSED)
    made.take(records.Record(records.OUTCOME, number, EXIT_AT, at_s, b"kkkk", bytes(32), body))


def asked(member):
    return [each.at_s for each in member.take() if each.state == notice.ASKS]


def test_a_start_sends_the_passages_that_may_matter_again_and_then_asks():
    made, member = gate((T - 90_000, T - MAX_S - 1, T - MAX_S, T))
    assert member.take() == []
    made.join(T)
    sent = member.take()
    assert [each.at_s for each in sent] == [T - MAX_S, T, T - MAX_S]
    assert [each.state for each in sent] == [trip.OUTSIDE, trip.OUTSIDE, notice.ASKS]
    passes(made, 9, T + 1)
    assert [each.sequence for each in member.take()] == [9]


def test_however_many_they_are_the_line_takes_the_question():
    for count, lacks in ((PASSAGES_MAX, 0), (PASSAGES_MAX + 1, 1)):
        made, member = gate([T] * count)
        made.join(T)
        sent = member.take()
        assert [each.sequence for each in sent[:-1]] == list(range(1 + lacks, count + 1))
        assert sent[-1].state == notice.ASKS
    assert 2 * PASSAGES_MAX < WAITING_MAX


def test_a_line_has_space_for_so_many_messages():
    line = GateLine(Weather(100, 0), lambda: 0, Random(1), lambda data: None)
    for lost in (0, 1):
        for _ in range(WAITING_MAX - line.waiting + lost):
            line.send(b"")
        assert (line.waiting, line.lost) == (WAITING_MAX, lost)


def test_a_gate_asks_again_until_it_is_answered():
    made, member = gate((T,))
    made.join(T)
    assert asked(member) == [T - MAX_S]
    made.hear(T + ASK_AGAIN_S - 1)
    assert member.take() == []
    made.hear(T + ASK_AGAIN_S)
    again = member.take()
    assert [each.at_s for each in again] == [T + ASK_AGAIN_S - MAX_S]  # its passages were sent
    member.arrived = [again[0]._replace(state=notice.CAUGHT_UP)]
    made.hear(T + 2 * ASK_AGAIN_S)
    member.arrived = again  # what follows is no answer, and takes none back
    made.hear(T + 2 * ASK_AGAIN_S)
    made.hear(T + 4 * ASK_AGAIN_S)
    assert member.take() == [] and made.lane.trips.known_from_s == T + ASK_AGAIN_S - MAX_S
    assert ASK_AGAIN_S * 1000 > 2 * DELAY_MAX_MS


def test_a_gate_whose_clock_is_not_trusted_asks_when_it_is():
    made, member = gate((T - MAX_S - 1, T))
    made.join(None)
    made.hear(None)
    assert member.take() == []
    made.hear(T)
    assert [each.at_s for each in member.take()] == [T, T - MAX_S]
    made.hear(T - 1)  # set back: it may be long until then
    assert asked(member) == [T - 1 - MAX_S]


def test_a_question_that_is_lost_costs_minutes():
    changes = (("40", "gate = 'C'\npower = false"), ("50", "gate = 'C'\npower = true"))
    changes += (("49", "lost_percent = 100"), ("55", "lost_percent = 0"))
    change = "".join(f"[[change]]\nat = 07:30:{at}\n{what}\n" for at, what in changes)
    visits = (("07:30:10", "A", ""), ("07:37:00", "C", answers("ALREADY_INSIDE")))
    assert played(HEAD + GATES + change + passenger(*visits))[2] == []


def test_the_computer_does_not_say_that_it_knows_what_it_gave_up():
    """One beyond what it keeps: the oldest goes, however late it came, and what is said to be all begins behind it."""
    heard = []
    computer = Computer(SEAL, {1: "in", 2: "out"}, MAX_S, T - 90_000, passages_max=4)
    computer.joins("in", None)
    computer.joins("out", lambda data: heard.append(notice.parse(data, SEAL)))

    def enters(number, at_s):
        computer.take("in", notice.encode(notice.Notice(trip.INSIDE, 1, 1, 1, number, account(number), at_s), SEAL))

    def caught_up():
        heard.clear()
        computer.take("out", notice.encode(notice.asks(EXIT_AT, 7, T - MAX_S), SEAL))
        assert heard[-1].state == notice.CAUGHT_UP
        return [each.sequence for each in heard[:-1]], heard[-1].at_s

    for number, ago_s in enumerate((500, 400, 300, 200), 1):
        enters(number, T - ago_s)
    assert caught_up() == ([1, 2, 3, 4], T - MAX_S)
    enters(5, T - 550)  # of a gate that starts: it is passed on, and not kept
    assert heard[-1].sequence == 5 and caught_up() == ([1, 2, 3, 4], T - 550)
    enters(6, T)
    assert caught_up() == ([2, 3, 4, 6], T - 500)
    enters(6, T)
    assert caught_up() == ([2, 3, 4, 6], T - 500) and computer.heard == 7
