"""What every gate can do: the core in this process, an emulated board, a reader on a line.

A gate lives in one thread, which alone calls it. It reports what happens as events (`sim.gate.event`); what it cannot
know is None there, and no caller puts a constant in its place.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.desktop.pixel import Pixels
    from sim.gate.event import Event


SETTINGS: dict[str, tuple[str, ...]] = {
    "trust": ("current", "older", "expired", "missing"),
    "storage": ("sound", "full", "failing"),
    "sensor": ("sound", "stuck", "broken"),
    "scanner": ("sound", "dead", "covered", "utf8", "prefix", "cut"),
    "turnstile": ("latch", "follow"),
    "direction": ("entry", "exit"),
}
"""Settings of a gate that has all of them, with the values they take; an exact gate's are in its `Facts`."""


ABILITIES = (*SETTINGS, "raw", "frame", "arms", "clock", "emergency", "power", "fare")
"""What a gate may be able to do. raw: take any bytes; frame: see several codes in one picture; else a setting."""


class Unable(ValueError):
    """This gate cannot do what was asked; its text says what can."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a gate is. kind: core, or the name of a board. engine: what computes signatures. settings: the values that
    `control` takes, by name. None: not known.
    """

    kind: str
    engine: str | None
    list_sequence: int | None
    settings: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Audit:
    """A whole journal, read as the acquirer reads it. records: without the heads of segments. broken: the first thing
    in it that is not as it was written, None when every MAC holds and the chain is whole.
    """

    records: int
    rides: int
    outcomes: dict[str, int]
    size_bytes: int
    broken: str | None


class Gate(Protocol):
    """A gate under test or on show.

    abilities: names out of ABILITIES, what can be asked of it. Every method but `see` belongs to the
    gate's own thread. Raises OSError when its equipment does not start, Unable for what it cannot do.
    """

    abilities: frozenset[str]

    @property
    def facts(self) -> Facts: ...
    def open(self) -> None:
        """Switch it on. Its first events are those of the start."""

    def close(self) -> None:
        """Switch it off; nothing more is reported."""

    def turn(self) -> bool:
        """One bounded turn, never waiting. Whether there is more to do at once."""

    def now_ms(self) -> int:
        """Its monotonic clock, real or virtual."""

    def now_s(self) -> int:
        """The real or virtual time of the people in front of it, Unix seconds."""

    def pass_time(self, ms: int) -> None:
        """Let so much time pass without a turn: a virtual clock is advanced, a real one is waited for."""

    def show(self, *payloads: bytes) -> None:
        """Hold up phones that show these payloads, in place of what was shown."""

    def hide(self) -> None:
        """Nothing is in view any more."""

    def see(self, pixels: "Pixels", still: bool) -> None:
        """A frame of a camera, or a still picture, in front of its reader. From any thread."""

    def push(self) -> bool:
        """A passenger pushes; whether the arms gave way."""

    def emergency(self, active: bool) -> None:
        """The emergency contact of the building."""

    def power(self, on: bool) -> None:
        """Its supply. What it wrote is found again."""

    def control(self, name: str, value: "str | int | tuple[int, bool]") -> None:
        """Change a setting: a name of `SETTINGS`, fare_fen, or clock (offset_s, trusted)."""

    def listen(self, listener: "Callable[[Event], None]") -> None:
        """Hand every event from now on to this listener, in the gate's thread."""

    def diagnose(self) -> str | None:
        """What to check first when its reader answers nothing; None when nothing is known."""

    def audit(self) -> Audit:
        """Read its journal and check it. Raises OSError when it cannot be read."""
