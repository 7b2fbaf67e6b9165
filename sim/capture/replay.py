"""Plays a capture to the core and compares the results with the recorded ones."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sim.capture import capture as captures
from sim.capture.capture import FIELDS, STAGES, Capture, Recorded
from sim.capture.explained import explained
from sim.capture.runtime import RUNTIMES, Unplayable
from sim.input.field import U32_MAX
from sim.output import ctrl_c
from sim.output.trouble import Trouble
from sim.trust.file import TrustFile

OTHER_LIST = "--trust"
WORDS_MAX = 200  # of an error that quotes a capture
_TELL_EVERY_S = 0.1

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """How to play. trust: a list in the place of every one on record; at_s: the moment of its first second; speed: 0
    as fast as it goes, 1 as it was recorded."""

    trust: TrustFile | None = None
    at_s: int | None = None
    speed: int = 0
    runtime: str = "cpython"
    explain: bool = False  # say of some refused codes why
    families: dict[str, Any] | None = None  # read in the place of those on record, as `Player.start` takes them


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. number: of its turn. row: as `player.plain` has it. us: how long the checks took, None when nothing
    was checked."""

    number: int
    now_s: int | None
    row: list[Any]
    us: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A recorded answer and the one of the replay; None where there was no answer. field: the first that differs."""

    number: int
    field: str
    recorded: Recorded | None
    replayed: Answer | None


@dataclass(slots=True)
class Played:
    """The outcome of a replay."""

    name: str
    level: str
    how: str
    runtime: str
    answers: list[Answer]
    recorded: int
    differences: list[Difference]
    trace_hash: str
    releases: int
    releases_recorded: int | None
    scans: int
    unanswered: int  # scans of a phone still held there, or of two codes at once; without turns on record only
    seconds: float
    stages: dict[str, list[int]] = field(default_factory=dict)  # microseconds on record, by stage
    notes: list[str] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    unread: int = 0
    explained: dict[str, dict[str, int]] = field(default_factory=dict)  # see `sim.capture.explained`

    @property
    def nothing(self) -> bool:
        """Whether nothing was judged again, so that nothing was compared."""
        return self.how == captures.NOTHING or not (self.answers or self.differences)

    @property
    def same(self) -> bool:
        """Whether everything on record came again."""
        return not self.differences


def play(capture: Capture, task: Task, report: Report = lambda *_: None) -> Played:
    """Play it. Raises Trouble when it cannot be played."""
    started = time.perf_counter()
    if capture.how == captures.NOTHING:
        return _told_only(capture, task)
    if task.runtime == "emulator":
        from sim.capture.board_replay import BoardReplay

        runtime: Any = BoardReplay(capture, task)
    else:
        runtime = RUNTIMES[task.runtime](_lists(capture, task))
    answers: list[Answer] = []
    releases = 0
    try:
        for row in _rows(runtime, capture, task, report):
            if row[0] == "decision":
                answers.append(Answer(row[1], row[2], row[3:12], row[12]))
            releases += row[0] == "release"
    except Unplayable as why:
        raise Trouble(f"{capture.name}: it is not as a recorder writes it: {why!s:.{WORDS_MAX}}") from None
    finally:
        runtime.close()
    if capture.tickets and task.runtime != "cpython" and capture.level == captures.FULL:
        words = "codes of other families: their answers stand as recorded, only --runtime cpython judges them again"
        capture.notes.append(f"{capture.tickets} {words}")
    answered = {answer.number for answer in answers}
    refused = [(answer.number, answer.row[0], answer.now_s) for answer in answers]
    found = explained(capture, refused, _lists(capture, task), task.trust and OTHER_LIST) if task.explain else {}
    return Played(
        name=capture.name,
        level=capture.level,
        how=capture.how,
        runtime=runtime.name,
        answers=answers,
        recorded=len(capture.recorded),
        differences=list(_differences(capture, answers)),
        trace_hash=trace_hash(answers),
        releases=releases,
        releases_recorded=capture.releases,
        scans=len(capture.scans),
        unanswered=len(capture.scans.keys() - answered) if capture.how == captures.SCANS else 0,
        seconds=time.perf_counter() - started,
        stages=_stages(capture),
        notes=capture.notes,
        about=capture.about,
        explained=found,
    )


def trace_hash(answers: list[Answer]) -> str:
    """SHA-256 over the answers in their order, each a line: the terminal's time, what was answered, the trip if any."""
    whole = hashlib.sha256()
    for answer in answers:
        *row, trip = answer.row
        line = json.dumps([answer.now_s, *row, *([] if trip is None else [trip])], separators=(",", ":"))
        whole.update(line.encode() + b"\n")
    return whole.hexdigest()


def _lists(capture: Capture, task: Task) -> dict[str, TrustFile]:
    if capture.level == captures.MASKED:
        if task.trust is not None or task.at_s is not None:
            raise Trouble(f"{capture.name}: it is masked, there is no code to judge again; leave --trust and --at out")
        return {}
    named = {step[1] for step in capture.script if step[0] == "list"}
    named |= {step[1]["list"] for step in capture.script if step[0] == "start"}
    if task.trust is not None:
        return {OTHER_LIST: task.trust}
    missing = sorted(name for name in named if name is not None and name not in capture.lists)
    if missing:
        raise Trouble(f"{capture.name}: the trust list {missing[0]!r} is not in it; name one with --trust")
    return {name: capture.lists[name] for name in sorted(named - {None})}


def _rows(runtime: Any, capture: Capture, task: Task, report: Report) -> Iterator[list[Any]]:
    total = len(capture.script)
    shift = _shift(capture, task)
    first_ms: int | None = None
    began_s = told_s = time.monotonic()
    for done, step in enumerate(capture.script):
        now_s = time.monotonic()
        if now_s - told_s >= _TELL_EVERY_S:
            told_s = now_s
            report("replaying", done, total)
        if task.speed:
            ms = _ms(step)
            if ms is not None:
                first_ms = ms if first_ms is None else first_ms
                ctrl_c.sleep(began_s + (ms - first_ms) / 1000 / task.speed - time.monotonic())
        yield from runtime.play(_changed(step, task, shift, bool(capture.about)))
    report("replaying", total, total)


def _ms(step: list[Any]) -> int | None:
    """When a step happened, by the monotonic clock."""
    if step[0] == "turn":
        ms: int = step[2][0]
        return ms
    return step[2] if step[0] == "scan" else step[1] if step[0] in ("wait", "pass", "emergency") else None


def _times(step: list[Any]) -> list[Any]:
    if step[0] == "turn":
        return list(step[3])
    return [step[3]] if step[0] == "scan" else [step[2]] if step[0] in ("wait", "pass", "emergency") else []


def _shift(capture: Capture, task: Task) -> int:
    """Seconds to add to every time on record."""
    if task.at_s is None:
        return 0
    first = next((one for step in capture.script for one in _times(step) if one is not None), None)
    if first is None:
        raise Trouble(f"{capture.name}: its clock was never trusted, so --at changes nothing; leave it out")
    return task.at_s - int(first)


def _changed(step: list[Any], task: Task, shift: int, described: bool) -> list[Any]:
    """A step as the task wants it. described: the capture says which list the gate had; where it had none,
    the task's list does not replace it."""
    kind = step[0]
    if task.families is not None and kind == "start":
        step = ["start", {**step[1], "families": task.families}]
    if task.trust is not None and kind == "list":
        return ["list", step[1] and OTHER_LIST]
    if task.trust is not None and kind == "start":
        believed = OTHER_LIST if step[1]["list"] is not None or not described else None
        return ["start", {**step[1], "list": believed}]
    if not shift:
        return step

    def moved(s: int | None) -> int | None:
        return None if s is None else min(max(0, s + shift), U32_MAX)

    if kind == "turn":
        return [*step[:3], [moved(s) for s in step[3]], step[4]]
    if kind == "idle":
        return ["idle", [[moved(s), turns] for s, turns in step[1]]]
    if kind == "scan":
        return [*step[:3], moved(step[3]), *step[4:]]
    return [*step[:2], moved(step[2]), *step[3:]] if kind in ("wait", "pass", "emergency") else step


def _differences(capture: Capture, answers: list[Answer]) -> Iterator[Difference]:
    """In the order of their turns. Text says what to expect or does not; a recording without an answer lost it."""
    replayed = {answer.number: answer for answer in answers}
    if not capture.recorded and not capture.about:
        return
    whole = not any(one.partial for one in capture.recorded.values())
    for number in sorted(capture.recorded.keys() | (replayed.keys() if whole else set())):
        recorded, now = capture.recorded.get(number), replayed.get(number)
        if recorded is None or now is None:
            yield Difference(number, "answer", recorded, now)
            continue
        for at, name in enumerate(FIELDS):
            unknown = recorded.partial and (at > 1 or recorded.row[at] is None)
            if not unknown and recorded.row[at] != now.row[at]:
                yield Difference(number, name, recorded, now)
                break


def _stages(capture: Capture) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    recorded = [one for _, one in capture.answers] or list(capture.recorded.values())
    for one in recorded:
        for stage in STAGES:
            if one.us.get(stage) is not None:
                out.setdefault(stage, []).append(int(one.us[stage] or 0))
    return out


def _told_only(capture: Capture, task: Task) -> Played:
    """Of a file with nothing to play: what it says."""
    if task.trust is not None or task.at_s is not None:
        raise Trouble(f"{capture.name}: it holds decisions alone, no code to judge again; leave --trust and --at out")
    answers = [Answer(number, one.now_s, one.row, None) for number, one in capture.answers]
    words = "it holds nothing that could be played again: "
    if capture.level != captures.DECISIONS:
        words += "no turn and no scan is in it; "
    notes = [*capture.notes, words + "these are the decisions as recorded"]
    return Played(capture.name, capture.level, capture.how, "none", answers, len(answers), [], trace_hash(answers), 0,
                  capture.releases, 0, 0, 0.0, _stages(capture), notes, capture.about)  # fmt: skip


def untimed(capture: Capture, at_s: int) -> Capture:
    """A capture without times, all of it at one moment."""
    script = [[*step[:3], at_s, *step[4:]] if step[0] == "scan" else step for step in capture.script]
    return replace(capture, script=script)
