"""One morning of a station: its gates, its computer and its people, in one virtual time.

A morning is a function of its file: every gate is the core with its own journal, and nothing waits for this computer.
"""

import hashlib
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

from sim.gate.event import Event
from sim.gate.gate import Audit, Unable
from sim.gate.sentinel_gate import SENTINEL
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.issuer import make_pki
from sim.station.gates import QUIET_MS, Gates
from sim.station.people import Crowd
from sim.station.plan import VERDICTS, Change, Plan, Words
from sim.station.trace import Trace
from terminal import sm2

STEP_MS = 10  # QUIET_MS while no one is at a gate
SAMPLE_MS = 20_000  # the longest the queues were within so long is kept
SAMPLES_MAX = 6 * 180 + 1


class Morning:
    """folder: for the journals. said: the last line of the story, and when. listener: is handed every event of a gate,
    behind its name. Call `open`, then `step` until it is `over`, then `close`.
    """

    def __init__(self, plan: Plan, engine: sm2.Engine, folder: Path, trace: Trace | None = None) -> None:
        self.plan = plan
        self.trace = trace or Trace()
        self.time = VirtualTime(plan.begins_s)
        self.said: tuple[int, Words] | None = None
        self.listener: Callable[[str, Event], None] = lambda name, event: None
        self.queues: deque[tuple[int, int]] = deque(maxlen=SAMPLES_MAX)
        self.faults: list[str] = []
        pki = make_pki()
        self._folder = folder
        self._changes = deque(plan.changes)
        self._emergency = False
        self._station = station = Gates(plan, pki, engine, folder, self.time, self._hear, self._asked)
        self._gates, self._kinds = station.gates, station.kinds
        self.computer = station.computer
        self.crowd = Crowd(plan.people, pki, self.time.now_ms, self._people)
        for person in plan.people:
            if person.status is not None:
                station.service.statuses[self.crowd.account(person.number)] = VERDICTS[person.status]
        for each in plan.gates:
            self.crowd.stand(each, station.gates[each.name], station.scanners[each.name])

    def open(self) -> None:
        """Switch everything on. Raises OSError when a journal's disk fails."""
        self._station.open()

    def close(self) -> None:
        """Switch everything off."""
        self._station.close()

    @property
    def over(self) -> bool:
        """Whether the morning has ended."""
        return self.time.now_ms() >= self.plan.length_ms

    def step(self) -> None:
        """Let a little time pass: 10 ms, more while no one is at any gate."""
        now_ms = self.time.now_ms()
        while self._changes and self._changes[0].at_ms <= now_ms:
            self._change(self._changes.popleft())
        self.crowd.turn()
        busy = self._station.turn(lambda name: bool(self.crowd.spots[name].queue))
        self._sample(now_ms, self.crowd.waiting())
        self.time.pass_time(STEP_MS if busy else QUIET_MS - now_ms % QUIET_MS)

    def _sample(self, now_ms: int, waiting: int) -> None:
        begun_ms = now_ms - now_ms % SAMPLE_MS
        if self.queues and self.queues[-1][0] == begun_ms:
            waiting = max(waiting, self.queues.pop()[1])
        self.queues.append((begun_ms, waiting))

    def _change(self, change: Change) -> None:
        now_ms = self.time.now_ms()
        if change.what == "say":
            self.said = now_ms, change.value
            self.trace.note(now_ms, "story", change.value.en)
            return
        self.trace.note(now_ms, "change", change.what, change.value, change.gate or "")
        if change.what == "service":
            self._station.service.set(change.value)
        elif change.what == "lost_percent":
            self._station.weather.lost_percent = change.value
        elif change.what == "emergency":
            self._emergency = change.value
            for name, gate in self._gates.items():
                if self._kinds[name] != SENTINEL:
                    gate.emergency(change.value)
        elif change.gate is not None:
            gate = self._gates[change.gate]
            self._station.wake(change.gate)
            if change.what == "power":
                gate.power(change.value)
                return
            try:
                gate.control("lane", change.value)
            except Unable as error:
                self.faults.append(f"{change.gate}: {error}")

    # What is heard

    def _hear(self, name: str, event: Event) -> None:
        self.trace.event(name, event)
        self.computer.hear(name, self._kinds[name], event)
        self.crowd.hear(name, event)
        self.listener(name, event)

    def _asked(self, how: str) -> None:
        now_ms = self.time.now_ms()
        self.trace.note(now_ms, "service", how)
        self.computer.asked(how, now_ms)

    def _people(self, gate: str, person: str, what: str, detail: str) -> None:
        self.trace.note(self.time.now_ms(), gate, "person", person, what, detail)

    # How it ends

    def audits(self) -> dict[str, Audit]:
        """The journal of each gate, checked; a gate without power or journal is left out."""
        found = {}
        for name, gate in self._gates.items():
            try:
                found[name] = gate.audit()
            except (Unable, OSError):
                continue
        return found

    def lost(self) -> int:
        """Messages that arrived nowhere; only the simulation knows."""
        return self._station.lost()

    def digest(self) -> str:
        """The hash of the whole trace, and of every byte of the journals."""
        whole = hashlib.sha256(self.trace.digest().encode())
        for path in sorted(self._folder.glob("*/journal/*")):
            whole.update(path.relative_to(self._folder).as_posix().encode() + path.read_bytes())
        return whole.hexdigest()

    def judged(self) -> list[str]:
        """What did not come as the file expects, empty when all did."""
        expected, now_s = self.plan.expected, self.time.now_s()
        faults = [*self.faults, *self.crowd.faults]
        answers: Counter[str] = Counter()
        for view in self.computer.gates.values():
            answers += view.answers
        found = {
            "inside": len(self.computer.inside(now_s)),
            "incomplete": len(self.computer.incomplete(now_s)),
            "passed": sum(view.passed or 0 for view in self.computer.gates.values()),
        }
        for what, count in found.items():
            wanted = getattr(expected, what)
            if wanted is not None and wanted != count:
                faults.append(f"expected {what} {wanted}, it is {count}")
        for name, wanted in expected.answers.items():
            if answers[name] != wanted:
                faults.append(f"expected {name} {wanted} times, it came {answers[name]} times")
        for name, audit in self.audits().items():
            if audit.broken is not None:
                faults.append(f"the journal of {name}: {audit.broken}")
        return faults
