"""The one parser of a board's event lines (`hal/micropython/log.py` describes them)."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.gate.event import Decided, Event, Log, OutcomeStored, RideStored, Shown, Stages, Started, Stopped
from terminal import codes
from terminal.decide import Decision
from terminal.policy import RECOVERIES, STANDARD
from terminal.recover import recover
from terminal.ridecode import Refused, RideCode, parse as parse_code

LINE_MAX = 1024
_LAMPS = ("idle", "green", "red", "amber")


@dataclass(frozen=True, slots=True)
class Released(Event):
    """The firmware asked for a pulse; what the contact did is on the wire."""

    direction: str
    pulse_ms: int


@dataclass(frozen=True, slots=True)
class Held(Event):
    """The firmware holds its contacts, or let them go."""

    active: bool


@dataclass(frozen=True, slots=True)
class State(Event):
    """The firmware's report of its state. faults: bits of `terminal.gate`."""

    faults: int
    emergency: bool
    ready: bool


@dataclass(frozen=True, slots=True)
class Lost(Event):
    """So many lines were left out because nothing read them."""

    lines: int


class BoardLines:
    """Turns the lines of a board's serial into events.

    payloads(): what is in front of its reader; a decision names the one it judged by its length and last bytes.
    """

    def __init__(self, payloads: "Callable[[], tuple[bytes, ...]]") -> None:
        self._payloads = payloads
        self._kinds: dict[str, tuple[int, Callable[[int, list[str]], Event]]] = {
            "start": (4, lambda at, v: Started(at, v[0], v[1], v[2], _number(v[3]))),
            "stop": (1, lambda at, v: Stopped(at, v[0])),
            "decision": (12, self._decided),
            "panel": (3, _shown),
            "release": (2, lambda at, v: Released(at, _one_of(v[0], ("entry", "exit")), _needed(v[1]))),
            "hold": (1, lambda at, v: Held(at, _flag(v[0]))),
            "ride": (1, lambda at, v: RideStored(at, _needed(v[0]))),
            "outcome": (2, lambda at, v: OutcomeStored(at, _needed(v[0]), _needed(v[1]))),
            "state": (3, lambda at, v: State(at, _needed(v[0]), _flag(v[1]), _flag(v[2]))),
            "lost": (1, lambda at, v: Lost(at, _needed(v[0]))),
        }

    def parse(self, line: str, now_ms: int) -> Event | None:
        """The event of a line; a line for people is a Log at now_ms. None for what is neither: an event that was cut
        on its way, an empty line.
        """
        if not line.strip() or len(line) > LINE_MAX:
            return None
        if not line.startswith("@\t"):
            return Log(now_ms, line, line)
        try:
            _, name, at, *values = line.split("\t")
            count, make = self._kinds[name]
            return make(_needed(at), values) if len(values) == count else None
        except (ValueError, KeyError):
            return None

    def _decided(self, at_ms: int, v: list[str]) -> Decided:
        result = _needed(v[0])
        codes.of(result)
        offset = _number(v[2])
        recovered = () if v[3] == "-" else tuple(_one_of(each, RECOVERIES) for each in v[3].split(","))
        payload = self._judged(v[8])
        code = _code(payload) if v[5] != "-" else None
        if code is not None and (code.issuer.hex(), code.generated_s) != (v[5], _number(v[7])):
            raise ValueError("another code than the one that was shown")
        family = None if v[4] == "-" else v[4]
        decision = Decision(result, _number(v[1]), code, recovered, family, -1 if offset is None else offset, None)
        stages = Stages(None, None, _number(v[9]), _number(v[10]), _number(v[11]))
        return Decided(at_ms, decision, payload, stages, None, None, None)

    def _judged(self, named: str) -> bytes:
        """The judged payload, if it is one of those in front of the reader; else b"": not known."""
        for payload in self._payloads():
            if named == f"{len(payload)}:{payload[-4:].hex()}":
                return payload
        return b""


def _shown(at_ms: int, v: list[str]) -> Shown:
    return Shown(at_ms, v[0], v[1], _one_of(v[2], _LAMPS))


def _number(text: str) -> int | None:
    return None if text == "-" else _needed(text)


def _needed(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise ValueError(text)
    return int(text)


def _flag(text: str) -> bool:
    return _one_of(text, ("0", "1")) == "1"


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(text)
    return text


def _code(payload: bytes) -> RideCode | None:
    try:
        return parse_code(recover(payload, RECOVERIES)[0], STANDARD)
    except Refused:
        return None
