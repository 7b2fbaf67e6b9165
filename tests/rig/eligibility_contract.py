"""The obligations of `Eligibility` in hal/interfaces.pyi, as tests/rig/hal_contract.py has those of devices.

A file of its own: both together leave a board's heap no space for the largest contract of a store.
"""

from collections import namedtuple

TURN_MS = 150  # for a call that must not wait, on a busy machine

# eligibility; now_ms(), wait(ms); answers(verdict): what the service says from now on; hang(): it answers no more;
# fail(), repair(); keeps(subject): whether the port still holds these bytes
EligibilityRig = namedtuple("EligibilityRig", "eligibility now_ms wait answers hang fail repair keeps")


def _polled(rig):
    """The answer, within the time of a lane's longest deadline; None when there is none."""
    port, end_ms = rig.eligibility, rig.now_ms() + 1000
    while rig.now_ms() < end_ms:
        answer = port.poll(rig.now_ms())
        if answer is not None:
            return answer
        rig.wait(5)
    return None


def eligibility_answers_one_question_and_keeps_nothing(rig):
    subject = b"\x31\x04\x17\x11\x22\x33\x44\x55\x66\x1f"
    for verdict in (1, 2, 3):
        rig.answers(verdict)
        rig.eligibility.ask(subject, b"\0\3\0\4", rig.now_ms())
        assert _polled(rig) == verdict
        assert type(rig.eligibility.answer_id) is bytes and len(rig.eligibility.answer_id) <= 16
        assert 0 <= rig.eligibility.snapshot_sequence < 1 << 32
        assert not rig.keeps(subject)


def eligibility_does_not_wait(rig):
    rig.hang()
    before_ms = rig.now_ms()
    rig.eligibility.ask(bytes(10), bytes(4), before_ms)
    assert rig.eligibility.poll(rig.now_ms()) is None
    assert rig.now_ms() - before_ms < TURN_MS
    assert _polled(rig) is None
    rig.answers(1)
    rig.eligibility.ask(bytes(10), bytes(4), rig.now_ms())
    assert _polled(rig) == 1


def eligibility_that_is_down_raises_or_does_not_know(rig):
    rig.fail()
    try:
        rig.eligibility.ask(bytes(10), bytes(4), rig.now_ms())
        assert _polled(rig) in (3, None)
    except OSError:
        pass
    rig.repair()
    rig.answers(2)
    rig.eligibility.ask(bytes(10), bytes(4), rig.now_ms())
    assert _polled(rig) == 2


OBLIGATIONS = (
    eligibility_answers_one_question_and_keeps_nothing,
    eligibility_does_not_wait,
    eligibility_that_is_down_raises_or_does_not_know,
)
