"""Every card vector answers as it says, and none opens a gate without a SAM."""

import json

from terminal import card as cards
from tests.tool import card_judge, lines
from tests.tool.judge import Judge

RESULTS = (
    "ACCEPTED",
    "FOREIGN_CODE",
    "CARD_UNREADABLE",
    "ISSUER_NOT_ACCEPTED",
    "CARD_NOT_AUTHENTICATED",
    "ACCOUNT_BLOCKED",
    "ACCOUNT_TYPE_NOT_ACCEPTED",
    "FARE_ABOVE_LIMIT",
    "CLOCK_UNTRUSTED",
    "TRUST_LIST_MISSING",
    None,
)


def vectors():
    for line in lines.of(card_judge.CARDS):
        yield json.loads(line)


def test_every_vector_answers_as_stated():
    judge = Judge()
    wrong = []
    results = set()
    for vector in vectors():
        answer = card_judge.answer(judge, vector)
        results.add(answer[0])
        if answer != card_judge.expected(vector):
            wrong.append((vector["id"], "expected", card_judge.expected(vector), "answered", answer))
    assert not wrong, wrong
    assert results == set(RESULTS)


def test_an_answer_that_is_not_stated_is_seen():
    vector = next(vectors())
    for change in ({"authenticated": "sam"}, {"step": 18}, {"words": ["请通行", "Pass"]}, {"exchange": []}):
        changed = dict(vector)
        changed.update(change)
        assert card_judge.answer(Judge(), changed) != card_judge.expected(changed), change


def test_no_vector_passes_without_a_sam():
    judge = Judge()
    number = 0
    for vector in vectors():
        vector["sam"] = None
        answer = card_judge.answer(judge, vector)
        number += 1
        assert answer[0] != "ACCEPTED" and answer[4] in (None, cards.AUTHENTICATED[0]), vector["id"]
    assert number > 60
