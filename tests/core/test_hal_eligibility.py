"""Eligibility out of a fake, a snapshot, and a snapshot before a service: the contract, and what is said of each."""

from boards.lane_watch import LaneWatch
from hal.eligibility.in_turn import InTurn
from hal.eligibility.snapshot import SnapshotEligibility
from hal.fake.clock import Clock
from hal.fake.eligibility import Eligibility
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from terminal.lane import Lane
from tests.builder import snapshot_builder
from tests.builder.list_builder import Storage
from tests.builder.snapshot_builder import EFFECTIVE_S, EXPIRES_S
from tests.core.raising import raised
from tests.rig import eligibility_contract
from tests.rig.eligibility_contract import ANOTHER, PLACE, SUBJECT


def no_wait(ms: int) -> None:
    pass


def holds(owner: object, subject: bytes) -> bool:
    """Whether an attribute of a device, or of a device in it, is these bytes."""
    for value in owner.__dict__.values():
        if isinstance(value, (bytes, bytearray)) and subject in bytes(value):
            return True
        if hasattr(value, "poll") and holds(value, subject):
            return True
    return False


def opened(denied: tuple = (), allowed: tuple = (), **fields: object):
    return snapshot_builder.opened_from(Storage(snapshot_builder.build(denied=denied, allowed=allowed, **fields)))


def known(answer: int):
    """A snapshot by which SUBJECT has this answer."""
    listed = {ALLOW: ((), (SUBJECT,)), DENY: ((SUBJECT,), ()), UNKNOWN: ((ANOTHER,), (ANOTHER,))}[answer]
    return opened(*listed)


def rig(device: object, knows: object, hang: object = None) -> eligibility_contract.EligibilityRig:
    keeps = lambda subject: holds(device, subject)  # noqa: E731
    return eligibility_contract.EligibilityRig(device, knows, hang, keeps, no_wait, None)


def says(fake: Eligibility, answer: int | None) -> None:
    """Let a fake answer so, None: never."""
    fake.verdict = answer or UNKNOWN
    fake.slow_ms = 0 if answer else None


def fake_rig() -> eligibility_contract.EligibilityRig:
    device = Eligibility()
    return rig(device, lambda answer: says(device, answer), lambda: says(device, None))


def snapshot_rig() -> eligibility_contract.EligibilityRig:
    device = SnapshotEligibility((), lambda: EFFECTIVE_S)

    def knows(answer: int) -> None:
        device._snapshots = (known(answer),)

    return rig(device, knows)


def in_turn_rig(by_snapshot: bool) -> eligibility_contract.EligibilityRig:
    first, then = SnapshotEligibility((), lambda: EFFECTIVE_S), Eligibility()

    def knows(answer: int | None = None) -> None:
        first._snapshots = (known(answer),) if by_snapshot and answer else ()
        says(then, answer)

    return rig(InTurn(first, then), knows, None if by_snapshot else knows)


def test_every_one_keeps_the_contract():
    for obligation in eligibility_contract.OBLIGATIONS:
        obligation(fake_rig())
        obligation(snapshot_rig())
        obligation(in_turn_rig(True))
        obligation(in_turn_rig(False))


def answer_of(device: object, now_ms: int = 0) -> int | None:
    device.ask(SUBJECT, PLACE, now_ms)
    for _ in range(50):
        answer = device.poll(now_ms)
        if answer is not None:
            return answer
    return None


def test_the_newest_snapshot_in_force_answers():
    older, newer = opened((SUBJECT,), sequence=3), opened((), (SUBJECT,), sequence=4, effective_s=EFFECTIVE_S + 10)
    for now_s, answer, sequence in (
        (None, UNKNOWN, 0),
        (EFFECTIVE_S - 1, UNKNOWN, 0),
        (EFFECTIVE_S + 9, DENY, 3),
        (EFFECTIVE_S + 10, ALLOW, 4),
        (EXPIRES_S, ALLOW, 4),
        (EXPIRES_S + 1, UNKNOWN, 0),
    ):
        device = SnapshotEligibility((newer, older), lambda now_s=now_s: now_s)
        assert (answer_of(device), device.snapshot_sequence) == (answer, sequence), now_s


def test_the_service_is_asked_only_where_the_snapshot_does_not_know():
    for answer, now_s, asked in (
        (DENY, EFFECTIVE_S, 0),
        (ALLOW, EFFECTIVE_S, 0),
        (UNKNOWN, EFFECTIVE_S, 1),
        (DENY, EXPIRES_S + 1, 1),
    ):
        service = Eligibility(ALLOW)
        device = InTurn(SnapshotEligibility((known(answer),), lambda now_s=now_s: now_s), service)
        assert answer_of(device) == (ALLOW if asked else answer)
        assert len(service.asked) == asked
        assert device.answer_id == (b"answer 1" if asked else b"")
        assert device.snapshot_sequence == (0 if asked else 3)


def test_the_service_hears_the_subject_and_the_place():
    service = Eligibility(ALLOW)
    service.verdicts[SUBJECT] = DENY
    assert answer_of(InTurn(SnapshotEligibility((), lambda: 0), service), 5) == DENY
    assert service.asked == [(PLACE, 5)]


def test_a_damaged_snapshot_is_named_and_the_service_is_asked():
    storage = Storage(snapshot_builder.build(denied=(SUBJECT,)))
    first = SnapshotEligibility((snapshot_builder.opened_from(storage),), lambda: EFFECTIVE_S)
    storage.bytes[512] ^= 1
    assert "denied_account" in str(raised(OSError, answer_of, first))
    device = InTurn(first, Eligibility(DENY))
    assert answer_of(device) == DENY and "denied_account" in device.fault


def test_a_service_that_fails_raises():
    service = Eligibility(ALLOW)
    device = InTurn(SnapshotEligibility((), lambda: 0), service)
    service.down = True
    raised(OSError, answer_of, device)


class NoAudit:
    def step(self, now_ms: int, now_s: int | None, log: object) -> None:
        pass


def test_a_board_keeps_no_question_whose_code_has_its_answer():
    """The code was refused by a check beside the question, which no one reads to its end then."""
    device = SnapshotEligibility((opened((SUBJECT,)),), lambda: EFFECTIVE_S)
    device.ask(SUBJECT, PLACE, 0)
    LaneWatch(Lane(Clock()), device, NoAudit()).step(5, EFFECTIVE_S, None)
    assert device._steps is None
    assert [device.poll(6) for _ in range(9)] == [None] * 9
