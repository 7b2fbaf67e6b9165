"""The output of a replay, for people and for programs."""

from collections import Counter
from pathlib import Path
from typing import Any

from sim.capture.capture import FIELDS
from sim.capture.replay import Answer, Difference, Played
from sim.code import mask, reason, result_table
from sim.family import table
from sim.output import show

PERCENTS = (50, 95, 99)
_MASKED = FIELDS.index("account")
_STAGES = {"capture": "photograph", "decode": "decode", "decide": "checks", "store": "record", "relay": "relay"}


def percentiles(values: list[int]) -> dict[str, int]:
    """{"p50": …}: the smallest value that so many percent do not exceed; empty for none."""
    ordered = sorted(values)
    return {f"p{percent}": ordered[-(-len(ordered) * percent // 100) - 1] for percent in PERCENTS if ordered}


def totals(played: Played) -> dict[str, int]:
    """How often each result was given, the commonest first."""
    counts = Counter(table.row(answer.row[0]).name for answer in played.answers)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def judged(played: Played) -> list[int]:
    """Microseconds of the checks of each code that was checked here."""
    return [answer.us for answer in played.answers if answer.us is not None]


def row(values: list[Any], partial: bool = False) -> dict[str, Any]:
    """An answer by name; accounts masked, what is not known left out."""
    out = dict(zip(FIELDS, values, strict=True))
    out["result"] = table.row(values[0]).name
    if values[_MASKED] is not None and "*" not in values[_MASKED]:
        out["account"] = mask.account(bytes.fromhex(values[_MASKED]))
    if out["offset"] == -1:
        out["offset"] = None
    return {name: value for name, value in out.items() if not partial or value not in (None, [])}


def difference(one: Difference) -> dict[str, Any]:
    """A difference for programs."""
    recorded, replayed = one.recorded, one.replayed
    now_s = replayed.now_s if replayed is not None else recorded.now_s if recorded is not None else None
    return {
        "number": one.number,
        "time": None if now_s is None else show.utc(now_s),
        "field": one.field,
        "recorded": None if recorded is None else row(recorded.row, recorded.partial),
        "replayed": None if replayed is None else row(replayed.row),
    }


def record(played: Played) -> dict[str, Any]:
    """What --json prints of a capture."""
    times = judged(played)
    return {
        "capture": played.name,
        "level": played.level,
        "runtime": played.runtime,
        "recorded_by": played.about,
        "decisions": len(played.answers),
        "recorded": played.recorded,
        "played": not played.nothing,
        "differences": len(played.differences),
        "first": difference(played.differences[0]) if played.differences else None,
        "trace_hash": played.trace_hash,
        "totals": totals(played),
        "releases": played.releases,
        "releases_recorded": played.releases_recorded,
        "scans": played.scans,
        "unanswered": played.unanswered,
        "check_us": percentiles(times),
        "recorded_us": {stage: percentiles(values) for stage, values in played.stages.items()},
        "seconds": round(played.seconds, 3),
        "codes_per_s": rate(len(times), played.seconds),
        "notes": played.notes,
    }


def total(played: list[Played], cores: int, seconds: float) -> dict[str, Any]:
    """The sums over all captures."""
    checked = sum(len(judged(one)) for one in played)
    return {
        "captures": len(played),
        "different": sum(not one.same for one in played),
        "codes": checked,
        "seconds": round(seconds, 3),
        "codes_per_s": rate(checked, seconds),
        "cores": cores,
    }


def captures(total: dict[str, Any]) -> str:
    """How many there were, in words."""
    return f"{total['captures']} capture{'s' if total['captures'] > 1 else ''}"


def rate(count: int, seconds: float) -> float:
    """So many a second."""
    return round(count / seconds, 1) if seconds else 0.0


def show_one(played: Played, path: Path) -> None:
    """Print one capture for people."""
    from sim.output.text import Text

    on = show.console()
    about = played.about
    by = f", recorded by ridegate {show.plain(about.get('version', '?'))} on {show.plain(about.get('how', '?'))}"
    head = f"  {played.level}{by}" if about else ""
    on.print(Text.assemble((show.plain(played.name), "bold"), head), wrap=False)
    for note in played.notes[:5]:
        on.print(Text(f"  {show.plain(note)}", "yellow"), wrap=False)
    if len(played.notes) > 5:
        on.print(Text(f"  and {len(played.notes) - 5} more remarks (--json tells them all)", "yellow"))
    on.print(f"  {len(played.answers)} decisions by {played.runtime}; {_compared(played)}", wrap=False)
    if played.unanswered:
        on.print(f"  {played.unanswered} of {played.scans} scans got none: nothing in view, two codes at once, the "
                 "same phone still there, or a full queue", wrap=False)  # fmt: skip
    on.print(f"  trace_hash {played.trace_hash}", wrap=False)
    for name, count in totals(played).items():
        code = result_table.by_name(name)
        on.print(f"  {count:8,}  {name:26} {code.zh}  {reason.of(code.number).why}", wrap=False)
    _times(on, played)
    if played.differences:
        _first(on, played, path)
    on.print()


def _compared(played: Played) -> str:
    if played.nothing:
        return "nothing was judged again"
    if not played.recorded:
        return "none is on record to compare with"
    if played.same:
        return f"{played.recorded} on record, every one the same"
    return f"{played.recorded} on record, {len(played.differences)} differ"


def _times(on: Any, played: Played) -> None:
    rows = [("checks, now", judged(played))]
    rows += [(f"{_STAGES[stage]}, on record", values) for stage, values in played.stages.items()]
    for name, values in rows:
        if values:
            words = "  ".join(f"{name} {value / 1000:.2f} ms" for name, value in percentiles(values).items())
            on.print(f"  {name:24} {words}", wrap=False)


def _first(on: Any, played: Played, path: Path) -> None:
    """The first difference in full."""
    from sim.output.text import Text

    one = played.differences[0]
    told = difference(one)
    on.print(Text(f"\n  the first difference: {told['field']}, turn {one.number}, {told['time']}", "bold red"))
    on.print(Text(f"    {'':12} {'recorded':34} replayed", "dim"))
    for name in FIELDS:
        was, now = ((told[side] or {}).get(name) for side in ("recorded", "replayed"))
        mark = ">" if was != now else " "
        if was is not None or now is not None:
            on.print(Text(f"  {mark} {name:12} {was!s:34} {now!s}"), wrap=False)
    for side, answer in (("recorded", one.recorded), ("replayed", one.replayed)):
        words = _reason(answer)
        on.print(Text(f"  {side}: {words}"), wrap=False)
    payload = _payload(path, one.number)
    if payload is not None:
        from sim.code import inspect, inspect_view

        on.print()
        inspect_view.show(inspect.look(f"the payload of turn {one.number}", payload), False)


def _payload(path: Path, number: int) -> bytes | None:
    """The code that was judged: read again, as no more of a capture is kept than what is compared."""
    from sim.capture import source

    capture, _ = source.load(path)
    if capture.level != "full":
        return None
    turns = [turn for turn in capture.scans if turn <= number and capture.scans[turn]]
    return bytes.fromhex(capture.scans[max(turns)][0]) if turns else None


def _reason(answer: Any) -> str:
    if answer is None:
        return "no answer"
    code = table.row(answer.row[0])
    why = reason.of(code.number).why
    moment = "" if not isinstance(answer, Answer) or answer.now_s is None else f", judged at {show.utc(answer.now_s)}"
    return f"{code.name} ({code.clause}){moment}: {why}"


def show_total(total: dict[str, Any]) -> None:
    """The last line."""
    cores = f"{total['cores']} core{'s' if total['cores'] > 1 else ''}"
    differ = f", {total['different']} with differences" if total["different"] else ""
    show.line(f"{captures(total)}{differ}: {total['codes']:,} codes in {total['seconds']:.2f} s on {cores}, "
              f"{total['codes_per_s']:,.1f} codes a second")  # fmt: skip
