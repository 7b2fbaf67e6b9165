"""What a gate reports, one dataclass a kind. A gate makes its own events; what it cannot know is None.

`at_ms`: milliseconds of the gate's own monotonic clock.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.code import mask
from sim.family import table
from terminal.codes import Code
from terminal.decide import Decision

if TYPE_CHECKING:
    from hal.desktop.pixel import Pixels
    from terminal.lane import Tail


@dataclass(frozen=True, slots=True)
class Event:
    """The base of all events."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Started(Event):
    """The terminal is in service. version, board, engine: as it names them. list_sequence: of its trust list."""

    version: str
    board: str
    engine: str
    list_sequence: int | None


@dataclass(frozen=True, slots=True)
class Stopped(Event):
    """The terminal is out of service or has restarted. reason: as it reports it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsafe(Event):
    """The gate released when it must not. what: in words."""

    what: str


@dataclass(frozen=True, slots=True)
class Stages:
    """Microseconds of each stage of one answer; None for a stage that was not reached or is not known."""

    capture_us: int | None = None
    decode_us: int | None = None
    decide_us: int | None = None
    store_us: int | None = None
    relay_us: int | None = None

    def total_us(self) -> int | None:
        """From the photograph, or from the last byte received, to the relay or the refusal; None when nothing of it
        is known.
        """
        known = [us for us in (self.capture_us, self.decode_us, self.decide_us, self.store_us, self.relay_us) if us]
        return sum(known) if known else None


def span_us(earlier_us: int | None, later_us: int | None) -> int | None:
    """Microseconds between two ticks; None when one of them is."""
    return None if earlier_us is None or later_us is None else later_us - earlier_us


@dataclass(frozen=True, slots=True)
class Decided(Event):
    """A code was answered.

    payload: what was judged, b"" when nothing was or when that is not known. steps_us: microseconds of each step that
    was walked. now_s: the terminal's time. fare_fen: what it asked for. stated: what the ride record says of its trip
    and its eligibility, None where there is no record, or none that says so, or that is not known.
    Trap: payload and decision are in full here; `sim.code.decision_record` masks them.
    """

    decision: Decision
    payload: bytes
    stages: Stages
    steps_us: "dict[int, float] | None"
    now_s: int | None
    fare_fen: int | None
    stated: "Tail | None" = None

    @property
    def row(self) -> Code:
        """The row of its result, of whichever family."""
        return table.row(self.decision.result)

    @property
    def account(self) -> str | None:
        """The account that it is about, masked; None where there is none, as of a rail ticket."""
        code, family = self.decision.code, self.decision.family
        return None if code is None or family is not None else mask.account(code.account)


@dataclass(frozen=True, slots=True)
class Shown(Event):
    """The panel changed. zh, en: its words, None where they cannot be read. lamp: idle, green, red, amber or
    off; of a board that lights several at once, all of them, as in "green and red".
    """

    zh: str | None
    en: str | None
    lamp: str | None


@dataclass(frozen=True, slots=True)
class Relay(Event):
    """A release contact closed or opened. direction: entry or exit."""

    direction: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Arms(Event):
    """The turnstile. state: locked, free, turning or open."""

    state: str


@dataclass(frozen=True, slots=True)
class Passage(Event):
    """People went through. passed: how many since the gate was built."""

    passed: int


@dataclass(frozen=True, slots=True)
class Emergency(Event):
    """The emergency contact changed."""

    active: bool


@dataclass(frozen=True, slots=True)
class Condition(Event):
    """The terminal's state. faults: bits of `terminal.gate` (FAULT_…). ready: whether it would judge a code now."""

    faults: int
    ready: bool


@dataclass(frozen=True, slots=True)
class RideStored(Event):
    """The record of a ride is durable. sequence: of the record."""

    sequence: int


@dataclass(frozen=True, slots=True)
class OutcomeStored(Event):
    """How a ride ended is durable. ride: sequence of its record. outcome: of `terminal.records` (PASSED, …)."""

    ride: int
    outcome: int


@dataclass(frozen=True, slots=True)
class Completed(Event):
    """The staff wanted to let the passenger in who was refused last. done: whether there was one to be let in."""

    done: bool


@dataclass(frozen=True, slots=True)
class Power(Event):
    """The supply was switched on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class Log(Event):
    """A line for people, in both languages where the gate has both."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Set(Event):
    """A setting of the gate has this value now. name: of `sim.scenario.words`, or policy, list.

    Trap: a value may be a whole `Policy` or trust list, for recorders; `sim.page.message` chooses what a page sees.
    """

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Frame(Event):
    """The reader looked at a picture. source: where it came from. corners: of the symbols in it."""

    pixels: "Pixels"
    source: str
    corners: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Scanned(Event):
    """The reader handed these payloads to the terminal, in full."""

    payloads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """A message for the person who operates the page."""

    zh: str
    en: str
