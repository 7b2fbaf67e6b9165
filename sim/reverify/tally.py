"""What tasks found, added up: the same sum whatever the cut into tasks and whichever is done first."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

KEPT_MAX = 1000  # of each kind of finding, the first in the order of their keys; more are counted

# Kinds of findings, in the order in which they are shown.
WRONG = "wrong_acceptance"
TWO_TERMINALS = "used_at_two_terminals"
ONE_TERMINAL = "used_twice_at_one_terminal"
DIFFERS = "record_differs"
UNREADABLE = "unreadable"
CLOCK_BEHIND = "clock_behind"
CLOCK_BACK = "clock_back"
BROKEN = "broken"
MISSING = "missing"
SET_ASIDE = "set_aside"
NO_KEY = "no_key"
KINDS = (
    *(WRONG, TWO_TERMINALS, ONE_TERMINAL, DIFFERS, UNREADABLE, CLOCK_BEHIND, CLOCK_BACK, BROKEN, MISSING),
    *(SET_ASIDE, NO_KEY),
)

Key = tuple[Any, ...]
Fact = dict[str, Any]


@dataclass(slots=True)
class Sum:
    """Of some rides. passed: those whose passenger passed; refused: those that should not have been accepted."""

    rides: int = 0
    fares_fen: int = 0
    passed: int = 0
    passed_fen: int = 0
    refused: int = 0

    def add(self, other: "Sum") -> None:
        """Add those of other rides."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Findings:
    """Findings by kind and key; the same key twice is one finding."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._kept: dict[str, dict[Key, Fact]] = {}

    def add(self, kind: str, key: Key, fact: Fact) -> None:
        """Add one. key: values that sort, and that name it whichever task found it."""
        kept = self._kept.setdefault(kind, {})
        if key in kept:
            return
        self.counts[kind] += 1
        kept[key] = fact
        if len(kept) >= 2 * KEPT_MAX:
            self._kept[kind] = dict(sorted(kept.items())[:KEPT_MAX])

    def merge(self, other: "Findings") -> None:
        """Add those of another task."""
        for kind, kept in other._kept.items():
            more = other.counts[kind] - len(kept)
            for key, fact in kept.items():
                self.add(kind, key, fact)
            self.counts[kind] += more

    def of(self, kind: str) -> list[Fact]:
        """Those that are kept, in the order of their keys."""
        return [fact for _, fact in sorted(self._kept.get(kind, {}).items())[:KEPT_MAX]]


@dataclass(slots=True)
class Tally:
    """The sums and findings of one task or of all. terminals, stations, issuers, days: sums by (terminal id,
    provisioning id), (line, station), eight digits and business day. ahead: by terminal, rides whose code was generated
    too far ahead of its clock, and how far at most. hours: rides by hour of the day, UTC+8. wrong: wrong acceptances by
    the number of their result. not_judged: rides by the list that was not named.
    """

    findings: Findings = field(default_factory=Findings)
    terminals: dict[tuple[int, int], Sum] = field(default_factory=dict)
    stations: dict[tuple[int, int], Sum] = field(default_factory=dict)
    issuers: dict[str, Sum] = field(default_factory=dict)
    days: dict[str, Sum] = field(default_factory=dict)
    ahead: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hours: Counter[int] = field(default_factory=Counter)
    wrong: Counter[int] = field(default_factory=Counter)
    not_judged: Counter[int] = field(default_factory=Counter)
    records: int = 0
    length_bytes: int = 0
    again: int = 0  # the same ride in another folder or segment
    unsealed: int = 0  # journals whose seals were not checked

    def merge(self, other: "Tally") -> None:
        """Add those of another task."""
        self.findings.merge(other.findings)
        for name in ("terminals", "stations", "issuers", "days"):
            sums = getattr(self, name)
            for key, one in getattr(other, name).items():
                sums.setdefault(key, Sum()).add(one)
        for terminal, (rides, most_s) in other.ahead.items():
            self.add_ahead(terminal, rides, most_s)
        self.hours += other.hours
        self.wrong += other.wrong
        self.not_judged += other.not_judged
        for name in ("records", "length_bytes", "again", "unsealed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def add_ahead(self, terminal: tuple[int, int], rides: int, most_s: int) -> None:
        """Count rides of a terminal with a code from ahead of its clock."""
        known, before_s = self.ahead.get(terminal, (0, 0))
        self.ahead[terminal] = known + rides, max(before_s, most_s)

    @property
    def total(self) -> Sum:
        """The sum of all terminals."""
        out = Sum()
        for one in self.terminals.values():
            out.add(one)
        return out

    @property
    def clean(self) -> bool:
        """Whether every ride was judged and nothing was found."""
        return not self.findings.counts.total() and not self.not_judged
