"""What happens in the emulated world, told with the time it happened."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_KEPT = 200_000


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    kind: "power" {on} · "reset" {cause} · "boot" {pid} · "prompt" {} · "crash" {status} · "pin" {pin, role,
    level} · "relay" {direction, level} · "gate" {direction, released} · "lamp" {name, level} · "buzzer" {hz,
    duty} · "display" {width, height, rows} · "uart" {port, direction, data} · "overrun" {port, lost} ·
    "flash" {operation, offset} · "emergency" {open} · "show" {symbols} · "unmodelled" {what}
    t_us: microseconds of the monotonic clock.
    """

    t_us: int
    kind: str
    data: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["data"][name]
        except KeyError:
            raise AttributeError(name) from None

    def as_json(self) -> dict[str, Any]:
        """The same for a JSON line; bytes become hexadecimal."""
        plain = {key: value.hex() if isinstance(value, bytes) else value for key, value in self.data.items()}
        return {"t_us": self.t_us, "event": self.kind, **plain}


class Events:
    """All events since the start, in the order they were told."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=_KEPT)
        self._dropped = 0
        self._seen = 0
        self._arrived = threading.Condition()
        self._listeners: list[Callable[[Event], None]] = []

    def tell(self, t_ns: int, kind: str, **data: Any) -> None:
        """Add an event."""
        event = Event(t_ns // 1000, kind, data)
        with self._arrived:
            if len(self._events) == _KEPT:
                self._dropped += 1
            self._events.append(event)
            self._arrived.notify_all()
            listeners = list(self._listeners)
        for listener in listeners:
            listener(event)

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call `listener` with every event from now on; it must not wait. Returns what ends that."""
        with self._arrived:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def mark(self) -> int:
        """A place between the events so far and those to come."""
        with self._arrived:
            return self._dropped + len(self._events)

    def since(self, mark: int, kind: str | None = None) -> list[Event]:
        """The events after a mark."""
        with self._arrived:
            first = max(0, mark - self._dropped)
            return [event for event in list(self._events)[first:] if kind in (None, event.kind)]

    def wait_for(
        self, predicate: Callable[[Event], bool] | str, timeout_s: float = 5.0, since: int | None = None
    ) -> Event:
        """The first event that the predicate (or kind) fits, after `since` or after the one found last.

        Raises TimeoutError with the kinds that came instead.
        """
        fits = (lambda event: event.kind == predicate) if isinstance(predicate, str) else predicate
        limit = time.monotonic() + timeout_s
        with self._arrived:
            place = start = self._seen if since is None else since
            while True:
                events = list(self._events)[max(0, place - self._dropped) :]
                place = max(place, self._dropped)
                for event in events:
                    place += 1
                    if fits(event):
                        if since is None:
                            self._seen = place
                        return event
                left = limit - time.monotonic()
                if left <= 0 or not self._arrived.wait(left):
                    if time.monotonic() < limit:
                        continue
                    kinds = [event.kind for event in list(self._events)[max(0, start - self._dropped) :]]
                    raise TimeoutError(f"no such event within {timeout_s} s; there were: {kinds[-40:]}")
