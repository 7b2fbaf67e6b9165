"""A log that keeps what it is told."""


class Log:
    """`decisions` lists what was told, as (decision, marks)."""

    def __init__(self) -> None:
        self.decisions: list[tuple[object, object]] = []

    def decision(self, decision: object, marks: object) -> None:
        """Keep one answer."""
        self.decisions.append((decision, marks))
