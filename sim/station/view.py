"""What a page of a station sees, as JSON: events and the computer's view, masked. docs/station.md names the sources."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.code import mask
from sim.gate.event import Completed, Decided, Event, Power, Shown
from sim.station.morning import Morning
from sim.station.people import SHOWS
from sim.station.plan import Plan, Words
from terminal import codes, sm2

# Of a gate, as it has reported it.
_SEEN = ("power", "zh", "en", "lamp", "released", "arms", "emergency", "faults", "ready", "lane", "passed", "staff")
LISTED_MAX = 40  # rows of each list; the count says how many there are


def hello(plan: Plan, version: str, speeds: tuple[int, ...]) -> dict[str, Any]:
    """What never changes."""
    return {
        "kind": "hello",
        "version": version,
        "name": plan.name,
        "zh": plan.words.zh,
        "en": plan.words.en,
        "begins_s": plan.begins_s,
        "zone_s": plan.zone_s,
        "length_ms": plan.length_ms,
        "people": len(plan.people),
        "trip_max_s": plan.trip_max_s,
        "delay_ms": plan.delay_ms,
        "speeds": list(speeds),
        "gates": [
            {
                "name": each.name,
                "kind": each.kind,
                "zh": each.words.zh,
                "en": each.words.en,
                "asks": each.asks or each.kind == "sentinel",
                "unknown": each.unknown,
                "attendant": each.attendant is not None,
            }
            for each in plan.gates
        ],
    }


def state(morning: Morning) -> dict[str, Any]:
    """How things are."""
    computer, now_s = morning.computer, morning.time.now_s()
    inside, incomplete = computer.inside(now_s), computer.incomplete(now_s)
    return {
        "kind": "state",
        "at_ms": morning.time.now_ms(),
        "story": None if morning.said is None else asdict(morning.said[1]),
        "gates": {name: _gate(morning, name) for name in computer.gates},
        "inside": {"count": len(inside), "rows": [_tailed(asdict(each)) for each in inside[:LISTED_MAX]]},
        "incomplete": {"count": len(incomplete), "rows": [_tailed(asdict(each)) for each in incomplete[:LISTED_MAX]]},
        "complete": computer.complete(now_s),
        "service": {"state": computer.service, "at_ms": computer.service_ms, "log": list(computer.service_log)},
        "notices": {"heard": computer.heard, "sent": computer.sent, "refused": computer.refused},
        "lost": morning.lost(),
        "minutes": [[minute, count["entry"], count["exit"]] for minute, count in sorted(computer.minutes.items())],
        "queues": [list(each) for each in morning.queues],
        "waiting": morning.crowd.waiting(),
    }


def _gate(morning: Morning, name: str) -> dict[str, Any]:
    kept = morning.computer.gates[name]
    seen = {each: getattr(kept, each) for each in _SEEN}
    spot, answers = morning.crowd.spots[name], kept.answers
    last = None if kept.last is None else asdict(kept.last)
    if last is not None and last["account"] is not None:
        last["account"] = last["account"][-mask.SHOWN_DIGITS :]
    head = None
    if spot.queue:
        head = {"person": spot.queue[0][0].plan.number, "phase": spot.phase, "phone": spot.phase == SHOWS}
    return {
        **seen,
        "last": last,
        "answers": dict(sorted(answers.items())),
        "refused": sum(count for answer, count in answers.items() if answer not in ("ACCEPTED", "ALLOWED")),
        "queue": len(spot.queue),
        "head": head,
    }


def _tailed(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "account": row["account"][-mask.SHOWN_DIGITS :]}


def ended(morning: Morning) -> dict[str, Any]:
    """How it ended."""
    faults = morning.judged()
    return {"ok": not faults, "faults": faults, "trace": morning.digest()}


def story(at_ms: int, words: Words) -> dict[str, Any]:
    """The morning goes on."""
    return {"kind": "log", "at_ms": at_ms, "gate": "", "tone": "story", "zh": words.zh, "en": words.en}


def line(name: str, event: Event, refused: dict[str, str]) -> dict[str, Any] | None:
    """A line for the list of events; None for what is no news. refused: answers whose panel is still to come."""
    if isinstance(event, Decided) and event.decision.result != codes.ACCEPTED:
        tail = "" if event.account is None else f"…{event.account[-mask.SHOWN_DIGITS :]} "
        refused[name] = f"{tail}{event.row.name}"
    elif isinstance(event, Shown) and name in refused:  # with the words of this lane
        what = refused.pop(name)
        return _line(event.at_ms, name, "bad", f"{what} · {event.zh}", f"{what} · {event.en}")
    elif isinstance(event, Completed) and event.done:
        return _line(event.at_ms, name, "warn", "工作人员放行, 已记录", "let through by the staff, on record")
    elif isinstance(event, Power) and event.at_ms:
        zh, en = ("通电", "power on") if event.on else ("断电", "power off")
        return _line(event.at_ms, name, "warn", zh, en)
    return None


class Watched:
    """A morning as a `Pace` steps it: its news are lines for the list of events. See `Played`."""

    def __init__(self, morning: Morning, tell: Callable[[dict[str, Any]], None]) -> None:
        self.length_ms = morning.plan.length_ms
        self.open, self.close = morning.open, morning.close
        self._morning = morning
        self._tell = tell
        self._said: tuple[int, Words] | None = None
        refused: dict[str, str] = {}

        def hear(name: str, event: Event) -> None:
            news = line(name, event, refused)
            if news is not None:
                tell(news)

        morning.listener = hear

    @property
    def now_ms(self) -> int:
        """See `Played`."""
        return self._morning.time.now_ms()

    @property
    def over(self) -> bool:
        """See `Played`."""
        return self._morning.over

    def step(self) -> None:
        """See `Played`."""
        self._morning.step()
        said = self._morning.said
        if said is not self._said and said is not None:
            self._said = said
            self._tell(story(*said))

    def state(self) -> dict[str, Any]:
        """See `Played`."""
        return state(self._morning)

    def ended(self) -> dict[str, Any]:
        """See `Played`."""
        return ended(self._morning)


def watch(plan: Plan, engine: sm2.Engine) -> Callable[[Path, Callable[[dict[str, Any]], None]], Watched]:
    """What makes a `Pace` of the mornings of this plan."""
    return lambda folder, tell: Watched(Morning(plan, engine, folder), tell)


def _line(at_ms: int, gate: str, tone: str, zh: str, en: str) -> dict[str, Any]:
    return {"kind": "log", "at_ms": at_ms, "gate": gate, "tone": tone, "zh": zh, "en": en}
