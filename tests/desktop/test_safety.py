"""The search of tests/safety/ as far as a minute goes; `make safety` does all of it."""

import json

import pytest

from terminal.gate import Gate
from terminal.run import Loop
from tests.safety import guard as guards
from tests.safety.__main__ import KEPT
from tests.safety.domain import DOMAINS
from tests.safety.redundant import REDUNDANT
from tests.safety.search import search

STATES = 250
EVERY = 8  # guard is taken out here
PLANT_STATES, PLANT_TURNS = 1000, 30_000
DEEP = {"Loop._fail: not self._gate.faults & device, never"}  # missed among more states: `make safety`, of 3,000


@pytest.fixture(scope="module")
def kept():
    return json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_nothing_is_violated(domain):
    searched = search(domain, Gate, Loop, states=STATES, turns=8000)
    assert searched.found is None
    assert searched.states > 50


def test_every_guard_of_gate_and_loop_has_its_counter_example_or_its_reason(kept):
    keys = [guards.key(guard) for guard in guards.guards()]
    assert sorted(keys) == sorted([*kept, *REDUNDANT])
    assert len(set(keys)) == len(keys) > 240


def test_a_guard_that_is_taken_out_is_missed(kept):
    domains = {domain.name: domain for domain in DOMAINS}
    unseen = []
    for guard in [guard for guard in guards.guards() if guards.key(guard) in kept.keys() - DEEP][::EVERY]:
        name, rule = kept[guards.key(guard)]
        classes = guards.without(guard)
        found = search(domains[name], *classes, states=PLANT_STATES, turns=PLANT_TURNS).found
        if found is None or found.name != rule:
            unseen.append((guards.key(guard), name, found))
    assert unseen == []


def test_a_guard_that_is_not_there_any_more_is_named():
    with pytest.raises(LookupError, match="no such guard"):
        guards.without(guards.Guard("Gate._release", "not self._line", 0, "never"))
