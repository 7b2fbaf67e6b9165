"""A lane: the judge of a terminal that has steps 23 and 24, and what its staff may complete.

The judge advances `decide.steps`, which asks and does not look: the account behind step 17 becomes a question to the
service, and each turn of the loop looks once whether it is answered. To the journal the lane adds what a ride record
states of its trip and its eligibility, and from the journal the trips learn (`Journal.open(lane=...)`). Trips and
question are handed in: a terminal loads the modules that it has.

What it adds to a ride record, behind the raw code, big endian, all of it or nothing:

    0 trip 1 (trip.PAIRED …, + 16 leads out, + 32 completed by the staff; 0: no trips here)
    1 eligibility 1 (1 allowed, 2 denied, 3 unknown; 0: not asked) | 2 snapshot sequence 4
    6 length of the answer's id 1 | 7 the answer's id 0..16
    behind it, of a card only: medium 1 (1 a card) | authenticated 1 (position in card.AUTHENTICATED)

The staff record (kind 6) stands right before the ride that it lets in:

    71 operator id 4 | 75 reason 1 | 76 the result that is completed 2 | 78 account 10, generation time 4
"""

from collections import namedtuple
from struct import pack, unpack_from

from terminal import codes, records
from terminal.decide import Decision, steps
from terminal.journal import RESERVE_RIDE_BYTES
from terminal.port import TYPE_CHECKING, const
from terminal.ridecode import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from hal.interfaces import Clock
    from terminal.eligibility import Question
    from terminal.gate import Gate
    from terminal.history import History
    from terminal.journal import Journal
    from terminal.policy import Policy
    from terminal.ridecode import RideCode
    from terminal.run import Loop
    from terminal.trip import Trips
    from terminal.trust import TrustList

STAFF = 6  # a kind of record
LANE_SWITCHED = 15  # an event: 1 to system, 2 to staffed
BY_STAFF = 32
COMPLETE_MS = 60_000  # how long after a refusal the staff may complete it: 1,000 to so many
COMPLETE_MIN_MS = 1000
COMPLETED = (codes.ALREADY_INSIDE, codes.NO_ENTRY, codes.NOT_ELIGIBLE, codes.ELIGIBILITY_UNKNOWN)
OPERATOR_MAX = 0xFFFFFFFF
REASON_MAX = 255
TAIL_MAX_BYTES = 23
_FIXED_BYTES = const(41)  # of a ride record's body, before the raw code

DENIED = ("未通过核验 请走人工通道", "Not eligible, please see the staff")

Tail = namedtuple("Tail", "trip eligibility snapshot_sequence answer_id")
Staff = namedtuple("Staff", "operator reason result account generated_s")


def tail_of(body: bytes) -> Tail | None:
    """What a ride record's body states of trip and eligibility; None when it says nothing. Raises records.Short."""
    if len(body) < _FIXED_BYTES:
        raise records.Short
    rest = body[_FIXED_BYTES + (body[_FIXED_BYTES - 2] << 8 | body[_FIXED_BYTES - 1]) :]
    if not rest:
        return None
    if len(rest) < 7 or len(rest) < 7 + rest[6]:
        raise records.Short
    return Tail(*(unpack_from(">BBI", rest) + (rest[7 : 7 + rest[6]],)))


def parse_staff(body: bytes) -> Staff:
    """A staff record's body as fields. Raises records.Short."""
    if len(body) < 21:
        raise records.Short
    return Staff(*unpack_from(">IBH10sI", body))


class Lane:
    """One lane, `system` or `staffed`. clock: the terminal's; trips, question: None where the terminal has none.

    Hand `judge` to the Loop, the lane itself to `Journal.open`.
    """

    def __init__(
        self,
        clock: "Clock",
        trips: "Trips | None" = None,
        question: "Question | None" = None,
        complete_ms: int = COMPLETE_MS,
    ) -> None:
        if not COMPLETE_MIN_MS <= complete_ms <= COMPLETE_MS:
            raise ValueError(f"lane.complete_ms: {complete_ms} is outside {COMPLETE_MIN_MS}..{COMPLETE_MS}")
        self.staffed = False
        self._complete_ms = complete_ms
        self.trips = trips
        self.question = question
        self._clock = clock
        self._first = True  # no record was taken in yet
        self._trip = 0
        self._account = b""
        self._same_tap = False
        self._tail = b""
        self._refused: tuple[Decision, bytes, int] | None = None  # what the staff may complete: payload, until when

    def words(self) -> dict[int, tuple[str, str]]:
        """The words of results that are others at this lane, for `Gate.words`: unknown never looks like a denial."""
        words = {}
        if self.question is not None:
            words[codes.NOT_ELIGIBLE] = DENIED
            if self.question.rules.unknown == "shut":
                words[codes.ELIGIBILITY_UNKNOWN] = codes.OUT_OF_SERVICE
        return words

    def judge(
        self,
        payload: bytes,
        trust: "TrustList | None",
        policy: "Policy",
        history: "History",
        now_s: int | None,
        walk: "Callable[..., Any]" = steps,
    ) -> "Generator[int | None, None, Decision | None]":
        """Steps 1 to 24 as the loop takes them; None for a tap that changes nothing (terminal/trip.py), or where `walk`
        has nothing to answer.

        Waits no longer than the service's deadline, and yields meanwhile. walk: as `decide.steps`.
        """
        clock, question = self._clock, self.question
        self.begin()
        judging = walk(payload, trust, policy, history, now_s, self._further)
        asked = False
        verdict = None
        try:
            while True:
                step = judging.send(verdict)
                verdict = None
                if type(step) is bytes:
                    if question is not None:
                        if step:
                            question.ask(step, clock.now_ms())
                            asked = True
                        else:
                            verdict = question.look(clock.now_ms())
                    step = None
                elif asked and question is not None:
                    question.look(clock.now_ms())
                yield step
        except StopIteration as end:
            decision: Decision | None = end.value
        if self._same_tap or decision is None:
            self.begin()
            return None
        self.keep(decision, payload)
        if question is not None and trust is not None and decision.result != codes.ACCEPTED:
            trust.riders.held.clear()  # certificates of passengers; of one who is let in, the record says more
        return decision

    def begin(self) -> None:
        """Another medium is judged: nothing of the one before is kept."""
        self._trip = 0
        self._same_tap = False
        self._tail = self._account = b""
        self._refused = None
        if self.question is not None:
            self.question.forget()

    def keep(self, decision: Decision, payload: bytes) -> None:
        """The answer: what its record will state is kept, and a refusal that the staff may complete."""
        question = self.question
        if decision.result == codes.ACCEPTED or (self.staffed and decision.result in COMPLETED):
            self._tail = pack(">BB", self._trip, 0) + bytes(5)
            if question is not None and question.verdict is not None:
                own = question.answer_id
                self._tail = pack(">BBIB", self._trip, question.verdict, question.snapshot_sequence, len(own)) + own
            self._account = decision.code.account
            if decision.result:
                self._refused = decision, payload, self._clock.now_ms() + self._complete_ms
        if question is not None:
            question.forget()

    def _further(self, code: "RideCode", now_s: int) -> "Generator[int | bytes | None, int | None, None]":
        """Steps 23 and 24, those that this lane has."""
        if self.trips is not None:
            trip, result = self.trips.seen(code.account, now_s)
            self._same_tap = trip is None
            self._trip = trip or 0
            if result or self._same_tap:
                raise Refused(result or codes.ALREADY_INSIDE, 23)
            yield 23
        if self.question is not None:
            verdict = yield b""
            while verdict is None:
                verdict = yield b""
            result = self.question.result(verdict)
            if result:
                raise Refused(result, 24)
            yield 24

    # What the journal asks

    def tail(self, now_s: int | None) -> bytes:
        """What the ride record states besides. Raises OSError when its passage could not be remembered."""
        tail, account = self._tail, self._account
        self._tail = self._account = b""
        trips = self.trips
        if trips is not None and trips.rules.enforced and trips.full(account, now_s or 0):
            raise OSError(28, "trips: no room for this passenger")
        return tail

    def take(self, record: records.Record) -> None:
        """A record was written, or found at a start."""
        trips = self.trips
        if trips is None:
            return
        if self._first and trips.alone and record.sequence > 1:
            trips.forget(record.time_s)  # what stood before it was not read
        self._first = False
        if record.kind == records.RIDE:
            tail = tail_of(record.body)
            if tail is not None and tail.trip:
                trips.ride(record.sequence, records.parse_ride(record.body).account, tail.trip)
        elif record.kind == records.OUTCOME:
            ride, outcome = records.parse_outcome(record.body)
            trips.outcome(ride, outcome == records.PASSED, record.place, record.time_s)
        elif record.kind == records.EVENT and record.body[0] == records.MISSING:
            trips.forget(record.time_s if trips.alone else None)

    # What the operator does

    def switch(self, staffed: bool, loop: "Loop", journal: "Journal") -> bool:
        """Make it a staffed lane, or one of the system again; whether that is on record, and so done."""
        done: list[int] = []

        def write() -> None:
            done.append(journal.append_event(LANE_SWITCHED, None, 1 + staffed, self._clock.now_s()))

        loop.perform(loop.written(write))
        if done:
            self.staffed = staffed
            self._refused = None
            self._tail = self._account = b""
        return len(done) > 0

    def expire(self, now_ms: int) -> None:
        """Forget a refusal that is too old to be completed. Called once a turn where the lane has staff."""
        if self._refused is not None and now_ms >= self._refused[2]:
            self.begin()  # no medium is being judged: that would have dropped the refusal

    def completable(self) -> bool:
        """Whether there is a refusal that the staff may complete now."""
        self.expire(self._clock.now_ms())
        return self.staffed and self._refused is not None

    def complete(self, operator: int, reason: int, gate: "Gate", loop: "Loop", journal: "Journal") -> bool:
        """The staff lets the passenger in who was refused last; whether that is on record, and the ride under way.

        Only a refusal of step 23 or 24, at a staffed lane, in time; a refusal of an earlier step is completed
        by no one. The staff record is durable before the ride record, and that before the relay. Clause: spec §10.
        """
        if not self.completable() or not gate.ready() or not gate.in_service():
            return False
        if not 0 < operator <= OPERATOR_MAX or not 0 < reason <= REASON_MAX:
            return False
        decision, payload, _ = self._refused  # type: ignore[misc]
        code = decision.code
        done: list[int] = []

        def write() -> None:
            if not gate.in_service():  # it may be the scanner that could not be held off
                return
            body = pack(">IBH10sI", operator, reason, decision.result, code.account, code.generated_s)
            done.append(journal.append(STAFF, body, self._clock.now_s(), RESERVE_RIDE_BYTES))

        loop.perform(loop.written(write))
        if done:
            self._tail = bytes([self._tail[0] | BY_STAFF]) + self._tail[1:]
            loop.judged = payload
            accepted = Decision(codes.ACCEPTED, None, code, decision.recovered, None, -1, None)
            shown = code.account if hasattr(code, "authenticated") else payload  # the name of a card is of one tap
            loop.perform(gate.on_decision(accepted, self._clock.now_ms(), shown))
        self.begin()
        return len(done) > 0
