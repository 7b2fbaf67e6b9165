"""The question of step 24: what counts as an answer, until when, and that nothing of it is kept."""

from hal.fake.eligibility import Eligibility
from terminal import codes, eligibility
from terminal.eligibility import ALLOW, DENY, UNKNOWN, Question
from tests.core.raising import raised

SUBJECT = b"\x31\x04" + bytes(7) + b"\x1f"
PLACE = b"\x00\x03\x00\x04"


def question(port: Eligibility, unknown: str = "staffed", deadline_ms: int = 150) -> Question:
    return Question(port, eligibility.rules(unknown, deadline_ms), PLACE)


def test_bounds_of_the_rules():
    assert eligibility.rules() == ("staffed", 150)
    for value in (50, 1000):
        assert eligibility.rules("open", value).deadline_ms == value
    for value in (49, 1001, None):
        assert "deadline_ms" in str(raised(ValueError, eligibility.rules, "open", value))
    assert "unknown" in str(raised(ValueError, eligibility.rules, "maybe"))


def test_each_verdict_under_each_policy():
    for unknown, results in (
        ("open", (codes.ACCEPTED, codes.NOT_ELIGIBLE, codes.ACCEPTED)),
        ("staffed", (codes.ACCEPTED, codes.NOT_ELIGIBLE, codes.ELIGIBILITY_UNKNOWN)),
        ("shut", (codes.ACCEPTED, codes.NOT_ELIGIBLE, codes.ELIGIBILITY_UNKNOWN)),
    ):
        for verdict, result in zip((ALLOW, DENY, UNKNOWN), results):
            port = Eligibility(verdict)
            asked = question(port, unknown)
            asked.ask(SUBJECT, 1000)
            assert asked.look(1000) == verdict and asked.result(verdict) == result
            assert port.asked == [(PLACE, 1000)]


def test_an_answer_counts_until_the_deadline_and_no_millisecond_longer():
    for deadline_ms in (50, 150, 1000):
        for slow_ms, verdict in ((deadline_ms - 1, ALLOW), (deadline_ms, UNKNOWN), (None, UNKNOWN)):
            port = Eligibility()
            port.slow_ms = slow_ms
            asked = question(port, "staffed", deadline_ms)
            asked.ask(SUBJECT, 7)
            answers = [asked.look(7 + ms) for ms in range(deadline_ms + 1)]
            assert answers[-1] == verdict and answers[: deadline_ms - 1] == [None] * (deadline_ms - 1)
            assert asked.look(7 + deadline_ms + 5000) == verdict


def test_a_late_answer_is_not_that_of_the_next_question():
    port = Eligibility(DENY)
    port.slow_ms = 200
    asked = question(port)
    asked.ask(SUBJECT, 0)
    assert asked.look(150) == UNKNOWN
    port.verdict = ALLOW
    port.slow_ms = 60
    asked.ask(SUBJECT, 160)
    assert asked.look(210) is None and asked.look(220) == ALLOW


def test_a_service_that_is_down_is_unknown():
    port = Eligibility()
    port.down = True
    asked = question(port)
    asked.ask(SUBJECT, 0)
    assert asked.look(0) == UNKNOWN
    port.down = False
    port.slow_ms = 10
    asked.ask(SUBJECT, 100)
    assert asked.look(100) is None
    port.down = True
    assert asked.look(101) == UNKNOWN


def test_without_a_question_there_is_no_answer():
    assert question(Eligibility()).look(0) == UNKNOWN


def test_a_lie_about_the_subject_is_unknown():
    port = Eligibility(ALLOW)
    port.lies = True
    asked = question(port)
    asked.ask(SUBJECT, 0)
    assert asked.look(0) == UNKNOWN


def test_what_is_malformed_is_unknown():
    for raw in (0, 4, -1, True, "1", b"\x01", 1.0, (), 1 << 70):
        port = Eligibility()
        port.raw = raw
        asked = question(port)
        asked.ask(SUBJECT, 0)
        assert asked.look(0) == UNKNOWN and asked.answer_id == b"", raw
    for answer_id, sequence, good in (
        (bytes(16), 0xFFFFFFFF, True),
        (b"", 0, True),
        (bytes(17), 0, False),
        ("text", 0, False),
        (bytearray(4), 0, False),
        (None, 0, False),
        (b"", -1, False),
        (b"", 1 << 32, False),
        (b"", None, False),
        (b"", True, False),
    ):
        port = Eligibility()
        port.next_id, port.next_sequence = answer_id, sequence
        asked = question(port)
        asked.ask(SUBJECT, 0)
        assert asked.look(0) == (ALLOW if good else UNKNOWN), (answer_id, sequence)
        assert (asked.answer_id, asked.snapshot_sequence) == ((answer_id, sequence) if good else (b"", 0))


def test_nothing_is_kept():
    port = Eligibility(DENY)
    port.next_id = b"answer 77"
    asked = question(port)
    asked.ask(SUBJECT, 0)
    assert bytes(port._subject) == SUBJECT
    assert asked.look(0) == DENY
    asked.forget()
    assert bytes(port._subject) == bytes(10)
    for name in ("verdict", "answer_id", "snapshot_sequence"):
        assert not getattr(asked, name)
    held = [getattr(asked, name) for name in dir(asked) if not name.startswith("__")]
    assert SUBJECT not in held and b"answer 77" not in held
