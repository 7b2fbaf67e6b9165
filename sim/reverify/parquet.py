"""Parquet in and out, by DuckDB (an extra of the package): sealed records in, rides and findings out.

In: the columns of the books' table `record` (docs/acquirer.md) that make a journal. Out: a row a ride, with what came
of it. An account is there as its last four digits, and as a hash under a salt of the run, by which its rides can be
counted and no account be found.
"""

import json
import os
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.output.trouble import Trouble, why
from sim.reverify import report, tally
from terminal import records

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SUFFIX = ".parquet"
FINDINGS = "findings.parquet"
RIDES = "rides-*.parquet"
_ROWS = 1000  # at a time
_ID_MAX = 0xFFFFFFFF
_MEMORY = "512MB"
_KIND_AT = 3  # of a record


class Ride(NamedTuple):
    """A row of a ride. time, generated: Unix UTC; outcome, result: their words; journal, segment, offset: where it is;
    None behind these: its record ends before its fields do.
    """

    terminal: int
    provisioning: int
    line: int
    station: int
    sequence: int
    time: int | None
    day: str | None
    outcome: str | None
    result: str
    account_key: str
    journal: str
    segment: str
    offset: int
    trust_list: int | None = None
    issuer: str | None = None
    account: str | None = None
    account_type: int | None = None
    fare_fen: int | None = None
    limit_fen: int | None = None
    generated: int | None = None
    validity_s: int | None = None


_MOMENTS = {"time", "generated"}
_TYPES = {int: "BIGINT", int | None: "BIGINT", str: "VARCHAR", str | None: "VARCHAR"}
_RIDE_COLUMNS = {name: _TYPES[kind] for name, kind in Ride.__annotations__.items()}
_FINDING_COLUMNS = {
    "kind": "VARCHAR", "terminal": "VARCHAR", "sequence": "BIGINT", "time": "VARCHAR", "what": "VARCHAR",
    "fact": "VARCHAR",
}  # fmt: skip


def opened(scratch: Path) -> "DuckDBPyConnection":
    """A database in memory that leaves the cores to others. Raises ModuleNotFoundError."""
    import duckdb

    connection = duckdb.connect()
    for name, value in (("threads", 1), ("memory_limit", _MEMORY), ("temp_directory", str(scratch))):
        connection.execute(f"SET {name} = ?", [value])
    return connection


@contextmanager
def rides(folder: Path, shard: int) -> "Generator[Any, None, None]":
    """Takes the rows of a shard's rides: a function of a Ride. The file is there when all are. Raises Trouble."""
    with _table(folder / RIDES.replace("*", f"{shard:05d}"), _RIDE_COLUMNS, _MOMENTS) as add:
        yield add


def write_findings(folder: Path, out: tally.Tally) -> None:
    """Those that a report lists. Raises Trouble."""
    with _table(folder / FINDINGS, _FINDING_COLUMNS, set()) as add:
        for kind in tally.KINDS:
            for fact in out.findings.of(kind):
                terminal = fact.get("terminal") or ", ".join(fact.get("terminals", ())) or None
                words = report.what(fact)
                add((kind, terminal, fact.get("sequence"), fact.get("time"), words, json.dumps(fact)))


@contextmanager
def _table(path: Path, columns: dict[str, str], moments: set[str]) -> "Generator[Any, None, None]":
    """Rows by way of text, which DuckDB reads faster than values of Python, and which takes no memory."""
    half = path.with_suffix(".half")
    try:
        with tempfile.TemporaryDirectory(prefix="ridegate-parquet-") as scratch:
            rows = Path(scratch) / "rows.json"
            count = 0
            with open(rows, "w", encoding="ascii") as file:

                def add(row: Iterable[Any]) -> None:
                    nonlocal count
                    count += 1
                    file.write(json.dumps(dict(zip(columns, map(_text, row), strict=True))) + "\n")

                yield add
            chosen = ", ".join(
                f'make_timestamp("{name}" * 1000000) AS "{name}_utc"' if name in moments else f'"{name}"'
                for name in columns
            )
            with closing(opened(Path(scratch))) as connection:
                connection.execute(
                    f"COPY (SELECT {chosen} FROM read_json(?, format = 'newline_delimited', columns = ?)) "
                    f"TO '{_quoted(half)}' (FORMAT parquet, COMPRESSION zstd)",
                    [str(rows), columns],
                )
                written = connection.fetchone()
        if written != (count,):
            raise Trouble(f"{path}: DuckDB wrote {written} of {count} rows; report this")
        half.chmod(0o600)
        os.replace(half, path)
    except (OSError, _failure()) as error:
        half.unlink(missing_ok=True)
        room = "is there room, also in the folder for temporary files (TMPDIR)?"
        raise Trouble(f"{path}: {why(error)}; {room}" if isinstance(error, OSError) else f"{path}: {error}") from None


def _text(value: Any) -> Any:
    """A value as a table holds it: bytes of a file's name that are no UTF-8 are written as in the JSON report."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _failure() -> type[Exception]:
    import duckdb

    failure: type[Exception] = duckdb.Error
    return failure


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def journals(path: Path, folder: Path) -> dict[Path, str]:
    """Lay out the journals of a Parquet file in a folder: each one's folder, and its name for people. Raises Trouble.

    Its columns: terminal, provisioning, sequence, raw (a record as it was written). In order of sequence these are a
    journal again, byte for byte; what is missing, or was added, the chain shows. A row that is there twice counts once.
    """
    found: dict[Path, str] = {}
    plain = folder / "in.parquet"  # a name of ours: DuckDB takes * and [ for patterns
    try:
        plain.symlink_to(path.resolve(strict=True))
        with closing(opened(folder)) as connection:
            connection.execute(
                "SELECT terminal, provisioning, sequence, raw FROM read_parquet(?) ORDER BY 1, 2, 3, 4", [str(plain)]
            )
            for (terminal, provisioning), rows in groupby(_rows(connection, path), key=lambda row: row[:2]):
                journal = folder / f"{terminal}-{provisioning}"
                journal.mkdir()
                _lay_out(journal, rows)
                found[journal] = f"{path}: {terminal}/{provisioning}"
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}") from None
    except _failure() as error:
        words = str(error).replace(str(plain), str(path)).splitlines()[0]
        raise Trouble(f"{path}: {words}; it needs the columns terminal, provisioning, sequence, raw") from None
    finally:
        plain.unlink(missing_ok=True)
    if not found:
        raise Trouble(f"{path}: it has no records")
    return found


Row = tuple[int, int, int, bytes]


def _rows(connection: "DuckDBPyConnection", path: Path) -> Iterator[Row]:
    before = None
    while some := connection.fetchmany(_ROWS):
        for row in some:
            *ids, raw = row
            if not all(isinstance(one, int) and 0 <= one <= _ID_MAX for one in ids) or not isinstance(raw, bytes):
                raise Trouble(f"{path}: terminal {ids[0]}, sequence {ids[2]}: no numbers of 32 bits and a blob")
            if row != before:
                yield row
            before = row


def _lay_out(journal: Path, rows: Iterable[Row]) -> None:
    """Segments as the terminal had them: each begins with a record of its own kind."""
    segment = None
    newest = -1
    try:
        for _, _, sequence, raw in rows:
            if segment is None or (raw[_KIND_AT : _KIND_AT + 1] == bytes([records.HEAD]) and sequence != newest):
                if segment is not None:
                    segment.close()
                segment = open(journal / f"{sequence:010d}", "xb")  # noqa: SIM115  closed with the next one
            segment.write(raw)
            newest = sequence
    finally:
        if segment is not None:
            segment.close()
