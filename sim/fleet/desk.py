"""What the depot knows of its terminals: receipts, each once, and what should not be, kept and shown. In one database.

A receipt is taken when its terminal is registered and its seal holds; the same again is dropped. All else is an
incident, and never a receipt. One transaction takes a batch, or nothing of it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sim.backoffice.database import Database
from sim.backoffice.message import Terminal
from sim.fleet import receipt, target
from sim.fleet.receipt import NoReceipt, Receipt
from sim.output.trouble import Trouble
from terminal import records

FORGED, CHANGED, UNKNOWN, MALFORMED = "forged", "changed", "unknown_terminal", "malformed"
NOT_PUBLISHED, WENT_BACK, LATE = "not_published", "went_back", "late"
WORDS = {
    FORGED: ("封印不符", "its seal does not hold under the registered key"),
    CHANGED: ("同序号不同内容", "other bytes are here under its sequence"),
    UNKNOWN: ("终端未登记", "its terminal is not registered"),
    MALFORMED: ("不是回执", "it is no receipt"),
    NOT_PUBLISHED: ("未曾发布", "the terminal has a list that this depot did not publish"),
    WENT_BACK: ("版本倒退", "the terminal installed something older than before"),
    LATE: ("逾期未装", "the terminal has not installed the list within 15 days of the notice"),
}
INCIDENTS_MAX = 1000  # open ones of each kind; more are counted, but for the first of a registered terminal
VERSION = 1
NOBODY = Terminal(0, 0)
_BATCH = 1000
_SCHEMA = (
    """receipt (terminal BIGINT, provisioning BIGINT, sequence BIGINT, kind TEXT, number BIGINT, at_s BIGINT,
    digest BYTES, raw BYTES, received_s BIGINT, PRIMARY KEY (terminal, provisioning, sequence))""",
    """fleet_incident (number BIGINT PRIMARY KEY, terminal BIGINT, provisioning BIGINT, kind TEXT, sequence BIGINT,
    digest BYTES, detail TEXT, times BIGINT, first_s BIGINT, last_s BIGINT, settled TEXT,
    UNIQUE (terminal, provisioning, kind, sequence, digest))""",
    "fleet_format (version INTEGER PRIMARY KEY)",
)
_INDEXES = ("receipt_kind ON receipt (kind, terminal, provisioning, sequence)",)
_WHERE = "terminal = ? AND provisioning = ? AND"


class Counts(NamedTuple):
    """What became of a batch."""

    taken: int = 0
    again: int = 0
    incidents: int = 0


class Incident(NamedTuple):
    """times: how often it came; settled: by which words, None while it is open."""

    number: int
    terminal: Terminal
    kind: str
    sequence: int
    detail: str
    times: int
    first_s: int
    last_s: int
    settled: str | None


class Desk:
    """keys: the record key of each registered terminal. published: the highest sequence of a trust list that the depot
    has published, 0 for none. Raises Trouble."""

    def __init__(
        self,
        database: Database,
        keys: Mapping[Terminal, bytes],
        published: int,
        digest: Callable[..., bytes],
        incidents_max: int = INCIDENTS_MAX,
    ) -> None:
        self._database = database
        self._keys = keys
        self.terminals = sorted(keys)
        self._published = published
        self._digest = digest
        self._incidents_max = incidents_max
        database.make(_SCHEMA, _INDEXES)
        with database.transaction():
            found = database.one("SELECT MAX(version) FROM fleet_format")[0]
            if found is None:
                database.run("INSERT INTO fleet_format VALUES (?)", VERSION)
        if found not in (None, VERSION):
            words = f"{database.plain}: receipts of format {found}, and this program reads {VERSION}"
            raise Trouble(f"{words}; use one that fits")

    def take(self, raws: Iterable[bytes], now_s: int) -> Counts:
        """Take receipts as they arrived, in any order and number."""
        taken = again = incidents = 0
        batch: list[bytes] = []
        for raw in raws:
            batch.append(raw)
            if len(batch) == _BATCH:
                counts = self._batch(batch, now_s)
                taken, again, incidents = taken + counts[0], again + counts[1], incidents + counts[2]
                batch.clear()
        counts = self._batch(batch, now_s)
        return Counts(taken + counts[0], again + counts[1], incidents + counts[2])

    def _batch(self, raws: list[bytes], now_s: int) -> tuple[int, int, int]:
        taken = again = incidents = 0
        with self._database.transaction():
            for raw in raws:
                found, whose, why = self._judged(raw)
                if why is None and found is not None:
                    known = self._database.one(f"SELECT digest FROM receipt WHERE {_WHERE} sequence = ?", *_key(found))
                    if known is not None and bytes(known[0]) == found.digest:
                        again += 1
                        continue
                    if known is not None:
                        why = CHANGED
                if why is not None or found is None:
                    sequence = -1 if found is None else found.sequence
                    self._incident(whose, why or MALFORMED, sequence, self._digest(raw), now_s)
                    incidents += 1
                    continue
                self._database.run(
                    "INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    *(*_key(found), found.kind, found.number, found.at_s, found.digest, raw, now_s),
                )
                taken += 1
                incidents += self._suspect(found, now_s)
        return taken, again, incidents

    def _judged(self, raw: bytes) -> tuple[Receipt | None, Terminal, str | None]:
        """The receipt, whose it says it is, and why it is not taken."""
        try:
            found = receipt.parse(raw, self._digest)
        except NoReceipt:
            return None, NOBODY, MALFORMED
        key = self._keys.get(found.terminal)
        if key is None:
            return found, found.terminal, UNKNOWN
        return found, found.terminal, None if records.sealed(raw, self._digest, key) else FORGED

    def _suspect(self, found: Receipt, now_s: int) -> int:
        """What a receipt that was taken says against its terminal; how many incidents that is."""
        count = 0
        if found.kind == target.TRUST and 0 < self._published < found.number:
            self._incident(found.terminal, NOT_PUBLISHED, found.sequence, found.digest, now_s, f"number {found.number}")
            count += 1
        where = f"SELECT sequence, number, digest FROM receipt WHERE {_WHERE} kind = ? AND sequence"
        key = (*found.terminal, found.kind, found.sequence)
        earlier = self._database.one(f"{where} < ? ORDER BY sequence DESC LIMIT 1", *key)
        later = self._database.one(f"{where} > ? ORDER BY sequence LIMIT 1", *key)
        for first, second in ((earlier, (*key[3:], found.number, found.digest)), (_of(found), later)):
            if first is not None and second is not None and second[1] < first[1]:
                words = f"{found.kind} {second[1]} after {first[1]}"
                self._incident(found.terminal, WENT_BACK, second[0], bytes(second[2]), now_s, words)
                count += 1
        return count

    def late(self, terminal: Terminal, number: int, words: str, now_s: int) -> None:
        """Keep that a terminal is late with the list of this number; once for each list."""
        with self._database.transaction():
            where = f"SELECT 1 FROM fleet_incident WHERE {_WHERE} kind = ? AND sequence = ?"
            if self._database.one(where, *terminal, LATE, number) is None:
                self._incident(terminal, LATE, number, b"", now_s, words)

    def arrived(self, terminal: Terminal, number: int, words: str) -> None:
        """Close the incident of a terminal that was late with this list, and has it now."""
        self._database.run(
            f"UPDATE fleet_incident SET settled = ? WHERE {_WHERE} kind = ? AND sequence = ? AND settled IS NULL",
            *(words, *terminal, LATE, number),
        )

    def _incident(self, whose: Terminal, kind: str, sequence: int, digest: bytes, now_s: int, words: str = "") -> None:
        same = (*whose, kind, sequence, digest)
        found = self._database.one(
            f"SELECT number FROM fleet_incident WHERE {_WHERE} kind = ? AND sequence = ? AND digest = ?", *same
        )
        if found is None and kind != LATE:
            found = self._counted_with(whose, kind)
        if found is not None:
            self._database.run(
                "UPDATE fleet_incident SET times = times + 1, last_s = ? WHERE number = ?", now_s, found[0]
            )
            return
        number = 1 + self._database.one("SELECT COALESCE(MAX(number), 0) FROM fleet_incident")[0]
        self._database.run(
            "INSERT INTO fleet_incident VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, NULL)",
            *(number, *same, words or WORDS[kind][1], now_s, now_s),
        )

    def _counted_with(self, whose: Terminal, kind: str) -> tuple[int] | None:
        """The number of the open incident that one more of its kind is counted with; None while it is kept itself."""
        where = "FROM fleet_incident WHERE settled IS NULL AND kind = ?"
        count, newest = self._database.one(f"SELECT COUNT(*), MAX(number) {where}", kind)
        if count < self._incidents_max:
            return None
        own = self._database.one(f"SELECT MAX(number) {where} AND terminal = ? AND provisioning = ?", kind, *whose)[0]
        if own is None and whose in self._keys:
            return None  # no terminal hides another one
        return (newest if own is None else own,)

    def incidents(self, open_only: bool = False) -> list[Incident]:
        """Every incident, oldest first."""
        where = "WHERE settled IS NULL " if open_only else ""
        rows = self._database.all(
            "SELECT number, terminal, provisioning, kind, sequence, detail, times, first_s, last_s, settled "
            f"FROM fleet_incident {where}ORDER BY number"
        )
        return [Incident(row[0], Terminal(*row[1:3]), *row[3:]) for row in rows]

    def settle(self, number: int, words: str) -> bool:
        """Close an incident; whether there was such an open one."""
        return bool(
            self._database.run(
                "UPDATE fleet_incident SET settled = ? WHERE number = ? AND settled IS NULL", words, number
            )
        )

    def installed(self, kind: str) -> dict[Terminal, list[tuple[int, int]]]:
        """Of each terminal (number, when) of this kind, in the order of its records. When: what its clock says, but
        never later than it was heard of."""
        found: dict[Terminal, list[tuple[int, int]]] = {}
        for row in self._database.all(
            "SELECT terminal, provisioning, number, at_s, received_s FROM receipt WHERE kind = ? "
            "ORDER BY terminal, provisioning, sequence",
            kind,
        ):
            when = row[4] if row[3] is None else min(row[3], row[4])
            found.setdefault(Terminal(*row[:2]), []).append((row[2], when))
        return found


def _key(found: Receipt) -> tuple[int, int, int]:
    return (*found.terminal, found.sequence)


def _of(found: Receipt) -> tuple[int, int, bytes]:
    return found.sequence, found.number, found.digest
