"""What a decision alone says of a refusal: the list, the clocks, the trip, the service or the card, and who can help.

Runs on CPython and MicroPython alike, so that a page without a gate says the same. A row is (subject, kind, detail,
standing): names of `sim.explain.catalogue`; the detail is text, or seconds.
"""

from binascii import hexlify

from terminal import codes
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from terminal.decide import Decision
    from terminal.ridecode import RideCode

    Row = tuple[str, str, "str | int", str]

PROVED, LIKELY, EQUAL = "proved", "likely", "cannot be told apart"  # of `sim.explain.cause`
SINCE_2015_S = 1_420_070_400  # no such code is older: an earlier time counts from something else than 1970
FAR_S = 400 * 86400  # so far ahead no clock is wrong by chance
_ONES = 0xFFFFFFFF
_AROUND_S = 120  # a code of this moment, its clock a little off
_LONGEST_S = 1200


def stated(decision: "Decision", now_s: int, given: bool) -> "list[Row]":
    """The causes that are no mistake in the bytes. Empty where the result has none of its own. given: a list was."""
    result, code = decision.result, decision.code
    if result == codes.TRUST_LIST_MISSING:
        return [("trust_list", "not_in_force" if given else "missing", "", PROVED)]
    if code is not None and decision.family is None:
        if result == codes.CODE_EXPIRED:
            return _expired(code.generated_s, now_s - code.generated_s - code.validity_s)
        if result == codes.CODE_NOT_YET_VALID:
            return _early(code.generated_s, now_s)
        if result == codes.ISSUER_NOT_ACCEPTED:
            issuer = hexlify(code.issuer).decode()
            return [("issuer", "not_listed", issuer, EQUAL), ("trust_list", "stale", issuer, EQUAL)]
        if result == codes.CA_KEY_UNKNOWN:
            index = f"{code.ca_index:02x}"
            return [("ca_index", "unknown_root", index, EQUAL), ("trust_list", "stale", index, EQUAL)]
        if result == codes.ISSUER_CERT_EXPIRED:
            return _ended("cert_expiry", code.generated_s, code.validity_s, now_s)
        if result == codes.USER_CERT_EXPIRED:
            return _user_ended(code, now_s)
    row = of_result(result)
    return [] if row is None else [row]


def of_result(result: int) -> "Row | None":
    """The one fact behind a result; None where the bytes decide."""
    known = OF_RESULT.get(codes.of(result).name)
    if known is None:
        return None
    subject, kind = known
    return subject, kind, "", LIKELY if kind == "out_of_range" else PROVED


def _expired(generated_s: int, late_s: int) -> "list[Row]":
    if generated_s in (0, _ONES):
        return [("generated_s", "ones" if generated_s else "zero", "", PROVED)]
    if generated_s < SINCE_2015_S:
        return [("generated_s", "since_start", str(generated_s), LIKELY)]
    return [
        ("code", "shown_late", late_s, EQUAL),
        ("phone_clock", "behind", late_s, EQUAL),
        ("terminal_clock", "ahead", late_s, EQUAL),
    ]


def _early(generated_s: int, now_s: int) -> "list[Row]":
    if generated_s == _ONES:
        return [("generated_s", "ones", "", PROVED)]
    early_s = generated_s - now_s
    clocks: list[Row] = [("phone_clock", "ahead", early_s, EQUAL), ("terminal_clock", "behind", early_s, EQUAL)]
    if early_s > FAR_S:
        clocks.append(("generated_s", "since_start", str(generated_s), EQUAL))
    return clocks


def _user_ended(code: "RideCode", now_s: int) -> "list[Row]":
    subject = "user_expiry_s"
    if code.user_expiry_s >= now_s:
        if code.generated_s > now_s + FAR_S:
            return _early(code.generated_s, now_s)
        return [(subject, "generated_after", "", PROVED)]
    if not code.user_expiry_s:
        return [(subject, "zero", "", PROVED)]
    if code.user_expiry_s < SINCE_2015_S:
        return [(subject, "since_start", str(code.user_expiry_s), LIKELY)]
    return _ended(subject, code.generated_s, code.validity_s, now_s)


def _ended(subject: str, generated_s: int, validity_s: int, now_s: int) -> "list[Row]":
    """A certificate that is over; of an old code, or by a clock that is ahead, where the code is not of this moment."""
    if generated_s - _AROUND_S <= now_s <= generated_s + max(validity_s, _LONGEST_S) + _AROUND_S:
        return [(subject, "expired", "", PROVED)]
    return [(subject, "expired", "", EQUAL), ("code", "shown_late", "", EQUAL), ("terminal_clock", "ahead", "", EQUAL)]


# By the name of the result, so that results of other builds have their row before their number is here.
OF_RESULT = {
    "OVERSIZED": ("payload", "oversized"),
    "NOT_A_RIDE_CODE": ("payload", "no_ride_code"),
    "FOREIGN_CODE": ("payload", "other_family"),
    "FAMILY_NOT_READ_HERE": ("family", "not_read_here"),
    "CARD_UNREADABLE": ("card", "torn_away"),
    "CARD_NOT_AUTHENTICATED": ("card", "not_authenticated"),
    "UNSUPPORTED_SERVICE": ("service", "not_accepted"),
    "ISSUER_CERT_REVOKED": ("cert_serial", "revoked"),
    "CA_KEY_EXPIRED": ("ca_index", "root_expired"),
    "BAD_VALIDITY": ("validity_s", "out_of_range"),
    "ACCOUNT_BLOCKED": ("account", "blocked"),
    "CODE_ALREADY_USED": ("code", "used"),
    "ACCOUNT_TYPE_NOT_ACCEPTED": ("account_type", "not_accepted"),
    "FARE_ABOVE_LIMIT": ("limit_fen", "below_fare"),
    "ALREADY_INSIDE": ("trip", "already_inside"),
    "NO_ENTRY": ("trip", "no_entry"),
    "NOT_ELIGIBLE": ("eligibility", "denied"),
    "ELIGIBILITY_UNKNOWN": ("eligibility", "unknown"),
    "CLOCK_UNTRUSTED": ("terminal_clock", "untrusted"),
    "STORE_FAILED": ("terminal", "store_failed"),
    "SCANNER_FAULT": ("terminal", "scanner_fault"),
    "GATE_FAULT": ("terminal", "gate_fault"),
    "INTERNAL": ("terminal", "internal"),
}
# Every other subject and kind that a row may name.
OTHERS = (
    ("trust_list", "not_in_force"),
    ("trust_list", "missing"),
    ("trust_list", "stale"),
    ("generated_s", "zero"),
    ("generated_s", "ones"),
    ("generated_s", "since_start"),
    ("user_expiry_s", "zero"),
    ("user_expiry_s", "since_start"),
    ("user_expiry_s", "expired"),
    ("user_expiry_s", "generated_after"),
    ("cert_expiry", "expired"),
    ("issuer", "not_listed"),
    ("ca_index", "unknown_root"),
    ("code", "shown_late"),
    ("phone_clock", "ahead"),
    ("phone_clock", "behind"),
    ("terminal_clock", "ahead"),
    ("terminal_clock", "behind"),
)
