"""How the fleet stands, as one page for people: n of m, day d of 15, each list by days, who is missing, incidents."""

from collections import Counter
from html import escape

from sim.fleet import desk, rollout
from sim.fleet.rollout import DAYS, LATE, OVERDUE, WAITING, Rollout, Standing
from sim.fleet.rollout_export import State
from sim.output import show
from sim.output.report_page import template

ROWS_MAX = 200  # of a table; more are counted
_MARK = "@BODY@"
_STEP, _HEIGHT, _LEFT = 40, 120, 44  # of the plot, in pixels
_DAYS_SHOWN = DAYS + 5


def page(state: State) -> bytes:
    """The whole page, UTF-8; it needs no other file and runs no script."""
    newest = state.rollouts[0] if state.rollouts else None
    overdue = {each.terminal for one in state.rollouts for each in one.overdue}
    left_s = 0 if state.until_s is None else state.until_s - state.now_s
    cards: list[tuple[str, str, str]] = []
    if newest is not None:
        words = f"名单 {newest.target.number} 已装 list {newest.target.number} installed"
        day = "bad" if newest.overdue else ""
        cards.append((f"{newest.installed:,} / {len(newest.standings):,}", words, "good" if newest.done else ""))
        cards.append((f"{newest.day} / {DAYS}", "通知后第几日 day after the notice", day))
    cards += [
        (f"{len(overdue):,}", "逾期终端 overdue terminals", "bad" if overdue else "good"),
        (f"{len(state.incidents):,}", "未结事件 open incidents", "bad" if state.incidents else "good"),
        (
            show.span(left_s) if left_s > 0 else "已过期 expired",
            "发布有效期 published, good for",
            "good" if left_s > 0 else "bad",
        ),
    ]
    shown = "".join(f'<div class="card"><b class="{kind}">{value}</b>{words}</div>' for value, words, kind in cards)
    parts = [
        f'<h1>名单下发 Lists to the fleet</h1><div class="soft">{show.china(state.now_s)} · 15 日自通知次日起算, '
        f'北京时间 · day 15 ends at midnight UTC+8</div><div class="cards">{shown}</div>'
    ]
    if newest is None:
        parts.append(
            _section("尚无名单 No list yet", '<p class="soft">没有带通知日的名单 none has a day of notice</p>')
        )
    parts += [_list(one) for one in state.rollouts]
    parts.append(_incidents(state))
    return template("sim.fleet").replace(_MARK, "\n".join(filter(None, parts))).encode()


def _section(title: str, body: str, kind: str = "") -> str:
    return f'<section><h2 class="{kind}">{title}</h2>{body}</section>' if body else ""


def _list(one: Rollout) -> str:
    head = f"名单 List {one.target.number} · {escape(one.target.notice or '')} 通知 notice"
    facts = f"生效 in force from {show.china(one.target.effective_s)}"
    if one.in_force_late:
        facts += f' · <span class="bad">晚于第 {DAYS} 日 after day {DAYS}</span>'
    counts = Counter(each.state for each in one.standings)
    words = " · ".join(f"{' '.join(text)} {counts[state]:,}" for state, text in rollout.WORDS.items() if counts[state])
    kind = "bad" if one.overdue else "good" if one.done else ""
    return _section(head, f'<p class="soft">{facts}<br>{words}</p>{_plot(one)}{_missing(one)}', kind)


def _plot(one: Rollout) -> str:
    """How many terminals had it by the end of each day; the last days in time, and those after them."""
    total = len(one.standings)
    if not total:
        return ""
    days = Counter(min(each.day, _DAYS_SHOWN) for each in one.standings if each.day is not None)
    parts, have = [], 0
    for day in range(_DAYS_SHOWN + 1):
        have += days[day]
        x = _LEFT + day * _STEP
        if day <= one.day:
            high = round(_HEIGHT * have / total)
            late = "bad" if day > DAYS else "warn" if day == DAYS else ""
            parts.append(
                f'<rect class="{late}" x="{x}" y="{_HEIGHT - high + 16}" width="{_STEP - 8}" height="{high}">'
                f"<title>{day}: {have}</title></rect>"
                f'<text x="{x + _STEP // 2 - 4}" y="{_HEIGHT - high + 12}">{have}</text>'
            )
        label = f"{day}+" if day == _DAYS_SHOWN else day
        parts.append(f'<text class="soft" x="{x + _STEP // 2 - 4}" y="{_HEIGHT + 32}">{label}</text>')
    edge = _LEFT + (DAYS + 1) * _STEP - 4
    parts.append(f'<line class="edge" x1="{edge}" y1="0" x2="{edge}" y2="{_HEIGHT + 16}"/>')
    parts.append(f'<text class="soft" x="{_LEFT // 2}" y="{_HEIGHT + 32}">日 day</text>')
    width = _LEFT + (_DAYS_SHOWN + 1) * _STEP
    label = f"installed by day, list {one.target.number}"
    return f'<svg viewBox="0 0 {width} {_HEIGHT + 38}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _missing(one: Rollout) -> str:
    """Who is overdue, and who was late; folded up, who has time left."""
    named = [each for each in one.standings if each.state in (OVERDUE, LATE)]
    named.sort(key=lambda each: each.state != OVERDUE)
    rows = ""
    for each in named[:ROWS_MAX]:
        kind = "bad" if each.state == OVERDUE else "warn"
        at = "" if each.at_s is None else show.china(each.at_s)
        day = "" if each.day is None else each.day
        words = " ".join(rollout.WORDS[each.state])
        rows += (
            f'<tr><td>{each.terminal}<td class="n">{_has(each)}<td class="{kind}">{words}<td class="n">{day}<td>{at}'
        )
    heads = '<th>终端 terminal<th class="n">现有 has<th>状态 state<th class="n">第几日 on day<th>安装 installed'
    table = f"<table><tr>{heads}{rows}</table>{_more(len(named))}" if rows else ""
    waiting = [each for each in one.standings if each.state == WAITING]
    if not waiting:
        return table
    ids = ", ".join(f"{each.terminal} ({_has(each)})" for each in waiting[:ROWS_MAX])
    title = f"{' '.join(rollout.WORDS[WAITING])} {len(waiting):,}: 终端 terminal (现有 has)"
    return f"{table}<details><summary>{title}</summary><p>{ids}</p>{_more(len(waiting))}</details>"


def _has(one: Standing) -> str:
    return "无 none" if one.has is None else str(one.has)


def _more(count: int) -> str:
    return f'<p class="soft">{count - ROWS_MAX:,} 更多 more</p>' if count > ROWS_MAX else ""


def _incidents(state: State) -> str:
    rows = "".join(
        f"<tr><td>{one.number}<td>{desk.WORDS[one.kind][0]}<br><code>{escape(one.kind)}</code>"
        f'<td>{one.terminal}<td class="w">{escape(one.detail)}'
        f'<td class="n">{one.times}<td>{show.china(one.first_s)}'
        for one in state.incidents[:ROWS_MAX]
    )
    heads = '<th>号 number<th>类别 kind<th>终端 terminal<th>说明 what<th class="n">次数 times<th>首次 first'
    table = f"<table><tr>{heads}{rows}</table>{_more(len(state.incidents))}"
    return _section("未结事件 Open incidents", rows and table, "bad")
