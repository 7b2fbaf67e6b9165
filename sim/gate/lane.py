"""The lane of a gate of this computer: steps 23 and 24, where it has them, and what its rides state."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hal.eligibility.in_turn import InTurn
from terminal import lane, records, trip

if TYPE_CHECKING:
    from hal.interfaces import Clock
    from sim.gate.asked import Asked
    from terminal import sm2


class GateLane:
    """Stands between the journal and the terminal's lane. port: what the question asks, None without one. stated: what
    the ride written last says of its trip and its eligibility.
    """

    def __init__(self, served: lane.Lane, port: Any = None) -> None:
        self.lane = served
        self.port = port
        self.stated: lane.Tail | None = None

    def tail(self, now_s: int | None) -> bytes:
        """See `Lane`."""
        return self.lane.tail(now_s)

    def take(self, record: records.Record) -> None:
        """See `Lane`."""
        self.lane.take(record)
        if record.kind == records.RIDE:
            self.stated = lane.tail_of(record.body)

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
    chosen: Mapping[str, str], asked: "Asked | None", engine: "sm2.Engine", clock: "Clock", place: records.Place
) -> GateLane | None:
    """The lane of these settings; None where the gate has neither step. Its trips are those of its own journal."""
    rules = trip.rules(chosen["mode"], chosen["trip"])
    trips = None if rules is None else trip.Trips(rules, trip.CAPACITY_MAX, alone=True)
    if asked is None:
        return None if trips is None else GateLane(lane.Lane(clock, trips))
    question, port = asked.question(engine, clock, place)
    return GateLane(lane.Lane(clock, trips, question), port)
