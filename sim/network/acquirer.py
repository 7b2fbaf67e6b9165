"""The acquirer of a network: a sink over its books, that can go and come back; its registry and its lists."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hal.desktop.engine import proved_engine
from sim.backoffice.books import Books, Kept
from sim.backoffice.database import Database
from sim.backoffice.message import Terminal
from sim.backoffice.recheck import Recheck
from sim.backoffice.sink import Sink
from sim.backoffice.transport import Transport
from sim.network.check import Witness

if TYPE_CHECKING:
    from sim.trust.file import TrustFile


class Acquirer:
    """folder: for the books. keys: the record key of each terminal. way: makes the sink's end of the way. Raises
    Trouble.
    """

    def __init__(
        self,
        folder: Path,
        keys: dict[Terminal, bytes],
        lists: "list[TrustFile]",
        way: Callable[[], Transport],
        now_s: Callable[[], int],
    ) -> None:
        self.path = folder / "books.db"
        self.incidents: list[Kept] = []
        self.rows = self.duplicates = self.early = self.starts = 0
        self._keys = keys
        self._recheck = Recheck(lists)
        self._way = way
        self._now_s = now_s
        self._database: Database | None = None
        self._witness: Witness | None = None
        self._sink: Sink | None = None
        self._greeted = False
        self.start()

    @property
    def up(self) -> bool:
        """Whether the sink runs."""
        return self._sink is not None

    def start(self) -> None:
        """The sink starts, with the books as they are, and asks every terminal in them for what comes next."""
        if self._sink is not None:
            return
        self._database = Database(str(self.path))
        books = Books(self._database)
        self._witness = Witness(self._way(), self.path)
        self._witness.open()
        self._sink = Sink(self._witness, books, self._keys, self._recheck, proved_engine().digest, self._now_s)
        self._books = books
        self._greeted = False
        self.starts += 1

    def stop(self) -> None:
        """The sink ends; what arrives meanwhile arrives nowhere."""
        if self._sink is None or self._witness is None or self._database is None:
            return
        self._count()
        self._base = self.rows, self.duplicates, self.early
        self._witness.close()
        self._database.close()
        self._sink = None

    _base = (0, 0, 0)

    def turn(self, wait_s: float = 0) -> int:
        """Take what has arrived; how many messages that were."""
        if self._sink is None or self._witness is None:
            return 0
        if not self._greeted and self._witness.up():
            with suppress(OSError):  # the way went down meanwhile: all are asked in another turn
                self._sink.greet()
                self._greeted = True
        incidents = self._sink.incidents
        took = self._sink.turn(wait_s)
        if self._sink.incidents != incidents or not self._greeted:
            self.incidents = self._books.incidents(open_only=True)
        self._count()
        return took

    def _count(self) -> None:
        sink, witness, base = self._sink, self._witness, self._base
        if sink is not None and witness is not None:
            self.rows, self.duplicates = base[0] + sink.rows, base[1] + sink.duplicates
            self.early = base[2] + witness.early
