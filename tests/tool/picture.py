"""`make picture`: draws docs/session.svg, the picture of the README, from a real session."""

import io
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from hal.desktop.engine import desktop_engine
from sim.gate.core_gate import CoreGate
from sim.gate.event import Decided, Shown
from sim.gate.gate import Audit, Facts
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.issuer import make_pki
from sim.issuer.wallet import Wallet
from sim.output import console as output
from sim.scenario.perform import perform, standard
from sim.scenario.play import SceneEnded
from sim.scenario.scenario import Scenario
from sim.scenario.window import Window

OUT = Path(__file__).resolve().parents[2] / "docs" / "session.svg"
WIDTH = 84  # columns
SHOWN = (1, 2, 4, 6, 9)  # scenes, by number: the others look much like these


class Excerpt:
    """Shows some scenes of a session, and its end, in a window that is recorded."""

    def __init__(self, console: output.Console) -> None:
        self._window = Window(console)

    def start(self, words: str, facts: Facts, scenario: Scenario | None = None) -> None:
        """Left out: the README says it."""

    def scene(self, scene: SceneEnded) -> None:
        if scene.number in SHOWN:
            self._window.scene(scene)

    def answer(self, decided: Decided, panel: Shown | None, arms: str | None) -> None:
        self._window.answer(decided, panel, arms)

    def event(self, name: str, words: str) -> None:
        self._window.event(name, words)

    def journal(self, audit: Audit, faults: tuple[str, ...]) -> None:
        self._window.journal(audit, faults)

    def end(self, good: bool, words: str) -> None:
        self._window.end(good, words)


def main() -> int:
    written = io.StringIO()
    wallet = Wallet(make_pki())
    with tempfile.TemporaryDirectory() as folder:
        clock = VirtualTime(int(time.time()))
        gate = CoreGate(wallet.pki, desktop_engine(), Path(folder), clock, fare_fen=0)
        good = perform(standard(), gate, wallet, Excerpt(output.Console(written, WIDTH, True)), "", 0)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False, markup=False)
    console.print(Text.from_ansi(written.getvalue()))
    OUT.write_text(console.export_svg(title="make run"), encoding="utf-8")
    print(f"{OUT.relative_to(OUT.parent.parent)} shows {len(SHOWN)} scenes")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
