"""The walk through the checks: its order, its bounds, what it remembers and what it must not.

Length: the order of the checks is the contract, and these are the tests that hold it.
"""

from terminal import codes, decide, policy, sm2, trust
from terminal.history import History
from tests.builder import list_builder, signer
from tests.builder.code_builder import ACCOUNT, CA_INDEX, ISSUER, NOW_S, SERIAL, build, quick
from tests.builder.list_builder import Storage, ca_entry, issuer_entry, usual
from tests.core.raising import raised

STANDARD = policy.STANDARD
NO_POINT = b"\x02" + b"\xff" * 32
OTHER_ISSUER = b"\x99\x99\x99\x99"
OTHER_SERIAL = b"\x00\x00\x01"
OTHER_ACCOUNT = b"\x31\x04\x17\x00\x00\x00\x00\x00\x00\x2f"


def answer(
    payload: bytes,
    opened: trust.TrustList | None = None,
    rules: policy.Policy = STANDARD,
    past: History | None = None,
    now_s: int | None = NOW_S,
) -> tuple:
    """(result name, step)"""
    decision = decide.decide(payload, opened or list_builder.shared(), rules, past or History(4), now_s)
    assert decision.cause is None, decision.cause
    return codes.of(decision.result).name, decision.step


def walked(
    payload: bytes, opened: trust.TrustList | None, past: History, rules: policy.Policy, now_s: int | None
) -> tuple:
    """(steps that passed, decision) of one walk."""
    passed = []
    walk = decide.steps(payload, opened, rules, past, now_s)
    while True:
        try:
            step = next(walk)
        except StopIteration as end:
            return passed, end.value
        if step is not None:
            passed.append(step)


def engine_of(name: str, verify: object) -> sm2.Engine:
    good = sm2.REFERENCE
    return sm2.Engine(name, good.digest, good.decode, verify, good.prepare)


def counting() -> tuple:
    """An engine, and a list to which each of its verifications adds the key's X||Y."""
    calls = []

    def verify(key: sm2.Key, e: bytes, signature: bytes) -> object:
        calls.append(key.xy)
        return (yield from signer.QUICK.verify(key, e, signature))

    return engine_of("counting", verify), calls


# the order


def test_an_accepted_code_passes_1_to_22_in_order():
    code = build(extension=bytes(11))
    for _ in range(2):  # cold, then warm
        passed, decision = walked(code, list_builder.shared(), History(4), STANDARD, NOW_S)
        assert passed == list(range(1, 23))
        assert decision.result == codes.ACCEPTED and decision.step is None
        assert decision.code.account == ACCOUNT and decision.code.raw == code
        assert decision.recovered == () and decision.family is None and decision.offset == -1
        assert decision.cause is None


def test_the_first_failing_check_answers_whatever_else_is_wrong():
    """One code that fails every check from 6 on; each line mends the one that answered before."""
    opened = list_builder.opened(
        usual(
            ca_keys=(ca_entry(), ca_entry(3, "root", b"\x09\x26")),
            revoked=(ISSUER + OTHER_SERIAL, OTHER_ISSUER + OTHER_SERIAL),
            blocked=(OTHER_ACCOUNT,),
        )
    )
    past = History(4)
    past.add(ACCOUNT, NOW_S, NOW_S + 1000)
    hard = policy.make(account_types=(7,), fare_fen=501)
    fields = {
        "issuer": OTHER_ISSUER,
        "cert_expiry": b"\x09\x26",
        "cert_serial": OTHER_SERIAL,
        "ca_index": 4,
        "ca_signer": "stranger",
        "user_expiry_s": NOW_S - 1,
        "validity_s": 0,
        "generated_s": NOW_S + 21,
        "issuer_key": NO_POINT,
        "issuer_signer": "stranger",
        "user_key": NO_POINT,
        "ride_signer": "stranger",
        "account": OTHER_ACCOUNT,
    }
    code = quick(**fields)
    for opened_or_none in (opened, None):
        passed, decision = walked(code, opened_or_none, past, hard, None)
        assert (decision.result, decision.step) == (codes.CLOCK_UNTRUSTED, 6)
        assert passed == [1, 2, 3, 4, 5]
    passed, decision = walked(code, None, past, hard, NOW_S)
    assert (decision.result, decision.step) == (codes.TRUST_LIST_MISSING, 7) and passed[-1] == 6
    for result, step, mended in (
        (codes.ISSUER_NOT_ACCEPTED, 8, {"issuer": ISSUER}),
        (codes.ISSUER_CERT_EXPIRED, 9, {"cert_expiry": b"\x12\x40"}),
        (codes.ISSUER_CERT_REVOKED, 10, {"cert_serial": SERIAL}),
        (codes.CA_KEY_UNKNOWN, 11, {"ca_index": 3}),
        (codes.CA_KEY_EXPIRED, 11, {"ca_index": CA_INDEX}),
        (codes.BAD_CA_SIGNATURE, 12, {"ca_signer": "root"}),
        (codes.USER_CERT_EXPIRED, 13, {"user_expiry_s": NOW_S + 86400}),
        (codes.BAD_VALIDITY, 14, {"validity_s": 300}),
        (codes.CODE_NOT_YET_VALID, 15, {"generated_s": NOW_S - 301}),
        (codes.CODE_EXPIRED, 16, {"generated_s": NOW_S}),
        (codes.BAD_PUBLIC_KEY, 17, {"issuer_key": b""}),
        (codes.BAD_ISSUER_SIGNATURE, 17, {"issuer_signer": "issuer"}),
        (codes.BAD_PUBLIC_KEY, 18, {"user_key": b""}),
        (codes.BAD_RIDE_SIGNATURE, 18, {"ride_signer": "user"}),
        (codes.ACCOUNT_BLOCKED, 19, {"account": ACCOUNT}),
    ):
        passed, decision = walked(code, opened, past, hard, NOW_S)
        name = codes.of(result).name
        assert (decision.result, decision.step) == (result, step), (name, decision.result, decision.cause)
        assert passed == list(range(1, step)), name
        assert decision.code.raw == code and decision.offset == -1
        fields.update(mended)
        code = quick(**fields)
    assert answer(code, opened, hard, past) == ("CODE_ALREADY_USED", 20)
    assert answer(code, opened, hard) == ("ACCOUNT_TYPE_NOT_ACCEPTED", 21)
    assert answer(code, opened, policy.make(fare_fen=501)) == ("FARE_ABOVE_LIMIT", 22)
    assert answer(code, opened) == ("ACCEPTED", None)


def test_the_first_five_steps_need_no_list_and_no_clock():
    code = quick()
    for payload, result, step in (
        (bytes(1025), codes.OVERSIZED, 1),
        (bytes(626), codes.OVERSIZED, 1),
        (b"TX", codes.FOREIGN_CODE, 1),
        (b"", codes.NOT_A_RIDE_CODE, 1),
        (b"\x82" + code[1:], codes.UNSUPPORTED_VERSION, 2),
        (code[:-1], codes.BAD_LENGTH, 3),
        (code[:3] + b"\x25" + code[4:], codes.MALFORMED, 4),
        (code[:4] + b"\x02" + code[5:], codes.UNSUPPORTED_SERVICE, 5),
        (code, codes.CLOCK_UNTRUSTED, 6),
    ):
        passed, decision = walked(payload, None, History(4), STANDARD, None)
        assert (decision.result, decision.step) == (result, step)
        assert passed == list(range(1, step))


def test_families_and_offsets_are_told():
    decision = decide.decide(b"SHSTMETRO1", None, STANDARD, History(4), None)
    assert decision.family == "shanghai_metro" and decision.code is None
    code = build()
    decision = decide.decide(code[:158] + b"\x04" + code[159:], None, STANDARD, History(4), None)
    assert decision.offset == 158 and decision.family is None


def test_input_bounds():
    for payload, name in (
        (b"1" * 625, "FOREIGN_CODE"),
        (b"1" * 626, "OVERSIZED"),
        (b"x" * 1024, "OVERSIZED"),
        (b"x" * 1025, "OVERSIZED"),
        (bytes(100_000), "OVERSIZED"),
    ):
        assert answer(payload) == (name, 1)


def test_recovered_codes_are_judged_and_say_so():
    code = quick()
    for payload, names in ((code + b"\r", ("line_end",)), (b"]Q1" + code + b"\n", ("prefix", "line_end"))):
        decision = decide.decide(payload, list_builder.shared(), STANDARD, History(4), NOW_S)
        assert decision.result == codes.ACCEPTED and decision.recovered == names
        assert decision.code.raw == code
        decision = decide.decide(payload, list_builder.shared(), STANDARD, History(4), NOW_S + 1000)
        assert decision.result == codes.CODE_EXPIRED and decision.recovered == names
        strict = policy.make(recoveries=())
        decision = decide.decide(payload, list_builder.shared(), strict, History(4), NOW_S)
        assert decision.result != codes.ACCEPTED and decision.recovered == ()


def test_an_oversized_input_is_not_recovered():
    code = quick()
    payload = b"]Q1" + code.hex().encode() + b"\r" if hasattr(code, "hex") else b""
    assert answer(payload)[0] == "ACCEPTED"
    assert answer(payload + b" " * 300) == ("OVERSIZED", 1)


# the bounds


def test_times_of_the_code():
    for fields, now_s, rules, expected in (
        # step 13: both comparisons, both inclusive
        ({"user_expiry_s": NOW_S}, NOW_S, {}, "ACCEPTED"),
        ({"user_expiry_s": NOW_S}, NOW_S + 1, {}, "USER_CERT_EXPIRED"),
        ({"user_expiry_s": NOW_S, "generated_s": NOW_S + 1}, NOW_S, {}, "USER_CERT_EXPIRED"),
        # step 14
        ({"validity_s": 0}, NOW_S, {}, "BAD_VALIDITY"),
        ({"validity_s": 1}, NOW_S, {}, "ACCEPTED"),
        ({"validity_s": 1200}, NOW_S, {}, "ACCEPTED"),
        ({"validity_s": 1201}, NOW_S, {}, "BAD_VALIDITY"),
        ({"validity_s": 0xFFFF}, NOW_S, {}, "BAD_VALIDITY"),
        ({"validity_s": 300}, NOW_S, {"validity_max_s": 300}, "ACCEPTED"),
        ({"validity_s": 300}, NOW_S, {"validity_max_s": 299}, "BAD_VALIDITY"),
        # step 15: the skew, and no grace
        ({}, NOW_S - 20, {}, "ACCEPTED"),
        ({}, NOW_S - 21, {}, "CODE_NOT_YET_VALID"),
        ({}, NOW_S, {"skew_s": 0}, "ACCEPTED"),
        ({}, NOW_S - 1, {"skew_s": 0, "grace_s": 60}, "CODE_NOT_YET_VALID"),
        ({}, NOW_S - 120, {"skew_s": 120}, "ACCEPTED"),
        # step 16: the validity and the grace, and no skew
        ({}, NOW_S + 300, {}, "ACCEPTED"),
        ({}, NOW_S + 301, {}, "CODE_EXPIRED"),
        ({}, NOW_S + 301, {"skew_s": 120}, "CODE_EXPIRED"),
        ({}, NOW_S + 360, {"grace_s": 60}, "ACCEPTED"),
        ({}, NOW_S + 361, {"grace_s": 60}, "CODE_EXPIRED"),
    ):
        got = answer(quick(**fields), None, policy.make(**rules), None, now_s)[0]
        assert got == expected, (fields, now_s - NOW_S, rules, got)


def test_times_at_the_ends_of_four_bytes():
    last_s = decide.month_end_s(b"\x12\x99", 28800)  # above 2**31; nothing is good for longer
    opened = list_builder.opened(usual(ca_keys=(ca_entry(expiry=b"\x12\x99"),)))
    code = quick(generated_s=last_s, user_expiry_s=0xFFFFFFFF, cert_expiry=b"\x12\x99", validity_s=1200)
    assert answer(code, opened, now_s=last_s) == ("ACCEPTED", None)
    code = quick(generated_s=0xFFFFFFFF, user_expiry_s=0xFFFFFFFF)
    assert answer(code) == ("CODE_NOT_YET_VALID", 15)
    assert answer(quick(generated_s=0)) == ("CODE_EXPIRED", 16)


def test_months_of_certificates():
    end_s = decide.month_end_s(b"\x10\x26", 28800)
    near = {"generated_s": end_s, "user_expiry_s": end_s + 86400}
    code = quick(cert_expiry=b"\x10\x26", **near)
    assert answer(code, now_s=end_s) == ("ACCEPTED", None)
    assert answer(code, now_s=end_s + 1) == ("ISSUER_CERT_EXPIRED", 9)
    west = policy.make(zone_s=25200)
    assert answer(code, None, west, None, end_s + 1)[0] == "ACCEPTED"
    root = list_builder.opened(usual(ca_keys=(ca_entry(expiry=b"\x10\x26"),)))
    code = quick(**near)
    assert answer(code, root, now_s=end_s) == ("ACCEPTED", None)
    assert answer(code, root, now_s=end_s + 1) == ("CA_KEY_EXPIRED", 11)


def test_the_last_second_of_a_month():
    for mmyy, utc_s in (
        (b"\x01\x26", 1769903999),
        (b"\x02\x26", 1772323199),
        (b"\x02\x28", 1835481599),  # a leap year
        (b"\x10\x26", 1793491199),
        (b"\x12\x26", 1798761599),
        (b"\x04\x30", 1903823999),
        (b"\x01\x00", 949363199),
        (b"\x02\x00", 951868799),  # 2000 was one too
        (b"\x02\x99", 4076006399),
        (b"\x12\x99", 4102444799),
    ):
        assert decide.month_end_s(mmyy, 0) == utc_s, mmyy
        assert decide.month_end_s(mmyy, 28800) == utc_s - 28800
        assert decide.month_end_s(mmyy, -3600) == utc_s + 3600


def test_every_month_has_its_days():
    digits = b"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x10\x11\x12"
    for year in range(100):
        days = 29 if year % 4 == 0 else 28
        lengths = (31, days, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        yy = bytes([year // 10 << 4 | year % 10])
        for month in range(1, 12):
            span = decide.month_end_s(digits[month : month + 1] + yy, 0)
            span -= decide.month_end_s(digits[month - 1 : month] + yy, 0)
            assert span == lengths[month] * 86400, (month, year)


def test_fares_and_limits():
    code = quick(limit_fen=200)
    for fields, expected in (
        ({"fare_fen": 200}, "ACCEPTED"),
        ({"fare_fen": 201}, "FARE_ABOVE_LIMIT"),
        ({"fare_fen": 201, "limit_enforced": False}, "ACCEPTED"),
    ):
        assert answer(code, None, policy.make(**fields))[0] == expected
    nothing = quick(limit_fen=0)  # a literal zero, not "no limit"
    assert answer(nothing, None, policy.make(fare_fen=1)) == ("FARE_ABOVE_LIMIT", 22)
    assert answer(nothing) == ("ACCEPTED", None)
    assert answer(quick(limit_fen=0xFFFFFF), None, policy.make(fare_fen=0xFFFFFF))[0] == "ACCEPTED"


def test_account_types():
    code = quick(account_type=255)
    for types, expected in ((None, "ACCEPTED"), ((255,), "ACCEPTED"), ((0, 254), "ACCOUNT_TYPE_NOT_ACCEPTED")):
        assert answer(code, None, policy.make(account_types=types))[0] == expected


def test_a_code_used_before():
    past = History(4)
    past.add(ACCOUNT, NOW_S, NOW_S + 1000)
    assert answer(quick(), past=past) == ("CODE_ALREADY_USED", 20)
    assert answer(quick(generated_s=NOW_S - 1), past=past)[0] == "ACCEPTED"
    assert answer(quick(account=OTHER_ACCOUNT), past=past)[0] == "ACCEPTED"


def test_an_accepted_code_is_not_remembered_by_deciding():
    past = History(4)
    assert answer(quick(), past=past) == answer(quick(), past=past) == ("ACCEPTED", None)
    assert past.count == 0


def test_a_list_outside_its_time_is_no_list():
    opened = list_builder.opened(usual(effective_s=NOW_S + 1))
    assert answer(quick(), opened) == ("TRUST_LIST_MISSING", 7)
    opened = list_builder.opened(usual(expires_s=NOW_S - 1))
    assert answer(quick(), opened) == ("TRUST_LIST_MISSING", 7)
    opened = list_builder.opened(usual(effective_s=NOW_S, expires_s=NOW_S))
    assert answer(quick(), opened) == ("ACCEPTED", None)


def test_a_root_key_that_is_no_point_is_not_known():
    entry = bytes([CA_INDEX]) + b"\x12\x40" + bytes(64)
    assert answer(build(), list_builder.opened(usual(ca_keys=(entry,)))) == ("CA_KEY_UNKNOWN", 11)


def test_a_key_just_off_the_curve():
    number = 1
    while sm2.REFERENCE.decode(b"\x02" + number.to_bytes(32, "big")) is not None:
        number += 1
    for bad in (b"\x02" + number.to_bytes(32, "big"), b"\x03" + sm2.P.to_bytes(32, "big")):
        assert answer(build(issuer_key=bad)) == ("BAD_PUBLIC_KEY", 17)
        assert answer(build(user_key=bad)) == ("BAD_PUBLIC_KEY", 18)


# what is remembered


def test_warm_answers_are_the_cold_ones():
    good = build()
    broken = (
        good[:60] + bytes([good[60] ^ 1]) + good[61:],  # the CA signature
        good[:8] + b"\x03" + good[9:],  # the index, with the same root key under it
        good[:125] + b"!" + good[126:],  # issuer-defined data
        good[:140] + b"\x01" + good[141:],  # the account
        good[:205] + bytes([good[205] ^ 1]) + good[206:],  # the issuer's signature
        good[:266] + bytes([good[266] ^ 1]) + good[267:],  # the generation time
        good[:331] + bytes([good[331] ^ 1]),  # the ride signature
        b"\x81" + good[1:],
    )
    keys = (ca_entry(), ca_entry(3))
    cold = []
    for code in broken:
        opened = list_builder.opened(usual(ca_keys=keys))
        cold.append(answer(code, opened))
    assert cold == [
        ("BAD_CA_SIGNATURE", 12),
        ("BAD_ISSUER_SIGNATURE", 17),
        ("BAD_ISSUER_SIGNATURE", 17),
        ("BAD_ISSUER_SIGNATURE", 17),
        ("BAD_ISSUER_SIGNATURE", 17),
        ("BAD_RIDE_SIGNATURE", 18),
        ("BAD_RIDE_SIGNATURE", 18),
        ("BAD_RIDE_SIGNATURE", 18),
    ]
    opened = list_builder.opened(usual(ca_keys=keys))
    assert answer(good, opened) == ("ACCEPTED", None)
    for _ in range(2):
        for at in range(len(broken)):
            assert answer(broken[at], opened) == cold[at], at
        assert answer(good, opened) == ("ACCEPTED", None)


def test_every_byte_of_what_is_remembered_counts():
    """The edges of both remembered ranges, with and without an extension: one changed bit and nothing is known."""
    for extra in (0, 32):
        opened = list_builder.opened(usual(ca_keys=(ca_entry(), ca_entry(3))))
        code = quick(extension=bytes(extra))
        assert answer(code, opened) == ("ACCEPTED", None)
        places = [8, 16, 18, 24, 55, 56, 119, 120, 135, 136, 158, 196, 199 + extra, 230 + extra, 262 + extra]
        if extra:
            places += [198, 197 + extra]
        for at in places:
            changed = code[:at] + bytes([code[at] ^ 1]) + code[at + 1 :]
            expected = "BAD_CA_SIGNATURE" if 9 <= at < 120 else "BAD_ISSUER_SIGNATURE"
            assert answer(changed, opened)[0] == expected, at
        assert answer(code, opened) == ("ACCEPTED", None)


def test_what_is_verified_again_and_what_is_not():
    engine, calls = counting()
    opened = list_builder.opened(usual(), engine)
    calls.clear()
    root, issuer, user = [signer.public_xy(name) for name in ("root", "issuer", "user")]
    code = quick()
    assert answer(code, opened) == ("ACCEPTED", None)
    assert calls == [root, issuer, user]
    calls.clear()
    assert answer(code, opened) == ("ACCEPTED", None)
    assert calls == [user]  # the ride signature is never skipped
    calls.clear()
    assert answer(quick(generated_s=NOW_S + 1), opened) == ("ACCEPTED", None)
    assert calls == [user]
    calls.clear()
    assert answer(quick(account=OTHER_ACCOUNT), opened) == ("ACCEPTED", None)
    assert calls == [issuer, user]


def test_a_changed_list_forgets():
    engine, calls = counting()
    storage = Storage(usual())
    code = quick()
    for _ in range(2):
        opened = list_builder.opened_from(storage, engine)
        calls.clear()
        answer(code, opened)
        assert len(calls) == 3


def test_times_and_lists_are_never_remembered():
    opened = list_builder.opened(usual())
    code = quick()
    assert answer(code, opened) == ("ACCEPTED", None)
    assert answer(code, opened, now_s=None) == ("CLOCK_UNTRUSTED", 6)
    assert answer(code, opened, now_s=NOW_S + 301) == ("CODE_EXPIRED", 16)
    assert answer(code, opened, now_s=NOW_S + 86401) == ("USER_CERT_EXPIRED", 13)
    far_s = decide.month_end_s(b"\x12\x40", 28800) + 1
    assert answer(code, opened, now_s=far_s) == ("ISSUER_CERT_EXPIRED", 9)


def test_a_failure_is_never_remembered():
    engine, calls = counting()
    opened = list_builder.opened(usual(), engine)
    for fields, expected in (
        ({"ca_signer": "stranger"}, 1),
        ({"issuer_signer": "stranger"}, 2),
        ({"issuer_key": NO_POINT}, 1),
    ):
        opened.certificates.held.clear()
        opened.riders.held.clear()
        calls.clear()
        first = answer(quick(**fields), opened)
        assert len(calls) == expected
        assert not opened.riders.held
        assert answer(quick(**fields), opened) == first
        assert len(calls) == (2 if fields == {"ca_signer": "stranger"} else 2 * expected - 1)
    assert len(opened.certificates.held) == 1


def test_what_is_remembered_is_bounded():
    opened = list_builder.opened(usual(issuers=tuple([issuer_entry(bytes([n]) * 4) for n in range(9)])))
    for number in range(9):
        code = quick(issuer=bytes([number]) * 4)
        assert answer(code, opened) == ("ACCEPTED", None)
    assert len(opened.certificates.held) == 8
    assert len(opened.riders.held) == 2
    assert len(opened.signers.held) <= 8


def test_another_signer_identity_would_be_another_key():
    first = list_builder.shared().signer(signer.public_key("issuer"), sm2.IDENTITY)
    second = list_builder.shared().signer(signer.public_key("issuer"), b"another identity")
    assert first[0].xy == second[0].xy and first[1] != second[1]


# our own faults and the equipment's


class Broken(History):
    """A replay memory with a fault of our own."""

    def contains(self, account: bytes, generated_s: int) -> bool:
        raise ValueError("a fault of our own")


def test_a_fault_of_our_own_carries_its_step_and_opens_nothing():
    decision = decide.decide(quick(), list_builder.shared(), STANDARD, Broken(4), NOW_S)
    assert (decision.result, decision.step) == (codes.INTERNAL, 20)
    assert isinstance(decision.cause, ValueError)
    code = quick()
    for at, step in ((0, 12), (1, 17), (2, 18)):
        left = [at]

        def verify(key: sm2.Key, e: bytes, signature: bytes, left: list = left) -> object:
            if not left[0]:
                raise ZeroDivisionError("a fault of our own")
            left[0] -= 1
            return (yield from signer.QUICK.verify(key, e, signature))

        opened = list_builder.opened(usual())
        opened.engine = engine_of("broken", verify)
        passed, decision = walked(code, opened, History(4), STANDARD, NOW_S)
        assert (decision.result, decision.step) == (codes.INTERNAL, step)
        assert passed == list(range(1, step))
        assert isinstance(decision.cause, ZeroDivisionError)


def test_running_out_of_memory_is_a_fault_of_our_own():
    def verify(key: sm2.Key, e: bytes, signature: bytes) -> object:
        raise MemoryError("no room")
        yield

    opened = list_builder.opened(usual())
    opened.engine = engine_of("hungry", verify)
    decision = decide.decide(quick(), opened, STANDARD, History(4), NOW_S)
    assert (decision.result, decision.step) == (codes.INTERNAL, 12)


def test_a_damaged_or_unreadable_page_is_the_equipment_s_fault():
    code = quick()
    for table in (trust.CA_KEY, trust.ISSUER, trust.REVOKED, trust.BLOCKED):
        whole = usual(revoked=(OTHER_ISSUER + SERIAL,), blocked=(OTHER_ACCOUNT,))
        storage = Storage(whole)
        opened = list_builder.opened_from(storage)
        at = opened.tables[table].levels[0][0] * 512 + 511
        storage.bytes[at] ^= 1
        raised(OSError, decide.decide, code, opened, STANDARD, History(4), NOW_S)
        storage.bytes[at] ^= 1
        assert answer(code, opened) == ("ACCEPTED", None)
        storage.broken = True
        raised(OSError, decide.decide, code, opened, STANDARD, History(4), NOW_S)


def test_any_kind_of_bytes_may_be_handed_in():
    code = quick()
    for kind in (bytearray, memoryview):
        payload = kind(code)
        assert answer(payload) == ("ACCEPTED", None)
        assert answer(kind(b"12")) == ("FOREIGN_CODE", 1)
