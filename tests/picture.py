"""`make picture`: draws docs/session.svg, the picture of the README, from a real session."""

import io
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from sim.gate import session
from sim.gate.audit import Audit
from sim.gate.scene import Ending, Scene, Sight
from sim.gate.window import Window
from sim.output import console as output

OUT = Path(__file__).resolve().parent.parent / "docs" / "session.svg"
WIDTH = 84  # columns
SHOWN = (1, 2, 4, 6, 9)  # scenes, by number: the others look much like these


class Excerpt:
    """Tells some scenes of a session, and its end, to a window that is recorded."""

    def __init__(self, console: output.Console) -> None:
        self._window = Window(console)

    def start(self, words: str, facts: dict[str, Any]) -> None:
        """Left out: the README says it."""

    def scene(self, number: int, scene: Scene, ending: Ending, as_expected: bool) -> None:
        if number in SHOWN:
            self._window.scene(number, scene, ending, as_expected)

    def answer(self, sight: Sight) -> None:
        self._window.answer(sight)

    def event(self, name: str, words: str) -> None:
        self._window.event(name, words)

    def journal(self, audit: Audit, as_expected: bool) -> None:
        self._window.journal(audit, as_expected)

    def end(self, good: bool, words: str) -> None:
        self._window.end(good, words)


def main() -> int:
    written = io.StringIO()
    good = session.play(Excerpt(output.Console(written, WIDTH, True)), 0)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False, markup=False)
    console.print(Text.from_ansi(written.getvalue()))
    OUT.write_text(console.export_svg(title="make run"), encoding="utf-8")
    print(f"{OUT.relative_to(OUT.parent.parent)} shows {len(SHOWN)} scenes")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
