"""SQLite in a file, or PostgreSQL by its URL: the few calls that the books need, with one spelling of SQL.

Statements are written for SQLite, with `?` for values and BYTES for bytes.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.output.trouble import Trouble

_URLS = ("postgresql://", "postgres://")
_BUSY_S = 10.0  # so long a statement waits for another process that holds the file
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_NO_PRIVILEGE = "42501"  # of PostgreSQL's table of errors


class Locked(Trouble):
    """Another process holds the books: they are sound, and the same may succeed later."""


class Database:
    """Where the books are. name: a file, or postgresql://USER@HOST/NAME (its password from the file that PGPASSFILE
    names); None: in memory, gone at the end. create: whether a file may be made. Raises Trouble when it cannot be
    opened, or fails.
    """

    def __init__(self, name: str | None, create: bool = True) -> None:
        self.name = name or "memory"
        self._postgres = name is not None and name.startswith(_URLS)
        self._connection: Any
        self._errors: tuple[type[Exception], ...]
        if self._postgres:
            import psycopg

            self._errors = (psycopg.Error,)
            try:
                self._connection = psycopg.connect(self.name, autocommit=True)
            except psycopg.Error as error:
                words = f"{self.plain} does not open: {_first(error)}"
                raise Trouble(f"{words}; check the URL, and the password in PGPASSFILE") from None
            self._bytes = "BYTEA"
        else:
            self._errors = (sqlite3.Error,)
            self._connection = _open_memory() if name is None else _open_file(Path(name).absolute(), create)
            self._bytes = "BLOB"
        self._cursor = self._connection.cursor()

    @property
    def plain(self) -> str:
        """Its name, without the password of a URL."""
        return _plain(self.name)

    def make(self, tables: Sequence[str], indexes: Sequence[str]) -> None:
        """Make these tables with their indexes, where one is not there: a role that may only read makes none. Raises
        Trouble."""
        try:
            for table in tables:
                self.all(f"SELECT 1 FROM {table.split()[0]} LIMIT 0")
        except Trouble:
            try:
                with self.transaction():
                    for table in tables:
                        self.run("CREATE TABLE IF NOT EXISTS " + table.replace("BYTES", self._bytes))
                    for index in indexes:
                        self.run("CREATE INDEX IF NOT EXISTS " + index)
            except Trouble as error:
                if getattr(error.__cause__, "sqlstate", None) != _NO_PRIVILEGE:
                    raise
                raise Trouble(f"{error}; give the command once as the role that may write") from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What runs inside is committed and durable at its end, or undone by an exception."""
        self.run("BEGIN IMMEDIATE" if not self._postgres else "BEGIN")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._in_transaction():
                self.run("ROLLBACK")
            raise

    def _in_transaction(self) -> bool:
        if self._postgres:
            return not self._connection.closed and self._connection.info.transaction_status != 0
        return bool(self._connection.in_transaction)

    def run(self, statement: str, *values: Any) -> int:
        """Carry out one statement; the number of rows that it changed."""
        try:
            self._cursor.execute(statement.replace("?", "%s") if self._postgres else statement, values)
        except self._errors as error:
            kind = Locked if getattr(error, "sqlite_errorcode", 0) & 0xFF in _LOCKED else Trouble
            raise kind(f"{self.plain}: {_first(error)}; nothing of this batch was taken") from error
        except (OverflowError, UnicodeError) as error:
            what = "a number is too large" if isinstance(error, OverflowError) else "a text is not UTF-8"
            raise Trouble(f"{self.plain}: {what}; write another one, nothing was changed") from error
        return int(self._cursor.rowcount)

    def one(self, statement: str, *values: Any) -> Any:
        """The first row of a query, None without one."""
        self.run(statement, *values)
        return self._cursor.fetchone()

    def all(self, statement: str, *values: Any) -> list[Any]:
        """All rows of a query."""
        self.run(statement, *values)
        return list(self._cursor.fetchall())

    def erase(self) -> None:
        """Overwrite what was deleted, where that is this program's to do: PostgreSQL does it by VACUUM, in its time."""
        if not self._postgres:
            self.run("VACUUM")
            self.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let it go."""
        self._connection.close()


def _open_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def _open_file(path: Path, create: bool) -> sqlite3.Connection:
    if not create and not path.is_file():
        raise Trouble(f"{path}: no books; name the file that `ridegate acquire run --books` keeps")
    try:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))  # only its owner reads it
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a commit is on the disk
        connection.execute("PRAGMA secure_delete = ON")  # what retention deletes is overwritten
    except (OSError, sqlite3.Error) as error:
        raise Trouble(f"{path}: {_first(error)}; name a file for the books in a folder that exists") from None
    return connection


def _first(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _plain(name: str) -> str:
    """A name without the password of a URL."""
    scheme, mark, rest = name.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else name
