"""Incidents in the books: what settling one accepts, and which ones are kept."""

import pytest

from sim.backoffice.message import STATE, Message, State, encode_state
from terminal import policy
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
