"""Telling a session: to people in the window, to programs as a JSON object a line. Accounts are masked in
both.
"""

from typing import Any, Protocol

from sim import show
from sim.code import mask, reason
from sim.code.verdict import facts_of
from sim.gate.audit import Audit
from sim.gate.scene import NOTHING, Ending, Scene, Sight
from sim.gate.station import Told
from terminal import codes

STAGES = ("capture", "decode", "decide", "store", "release")


class Teller(Protocol):
    """Somebody who is told what happens."""

    def start(self, words: str, facts: dict[str, Any]) -> None:
        """The gate is open. words: for people; facts: for programs."""

    def scene(self, number: int, scene: Scene, ending: Ending, as_expected: bool) -> None:
        """A scene was played."""

    def answer(self, sight: Sight) -> None:
        """A code was answered, outside any scene."""

    def event(self, name: str, words: str) -> None:
        """Something else happened."""

    def journal(self, audit: Audit, as_expected: bool) -> None:
        """The journal was checked."""

    def end(self, good: bool, words: str) -> None:
        """It is over."""


def stages_ms(told: Told) -> dict[str, float | None]:
    """Milliseconds of each stage of an answer; None for one that was not reached or not measured."""
    marks = told.marks
    capture_us, decode_us = told.timings or (None, None)
    spans_us = (
        capture_us,
        decode_us,
        _between(marks.read_us, marks.decided_us),
        _between(marks.decided_us, marks.stored_us),
        _between(marks.stored_us, marks.released_us),
    )
    return {
        name: None if span_us is None else show.milliseconds(span_us)
        for name, span_us in zip(STAGES, spans_us, strict=True)
    }


def _between(earlier_us: int | None, later_us: int | None) -> int | None:
    return None if earlier_us is None or later_us is None else later_us - earlier_us


def answer_record(told: Told, now_s: int) -> dict[str, Any]:
    """One answer for programs. now_s: Unix seconds at it."""
    facts = facts_of(told.decision)
    answer, why = codes.of(facts["result"]), reason.of(facts["result"], reason.half(facts, now_s))
    code = facts["code"]
    out = {
        "result": answer.name,
        "number": answer.number,
        "step": facts["step"],
        "recovered": facts["recovered"],
        "issuer": code and code["issuer"],
        "account": code and mask.account(bytes.fromhex(code["account"])),
        "zh": answer.zh,
        "en": answer.en,
        "fault": answer.fault,
        "why": why.why,
        "detail": reason.detail(facts, now_s, 0, told.payload),
    }
    if facts["family"]:
        out["family"] = facts["family"]
    return out | {"ms": stages_ms(told)}


class JsonTeller:
    """One JSON object a line; `event` says of what."""

    def start(self, words: str, facts: dict[str, Any]) -> None:
        """{"event": "start", …}"""
        show.json_line({"event": "start", **facts})

    def scene(self, number: int, scene: Scene, ending: Ending, as_expected: bool) -> None:
        """{"event": "answer"} or {"event": "prompt"} or neither, then {"event": "scene"}."""
        zh, en, lamp = ending.sight.words
        if ending.sight.told is not None:
            self.answer(ending.sight)
        elif ending.seen.answer != NOTHING:
            show.json_line({"event": "prompt", "prompt": ending.seen.answer, "zh": zh, "en": en, "lamp": lamp})
        seen = ending.seen
        show.json_line(
            {
                "event": "scene",
                "number": number,
                "zh": scene.zh,
                "en": scene.en,
                "expected": scene.expected.answer,
                "answer": seen.answer,
                "recovered": list(seen.recovered),
                "records": seen.records,
                "releases": seen.releases,
                "passages": seen.passages,
                "remarks": list(ending.remarks),
                "ok": as_expected,
            }
        )

    def answer(self, sight: Sight) -> None:
        """{"event": "answer", …}"""
        if sight.told is not None:
            zh, en, lamp = sight.words
            panel = {"zh": zh, "en": en, "lamp": lamp}
            record = answer_record(sight.told, sight.now_s)
            show.json_line({"event": "answer", **record, "panel": panel, "arms": sight.state})

    def event(self, name: str, words: str) -> None:
        """{"event": name}"""
        show.json_line({"event": name, "words": words})

    def journal(self, audit: Audit, as_expected: bool) -> None:
        """{"event": "journal", …}"""
        show.json_line(
            {
                "event": "journal",
                "records": audit.records,
                "rides": audit.rides,
                "outcomes": audit.outcomes,
                "bytes": audit.size_bytes,
                "sound": audit.broken is None,
                "broken": audit.broken,
                "ok": as_expected,
            }
        )

    def end(self, good: bool, words: str) -> None:
        """{"event": "end", "ok": …}"""
        show.json_line({"event": "end", "ok": good, "words": words})
