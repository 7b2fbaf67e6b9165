"""The people of a morning: each comes to a gate, waits in its queue, shows a phone, and walks through or does not."""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.gate.event import Arms, Completed, Condition, Decided, Event, Passage, Power, Shown
from sim.gate.gate import Gate, Unable
from sim.gate.sentinel_gate import SENTINEL, SentinelGate
from sim.issuer import family_code
from sim.issuer.issuer import Pki
from sim.station.computer import SENTINEL_ANSWERS
from sim.station.plan import Attendant, GatePlan, Passenger, Visit
from terminal import codes, lane

if TYPE_CHECKING:
    from hal.fake.scanner import Scanner

FIRST_USER = 100  # of the test industry: not those of the page's phones
COMES_MS = 900  # from the queue to the reader
SHOWS_MS = 600  # between two tries to have a code read
REACTION_MS = 350
GOES_MS = 1600  # who is refused reads the panel, and steps aside
STAYS_MS = 6500  # who is let in and does not walk: longer than a release lasts
GIVES_UP_MS = 5000  # without an answer
STAFF_MAX_MS = 55_000  # who is refused at a staffed lane waits for the attendant so long

WAITS, SHOWS, LET_IN, WALKS, REFUSED, AIDED = "waits", "shows", "let_in", "walks", "refused", "aided"

Say = Callable[[str, str, str, str], None]


@dataclass(slots=True)
class Person:
    """Someone, and how far the visits of the plan are done."""

    plan: Passenger
    next: int = 0
    code_s: int = 0
    gone: bool = False


@dataclass(slots=True)
class Spot:
    """The place in front of a gate. queue: the first one stands at the reader. phase: of that one, since since_ms."""

    plan: GatePlan
    gate: Gate
    scanner: "Scanner"
    queue: deque[tuple[Person, Visit]] = field(default_factory=deque)
    phase: str = WAITS
    since_ms: int = 0
    shown_ms: int = 0
    staff_ms: int | None = None
    answers: list[str] = field(default_factory=list)
    lamp: str | None = None  # None: not known, as of a board whose lamps are dark
    free: bool = False
    ready: bool = False
    lane: str = "system"
    seen: int = 0


class Crowd:
    """The people of a morning. say(gate, person, what, detail): is called with each thing a person does. choose: the
    gate to which someone goes whose visit names a gate, or a place with several. certified_s: when the certificates of
    the phones were made, None for a new one with each code. faults: what did not come as expected.
    """

    def __init__(
        self,
        people: tuple[Passenger, ...],
        pki: Pki,
        now_ms: Callable[[], int],
        say: Say,
        choose: Callable[[str], str] = str,
        certified_s: int | None = None,
    ) -> None:
        self.spots: dict[str, Spot] = {}
        self.faults: list[str] = []
        self._pki = pki
        self._now_ms = now_ms
        self._say = say
        self._choose = choose
        self._certified_s = certified_s
        self._count = 0
        self._outside: list[tuple[int, int, int, Person]] = []  # by the time of the next visit
        for each in people:
            self.come(each)

    def come(self, plan: Passenger) -> None:
        """There is another passenger."""
        self._wait(Person(plan))

    def _wait(self, person: Person) -> None:
        visits = person.plan.visits
        if person.next < len(visits) and not person.gone:
            self._count += 1
            heapq.heappush(self._outside, (visits[person.next].at_ms, person.plan.number, self._count, person))

    def stand(self, plan: GatePlan, gate: Gate, scanner: "Scanner") -> None:
        """There is such a gate."""
        self.spots[plan.name] = Spot(plan, gate, scanner, lane=plan.lane)

    def account(self, number: int) -> bytes:
        """The account of a passenger, by the number of the plan."""
        return bytes.fromhex(self._pki.user(FIRST_USER + number).account)

    def waiting(self) -> int:
        """How many people stand at the gates."""
        return sum(len(spot.queue) for spot in self.spots.values())

    def hear(self, name: str, event: Event) -> None:
        """Take an event of a gate, as people in front of it notice it."""
        spot = self.spots[name]
        if isinstance(event, Shown):
            spot.lamp = event.lamp
            word = SENTINEL_ANSWERS.get((event.zh or "", event.en or ""))
            if spot.plan.kind == SENTINEL and spot.phase == SHOWS and word is not None:
                spot.answers.append(word)
        elif isinstance(event, Condition):
            spot.ready = event.ready
        elif isinstance(event, Power) and not event.on:
            spot.ready = spot.free = False
        elif isinstance(event, Arms):
            spot.free = event.state in ("free", "open")
        elif isinstance(event, Decided):
            spot.answers.append(event.row.name)
        elif isinstance(event, Passage):
            spot.seen = event.passed
        elif isinstance(event, Completed) and not event.done:
            spot.staff_ms = None

    def turn(self) -> None:
        """Each person does what it is time for."""
        now_ms = self._now_ms()
        while self._outside and self._outside[0][0] <= now_ms:
            person = heapq.heappop(self._outside)[3]
            self._join(person, person.plan.visits[person.next])
        for spot in self.spots.values():
            if spot.queue:
                self._turn(spot, now_ms)

    def _join(self, person: Person, visit: Visit) -> None:
        spot = self.spots[self._choose(visit.gate)]
        if not spot.queue:
            spot.phase, spot.since_ms = WAITS, self._now_ms()
        spot.queue.append((person, visit))
        self._say(spot.plan.name, person.plan.name, "comes", "")

    def disperse(self, name: str) -> None:
        """This gate is dark: who stands there chooses again."""
        spot = self.spots[name]
        there, spot.staff_ms = tuple(spot.queue), None
        spot.queue.clear()
        for person, visit in there:
            self._join(person, visit)

    def _turn(self, spot: Spot, now_ms: int) -> None:
        person, visit = spot.queue[0]
        since_ms = now_ms - spot.since_ms
        if spot.phase == WAITS:
            if since_ms >= COMES_MS and spot.ready and spot.lamp in (None, "idle") and not spot.free:
                spot.answers.clear()
                self._phase(spot, SHOWS)
                self._hold_up(spot, person, visit, True)
            elif since_ms >= COMES_MS and spot.free and spot.lamp != "idle":
                self._walk(spot)  # the gates stand open in an emergency
        elif spot.phase == SHOWS:
            if spot.answers:
                self._answered(spot, visit)
            elif since_ms >= GIVES_UP_MS:
                self._leave(spot, "gives_up", False)
            elif now_ms - spot.shown_ms >= SHOWS_MS and not visit.card and spot.ready:
                self._hold_up(spot, person, visit, False)
        elif spot.phase == LET_IN:
            if visit.walks and spot.free and since_ms >= REACTION_MS:
                self._walk(spot)
            elif since_ms >= STAYS_MS:
                self._leave(spot, "stays", False)
        elif spot.phase == WALKS:
            if spot.seen > spot.shown_ms:
                self._leave(spot, "passes", True)
            elif since_ms >= STAYS_MS:
                self._leave(spot, "stays", False)
        elif spot.phase == REFUSED:
            if since_ms >= GOES_MS:
                self._leave(spot, "is_refused", False)
        elif spot.phase == AIDED:
            self._aid(spot, now_ms)

    def _answered(self, spot: Spot, visit: Visit) -> None:
        answer = spot.answers[-1]
        name = spot.queue[0][0].plan.name
        if visit.answer is not None and answer != visit.answer:
            self.faults.append(f"{name} at {spot.plan.name}: expected {visit.answer}, the answer was {answer}")
        if answer == "ACCEPTED":
            self._phase(spot, LET_IN)
            return
        attendant = spot.plan.attendant
        completed = answer in [codes.of(number).name for number in lane.COMPLETED]
        if attendant is not None and spot.lane == "staffed" and completed:
            spot.staff_ms = self._now_ms() + attendant.after_s * 1000
            spot.answers.clear()
            self._phase(spot, AIDED)
        else:
            self._phase(spot, REFUSED)

    def _aid(self, spot: Spot, now_ms: int) -> None:
        attendant = spot.plan.attendant
        if "ACCEPTED" in spot.answers:
            self._phase(spot, LET_IN)
        elif now_ms - spot.since_ms >= STAFF_MAX_MS:
            self._leave(spot, "is_refused", False)
        elif spot.staff_ms is not None and now_ms >= spot.staff_ms and spot.ready:
            spot.staff_ms = now_ms + 1000
            self._complete(spot, attendant)

    def _complete(self, spot: Spot, attendant: Attendant | None) -> None:
        assert attendant is not None
        try:
            spot.gate.control("staff", (attendant.operator, attendant.reason))
        except Unable:
            spot.staff_ms = None

    def _walk(self, spot: Spot) -> None:
        if spot.gate.push():
            self._phase(spot, WALKS)
            spot.shown_ms = spot.seen  # how many were through before

    def _hold_up(self, spot: Spot, person: Person, visit: Visit, first: bool) -> None:
        spot.shown_ms = self._now_ms()
        if visit.card and isinstance(spot.gate, SentinelGate):
            spot.gate.present(family_code.IDENTITY.decode())
            return
        now_s = spot.gate.now_s()
        if first:
            person.code_s = max(now_s, person.code_s + 1)
        if visit.ticket is not None:
            spot.scanner.show(visit.ticket.make(self._pki, person.code_s))
            return
        user = self._pki.user(FIRST_USER + person.plan.number)
        issuer = self._pki.issuers[person.plan.number % 2]
        spot.scanner.show(self._pki.recipe(person.code_s, user, issuer, self._certified_s).encode())

    def _phase(self, spot: Spot, phase: str) -> None:
        spot.phase, spot.since_ms = phase, self._now_ms()
        person = spot.queue[0][0]
        self._say(spot.plan.name, person.plan.name, phase, "")

    def _leave(self, spot: Spot, how: str, passed: bool) -> None:
        person, visit = spot.queue.popleft()
        spot.staff_ms = None
        spot.phase, spot.since_ms = WAITS, self._now_ms()
        self._say(spot.plan.name, person.plan.name, how, "")
        if how == "is_refused" and visit.otherwise is not None:
            elsewhere = Visit(self._now_ms(), visit.otherwise, None, visit.walks, ticket=visit.ticket)
            self._join(person, elsewhere)
            return
        person.next += 1
        person.gone = person.plan.drawn and not passed and spot.plan.kind != SENTINEL
        self._wait(person)
