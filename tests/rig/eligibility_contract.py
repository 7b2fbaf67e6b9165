"""The obligations of `Eligibility` in hal/interfaces.pyi, as tests/rig/hal_contract.py has those of the other devices.

A file of its own: both together leave a board's heap no space for the largest contract of a store.
"""

from collections import namedtuple

from terminal.eligibility import ALLOW, DENY, UNKNOWN

SUBJECT, ANOTHER = bytes.fromhex("3104170000000004711f"), bytes.fromhex("3104170000000004712f")
PLACE = bytes.fromhex("010002012d")
_PATIENCE_MS = 3000  # for what comes from outside to arrive

# eligibility; knows(answer): what it answers about SUBJECT from now on; hang(): nothing answers from now on, None
# where that cannot be; keeps(subject): whether these bytes are still there, in any spelling; wait(ms); deadline_ms: its
# own, None where only the terminal has one
EligibilityRig = namedtuple("EligibilityRig", "eligibility knows hang keeps wait deadline_ms")


def eligibility_answers_each_question(rig):
    for answer in (ALLOW, DENY, UNKNOWN, ALLOW):
        rig.knows(answer)
        assert _answer(rig, SUBJECT) == answer
        assert type(rig.eligibility.answer_id) is bytes and len(rig.eligibility.answer_id) <= 16
        assert type(rig.eligibility.snapshot_sequence) is int and rig.eligibility.snapshot_sequence >= 0


def eligibility_gives_an_answer_once(rig):
    assert rig.eligibility.poll(0) is None
    rig.knows(DENY)
    assert _answer(rig, SUBJECT) == DENY
    assert rig.eligibility.poll(0) is None and rig.eligibility.poll(10_000) is None


def eligibility_gives_a_question_up_for_the_next_one(rig):
    rig.knows(DENY)
    rig.eligibility.ask(SUBJECT, PLACE, 0)
    rig.eligibility.ask(SUBJECT, PLACE, 0)
    rig.eligibility.ask(ANOTHER, PLACE, 0)
    rig.wait(20)
    assert _answer(rig, SUBJECT) == DENY


def eligibility_never_waits(rig):
    """Two hundred polls at one moment while nothing answers: each comes back with None."""
    if rig.hang is None:
        return
    rig.hang()
    rig.eligibility.ask(SUBJECT, PLACE, 1000)
    for _ in range(200):
        assert rig.eligibility.poll(1000) is None


def eligibility_is_unknown_at_its_deadline(rig):
    if rig.hang is None or rig.deadline_ms is None:
        return
    rig.hang()
    rig.eligibility.ask(SUBJECT, PLACE, 1000)
    rig.wait(20)
    assert rig.eligibility.poll(1000 + rig.deadline_ms - 1) is None
    assert rig.eligibility.poll(1000 + rig.deadline_ms) == UNKNOWN
    assert rig.eligibility.answer_id == b""


def eligibility_keeps_no_subject(rig):
    for answer in (ALLOW, DENY, UNKNOWN):
        rig.knows(answer)
        _answer(rig, SUBJECT)
        assert not rig.keeps(SUBJECT)
    if rig.hang is not None:
        rig.hang()
        rig.eligibility.ask(SUBJECT, PLACE, 0)
        rig.eligibility.poll(rig.deadline_ms or 0)
        assert rig.deadline_ms is None or not rig.keeps(SUBJECT)
        rig.eligibility.ask(SUBJECT, PLACE, 0)
        rig.eligibility.close()
        assert not rig.keeps(SUBJECT) and rig.eligibility.poll(0) is None


def _answer(rig, subject):
    rig.eligibility.ask(subject, PLACE, 1000)
    for _ in range(_PATIENCE_MS):
        answer = rig.eligibility.poll(1000)
        if answer is not None:
            return answer
        rig.wait(1)
    raise AssertionError("no answer")


OBLIGATIONS = (
    eligibility_answers_each_question,
    eligibility_gives_an_answer_once,
    eligibility_gives_a_question_up_for_the_next_one,
    eligibility_never_waits,
    eligibility_is_unknown_at_its_deadline,
    eligibility_keeps_no_subject,
)
