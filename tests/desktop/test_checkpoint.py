"""The officer's lines at a checkpoint: one at a time, each for as long as the gate had it."""

import queue
from types import SimpleNamespace

import pytest

from sim.issuer.wallet import Wallet
from sim.scenario import checkpoint
from tests.rig.command import AT_S, pki

ANSWERED = 3  # turns behind a code


class Gate:
    """Answers a code that is shown a few turns later, if at all. still_ms: so long the turn behind it takes."""

    def __init__(self, still_ms, answers):
        self.ms, self.still_ms, self.answering = 0, still_ms, answers
        self.answers = 0
        self.turns = None
        self.shown_ms, self.hidden_ms = [], []
        self.sentinel = SimpleNamespace(ready=lambda now_ms: True)

    def now_ms(self):
        return self.ms

    def now_s(self):
        return AT_S

    def turn(self):
        if self.turns is not None:
            self.turns += 1
            self.ms += self.still_ms if self.turns == 1 else 0
            self.answers += self.answering and self.turns == ANSWERED
        return False

    def pass_time(self, ms):
        self.ms += ms
        assert self.ms < 200_000, "nobody gives up"

    def show(self, code):
        self.turns = 0
        self.shown_ms.append(self.ms)

    def hide(self):
        self.turns = None
        self.hidden_ms.append(self.ms)


@pytest.mark.parametrize(("still_ms", "answers"), [(0, True), (60_000, True), (0, False), (60_000, False)])
def test_a_code_is_held_up_until_it_is_answered_or_the_gate_has_had_it_for_long(still_ms, answers):
    gate, typed = Gate(still_ms, answers), queue.SimpleQueue()
    for line in ("1", "2", None):
        typed.put(line)
    checkpoint._turns(gate, Wallet(pki()), typed, False)
    assert len(gate.shown_ms) == len(gate.hidden_ms) == 2 and gate.answers == 2 * answers
    held_ms = gate.hidden_ms[0] - gate.shown_ms[0] - still_ms
    most_ms = 100 if answers else checkpoint._ANSWER_MAX_MS + 100
    assert (0 if answers else checkpoint._ANSWER_MAX_MS - 100) <= held_ms <= most_ms
