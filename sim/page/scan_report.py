"""Reports the outcome of every scan to the page's card, also where nothing was judged."""

from collections.abc import Callable

from sim.gate.cards import SEVERAL
from sim.gate.event import Condition, Decided, Emergency, Event, Frame, Power, Scanned, Set, Shown
from sim.gate.frame_source import PICTURE
from sim.gate.gate import Gate
from sim.page import unjudged
from terminal import codes, gate as gates

_GAP_MS = 500  # of pictures without a symbol: what comes then is shown anew
_READING_MS = 600  # longer than a reader takes
_UNREAD_MS = 1600
_ANSWER_MAX_MS = 2500  # a board has answered by then, or will not


class ScanReport:
    """Listens to a gate and says why a scan has no decision. Called in the gate's thread.

    A scan begins when a phone is held up, when a symbol comes into view after pictures without one, or when other
    symbols do; it ends with a decision, with a prompt, or with the reason why there is none. A gate in this process
    shows at once that it lets a scan be; of a board it is only known that no answer came.
    """

    def __init__(self, gate: Gate, report: "Callable[[str], None]") -> None:
        self._gate = gate
        self._report = report
        self._dark = False
        self._covered = self._on_off = self._judging = False
        self._begun_ms: int | None = None  # of a scan without an answer yet
        self._waiting = ""
        self._payloads: tuple[bytes, ...] = ()
        self._empty_ms: tuple[int, int] | None = None  # the first and newest picture without a symbol since then
        self._read_now = self._decided_now = False
        self._panel: tuple[str | None, str | None] = (None, None)
        self._service: tuple[bool, int] | None = None  # emergency, faults
        self._emergency = False
        self._faults = 0
        self._ready: bool | None = None

    def held_up(self, held: bool) -> None:
        """Phones were held up, or taken away."""
        self._begun_ms = self._gate.now_ms() if held else None
        self._waiting = ""
        self._payloads = ()

    def hear(self, event: Event) -> None:
        """Take an event of the gate."""
        if isinstance(event, Scanned):
            first_ms, newest_ms = self._empty_ms or (0, 0)
            if event.payloads != self._payloads or newest_ms - first_ms > _GAP_MS:
                self._begun_ms = event.at_ms
            self._payloads, self._empty_ms, self._read_now = event.payloads, None, True
        elif isinstance(event, Decided):
            self._begun_ms = None
            self._decided_now = True
        elif isinstance(event, Frame):
            if not event.corners:
                self._empty_ms = (self._empty_ms[0] if self._empty_ms else event.at_ms, event.at_ms)
                if event.source == PICTURE:
                    self._ended(unjudged.NO_SYMBOL)
        elif isinstance(event, Shown):
            self._panel = (event.zh, event.en)
            if self._panel in SEVERAL:
                self._ended(self._several())
        elif isinstance(event, Emergency):
            self._emergency = event.active
        elif isinstance(event, Condition):
            self._faults, self._ready = event.faults, event.ready
        elif isinstance(event, Set) and event.name == "scanner":
            self._covered = event.value == "covered"
        elif isinstance(event, Set) and event.name == "mode":
            self._on_off = event.value == "on_off"
        elif isinstance(event, Power):
            self._power(event.on)

    def turn(self, busy: bool) -> None:
        """Say what came of the scan under way. Call it behind every turn of the gate; busy: as `Gate.turn` returned."""
        service = (self._emergency, self._faults)
        if self._ready is not None and service != self._service:
            first, self._service = self._service is None, service
            self._in_service(first)
        read, self._read_now = self._read_now, False
        decided, self._decided_now = self._decided_now, False
        judged, self._judging = self._judging and not busy, busy
        if self._begun_ms is None or decided or busy:
            return
        waited_ms = self._gate.now_ms() - self._begun_ms
        if judged and self._on_off:
            self._ended(unjudged.SAME_TAP)
        elif read and "frame" in self._gate.abilities:
            two = len(self._payloads) > 1 and self._panel in SEVERAL
            self._ended(self._several() if two else unjudged.HELD)
        elif self._faults & gates.FAULT_SCANNER:
            self._ended(unjudged.SCANNER_FAULT)
        elif waited_ms > _READING_MS and self._ready is False:
            self._waits(unjudged.QUEUE)
            self._begun_ms += waited_ms - _READING_MS  # nothing is looked at meanwhile
        elif self._payloads:
            if waited_ms > _ANSWER_MAX_MS:
                self._ended(unjudged.UNANSWERED)
        elif waited_ms > _UNREAD_MS:
            self._ended(unjudged.COVERED if self._covered else unjudged.UNREAD)
        elif waited_ms > _READING_MS:
            self._waits(unjudged.READING)

    def _power(self, on: bool) -> None:
        self._service = None
        self._begun_ms = None
        self._payloads = ()
        if not on or self._dark:
            self._report(unjudged.IN_SERVICE if on else unjudged.NO_POWER)
        self._dark = not on

    def _in_service(self, first: bool) -> None:
        """The card follows an emergency or a fault, and their end."""
        if self._emergency:
            self._ended(unjudged.EMERGENCY)
        elif self._faults & gates.FAULT_SCANNER:
            self._ended(unjudged.SCANNER_FAULT)
        elif self._faults:
            self._ended(unjudged.GATE_FAULT)
        elif not first:
            self._report(unjudged.IN_SERVICE)

    def _several(self) -> str:
        """What was there at once: two codes, or, where cards are read, any two media."""
        return unjudged.ONE_CODE if self._panel == codes.ONE_CODE else unjudged.ONE_MEDIUM

    def _waits(self, why: str) -> None:
        """The scan goes on; until it has its answer the card says that it does."""
        if self._waiting != why:
            self._waiting = why
            self._report(why)

    def _ended(self, why: str) -> None:
        self._begun_ms = None
        self._report(why)
