"""How the fleet stands, for programs: a table for spreadsheets, metrics for Prometheus, JSON."""

import codecs
import csv
import io
from collections import Counter
from typing import Any, NamedTuple

from sim.backoffice.message import Terminal
from sim.fleet.desk import WORDS, Incident
from sim.fleet.rollout import DAYS, Rollout
from sim.output import show

COLUMNS = ("list", "notice", "effective", "day", "terminal", "provisioning", "has", "installed", "on_day", "state")


class State(NamedTuple):
    """rollouts: the newest notice first. incidents: that are open. until_s: until when gateways take what the depot
    has published, None before that. now_s: the moment of all of it."""

    rollouts: tuple[Rollout, ...]
    incidents: tuple[Incident, ...]
    terminals: tuple[Terminal, ...]
    until_s: int | None
    now_s: int

    @property
    def ended(self) -> bool:
        """Whether gateways take what is published no more."""
        return self.until_s is not None and self.until_s <= self.now_s


def table(state: State) -> bytes:
    """A line for each notice and terminal, UTF-8 with a byte order mark, after RFC 4180."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in state.rollouts:
        effective = show.utc(one.target.effective_s)
        for each in one.standings:
            at = "" if each.at_s is None else show.utc(each.at_s)
            ids = (each.terminal.terminal_id, each.terminal.provisioning_id)
            cells = (*ids, each.has, at, each.day, each.state)
            rows.writerow((one.target.number, one.target.notice, effective, one.day, *cells))
    return codecs.BOM_UTF8 + out.getvalue().encode()


def metrics(state: State) -> bytes:
    """The same as metrics, in the text format of Prometheus, for a file that its node exporter reads."""
    lines = _metric("terminals", "Registered terminals.", [("", len(state.terminals))])
    named = [(f'{{list="{one.target.number}",notice="{one.target.notice}"}}', one) for one in state.rollouts]
    for name, text, values in (
        ("installed", "Terminals that have the list, or a newer one.", [(key, one.installed) for key, one in named]),
        ("notice_day", "Calendar days at UTC+8 since the day of the notice.", [(key, one.day) for key, one in named]),
        ("overdue", f"Terminals without the list after day {DAYS}.", [(key, len(one.overdue)) for key, one in named]),
    ):
        lines += _metric(name, text, values)
    counts = Counter(one.kind for one in state.incidents)
    lines += _metric("open_incidents", "Open incidents.", [(f'{{kind="{kind}"}}', counts[kind]) for kind in WORDS])
    if state.until_s is not None:
        lines += _metric(
            "valid_seconds", "How long gateways take what is published.", [("", state.until_s - state.now_s)]
        )
    return ("\n".join(lines) + "\n").encode()


def _metric(name: str, text: str, values: list[tuple[str, int]]) -> list[str]:
    full = f"ridegate_depot_{name}"
    return [f"# HELP {full} {text}", f"# TYPE {full} gauge", *(f"{full}{key} {value}" for key, value in values)]


def as_json(state: State) -> dict[str, Any]:
    """Everything as one object."""
    return {
        "at": show.utc(state.now_s),
        "until": None if state.until_s is None else show.utc(state.until_s),
        "terminals": len(state.terminals),
        "lists": [
            {
                "list": one.target.number,
                "notice": one.target.notice,
                "effective": show.utc(one.target.effective_s),
                "day": one.day,
                "days": DAYS,
                "installed": one.installed,
                "of": len(one.standings),
                "overdue": [str(each.terminal) for each in one.overdue],
                "missing": [str(each.terminal) for each in one.standings if each.day is None],
            }
            for one in state.rollouts
        ],
        "incidents": [
            {
                "incident": one.number,
                "kind": one.kind,
                "terminal": str(one.terminal),
                "detail": one.detail,
                "times": one.times,
                "first": show.utc(one.first_s),
                "last": show.utc(one.last_s),
            }
            for one in state.incidents
        ],
    }
