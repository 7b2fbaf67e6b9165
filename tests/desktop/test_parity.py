"""The comparison of the two runtimes: what is missing or wrong is named, and where."""

import json
import subprocess
import sys

import pytest

from tests.tool import parity
from tests.tool.judge import expected

VECTORS = [{"id": name, "result": name.upper(), "step": 3, "recovered": []} for name in ("a", "b", "c")]
LINES = [json.dumps(each) for each in VECTORS]
GOOD = [json.dumps(expected(each)) for each in VECTORS]
HERE = [("file order", [0, 1, 2]), ("reversed", [2, 1, 0])]


def found(said, errors=""):
    """What is found of a process that says so, whatever it is asked."""
    program = f"import sys; sys.stdin.read(); print({said!r}, end=''); print({errors!r}, end='', file=sys.stderr)"
    pipe = subprocess.PIPE

    def start():
        return subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    run = parity.Run("here", start, HERE)
    return parity.differences(VECTORS, run, *parity.answers(run, LINES))


def said(*numbers):
    return "".join(f"{GOOD[number]}\n" for number in numbers)


def test_what_is_as_it_should_be_is_no_difference():
    assert found(said(0, 1, 2, 2, 1, 0)) == []


def test_a_wrong_answer_is_named_with_its_vector_and_order():
    (wrong,) = found(said(0, 1, 2, 2, 0, 0))
    assert wrong.startswith("b on here, reversed:\n  expected ['B', 3, [], None, -1]\n  answered ['A'")


@pytest.mark.parametrize("rest", ["", GOOD[1][:5]], ids=["between two answers", "in the middle of one"])
def test_a_process_that_ends_early_is_named_with_its_last_words(rest):
    (missing,) = found(said(0, 1, 2, 2) + rest, "MemoryError")
    assert missing.startswith("b on here, reversed: no answer, 2 are missing\nMemoryError")


def test_all_vectors_are_asked_in_three_orders():
    first, *others = (sorted(order) for _, order in parity.orders(7))
    assert [first, *others] == [list(range(7))] * 3
    assert len({tuple(order) for _, order in parity.orders(7)}) == 3
