"""Deletion out of the books: what it waits for, and its proof."""

from typing import NamedTuple

import pytest

from sim.backoffice import business_day, clearing, clearing_rule, retention
from sim.issuer import operator_key
from sim.output.trouble import Trouble
from terminal import records
from tests.builder.journal_maker import DIGEST
from tests.rig.bookkeeping import LATER_S, Bookkeeping, Chain
from tests.rig.command import AT_S, lines, ridegate

DAY = business_day.of(AT_S)
FIRST_S, END_S = business_day.span(DAY)
ACQUIRER = operator_key.signer(0x61, True)
RULE = clearing_rule.Rule(300, 14_400, {}, (("nation", ("*",)),))
MADE = business_day.of(LATER_S)  # the day on which everything here has arrived and was closed


class Kept(NamedTuple):
    """Rows of each table."""

    ride: int
    cleared: int
    completed: int
    statement: int


def books(name=None):
    """One closed day: a ride, and a trip without an exit."""
    made, chain = Bookkeeping(name), Chain(7)
    chain.ride(0, FIRST_S + 60)
    chain.ride(1, FIRST_S + 70, "entry", 0)
    made.take(chain)
    assert len(made.ledger.close(DAY, RULE, ACQUIRER, LATER_S)) == 1
    return made


def kept(made):
    return Kept(*(made.database.one(f"SELECT COUNT(*) FROM {table}")[0] for table in Kept._fields))


def free_s(kind):
    return retention.not_before_s(kind, business_day.span(MADE)[1])


def deleted(made, kind, now_s=None, day=MADE):
    when_s = free_s(kind) if now_s is None else now_s
    return retention.delete(made.database, kind, day, ACQUIRER, when_s, DIGEST, clearing.seal)


def test_statements_of_rides_that_are_kept_are_not_deleted():
    made = books()
    now_s = free_s("statement")
    with pytest.raises(Trouble, match="2 rides of it are still kept; delete the transactions first; nothing was del"):
        deleted(made, "statement")
    assert kept(made) == (2, 2, 1, 1)
    assert made.ledger.close(business_day.after(business_day.of(now_s), -3), RULE, ACQUIRER, now_s) == []
    deleted(made, "transaction", now_s)
    assert deleted(made, "statement").rows["cleared"] == 2
    assert kept(made) == (0, 0, 0, 0)


def test_a_closed_day_whose_files_were_deleted_is_not_called_empty():
    made = books()
    empty = business_day.after(DAY, 1)
    assert made.ledger.close(empty, RULE, ACQUIRER, LATER_S) == []
    assert made.ledger.close(empty, RULE, ACQUIRER, LATER_S) == []
    now_s = free_s("statement")
    deleted(made, "transaction", now_s)
    assert len(made.ledger.close(DAY, RULE, ACQUIRER, LATER_S)) == 1
    deleted(made, "statement", now_s)
    late = business_day.after(business_day.of(now_s), -3)
    assert made.ledger.close(late, RULE, ACQUIRER, now_s) == []
    deleted(made, "statement", now_s, business_day.after(MADE, -40))  # an older day, later
    for look in (lambda: made.ledger.close(DAY, RULE, ACQUIRER, now_s), lambda: made.ledger.statements(DAY)):
        with pytest.raises(Trouble, match=f"{DAY} is closed, and its files were deleted"):
            look()
    assert made.ledger.statements(late) == []


class Full:
    """A database on a disk without room for a second copy."""

    def __init__(self):
        self.asked = 0

    def erase(self):
        self.asked += 1
        raise Trouble("disk I/O error")


@pytest.fixture
def old(tmp_path):
    """Books in a file, of a time that need not be kept any more; the words that delete it, but for --out."""
    made, chain = Bookkeeping(tmp_path / "books.db"), Chain(7)
    made.now_s = AT_S - 10 * 366 * 86_400
    chain.raws, chain._before = [], bytes(32)
    chain.add(records.HEAD, records.words_body([0, 1, made.now_s, 0]), made.now_s)
    made.take(chain)
    made.database.close()
    operator_key.write(tmp_path, 0x61)
    sign = ("--sign-key", tmp_path / "operator.key")
    through = ("--class", "transaction", "--through", business_day.of(made.now_s))
    return ("clearing", "delete", "--books", tmp_path / "books.db", *through, *sign, "--out")


def test_a_deletion_whose_proof_cannot_be_written_does_not_begin(tmp_path, old):
    for out in (tmp_path / "none" / "proof", tmp_path / ("n" * 255)):
        status, said, err = ridegate(*old, out)
        assert (status, said) == (2, "") and "name a file in a folder that exists" in err
    status, said, err = ridegate(*old, tmp_path / "proof")
    assert (status, err) == (0, "") and "1 of record" in said


def test_the_proof_is_kept_and_an_empty_one_is_not_written_over_it(tmp_path, old):
    shown = ("clearing", "show", *old[2:4], "--proofs", tmp_path / "proofs")
    assert ridegate(*shown)[0] == 0 and list((tmp_path / "proofs").iterdir()) == []
    assert ridegate(*old, tmp_path / "proof")[0] == 0
    first = (tmp_path / "proof").read_bytes()
    status, said, _ = ridegate(*old, tmp_path / "proof")
    assert status == 0 and "nothing was deleted, and no proof written" in said
    assert lines(ridegate(*old, tmp_path / "proof", "--json")[1])[0]["proof"] is None
    assert (tmp_path / "proof").read_bytes() == first
    assert ridegate(*shown)[0] == 0
    (kept,) = (tmp_path / "proofs").iterdir()
    assert (kept.name, kept.read_bytes()) == ("deletion-1.jsonl", first)


def test_what_fails_behind_a_deletion_is_named(tmp_path):
    full = Full()
    first, second = retention.finish(full, tmp_path / "none" / "proof", b"proof\n")
    assert "proof is not written" in first and "show --proofs DIR` writes it" in first
    assert "not overwritten on the disk yet: disk I/O error" in second and full.asked == 1
    out = tmp_path / "proof"
    assert len(retention.finish(full, out, b"proof\n")) == 1 and out.read_bytes() == b"proof\n"
