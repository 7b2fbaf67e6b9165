"""Plays a scenario on a gate, or watches a gate at a real reader, in the terminal window."""

import time
from importlib import resources

from sim.gate.event import Arms, Decided, Event, Passage, Shown, Stopped, Unsafe
from sim.gate.gate import Gate
from sim.issuer.wallet import Wallet
from sim.output import ctrl_c
from sim.output.trouble import Trouble
from sim.scenario.audience import Audience
from sim.scenario.passenger import Passenger
from sim.scenario.play import Ended, Player, SceneEnded
from sim.scenario.scenario import Scenario, parse
from terminal import codes

_STEP_MS = 2  # between two turns of a gate that has nothing to do
_FIRST_MS = 15_000  # a module that was not found by then was never there: no gate opens with it


def standard() -> Scenario:
    """The session of `ridegate run`."""
    return bundled("standard")


def every() -> list[Scenario]:
    """The scenarios of this package, in the order in which `ridegate test` plays them."""
    return [bundled(name) for name in ("standard", "faults", "trips")]


def bundled(name: str) -> Scenario:
    """A scenario of this package: standard, faults, trips, cards or families."""
    return parse(resources.files("sim.scenario").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def perform(scenario: Scenario, gate: Gate, wallet: Wallet, audience: Audience, words: str, pause_s: float) -> bool:
    """Play it; whether everything came as expected. words: an introduction. pause_s: real seconds between scenes.

    Raises OSError when the gate does not start, Silent when its reader answers nothing.
    """
    passenger = Passenger(gate)
    player = Player(scenario, gate, wallet, passenger)

    def hear(event: Event) -> None:
        passenger.hear(event)
        player.hear(event)

    started_s = time.monotonic()
    gate.listen(hear)
    gate.open()
    try:
        audience.start(words, gate.facts, scenario)
        for report in player.turns():
            if report is None:
                busy = gate.turn()
                passenger.turn()
                gate.pass_time(1 if busy else _STEP_MS)
            elif isinstance(report, SceneEnded):
                audience.scene(report)
                if pause_s:
                    ctrl_c.sleep(pause_s)
            elif isinstance(report, Ended):
                return _ended(report, audience, time.monotonic() - started_s)
    finally:
        gate.close()
    return False


def _ended(report: Ended, audience: Audience, seconds: float) -> bool:
    if report.audit is not None:
        audience.journal(report.audit, report.faults)
    else:
        for fault in report.faults:
            audience.event("fault", fault)
    skipped = f", {report.skipped} skipped" if report.skipped else ""
    if report.silent is not None:
        raise Silent(report.silent)
    audience.end(report.ok, f"{report.good} of {report.played} scenes as expected{skipped}, in {seconds:.1f} s")
    return report.ok


class Silent(Trouble):
    """The line opens, and the module behind it answers nothing."""


class _Watch:
    """Shows a gate at a real reader in the window."""

    def __init__(self, gate: Gate, audience: Audience) -> None:
        self._gate = gate
        self._audience = audience
        self._panel: Shown | None = None
        self._arms: str | None = None
        self._decided: Decided | None = None
        self._passed = 0
        self.faults: list[str] = []

    def hear(self, event: Event) -> None:
        """Take an event of the gate."""
        if isinstance(event, Decided):
            self._decided = event
        elif isinstance(event, Shown):
            self._panel = event
            if self._decided is None and (event.zh, event.en) not in (codes.IDLE, codes.PASS):
                self._audience.event("prompt", f"{event.zh}  {event.en}")
        elif isinstance(event, Arms):
            self._arms = event.state
        elif isinstance(event, Passage) and event.passed > self._passed:
            self._passed = event.passed
            self._audience.event("passage", "a passenger went through, the arms are locked")
        elif isinstance(event, Stopped):
            self._audience.event("stopped", event.reason)
        elif isinstance(event, Unsafe):
            self.faults.append(event.what)
            self._audience.event("unsafe", event.what)

    def turn(self) -> None:
        """Show the answer of this turn, now that its panel and its arms are known."""
        if self._decided is not None:
            self._audience.answer(self._decided, self._panel, self._arms)
            self._decided = None


def watch(gate: Gate, audience: Audience, words: str) -> bool:
    """Open a gate and show its events until interrupted (KeyboardInterrupt), then check its journal; whether that is
    sound.

    Raises OSError when the gate does not start, Silent when the module of its reader was never there.
    """
    passenger = Passenger(gate)
    watched = _Watch(gate, audience)

    def hear(event: Event) -> None:
        passenger.hear(event)
        watched.hear(event)

    gate.listen(hear)
    gate.open()
    silent: str | None = None
    first_ms = gate.now_ms() + _FIRST_MS
    try:
        try:
            audience.start(words, gate.facts)  # says that Ctrl-C ends it
            while True:
                busy = gate.turn()
                watched.turn()
                passenger.turn()
                before, silent = silent, gate.diagnose()
                if silent is not None and gate.now_ms() < first_ms:
                    raise Silent(silent)
                if silent != before:
                    audience.event("scanner", silent or "the scanner module answers again")
                gate.pass_time(0 if busy else _STEP_MS)
        except KeyboardInterrupt:
            audience.event("interrupted", "interrupted")
            audit = gate.audit()
            faults = tuple(watched.faults) if audit.broken is None else (*watched.faults, audit.broken)
            audience.journal(audit, faults)
            audience.end(not faults, "ended")
            return not faults
    finally:
        gate.close()
