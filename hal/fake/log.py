"""A log that keeps its lines."""


class Log:
    """`decisions` lists the answers, as (decision, marks); `events` the rest, as (name, *values)."""

    def __init__(self) -> None:
        self.decisions: list[tuple[object, object]] = []
        self.events: list[tuple[object, ...]] = []

    def decision(self, decision: object, marks: object, payload: bytes) -> None:
        """Keep one answer."""
        self.decisions.append((decision, marks))

    def event(self, name: str, *values: object) -> None:
        """Keep one event."""
        self.events.append((name, *values))
