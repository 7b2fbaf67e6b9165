"""Signatures verified in batches: the engine's answers, each signature's own answer, and a month judged with it."""

import random

import pytest

from hal.desktop import extra
from hal.desktop.engine import desktop_engine, python_engine
from sim.backoffice import registry
from sim.issuer import sm2_sign
from sim.reverify import judge, month, report
from sim.trust.file import load
from terminal import sm2
from tests.builder.month_builder import Month, found
from tests.rig import engine_contract
from tests.rig.command import ridegate
from tests.rig.engine_contract import signed, verified

pytestmark = pytest.mark.skipif(not extra.installed(extra.BATCH), reason=f"no numba here: {extra.install(extra.BATCH)}")


@pytest.fixture(scope="module")
def engines():
    """The module; compiled at its first use, for some 8 s of a processor."""
    from hal.desktop.batch import engine

    return engine


@pytest.fixture(scope="module")
def batch(engines):
    return engines.proved_batch()


def asked(batch, *questions):
    """Answers to (key, digest, signature), all verified together."""
    return batch.together([batch.engine.verify(*each) for each in questions])


def answering(answer):
    """What an engine that always says so would do."""
    yield from ()
    return answer


def many(batch, count, first=0):
    """Good signatures of so many keys."""
    for seed in range(first, first + count):
        private, e, signature = signed(seed)
        yield batch.engine.decode(sm2_sign.public_key(private)), e, signature


@pytest.mark.parametrize("prepared", (False, True))
def test_it_answers_every_vector(batch, prepared):
    engine_contract.answers_every_vector(batch.engine, prepared)


def test_all_vectors_at_once_are_answered_as_one_by_one(batch):
    vectors = [each for each in engine_contract.vectors(batch.engine) if each[2] is not None]
    answers = asked(batch, *[each[2:] for each in vectors])
    assert [each[0] for each, good in zip(vectors, answers) if each[1] is not good] == []
    assert len(vectors) > 100


@pytest.mark.parametrize("form", engine_contract.FORMS)
def test_random_keys(engines, batch, form):
    engine_contract.holds_for_random_keys_and_no_change(batch.engine, form, engines.TABLE_AT + 2)


def test_rare_sums_are_left_to_the_slow_engine(engines, batch):
    engine_contract.knows_rare_sums(batch.engine, engines.TABLE_AT + 1)
    private = sm2_sign.private_key(b"among others", "engine")
    rare = list(engine_contract.rare_sums(private))
    key = batch.engine.decode(sm2_sign.public_key(private))
    questions = [*many(batch, 20), *[(key, e, signature) for e, signature, _ in rare], *many(batch, 20, 20)]
    assert asked(batch, *questions) == [True] * 20 + [good for _, _, good in rare] + [True] * 20


def test_bounds_of_a_signature_and_of_a_key(batch):
    engine_contract.takes_64_bytes_alone(batch.engine)
    engine_contract.refuses_what_is_out_of_range(batch.engine)
    engine_contract.decodes_three_forms_and_no_other(batch.engine)


@pytest.mark.parametrize("more", (-1, 0, 1))
def test_each_wrong_signature_among_many_is_found(engines, batch, monkeypatch, more):
    monkeypatch.setattr(engines, "CHUNK_MAX", 60)
    questions = list(many(batch, 60 + more))
    draw = random.Random(more)
    wrong = set(draw.sample(range(len(questions)), 9))
    for at in wrong:
        key, e, signature = questions[at]
        changed = bytearray(signature)
        changed[draw.randrange(64)] ^= 1 << draw.randrange(8)
        questions[at] = key, e, bytes(changed)
    answers = asked(batch, *questions)
    assert {at for at, held in enumerate(answers) if not held} == wrong


def test_what_is_asked_twice_is_verified_once(engines, batch, monkeypatch):
    seen = []
    plain = engines.kernel.sums
    monkeypatch.setattr(engines.kernel, "sums", lambda *given: seen.append(len(given[2])) or plain(*given))
    one, other = many(batch, 2, 900)
    assert asked(batch, one, other, one, one, (one[0], other[1], one[2])) == [True, True, True, True, False]
    assert seen == [3]


def test_a_key_gets_a_table_when_it_is_used_often_and_the_oldest_makes_room(engines, monkeypatch):
    monkeypatch.setattr(engines, "TABLES_MAX", 2)
    batch = engines.Batch(desktop_engine())
    keys = []
    for seed in (50, 51, 52):
        private, e, signature = signed(seed)
        keys.append(batch.engine.decode(sm2_sign.public_key(private)))
        questions = [(keys[-1], bytes([at]) + e[1:], signature) for at in range(engines.TABLE_AT)]
        asked(batch, *questions[1:])
        assert keys[-1].table.table is None
        asked(batch, questions[0])
        assert keys[-1].table.table is not None
    assert [key.table.table is None for key in keys] == [True, False, False]
    assert asked(batch, *[(key, *signed(seed)[1:]) for key, seed in zip(keys, (50, 51, 52))]) == [True] * 3


def test_keys_that_are_remembered_are_bounded(engines, monkeypatch):
    monkeypatch.setattr(engines, "KEYS_MAX", 2)
    batch = engines.Batch(desktop_engine())
    octets = [sm2_sign.public_key(signed(seed)[0]) for seed in range(3)]
    first, second, third = map(batch.engine.decode, octets)
    assert batch.engine.decode(octets[2]) is third and batch.engine.decode(octets[1]) is second
    again = batch.engine.decode(octets[0])
    assert again is not first and again.xy == first.xy


def test_an_answer_that_the_slow_engine_does_not_share_ends_the_computation(engines, monkeypatch):
    """It is asked about every refusal, and about one in CHECKED_EACH of what holds."""
    kind = engines.Batch(python_engine()._replace(verify=lambda *_: answering(True)))
    key, e, signature = next(many(kind, 1))
    with pytest.raises(RuntimeError, match="they differ on a signature"):
        verified(kind.engine, key, bytes(32), signature)
    strict = engines.Batch(python_engine()._replace(verify=lambda *_: answering(False)))
    monkeypatch.setattr(engines, "CHECKED_EACH", 3)
    key, e, signature = next(many(strict, 1))
    for number in range(1, 3):
        assert verified(strict.engine, key, e, signature), number
    with pytest.raises(RuntimeError, match="they differ on a signature"):
        verified(strict.engine, key, e, signature)


def test_a_sum_that_is_wrong_never_makes_a_finding(engines, batch, monkeypatch):
    plain = engines.kernel.sums

    def off(*given):
        xs, given_up = plain(*given)
        xs[0, 0] ^= 1
        return xs, given_up

    monkeypatch.setattr(engines.kernel, "sums", off)
    with pytest.raises(RuntimeError, match="they differ on a signature"):
        asked(batch, *many(batch, 3))


def test_the_field_is_proved_and_a_fault_in_it_seen(engines, monkeypatch):
    assert engines.arithmetic_holds()
    plain = engines.kernel.each

    def off(a, b):
        out = plain(a, b)
        out[-1, 3, 3] ^= 1 << 63
        return out

    monkeypatch.setattr(engines.kernel, "each", off)
    with pytest.raises(RuntimeError, match="computes wrongly"):
        engines.proved_batch()


@pytest.mark.parametrize("window", [1, 7, judge.WINDOW])
def test_a_month_judged_in_batches_is_the_month_judged_one_by_one(tmp_path, monkeypatch, window):
    monkeypatch.setattr(judge, "WINDOW", window)
    city = Month(tmp_path, 120, 3)
    lists = tuple(load(path, None, sm2.REFERENCE) for path in city.lists)
    rules = month.Rules(lists, registry.load(city.terminals, None), 20)
    plain, batch = (
        report.as_json(month.reverify(city.folders, rules_, 3, 1))
        for rules_ in (rules, month.Rules(lists, rules.keys, 20, engine=month.BATCH))
    )
    assert batch == plain
    assert found(batch) == city.expected


def test_engines_that_differ_end_the_run_and_make_no_finding(engines, tmp_path, monkeypatch):
    city = Month(tmp_path, 8, 2, each=0)
    trust = [word for path in city.lists for word in ("--trust", path)]
    given = ["reverify", *city.folders, *trust, "--engine", "batch"]
    plain = engines.kernel.sums

    def off(*given):
        xs, given_up = plain(*given)
        if len(xs) > 1:  # the proof at the start is of single signatures
            xs[0, 0] ^= 1
        return xs, given_up

    monkeypatch.setattr(engines.kernel, "sums", off)
    status, out, err = ridegate(*given)
    assert (status, out) == (2, "") and "they differ on a signature" in err
    monkeypatch.setattr(engines, "arithmetic_holds", lambda: False)
    status, out, err = ridegate(*given)
    assert (status, out) == (2, "") and "computes wrongly" in err and "NUMBA_CACHE_DIR" in err


def test_the_command_takes_it_and_says_what_to_install(tmp_path, monkeypatch):
    city = Month(tmp_path, 8, 2, each=0)
    trust = [word for path in city.lists for word in ("--trust", path)]
    given = ["reverify", *city.folders, *trust, "--terminals", city.terminals, "--engine"]
    for engine in month.ENGINES:
        status, out, err = ridegate(*given, engine)
        assert (status, err) == (1, "") and "8 rides" in out  # the first gate's clock is behind
    monkeypatch.setattr(extra, "installed", lambda name: False)
    status, out, err = ridegate(*given, "batch")
    assert (status, out) == (2, "") and "pip install 'ridegate[batch]'" in err
