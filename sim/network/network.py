"""A network in its virtual time: its parts, what carries between them, the acquirer, and what happens when.

Length: one simulation, from its parts to the comparison at its end.

Each slice of half a virtual second the parts work, here or in processes of their own, while the sink takes what they
sent in the slice before. So two processors are busy, and the order is the same however many parts there are.
"""

import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.backoffice.message import Message, Terminal
from sim.issuer.issuer import make_pki
from sim.network import lists
from sim.network.acquirer import Acquirer
from sim.network.channel import Channel
from sim.network.check import Verdict, compare
from sim.network.part import SLICE_MS, Given, Journey, Part, StopView, Told
from sim.network.plan import CHANNEL, Change, Network as Plan
from sim.network.ways import Middle
from sim.network.worker import Here, Worker
from sim.station.gates import test_key
from sim.station.plan import Words
from sim.station.trace import Trace

DRAIN_MAX_MS = 10 * 60_000  # behind the end, for what is still on its way
EVENTS_MAX = 200
SAMPLE_MS = 5000
_WAIT_S = 0.05
SAMPLES_MAX = 6 * 720 + 1
_BROKER = {
    "up": ("good", "消息中间人恢复", "the broker is back"),
    "down": ("bad", "消息中间人中断", "the broker is down"),
}
_SINK = {
    "up": ("good", "收单入账恢复, 向各终端询问后续记录", "the sink is back, and asks all for what comes next"),
    "down": ("bad", "收单入账中断", "the sink is down"),
}
_LINK = {
    "up": ("good", "链路恢复", "link up"),
    "slow": ("warn", "链路变慢", "link slow"),
    "cut": ("warn", "链路中断", "link cut"),
}


class Network:
    """folder: for journals and books, empty. workers: processes for the gates; 1 is this one. Call `open`, then `step`
    until it is `over`, then `judged`, then `close`. Raises Trouble.
    """

    def __init__(self, plan: Plan, folder: Path, workers: int = 1) -> None:
        self.plan = plan
        self.now_ms = 0
        self.said: tuple[int, Words] | None = None
        self.listener: Callable[[dict[str, Any]], None] = lambda told: None
        self.views: dict[str, StopView] = {}
        self.results: Counter[str] = Counter()
        self.broker_up = True
        self.samples: deque[tuple[int, int, int, int]] = deque(maxlen=SAMPLES_MAX)
        self.trace = Trace()
        self.lost = 0
        self._idle = self._off = False
        self._verdict: Verdict | None = None
        self._faults: list[str] = []
        self._digest = ""
        self._folder = folder
        files = lists.files(plan, make_pki())
        self._keys, self.names = _registry(plan)
        self._middle = Middle(plan.way, folder)
        self._way = self._middle.way
        self._channel = Channel()
        self._changes = deque(plan.changes)
        self._stop_of = {terminal: name.rpartition("-")[0] for terminal, name in self.names.items()}
        shares = _shares(plan, workers)
        self._parts: list[Here | Worker] = []
        with ExitStack() as begun:  # what follows may fail, and the broker of this run is a process of its own
            begun.callback(self._middle.close)
            made = self._way.sink if not self._way.carried else lambda: self._channel
            self.acquirer = Acquirer(folder, self._keys, list(files.values()), made, self._now_s)
            begun.callback(self.acquirer.stop)
            journals = folder / "journals"
            journals.mkdir()
            for share in shares:
                if len(shares) == 1:
                    self._parts.append(Here(Part(plan, share, files, journals, self._way)))
                else:
                    self._parts.append(Worker(plan, share, journals, self._way))
                begun.callback(self._parts[-1].leave)
            begun.pop_all()
        self._part_of = {key: at for at, share in enumerate(shares) for key in share}
        self._answers: list[Message] = []
        self._journeys: list[Journey] = []

    def _now_s(self) -> int:
        return self.plan.begins_s + self.now_ms // 1000

    def open(self) -> None:
        """Switch everything on."""
        for part in self._parts:
            part.open()

    def close(self) -> None:
        """Switch everything off; the processes end."""
        try:
            self._switch_off()
        finally:
            for part in self._parts:
                part.leave()

    def _switch_off(self) -> None:
        if self._off:
            return
        self._off = True
        try:
            for part in self._parts:
                part.close()
        finally:
            self.acquirer.stop()
            self._middle.close()

    @property
    def ended(self) -> bool:
        """Whether no one comes any more: what is on its way still arrives."""
        return self.now_ms >= self.plan.length_ms

    @property
    def over(self) -> bool:
        """Whether it is over, or goes on for too long."""
        return self.ended and (self._idle or self.now_ms >= self.plan.length_ms + DRAIN_MAX_MS)

    def step(self, sums: bool = True) -> None:
        """One slice. sums: whether `views` are wanted behind it."""
        changes = []
        while self._changes and self._changes[0].at_ms <= self.now_ms:
            change = self._changes.popleft()
            self._change(change)
            changes.append(change)
        until_ms = self.now_ms + SLICE_MS
        given = self._given(until_ms, tuple(changes), sums)
        for part, each in zip(self._parts, given, strict=True):
            part.begin(each)
        took = self.acquirer.turn() if self.broker_up or not self._way.carried else 0
        told = [part.finish() for part in self._parts]
        self.now_ms = until_ms
        self._hear(told)
        if self.ended and not self._way.carried:
            time.sleep(_WAIT_S)  # what is still on its way takes real time
        self._idle = not took and all(each.idle for each in told) and not self._journeys

    def _given(self, until_ms: int, changes: tuple[Change, ...], sums: bool) -> list[Given]:
        answers: list[dict[str, list[Message]]] = [{} for _ in self._parts]
        for message in self._answers:
            key = self._stop_of[message.terminal]
            answers[self._part_of[key]].setdefault(key, []).append(message)
        journeys: list[list[Journey]] = [[] for _ in self._parts]
        for journey in self._journeys:
            journeys[self._part_of[journey.stop]].append(journey)
        self._answers, self._journeys = [], []
        of_parts = tuple(change for change in changes if change.what in ("link", "power", "list"))
        return [
            Given(
                until_ms,
                tuple(journeys[at]),
                tuple((key, tuple(messages)) for key, messages in answers[at].items()),
                of_parts,
                self.broker_up,
                sums,
            )
            for at in range(len(self._parts))
        ]

    def _hear(self, told: list[Told]) -> None:
        sent = {key: messages for each in told for key, messages in each.messages}
        if self.broker_up and self.acquirer.up:
            for stop in self.plan.stops:
                self._channel.arrive(sent.get(stop.key, ()))
        else:
            self.lost += sum(map(len, sent.values()))
        self._answers += self._channel.fetch()
        for each in told:
            self.views |= each.views
            self.results += each.results
            self._journeys += each.journeys
            for at_ms, name, on in each.power:
                self._log(at_ms, name, "warn", *(("通电", "power on") if on else ("断电", "power off")))
            for words in each.faults:
                self._log(self.now_ms, "", "bad", words, words)
        if self.views and self.now_ms % SAMPLE_MS == 0:
            waiting = sum(sum(view.waiting) for view in self.views.values())
            self.samples.append((self.now_ms, waiting, self.pending, self.lag_ms))

    def _log(self, at_ms: int, where: str, tone: str, zh: str, en: str) -> None:
        self.trace.note(at_ms, where, tone, en)
        self.listener({"kind": "log", "at_ms": at_ms, "gate": where, "tone": tone, "zh": zh, "en": en})

    # What is known

    @property
    def pending(self) -> int:
        """Rides that gates have reported, and that the acquirer has not answered."""
        return sum(view.rides - view.answered for view in self.views.values())

    @property
    def lost_on_the_way(self) -> int | None:
        """Messages that the channel and cut links have lost; None over another way, which does not say."""
        return self.lost + sum(view.lost for view in self.views.values()) if self._way.carried else None

    @property
    def lag_ms(self) -> int:
        """How long the oldest of them has been waiting."""
        oldest = [view.oldest_ms for view in self.views.values() if view.oldest_ms is not None]
        return self.now_ms - min(oldest) if oldest else 0

    # Changes

    def _change(self, change: Change) -> None:
        at_ms = self.now_ms
        where = "" if change.stops is None else ", ".join(change.stops[:4]) + (" …" if len(change.stops) > 4 else "")
        if change.what == "say":
            self.said = at_ms, change.value
            self._log(at_ms, "", "story", change.value.zh, change.value.en)
            return
        self.trace.note(at_ms, "change", change.what, change.value, change.gate or where)
        if change.what == "broker":
            self.broker_up = change.value == "up"
            self._middle.set(self.broker_up)
            self.lost += self._channel.lose()
            self._log(at_ms, "", *_BROKER[change.value])
        elif change.what == "sink":
            if change.value == "up":
                self.acquirer.start()
            else:
                self.acquirer.stop()
                self.lost += self._channel.lose()
            self._log(at_ms, "", *_SINK[change.value])
        elif change.what == "link":
            self._log(at_ms, where, *_LINK[change.value])
        elif change.what == "list":
            self._log(at_ms, where, "story", f"信任列表 {change.value} 下发", f"trust list {change.value} is offered")

    # How it ends

    def judged(self) -> list[str]:
        """Switch everything off, and compare; what did not come as it should, empty when all did."""
        if self._verdict is not None:
            return self._faults
        self._switch_off()
        ended = [part.end() for part in self._parts]
        held = {terminal: rows for each in ended for terminal, rows in each.records.items()}
        self._verdict = verdict = compare(held, self.acquirer.path, self.acquirer.early, self.names)
        whole = hashlib.sha256(self.trace.digest().encode())
        traces = {key: text for each in ended for key, text in each.traces.items()}
        for stop in self.plan.stops:
            whole.update(traces[stop.key].encode())
        whole.update(f"{verdict.rides} {verdict.rows} {verdict.records}".encode())
        self._digest = whole.hexdigest()
        faults = [*(words for each in ended for words in each.broken), *verdict.words]
        found = {
            "rides": verdict.rides,
            "refused": sum(self.results.values()) - self.results["ACCEPTED"],
            "incidents": len(self.acquirer.incidents),
        }
        for what, count in found.items():
            wanted = getattr(self.plan.expected, what)
            if wanted is not None and wanted != count:
                faults.append(f"expected {what} {wanted}, it is {count}")
        self._faults = faults
        return faults

    def summary(self) -> dict[str, Any]:
        """How it ended, as one record. Call `judged` first."""
        assert self._verdict is not None
        verdict = asdict(self._verdict)
        return {
            **{name: verdict[name] for name in verdict if name != "words"},
            "exactly_once": self._verdict.ok,
            "answers": dict(sorted(self.results.items())),
            "duplicates": self.acquirer.duplicates,
            "messages_lost": self.lost_on_the_way,
            "incidents": [each.kind for each in self.acquirer.incidents],
            "trace": self._digest if self.plan.way == CHANNEL else None,
        }


def _registry(plan: Plan) -> tuple[dict[Terminal, bytes], dict[Terminal, str]]:
    keys, names = {}, {}
    for stop in plan.stops:
        station = plan.station(stop)
        for number, gate in enumerate(station.gates, stop.first):
            keys[Terminal(number, 1)] = test_key(station, gate.name)
            names[Terminal(number, 1)] = gate.name
    return keys, names


def _shares(plan: Plan, workers: int) -> list[tuple[str, ...]]:
    """Which stations each part has: about as many gates each."""
    shares: list[list[str]] = [[] for _ in range(max(1, min(workers, len(plan.stops))))]
    sizes = [0] * len(shares)
    for stop in sorted(plan.stops, key=lambda each: -each.gates):
        at = sizes.index(min(sizes))
        shares[at].append(stop.key)
        sizes[at] += stop.gates
    return [tuple(share) for share in shares]
