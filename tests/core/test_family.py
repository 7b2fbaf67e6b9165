"""The TEST families on both runtimes: their vectors, and what the place where they meet ride codes promises."""

import json

from terminal import codes, history, policy, sm2
from terminal.decide import Decision
from terminal.family import judging, paper, relative
from tests.core.raising import raised
from tests.tool import lines
from tests.tool.judge import FAMILY_VECTORS, Judge, expected_family

BOTH = (paper, relative)


class Broken:
    """A family whose steps raise what they are given."""

    NAME = "broken"
    RESULTS = ()

    def __init__(self, error):
        self.error = error

    def matches(self, payload):
        return payload[:1] == b"?"

    def steps(self, payload, trust, rules, now_s):
        yield 1
        raise self.error


def judged(judge: judging.Judging, payload: bytes) -> Decision:
    return sm2.finish(judge.steps(payload, None, policy.STANDARD, history.History(1), 1))


def test_every_vector_answers_as_stated():
    judge = Judge()
    wrong = []
    seen = set()
    for line in lines.of(FAMILY_VECTORS):
        vector = json.loads(line)
        answer = judge.family_answer(vector)
        seen.add(vector["result"])
        if answer != expected_family(vector):
            wrong.append((vector["id"], "expected", expected_family(vector), "answered", answer))
    assert not wrong, wrong
    for family in BOTH:
        for row in family.RESULTS:
            assert row.name in seen, row.name
    assert "FAMILY_NOT_READ_HERE" in seen


def test_each_family_has_numbers_of_its_own_and_one_good_answer():
    known = [row.number for row in codes.TABLE]
    for family in BOTH:
        numbers = [row.number for row in family.RESULTS]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] % 20 == 0
        assert not [number for number in numbers if number in known]
        known += numbers
        assert [row.number for row in family.RESULTS if row.fault == "nobody"] == [family.READ]
        assert family.READ != codes.ACCEPTED


def test_a_row_is_found_in_the_family_or_in_the_table():
    judge = judging.Judging(BOTH)
    assert judge.row(paper.EXPIRED).name == "PAPER_EXPIRED"
    assert judge.row(codes.FAMILY_NOT_READ_HERE).name == "FAMILY_NOT_READ_HERE"
    raised(KeyError, judging.Judging(()).row, paper.EXPIRED)


def test_without_families_their_codes_are_no_ride_codes():
    for magic in (paper.MAGIC, relative.MAGIC):
        decision = judged(judging.Judging(()), magic)
        assert (decision.result, decision.step, decision.family) == (codes.NOT_A_RIDE_CODE, 1, None)


def test_a_fault_of_a_family_is_internal_and_a_fault_of_storage_is_raised():
    rules = judging.reading(("broken",))
    decision = judged(judging.Judging((Broken(ValueError("x")),), rules), b"?")
    assert (decision.result, decision.step, decision.family) == (codes.INTERNAL, 2, "broken")
    raised(OSError, judged, judging.Judging((Broken(OSError(5)),), rules), b"?")
    assert judged(judging.Judging((Broken(ValueError("x")),)), b"?").result == codes.FAMILY_NOT_READ_HERE


def test_size_comes_before_the_family():
    for judge in (judging.Judging(BOTH), judging.Judging(BOTH, judging.reading(("paper",)))):
        for family in BOTH:
            longest = family.MAGIC + bytes(1024 - len(family.MAGIC))
            assert judged(judge, longest).result != codes.OVERSIZED
            decision = judged(judge, longest + b"x")
            assert (decision.result, decision.step, decision.family) == (codes.OVERSIZED, 1, family.NAME)


def test_any_bytes_behind_the_first_are_answered():
    rules = judging.reading(("paper", "relative"), b"1")
    judge = judging.Judging(BOTH, rules)
    for family in BOTH:
        for length in range(300):
            decision = judged(judge, family.MAGIC + bytes([1] * length))
            assert decision.result != codes.INTERNAL and decision.family == family.NAME
