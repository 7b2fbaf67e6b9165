"""How far a list has come: installed on n of m terminals, on day d of the 15 that art. 12 grants after the notice.

Days are those of the calendar at UTC+8. The day of the notice is day 0; day 15 is the last one in time, to its end.
Weekends and holidays count: there is no table of them here.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from sim.backoffice.message import Terminal
from sim.fleet import desk as desks, target
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
    """Every notice of a trust list as it stands at that moment, the newest first."""
    received = desk.installed(target.TRUST)
    registered = sorted(terminals)
    found = []
    for one in notices:
        if one.kind != target.TRUST or one.notice is None:
            continue
        day = day_of(one.notice, now_s)
        found.append(Rollout(one, day, tuple(_standing(each, received, one, day) for each in registered)))
    return sorted(found, key=lambda each: (each.target.notice or "", each.target.number), reverse=True)


def note(found: Iterable[Rollout], desk: Desk, now_s: int) -> None:
    """Keep an incident of each terminal that is overdue, from day 16 on, and close it when its terminal has the list,
    installed late or only heard of late. found: as it stands now, and at no other moment."""
    known = {(one.terminal, one.sequence) for one in desk.incidents(open_only=True) if one.kind == desks.LATE}
    for one in found:
        number = one.target.number
        for each in one.standings:
            is_open = (each.terminal, number) in known
            if each.state == OVERDUE and not is_open:
                words = f"list {number}, notice of {one.target.notice}: day {one.day}, and it has {each.has or 'none'}"
                desk.late(each.terminal, number, words, now_s)
            elif each.day is not None and is_open:
                desk.arrived(each.terminal, number, f"installed on day {each.day}")


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
