"""Makes the events of a gate: with the gate's time; a state is reported only when it has changed."""

from collections.abc import Callable
from typing import Any

from sim.gate.event import Event


class Reporter:
    """now_ms: of the gate. `listener` is handed every event."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.listener: Callable[[Event], None] = lambda event: None
        self._now_ms = now_ms
        self._last: dict[type[Event], tuple[Any, ...]] = {}

    def say(self, kind: type[Event], *values: Any, at_ms: int | None = None) -> None:
        """Report an event that occurs now, or at `at_ms`."""
        self.listener(kind(self._now_ms() if at_ms is None else at_ms, *values))

    def changed(self, kind: type[Event], *values: Any, at_ms: int | None = None) -> None:
        """Report it if it differs from the last of its kind."""
        if self._last.get(kind) != values:
            self._last[kind] = values
            self.say(kind, *values, at_ms=at_ms)

    def last(self, kind: type[Event]) -> tuple[Any, ...] | None:
        """The values of the last of that kind that was reported by `changed`; None before the first."""
        return self._last.get(kind)

    def forget(self) -> None:
        """Forget all states, so that each is reported again."""
        self._last.clear()
