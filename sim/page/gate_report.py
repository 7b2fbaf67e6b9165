"""What a terminal in this process has done, told as it happens: answers, prompts, the gate's state, and what came of
every code that was held up, also where nothing was judged.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sim.page import unjudged
from sim.page.eyes import PICTURE
from terminal import codes, gate as gates

if TYPE_CHECKING:
    from hal.desktop.pixel import Pixels
    from hal.symbol import Symbol
    from sim.gate.station import Station
    from sim.page.eyes import Eyes

    Tell = Callable[..., None]

_GAP_S = 0.5  # without a symbol in view: what comes then is shown anew
_READING_S = 0.6  # longer than a reader takes
_UNREAD_S = 1.6
_KEPT = 500  # entries of the fakes' own histories, which nobody reads here


class GateReport:
    """Tells what differs from the last turn. Called in the gate's thread.

    A scan begins when a phone is held up, when a symbol comes into view after a gap, or when other symbols do; it ends
    with a decision, with a prompt, or with the reason why there is none.
    """

    def __init__(self, tell: "Tell", eyes: "Eyes") -> None:
        self._tell = tell
        self._eyes = eyes
        self._last: dict[str, Any] = {}
        self._dark = False
        self._begun_s: float | None = None  # of a scan without an answer yet
        self._waiting = ""
        self._payloads: tuple[bytes, ...] = ()
        self._read_s = 0.0
        self._read_now = False

    def power(self, on: bool) -> None:
        """The terminal was switched on, or its power is gone."""
        self._last = {}
        self._begun_s = None
        self._payloads = ()
        self._tell("power", on=on)
        if not on or self._dark:
            self._tell("unjudged", why=unjudged.IN_SERVICE if on else unjudged.NO_POWER)
        self._dark = not on

    def held_up(self, payloads: tuple[bytes, ...]) -> None:
        """Phones were held up, or (empty) taken away."""
        self._begun_s = time.monotonic() if payloads else None
        self._waiting = ""
        self._payloads = ()

    def heard(self, payloads: tuple[bytes, ...]) -> None:
        """The scanner hands these out."""
        now_s = time.monotonic()
        if payloads != self._payloads or now_s - self._read_s > _GAP_S:
            self._begun_s = now_s
        self._payloads, self._read_s, self._read_now = payloads, now_s, True
        self._tell("payloads", payloads=payloads)

    def looked(self, pixels: "Pixels", symbols: "tuple[Symbol, ...]") -> None:
        """The reader has looked at a frame."""
        corners = tuple(symbol.corners for symbol in symbols)
        self._tell("frame", pixels=pixels, source=self._eyes.source, corners=corners)
        if self._eyes.source == PICTURE and not symbols:
            self._ended(unjudged.NO_SYMBOL)

    def answered(self) -> None:
        """A decision was told."""
        self._begun_s = None

    def compare(self, station: "Station", direction: Any, answered: bool) -> None:
        """Tell what differs from the last time. answered: whether this turn gave a decision."""
        if station.panel.shown is not None:
            self._changed("panel", dict(zip(("zh", "en", "lamp"), station.panel.shown, strict=True)))
        turnstile, gate = station.turnstile, station.gate
        before = self._last.get("gate")
        now = {
            "relay": turnstile.relay.released(direction),
            "arms": turnstile.state,
            "emergency": turnstile.emergency.pulled,
            "faults": gate.faults,
            "ready": gate.ready(),
            "passed": turnstile.passed,
        }
        self._changed("gate", now)
        if before is None:
            self._service(gate.emergency, gate.faults, first=True)
        elif self._last.get("service") != (gate.emergency, gate.faults):
            self._service(gate.emergency, gate.faults)
        self._scan(station, answered)
        if len(turnstile.relay.pulses) > _KEPT:
            del turnstile.relay.pulses[:-1]
        if len(station.panel.history) > _KEPT:
            station.panel.history.clear()

    def _service(self, emergency: bool, faults: int, first: bool = False) -> None:
        """The card follows an emergency or a fault, and their end."""
        self._last["service"] = (emergency, faults)
        if emergency:
            self._ended(unjudged.EMERGENCY)
        elif faults & gates.FAULT_SCANNER:
            self._ended(unjudged.SCANNER_FAULT)
        elif faults:
            self._ended(unjudged.GATE_FAULT)
        elif not first:
            self._tell("unjudged", why=unjudged.IN_SERVICE)

    def _scan(self, station: "Station", answered: bool) -> None:
        """What has come of the scan under way, where it is no decision."""
        read, self._read_now = self._read_now, False
        if self._begun_s is None or answered or station.loop.busy():
            return
        waited_s = time.monotonic() - self._begun_s
        if read:
            two = (
                len(self._payloads) > 1
                and station.panel.shown is not None
                and station.panel.shown[:2] == codes.ONE_CODE
            )
            self._ended(unjudged.ONE_CODE if two else unjudged.HELD)
        elif station.gate.faults & gates.FAULT_SCANNER:
            self._ended(unjudged.SCANNER_FAULT)
        elif waited_s > _READING_S and not station.gate.ready():
            self._waits(unjudged.QUEUE)
            self._begun_s += waited_s - _READING_S  # nothing is looked at meanwhile
        elif waited_s > _UNREAD_S:
            self._ended(unjudged.COVERED if self._eyes.covered else unjudged.UNREAD)
        elif waited_s > _READING_S:
            self._waits(unjudged.READING)

    def _waits(self, why: str) -> None:
        """The scan goes on; until it has its answer the card says that it does."""
        if self._waiting != why:
            self._waiting = why
            self._tell("unjudged", why=why)

    def _ended(self, why: str) -> None:
        self._begun_s = None
        self._tell("unjudged", why=why)

    def _changed(self, kind: str, data: dict[str, Any]) -> None:
        if self._last.get(kind) != data:
            self._last[kind] = data
            self._tell(kind, **data)
