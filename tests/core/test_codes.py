"""The table of results: numbers that are never reused, words a passenger can act on."""

from terminal import codes
from tests.core.raising import raised

# Once published, a number means this for ever.
PUBLISHED = (
    (0, "ACCEPTED"),
    (100, "OVERSIZED"),
    (101, "FOREIGN_CODE"),
    (102, "NOT_A_RIDE_CODE"),
    (103, "UNSUPPORTED_VERSION"),
    (104, "BAD_LENGTH"),
    (105, "MALFORMED"),
    (106, "UNSUPPORTED_SERVICE"),
    (107, "CARD_UNREADABLE"),
    (108, "FAMILY_NOT_READ_HERE"),
    (200, "ISSUER_NOT_ACCEPTED"),
    (201, "ISSUER_CERT_EXPIRED"),
    (202, "ISSUER_CERT_REVOKED"),
    (203, "CA_KEY_UNKNOWN"),
    (204, "CA_KEY_EXPIRED"),
    (205, "BAD_CA_SIGNATURE"),
    (206, "BAD_PUBLIC_KEY"),
    (207, "CARD_NOT_AUTHENTICATED"),
    (300, "USER_CERT_EXPIRED"),
    (301, "BAD_VALIDITY"),
    (302, "CODE_NOT_YET_VALID"),
    (303, "CODE_EXPIRED"),
    (304, "BAD_ISSUER_SIGNATURE"),
    (305, "BAD_RIDE_SIGNATURE"),
    (400, "ACCOUNT_BLOCKED"),
    (401, "CODE_ALREADY_USED"),
    (402, "ACCOUNT_TYPE_NOT_ACCEPTED"),
    (403, "FARE_ABOVE_LIMIT"),
    (404, "ALREADY_INSIDE"),
    (405, "NO_ENTRY"),
    (406, "NOT_ELIGIBLE"),
    (407, "ELIGIBILITY_UNKNOWN"),
    (500, "CLOCK_UNTRUSTED"),
    (501, "TRUST_LIST_MISSING"),
    (502, "STORE_FAILED"),
    (503, "SCANNER_FAULT"),
    (504, "GATE_FAULT"),
    (900, "INTERNAL"),
)


def test_the_published_numbers_stay():
    assert sorted([(code.number, code.name) for code in codes.TABLE]) == list(PUBLISHED)


def test_every_name_is_a_constant_with_its_number():
    for number, name in PUBLISHED:
        assert getattr(codes, name) == number, name


def test_a_row_is_found_by_number():
    for code in codes.TABLE:
        assert codes.of(code.number) == code


def test_what_is_in_no_row_raises():
    for number in (-1, 1, 99, 199, 599, 999):
        raised(KeyError, codes.of, number)


def test_every_row_has_words_in_both_languages_and_a_clause():
    for code in codes.TABLE:
        assert code.zh and code.en, code
        assert code.clause[:2] == "§4", code
        assert code.en[0] != " " and code.zh[0] > "\x7f", code


def test_only_an_accepted_code_tells_the_passenger_to_pass():
    for code in codes.TABLE:
        assert ((code.zh, code.en) == codes.PASS) == (code.number == codes.ACCEPTED), code


FAULTS = ("nobody", "code", "time", "list", "account", "passenger", "equipment", "ours")


def test_a_code_is_at_fault_only_where_its_bytes_are():
    for code in codes.TABLE:
        assert code.fault in FAULTS, code
        assert (code.fault == "nobody") == (code.number == codes.ACCEPTED), code
    at_fault = sorted([code.name for code in codes.TABLE if code.fault == "code"])
    assert at_fault == [
        "BAD_CA_SIGNATURE",
        "BAD_ISSUER_SIGNATURE",
        "BAD_LENGTH",
        "BAD_PUBLIC_KEY",
        "BAD_RIDE_SIGNATURE",
        "BAD_VALIDITY",
        "MALFORMED",
        "OVERSIZED",
        "UNSUPPORTED_SERVICE",
        "UNSUPPORTED_VERSION",
    ]


def test_a_wrong_clock_an_account_or_a_second_use_is_not_the_codes_fault():
    for number, fault in (
        (codes.CODE_EXPIRED, "time"),
        (codes.CODE_NOT_YET_VALID, "time"),
        (codes.USER_CERT_EXPIRED, "time"),
        (codes.ISSUER_NOT_ACCEPTED, "list"),
        (codes.ACCOUNT_BLOCKED, "account"),
        (codes.FARE_ABOVE_LIMIT, "account"),
        (codes.CODE_ALREADY_USED, "passenger"),
        (codes.FOREIGN_CODE, "passenger"),
        (codes.CLOCK_UNTRUSTED, "equipment"),
        (codes.INTERNAL, "ours"),
    ):
        assert codes.of(number).fault == fault, number


def test_prompts_are_those_of_the_field():
    for number, zh in (
        (codes.ACCEPTED, "刷码成功 请通行"),
        (codes.CODE_EXPIRED, "二维码过期 请刷新"),
        (codes.CODE_ALREADY_USED, "二维码重复 请刷新"),
        (codes.NOT_A_RIDE_CODE, "无效二维码"),
        (codes.FOREIGN_CODE, "暂不支持该码"),
        (codes.FAMILY_NOT_READ_HERE, "不支持离线码 请刷身份证"),
        (codes.FARE_ABOVE_LIMIT, "余额限额不足"),
        (codes.ACCOUNT_BLOCKED, "请走人工通道"),
        (codes.CLOCK_UNTRUSTED, "设备时间异常"),
        (codes.GATE_FAULT, "暂停服务"),
    ):
        assert codes.of(number).zh == zh
    assert codes.ONE_CODE[0] == "请出示一个二维码"
