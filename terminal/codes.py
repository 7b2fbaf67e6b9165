"""Result codes: one table read by the panel, the record, the reports, the vectors and the README.

A number is never reused. The words are for the passenger; why a code was refused is told by the name and the clause.
"""

from collections import namedtuple

Code = namedtuple("Code", "number name zh en clause")

# What the panel says. Several results share a prompt: a passenger can only go on, try again or ask for help.
PASS = ("刷码成功 请通行", "Accepted, please pass")
REFRESH = ("二维码过期 请刷新", "Code expired, refresh it")
USED = ("二维码重复 请刷新", "Code already used, refresh it")
INVALID = ("无效二维码", "Invalid code")
UNSUPPORTED = ("暂不支持该码", "This code is not supported here")
LIMIT = ("余额限额不足", "Balance or limit too low")
STAFF = ("请走人工通道", "Please see the staff")
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
ISSUER_NOT_ACCEPTED = 200
ISSUER_CERT_EXPIRED = 201
ISSUER_CERT_REVOKED = 202
CA_KEY_UNKNOWN = 203
CA_KEY_EXPIRED = 204
BAD_CA_SIGNATURE = 205
BAD_PUBLIC_KEY = 206
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

_ROWS = (
    (ACCEPTED, "ACCEPTED", PASS, "§4"),
    (OVERSIZED, "OVERSIZED", INVALID, "§4 step 1"),
    (FOREIGN_CODE, "FOREIGN_CODE", UNSUPPORTED, "§4 step 1"),
    (NOT_A_RIDE_CODE, "NOT_A_RIDE_CODE", INVALID, "§4 step 1"),
    (UNSUPPORTED_VERSION, "UNSUPPORTED_VERSION", UNSUPPORTED, "§4 step 2"),
    (BAD_LENGTH, "BAD_LENGTH", INVALID, "§4 step 3"),
    (MALFORMED, "MALFORMED", INVALID, "§4 step 4"),
    (UNSUPPORTED_SERVICE, "UNSUPPORTED_SERVICE", UNSUPPORTED, "§4 step 5"),
    (ISSUER_NOT_ACCEPTED, "ISSUER_NOT_ACCEPTED", UNSUPPORTED, "§4 step 8"),
    (ISSUER_CERT_EXPIRED, "ISSUER_CERT_EXPIRED", UNSUPPORTED, "§4 step 9"),
    (ISSUER_CERT_REVOKED, "ISSUER_CERT_REVOKED", UNSUPPORTED, "§4 step 10"),
    (CA_KEY_UNKNOWN, "CA_KEY_UNKNOWN", UNSUPPORTED, "§4 step 11"),
    (CA_KEY_EXPIRED, "CA_KEY_EXPIRED", UNSUPPORTED, "§4 step 11"),
    (BAD_CA_SIGNATURE, "BAD_CA_SIGNATURE", INVALID, "§4 step 12"),
    (BAD_PUBLIC_KEY, "BAD_PUBLIC_KEY", INVALID, "§4 steps 17, 18"),
    (USER_CERT_EXPIRED, "USER_CERT_EXPIRED", REFRESH, "§4 step 13"),
    (BAD_VALIDITY, "BAD_VALIDITY", INVALID, "§4 step 14"),
    (CODE_NOT_YET_VALID, "CODE_NOT_YET_VALID", REFRESH, "§4 step 15"),
    (CODE_EXPIRED, "CODE_EXPIRED", REFRESH, "§4 step 16"),
    (BAD_ISSUER_SIGNATURE, "BAD_ISSUER_SIGNATURE", INVALID, "§4 step 17"),
    (BAD_RIDE_SIGNATURE, "BAD_RIDE_SIGNATURE", INVALID, "§4 step 18"),
    (ACCOUNT_BLOCKED, "ACCOUNT_BLOCKED", STAFF, "§4 step 19"),
    (CODE_ALREADY_USED, "CODE_ALREADY_USED", USED, "§4 step 20"),
    (ACCOUNT_TYPE_NOT_ACCEPTED, "ACCOUNT_TYPE_NOT_ACCEPTED", STAFF, "§4 step 21"),
    (FARE_ABOVE_LIMIT, "FARE_ABOVE_LIMIT", LIMIT, "§4 step 22"),
    (ALREADY_INSIDE, "ALREADY_INSIDE", STAFF, "§4 step 23"),
    (NO_ENTRY, "NO_ENTRY", STAFF, "§4 step 23"),
    (NOT_ELIGIBLE, "NOT_ELIGIBLE", STAFF, "§4 step 24"),
    (ELIGIBILITY_UNKNOWN, "ELIGIBILITY_UNKNOWN", STAFF, "§4 step 24"),
    (CLOCK_UNTRUSTED, "CLOCK_UNTRUSTED", CLOCK, "§4 step 6"),
    (TRUST_LIST_MISSING, "TRUST_LIST_MISSING", OUT_OF_SERVICE, "§4 step 7"),
    (STORE_FAILED, "STORE_FAILED", OUT_OF_SERVICE, "§4 step 25"),
    (SCANNER_FAULT, "SCANNER_FAULT", OUT_OF_SERVICE, "§4 step 0"),
    (GATE_FAULT, "GATE_FAULT", OUT_OF_SERVICE, "§4 step 0"),
    (INTERNAL, "INTERNAL", OUT_OF_SERVICE, "§4"),
)

TABLE = tuple([Code(number, name, words[0], words[1], clause) for number, name, words, clause in _ROWS])


def of(number: int) -> Code:
    """The row of a result number. Raises KeyError for a number that is in no row."""
    for code in TABLE:
        if code.number == number:
            return code
    raise KeyError(number)


def by_name(name: str) -> Code:
    """The row of a result name, such as "CODE_EXPIRED". Raises KeyError for a name that is in no row."""
    for code in TABLE:
        if code.name == name:
            return code
    raise KeyError(name)
