"""The same books in PostgreSQL: rows, gaps, incidents, clearing and deletion as in SQLite, byte for byte."""

import os
from pathlib import Path

import pytest

from sim.backoffice import business_day, clearing, clearing_rule, retention
from sim.backoffice.books import Books
from sim.backoffice.database import Database
from sim.output.trouble import Trouble
from terminal import records
from tests.builder.journal_maker import DIGEST
from tests.desktop.test_clearing import ACQUIRER, DAY, FIRST_S, RULE, applied, replied
from tests.rig import postgres
from tests.rig.bookkeeping import LATER_S, Bookkeeping, Chain
from tests.rig.command import ridegate

TABLES = ("record", "ride", "position", "gap", "incident", "cleared", "completed", "statement", "reply", "rejected")


@pytest.fixture(scope="module")
def url():
    with postgres.running() as (url, environment):
        old = os.environ.get("PGPASSFILE")
        os.environ.update(environment)
        yield url
        if old is None:
            del os.environ["PGPASSFILE"]
        else:
            os.environ["PGPASSFILE"] = old


def day():
    """Two terminals: whole trips, a half one, a chain that begins anew, a forged record."""
    first, second = Chain(7), Chain(8, station=4)
    for user in range(3):
        first.ride(user, FIRST_S + 60 * user, "entry", 0)
    for user in range(2):
        second.ride(user, FIRST_S + 900 + 60 * user, "exit", 300)
    second.ride(4, FIRST_S + 2000, outcome=None)
    return first, second


def filled(name):
    made = Bookkeeping(name)
    first, second = day()
    made.take(first, second, batch=4)
    made.take(first)
    anew = Chain(7)
    anew._before, anew.raws = bytes(32), [b""] * 40
    anew.add(records.HEAD, records.words_body([0, 1, FIRST_S, 0]), FIRST_S + 5000)
    made.pipe.put(first.terminal, anew.raws[-1], first.raws[1][:-1] + b"\0")
    made.sink.turn(0)
    return made


def contents(made):
    out = {}
    for table in TABLES:
        rows = made.database.all(f"SELECT * FROM {table}")
        out[table] = sorted([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in rows)
    return out


def test_the_books_are_the_same(url, tmp_path):
    path = tmp_path / "rule.toml"
    path.write_text(RULE)
    rule = clearing_rule.load(path)
    made = [filled(name) for name in (url, tmp_path / "books.db")]
    files = [one.ledger.close(DAY, rule, ACQUIRER, LATER_S) for one in made]
    assert files[0] == files[1] and len(files[0]) == 1
    for one in made:
        assert applied(one, replied(files[0][0], (8, 1, 2, "ride", "x")))
    assert contents(made[0]) == contents(made[1])
    assert made[0].books.incidents() == made[1].books.incidents() and len(made[0].books.incidents()) == 2
    assert made[0].books.position(Chain(7).terminal) == made[1].books.position(Chain(7).terminal)
    status, out, err = ridegate("acquire", "show", "--books", url)
    assert status == 1 and "missing" in out and err == ""
    for one in made:
        for number in (1, 2):
            assert one.books.settle(number, "a test")
    through = business_day.of(LATER_S)
    free_s = business_day.years_after(business_day.span(through)[1], 5)
    gone = [
        retention.delete(one.database, "transaction", through, ACQUIRER, free_s, DIGEST, clearing.seal) for one in made
    ]
    assert gone[0] == gone[1] and gone[0].rows["record"] > 10
    assert contents(made[0])["record"] == []


def test_a_transaction_that_fails_leaves_nothing(url):
    database = Database(url)
    database.make(("tried (number BIGINT PRIMARY KEY, raw BYTES)",), ())
    with pytest.raises(Trouble, match="nothing of this batch was taken"), database.transaction():
        database.run("INSERT INTO tried VALUES (?, ?)", 1, b"\0\xff")
        database.run("INSERT INTO tried VALUES (?, ?)", 1, b"")
    assert database.all("SELECT * FROM tried") == []
    with database.transaction():
        database.run("INSERT INTO tried VALUES (?, ?)", 1, b"\0\xff")
    assert [(number, bytes(raw)) for number, raw in database.all("SELECT * FROM tried")] == [(1, b"\0\xff")]


def test_what_does_not_open_is_named_without_its_password(url):
    status, _, err = ridegate("acquire", "show", "--books", "postgresql://sink:secret@127.0.0.1:1/postgres")
    assert status == 2 and "does not open" in err and "secret" not in err and "PGPASSFILE" in err


def test_a_role_that_may_only_read_shows_what_there_is(url):
    made = Bookkeeping(url)
    for words in ("CREATE ROLE reader LOGIN PASSWORD 'only-a-test'", "GRANT pg_read_all_data TO reader"):
        made.database.run(words)
    passwords = Path(os.environ["PGPASSFILE"])
    passwords.write_text(passwords.read_text() + passwords.read_text().replace(":sink:", ":reader:"))
    reader = url.replace("sink@", "reader@")
    for verb in ("acquire", "clearing"):
        shown, wanted = (ridegate(verb, "show", "--books", name) for name in (reader, url))
        assert shown == wanted and shown[2] == ""
    status, _, err = ridegate("acquire", "settle", "--books", reader, "1", "--reason", "x")
    assert status == 2 and ("permission denied" in err or "no open incident" in err)
    made.database.run("DROP TABLE deletion")
    status, _, err = ridegate("clearing", "show", "--books", reader)
    assert status == 2 and "permission denied" in err and "once as the role that may write" in err
    assert ridegate("clearing", "show", "--books", url)[0] == 0
    assert ridegate("clearing", "show", "--books", reader)[0] == 0


def test_tables_that_cannot_be_made_for_another_reason_ask_for_no_role():
    database = Database(None)
    for words in ("CREATE TABLE other (number)", "CREATE INDEX record ON other (number)"):
        database.run(words)
    with pytest.raises(Trouble, match=r"already an index named record; nothing of this batch was taken$"):
        Books(database)
