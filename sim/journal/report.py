"""The outcome of checking a journal, for programs."""

from typing import Any

from sim.journal.check import Report
from sim.journal.facts import moment
from sim.journal.folder import Journal
from sim.journal.walk import Break


def as_json(journal: Journal, report: Report) -> dict[str, Any]:
    """The report for programs. broken: the first broken link, null when there is none."""
    return {
        "journal": journal.name,
        "whole": report.whole,
        "broken": _break(report.breaks[0]) if report.breaks else None,
        "breaks": [_break(each) for each in report.breaks],
        "segments": report.segments,
        "bytes": report.length_bytes,
        "records": report.records,
        "first": report.first,
        "newest": report.newest,
        "newest_time": moment(report.newest_time_s),
        "acknowledged": report.acknowledged,
        "rides": report.rides,
        "fares_fen": report.fares_fen,
        "outcomes": dict(sorted(report.outcomes.items())),
        "without_outcome": report.open_rides,
        "outcomes_without_ride": report.strange_outcomes,
        "events": dict(sorted(report.events.items())),
        "terminals": [
            {"terminal_id": one, "provisioning_id": two, "key_id": key} for one, two, key in sorted(report.terminals)
        ],
        "gaps": [{"first": each.first, "last": each.last, "told": each.told} for each in report.gaps],
        "set_aside": [
            {"segment": each.name, "records": each.records, "rides": each.rides, "ended": each.ended}
            for each in report.aside
        ],
        "unwritten": report.unwritten,
        "torn": [{"segment": each.segment, "offset": each.offset, "bytes": each.length_bytes} for each in report.torn],
        "more_findings": report.more,
        "capacity_when_pulled": capacity(journal),
        "not_checked": report.not_checked,
    }


def _break(one: Break) -> dict[str, Any]:
    return {
        "segment": one.segment,
        "offset": one.offset,
        "reason": one.reason,
        "expected": one.expected,
        "after": one.after,
        "unread_bytes": one.unread,
        "goes_on_with": one.behind,
    }


def capacity(journal: Journal) -> dict[str, Any] | None:
    """How full it was when it was pulled; None when that is not known."""
    pulled = journal.pulled
    found = {key: pulled.get(key) for key in ("used_percent", "capacity_rides", "at")}
    return None if found["used_percent"] is None else found
