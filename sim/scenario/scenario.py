"""A scenario file: steps in front of a gate and expectations of it, read and checked before anything runs.

TOML with three keys: `name`, `description` and `step`, an array of tables. Each step has one word, an action or an
expectation; `WORDS` has them all. A step `scene` begins a scene, which is judged by itself. `docs/scenarios.md` is the
page for people.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.output.encoding import plain
from sim.scenario import played_file, words
from sim.scenario.played_file import Unplayable, tables
from sim.scenario.words import Unfit, shortened

STEPS_MAX = 10_000
_KEYS = {"name", "description", "step"}


@dataclass(frozen=True, slots=True)
class Step:
    """One action or expectation. number: its place in the file, counted from 1. word: out of `words.WORDS`.

    value: what the word's check let through.
    """

    number: int
    word: str
    value: Any


@dataclass(frozen=True, slots=True)
class Scene:
    """Steps that are judged together. zh, en: titles. needs: what a gate must be able to do (`gate.ABILITIES`)."""

    zh: str
    en: str
    needs: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole file."""

    name: str
    description: str
    scenes: tuple[Scene, ...]


def load(path: Path) -> Scenario:
    """Read a scenario file. Raises Trouble: the file, and what is wrong in it."""
    return played_file.load(path, parse, "a scenario in TOML, such as sim/scenario/standard.toml")


def parse(text: str) -> Scenario:
    """Read a scenario. Raises Unplayable that names the step and the word at fault."""
    data = tables(text)
    for key in data:
        if key not in _KEYS:
            raise Unplayable(f"{shortened(key)}: a scenario has {', '.join(sorted(_KEYS))} and nothing else")
    for key in ("name", "description"):
        if not isinstance(data.get(key), str) or not data[key]:
            raise Unplayable(f"{key}: write it as text")
    rows = data.get("step")
    if not isinstance(rows, list) or not rows:
        raise Unplayable("step: there is none; begin with [[step]]")
    if len(rows) > STEPS_MAX:
        raise Unplayable(f"step: {len(rows):,} are more than {STEPS_MAX:,}")
    steps = [_step(number, row) for number, row in enumerate(rows, 1)]
    return Scenario(plain(data["name"]), plain(data["description"], keep="\n"), _scenes(steps))


def _step(number: int, row: Any) -> Step:
    if not isinstance(row, dict) or len(row) != 1:
        raise Unplayable(f"step {number}: it has one word, as in {{ push = true }}")
    ((word, value),) = row.items()
    check = words.WORDS.get(word)
    if check is None:
        raise Unplayable(f"step {number}: there is no {shortened(word)}; there are {', '.join(words.WORDS)}")
    try:
        return Step(number, word, check(value))
    except Unfit as why:
        raise Unplayable(f"step {number}: {word}: {why}") from None


def _scenes(steps: list[Step]) -> tuple[Scene, ...]:
    if steps[0].word != "scene":
        raise Unplayable("step 1: a scenario begins with a scene, as in { scene = { zh = '…', en = '…' } }")
    scenes: list[Scene] = []
    kept: list[Step] = []
    title = steps[0].value
    for step in [*steps[1:], None]:
        if step is not None and step.word != "scene":
            kept.append(step)
            continue
        if not any(one.word == "expect" for one in kept):
            raise Unplayable(f"the scene {title.en!r} expects nothing, so it could not fail")
        scenes.append(Scene(title.zh, title.en, title.needs, tuple(kept)))
        kept = []
        title = None if step is None else step.value
    return tuple(scenes)
