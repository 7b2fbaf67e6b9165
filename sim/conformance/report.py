"""A run as one page for people: what failed, its clause and the first difference; then what was skipped, and why."""

from collections import defaultdict
from collections.abc import Iterable
from html import escape

from sim.conformance.outcome import FAILED, PASSED, SKIPPED, Outcome, Run
from sim.output.report_page import template

_MARK = "@BODY@"


def page(run: Run) -> bytes:
    """The whole page, UTF-8; it needs no other file and runs no script."""
    counts = run.counts
    cards = "".join(
        f'<div class="card {kind}"><b>{counts[verdict]}</b>{zh} {en}</div>'
        for verdict, kind, zh, en in (
            (PASSED, "good", "通过", "passed"),
            (FAILED, "bad", "不符", "failed"),
            (SKIPPED, "warn", "未判定", "skipped"),
        )
    )
    parts = [
        f'<div class="soft">{escape(run.gate)} · {escape(", ".join(run.suites))}</div><div class="cards">{cards}</div>',
        _failed([one for one in run.outcomes if one.verdict == FAILED]),
        _skipped([one for one in run.outcomes if one.verdict == SKIPPED]),
        _passed([one for one in run.outcomes if one.verdict == PASSED]),
    ]
    return template("sim.conformance").replace(_MARK, "\n".join(filter(None, parts))).encode()


def _failed(cases: list[Outcome]) -> str:
    if not cases:
        return ""
    rows = _rows((one.id, one.clause, one.difference, one.comment) for one in cases)
    heads = "<th>用例 case<th>条款 clause<th>首个差异 first difference<th>说明 what it is"
    return f'<section><h2 class="bad">不符 Failed</h2><table><tr>{heads}{rows}</table></section>'


def _skipped(cases: list[Outcome]) -> str:
    if not cases:
        return ""
    why: dict[str, list[str]] = defaultdict(list)
    for one in cases:
        why[one.difference].append(one.id)
    rows = "".join(
        f'<tr><td>{escape(reason)}<td class="n">{len(ids)}<td><details><summary>…</summary><code>'
        f"{escape(' '.join(ids))}</code></details>"
        for reason, ids in why.items()
    )
    heads = '<th>原因 why<th class="n">数 number<th>用例 cases'
    return f'<section><h2 class="warn">未判定 Skipped</h2><table><tr>{heads}{rows}</table></section>'


def _passed(cases: list[Outcome]) -> str:
    if not cases:
        return ""
    unjudged = sorted({name for one in cases for name in one.unjudged})
    note = f"<p class=soft>未判定 not judged: {escape(', '.join(unjudged))}</p>" if unjudged else ""
    rows = _rows((one.id, one.clause, one.comment) for one in cases)
    heads = "<th>用例 case<th>条款 clause<th>说明 what it is"
    table = f"<details><summary>{len(cases)}</summary><table><tr>{heads}{rows}</table></details>"
    return f'<section><h2 class="good">通过 Passed</h2>{note}{table}</section>'


def _rows(cases: "Iterable[tuple[str, ...]]") -> str:
    out = ""
    for case, *rest in cases:
        out += f"<tr><td><code>{escape(case)}</code>" + "".join(f"<td>{escape(cell)}" for cell in rest)
    return out
