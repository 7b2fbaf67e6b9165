"""The acquirer's books: every record as it was written, the rides in them, how far each terminal's reach, incidents.

One transaction takes a batch of records, or nothing of it. The tables are the same in SQLite and PostgreSQL
(`sim.backoffice.database`). Accounts and raw codes are in here in full: docs/acquirer.md says how that is protected.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from sim.backoffice import retention
from sim.backoffice.database import Database
from sim.backoffice.intake import GAP, MISSING, Gap, Incident, Link, Position, Row
from sim.backoffice.message import Terminal
from sim.backoffice.recheck import Checked
from sim.code import mask
from sim.journal.facts import ride_of, trip_of
from sim.output.trouble import Trouble
from terminal import lane, records, trip

INCIDENTS_MAX = 1000  # open ones of each kind, a terminal; more are counted, but for gaps
REFUSED_AGAIN = "refused_again"
FILLED = "the missing records have arrived"
_SCHEMA = (
    """record (terminal BIGINT, provisioning BIGINT, sequence BIGINT, kind INTEGER, time_s BIGINT, digest BYTES,
    before BYTES, raw BYTES, received_s BIGINT, not_before_s BIGINT, PRIMARY KEY (terminal, provisioning, sequence))""",
    """ride (terminal BIGINT, provisioning BIGINT, sequence BIGINT, time_s BIGINT, issuer TEXT, account TEXT,
    account_type INTEGER, fare_fen BIGINT, generated_s BIGINT, mode INTEGER, line INTEGER, station INTEGER,
    direction INTEGER, vehicle BIGINT, trip INTEGER, side TEXT, by_staff INTEGER, checked INTEGER,
    outcome INTEGER, outcome_sequence BIGINT, outcome_s BIGINT, not_before_s BIGINT,
    PRIMARY KEY (terminal, provisioning, sequence))""",
    """position (terminal BIGINT, provisioning BIGINT, tip BIGINT, digest BYTES, before BYTES, attested BIGINT,
    PRIMARY KEY (terminal, provisioning))""",
    """gap (terminal BIGINT, provisioning BIGINT, first BIGINT, last BIGINT, link BIGINT, digest BYTES, before BYTES,
    behind BYTES, PRIMARY KEY (terminal, provisioning, first))""",
    """incident (number BIGINT PRIMARY KEY, terminal BIGINT, provisioning BIGINT, kind TEXT, sequence BIGINT,
    digest BYTES, raw BYTES, detail TEXT, times BIGINT, first_s BIGINT, last_s BIGINT, settled TEXT,
    not_before_s BIGINT, UNIQUE (terminal, provisioning, kind, sequence, digest))""",
)
VERSION = 1  # of these tables; another one is refused
_INDEXES = ("ride_time ON ride (time_s)", "ride_account ON ride (account, time_s)")


class Kept(NamedTuple):
    """An incident as it is kept. times: how often it came; settled: by which words, None while it is open."""

    number: int
    terminal: Terminal
    kind: str
    sequence: int
    digest: bytes
    detail: str
    times: int
    first_s: int
    last_s: int
    settled: str | None


class _Behind(NamedTuple):
    """The outcomes behind this ride, by their rides: (outcome, sequence, time_s) of the first one each."""

    ride: int
    outcomes: dict[int, tuple[int, int, int | None]]

    def note(self, whose: int, outcome: int, sequence: int, time_s: int | None) -> None:
        """Take one in, unless an earlier one of its ride is there, or it stands before its ride."""
        if whose < sequence and (whose not in self.outcomes or sequence < self.outcomes[whose][1]):
            self.outcomes[whose] = (outcome, sequence, time_s)


class Books:
    """The books in one database. incidents_max: open of each kind, a terminal. Raises Trouble, from `Database`."""

    def __init__(self, database: Database, incidents_max: int = INCIDENTS_MAX) -> None:
        self.database = database
        self._incidents_max = incidents_max
        database.make(("format (version INTEGER PRIMARY KEY)", *_SCHEMA), _INDEXES)
        with database.transaction():
            found = database.one("SELECT MAX(version) FROM format")[0]
            if found is None:
                database.run("INSERT INTO format VALUES (?)", VERSION)
        if found not in (None, VERSION):
            raise Trouble(
                f"{database.plain}: books of format {found}, and this program reads {VERSION}; use one that fits"
            )

    # What the sink asks and writes

    def digest_of(self, terminal: Terminal, sequence: int) -> bytes | None:
        """The hash of a committed record."""
        found = self.database.one(
            "SELECT digest FROM record WHERE terminal = ? AND provisioning = ? AND sequence = ?", *terminal, sequence
        )
        return None if found is None else bytes(found[0])

    def position(self, terminal: Terminal) -> Position:
        """How far the committed records of a terminal reach."""
        where = "WHERE terminal = ? AND provisioning = ?"
        found = self.database.one(f"SELECT tip, digest, before, attested FROM position {where}", *terminal)
        if found is None:
            return Position()
        rows = self.database.all(
            f"SELECT first, last, link, digest, before, behind FROM gap {where} ORDER BY first", *terminal
        )
        gaps = [Gap(row[0], row[1], Link(row[2], bytes(row[3]), bytes(row[4])), bytes(row[5])) for row in rows]
        return Position(Link(found[0], bytes(found[1]), bytes(found[2])), gaps, found[3], loaded=tuple(gaps))

    def terminals(self) -> list[Terminal]:
        """Every terminal with a record."""
        rows = self.database.all("SELECT terminal, provisioning FROM position ORDER BY terminal, provisioning")
        return [Terminal(*row) for row in rows]

    def commit(
        self,
        rows: Iterable[tuple[Row, Checked | None]],
        incidents: Iterable[Incident],
        positions: Mapping[Terminal, Position],
        now_s: int,
    ) -> None:
        """Take all of this in one transaction; on return it is durable. rows: a ride with what came of its check, None
        for other records."""
        behind: dict[Terminal, _Behind] = {}
        with self.database.transaction():
            for row, checked in rows:
                self._write(row, checked, now_s, behind)
            for terminal, position in positions.items():
                self._write_position(terminal, position)
            for incident in incidents:
                self._write_incident(incident, now_s)

    def _write(self, row: Row, checked: Checked | None, now_s: int, behind: dict[Terminal, _Behind]) -> None:
        record = row.record
        kept_s = retention.not_before_s(retention.TRANSACTION, max(now_s, record.time_s or 0))
        self.database.run(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(*row.terminal, record.sequence, record.kind, record.time_s, row.digest, record.before, row.raw),
            *(now_s, kept_s),
        )
        try:
            if record.kind == records.RIDE:
                self._write_ride(row, checked, kept_s)
                self._find_outcome(row.terminal, record.sequence, behind)  # of one that fills a gap it may be there
            elif record.kind == records.OUTCOME:
                ride, outcome = records.parse_outcome(record.body)
                self._end(row.terminal, ride, outcome, record.sequence, record.time_s)
                if row.terminal in behind:
                    behind[row.terminal].note(ride, outcome, record.sequence, record.time_s)
        except records.Short:
            pass  # sealed, and of a later version: kept as it is

    def _write_ride(self, row: Row, checked: Checked | None, kept_s: int) -> None:
        record = row.record
        ride, tail, _ = ride_of(record)
        seen = 0 if tail is None else trip_of(tail)
        side = None if tail is None or not seen else "exit" if tail.trip & trip.EXIT_SIDE else "entry"
        staff = int(tail is not None and bool(tail.trip & lane.BY_STAFF))
        place = record.place
        account = mask.digits(ride.account) or ride.account.hex()
        self.database.run(
            "INSERT INTO ride VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?)",
            *(*row.terminal, record.sequence, record.time_s, ride.issuer.hex(), account, ride.account_type),
            *(ride.fare_fen, ride.generated_s, place.mode, place.line, place.station, place.direction, place.vehicle),
            *(seen, side, staff, -1 if checked is None else checked.result, kept_s),
        )

    def _find_outcome(self, terminal: Terminal, ride: int, batch: dict[Terminal, _Behind]) -> None:
        """A batch reads the outcomes behind its first ride once: a gap may have many rides, and much behind it."""
        behind = batch.get(terminal)
        if behind is None or ride < behind.ride:
            behind = batch[terminal] = _Behind(ride, {})
            rows = self.database.all(
                "SELECT sequence, time_s, raw FROM record WHERE terminal = ? AND provisioning = ? AND sequence > ? "
                "AND kind = ? ORDER BY sequence",
                *(*terminal, ride, records.OUTCOME),
            )
            for sequence, time_s, raw in rows:
                with suppress(records.Short):
                    whose, outcome = records.parse_outcome(records.parse(bytes(raw)).body)
                    behind.note(whose, outcome, sequence, time_s)
        if ride in behind.outcomes:
            self._end(terminal, ride, *behind.outcomes[ride])

    def _end(self, terminal: Terminal, ride: int, outcome: int, sequence: int, time_s: int | None) -> None:
        """The first outcome of a ride counts: one whose write had failed may be there twice."""
        self.database.run(
            "UPDATE ride SET outcome = ?, outcome_sequence = ?, outcome_s = ? WHERE terminal = ? AND provisioning = ? "
            "AND sequence = ? AND (outcome_sequence IS NULL OR outcome_sequence > ?)",
            *(outcome, sequence, time_s, *terminal, ride, sequence),
        )

    def _write_position(self, terminal: Terminal, position: Position) -> None:
        tip = position.tip
        self.database.run("DELETE FROM position WHERE terminal = ? AND provisioning = ?", *terminal)
        self.database.run(
            "INSERT INTO position VALUES (?, ?, ?, ?, ?, ?)",
            *(*terminal, tip.sequence, tip.digest, tip.before, position.attested),
        )
        before = {gap.last: gap for gap in position.loaded}
        for gap in position.gaps:
            if before.pop(gap.last, None) != gap:
                self._drop_gap(terminal, gap.last)
                self.database.run(
                    "INSERT INTO gap VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    *(*terminal, gap.first, gap.last, *gap.link, gap.behind),
                )
        for gap in before.values():  # closed; one that the operator settles meanwhile is not written again
            self._drop_gap(terminal, gap.last)
            filled = self.database.one(
                "SELECT 1 FROM record WHERE terminal = ? AND provisioning = ? AND sequence BETWEEN ? AND ?",
                *(*terminal, gap.first, gap.last),
            )
            if filled is not None:
                self.database.run(
                    "UPDATE incident SET settled = ? WHERE terminal = ? AND provisioning = ? AND sequence = ? "
                    "AND kind IN (?, ?) AND settled IS NULL",
                    *(FILLED, *terminal, gap.last + 1, GAP, MISSING),
                )

    def _drop_gap(self, terminal: Terminal, last: int) -> None:
        self.database.run("DELETE FROM gap WHERE terminal = ? AND provisioning = ? AND last = ?", *terminal, last)

    def _is_gap(self, terminal: Terminal, last: int) -> bool:
        where = "terminal = ? AND provisioning = ? AND last = ?"
        return self.database.one(f"SELECT 1 FROM gap WHERE {where}", *terminal, last) is not None

    def _write_incident(self, one: Incident, now_s: int) -> None:
        where = "terminal = ? AND provisioning = ? AND kind = ?"
        same = (*one.terminal, one.kind, one.sequence, one.digest)
        found = self.database.one(f"SELECT number FROM incident WHERE {where} AND sequence = ? AND digest = ?", *same)
        opens = one.kind in (GAP, MISSING) and self._is_gap(one.terminal, one.sequence - 1)
        if found is None and not opens:  # a gap without an incident could not be settled; their number has a bound
            count, last = self.database.one(
                f"SELECT COUNT(*), MAX(number) FROM incident WHERE {where} AND settled IS NULL", *same[:3]
            )
            found = (last,) if count >= self._incidents_max else None
        if found is not None:
            again = ", settled = NULL" if opens else ""  # it was refused before
            self.database.run(
                f"UPDATE incident SET times = times + 1, last_s = ?{again} WHERE number = ?", now_s, found[0]
            )
            return
        newest = self.database.one("SELECT COALESCE(MAX(number), 0) FROM incident")
        number = 1 if newest is None else newest[0] + 1
        self.database.run(
            "INSERT INTO incident VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, NULL, ?)",
            *(number, *one.terminal, one.kind, one.sequence, one.digest, one.raw, one.detail, now_s, now_s),
            retention.not_before_s(retention.TRANSACTION, now_s),
        )

    # What people ask

    def incidents(self, open_only: bool = False) -> list[Kept]:
        """Every incident, oldest first."""
        where = "WHERE settled IS NULL " if open_only else ""
        rows = self.database.all(
            "SELECT number, terminal, provisioning, kind, sequence, digest, detail, times, first_s, last_s, settled "
            f"FROM incident {where}ORDER BY number"
        )
        return [Kept._make((row[0], Terminal(*row[1:3]), *row[3:5], bytes(row[5]), *row[6:])) for row in rows]

    def settle(self, number: int, words: str) -> bool:
        """Close an incident. Of a gap, or a chain that began anew, the missing records are accepted as lost, and what
        stands behind them is acknowledged. Whether there was such an open incident."""
        with self.database.transaction():
            found = self.database.one(
                "SELECT terminal, provisioning, sequence, kind FROM incident WHERE number = ? AND settled IS NULL",
                number,
            )
            if found is None:
                return False
            self.database.run("UPDATE incident SET settled = ? WHERE number = ?", words, number)
            if found[3] in (GAP, MISSING):  # the sequence of others is one that anybody may have written
                self._drop_gap(Terminal(*found[:2]), found[2] - 1)
        return True

    def counts(self, terminal: Terminal) -> dict[str, Any]:
        """Records, rides and fares of a terminal."""
        where = "WHERE terminal = ? AND provisioning = ?"
        kept = self.database.one(f"SELECT COUNT(*), MAX(time_s) FROM record {where}", *terminal)
        rides = self.database.one(f"SELECT COUNT(*), COALESCE(SUM(fare_fen), 0) FROM ride {where}", *terminal)
        assert kept is not None and rides is not None  # counts have a row
        return {"records": kept[0], "newest_s": kept[1], "rides": rides[0], "fares_fen": int(rides[1])}
