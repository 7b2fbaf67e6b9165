"""Books that another command holds: the sink waits and loses nothing; judging anew holds them for a moment only."""

import sqlite3

import pytest

from sim.backoffice import database
from sim.backoffice.books import Books
from sim.backoffice.database import Locked
from sim.backoffice.sink import Sink
from tests.rig.bookkeeping import Bookkeeping, Chain
from tests.rig.command import AT_S, ridegate, trust
from tests.rig.exchange import Exchange


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """No test waits for the time that another command is given."""
    monkeypatch.setattr(database, "_BUSY_S", 0.01)


class Held:
    """The books, held by another process as long as it wants."""

    def __init__(self, path):
        self._other = sqlite3.connect(path, isolation_level=None)
        self._other.execute("BEGIN IMMEDIATE")

    def release(self):
        self._other.execute("ROLLBACK")
        self._other.close()


def test_a_batch_that_meets_held_books_is_taken_whole_when_it_comes_again(tmp_path):
    made, chain = Bookkeeping(tmp_path / "books.db"), Chain(7)
    chain.ride(0, AT_S)
    held = Held(tmp_path / "books.db")
    for _ in range(2):
        with pytest.raises(Locked, match="locked"):
            made.take(chain)
    assert made.sink.rows == made.sink.duplicates == 0 and made.pipe.sent == []
    held.release()
    assert made.sink.turn(0) == 3, "what no one sends again, too"
    assert made.sink.rows == len(chain.raws) == 3 and made.sink.duplicates == 0
    assert b'"through":3' in made.pipe.sent[-1].payload
    assert made.sink.turn(0) == 3 and made.sink.duplicates == 3  # the second copy
    held = Held(tmp_path / "books.db")
    for _ in range(2):
        with pytest.raises(Locked):
            made.take(chain)
    held.release()
    assert made.sink.turn(0) == 3 and made.sink.duplicates == 6


def test_what_is_no_message_is_an_incident_behind_held_books_too(tmp_path):
    made = Bookkeeping(tmp_path / "books.db")
    faults = ["a file of nobody's key"]
    made.pipe.faults = lambda: [faults.pop()] if faults else []
    held = Held(tmp_path / "books.db")
    with pytest.raises(Locked):
        made.sink.turn(0)
    held.release()
    made.sink.turn(0)
    made.sink.turn(0)
    assert [one.detail for one in made.books.incidents()] == ["a file of nobody's key"]


@pytest.fixture
def exchange(tmp_path):
    made = Exchange(tmp_path / "exchange")
    made.maker.ride(0)
    assert made.uplink()[0] == 0
    made.opened()  # makes the tables
    yield made
    made.maker.close()


def run(exchange, *more):
    books = ["--books", exchange.books, "--terminals", exchange.terminals, "--trust", trust()]
    return ridegate("acquire", "run", *books, *exchange.way("sink", "uplink"), *more)


def test_the_sink_says_once_that_it_waits_and_goes_on(exchange, monkeypatch):
    held, met, turn = [], [], Sink.turn

    def turned(sink, wait_s):
        if not held:
            held.append(Held(exchange.books))
        try:
            got = turn(sink, 0)
        except Locked:
            met.append(1)
            if len(met) == 3:
                held[0].release()
            raise
        if not got:
            raise KeyboardInterrupt
        return got

    monkeypatch.setattr(Sink, "turn", turned)
    status, out, err = run(exchange)
    assert (status, len(met)) == (0, 3) and "3 records taken, 0 were there already" in out
    assert err.count("another command holds the books") == err.count("\n") == 1


def test_the_sink_waits_at_its_start_too(exchange, monkeypatch):
    held, made, turn = Held(exchange.books), [], Books.__init__

    def opened(books, *args):
        made.append(1)
        if len(made) == 3:
            held.release()
        turn(books, *args)

    monkeypatch.setattr(Books, "__init__", opened)
    monkeypatch.setattr(Sink, "turn", lambda sink, wait_s: (_ for _ in ()).throw(KeyboardInterrupt))
    status, out, err = run(exchange)
    assert (status, len(made), out.count("0 records taken")) == (0, 3, 1)
    assert err.count("another command holds the books") == err.count("\n") == 1


def test_one_round_ends_where_the_books_are_held(exchange):
    held = Held(exchange.books)
    status, _, err = run(exchange, "--once")
    assert status == 2 and "locked" in err
    held.release()
    assert run(exchange, "--once")[0] == 0 and len(exchange.rows()) == 3


def test_rides_are_judged_anew_before_the_books_are_held_and_booked_at_once(tmp_path):
    made, chain = Bookkeeping(tmp_path / "books.db"), Chain(7)
    for user in range(3):
        chain.ride(user, AT_S + 60 * user)
    made.take(chain)
    with made.database.transaction():
        made.database.run("UPDATE ride SET checked = 501")
    again, judged, began = made.sink._recheck, [], []

    class Watched:
        def check(self, record):
            judged.append(made.database._in_transaction())
            return again.check(record)

    transaction = made.database.transaction
    made.database.transaction = lambda: began.append(1) or transaction()
    assert made.ledger.recheck(Watched()) == (3, 0)
    assert judged == [False] * 3 and began == [1]
    assert made.database.all("SELECT checked FROM ride") == [(0,)] * 3
