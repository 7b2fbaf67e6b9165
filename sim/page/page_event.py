"""What the page reports besides its gate's own events (`sim.gate.event`)."""

from dataclasses import dataclass, replace
from typing import Any

from sim.explain.cause import Answer
from sim.gate.event import Arms, Condition, Emergency, Event, Passage, Relay
from sim.scenario.play import Ended, SceneBegan, SceneEnded


@dataclass(frozen=True, slots=True)
class GateNow:
    """How the gate is now, put together from its events; None: not known."""

    relay: bool | None = None
    arms: str | None = None
    emergency: bool | None = None
    faults: int | None = None
    ready: bool | None = None
    passed: int | None = None

    def behind(self, event: Event) -> "GateNow | None":
        """How the gate is behind this event; None for an event that says nothing of it."""
        if isinstance(event, Relay):
            return replace(self, relay=event.closed)
        if isinstance(event, Arms):
            return replace(self, arms=event.state)
        if isinstance(event, Emergency):
            return replace(self, emergency=event.active)
        if isinstance(event, Condition):
            return replace(self, faults=event.faults, ready=event.ready)
        if isinstance(event, Passage):
            return replace(self, passed=event.passed)
        return None


@dataclass(frozen=True, slots=True)
class GateStopped:
    """The gate has failed, and nothing happens at it any more: what is said of it, in both languages."""

    zh: str = "闸机已停止, 请重新启动程序"
    en: str = "The gate has stopped; start the program again"


@dataclass(frozen=True, slots=True)
class PhoneHeld:
    """The virtual phone in front of the reader. user: its account, None for no phone; fault: of its code."""

    user: int | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class Walking:
    """Whether passengers who are let in walk through."""

    walks: bool


@dataclass(frozen=True, slots=True)
class Playing:
    """Whether the scenario is being played."""

    playing: bool


@dataclass(frozen=True, slots=True)
class Played:
    """What the player of the scenario reports."""

    report: SceneBegan | SceneEnded | Ended


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A scan without a decision. why: of `sim.page.unjudged`."""

    why: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a code was refused, found out after its answer. list_known: whether the gate's trust list is at hand."""

    answer: Answer
    list_known: bool = True


@dataclass(frozen=True, slots=True)
class Operated:
    """What an operator did on a page: the command and its arguments."""

    do: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PageOpened:
    """A page was opened. pages: how many there are now."""

    pages: int


PageEvent = (
    GateNow | GateStopped | PhoneHeld | Walking | Playing | Played | NotJudged | Explained | Operated | PageOpened
)
