"""Every decision vector answers as it says, and every answer has a vector."""

import json

from terminal import codes
from tests.tool.judge import VECTORS, Judge, expected

# what others answer: the gate, the store, the trip rules, and a fault of our own
NOT_DECIDED_BY_CODE_AND_LIST = (
    "ALREADY_INSIDE",
    "NO_ENTRY",
    "NOT_ELIGIBLE",
    "ELIGIBILITY_UNKNOWN",
    "STORE_FAILED",
    "SCANNER_FAULT",
    "GATE_FAULT",
    "INTERNAL",
)


def test_every_vector_answers_as_stated():
    judge = Judge()
    wrong = []
    with open(VECTORS) as file:
        for line in file:
            vector = json.loads(line)
            answer = judge.answer(vector)
            if answer != expected(vector):
                wrong.append((vector["id"], "expected", expected(vector), "answered", answer))
    assert not wrong, wrong


def test_every_result_has_a_vector():
    results = set()
    with open(VECTORS) as file:
        for line in file:
            results.add(json.loads(line)["result"])
    missing = [code.name for code in codes.TABLE if code.name not in results]
    assert sorted(missing) == sorted(NOT_DECIDED_BY_CODE_AND_LIST), missing


def test_vectors_have_names_of_their_own():
    names = []
    with open(VECTORS) as file:
        for line in file:
            names.append(json.loads(line)["id"])
    assert names
    assert len(set(names)) == len(names)
