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
_BAR, _STEP, _LEFT, _HEIGHT = 26, 36, 6, 120  # of the plots with bars that stand, in pixels
_LINE, _NAMED, _LONGEST = 22, 210, 560  # of those with bars that lie


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
        "hours": [{"hour": hour, "rides": rides} for hour, rides in sorted(out.hours.items())],
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
        if fact["terminal"] is None:
            return "no record in it names its terminal, so no seal was checked"
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
    parts.append(_section("每日乘车 Rides by business day", _days(out)))
    hours = [(f"{hour:02}", out.hours[hour], 0, f"{hour:02}:00: {out.hours[hour]}") for hour in range(24)]
    parts.append(_section("各时段乘车 Rides by hour, UTC+8", _bars(hours, "rides by hour") if out.hours else ""))
    results = [(result_name(one), rides) for one, rides in out.wrong.most_common(ROWS_MAX)]
    parts.append(_section("误放行的原因 Wrong acceptances by result", _lying(results, "wrong acceptances"), "bad"))
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
        f"<tr><td>{escape(one.get('terminal') or ', '.join(one.get('terminals', ())))}"
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


def _days(out: Tally) -> str:
    """A bar a business day that has rides; in red what should not have passed."""
    days = sorted((day, one) for day, one in out.days.items() if day)[-ROWS_MAX:]
    rows = [(day[5:], one.rides, one.refused, f"{day}: {one.rides}, {one.refused} refused again") for day, one in days]
    return _bars(rows, "rides by day") if rows else '<p class="soft">没有乘车 no rides</p>'


def _bars(rows: list[tuple[str, int, int, str]], label: str) -> str:
    """Bars of (name below, value, how much of it is bad, words), each with its value above."""
    most = max(value for _, value, _, _ in rows)
    bars = []
    for at, (name, value, bad, words) in enumerate(rows):
        high, low = round(_HEIGHT * value / most), round(_HEIGHT * bad / most)
        x, y = _LEFT + at * _STEP, _HEIGHT - high + 16
        title = f"<title>{words}</title>"
        bars.append(f'<rect x="{x}" y="{y}" width="{_BAR}" height="{high}">{title}</rect>')
        bars.append(f'<rect class="bad" x="{x}" y="{_HEIGHT - low + 16}" width="{_BAR}" height="{low}">{title}</rect>')
        bars.append(f'<text x="{x + _BAR // 2}" y="{y - 4}">{_short(value)}</text>')
        bars.append(f'<text class="soft" x="{x + _BAR // 2}" y="{_HEIGHT + 32}">{name}</text>')
    width = max(_LEFT + len(rows) * _STEP, 660)
    return f'<svg viewBox="0 0 {width} {_HEIGHT + 38}" role="img" aria-label="{label}">{"".join(bars)}</svg>'


def _short(value: int) -> str:
    """A number that fits above a bar."""
    for unit, name in ((1_000_000, "M"), (1000, "k")):
        if value >= 10 * unit:
            return f"{value // unit}{name}"
    return str(value)


def _lying(rows: list[tuple[str, int]], label: str) -> str:
    """Bars from left to right, each with its name and its value; "" where there are none."""
    if not rows:
        return ""
    most = max(value for _, value in rows)
    bars = []
    for at, (name, value) in enumerate(rows):
        y, long = at * _LINE, max(1, round(_LONGEST * value / most))
        bars.append(f'<text class="name" x="{_NAMED - 8}" y="{y + 15}">{escape(name)}</text>')
        bars.append(f'<rect class="bad" x="{_NAMED}" y="{y + 4}" width="{long}" height="14"></rect>')
        bars.append(f'<text class="value" x="{_NAMED + long + 6}" y="{y + 15}">{value:,}</text>')
    return f'<svg viewBox="0 0 880 {len(rows) * _LINE}" role="img" aria-label="{label}">{"".join(bars)}</svg>'
