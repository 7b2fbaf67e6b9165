"""A foreign gate on a computer that is slow: what the bench was too late to see is no fault of the gate."""

import time

import pytest

from hal.desktop.stand_still import LOOKS
from sim.conformance import channel, foreign
from sim.conformance.foreign import ForeignSubject
from sim.conformance.subject import Setup
from terminal import policy
from tests.rig.late import Late

CODE = bytes.fromhex("80")


class Line:
    """A gate whose contact is over before a late bench looks. late: how often the bench stands still behind a code."""

    def __init__(self, can, late):
        self.can, self.late = can, late
        self.shown = self.forgot = 0
        self.missed = False

    def ask(self, question):
        what = question["do"]
        if what == "describe":
            return {"name": "a gate", "can": self.can}
        if what == "set":
            self.forgot += "forget" in question
        elif what == "present":
            self.shown += 1
            self.missed = self.shown <= self.late
            if self.missed:
                time.sleep(foreign.SOON_S + 0.01)
        elif what == "contact":
            return {"closed": self.shown > 0 and not self.missed}
        return {"answer": {"accepted": True}} if what == "answer" else {}


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(foreign, "HELD_S", 0.0)
    monkeypatch.setattr(foreign, "CONTACT_MAX_S", 0.02)
    monkeypatch.setattr(ForeignSubject, "rest", lambda self: None)


def presented(can, late, kind=None):
    line = (kind or Line)(can, late)
    subject = ForeignSubject(line)
    subject.prepare(Setup(None, 0, None, b"", b"", {}, policy.STANDARD, ()), False)
    answer = subject.present(CODE)
    return answer.released, line, answer.accepted


@pytest.mark.parametrize(("late", "shown", "released"), [(0, 1, True), (1, 2, True), (2, 3, True), (3, 3, False)])
def test_a_code_whose_pulse_may_be_over_is_shown_again(late, shown, released):
    closed, line, _ = presented(["forget", "contact"], late)
    assert (closed, line.shown, line.forgot) == (released, shown, shown - 1)


@pytest.mark.parametrize("still", [0, LOOKS - 1, LOOKS])
def test_a_stand_still_of_the_bench_is_no_silence_of_the_gate(still):
    lines = channel._Lines("a gate", lambda: b"", lambda line: None)
    lines._lines = Late(still)
    lines._lines.put(b'{"did": 1}\n')
    if still < LOOKS:
        assert lines.ask({"do": "set"}) == {"did": 1}
    else:
        with pytest.raises(channel.BenchBroken, match="no answer to 'set'"):
            lines.ask({"do": "set"})


def test_a_gate_that_cannot_forget_is_shown_it_once():
    closed, line, _ = presented(["contact"], 1)
    assert (closed, line.shown) == (False, 1)


class Forgetful(Line):
    """A gate that lets the first one in and refuses the same code when it has forgotten."""

    def ask(self, question):
        if question["do"] == "answer":
            return {"answer": {"accepted": self.shown == 1}}
        return super().ask(question)


def test_what_a_gate_answered_first_is_judged():
    assert presented(["forget", "contact"], 1, Forgetful)[2] is True


class Slow(Line):
    """The bench stands still while it asks for the contact: the pulse is over when the gate looks."""

    def ask(self, question):
        if question["do"] == "contact" and self.shown <= 1:
            time.sleep(foreign.SOON_S + 0.01)
            return {"closed": False}
        return super().ask(question)


def test_a_stand_still_between_answer_and_contact_is_noticed_too():
    closed, line, _ = presented(["forget", "contact"], 0, Slow)
    assert (closed, line.shown) == (True, 2)


def test_an_answer_that_is_there_behind_the_limit_counts():
    asked = []
    subject = ForeignSubject(Line([], 0))

    def ask(question):
        asked.append(question)
        time.sleep(0.02)  # the bench stands still for longer than it waits
        return {"answer": {"accepted": False} if len(asked) > 1 else None}

    subject.channel.ask = ask
    assert subject.wait(0.01) == {"accepted": False} and len(asked) == 2
