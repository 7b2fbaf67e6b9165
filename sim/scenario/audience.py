"""Outputs of the terminal window: text for people (`sim.scenario.window`), or a JSON object a line for programs."""

from typing import Protocol

from sim.code import decision_record
from sim.gate.event import Decided, Shown, Stages
from sim.gate.gate import Audit, Facts
from sim.judge.verdict import facts_of
from sim.output import show
from sim.scenario.play import SceneEnded
from sim.scenario.scenario import Scenario
from sim.scenario.words import NOTHING


class Audience(Protocol):
    """Receives what is shown of a gate. Accounts are masked in all of it."""

    def start(self, words: str, facts: Facts, scenario: Scenario | None = None) -> None:
        """The gate is open. words: an introduction for people; scenario: what is played, None for a watched gate."""

    def scene(self, scene: SceneEnded) -> None:
        """A scene was played, or skipped."""

    def answer(self, decided: Decided, panel: Shown | None, arms: str | None) -> None:
        """A code was answered, outside any scene."""

    def event(self, name: str, words: str) -> None:
        """Any other event. name: for programs; words: for people."""

    def journal(self, audit: Audit, faults: tuple[str, ...]) -> None:
        """The journal was checked. faults: what is wrong with the gate as a whole."""

    def end(self, good: bool, words: str) -> None:
        """It is over."""


def stages_ms(stages: Stages) -> dict[str, float | None]:
    """Milliseconds of each stage of an answer; None for one that was not reached or is not known."""
    spans_us = {
        "capture": stages.capture_us,
        "decode": stages.decode_us,
        "decide": stages.decide_us,
        "store": stages.store_us,
        "release": stages.relay_us,
    }
    return {name: None if us is None else show.milliseconds(us) for name, us in spans_us.items()}


class JsonLines:
    """One JSON object a line; `event` says of what."""

    def start(self, words: str, facts: Facts, scenario: Scenario | None = None) -> None:
        """{"event": "start", …}"""
        gate = {"gate": facts.kind, "engine": facts.engine, "list_sequence": facts.list_sequence}
        played = {}
        if scenario is not None:
            scenes = len(scenario.scenes)
            played = {"scenario": scenario.name, "description": scenario.description, "scenes": scenes}
        show.json_line({"event": "start", **gate, **played})

    def scene(self, scene: SceneEnded) -> None:
        """{"event": "answer"} or {"event": "prompt"} or neither, then {"event": "scene"}."""
        if scene.decided is not None:
            self.answer(scene.decided, scene.panel, scene.arms)
        elif scene.answer != NOTHING:
            show.json_line({"event": "prompt", "prompt": scene.answer, **_words(scene.panel)})
        counts = {"releases": scene.released, "passages": scene.passed, "rides": scene.rides}
        show.json_line(
            {
                "event": "scene",
                "number": scene.number,
                "of": scene.of,
                "zh": scene.scene.zh,
                "en": scene.scene.en,
                "answer": scene.answer,
                **counts,
                "remarks": list(scene.remarks),
                "faults": list(scene.faults),
                "skipped": scene.skipped,
                "ok": None if scene.skipped else not scene.faults,
            }
        )

    def answer(self, decided: Decided, panel: Shown | None, arms: str | None) -> None:
        """{"event": "answer", …}"""
        record = decision_record.record(facts_of(decided.decision), decided.now_s, decided.fare_fen, decided.payload)
        ms = stages_ms(decided.stages)
        show.json_line({"event": "answer", **record, "ms": ms, "panel": _words(panel), "arms": arms})

    def event(self, name: str, words: str) -> None:
        """{"event": name}"""
        show.json_line({"event": name, "words": words})

    def journal(self, audit: Audit, faults: tuple[str, ...]) -> None:
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
                "faults": list(faults),
                "ok": not faults,
            }
        )

    def end(self, good: bool, words: str) -> None:
        """{"event": "end", "ok": …}"""
        show.json_line({"event": "end", "ok": good, "words": words})


def _words(panel: Shown | None) -> dict[str, str | None]:
    return {key: None if panel is None else getattr(panel, key) for key in ("zh", "en", "lamp")}
