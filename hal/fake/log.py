"""A log that keeps its lines."""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class Log:
    """`decisions` lists the answers, as (decision, marks); `events` the rest, as (name, *values)."""

    def __init__(self) -> None:
        self.decisions: list[tuple[Any, Any]] = []
        self.events: list[tuple[Any, ...]] = []

    def decision(self, decision: object, marks: object, payload: bytes) -> None:
        """Keep one answer."""
        self.decisions.append((decision, marks))

    def event(self, name: str, *values: object) -> None:
        """Keep one event."""
        self.events.append((name,) + values)
