"""The lane of a gate of this computer: steps 23 and 24, where it has them, and what its rides state."""

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hal.eligibility.in_turn import InTurn
from terminal import lane, notice, records, trip

if TYPE_CHECKING:
    from hal.interfaces import Clock
    from sim.gate.asked import Asks
    from sim.gate.member import Member
    from terminal import sm2
    from terminal.visit import Visits

PASSAGES_MAX = 20_000  # that a station computer keeps, of all its gates; so a start sends no more of its own again
ASK_AGAIN_S = 300  # longer than a question and its answer are on their way


class GateLane:
    """Stands between the journal and the terminal's lane. port: what the question asks, None without one. member: of a
    station, None for a gate that is alone. visits: None where the gate reports none. stated: what the ride written last
    says of its trip and its eligibility.
    """

    def __init__(
        self, served: lane.Lane, port: Any = None, member: "Member | None" = None, visits: "Visits | None" = None
    ) -> None:
        self.lane = served
        self.visits = visits
        self._live = False  # behind the records that are read at a start
        self.port = port
        self.stated: lane.Tail | None = None
        self._member = None if served.trips is None else member
        self._found: deque[notice.Notice] = deque(maxlen=PASSAGES_MAX)  # passages that were read at a start
        self._asked_s: int | None = None
        self._answered = False

    def judge(self, *asked: Any) -> Any:
        """See `Lane`."""
        return self.lane.judge(*asked)

    def begin(self) -> None:
        """See `Lane`."""
        self.lane.begin()

    def tail(self, now_s: int | None) -> bytes:
        """See `Lane`."""
        return self.lane.tail(now_s)

    def take(self, record: records.Record) -> None:
        """See `Lane`. A passage is reported to the station; one that was read at a start behind it, for it may be lost
        there.
        """
        member, trips = self._member, self.lane.trips
        passed = None if member is None or trips is None else notice.made(record, trips)
        self.lane.take(record)
        if record.kind == records.RIDE:
            self.stated = lane.tail_of(record.body)
            if self.visits is not None and self._live:
                self.visits.take(record)
        elif record.kind == records.EVENT and not self._live:
            event, _, value = records.parse_event(record.body)
            if event == lane.LANE_SWITCHED:
                self.lane.staffed = value == 2
        if member is not None and passed is not None:
            if self._live:
                member.send(passed)
            else:
                self._found.append(passed)

    def join(self, now_s: int | None) -> None:
        """The start is over: ask the station computer for what it has forgotten."""
        self._live = True
        if self._member is not None:
            self._member.start += 1
        self._ask(now_s)

    def _ask(self, now_s: int | None) -> None:
        """Send the passages that were found and may belong to an open trip, and then ask for those of the others; once
        the clock is trusted, and again until there is an answer.
        """
        member, trips, asked_s = self._member, self.lane.trips, self._asked_s
        if member is None or trips is None or now_s is None or self._answered:
            return
        if asked_s is not None and 0 <= now_s - asked_s < ASK_AGAIN_S:
            return
        self._asked_s = now_s
        since_s = max(0, now_s - trips.rules.trip_max_s)
        for passed in self._found:
            if passed.at_s >= since_s:
                member.send(passed)
        self._found.clear()
        member.send(notice.asks(member.place, member.start, since_s))

    def hear(self, now_s: int | None) -> None:
        """Take in what has arrived from the station computer; what was not sealed in this station changes nothing."""
        member, trips = self._member, self.lane.trips
        if member is None or trips is None:
            return
        for heard in member.heard():
            if not notice.take(heard, trips, now_s):
                start = member.place.terminal_id, member.start
                self._answered = notice.caught_up(heard, trips, *start) or self._answered
        self._ask(now_s)

    def close(self) -> None:
        """Forget the visits that wait."""
        self.let_go()
        if self.visits is not None:
            self.visits.close()

    def let_go(self) -> None:
        """Keep nothing of a question that came too late, or was not needed."""
        if self.port is not None:
            self.port.close()

    def fault(self) -> str:
        """What a snapshot has raised since the last call, "" for nothing."""
        if not isinstance(self.port, InTurn):
            return ""
        fault, self.port.fault = self.port.fault, ""
        return fault


def made(
    chosen: Mapping[str, str],
    asked: "Asks | None",
    engine: "sm2.Engine",
    clock: "Clock",
    place: records.Place,
    member: "Member | None" = None,
) -> GateLane | None:
    """The lane of these settings; None where the gate has neither step. Without a station its trips are those of its
    own journal.
    """
    rules = trip.rules(chosen["mode"], chosen["trip"], trip.TRIP_MAX_S if member is None else member.trip_max_s)
    capacity = trip.CAPACITY_MAX if member is None else member.trips_max
    trips = None if rules is None else trip.Trips(rules, capacity, alone=member is None)
    if asked is None:
        return None if trips is None else GateLane(lane.Lane(clock, trips), None, member)
    question, port = asked.question(engine, clock, place)
    return GateLane(lane.Lane(clock, trips, question), port, member, asked.visits(place))
