"""Tables for keys that stay: which, how many, and when they give way."""

from boards.preparation import TABLES_MAX, Preparation
from terminal import sm2
from tests.builder import list_builder, signer

NAMES = ("root", "issuer", "user", "operator", "other")


def counting() -> tuple:
    """An engine whose tables take three steps, and the keys it prepared."""
    prepared = []

    def prepare(key: sm2.Key) -> object:
        assert not key.table
        yield
        yield
        key.table.append(b"table")
        prepared.append(key.xy)

    good = sm2.REFERENCE
    return sm2.Engine("counting", good.digest, good.decode, good.verify, prepare), prepared


def opened(engine: sm2.Engine, roots: tuple = ("root",)) -> object:
    entries = [list_builder.ca_entry(index, name) for index, name in enumerate(roots)]
    trust = list_builder.opened(list_builder.build(ca_keys=tuple(entries), issuers=(list_builder.issuer_entry(),)))
    trust.engine = engine
    return trust


def settle(preparation: Preparation, trust: object, most: int = 60) -> None:
    for _ in range(most):
        preparation.step(trust)


def meet(trust: object, name: str) -> sm2.Key:
    return trust.signer(signer.public_xy(name), sm2.IDENTITY)[0]


def test_roots_of_a_list_are_prepared_before_anybody_comes():
    engine, prepared = counting()
    trust = opened(engine)
    preparation = Preparation()
    settle(preparation, None)
    assert prepared == []
    settle(preparation, trust)
    assert prepared == [signer.public_xy("root")]
    assert meet(trust, "root").table == [b"table"]


def test_a_slice_a_step():
    engine, prepared = counting()
    preparation, trust = Preparation(), opened(engine)
    steps = 0
    while not prepared:
        preparation.step(trust)
        steps += 1
    assert steps >= 5


def test_issuers_follow_once_they_were_met_and_the_oldest_give_way():
    engine, prepared = counting()
    trust = opened(engine, ())
    preparation = Preparation()
    keys = []
    for number, name in enumerate(NAMES):
        keys.append(meet(trust, name))
        settle(preparation, trust)
        assert len(prepared) == number + 1
        with_table = [key for key in keys if key.table]
        assert with_table == keys[-TABLES_MAX:]
    settle(preparation, trust)
    assert len(prepared) == len(NAMES), "what has a table is left alone"
    meet(trust, NAMES[0])
    settle(preparation, trust)
    assert keys[0].table and not keys[2].table


def test_a_new_list_begins_anew():
    engine, prepared = counting()
    preparation = Preparation()
    settle(preparation, opened(engine))
    settle(preparation, opened(engine, ("issuer", "user", "other")))
    assert prepared == [signer.public_xy(name) for name in ("root", "issuer", "user")]
    settle(preparation, None)
    assert preparation.prepared == []


def test_a_damaged_list_is_nothing_to_stop_for():
    engine, prepared = counting()
    trust = opened(engine)

    def broken(*_: object) -> bool:
        raise OSError(5)

    trust.load = broken
    settle(Preparation(), trust)
    trust.load = lambda *_: False
    settle(Preparation(), trust)
    assert prepared == []
