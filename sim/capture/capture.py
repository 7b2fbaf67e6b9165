"""A capture in the form for a replay: a script for the core, its payloads, and the recorded answers."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sim.code import mask
from sim.trust.file import TrustFile

FULL, MASKED, DECISIONS = "full", "masked", "decisions"
TURNS, SCANS, NOTHING = "turns", "scans", "nothing"
FIELDS = ("result", "step", "recovered", "family", "offset", "issuer", "account", "generated_s", "trip")
STAGES = ("capture", "decode", "decide", "store", "relay")
NAMES_SHOWN_MAX = 8
QUOTED_MAX = 40
STANDARD_GATE = ["entry", 500, 5000, 3]


@dataclass(slots=True)
class Recorded:
    """One answer that was recorded. `row`: as `player.plain` has it, with None for what is not known; judged_s: the
    terminal's time. us: by stage."""

    row: list[Any]
    now_s: int | None
    us: dict[str, int | None] = field(default_factory=dict)
    partial: bool = False  # only the result, and the step where there is one, is on record
    medium: str | None = None  # card, with what confirmed it; None for a code
    authenticated: str | None = None


@dataclass(slots=True)
class Capture:
    """The content of a capture, from a file or a folder.

    script: for the player. scans: payloads by the number of their turn. cards: turns whose payload is the name of a
    card. tickets: how many recorded answers are about codes of other families. recorded: answers by the number of their
    turn. how: TURNS where each turn is on record, SCANS where only moments are, NOTHING where there is nothing to play.
    note: what is to be reported of it, such as where it is cut off. bytes: (ms, bytes) of a serial line.
    """

    name: str
    level: str = FULL
    how: str = SCANS
    script: list[list[Any]] = field(default_factory=list)
    lists: dict[str, TrustFile] = field(default_factory=dict)
    scans: dict[int, list[str]] = field(default_factory=dict)
    cards: set[int] = field(default_factory=set)
    tickets: int = 0
    recorded: dict[int, Recorded] = field(default_factory=dict)
    releases: int | None = None
    about: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    bytes: list[tuple[int, bytes]] = field(default_factory=list)
    frames: int = 0
    answers: list[tuple[int, Recorded]] = field(default_factory=list)


class Hostile(ValueError):
    """A message that is not as a recorder writes it; its text says where."""


def quoted(value: Any) -> str:
    """A value of a file as a message quotes it, cut where it is long: an account may stand in a wrong column."""
    return repr(mask.line(str(value))[:QUOTED_MAX])


def names(counts: Counter[str]) -> str:
    """Names with their counts, the commonest first, for a note."""
    shown = ", ".join(f"{quoted(name)} ({count})" for name, count in counts.most_common(NAMES_SHOWN_MAX))
    return shown + (f" and {len(counts) - NAMES_SHOWN_MAX} more" if len(counts) > NAMES_SHOWN_MAX else "")
