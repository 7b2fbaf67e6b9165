"""What a gate of this computer asks for eligibility: snapshots first, then a service on this computer."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from struct import pack
from typing import TYPE_CHECKING, Any, Protocol

from hal.desktop.http_eligibility import HttpEligibility
from hal.desktop.http_post import address
from hal.desktop.http_visit import HttpVisits
from hal.eligibility.in_turn import InTurn
from hal.eligibility.snapshot import SnapshotEligibility
from sim.eligibility.file import SnapshotFile, checked, load
from sim.eligibility.installed import CURRENT, PREVIOUS
from sim.output.trouble import Trouble
from terminal import sm2
from terminal.eligibility import DEADLINE_MAX_MS, DEADLINE_MIN_MS, DEADLINE_MS, STAFFED, Question, rules
from terminal.visit import Visits

if TYPE_CHECKING:
    from hal.interfaces import Clock
    from sim.trust.source_head import Name
    from terminal import records


class Asks(Protocol):
    """What a gate needs to have a step 24."""

    def question(self, engine: sm2.Engine, clock: "Clock", place: "records.Place") -> tuple[Question, Any]:
        """The question of step 24, and the port that it asks."""

    def visits(self, place: "records.Place") -> Visits | None:
        """The visits of such a gate; None where it reports none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """url: of the service, None without one. snapshots: the newest first. unknown: what becomes of a passenger of whom
    nothing is known, as of `terminal.eligibility`.
    """

    url: str | None
    snapshots: tuple[SnapshotFile, ...] = ()
    unknown: str = STAFFED
    deadline_ms: int = DEADLINE_MS
    visit: bool = False
    excluded: tuple[int, ...] = ()

    def port(self, engine: sm2.Engine, now_s: Callable[[], int | None]) -> Any:
        """The port that asks. now_s: the terminal's clock."""
        opened = tuple(file.open(engine) for file in self.snapshots)
        first = SnapshotEligibility(opened, now_s) if opened else None
        then = None if self.url is None else HttpEligibility(self.url, self.deadline_ms)
        return InTurn(first, then) if first is not None and then is not None else first or then

    def question(self, engine: sm2.Engine, clock: "Clock", place: "records.Place") -> tuple[Question, Any]:
        """The question of step 24, and the port that it asks."""
        port = self.port(engine, clock.now_s)
        return Question(port, rules(self.unknown, self.deadline_ms), pack(">HH", place.line, place.station)), port

    def visits(self, place: "records.Place") -> Visits | None:
        """See `Asks`."""
        if not self.visit or self.url is None:
            return None
        return Visits(HttpVisits(self.url), pack(">HH", place.line, place.station), secrets.token_bytes, self.excluded)


def asked(
    url: str | None, snapshot: Path | None, operator_keys: "Name | None", unknown: str, deadline_ms: int
) -> Asked | None:
    """What the options of a command ask for; None without a service and a snapshot. Raises Trouble.

    snapshot: a file, or the folder of `ridegate snapshot install`.
    """
    if url is None and snapshot is None:
        return None
    deadline(deadline_ms)
    if url is not None:
        try:
            address(url)
        except ValueError as error:
            raise Trouble(f"--eligibility {url}: {error}") from None
    files = () if snapshot is None else _snapshots(snapshot, operator_keys)
    return Asked(url, files, unknown, deadline_ms)


def deadline(deadline_ms: int) -> int:
    """The value of --deadline-ms. Raises Trouble."""
    if not DEADLINE_MIN_MS <= deadline_ms <= DEADLINE_MAX_MS:
        raise Trouble(f"--deadline-ms {deadline_ms}: choose {DEADLINE_MIN_MS} to {DEADLINE_MAX_MS}")
    return deadline_ms


def _snapshots(path: Path, operator_keys: "Name | None") -> tuple[SnapshotFile, ...]:
    """Those to look into, each checked as a whole. Raises Trouble."""
    paths = [path]
    if path.is_dir():
        paths = [each for each in (path / CURRENT, path / PREVIOUS) if each.exists()]
        if not paths:
            raise Trouble(f"{path}: holds no snapshot; put one there with `ridegate snapshot install`")
    files = tuple(load(each, operator_keys, sm2.REFERENCE) for each in paths)
    for file in files:
        checked(file)
    return files
