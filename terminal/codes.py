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

# Words, then the results that have them: each with its number, name, whose fault it is and the step that gives it,
# -1 for none. As text they take a quarter of the memory of tuples.
_ROWS = (
    (PASS, ";0 ACCEPTED nobody -1;"),
    (
        INVALID,
        ";100 OVERSIZED code 1;"
        "102 NOT_A_RIDE_CODE passenger 1;"
        "104 BAD_LENGTH code 3;"
        "105 MALFORMED code 4;"
        "205 BAD_CA_SIGNATURE code 12;"
        "206 BAD_PUBLIC_KEY code 17;"
        "301 BAD_VALIDITY code 14;"
        "304 BAD_ISSUER_SIGNATURE code 17;"
        "305 BAD_RIDE_SIGNATURE code 18;",
    ),
    (
        UNSUPPORTED,
        ";101 FOREIGN_CODE passenger 1;"
        "103 UNSUPPORTED_VERSION code 2;"
        "106 UNSUPPORTED_SERVICE code 5;"
        "200 ISSUER_NOT_ACCEPTED list 8;"
        "201 ISSUER_CERT_EXPIRED time 9;"
        "202 ISSUER_CERT_REVOKED list 10;"
        "203 CA_KEY_UNKNOWN list 11;"
        "204 CA_KEY_EXPIRED time 11;",
    ),
    (("请重刷", "Tap again"), ";107 CARD_UNREADABLE passenger 1;"),
    (NOT_HERE, ";108 FAMILY_NOT_READ_HERE passenger 1;"),
    (
        REFRESH,
        ";300 USER_CERT_EXPIRED time 13;302 CODE_NOT_YET_VALID time 15;303 CODE_EXPIRED time 16;",
    ),
    (
        STAFF,
        ";207 CARD_NOT_AUTHENTICATED equipment 18;"
        "400 ACCOUNT_BLOCKED account 19;"
        "402 ACCOUNT_TYPE_NOT_ACCEPTED account 21;"
        "404 ALREADY_INSIDE account 23;"
        "405 NO_ENTRY account 23;"
        "406 NOT_ELIGIBLE account 24;"
        "407 ELIGIBILITY_UNKNOWN equipment 24;",
    ),
    (USED, ";401 CODE_ALREADY_USED passenger 20;"),
    (LIMIT, ";403 FARE_ABOVE_LIMIT account 22;"),
    (CLOCK, ";500 CLOCK_UNTRUSTED equipment 6;"),
    (
        OUT_OF_SERVICE,
        ";501 TRUST_LIST_MISSING list 7;"
        "502 STORE_FAILED equipment 25;"
        "503 SCANNER_FAULT equipment 0;"
        "504 GATE_FAULT equipment 0;"
        "900 INTERNAL ours -1;",
    ),
)

TABLE: "tuple[Code, ...]"  # every row, by number; made when it is wanted: a board asks for one at a time


def _row(words: tuple[str, str], text: str, at: int) -> Code:
    """The row that begins behind this byte of a text."""
    number, name, fault, step = text[at + 1 : text.find(";", at + 1)].split(" ")
    steps = "s 17, 18" if name == "BAD_PUBLIC_KEY" else " " + step
    clause = "§4" if step == "-1" else "§4 step" + steps
    return Code(int(number), name, words[0], words[1], clause, fault, int(step))


def of(number: int) -> Code:
    """The row of a result number. Raises KeyError for a number that is in no row."""
    for words, text in _ROWS:
        at = text.find(f";{number} ")
        if at >= 0:
            return _row(words, text, at)
    raise KeyError(number)


def __getattr__(name: str) -> object:
    """TABLE, the first time."""
    if name != "TABLE":
        raise AttributeError(name)
    global TABLE
    found = []
    for words, text in _ROWS:
        at = 0
        while at < len(text) - 1:
            found.append(_row(words, text, at))
            at = text.find(";", at + 1)
    TABLE = tuple(sorted(found))
    return TABLE
