"""Plays a scenario on a gate, scene by scene; what this gate cannot do or show is left out by name."""

from collections.abc import Iterator
from dataclasses import replace

from sim.conformance.outcome import FAILED, PASSED, SKIPPED, Outcome
from sim.gate.event import Event
from sim.gate.gate import SETTINGS, Gate
from sim.issuer.wallet import Wallet
from sim.scenario.passenger import Passenger
from sim.scenario.play import Ended, Player, SceneEnded
from sim.scenario.scenario import Scenario, Scene, Step

_STEP_MS = 2
_WHOLE = "the journal and the gate as a whole"
_DOES = ("emergency", "power", "clock", "staff")


def play(scenario: Scenario, gate: Gate, wallet: Wallet, shows: frozenset[str]) -> Iterator[Outcome]:
    """The outcome of each scene, then that of the journal. The gate is opened and closed here.

    shows: what can be seen of it, out of `bench.ALL_SHOWN`.
    Raises OSError when the gate does not start.
    """
    able = [_fitted(scene, gate.abilities, shows) for scene in scenario.scenes]
    kept = [(scene, dropped) for scene, dropped, missing in able if scene is not None]
    suite = f"scenario {scenario.name}"
    for number, (_, _, missing) in enumerate(able, 1):
        if missing:
            yield Outcome(suite, _id(scenario, number), SKIPPED, scenario.scenes[number - 1].en, "", missing)
    if not kept:
        yield _skipped_whole(scenario, "none of its scenes could be played")
        return
    numbers = [number for number, (scene, _, _) in enumerate(able, 1) if scene is not None]
    passenger = Passenger(gate)
    player = Player(replace(scenario, scenes=tuple(scene for scene, _ in kept)), gate, wallet, passenger)

    def hear(event: Event) -> None:
        passenger.hear(event)
        player.hear(event)

    gate.listen(hear)
    gate.open()
    try:
        for report in player.turns():
            if report is None:
                busy = gate.turn()
                if "arms" in shows:
                    passenger.turn()
                gate.pass_time(1 if busy else _STEP_MS)
            elif isinstance(report, SceneEnded):
                number = numbers[report.number - 1]
                verdict = FAILED if report.faults else PASSED
                why = report.faults[0] if report.faults else ""
                if report.skipped is not None:
                    verdict, why = SKIPPED, report.skipped
                unjudged = kept[report.number - 1][1]
                yield Outcome(suite, _id(scenario, number), verdict, report.scene.en, "", why, unjudged)
            elif isinstance(report, Ended):
                yield _whole(suite, scenario, report, shows)
    finally:
        gate.close()


def skipped(scenario: Scenario, why: str) -> Iterator[Outcome]:
    """All of it left out, for one reason."""
    for number, scene in enumerate(scenario.scenes, 1):
        yield Outcome(f"scenario {scenario.name}", _id(scenario, number), SKIPPED, scene.en, "", why)
    yield _skipped_whole(scenario, why)


def ids(scenario: Scenario) -> list[str]:
    """The names of all outcomes of a scenario."""
    return [*(_id(scenario, number) for number in range(1, len(scenario.scenes) + 1)), _whole_id(scenario)]


def _whole_id(scenario: Scenario) -> str:
    return f"{scenario.name}-journal"


def _id(scenario: Scenario, number: int) -> str:
    return f"{scenario.name}-{number:02}"


def _whole(suite: str, scenario: Scenario, ended: Ended, shows: frozenset[str]) -> Outcome:
    """The gate as a whole, when its scenes are over: its journal, and releases out of turn."""
    faults = (*ended.faults, *((ended.silent,) if ended.silent is not None else ()))
    if not faults and "journal" not in shows:
        return _skipped_whole(scenario, "the gate shows no journal")
    verdict = FAILED if faults else PASSED
    return Outcome(suite, _whole_id(scenario), verdict, _WHOLE, "", faults[0] if faults else "")


def _skipped_whole(scenario: Scenario, why: str) -> Outcome:
    return Outcome(f"scenario {scenario.name}", _whole_id(scenario), SKIPPED, _WHOLE, "", why)


def _fitted(scene: Scene, able: frozenset[str], shows: frozenset[str]) -> tuple[Scene | None, tuple[str, ...], str]:
    """A scene without what this gate cannot show; what was left out; why it cannot be played, else empty."""
    needs = set(scene.needs)
    kept: list[Step] = []
    dropped: list[str] = []
    for step in scene.steps:
        if step.word in _DOES:
            needs.add(step.word)
        elif step.word == "set" and step.value.name in SETTINGS:
            needs.add(step.value.name)
        if step.word == "expect" and step.value.about not in shows:
            dropped.append(step.value.about)
        elif step.word == "push" and "arms" not in shows:
            dropped.append("push")
        else:
            kept.append(step)
    missing = sorted(needs - able)
    if missing:
        return None, (), f"the gate has no {', '.join(missing)}"
    if not any(step.word == "expect" for step in kept):
        return None, (), f"the gate shows no {', '.join(dict.fromkeys(dropped))}"
    return replace(scene, steps=tuple(kept)), tuple(dict.fromkeys(dropped)), ""
