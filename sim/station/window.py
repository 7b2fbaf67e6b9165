"""A morning in the terminal window, in virtual time: its story, whom gates refuse, and how it ends."""

import tempfile
from pathlib import Path
from typing import Any, Protocol

from hal.desktop.engine import desktop_engine
from sim.code import mask
from sim.gate.event import Completed, Decided, Event, Power, Shown
from sim.output import show
from sim.output.console import Console
from sim.output.text import Text
from sim.station.morning import Morning
from sim.station.plan import Plan, Words
from terminal import codes

_DAY_S = 86400


class Times(Protocol):
    """What a time of day is reckoned from."""

    @property
    def begins_s(self) -> int: ...
    @property
    def zone_s(self) -> int: ...


def clock(plan: Times, at_ms: int) -> str:
    """The time of day in the zone of the file."""
    seconds = (plan.begins_s + plan.zone_s + at_ms // 1000) % _DAY_S
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def run(plan: Plan, json: bool) -> bool:
    """Play it; whether everything came as the file expects. Raises OSError when a journal's disk fails."""
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        morning = Morning(plan, desktop_engine(), Path(folder))
        audience = _Lines(plan) if json else _Window(plan)
        morning.listener = lambda name, event: audience.event(name, event)
        morning.open()
        try:
            said = None
            while not morning.over:
                morning.step()
                if morning.said is not said and morning.said is not None:
                    said = morning.said
                    audience.story(*said)
            faults = morning.judged()
            audience.end(morning, faults)
        finally:
            morning.close()
    return not faults


def summary(morning: Morning) -> dict[str, Any]:
    """How it ended, as one record."""
    now_s, computer = morning.time.now_s(), morning.computer
    return {
        "inside": len(computer.inside(now_s)),
        "complete": computer.complete(now_s),
        "incomplete": [
            {"missing": each.missing, "account": each.account, "gate": each.gate, "by_staff": each.by_staff}
            for each in computer.incomplete(now_s)
        ],
        "gates": {
            name: {"passed": view.passed, "answers": dict(sorted(view.answers.items()))}
            for name, view in computer.gates.items()
        },
        "notices": {"heard": computer.heard, "sent": computer.sent, "refused": computer.refused},
        "trace": morning.digest(),
    }


class _Window:
    """For people."""

    def __init__(self, plan: Plan, console: Console | None = None) -> None:
        self._plan = plan
        self._console = console or show.console()
        self._refused: dict[str, str] = {}  # by gate
        self._console.print(Text(f"{plan.words.zh}  {plan.words.en}", "bold"))
        gates = ", ".join(f"{each.name} {each.words.en}" for each in plan.gates)
        words = f"{len(plan.gates)} gates with the terminal's own core, {len(plan.people)} people: {gates}."
        show.indented(self._console, Text(words), 0)
        self._console.print()

    def story(self, at_ms: int, words: Words) -> None:
        """The morning goes on."""
        self._console.print(Text.assemble((clock(self._plan, at_ms), "dim"), "  ", (f"{words.zh}  {words.en}", "bold")))

    def event(self, name: str, event: Event) -> None:
        """Whom a gate refuses, whom its staff lets in, and its power."""
        if isinstance(event, Decided) and event.decision.result != codes.ACCEPTED:
            account = "" if event.account is None else f"…{event.account[-mask.SHOWN_DIGITS :]}"
            self._refused[name] = f"{account}  {event.row.name}"
        elif isinstance(event, Shown) and name in self._refused:  # the panel follows, with the words of this lane
            self._line(event.at_ms, name, f"{self._refused.pop(name)}  {event.zh}  {event.en}", "red")
        elif isinstance(event, Completed) and event.done:
            self._line(event.at_ms, name, "工作人员放行  let through by the staff", "yellow")
        elif isinstance(event, Power):
            self._line(event.at_ms, name, "通电  power on" if event.on else "断电  power off", "dim")

    def _line(self, at_ms: int, name: str, words: str, style: str) -> None:
        if at_ms:
            self._console.print(Text.assemble((clock(self._plan, at_ms), "dim"), f"    {name}  ", (words, style)))

    def end(self, morning: Morning, faults: list[str]) -> None:
        """The view of the station computer, and whether all came as expected."""
        print_line = self._console.print
        found = summary(morning)
        print_line()
        for name, gate in found["gates"].items():
            passed = "" if gate["passed"] is None else f"{gate['passed']} passed"
            answers = ", ".join(f"{count} {answer}" for answer, count in gate["answers"].items())
            print_line(Text.assemble((f"    {name}  ", "bold"), "; ".join(each for each in (passed, answers) if each)))
        print_line(Text(f"站内 inside {found['inside']}, 完整行程 complete trips {found['complete']}"))
        for each in found["incomplete"]:
            known = "entry" if each["missing"] == "exit" else "exit"
            staff = ", completed by the staff" if each["by_staff"] else ""
            words = f"…{each['account'][-mask.SHOWN_DIGITS :]} no {each['missing']}; {known} at {each['gate']}{staff}"
            print_line(Text.assemble("不完整行程 incomplete: ", (words, "yellow")))
        notices = found["notices"]
        words = f"通报 notices: {notices['heard']} heard, {notices['sent']} sent, {notices['refused']} refused"
        print_line(Text(words))
        print_line(Text(f"轨迹 trace {found['trace']}", "dim"))
        for fault in faults:
            show.indented(self._console, Text(f"NOT AS EXPECTED: {fault}", "bold red"), 0)
        print_line(Text("as expected" if not faults else "not as expected", "bold red" if faults else "bold green"))


class _Lines:
    """For programs: one JSON object a line."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        gates = [{"name": each.name, "kind": each.kind, "lane": each.lane} for each in plan.gates]
        show.json_line({"event": "start", "station": plan.name, "gates": gates, "people": len(plan.people)})

    def story(self, at_ms: int, words: Words) -> None:
        show.json_line({"event": "story", "at_ms": at_ms, "zh": words.zh, "en": words.en})

    def event(self, name: str, event: Event) -> None:
        if isinstance(event, Decided):
            row = event.row
            told = {"result": row.name, "number": row.number, "step": event.decision.step, "account": event.account}
            show.json_line({"event": "answer", "at_ms": event.at_ms, "gate": name, **told})

    def end(self, morning: Morning, faults: list[str]) -> None:
        show.json_line({"event": "end", **summary(morning), "faults": faults, "ok": not faults})
