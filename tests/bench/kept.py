"""The figures kept in the repository, and what a run is beside them."""

import json
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.line import Absent, Line

FILE = Path(__file__).resolve().parent / "kept.json"
RUNS = 5  # from which a tolerance is made
EXACT = 0.005  # the tolerance of what is counted
SPREADS = 1.5  # the tolerance in spreads: what the best and the worst of the runs were apart

AS_BEFORE, NEW, MISSING, NOT_HERE, TOLD = "as before", "new", "missing", "not here", ""
# what is worse and what is better, by the unit
_WORDS = {"KB": ("larger", "smaller"), "read": ("worse", "better"), "false": ("worse", "better")}
_TIME = ("slower", "faster")


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as it was kept. tolerance: of the value, as a part of it; spread: what it was made of, in the same way."""

    line: Line
    tolerance: float
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line is beside the kept one; either of them may not be there."""

    key: str
    word: str
    now: Line | None
    kept: Kept | None
    bad: bool = False
    why: str = ""


def compared(kept: dict[str, Kept], now: Iterable[Line | Absent], subjects: Iterable[str]) -> list[Verdict]:
    """A verdict for each line of a run, then for what is kept of these subjects and was not measured."""
    out = []
    absent = []
    seen = set()
    for each in now:
        if isinstance(each, Absent):
            absent.append(each)
            continue
        seen.add(each.key)
        out.append(judged(each, kept.get(each.key)))
    wanted = {*subjects}
    for key, one in kept.items():
        if key in seen or key.split("/")[0] not in wanted:
            continue
        why = next((each.why for each in absent if key.startswith(each.key)), "")
        out.append(Verdict(key, NOT_HERE if why else MISSING, None, one, not why, why))
    known = [verdict.key for verdict in out]
    for each in absent:
        if not any(key.startswith(each.key) for key in known):
            out.append(Verdict(each.key, NOT_HERE, None, None, False, each.why))
    return out


def judged(now: Line, kept: Kept | None) -> Verdict:
    """One line beside the kept one. Both ends of the tolerance are as before."""
    if kept is None:
        return Verdict(now.key, NEW, now, None)
    if now.told:
        return Verdict(now.key, TOLD, now, kept)
    before = kept.line.value
    if abs(now.value - before) <= kept.tolerance * abs(before) * (1 + 1e-12):
        return Verdict(now.key, AS_BEFORE, now, kept)
    worse = (now.value > before) == now.less
    return Verdict(now.key, _WORDS.get(now.unit, _TIME)[0 if worse else 1], now, kept, worse)


def settled(runs: list[list[Line | Absent]]) -> dict[str, Kept]:
    """What to keep of some runs: of each line the run in the middle, and how far the runs were apart."""
    found: dict[str, list[Line]] = {}
    for run in runs:
        for each in run:
            if isinstance(each, Line):
                found.setdefault(each.key, []).append(each)
    out = {}
    for key, lines in found.items():
        values = [line.value for line in lines]
        middle = statistics.median_low(values)
        line = lines[values.index(middle)]
        spread = (max(values) - min(values)) / abs(middle) if middle else 0.0
        tolerance = EXACT if line.exact else max(line.margin, SPREADS * spread)
        out[key] = Kept(line, round(tolerance, 3), round(spread, 3))
    return out


def read(path: Path = FILE) -> tuple[dict[str, str], dict[str, Kept]]:
    """The machine they were measured on, and the figures; nothing where there is no such file."""
    if not path.exists():
        return {}, {}
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    lines = {}
    for key, fields in whole["lines"].items():
        tolerance, spread = fields.pop("tolerance"), fields.pop("spread", 0.0)
        lines[key] = Kept(Line(key, **fields), tolerance, spread)
    return whole["machine"], lines


def write(machine: dict[str, str], kept: dict[str, Kept], path: Path = FILE) -> None:
    """Keep these, in their order, one line each."""
    plain = Line("", "", 0.0)
    rows = []
    for key, one in kept.items():
        fields = {name: value for name, value in asdict(one.line).items() if value != getattr(plain, name)}
        del fields["key"]
        fields = {"title": one.line.title, "value": float(f"{one.line.value:.6g}"), **{
            name: value for name, value in fields.items() if name not in ("title", "value")}}  # fmt: skip
        fields |= {"tolerance": one.tolerance} | ({"spread": one.spread} if one.spread else {})
        rows.append(f"    {json.dumps(key)}: {json.dumps(fields, ensure_ascii=False)}")
    about = json.dumps(machine, ensure_ascii=False)
    text = f'{{\n  "machine": {about},\n  "lines": {{\n' + ",\n".join(rows) + "\n  }\n}\n"
    path.write_text(text, encoding="utf-8")
