"""A gate in front of a real reader: a webcam or a serial scanner, until Ctrl-C. Only the turnstile is
simulated.
"""

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.gate import audit
from sim.gate.scene import Sight
from sim.gate.station import Station
from sim.gate.telling import Teller
from sim.gate.turnstile import FREE, LATCH_MS
from sim.trouble import Trouble
from terminal import codes, sm2
from terminal.trust import TrustList

if TYPE_CHECKING:
    from hal.interfaces import Clock, Scanner
    from sim.capture.tap import Tap

_REST_S = 0.002
_QUIET_S = 0.5  # without a look at the reader: the queue is full, and nothing is being judged
_REACTION_MS = 400
_FIRST_S = 15.0  # a module that was not found by then was never there: no gate opens with it


class Silent(Trouble):
    """The line opens, and the module behind it answers nothing."""


class Resting:
    """A scanner that knows when its terminal has nothing to do: it looked, and nothing was there."""

    def __init__(self, scanner: "Scanner") -> None:
        self._scanner = scanner
        self._seen = True
        self._looked_s = 0.0
        self.silent = ""  # why the module answers nothing, "" while it does

    def open(self) -> None:
        """Open the scanner."""
        self._scanner.open()

    def close(self) -> None:
        """Close the scanner."""
        self._scanner.close()

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """What the scanner has."""
        try:
            payloads = self._scanner.poll(now_ms)
        except OSError:
            report = getattr(self._scanner, "report", tuple)()
            self.silent = next((detail for kind, _, detail, _ in report if kind == "silent"), "")
            raise
        self.silent = ""
        self._seen = bool(payloads)
        self._looked_s = time.monotonic()
        return payloads

    def hold(self, active: bool) -> None:
        """Pass it on."""
        self._scanner.hold(active)

    @property
    def timings(self) -> tuple[int, int] | None:
        """The camera's, None for a scanner that measures nothing."""
        return getattr(self._scanner, "timings", None)

    def rest(self) -> None:
        """Sleep for a moment, unless a code is being judged."""
        if not self._seen or time.monotonic() - self._looked_s > _QUIET_S:
            time.sleep(_REST_S)


class _Passenger:
    """Whoever is let in walks through, a moment after the arms are free."""

    def __init__(self, station: Station, clock: "Clock") -> None:
        self._station = station
        self._clock = clock
        self._free_ms: int | None = None
        self._passed = 0

    def tick(self, teller: Teller) -> None:
        """Push when the arms have been free for long enough; tell who is through."""
        turnstile = self._station.turnstile
        now_ms = self._clock.now_ms()
        if turnstile.state != FREE:
            self._free_ms = None
        elif self._free_ms is None:
            self._free_ms = now_ms
        elif now_ms - self._free_ms >= _REACTION_MS:
            turnstile.push()
        if turnstile.passed != self._passed:
            self._passed = turnstile.passed
            teller.event("passage", "somebody is through, the arms are locked")


def watch(
    teller: Teller,
    clock: "Clock",
    scanner: "Scanner",
    trust: TrustList,
    engine: sm2.Engine,
    words: str,
    tap: "Tap | None" = None,
    latch_ms: int = LATCH_MS,
) -> None:
    """Open the gate and tell what happens until interrupted (KeyboardInterrupt); then check the journal and
    tell it.

    Raises Trouble when the reader does not open, Silent when its module was never there, OSError when the
    computer's own disk fails.
    """
    resting = Resting(scanner)
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        station = Station(clock, resting, trust, engine, Path(folder), latch_ms=latch_ms, tap=tap)
        try:
            station.open()
        except OSError as error:
            raise Trouble(error.strerror or str(error)) from None
        teller.start(words, {"engine": engine.name, "list_sequence": trust.sequence})
        try:
            _turns(teller, clock, station, resting)
        except KeyboardInterrupt:
            teller.event("interrupted", "interrupted")
            checked = audit.check(station.store, engine, station.key)
            teller.journal(checked, checked.broken is None)
            teller.end(checked.broken is None, "ended")
        finally:
            station.close()


def _turns(teller: Teller, clock: "Clock", station: Station, resting: Resting) -> None:
    passenger = _Passenger(station, clock)
    prompt = None
    begun_s = time.monotonic()
    silent = ""
    while True:
        station.turn()
        panel = station.panel.shown
        told = station.log.take()
        for one in told:
            words = panel or ("", "", "idle")
            teller.answer(Sight(one, words, station.turnstile.state, clock.now_s() or 0))
        if panel != prompt and panel is not None:
            prompt = panel
            if not told and panel[:2] != codes.IDLE:
                teller.event("prompt", f"{panel[0]}  {panel[1]}")
        if resting.silent and time.monotonic() - begun_s < _FIRST_S:
            raise Silent(resting.silent)
        if resting.silent != silent:
            silent = resting.silent
            teller.event("scanner", silent or "the scanner module answers again")
        passenger.tick(teller)
        resting.rest()
