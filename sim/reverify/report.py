"""What was found, for programs and as one page for people. Accounts show their last four digits."""

from html import escape
from typing import Any

from sim.backoffice.message import Terminal
from sim.journal.facts import result_name
from sim.output import show
from sim.output.report_page import template
from sim.reverify import tally
from sim.reverify.tally import Sum, Tally

ROWS_MAX = 200  # of a table of the page; more are counted
WORDS = {
    tally.WRONG: ("误放行", "wrong acceptances"),
    tally.TWO_TERMINALS: ("一码两机", "codes used at two terminals"),
    tally.ONE_TERMINAL: ("一码两用", "codes used twice at one terminal"),
    tally.DIFFERS: ("记录与码不符", "records that differ from their code"),
    tally.UNREADABLE: ("记录残缺", "rides that cannot be read"),
    tally.CLOCK_BEHIND: ("时钟偏慢", "terminals whose clock is behind"),
    tally.CLOCK_BACK: ("时钟回拨", "clocks that went back"),
    tally.BROKEN: ("封印或链断裂", "broken seals and chains"),
    tally.MISSING: ("记录缺失", "missing records"),
    tally.SET_ASIDE: ("搁置的分段", "segments set aside"),
    tally.NO_KEY: ("无密钥的终端", "journals without a key"),
}
_BAR, _STEP, _LEFT, _HEIGHT = 26, 36, 6, 120  # of the plot, in pixels


def as_json(out: Tally) -> dict[str, Any]:
    """Everything, the same for the same journals whatever the shards and workers."""
    counts = out.findings.counts
    return {
        "clean": out.clean,
        "records": out.records,
        "bytes": out.length_bytes,
        **_sum(out.total),
        "the_same_again": out.again,
        "findings": {kind: {"count": counts[kind], "first": out.findings.of(kind)} for kind in tally.KINDS},
        "wrong_by_result": {result_name(one): count for one, count in sorted(out.wrong.items())},
        "not_judged": [{"trust_list_sequence": one, "rides": count} for one, count in sorted(out.not_judged.items())],
        "journals_without_checked_seals": out.unsealed,
        "terminals": [
            {"terminal": str(Terminal(*ids)), **_sum(one)} for ids, one in sorted(out.terminals.items())
        ],
        "stations": [
            {"line": line, "station": station, **_sum(one)} for (line, station), one in sorted(out.stations.items())
        ],
        "issuers": [{"issuer": issuer or None, **_sum(one)} for issuer, one in sorted(out.issuers.items())],
        "days": [{"day": day or None, **_sum(one)} for day, one in sorted(out.days.items())],
    }  # fmt: skip


def _sum(one: Sum) -> dict[str, int]:
    return {name: getattr(one, name) for name in one.__slots__}


def line(fact: dict[str, Any]) -> str:
    """One finding in words."""
    where = str(fact.get("terminal") or ", ".join(fact.get("terminals") or ()) or fact.get("journal", ""))
    words = [where] if where else []
    if "sequence" in fact:
        words.append(f"record {fact['sequence']}")
    if fact.get("time"):
        words.append(fact["time"])
    return ": ".join(filter(None, (", ".join(words), what(fact))))


def what(fact: dict[str, Any]) -> str:
    """What is wrong in a finding, in words; where it is not said."""
    if "uses" in fact:
        rides = ", ".join(f"{one['terminal']} record {one['sequence']}" for one in fact["rides"])
        return f"account {fact['account']}, code of {fact['generated']}, {fact['uses']} rides: {rides}"
    if "most_s" in fact:
        return f"{fact['rides']} codes generated ahead of its clock, by up to {show.span(fact['most_s'])}"
    if "back_s" in fact:
        told = "as its journal says" if fact["announced"] else "and no record says that it was set"
        return f"back by {show.span(fact['back_s'])}, {told}"
    if "result" in fact:
        return f"{fact['result']} by trust list {fact['trust_list_sequence']}; account {fact['account']}"
    if "first" in fact:
        return f"records {fact['first']} to {fact['last']}; {fact['reason']}"
    if "segment" in fact and "after" in fact:
        return f"segment {fact['segment']}, byte {fact['offset']}: {fact['reason']}"
    if "reason" not in fact:
        return "no key for it among the terminals, so its seals were not checked"
    return str(fact["reason"])


def page(out: Tally) -> bytes:
    """The whole page, UTF-8; it needs no other file and runs no script."""
    total, counts = out.total, out.findings.counts
    cards = "".join(
        f'<div class="card"><b class="{kind}">{value}</b>{words}</div>'
        for value, words, kind in (
            (f"{total.rides:,}", "乘车 rides", ""),
            (show.yuan(total.fares_fen), "车费 fares", ""),
            (f"{len(out.terminals):,}", "终端 terminals", ""),
            (f"{counts.total():,}", "发现 findings", "bad" if counts.total() else "good"),
            (f"{total.refused:,}", "不应放行 should not have passed", "bad" if total.refused else "good"),
            (f"{out.not_judged.total():,}", "未复核 not judged", "warn" if out.not_judged else ""),
        )
    )
    parts = [f'<h1>复核报告 Rides judged again</h1><div class="cards">{cards}</div>']
    if out.not_judged:
        lists = ", ".join(map(str, sorted(out.not_judged)))
        parts.append(_section("未复核 Not judged", f"<p>缺少名单 trust lists not named: {lists}</p>", "warn"))
    if out.unsealed:
        words = f"<p>{out.unsealed} 份日志的封印未检查 journals whose seals were not checked</p>"
        parts.append(_section("未检查 Not checked", words, "warn"))
    parts.append(_section("每日乘车 Rides by business day", _plot(out)))
    parts += [_findings(out, kind) for kind in tally.KINDS]
    for title, heading, rows in (
        ("发行机构 Issuers", "机构 issuer", [(one or "?", sum_) for one, sum_ in sorted(out.issuers.items())]),
        (
            "车站 Stations",
            "线路/车站 line/station",
            [(f"{a}/{b}", one) for (a, b), one in sorted(out.stations.items())],
        ),
        ("终端 Terminals", "终端 terminal", [(f"{a}/{b}", one) for (a, b), one in sorted(out.terminals.items())]),
    ):
        parts.append(_section(title, _sums(heading, rows)))
    return template("sim.reverify").replace("@BODY@", "\n".join(filter(None, parts))).encode()


def _section(title: str, body: str, kind: str = "") -> str:
    return f'<section><h2 class="{kind}">{title}</h2>{body}</section>' if body else ""


def _findings(out: Tally, kind: str) -> str:
    facts, count = out.findings.of(kind), out.findings.counts[kind]
    if not count:
        return ""
    rows = "".join(
        f"<tr><td>{escape(str(one.get('terminal') or ', '.join(one.get('terminals', ()))))}"
        f'<td class="n">{one.get("sequence", "")}<td class="t">{escape(one.get("time") or "")}'
        f"<td>{escape(show.plain(what(one)))}<td><code>{escape(show.plain(str(one.get('journal', ''))))}</code>"
        for one in facts[:ROWS_MAX]
    )
    heads = '<th>终端 terminal<th class="n">记录 record<th>时间 time<th>说明 what<th>日志 journal'
    more = f'<p class="soft">{count - ROWS_MAX:,} 更多 more</p>' if count > ROWS_MAX else ""
    zh, en = WORDS[kind]
    if kind == tally.WRONG:
        by = ", ".join(f"{escape(result_name(one))} {rides:,}" for one, rides in out.wrong.most_common())
        more = f'<p class="soft">{by}</p>{more}'
    return _section(f"{zh} {en} ({count:,})", f"<table><tr>{heads}{rows}</table>{more}", "bad")


def _sums(heading: str, rows: list[tuple[str, Sum]]) -> str:
    body = "".join(
        f'<tr><td>{escape(name)}<td class="n">{one.rides:,}<td class="n">{show.yuan(one.fares_fen)}'
        f'<td class="n">{one.passed:,}<td class="n">{show.yuan(one.passed_fen)}<td class="n">{one.refused:,}'
        for name, one in rows[:ROWS_MAX]
    )
    heads = "".join(
        f'<th class="n">{words}'
        for words in ("乘车 rides", "车费 fares", "通过 passed", "通过车费 fares passed", "不应放行 refused again")
    )
    more = f'<p class="soft">{len(rows) - ROWS_MAX:,} 更多 more</p>' if len(rows) > ROWS_MAX else ""
    return f"<table><tr><th>{heading}{heads}{body}</table>{more}" if rows else ""


def _plot(out: Tally) -> str:
    """Bars, one a business day that has rides, each with its number; in red what should not have passed."""
    days = sorted((day, one) for day, one in out.days.items() if day)[-ROWS_MAX:]
    if not days:
        return '<p class="soft">没有乘车 no rides</p>'
    most = max(one.rides for _, one in days)
    bars = []
    for at, (day, one) in enumerate(days):
        high, bad = round(_HEIGHT * one.rides / most), round(_HEIGHT * one.refused / most)
        x, y = _LEFT + at * _STEP, _HEIGHT - high + 16
        words = f"<title>{day}: {one.rides}, {one.refused} refused again</title>"
        bars.append(f'<rect x="{x}" y="{y}" width="{_BAR}" height="{high}">{words}</rect>')
        bars.append(f'<rect class="bad" x="{x}" y="{_HEIGHT - bad + 16}" width="{_BAR}" height="{bad}">{words}</rect>')
        bars.append(f'<text x="{x + _BAR // 2}" y="{y - 4}">{one.rides}</text>')
        bars.append(f'<text class="soft" x="{x + _BAR // 2}" y="{_HEIGHT + 32}">{day[5:]}</text>')
    width = max(_LEFT + len(days) * _STEP, 660)
    return f'<svg viewBox="0 0 {width} {_HEIGHT + 38}" role="img" aria-label="rides by day">{"".join(bars)}</svg>'
