"""Events around an emulated board, each with its time."""

import itertools
import threading
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
    "flash" {operation, offset, length, takes_us} · "emergency" {open} · "show" {symbols} · "unmodelled" {what} ·
    "network" {what, …}
    t_us: microseconds of the board's time.
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
    """All events since the start, in the order they were reported."""

    def __init__(self, added: Callable[[], None]) -> None:
        """added(): called after each event."""
        self._added = added
        self._events: deque[Event] = deque(maxlen=_KEPT)
        self._dropped = 0
        self._guard = threading.Lock()
        self._listeners: list[Callable[[Event], None]] = []

    def tell(self, t_ns: int, kind: str, **data: Any) -> None:
        """Add an event."""
        event = Event(t_ns // 1000, kind, data)
        with self._guard:
            if len(self._events) == _KEPT:
                self._dropped += 1
            self._events.append(event)
            listeners = list(self._listeners)
        for listener in listeners:
            listener(event)
        self._added()

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call `listener` with every event from now on; it must not wait. Returns what ends that."""
        with self._guard:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def mark(self) -> int:
        """A place between the events so far and those to come."""
        with self._guard:
            return self._dropped + len(self._events)

    def since(self, mark: int, kind: str | None = None) -> list[Event]:
        """The events after a mark."""
        with self._guard:
            first = max(0, mark - self._dropped)
            return [event for event in list(self._events)[first:] if kind in (None, event.kind)]

    def search(self, fits: Callable[[Event], bool], place: int) -> tuple[Event | None, int]:
        """The first event after a mark that fits, and the mark behind it; without one, the mark of the last."""
        with self._guard:
            events = list(itertools.islice(self._events, max(0, place - self._dropped), None))
            place = max(place, self._dropped)
        for event in events:
            place += 1
            if fits(event):
                return event, place
        return None, place
