"""What an emulated board shows, does and reports, as the events of a gate.

Lamps, display and contacts are read from the board's own wires; its firmware's reports of them are ignored. Answers,
records and the state of the terminal come from its event lines.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.device import scanner_wire
from sim.emulator.emulator import Emulator
from sim.gate import display_words, power_on
from sim.gate.board_event import BoardLines, Lost, State
from sim.gate.board_lines import LineReader
from sim.gate.event import (
    Condition,
    Decided,
    Emergency,
    Event,
    Log,
    OutcomeStored,
    Power,
    Relay,
    RideStored,
    Shown,
    Started,
    Stopped,
    Unsafe,
)
from sim.gate.reporter import Reporter
from sim.output.trouble import AtFault

if TYPE_CHECKING:
    from sim.emulator.event import Event as Happened

BOOT_MAX_MS = 30_000


def lamp(lamps: "dict[str, int]", powered: bool) -> str:
    """The lamp that is lit. Several at once, which is a fault but for a moment, are all named."""
    return " and ".join(name for name, level in lamps.items() if level) or ("idle" if powered else "off")


class BoardReport:
    """Follows a board. timings(): (capture_us, decode_us) of the picture that the code came from.

    `shown`: what its scanner was shown last. `started`, `stopped`: its last report on being in service.
    """

    def __init__(self, board: Emulator, reporter: Reporter, timings: "Callable[[], tuple[int, int]]") -> None:
        self.shown: tuple[bytes, ...] = ()
        self.started: Started | None = None
        self.stopped: str | None = None
        self._board = board
        self._reporter = reporter
        self._timings = timings
        self._port = LineReader(board.port)
        self._lines = BoardLines(lambda: self.shown)
        self._mark = 0
        # Without a display they are not known; a display that shows none of the terminal's words shows nothing.
        self._blank: tuple[str | None, str | None] = (None, None) if board.display is None else ("", "")
        self._words: tuple[str | None, str | None] = self._blank
        self._lamps = dict.fromkeys(board.turnstile.lamps, 0)
        self._unsafe: set[str] = set()  # what was reported of the contacts

    def present(self, payloads: tuple[bytes, ...]) -> None:
        """Put these in front of the board's scanner."""
        self.shown = payloads
        self._board.show(*payloads)

    def turn(self, now_ms: int) -> None:
        """Report all that is new since the last turn."""
        mark, self._mark = self._mark, self._board.events.mark()
        for happened in self._board.events.since(mark)[: self._mark - mark]:
            self._wire(happened)
        for line in self._port.lines():
            event = self._lines.parse(line, now_ms)
            if event is not None:
                self._heard(replace(event, at_ms=now_ms))  # the board counts from its own start

    def start(self, turn: "Callable[[], None]", now_ms: "Callable[[], int]") -> None:
        """Turn until the firmware is in service. Raises AtFault when it stops instead, or is silent for too long."""
        until_ms = now_ms() + BOOT_MAX_MS
        while self.started is None:
            if self.stopped is not None or now_ms() >= until_ms:
                raise AtFault(f"the firmware does not start: {self.stopped or 'it reports nothing'}")
            turn()

    def look_at_contacts(self) -> None:
        """Report each contact that was closed before a code could have been decided."""
        for words in power_on.released(self._board.events.since(0)):
            if words not in self._unsafe:
                self._unsafe.add(words)
                self._reporter.say(Unsafe, words)

    def close(self) -> None:
        """Close the board's port."""
        self._port.close()

    def _wire(self, happened: "Happened") -> None:
        """Report an edge of a wire."""
        board, to = self._board, self._reporter
        kind, at_ms = happened.kind, happened.t_us // 1000
        if kind == "relay":
            to.say(Relay, happened.direction, bool(happened.level), at_ms=at_ms)
        elif kind == "lamp":
            self._lamps[happened.name] = happened.level
            self._panel(at_ms, lamp(self._lamps, board.powered))
        elif kind == "display":
            self._words = display_words.read(happened.rows) or self._blank
            shown = self._reporter.last(Shown)
            self._panel(at_ms, shown[2] if shown else None)
        elif kind == "emergency":
            to.say(Emergency, happened.open, at_ms=at_ms)
        elif kind == "power":
            to.say(Power, happened.on, at_ms=at_ms)
            if not happened.on:
                self._words = self._blank
                to.forget()
                self._panel(at_ms, "off")
        elif kind in ("crash", "reset"):
            to.say(Stopped, f"the board: {kind}", at_ms=at_ms)

    def _panel(self, at_ms: int, lamp: str | None) -> None:
        zh, en = ("", "") if lamp == "off" else self._words
        self._reporter.changed(Shown, zh, en, lamp, at_ms=at_ms)

    def _heard(self, event: Event) -> None:
        """What the firmware reported on its serial. Its panel, its pulses and its holds were seen on the wires."""
        to = self._reporter
        if isinstance(event, Started):
            self.started, self.stopped = event, None
            to.listener(event)
            self.look_at_contacts()
        elif isinstance(event, Stopped):
            self.stopped = event.reason
            if self.started is None:
                self.stopped = scanner_wire.startup(event.reason, self._board.board.name)
            to.listener(event)
        elif isinstance(event, Decided):
            capture_us, decode_us = self._timings()
            stages = replace(event.stages, capture_us=capture_us, decode_us=decode_us)
            to.listener(replace(event, stages=stages, now_s=int(self._board.rtc.now_s())))
        elif isinstance(event, State):
            to.say(Condition, event.faults, event.ready)
        elif isinstance(event, Lost):
            to.say(Log, f"串口丢失 {event.lines} 行", f"{event.lines} lines of the board's log were lost")
        elif isinstance(event, RideStored | OutcomeStored | Log):
            to.listener(event)
