"""Clearing in the books: days that are closed, the files that went to issuers, and what they replied.

Each ride is in one file at most, each incomplete trip is completed once at most, each reply is applied once.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sim.backoffice import business_day, clearing, retention
from sim.backoffice.books import REFUSED_AGAIN, Books
from sim.backoffice.clearing import EXCHANGE_DAYS, ISSUER_DAYS, Ride, Statement
from sim.backoffice.clearing_reply import Reply
from sim.backoffice.clearing_rule import Rule
from sim.backoffice.recheck import Recheck
from sim.code import mask
from sim.issuer.signer import Signer
from sim.output.trouble import Trouble
from terminal import codes, policy, records

# From a code's first use to its last, by the records' clocks: a phone may be ahead, a terminal may grant grace.
CODE_LIFE_S = policy.SKEW_MAX_S + policy.VALIDITY_MAX_S + policy.GRACE_MAX_S
GOOD_AGAIN = "its code is good under a list that was named later"

_SCHEMA = (
    """cleared (terminal BIGINT, provisioning BIGINT, sequence BIGINT, day TEXT, issuer TEXT, kind TEXT, reason TEXT,
    fen BIGINT, PRIMARY KEY (terminal, provisioning, sequence))""",
    """completed (terminal BIGINT, provisioning BIGINT, sequence BIGINT, day TEXT, issuer TEXT, missing TEXT,
    fen BIGINT, PRIMARY KEY (terminal, provisioning, sequence))""",
    """statement (day TEXT, issuer TEXT, level TEXT, file BYTES, digest BYTES, closed_s BIGINT, not_before_s BIGINT,
    PRIMARY KEY (day, issuer))""",
    """reply (day TEXT, issuer TEXT, file BYTES, digest BYTES, applied_s BIGINT, not_before_s BIGINT,
    PRIMARY KEY (day, issuer))""",
    """rejected (terminal BIGINT, provisioning BIGINT, sequence BIGINT, kind TEXT, day TEXT, issuer TEXT, reason TEXT,
    fen BIGINT, opened TEXT, PRIMARY KEY (terminal, provisioning, sequence, kind))""",
    "closed (day TEXT PRIMARY KEY, closed_s BIGINT)",
)
_RIDE = (
    "r.terminal, r.provisioning, r.sequence, r.time_s, r.issuer, r.account, r.fare_fen, r.generated_s, r.mode, r.line, "
    "r.station, r.direction, r.vehicle, r.side, r.by_staff, r.checked, r.outcome, c.day"
)
_JOINED = (
    "ride r LEFT JOIN cleared c ON c.terminal = r.terminal AND c.provisioning = r.provisioning "
    "AND c.sequence = r.sequence"
)


class Closed(NamedTuple):
    """One file as it was made. answered: whether the issuer's reply was applied."""

    day: str
    issuer: str
    level: str
    file: bytes
    digest: bytes
    closed_s: int
    answered: bool


class Dispute(NamedTuple):
    """A line that an issuer has rejected. opened: the day; days are counted from it."""

    terminal: int
    provisioning: int
    sequence: int
    kind: str
    day: str
    issuer: str
    reason: str
    fen: int
    opened: str

    def where(self, today: str) -> str:
        """At whom it is, and its clock, in words."""
        passed = business_day.count(self.opened, today)
        if passed <= ISSUER_DAYS:
            return f"at the issuer, day {passed} of {ISSUER_DAYS}"
        if passed <= EXCHANGE_DAYS:
            return f"at the exchange, day {passed} of {EXCHANGE_DAYS}"
        return f"overdue since day {EXCHANGE_DAYS}, now {passed}"


class Ledger:
    """Clearing over one database. digest: SM3. Raises Trouble."""

    def __init__(self, books: Books, digest: Callable[..., bytes]) -> None:
        self.books = books
        self._database = books.database
        self._digest = digest
        self._database.make((*_SCHEMA, *retention.SCHEMA), ("cleared_day ON cleared (day, issuer)",))

    def rides(self, day: str, rule: Rule) -> list[Ride]:
        """What `clearing.close` wants to see for this day."""
        first_s, end_s = business_day.span(day)
        before_s = rule.trip_max_s + CODE_LIFE_S
        window = (first_s - before_s, end_s + rule.trip_max_s)
        rows = self._database.all(
            f"SELECT {_RIDE} FROM {_JOINED} WHERE (r.time_s >= ? AND r.time_s < ?) "
            "OR (c.day IS NULL AND (r.time_s IS NULL OR r.time_s < ?))",
            *window, end_s,
        )  # fmt: skip
        found = {row[:3]: Ride(*row) for row in map(tuple, rows)}
        late = [one for one in found.values() if one.cleared is None and (one.time_s is None or one.time_s < first_s)]
        for ride in late:  # the same code may have been used in a day that is closed, or the trip's other end be there
            trip_s = None if ride.side is None else ride.time_s
            around = (None, None) if trip_s is None else (trip_s - before_s, trip_s + rule.trip_max_s)
            rows = self._database.all(
                f"SELECT {_RIDE} FROM {_JOINED} "
                "WHERE r.account = ? AND (r.generated_s = ? OR r.time_s BETWEEN ? AND ?)",
                ride.account, ride.generated_s, *around,
            )  # fmt: skip
            found |= {row[:3]: Ride(*row) for row in map(tuple, rows)}
        return list(found.values())

    def close(self, day: str, rule: Rule, signer: Signer, now_s: int) -> list[Closed]:
        """Close a day and keep its files; those that were kept, when it is closed already. Raises Trouble for a day
        that is not over, or has another one with rides before it."""
        if self._database.one("SELECT day FROM closed WHERE day = ?", day) is not None:
            return self.statements(day)
        self._may_close(day, rule, now_s)
        statements = clearing.close(day, self.rides(day, rule), rule)
        with self._database.transaction():
            self._database.run("INSERT INTO closed VALUES (?, ?)", day, now_s)
            for one in statements:
                self._keep(one, signer, now_s)
        return self.statements(day)

    def _may_close(self, day: str, rule: Rule, now_s: int) -> None:
        first_s, end_s = business_day.span(day)
        if now_s < end_s + rule.trip_max_s:
            raise Trouble(
                f"{day} is not over, or trips of it may still end: close it {rule.trip_max_s // 60} min after 04:00"
            )
        last = self._database.one("SELECT MAX(day) FROM closed")[0]
        if last is not None and last > day:
            raise Trouble(f"{last} is closed already, which is later; what came late is in its file")
        open_s = self._database.one(
            f"SELECT MIN(r.time_s) FROM {_JOINED} WHERE c.day IS NULL AND r.outcome IS NOT NULL AND r.time_s >= ?",
            0 if last is None else business_day.span(last)[1],
        )[0]
        if open_s is not None and open_s < first_s:
            raise Trouble(f"{business_day.of(open_s)} has rides and is not closed; close it before {day}")

    def _keep(self, one: Statement, signer: Signer, now_s: int) -> None:
        for ride, kind, reason, fen, final in one.lines:
            if kind == "incomplete":
                self._database.run(
                    "INSERT INTO completed VALUES (?, ?, ?, ?, ?, ?, ?)", *ride.place, one.day, one.issuer, reason, fen
                )
            elif final:
                self._database.run(
                    "INSERT INTO cleared VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    *ride.place, one.day, one.issuer, kind, reason, fen,
                )  # fmt: skip
        file = clearing.seal(one.body, signer)
        self._database.run(
            "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?)",
            one.day, one.issuer, one.level, file, self._digest(file), now_s,
            retention.not_before_s(retention.STATEMENT, now_s),
        )  # fmt: skip

    def statements(self, day: str | None = None) -> list[Closed]:
        """The files of a day, or of all. Raises Trouble for a day whose files were deleted."""
        where, values = ("", ()) if day is None else ("WHERE s.day = ? ", (day,))
        rows = self._database.all(
            "SELECT s.day, s.issuer, s.level, s.file, s.digest, s.closed_s, r.day IS NOT NULL FROM statement s "
            f"LEFT JOIN reply r ON r.day = s.day AND r.issuer = s.issuer {where}ORDER BY s.day, s.issuer",
            *values,
        )
        if day is not None and not rows:
            self._not_deleted(day)
        return [Closed._make((*row[:3], bytes(row[3]), bytes(row[4]), row[5], bool(row[6]))) for row in rows]

    def _not_deleted(self, day: str) -> None:
        found = self._database.one("SELECT closed_s FROM closed WHERE day = ?", day)
        gone_s = retention.statements_gone_s(self._database)
        if found is not None and retention.not_before_s(retention.STATEMENT, found[0]) < gone_s:
            raise Trouble(f"{day} is closed, and its files were deleted; the proof of the deletion names them")

    def days(self) -> list[str]:
        """Every closed day."""
        return [row[0] for row in self._database.all("SELECT day FROM closed ORDER BY day")]

    def apply(self, reply: Reply, file: bytes, now_s: int) -> bool:
        """Apply an issuer's reply; False when the same one was applied before. Raises Trouble for another reply to the
        same file, and for one that does not fit it. Nothing is applied then."""
        found = self._database.one("SELECT digest FROM statement WHERE day = ? AND issuer = ?", reply.day, reply.issuer)
        if found is None or bytes(found[0]) != reply.statement:
            raise Trouble(
                f"the reply of {reply.issuer} is not to the file of {reply.day} that is kept here; ask for another"
            )
        digest = self._digest(file)
        before = self._database.one("SELECT digest FROM reply WHERE day = ? AND issuer = ?", reply.day, reply.issuer)
        if before is not None:
            if bytes(before[0]) == digest:
                return False
            raise Trouble(f"another reply of {reply.issuer} to {reply.day} was applied already; this one was not")
        with self._database.transaction():
            for line in reply.rejected:
                self._reject(reply, line[:3], line[3], line[4], business_day.of(now_s))
            self._database.run(
                "INSERT INTO reply VALUES (?, ?, ?, ?, ?, ?)", reply.day, reply.issuer, file, digest, now_s,
                retention.not_before_s(retention.STATEMENT, now_s),
            )  # fmt: skip
        return True

    def _reject(self, reply: Reply, place: Sequence[Any], kind: str, reason: str, today: str) -> None:
        table = "completed" if kind == "incomplete" else "cleared"
        where = "terminal = ? AND provisioning = ? AND sequence = ? AND day = ? AND issuer = ?"
        also = "" if kind == "incomplete" else " AND kind = 'ride'"
        found = self._database.one(f"SELECT fen FROM {table} WHERE {where}{also}", *place, reply.day, reply.issuer)
        if found is None:
            name = "/".join(map(str, place))
            raise Trouble(
                f"the reply rejects {kind} {name}, which is not in the file of {reply.day}; nothing was applied"
            )
        self._database.run(
            "INSERT INTO rejected VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *place, kind, reply.day, reply.issuer, reason, found[0], today,
        )  # fmt: skip

    def disputes(self, day: str | None = None) -> list[Dispute]:
        """Every rejected line, by the day of its file. Of an account in its reason: the last four digits."""
        where, values = ("", ()) if day is None else ("WHERE day = ? ", (day,))
        rows = self._database.all(
            "SELECT terminal, provisioning, sequence, kind, day, issuer, reason, fen, opened FROM rejected "
            f"{where}ORDER BY day, issuer, terminal, provisioning, sequence, kind",
            *values,
        )
        return [Dispute._make((*row[:6], mask.line(row[6]), *row[7:])) for row in rows]

    def recheck(self, recheck: Recheck) -> tuple[int, int]:
        """Judge once more the rides that were not good at the sink and are in no file: with lists that were not at hand
        then. (how many are good now, how many are not)"""
        rows = self._database.all(
            "SELECT r.terminal, r.provisioning, r.sequence, d.raw FROM ride r JOIN record d ON d.terminal = r.terminal "
            "AND d.provisioning = r.provisioning AND d.sequence = r.sequence WHERE r.checked <> 0 AND NOT EXISTS "
            "(SELECT 1 FROM cleared c WHERE c.terminal = r.terminal AND c.provisioning = r.provisioning "
            "AND c.sequence = r.sequence) ORDER BY r.terminal, r.provisioning, r.sequence"
        )
        good = []
        where = "terminal = ? AND provisioning = ? AND sequence = ?"
        for *place, raw in rows:
            checked = recheck.check(records.parse(bytes(raw)))
            if checked is not None and checked.result == codes.ACCEPTED:
                good.append(place)
        with self._database.transaction():  # one for all of them, behind the signatures: the sink waits for it
            for place in good:
                self._database.run(f"UPDATE ride SET checked = 0 WHERE {where}", *place)
                self._database.run(
                    f"UPDATE incident SET settled = ? WHERE {where} AND kind = ? AND settled IS NULL",
                    GOOD_AGAIN, *place, REFUSED_AGAIN,
                )  # fmt: skip
        return len(good), len(rows) - len(good)

    def unfinished(self, day: str) -> list[str]:
        """Why records of this day may still be missing, a line each."""
        out = []
        _, end_s = business_day.span(day)
        for terminal in self.books.terminals():
            newest_s = self.books.counts(terminal)["newest_s"]
            gaps = self.books.position(terminal).gaps
            if newest_s is None or newest_s < end_s:
                out.append(f"terminal {terminal}: its newest record is from before the end of {day}")
            if gaps:
                out.append(f"terminal {terminal}: records {gaps[0].first} to {gaps[0].last} are missing")
        return out


def totals(statements: Iterable[Closed]) -> dict[str, int]:
    """Rides, incomplete trips, differences and sums over these files, from their heads."""
    import json

    out = dict.fromkeys(("rides", "fares_fen", "incomplete", "completed_fen", "differences"), 0)
    for one in statements:
        head = json.loads(one.file.split(b"\n", 1)[0])
        for name in out:
            out[name] += head[name]
    return out
