"""What every gate can do: the core in this process, or the firmware of an emulated board.

A gate belongs to one thread. It reports events (`sim.gate.event`); what it cannot know is None there, and no caller
replaces that by a constant.
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
    "mode": ("flat", "entry", "exit", "on_off"),
    "trip": ("off", "mark", "enforce"),
    "lane": ("system", "staffed"),
    "card": ("away", "held", "torn", "two", "unvouched"),
}
"""Settings of a gate that has all of them, with the values they take; an exact gate's are in its `Facts`."""


ABILITIES = (*SETTINGS, "staff", "raw", "frame", "arms", "clock", "emergency", "power", "fare", "families")
"""What a gate may be able to do. raw: take any bytes; frame: see several codes in one picture; staff: let
somebody complete a refusal of step 23 or 24; families: read rail tickets; else a setting."""


class Unable(ValueError):
    """This gate cannot do what was asked; its text says what can."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a gate is. kind: core, or the name of a board. engine: what computes signatures. settings: the values that
    `control` takes, by name. families: those whose codes it reads beside the ride code. None: not known.
    """

    kind: str
    engine: str | None
    list_sequence: int | None
    settings: dict[str, tuple[str, ...]]
    families: tuple[str, ...] = ()


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
        """Do one bounded turn without waiting; whether there is more to do at once."""

    def now_ms(self) -> int:
        """Its monotonic clock, real or virtual."""

    def now_s(self) -> int:
        """The real or virtual time of the people in front of it, Unix seconds."""

    def pass_time(self, ms: int) -> None:
        """Let so much time pass without a turn: a virtual clock is advanced, a real one is waited for."""

    def show(self, *payloads: bytes) -> None:
        """Hold up phones that show these payloads, in place of what was shown."""

    def hide(self) -> None:
        """Take the phones away."""

    def see(self, pixels: "Pixels", still: bool) -> None:
        """Put a frame of a camera, or a still picture, in front of its reader. May be called from any thread."""

    def push(self) -> bool:
        """Push the arms, as a passenger does; whether they gave way."""

    def emergency(self, active: bool) -> None:
        """Set the emergency contact of the building."""

    def power(self, on: bool) -> None:
        """Switch its supply. What it stored is there after the next start."""

    def control(self, name: str, value: "str | int | tuple[int, int]") -> None:
        """Change a setting: a name of `SETTINGS`, fare_fen, or clock (offset_s, trusted). Or staff (operator, reason):
        its lane's staff lets the passenger in who was refused last.
        """

    def listen(self, listener: "Callable[[Event], None]") -> None:
        """Hand every event from now on to this listener, in the gate's thread."""

    def diagnose(self) -> str | None:
        """What to check first when its reader answers nothing; None when nothing is known."""

    def audit(self) -> Audit:
        """Read its journal and check it. Raises OSError when it cannot be read, Unable when it shows none."""
