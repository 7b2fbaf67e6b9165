"""The page that `ridegate replay --report` writes: one file, nothing from the network, plots that a browser draws."""

import json
import math
from collections import Counter
from itertools import pairwise
from typing import Any

from sim.capture import report
from sim.capture.capture import FIELDS
from sim.capture.replay import Played
from sim.code import reason, result_table
from sim.family import table
from sim.output import show
from sim.output.report_page import template

DIFFERENCES_MAX = 200
ISSUERS_MAX = 12
TIME_BINS = 60
LATENCY_BINS = 20
NOTES_MAX = 20
EXPLAINED_MAX = 4  # first hypotheses shown of one result
_ISSUER = FIELDS.index("issuer")
_STEPS_S = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400)


def page(played: list[Played], total: dict[str, Any]) -> str:
    """The whole page. No account in full, no code."""
    words = json.dumps(_data(played, total), ensure_ascii=False, separators=(",", ":"))
    return template("sim.capture").replace("@DATA@", words.replace("<", "\\u003c"))


def _data(played: list[Played], total: dict[str, Any]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for one in played:
        counts.update(report.totals(one))
    explained: dict[str, Counter[str]] = {}
    for one in played:
        for name, counted in one.explained.items():
            explained.setdefault(name, Counter()).update(counted)
    different = sum(len(one.differences) for one in played)
    decisions, recorded = counts.total(), sum(one.recorded for one in played if not one.nothing)
    return {
        "head": f"{report.captures(total)}, {decisions:,} decisions; times by the terminals' clocks, in UTC+8",
        "cards": [
            [f"{decisions:,}", "判定 decisions", ""],
            [
                f"{different:,}" if recorded else "–",
                "差异 differences",
                "bad" if different else "good" * bool(recorded),
            ],
            [_share(counts["ACCEPTED"], decisions), "通过 accepted", ""],
            [f"{total['codes_per_s']:,.0f}/s", f"每秒码数 codes a second, cores: {total['cores']}", ""],
            [f"{total['seconds']:.1f} s", "重放用时 replayed in", ""],
        ],
        "recorded": recorded,
        "different": different,
        "differences": _differences(played),
        "results": [_result(name, count, explained.get(name, Counter())) for name, count in _ordered(counts)],
        "time": _time(played, [name for name, _ in _ordered(counts)]),
        "latency": _latency(played),
        "issuers": _issuers(played),
        "captures": [
            {
                "name": show.plain(one.name),
                "level": one.level,
                "runtime": one.runtime,
                "decisions": len(one.answers),
                "differences": len(one.differences),
                "trace_hash": one.trace_hash,
                "notes": [show.plain(note) for note in one.notes[:NOTES_MAX]],
            }
            for one in played
        ],
    }


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """Accepted first, then the commonest."""
    return sorted(counts.items(), key=lambda one: (one[0] != "ACCEPTED", -one[1], one[0]))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _result(name: str, count: int, explained: Counter[str]) -> dict[str, Any]:
    code = result_table.by_name(name)
    why = reason.of(code.number).why
    explain = [f"{number} × {words}" for words, number in explained.most_common(EXPLAINED_MAX)]
    return {"name": name, "count": count, "clause": code.clause, "zh": code.zh, "why": why, "explain": explain}


def _differences(played: list[Played]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for one in played:
        for difference in one.differences[: DIFFERENCES_MAX - len(out)]:
            out.append({"capture": show.plain(one.name), **report.difference(difference)})
    return out


def _time(played: list[Played], names: list[str]) -> dict[str, Any]:
    """Counts by result for at most TIME_BINS stretches of time."""
    known = [(answer.now_s, answer.row[0]) for one in played for answer in one.answers if answer.now_s is not None]
    if not known:
        return {"bins": [], "from_s": 0, "step_s": 1}
    first, last = min(known)[0], max(known)[0]
    step_s = next((step for step in _STEPS_S if (last - first) // step < TIME_BINS), _STEPS_S[-1])
    first -= first % step_s
    bins: list[Counter[str]] = [Counter() for _ in range(min((last - first) // step_s + 1, 1000))]
    for now_s, result in known:
        bins[min((now_s - first) // step_s, len(bins) - 1)][table.row(result).name] += 1
    rows = [[[name, counted[name]] for name in names if counted[name]] for counted in bins]
    return {"bins": rows, "from_s": first, "step_s": step_s}


def _latency(played: list[Played]) -> dict[str, Any]:
    """A distribution for each stage, on a logarithmic scale."""
    stages: dict[str, list[int]] = {"checks, replayed": [us for one in played for us in report.judged(one)]}
    for one in played:
        for stage, values in one.stages.items():
            stages.setdefault(f"{stage}, recorded", []).extend(values)
    return {stage: _distribution(values) for stage, values in stages.items() if values}


def _distribution(values: list[int]) -> dict[str, Any]:
    high = max(2, max(values)) * 1.01
    low = min(float(max(1, min(values))), high / 1.5)
    ratio = (high / low) ** (1 / LATENCY_BINS)
    edges = [low * ratio**at for at in range(LATENCY_BINS + 1)]
    counts = [0] * LATENCY_BINS
    for value in values:
        at = int(math.log(max(value, low) / low) / math.log(ratio))
        counts[min(max(at, 0), LATENCY_BINS - 1)] += 1
    assert all(after > before for before, after in pairwise(edges))
    return {"edges": edges, "counts": counts, "percentiles": report.percentiles(values)}


def _issuers(played: list[Played]) -> list[dict[str, Any]]:
    """The commonest issuers and what their codes were answered."""
    counts: dict[str, Counter[str]] = {}
    for one in played:
        for answer in one.answers:
            if answer.row[_ISSUER] is not None:
                counts.setdefault(answer.row[_ISSUER], Counter())[table.row(answer.row[0]).name] += 1
    rows = sorted(counts.items(), key=lambda one: (-one[1].total(), one[0]))[:ISSUERS_MAX]
    return [{"issuer": name, "count": found.total(), "results": _ordered(found)} for name, found in rows]
