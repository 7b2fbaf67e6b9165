"""Sessions in the terminal window: a gate is made, and a scenario played on it or its reader watched."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hal.desktop.engine import desktop_engine
from sim.gate.cards import VIRTUAL, cards
from sim.gate.core_gate import CoreGate
from sim.gate.virtual_clock import RealTime, VirtualTime
from sim.issuer.issuer import make_pki
from sim.issuer.wallet import Wallet
from sim.output.stream import OutputLost
from sim.output.trouble import Trouble
from sim.scenario.audience import Audience
from sim.scenario.perform import perform, watch
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from hal.interfaces import FrameSource, Scanner
    from sim.gate.asked import Asked
    from sim.gate.families import Families
    from sim.gate.recorder import Recorder
    from sim.trust.file import TrustFile

_CORE = (
    "A gate with real parts: codes from a test issuer, shown on simulated phones, photographed, decoded, judged by the "
    "terminal's own core, recorded in a journal. The turnstile, its passengers and the passing of time are simulated."
)
_BOARD = (
    "The firmware of a board in the MicroPython VM, with its own lamps, display, contacts and journal. Gate, scanner "
    "module and passengers are emulated; time is real, so this takes half a minute."
)


def on_core(
    scenario: Scenario,
    audience: Audience,
    pause_s: float,
    turnstile: str,
    recorder: "Recorder | None",
    asked: "Asked | None" = None,
    settings: "Mapping[str, str] | None" = None,
    card: str | None = None,
    families: "Families | None" = None,
) -> bool:
    """Play a scenario on the core in this process, in virtual time unless a service is asked; whether all came as
    expected. Raises OSError when the journal's disk fails.
    """
    wallet, engine = Wallet(make_pki()), desktop_engine()
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        real = card is not None and card != VIRTUAL
        served = asked is not None and asked.url is not None  # a service answers in the time of this computer
        gate_time: RealTime | VirtualTime = RealTime() if served or real else VirtualTime(int(time.time()))
        gate = CoreGate(
            wallet.pki,
            engine,
            Path(folder),
            gate_time,
            fare_fen=0,
            turnstile=turnstile,
            recorder=recorder,
            asked=asked,
            settings=settings,
            cards=None if card is None else cards(card, wallet.pki, engine, gate_time.now_ms),
            families=families,
        )
        return perform(scenario, gate, wallet, audience, _CORE, pause_s)


def on_board(scenario: Scenario, audience: Audience, board: str, scanner: str | None, turnstile: str) -> bool:
    """Play a scenario on an emulated board; whether all came as expected. Raises Trouble."""
    from sim.gate.emulated_gate import EmulatedGate
    from sim.micropython.vm import RuntimeMissing

    wallet = Wallet(make_pki())
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        try:
            gate = EmulatedGate(board, scanner, wallet.pki, Path(folder), turnstile=turnstile, paced=False)
            return perform(scenario, gate, wallet, audience, _BOARD, 0.0)
        except OutputLost:
            raise
        except (OSError, RuntimeMissing) as error:
            raise Trouble(f"the emulator does not start: {error}") from None


def real_time(file: "TrustFile") -> RealTime:
    """The computer's time, never before this list was issued. Raises Trouble of the list."""
    return RealTime(file.open(desktop_engine()).issued_s)


def with_reader(
    file: "TrustFile",
    audience: Audience,
    words: str,
    gate_time: RealTime,
    camera: "FrameSource | None",
    scanner: "Scanner | None",
    turnstile: str,
    recorder: "Recorder | None",
    asked: "Asked | None" = None,
    settings: "Mapping[str, str] | None" = None,
    card: str | None = None,
    families: "Families | None" = None,
) -> bool:
    """Watch a reader of this computer until Ctrl-C; whether its journal is sound. file: the list in force; words: said
    at the start; gate_time: of `real_time`. Raises OSError, Trouble of the device.
    """
    pki, engine = make_pki(), desktop_engine()
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        kept, read = Path(folder), None if card is None else cards(card, pki, engine, gate_time.now_ms)
        beside = (turnstile, recorder, asked, settings)
        gate = CoreGate(pki, engine, kept, gate_time, camera, scanner, file, 0, *beside, cards=read, families=families)
        return watch(gate, audience, words)
