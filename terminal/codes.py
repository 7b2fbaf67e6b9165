"""Result codes: one table read by the panel, the record, the reports, the vectors and the README.

A number is never reused. The words are for the passenger; why a code was refused is stated by the name and the clause.
`fault` says whose fault the result is: `nobody`, `code` (its bytes: for its maker), `time` (that of the code, or the
terminal's clock), `list` (the operator's trust list), `account`, `passenger` (what was shown), `equipment`, `ours`.
`step` is the first that gives the result, -1 for none.
"""

from collections import namedtuple

Code = namedtuple("Code", "number name zh en clause fault step")

# What the panel says. Several results share a prompt: a passenger can only go on, try again or ask for help.
PASS = ("刷码成功 请通行", "Accepted, please pass")
REFRESH = ("二维码过期 请刷新", "Code expired, refresh it")
USED = ("二维码重复 请刷新", "Code already used, refresh it")
INVALID = ("无效二维码", "Invalid code")
UNSUPPORTED = ("暂不支持该码", "This code is not supported here")
LIMIT = ("余额限额不足", "Balance or limit too low")
STAFF = ("请走人工通道", "Please see the staff")
NOT_HERE = ("不支持离线码 请刷身份证", "Paper codes are not read here, present your ID card")
ONE_CODE = ("请出示一个二维码", "Show one code only")
CLOCK = ("设备时间异常", "Terminal clock error")
OUT_OF_SERVICE = ("暂停服务", "Out of service")
IDLE = ("请刷码", "Show your code")
EMERGENCY = ("紧急疏散 请通行", "Emergency, please leave")

ACCEPTED = 0
OVERSIZED = 100
FOREIGN_CODE = 101
NOT_A_RIDE_CODE = 102
UNSUPPORTED_VERSION = 103
BAD_LENGTH = 104
MALFORMED = 105
UNSUPPORTED_SERVICE = 106
CARD_UNREADABLE = 107
FAMILY_NOT_READ_HERE = 108
ISSUER_NOT_ACCEPTED = 200
ISSUER_CERT_EXPIRED = 201
ISSUER_CERT_REVOKED = 202
CA_KEY_UNKNOWN = 203
CA_KEY_EXPIRED = 204
BAD_CA_SIGNATURE = 205
BAD_PUBLIC_KEY = 206
CARD_NOT_AUTHENTICATED = 207
USER_CERT_EXPIRED = 300
BAD_VALIDITY = 301
CODE_NOT_YET_VALID = 302
CODE_EXPIRED = 303
BAD_ISSUER_SIGNATURE = 304
BAD_RIDE_SIGNATURE = 305
ACCOUNT_BLOCKED = 400
CODE_ALREADY_USED = 401
ACCOUNT_TYPE_NOT_ACCEPTED = 402
FARE_ABOVE_LIMIT = 403
ALREADY_INSIDE = 404
NO_ENTRY = 405
NOT_ELIGIBLE = 406
ELIGIBILITY_UNKNOWN = 407
CLOCK_UNTRUSTED = 500
TRUST_LIST_MISSING = 501
STORE_FAILED = 502
SCANNER_FAULT = 503
GATE_FAULT = 504
INTERNAL = 900

# Result, words, whose fault, the step that gives it: -1 for none.
_ROWS = (
    (ACCEPTED, PASS, "nobody", -1),
    (OVERSIZED, INVALID, "code", 1),
    (FOREIGN_CODE, UNSUPPORTED, "passenger", 1),
    (NOT_A_RIDE_CODE, INVALID, "passenger", 1),
    (UNSUPPORTED_VERSION, UNSUPPORTED, "code", 2),
    (BAD_LENGTH, INVALID, "code", 3),
    (MALFORMED, INVALID, "code", 4),
    (UNSUPPORTED_SERVICE, UNSUPPORTED, "code", 5),
    (CARD_UNREADABLE, ("请重刷", "Tap again"), "passenger", 1),
    (FAMILY_NOT_READ_HERE, NOT_HERE, "passenger", 1),
    (ISSUER_NOT_ACCEPTED, UNSUPPORTED, "list", 8),
    (ISSUER_CERT_EXPIRED, UNSUPPORTED, "time", 9),
    (ISSUER_CERT_REVOKED, UNSUPPORTED, "list", 10),
    (CA_KEY_UNKNOWN, UNSUPPORTED, "list", 11),
    (CA_KEY_EXPIRED, UNSUPPORTED, "time", 11),
    (BAD_CA_SIGNATURE, INVALID, "code", 12),
    (BAD_PUBLIC_KEY, INVALID, "code", 17),
    (CARD_NOT_AUTHENTICATED, STAFF, "equipment", 18),
    (USER_CERT_EXPIRED, REFRESH, "time", 13),
    (BAD_VALIDITY, INVALID, "code", 14),
    (CODE_NOT_YET_VALID, REFRESH, "time", 15),
    (CODE_EXPIRED, REFRESH, "time", 16),
    (BAD_ISSUER_SIGNATURE, INVALID, "code", 17),
    (BAD_RIDE_SIGNATURE, INVALID, "code", 18),
    (ACCOUNT_BLOCKED, STAFF, "account", 19),
    (CODE_ALREADY_USED, USED, "passenger", 20),
    (ACCOUNT_TYPE_NOT_ACCEPTED, STAFF, "account", 21),
    (FARE_ABOVE_LIMIT, LIMIT, "account", 22),
    (ALREADY_INSIDE, STAFF, "account", 23),
    (NO_ENTRY, STAFF, "account", 23),
    (NOT_ELIGIBLE, STAFF, "account", 24),
    (ELIGIBILITY_UNKNOWN, STAFF, "equipment", 24),
    (CLOCK_UNTRUSTED, CLOCK, "equipment", 6),
    (TRUST_LIST_MISSING, OUT_OF_SERVICE, "list", 7),
    (STORE_FAILED, OUT_OF_SERVICE, "equipment", 25),
    (SCANNER_FAULT, OUT_OF_SERVICE, "equipment", 0),
    (GATE_FAULT, OUT_OF_SERVICE, "equipment", 0),
    (INTERNAL, OUT_OF_SERVICE, "ours", -1),
)

_NAMES = {number: name for name, number in globals().items() if type(number) is int}

TABLE = tuple(
    [
        Code(
            number, _NAMES[number], words[0], words[1],
            "§4" if step < 0 else "§4 steps 17, 18" if number == BAD_PUBLIC_KEY else f"§4 step {step}", fault, step,
        )
        for number, words, fault, step in _ROWS
    ]
)


def of(number: int) -> Code:
    """The row of a result number. Raises KeyError for a number that is in no row."""
    for code in TABLE:
        if code.number == number:
            return code
    raise KeyError(number)
