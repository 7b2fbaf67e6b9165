"""A whole gate, wired from real parts: whatever scans, the terminal's loop, a journal in a file, a simulated
turnstile.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hal.desktop.fake import Panel, Watchdog
from hal.desktop.file_store import FileStore
from sim.gate.turnstile import Turnstile
from terminal import records, sm2
from terminal.decide import Decision
from terminal.gate import Gate
from terminal.history import CAPACITY_MAX, History
from terminal.journal import Journal
from terminal.policy import STANDARD
from terminal.run import Hal, Loop, Marks
from terminal.trust import TrustList

if TYPE_CHECKING:
    from hal.interfaces import Clock, Scanner

PLACE = records.Place(terminal_id=1, provisioning_id=1, mode=1, line=1, station=1, direction=1, vehicle=0)


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of the terminal. timings: (capture_us, decode_us) of the frame it came from, None without a
    camera.
    """

    decision: Decision
    marks: Marks
    timings: tuple[int, int] | None


class DecisionLog:
    """The terminal's log: keeps each answer with the timings of the camera, until `take` fetches them."""

    def __init__(self, scanner: "Scanner") -> None:
        self._scanner = scanner
        self._told: list[Told] = []

    def decision(self, decision: object, marks: object) -> None:
        """Keep one answer."""
        timings = getattr(self._scanner, "timings", None)
        self._told.append(Told(decision, marks, timings))  # type: ignore[arg-type]

    def take(self) -> list[Told]:
        """The answers since the last call."""
        told, self._told = self._told, []
        return told


class Station:
    """One gate with everything it is made of. folder: where its journal goes.

    `key` is a record key made for this station; whoever checks its journal needs it.
    """

    def __init__(
        self, clock: "Clock", scanner: "Scanner", trust: TrustList | None, engine: sm2.Engine, folder: Path
    ) -> None:
        self.engine = engine
        self.key = secrets.token_bytes(records.KEY_BYTES)
        self.store = FileStore(folder / "journal.bin")
        self.turnstile = Turnstile(clock)
        self.panel = Panel()
        self.log = DecisionLog(scanner)
        self._clock = clock
        self._scanner = scanner
        self._watchdog = Watchdog(clock)
        self._journal = Journal(self.store, engine.digest, self.key, PLACE)
        self._history = History(CAPACITY_MAX)
        hal = Hal(
            clock,
            scanner,
            self.turnstile.relay,
            self.turnstile.sensor,
            self.turnstile.emergency,
            self.panel,
            self._watchdog,
            self.log,
        )
        self._loop = Loop(Gate(), trust, STANDARD, self._history, self._journal, hal)

    @property
    def written(self) -> int:
        """Records in the journal."""
        return self._journal.sequence

    def open(self) -> None:
        """Prove the engine, open the devices and the journal. Raises OSError when a device or the file does
        not open.
        """
        sm2.prove(self.engine)
        self.store.open()
        self._scanner.open()
        self.turnstile.open()
        self.panel.open()
        self._watchdog.open()
        sm2.finish(self._journal.open(self._history, STANDARD, self._clock.now_s()))

    def turn(self) -> None:
        """One turn of the terminal's loop, and of the mechanics behind it."""
        self._loop.step()
        self.turnstile.tick()

    def close(self) -> None:
        """Close everything; the arms are locked."""
        self.turnstile.close()
        self.panel.close()
        self._scanner.close()
        self.store.close()
