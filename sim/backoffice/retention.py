"""How long the books keep what, and a deletion that refuses a day too early and proves what it has deleted (art. 29).

Every row has a class and a moment before which it may not go: transactions 5 years, statements 10.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sim.backoffice import business_day
from sim.backoffice.database import Database
from sim.issuer.signer import Signer
from sim.output import show, whole_file
from sim.output.trouble import Trouble

TRANSACTION, STATEMENT = CLASSES = ("transaction", "statement")
YEARS = {TRANSACTION: 5, STATEMENT: 10}
FORMAT = "ridegate deletion, format 1"
SCHEMA = ("deletion (number BIGINT PRIMARY KEY, file BYTES, deleted_s BIGINT, not_before_s BIGINT)",)
_TABLES = {TRANSACTION: ("record", "ride", "incident"), STATEMENT: ("statement", "reply", "deletion")}
_OF_STATEMENTS = ("cleared", "completed", "rejected")  # what a file holds goes with it


def not_before_s(kind: str, made_s: int) -> int:
    """Until when something made then is kept."""
    return business_day.years_after(made_s, YEARS[kind])


class Deleted(NamedTuple):
    """file: the signed proof, empty where nothing was deleted. rows: how many of each table."""

    file: bytes
    rows: dict[str, int]


def delete(
    database: Database,
    kind: str,
    through: str,
    signer: Signer,
    now_s: int,
    digest: Callable[..., bytes],
    seal: Callable[[bytes, Signer], bytes],
) -> Deleted:
    """Delete all of a class that was made up to the end of a business day. Raises Trouble, and deletes nothing, before
    its time, and while any of it is still open. `finish` comes next."""
    _, end_s = business_day.span(through)
    free_s = not_before_s(kind, end_s)
    if now_s < free_s:
        words = f"a {kind} is kept {YEARS[kind]} years: that of {through} until {show.china(free_s)}"
        raise Trouble(f"{words}; nothing was deleted")
    with database.transaction():
        (_nothing_open if kind == TRANSACTION else _no_ride_kept)(database, free_s)
        proof = _proof(database, kind, free_s, digest)
        rows = {}
        if kind == STATEMENT:
            days = database.all("SELECT day, issuer FROM statement WHERE not_before_s < ?", free_s)
            for table in _OF_STATEMENTS:
                rows[table] = sum(
                    database.run(f"DELETE FROM {table} WHERE day = ? AND issuer = ?", *one) for one in days
                )
        for table in _TABLES[kind]:
            rows[table] = database.run(f"DELETE FROM {table} WHERE not_before_s < ?", free_s)
        if not any(rows.values()):
            return Deleted(b"", rows)
        head: dict[str, Any] = {"type": "head", "format": FORMAT, "class": kind, "through": through, "rows": rows}
        head["deleted"] = show.utc(now_s)
        body = b"".join(json.dumps(one, sort_keys=True).encode() + b"\n" for one in (head, *proof))
        file = seal(body, signer)
        newest = database.one("SELECT COALESCE(MAX(number), 0) FROM deletion")[0]
        database.run(
            "INSERT INTO deletion VALUES (?, ?, ?, ?)", newest + 1, file, now_s, not_before_s(STATEMENT, now_s)
        )
    return Deleted(file, rows)


def finish(database: Database, out: Path, proof: bytes) -> list[str]:
    """Behind a deletion, which stands whatever comes: hand over the proof, then overwrite. What is left to be done."""
    left = []
    try:
        if proof:
            whole_file.write(out, proof)
    except Trouble as error:
        left.append(f"deleted, but the proof is not written: {error}; `ridegate clearing show --proofs DIR` writes it")
    try:
        database.erase()
    except Trouble as error:
        words = f"deleted, but not overwritten on the disk yet: {error.__cause__ or error}"
        left.append(f"{words}; make room, let no sink run, and give the command again")
    return left


def proofs(database: Database) -> list[tuple[int, bytes]]:
    """Every proof of a deletion that is kept, by its number."""
    return [(row[0], bytes(row[1])) for row in database.all("SELECT number, file FROM deletion ORDER BY number")]


def _nothing_open(database: Database, free_s: int) -> None:
    """Raises Trouble where money or an incident is still open."""
    rides = database.one(
        "SELECT COUNT(*) FROM ride r WHERE r.not_before_s < ? AND r.outcome IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
        "cleared c WHERE c.terminal = r.terminal AND c.provisioning = r.provisioning AND c.sequence = r.sequence)",
        free_s,
    )[0]
    if rides:
        raise Trouble(f"{rides} rides of it are in no clearing file; close their days first; nothing was deleted")
    incidents = database.one("SELECT COUNT(*) FROM incident WHERE not_before_s < ? AND settled IS NULL", free_s)[0]
    if incidents:
        raise Trouble(f"{incidents} incidents of it are open; settle them first; nothing was deleted")


def _no_ride_kept(database: Database, free_s: int) -> None:
    """Raises Trouble where a ride would outlive its line in a file: the next day that is closed would book it again."""
    rides = database.one(
        "SELECT COUNT(*) FROM statement s JOIN cleared c ON c.day = s.day AND c.issuer = s.issuer JOIN ride r "
        "ON r.terminal = c.terminal AND r.provisioning = c.provisioning AND r.sequence = c.sequence "
        "WHERE s.not_before_s < ?",
        free_s,
    )[0]
    if rides:
        raise Trouble(f"{rides} rides of it are still kept; delete the transactions first; nothing was deleted")


def statements_gone_s(database: Database) -> int:
    """The statements that were made before this moment were deleted; 0 when none were."""
    heads = [json.loads(file.split(b"\n", 1)[0]) for _, file in proofs(database)]
    through = [head["through"] for head in heads if head["class"] == STATEMENT]
    return not_before_s(STATEMENT, business_day.span(max(through))[1]) if through else 0


def _proof(database: Database, kind: str, free_s: int, digest: Callable[..., bytes]) -> list[dict[str, Any]]:
    """What is about to go: of records a hash over their hashes, in order, so that a copy of the journal shows which."""
    out: list[dict[str, Any]] = []
    if kind == STATEMENT:
        for table in ("statement", "reply"):
            rows = database.all(
                f"SELECT day, issuer, digest FROM {table} WHERE not_before_s < ? ORDER BY day, issuer", free_s
            )
            out += [
                {"type": table, "day": day, "issuer": issuer, "hash": bytes(each).hex()} for day, issuer, each in rows
            ]
        return out
    terminals = database.all(
        "SELECT DISTINCT terminal, provisioning FROM record WHERE not_before_s < ? ORDER BY terminal, provisioning",
        free_s,
    )
    for terminal, provisioning in terminals:
        rows = database.all(
            "SELECT sequence, digest FROM record WHERE terminal = ? AND provisioning = ? AND not_before_s < ? "
            "ORDER BY sequence",
            terminal, provisioning, free_s,
        )  # fmt: skip
        told = {"type": "records", "terminal": terminal, "provisioning": provisioning, "count": len(rows)}
        told |= {"first": rows[0][0], "last": rows[-1][0]}
        out.append({**told, "hash": digest(*(bytes(row[1]) for row in rows)).hex()})
    return out
