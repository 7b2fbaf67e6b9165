"""The eligibility snapshot: signed, good for a time, looked up page by page."""

from terminal import signed, sm2, snapshot
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from tests.builder import list_builder, signer, snapshot_builder
from tests.builder.list_builder import Storage
from tests.builder.snapshot_builder import EFFECTIVE_S, EXPIRES_S, account
from tests.core.raising import raised


def opened(**fields: object) -> snapshot.Snapshot:
    return snapshot_builder.opened_from(Storage(snapshot_builder.build(**fields)))


def answer(held: snapshot.Snapshot, number: int, now_s: int | None = EFFECTIVE_S) -> int:
    return sm2.finish(held.find(account(number), now_s))


def refusal(whole: bytes, test: int = signed.EITHER) -> str:
    return str(raised(signed.BlobRefused, snapshot_builder.opened_from, Storage(whole), signer.QUICK, test))


def test_each_account_has_the_answer_of_its_set():
    denied, allowed = range(0, 3000, 3), range(1, 3000, 3)  # several levels of pages in each
    held = opened(denied=[account(n) for n in denied], allowed=[account(n) for n in allowed])
    for number in (0, 3, 1500, 2997):
        assert answer(held, number) == DENY
        assert answer(held, number + 1) == ALLOW
        assert answer(held, number + 2) == UNKNOWN
    sm2.finish(snapshot.check_pages(held))


def test_sets_may_be_empty():
    for denied, allowed, first, second in (
        ((), (), UNKNOWN, UNKNOWN),
        ((account(1),), (), DENY, UNKNOWN),
        ((), (account(1),), ALLOW, UNKNOWN),
    ):
        held = opened(denied=denied, allowed=allowed)
        assert (answer(held, 1), answer(held, 2)) == (first, second)
        sm2.finish(snapshot.check_pages(held))


def test_an_account_in_both_sets_is_denied():
    assert answer(opened(denied=(account(1),), allowed=(account(1),)), 1) == DENY


def test_it_counts_from_its_day_to_its_end_and_never_without_the_time():
    held = opened(denied=(account(1),))
    for now_s, expected in (
        (EFFECTIVE_S - 1, UNKNOWN),
        (EFFECTIVE_S, DENY),
        (EXPIRES_S, DENY),
        (EXPIRES_S + 1, UNKNOWN),
        (None, UNKNOWN),
    ):
        assert answer(held, 1, now_s) == expected, now_s


def test_what_is_no_snapshot_is_refused():
    good = snapshot_builder.build(denied=(account(1),))
    assert "RGSNAPS1" in refusal(list_builder.usual())
    assert "format version 2" in refusal(snapshot_builder.build(form=2))
    assert "signature does not hold" in refusal(good[:30] + bytes([good[30] ^ 1]) + good[31:])
    assert "whole number" in refusal(good[:-1])
    assert "sequence number is 0" in refusal(snapshot_builder.build(sequence=0))
    assert "expire" in refusal(snapshot_builder.build(expires_s=0))
    assert "expire" in refusal(snapshot_builder.build(expires_s=EFFECTIVE_S))
    assert "the file has" in refusal(good + bytes(512))
    assert "its sets fill" in refusal(list_builder.resign(good[:40] + b"\xff" * 4 + good[44:]))
    assert "fields" in refusal(list_builder.resign(good[:112] + b"\1" + good[113:]))
    assert "test keys do not count" in refusal(good, test=False)
    assert "production keys do not count" in refusal(snapshot_builder.build(test=False), test=True)
    assert opened(expires_s=EFFECTIVE_S + 1).sequence == 3


def test_a_damaged_page_is_named_by_its_set_and_answers_nothing():
    accounts = [account(n) for n in range(60)]
    for denied, allowed, name in ((accounts, (), "denied_account"), ((), accounts, "allowed_account")):
        whole = snapshot_builder.build(denied=denied, allowed=allowed)
        storage = Storage(whole)
        held = snapshot_builder.opened_from(storage)
        storage.bytes[512 + 5] ^= 1
        error = raised(OSError, answer, held, 0)
        assert name in str(error) and "snapshot" in str(error) and "blocked" not in str(error)
        assert name in str(raised(signed.BlobRefused, sm2.finish, snapshot.check_pages(held)))


def test_disorder_and_twins_are_found():
    for denied in ((account(2), account(1)), (account(1), account(1))):
        held = opened(denied=denied)
        said = str(raised(signed.BlobRefused, sm2.finish, snapshot.check_pages(held)))
        assert "denied_account" in said and "sorted" in said
