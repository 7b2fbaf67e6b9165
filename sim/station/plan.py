"""The plan of a station: its gates, its people, what happens when, and what must come of it. Read by
sim/station/plan_file.py; times are milliseconds since `begins`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.gate.sentinel_gate import SENTINEL
from sim.issuer.ticket import Ticket
from sim.station.computer import SENTINEL_ANSWERS
from terminal import eligibility

ENTRY, EXIT = "entry", "exit"
KINDS = (ENTRY, EXIT, SENTINEL)
VERDICTS = {"allow": eligibility.ALLOW, "deny": eligibility.DENY, "unknown": eligibility.UNKNOWN}
SERVICES = ("up", "down", "slow", "lying")
SAID_BY_SENTINELS = tuple(SENTINEL_ANSWERS.values())


@dataclass(frozen=True, slots=True)
class Words:
    """A name or a sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Attendant:
    """The staff of a lane: completes a refusal of step 23 or 24 so many seconds behind it."""

    operator: int
    reason: int
    after_s: int


@dataclass(frozen=True, slots=True)
class GatePlan:
    """A gate. lane: `system` or `staffed`, where it begins. asks: whether it has step 24; unknown: the policy of its
    lane. attendant: None where no one stands there. board: whose firmware decides, emulated; None for the core in this
    process. families: that it reads beside the ride code.
    """

    name: str
    kind: str
    words: Words
    trip: str
    lane: str
    asks: bool
    unknown: str
    attendant: Attendant | None
    board: str | None = None
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """A passenger comes to a gate. answer: what must come of it, None for anything. walks: whether who is let in goes
    through. otherwise: the gate for who is refused here. card: an ID card in place of the phone, at a sentinel.
    ticket: a rail ticket in place of a ride code.
    """

    at_ms: int
    gate: str
    answer: str | None = None
    walks: bool = True
    otherwise: str | None = None
    card: bool = False
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Passenger:
    """number: of the test account. status: what the service says of it. drawn: of a crowd: goes home when refused."""

    number: int
    name: str
    status: str | None
    visits: tuple[Visit, ...]
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something changes. what: say, service, lost_percent, emergency, lane or power; gate: of the last two."""

    at_ms: int
    what: str
    value: Any
    gate: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """How the morning ends; None for what is not expected. answers: how often each came."""

    inside: int | None
    incomplete: int | None
    passed: int | None
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole file. begins_s: Unix seconds. known_s: how long the station computer has been running by then. keys: of
    rail tickets, the text of their file; None for those of test tickets.
    """

    name: str
    words: Words
    begins_s: int
    zone_s: int
    length_ms: int
    seed: int
    line: int
    station: int
    trip_max_s: int
    known_s: int
    delay_ms: int
    lost_percent: int
    unregistered: str
    answer_ms: int
    gates: tuple[GatePlan, ...]
    people: tuple[Passenger, ...]
    changes: tuple[Change, ...]
    expected: Expected
    keys: str | None = None
