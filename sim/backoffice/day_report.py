"""A business day as one page for people: sums, rides by hour, issuers, incomplete trips, differences, disputes."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from sim.backoffice.books import Kept
from sim.backoffice.ledger import Closed, Dispute, totals
from sim.backoffice.spreadsheet import masked
from sim.output import show
from sim.output.report_page import template

ROWS_MAX = 200  # of a table; more are counted
_MARK = "@BODY@"
_HOURS = [*range(4, 24), *range(4)]
_BAR, _STEP, _HEIGHT = 26, 34, 120  # of the plot, in pixels
_ZONE_HOURS = 8


def page(
    day: str, statements: Sequence[Closed], disputes: Sequence[Dispute], incidents: Sequence[Kept], today: str
) -> bytes:
    """The whole page, UTF-8; it needs no other file and runs no script. Accounts show their last four digits."""
    lines = [(one, line) for one in statements for line in _lines(one)]
    sums = totals(statements)
    cards = "".join(
        f'<div class="card"><b class="{kind}">{value}</b>{words}</div>'
        for value, words, kind in (
            (f"{sums['rides']:,}", "乘车 rides", ""),
            (show.yuan(sums["fares_fen"]), "车费 fares", "good"),
            (f"{sums['incomplete']:,}", "不完整行程 incomplete trips", "warn" if sums["incomplete"] else ""),
            (show.yuan(sums["completed_fen"]), "补全 completed", ""),
            (f"{sums['differences']:,}", "差异 differences", "bad" if sums["differences"] else ""),
            (f"{len(incidents):,}", "未结事件 open incidents", "bad" if incidents else ""),
        )
    )
    when = "营业日 04:00 至次日 04:00 (UTC+8) · test format"
    head = f'<h1>清分日报 Clearing of {escape(day)}</h1><div class="soft">{when}</div>'
    parts = [
        f'{head}<div class="cards">{cards}</div>',
        _section("各小时乘车 Rides by hour", _plot([line for _, line in lines if line["type"] == "ride"])),
        _section("发行机构 Issuers", _issuers(statements)),
        _table("不完整行程 Incomplete trips", "warn", lines, "incomplete", ("missing", "completed_fen")),
        _table("差异 Differences", "bad", lines, "difference", ("reason",)),
        _disputes(disputes, today),
        _incidents(incidents),
    ]
    return template("sim.backoffice").replace(_MARK, "\n".join(filter(None, parts))).encode()


def _lines(one: Closed) -> list[dict[str, Any]]:
    return [json.loads(line) for line in one.file.splitlines()[1:-1]]


def _clock(time: str | None) -> str:
    """A moment of a file on the clock of the passengers."""
    return "" if time is None else show.china(int(datetime.fromisoformat(time).timestamp()))


def _section(title: str, body: str, kind: str = "") -> str:
    return f'<section><h2 class="{kind}">{title}</h2>{body}</section>' if body else ""


def _plot(rides: list[dict[str, Any]]) -> str:
    """Bars, one an hour of the business day, each with its number."""
    if not rides:
        return '<p class="soft">没有乘车 no rides</p>'
    hours = Counter((int(ride["time"][11:13]) + _ZONE_HOURS) % 24 for ride in rides if ride["time"])
    most = max(hours.values())
    bars = []
    for at, hour in enumerate(_HOURS):
        count = hours[hour]
        high = round(_HEIGHT * count / most)
        x, y = at * _STEP, _HEIGHT - high + 16
        number = f'<text x="{x + _BAR // 2}" y="{y - 4}">{count}</text>' if count else ""
        words = f"<title>{hour:02d}:00 {count}</title>"
        bars.append(f'<rect x="{x}" y="{y}" width="{_BAR}" height="{high}">{words}</rect>{number}')
        bars.append(f'<text class="soft" x="{x + _BAR // 2}" y="{_HEIGHT + 32}">{hour:02d}</text>')
    width = len(_HOURS) * _STEP
    return f'<svg viewBox="0 0 {width} {_HEIGHT + 38}" role="img" aria-label="rides by hour">{"".join(bars)}</svg>'


def _issuers(statements: Sequence[Closed]) -> str:
    rows = ""
    for one in statements:
        head = json.loads(one.file.split(b"\n", 1)[0])
        reply = "已回执 replied" if one.answered else "待回执 no reply yet"
        cells = (head["rides"], show.yuan(head["fares_fen"]), head["incomplete"], show.yuan(head["completed_fen"]))
        numbers = "".join(f'<td class="n">{cell}' for cell in (*cells, head["differences"]))
        rows += f"<tr><td>{escape(one.issuer)}<td>{escape(one.level)}{numbers}<td>{reply}"
    heads = "<th>机构 issuer<th>层级 level" + "".join(
        f'<th class="n">{words}'
        for words in ("乘车 rides", "车费 fares", "不完整 incomplete", "补全 completed", "差异 differences")
    )
    return f"<table><tr>{heads}<th>回执 reply{rows}</table>" if rows else ""


def _table(
    title: str, kind: str, lines: Sequence[tuple[Closed, dict[str, Any]]], what: str, more: tuple[str, ...]
) -> str:
    chosen = [(one, line) for one, line in lines if line["type"] == what]
    if not chosen:
        return ""
    rows = ""
    for one, line in chosen[:ROWS_MAX]:
        record = f"{line['terminal']}/{line['provisioning']}/{line['sequence']}"
        cells = (one.issuer, record, _clock(line["time"]), masked(line["account"]), f"{line['line']}/{line['station']}")
        rows += "<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in (*cells, *(line[name] for name in more)))
    heads = ("机构 issuer", "记录 record", "时间 time", "账户 account", "线路/车站 line/station", *more)
    note = f'<p class="soft">{len(chosen) - ROWS_MAX} 更多 more</p>' if len(chosen) > ROWS_MAX else ""
    return _section(title, f"<table><tr>{''.join(f'<th>{head}' for head in heads)}{rows}</table>{note}", kind)


def _disputes(disputes: Sequence[Dispute], today: str) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.issuer)}<td>{one.terminal}/{one.provisioning}/{one.sequence}<td>{escape(one.kind)}"
        f'<td class="n">{show.yuan(one.fen)}<td>{escape(one.reason)}<td>{escape(one.where(today))}'
        for one in disputes
    )
    heads = '<th>机构 issuer<th>记录 record<th>类别 kind<th class="n">金额 amount<th>原因 reason<th>期限 clock'
    return _section("拒付与争议 Rejected, in dispute", rows and f"<table><tr>{heads}{rows}</table>", "warn")


def _incidents(incidents: Sequence[Kept]) -> str:
    rows = "".join(
        f"<tr><td>{one.number}<td><code>{escape(one.kind)}</code><td>{one.terminal}<td>{escape(one.detail)}"
        f'<td class="n">{one.times}<td>{show.china(one.first_s)}'
        for one in incidents[:ROWS_MAX]
    )
    heads = '<th>号 number<th>类别 kind<th>终端 terminal<th>说明 what<th class="n">次数 times<th>首次 first'
    return _section("未结事件 Open incidents", rows and f"<table><tr>{heads}{rows}</table>", "bad")
