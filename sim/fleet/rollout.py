"""How far a list has come: installed on n of m terminals, on day d of the 15 that art. 12 grants after the notice.

Days are those of the calendar at UTC+8. The day of the notice is day 0; day 15 is the last one in time, to its end.
Weekends and holidays count: there is no table of them here.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from sim.backoffice.message import Terminal
from sim.fleet import target
from sim.fleet.desk import Desk
from sim.fleet.target import Target

DAYS = 15
_ZONE_S = 8 * 3600
IN_TIME, LATE, WAITING, OVERDUE = "in_time", "late", "waiting", "overdue"
WORDS = {
    IN_TIME: ("按期", "in time"),
    LATE: ("逾期已装", "installed late"),
    WAITING: ("待装", "waiting"),
    OVERDUE: ("逾期未装", "overdue"),
}


class Standing(NamedTuple):
    """One terminal and one notice. has: what it has installed last, None for nothing. day: on which it installed the
    list, None before that. state: of WORDS."""

    terminal: Terminal
    has: int | None
    at_s: int | None
    day: int | None
    state: str


class Rollout(NamedTuple):
    """A notice and how its list stands. day: today's."""

    target: Target
    day: int
    standings: tuple[Standing, ...]

    @property
    def installed(self) -> int:
        """How many terminals have it, or a newer one."""
        return sum(one.day is not None for one in self.standings)

    @property
    def overdue(self) -> list[Standing]:
        """The terminals that art. 12 names."""
        return [one for one in self.standings if one.state == OVERDUE]

    @property
    def done(self) -> bool:
        """Whether every terminal has it."""
        return self.installed == len(self.standings)

    @property
    def in_force_late(self) -> bool:
        """Whether the list itself names a day beyond the last one."""
        return day_of(self.target.notice or "", self.target.effective_s) > DAYS


def day_of(notice: str, at_s: int) -> int:
    """How many days a moment lies behind the day of a notice, as in 2026-11-14."""
    return (datetime.fromtimestamp(at_s + _ZONE_S, UTC).date() - date.fromisoformat(notice)).days


def rollouts(notices: Iterable[Target], terminals: Iterable[Terminal], desk: Desk, now_s: int) -> list[Rollout]:
    """Every notice of a trust list, the newest first; day 16 makes an incident of each terminal that is overdue."""
    received = desk.installed(target.TRUST)
    registered = sorted(terminals)
    found = []
    for one in notices:
        if one.kind != target.TRUST or one.notice is None:
            continue
        day = day_of(one.notice, now_s)
        standings = tuple(_standing(each, received, one, day) for each in registered)
        found.append(Rollout(one, day, standings))
        for each in standings:
            if each.state == OVERDUE:
                words = f"list {one.number}, notice of {one.notice}: day {day}, and it has {each.has or 'none'}"
                desk.late(each.terminal, one.number, words, now_s)
            elif each.state == LATE:
                desk.arrived(each.terminal, one.number, f"installed on day {each.day}")
    return sorted(found, key=lambda each: (each.target.notice or "", each.target.number), reverse=True)


def _standing(
    terminal: Terminal, received: Mapping[Terminal, list[tuple[int, int]]], one: Target, today: int
) -> Standing:
    has = at_s = None
    for number, when in received.get(terminal, ()):
        has = number
        if number < one.number:
            at_s = None  # it went back
        elif at_s is None:
            at_s = when
    if at_s is None:
        return Standing(terminal, has, None, None, OVERDUE if today > DAYS else WAITING)
    day = max(day_of(one.notice or "", at_s), 0)
    return Standing(terminal, has, at_s, day, LATE if day > DAYS else IN_TIME)
