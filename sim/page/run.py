"""A gate and its page: the server, and what the terminal window says meanwhile."""

import contextlib
import os
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hal.desktop.engine import desktop_engine
from hal.desktop.reading.decoder import untried
from sim.issuer.issuer import make_pki
from sim.issuer.wallet import Wallet
from sim.output import ctrl_c, show
from sim.output.trouble import Trouble
from sim.page import aside, guard, lan, listener, server
from sim.page.command import Busy, Command
from sim.page.explainer import Explainer
from sim.page.gate_loop import GateLoop, Heard
from sim.page.page_event import PageOpened, Played
from sim.scenario.play import Ended, SceneEnded
from sim.scenario.scenario import Scenario
from sim.version import VERSION

if TYPE_CHECKING:
    from hal.interfaces import FrameSource
    from sim.capture.recorder import Recorder
    from sim.gate.asked import Asked
    from sim.gate.families import Families
    from sim.gate.gate import Gate
    from sim.trust.file import TrustFile

LOOPBACK = "127.0.0.1"
STARTS_SLOWLY = "闸机仍在启动, Ctrl-C 结束  The gate is still starting; Ctrl-C ends it."
_STOP_MAX_S = 1.0


@dataclass(frozen=True, slots=True)
class Setup:
    """What is served. board: the one that is emulated, None for the core in process; scanner, turnstile: as of the
    gates. own: a trust list in place of the test industry's. host, where: a camera of this computer, and its name.
    port: of the page, lan: address of the phone's (see `lan.address`), None for none. opens: the browser. stays: until
    Ctrl-C, and plays nothing by itself. asked: for eligibility. settings: of the gate that are not standard. card: as
    of `sim.gate.cards.checked`, None without a card reader. families: that the gate reads beside the ride code.
    """

    board: str | None
    scanner: str | None
    turnstile: str
    own: "TrustFile | None"
    host: "FrameSource | None"
    where: str
    port: int | None
    lan: str | None
    opens: bool
    stays: bool
    asked: "Asked | None" = None
    settings: dict[str, str] | None = None
    journal: Path | None = None  # the folder that keeps it, None for one that ends with the gate
    card: str | None = None
    families: "Families | None" = None


# A recording that lasts as long as the block; it is handed what reports that its disk fails.
Record = Callable[[Callable[[str], None]], "AbstractContextManager[Recorder | None]"]


def run(scenario: Scenario, setup: Setup, record: Record) -> int:
    """Serve the page until Ctrl-C, or until the scenario is over when standard input is no terminal; the exit status.

    Raises Trouble.
    """
    alone = not (sys.stdin is not None and sys.stdin.isatty()) and not setup.stays and setup.host is None
    wallet = Wallet(make_pki())
    with (
        tempfile.TemporaryDirectory(prefix="ridegate-", ignore_cleanup_errors=True) as folder,
        contextlib.ExitStack() as stack,
    ):
        notices: list[Callable[[str], None]] = []

        def failed(words: str) -> None:
            for each in notices:
                each(words)

        recorder = stack.enter_context(record(failed))
        gate = _gate(setup, wallet, setup.journal or Path(folder), recorder)
        gate_loop = GateLoop(wallet, gate, scenario)
        notices.append(lambda words: gate_loop.notice(words, words))
        if recorder is not None:
            _record(setup, gate_loop, recorder)
        told = _Told(gate_loop)
        gate_loop.listen(told)
        explainer = Explainer(_lists(setup, wallet, gate), gate_loop.report)
        stack.callback(explainer.close)
        gate_loop.listen(explainer.hear)
        gate_loop.start()
        stack.callback(gate_loop.stop, _STOP_MAX_S)
        gate_loop.await_open(_say_slow)
        if gate_loop.failure is not None:
            where = f"{setup.where}: " if setup.host is not None else ""
            raise type(gate_loop.failure)(f"{where}{gate_loop.failure}")
        bound = listener.bind(LOOPBACK, setup.port)
        port = bound.getsockname()[1]
        page = server.app(gate_loop, VERSION, guard.loopback(port))
        stack.enter_context(listener.Listener(page, bound))
        address = f"http://{LOOPBACK}:{port}/"
        show.line(f"ridegate {VERSION}   {address}", flush=True)
        show.line(f"虚拟手机 virtual phone   {address}phone", flush=True)
        if untried():
            show.line(untried(), flush=True)
        if setup.lan is not None:
            stack.enter_context(lan.served(setup.lan, wallet))
        if setup.opens and listener.browser_is_seen():
            webbrowser.open(address)
        if alone:
            return told.session()
        if setup.host is None and not setup.stays and not setup.settings:
            told.begin_with_a_page = True
        with contextlib.suppress(KeyboardInterrupt):
            show.line("Ctrl-C 结束 ends it.", flush=True)
            ctrl_c.wait(gate_loop.ended)
            show.complain("run", f"the gate has stopped: {gate_loop.failure}; Ctrl-C ends this program")
            ctrl_c.wait()
        if gate_loop.failure is not None:
            raise type(gate_loop.failure)(f"the gate has stopped: {gate_loop.failure}")
    if gate_loop.running() or aside.working():  # a library looks at a large picture; Ctrl-C does not wait
        sys.stdout.flush()
        os._exit(0)
    return 0


def _say_slow() -> None:
    show.line(STARTS_SLOWLY, flush=True, error=True)


def _lists(setup: Setup, wallet: Wallet, gate: "Gate") -> "Callable[[], dict[str, TrustFile]]":
    """The lists that this gate may have, by the values of its setting; a board has the one on its flash."""
    if setup.board is not None:
        from sim.gate.emulated_gate import EmulatedGate

        assert isinstance(gate, EmulatedGate)
        return lambda: {} if gate.installed is None else {"current": gate.installed}
    own = setup.own
    if own is not None:
        return lambda: {"current": own}
    from sim.gate.lists import lists

    made = {name: file for name, file in lists(wallet.pki, int(time.time())).items() if file is not None}
    return lambda: made


def _gate(setup: Setup, wallet: Wallet, folder: Path, recorder: "Recorder | None") -> "Gate":
    if setup.board is not None:
        from sim.gate.emulated_gate import EmulatedGate

        return EmulatedGate(setup.board, setup.scanner, wallet.pki, folder, turnstile=setup.turnstile)
    from sim.gate.cards import cards
    from sim.gate.core_gate import CoreGate
    from sim.gate.virtual_clock import RealTime

    engine, turnstile, gate_time = desktop_engine(), setup.turnstile, RealTime()
    return CoreGate(
        wallet.pki,
        engine,
        folder,
        gate_time,
        setup.host,
        own=setup.own,
        turnstile=turnstile,
        recorder=recorder,
        asked=setup.asked,
        settings=setup.settings,
        kept=setup.journal is not None,
        cards=None if setup.card is None else cards(setup.card, wallet.pki, engine, gate_time.now_ms),
        families=setup.families,
    )


def _record(setup: Setup, gate_loop: GateLoop, recorder: "Recorder") -> None:
    from sim.page import recorded

    gate_loop.listen(recorded.words(recorder))
    if setup.board is None:
        return
    from sim.capture.gate_recording import GateRecording
    from sim.gate.event import Event

    kept = GateRecording(recorder, setup.board, setup.scanner, gate_loop.wallet.pki)
    gate_loop.listen(lambda event: kept.hear(event, gate_loop.gate.now_s()) if isinstance(event, Event) else None)


class _Told:
    """Listens to the gate for the terminal window."""

    def __init__(self, gate_loop: GateLoop) -> None:
        self.begin_with_a_page = False
        self._gate_loop = gate_loop
        self._ended = threading.Event()
        self._ok = False
        self._silent: str | None = None

    def __call__(self, event: Heard) -> None:
        report = event.report if isinstance(event, Played) else None
        if isinstance(report, SceneEnded):
            mark = "✗ " if report.faults else "- " if report.skipped else "  "
            title = f"{report.number:2d}  {report.scene.zh}  {report.scene.en}"
            show.line(f"{mark}{title}: {report.skipped or report.answer}", flush=True)
            for fault in report.faults:
                show.line(f"      NOT AS EXPECTED: {fault}", flush=True)
        elif isinstance(report, Ended):
            self._end(report)
        elif isinstance(event, PageOpened) and self.begin_with_a_page:
            self.begin_with_a_page = False
            with contextlib.suppress(Busy):  # the page says why
                self._gate_loop.do(Command("session", {"play": True}))

    def _end(self, report: Ended) -> None:
        audit = report.audit
        if audit is not None:
            outcomes = ", ".join(f"{count} {name}" for name, count in sorted(audit.outcomes.items())) or "none"
            whole = audit.broken or "every MAC holds, the chain is whole"
            show.line(f"记录 Journal: {audit.records} records, {audit.rides} rides: {outcomes}; {whole}", flush=True)
        for fault in report.faults:
            show.line(f"      NOT AS EXPECTED: {fault}", flush=True)
        skipped = f", {report.skipped} skipped" if report.skipped else ""
        show.line(f"{report.good} of {report.played} scenes as expected{skipped}", flush=True)
        self._ok, self._silent = report.ok, report.silent
        self._ended.set()

    def session(self) -> int:
        """Play it to its end; the exit status."""
        self._gate_loop.do(Command("session", {"play": True}))
        while not self._ended.wait(0.5):
            if self._gate_loop.failure is not None:
                raise type(self._gate_loop.failure)(f"the gate has stopped: {self._gate_loop.failure}")
        if self._silent is not None:
            raise Trouble(self._silent)
        return 0 if self._ok else 1
