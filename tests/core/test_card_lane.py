"""Cards at a gate with trips and eligibility: steps 23 and 24 ask about a card as about a code. Clause: operation.md
§9, §10, §13.
"""

from hal.fake.eligibility import Eligibility
from terminal import codes, eligibility, records, trip
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from terminal.lane import BY_STAFF, Lane, tail_of
from tests.builder.code_builder import NOW_S, quick
from tests.core.card_terminal import ACCOUNT, CardTerminal, good
from tests.core.test_lane import PLACE_BYTES

TEST_SAM = b"\x01\x01"  # medium and authenticated, behind what a lane states


class Station(CardTerminal):
    """A terminal with a card reader and a lane."""

    def __init__(self, mode: str = "flat", unknown: str = "", staffed: bool = False, **more: object) -> None:
        self.service = Eligibility()

        def lane(clock: object) -> Lane:
            rules = trip.rules(mode, "enforce")
            trips = None if rules is None else trip.Trips(rules, 256, True)
            asked = eligibility.Question(self.service, eligibility.rules(unknown), PLACE_BYTES) if unknown else None
            return Lane(clock, trips, asked)

        super().__init__(lane=lane, **more)
        if staffed:
            assert self.lane.switch(True, self.loop, self.journal)

    def rides_raw(self) -> list:
        return [record.body for record in self.records() if record.kind == records.RIDE]

    def last(self) -> object:
        """The decision made last."""
        return self.log.decisions[-1][0]

    def again(self) -> None:
        """So much later that the same card counts anew."""
        self.turn(30, 100)


def test_a_card_enters_once():
    gate = Station("entry")
    gate.tap(good())
    gate.walk_through()
    gate.again()
    gate.tap(good())
    assert gate.results() == [codes.ACCEPTED, codes.ALREADY_INSIDE]
    (ride,) = gate.rides_raw()
    assert tail_of(ride).trip == trip.ENTRY_ONLY and ride[-2:] == TEST_SAM
    assert gate.last().step == 23 and gate.last().code.authenticated == "test_sam"


def test_a_card_leaves_where_it_is_inside():
    gate = Station("exit")
    gate.tap(good())
    assert gate.results() == [codes.NO_ENTRY]


def test_a_card_that_did_not_pass_is_outside():
    gate = Station("entry")
    gate.tap(good())
    gate.turn(120, 100)
    gate.tap(good())
    assert gate.results() == [codes.ACCEPTED, codes.ACCEPTED]


def test_a_second_tap_on_a_bus_changes_nothing_and_a_later_one_leaves():
    gate = Station("on_off")
    gate.tap(good())
    gate.walk_through()
    gate.again()
    gate.tap(good())
    assert gate.results() == [codes.ACCEPTED] and len(gate.rides()) == 1
    gate.turn(100, 100)
    gate.tap(good())
    gate.walk_through()
    assert gate.results() == [codes.ACCEPTED] * 2
    assert tail_of(gate.rides_raw()[1]).trip & 15 == trip.PAIRED


def test_trips_of_cards_are_learned_from_the_journal():
    gate = Station("entry")
    gate.tap(good())
    gate.walk_through()
    gate.again()
    again = Station("entry", past=gate, now_s=NOW_S + 10)
    again.turn(60, 10)
    again.tap(good())
    assert again.results() == [codes.ALREADY_INSIDE]


def test_the_service_is_asked_about_a_card_that_was_confirmed():
    gate = Station(unknown="staffed")
    gate.service.next_sequence = 9
    gate.tap(good())
    assert gate.results() == [codes.ACCEPTED]
    assert [place for place, _ in gate.service.asked] == [PLACE_BYTES]
    (ride,) = gate.rides_raw()
    assert tail_of(ride) == (0, ALLOW, 9, b"answer 1") and ride[-2:] == TEST_SAM


def test_nobody_is_asked_about_a_card_that_no_sam_confirms():
    gate = Station(unknown="open", sam=None)
    gate.tap(good())
    assert gate.results() == [codes.CARD_NOT_AUTHENTICATED] and gate.service.asked == []


def test_verdicts():
    gate = Station(unknown="open")
    gate.service.verdicts[ACCOUNT] = DENY
    gate.tap(good())
    assert gate.results() == [codes.NOT_ELIGIBLE]
    for verdict, unknown, result in (
        (DENY, "open", codes.NOT_ELIGIBLE),
        (UNKNOWN, "open", codes.ACCEPTED),
        (UNKNOWN, "staffed", codes.ELIGIBILITY_UNKNOWN),
        (UNKNOWN, "shut", codes.ELIGIBILITY_UNKNOWN),
    ):
        gate = Station(unknown=unknown)
        gate.service.verdict = verdict
        gate.tap(good())
        assert gate.results() == [result]
        assert gate.last().step == (24 if result else None)


def test_a_service_that_hangs_lets_no_card_wait_longer_than_the_deadline():
    gate = Station(unknown="staffed")
    gate.service.slow_ms = None
    gate.field.hold(good())
    gate.turn(eligibility.DEADLINE_MS + 40)
    assert gate.results() == [codes.ELIGIBILITY_UNKNOWN]


def test_the_staff_completes_what_was_refused_to_a_card():
    gate = Station("exit", staffed=True)
    gate.tap(good())
    assert gate.results() == [codes.NO_ENTRY]
    assert gate.lane.complete(7, 2, gate.gate, gate.loop, gate.journal)
    (ride,) = gate.rides_raw()
    assert tail_of(ride).trip & BY_STAFF and ride[-2:] == TEST_SAM
    assert records.parse_ride(ride).account == ACCOUNT


def test_a_card_that_the_staff_let_in_changes_nothing_while_its_passenger_is_on_the_way():
    gate = Station(unknown="staffed", staffed=True)
    gate.service.verdict = UNKNOWN
    gate.tap(good())
    assert gate.lane.complete(7, 2, gate.gate, gate.loop, gate.journal)
    gate.service.verdict = ALLOW
    gate.again()
    gate.tap(good())
    assert gate.results() == [codes.ELIGIBILITY_UNKNOWN, codes.ACCEPTED] and len(gate.rides_raw()) == 1
    gate.walk_through()
    gate.again()
    gate.tap(good())
    assert gate.results()[2:] == [codes.ACCEPTED]


def test_a_code_behind_a_card_is_no_card():
    gate = Station("entry")
    gate.tap(good())
    gate.walk_through()
    gate.again()
    gate.present(quick(generated_s=NOW_S))
    assert gate.results() == [codes.ACCEPTED] * 2
    code = gate.rides_raw()[1]
    assert code[-7:] == bytes([trip.ENTRY_ONLY, 0]) + bytes(5)


def test_a_card_that_is_gone_before_it_was_confirmed_leaves_no_question():
    gate = Station("entry", "staffed")
    for cut in range(5):
        gate.field.tear_after = cut
        gate.tap(good())
        gate.field.tear_after = None
    assert codes.ACCEPTED not in gate.results() and gate.service.asked == []


def test_media_that_come_together_leave_nothing_of_a_question():
    gate = Station(unknown="staffed")
    gate.service.slow_ms = 100
    gate.field.hold(good())
    gate.turn(40)
    assert gate.service.asked and gate.lane.question.look(gate.clock.now_ms()) is None
    gate.scanner.frames.append((quick(generated_s=NOW_S),))
    gate.turn(20)
    assert gate.lane.question.look(gate.clock.now_ms()) == UNKNOWN  # none is under way
    gate.turn(200)
    assert codes.ACCEPTED not in gate.results() and gate.rides_raw() == []
