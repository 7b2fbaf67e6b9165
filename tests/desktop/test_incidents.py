"""Incidents in the books: what settling one accepts, which ones are kept, and what a gap that is filled costs."""

import pytest

from sim.backoffice.intake import GAPS_MAX
from sim.backoffice.message import STATE, Message, State, encode_state
from terminal import policy, records
from tests.rig.bookkeeping import Bookkeeping, Chain
from tests.rig.command import AT_S


def offered(made, chain, first, last=None):
    """The uplink sends these records and says that it has none before them."""
    made.pipe.waiting.append(Message(chain.terminal, STATE, encode_state(State(1, len(chain.raws), first))))
    made.pipe.put(chain.terminal, *chain.raws[first - 1 : last])
    made.sink.turn(0)


def forged(made, chain, sequence, change=1):
    raw = chain.raws[sequence - 1]
    made.pipe.put(chain.terminal, raw[:-1] + bytes([raw[-1] ^ change]))
    made.sink.turn(0)


def gaps(made, chain):
    return [(one.first, one.last) for one in made.books.position(chain.terminal).gaps]


@pytest.mark.parametrize("kind", ["forged", "refused_again"])
def test_an_incident_of_another_kind_accepts_no_loss(kind):
    """A forger chooses the sequence that the books read; a code that is not good may stand right behind a gap."""
    made, chain = Bookkeeping(), Chain(7)
    chain.ride(0, AT_S)
    chain.ride(1, AT_S + 1)
    last = chain.ride(2, AT_S + 2, fare_fen=policy.FARE_MAX_FEN + (kind == "refused_again"))
    made.take(Chain(7))
    offered(made, chain, last)
    if kind == "forged":
        forged(made, chain, last)
    gap, other = made.books.incidents()
    assert [(one.kind, one.sequence) for one in (gap, other)] == [("gap", last), (kind, last)]
    assert made.books.settle(other.number, "junk")
    assert gaps(made, chain) == [(2, last - 1)]
    assert made.books.settle(gap.number, "lost")
    assert gaps(made, chain) == [] and made.books.position(chain.terminal).through.sequence == len(chain.raws)


def test_the_bound_counts_open_incidents_and_a_settled_one_takes_no_other():
    made, chain = Bookkeeping(incidents_max=2), Chain(7)
    made.take(chain)
    for change in (1, 2):
        forged(made, chain, 1, change)
    assert all(made.books.settle(one.number, "done") for one in made.books.incidents(True))
    for change in (3, 4, 5, 5, 1):  # the last one again, and one that was settled
        forged(made, chain, 1, change)
    kept = [(one.number, one.times, one.settled) for one in made.books.incidents()]
    assert kept == [(1, 2, "done"), (2, 1, "done"), (3, 1, None), (4, 3, None)]


def test_every_open_gap_has_an_incident_that_can_be_settled():
    made, chain = Bookkeeping(incidents_max=1), Chain(7)
    for at in range(9):
        chain.ride(at, AT_S + at)
    made.take(Chain(7))
    for first in (4, 8, 12):
        offered(made, chain, first, first)
    assert gaps(made, chain) == [(2, 3), (5, 7), (9, 11)]
    assert [one.sequence for one in made.books.incidents(True)] == [4, 8, 12]
    assert all(made.books.settle(one.number, "lost") for one in made.books.incidents(True))
    assert made.books.position(chain.terminal).through.sequence == 12


def test_a_gap_that_was_refused_and_settled_has_an_open_incident_once_it_is_taken():
    made, chain = Bookkeeping(), Chain(7)
    for at in range(GAPS_MAX + 2):
        chain.ride(at, AT_S + at)
    made.take(Chain(7))
    sequences = range(3, 3 + 2 * (GAPS_MAX + 1), 2)
    for first in sequences:
        offered(made, chain, first, first)
    *opened, refused = made.books.incidents(True)
    assert len(opened) == len(gaps(made, chain)) == GAPS_MAX and refused.sequence == sequences[-1]
    assert made.books.settle(refused.number, "later") and made.books.settle(1, "lost")
    offered(made, chain, sequences[-1], sequences[-1])
    again = made.books.incidents(True)[-1]
    assert (again.number, again.sequence, again.times) == (refused.number, sequences[-1], 2)
    assert made.books.settle(again.number, "lost") and gaps(made, chain)[-1][1] == sequences[-2] - 1


def test_a_gap_that_is_filled_reads_what_is_behind_it_once_a_batch():
    made, chain = Bookkeeping(), Chain(7)
    rides = [chain.ride(at, AT_S + at, outcome=(records.PASSED, records.TIMEOUT)[at % 2]) for at in range(12)]
    made.take(Chain(7))
    offered(made, chain, rides[6])
    asked = []
    made.database._connection.set_trace_callback(asked.append)
    made.pipe.put(chain.terminal, *chain.raws[1 : rides[6] - 1])
    made.sink.turn(0)
    made.database._connection.set_trace_callback(None)
    reads = [words for words in asked if f"kind = {records.OUTCOME} " in words]
    assert 0 < len(reads) <= 2 and gaps(made, chain) == []
    found = made.database.all("SELECT outcome FROM ride ORDER BY sequence")
    assert found == [(records.PASSED,), (records.TIMEOUT,)] * 6


@pytest.mark.parametrize("second_gap_first", [False, True])
def test_outcomes_in_any_order_of_arrival_end_their_rides(second_gap_first):
    """Rides in two gaps end between these, in one, behind both, some twice. The first outcome behind a ride counts."""
    made, chain = Bookkeeping(), Chain(7)

    def end(ride, outcome):
        return chain.add(records.OUTCOME, records.outcome_body(ride, outcome), AT_S + 9)

    one, two, three = (chain.ride(at, AT_S + at, outcome=None) for at in range(3))
    between = end(one, records.FAULT)
    four = end(len(chain.raws) + 2, records.FAULT) + 1  # of a ride that is not there yet
    assert chain.ride(4, AT_S + 4, outcome=None) == four
    for ride, outcome in ((three, records.PASSED), (two, records.TIMEOUT), (four, records.PASSED)):
        end(ride, outcome)
    behind = end(two, records.PASSED)
    end(one, records.PASSED)
    made.take(Chain(7))
    offered(made, chain, between, four - 1)
    offered(made, chain, behind)
    assert gaps(made, chain) == [(one, between - 1), (four, behind - 1)]
    first, second = chain.raws[one - 1 : between - 1], chain.raws[four - 1 : behind - 1]
    made.pipe.put(chain.terminal, *((*second, *first) if second_gap_first else (first[0], *second, *first[1:])))
    made.sink.turn(0)
    assert gaps(made, chain) == []
    found = dict(made.database.all("SELECT sequence, outcome FROM ride"))
    assert found == {one: records.FAULT, two: records.TIMEOUT, three: records.PASSED, four: records.PASSED}
