"""The decision: may this passenger pass? The first check that fails gives the result."""

from collections import namedtuple

from terminal import codes, sm2, trust as trust_list
from terminal.history import History
from terminal.port import TYPE_CHECKING
from terminal.recover import recover
from terminal.ridecode import (
    CA_SIGNED,
    INPUT_MAX_BYTES,
    ISSUER_SIGNED,
    RIDE_SIGNED,
    Refused,
    RideCode,
    parse,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from terminal.policy import Policy

Decision = namedtuple(
    "Decision",
    (
        "result "  # number of codes.TABLE
        "step "  # the check that answered, None when accepted
        "code "  # RideCode, None when the payload could not be parsed
        "recovered "  # names of what was undone on a mangled payload
        "family "  # of a FOREIGN_CODE, else None
        "offset "  # byte at fault where one can be named, else -1
        "cause "  # the exception behind INTERNAL, else None
    ),
)


def month_end_s(mmyy: bytes, zone_s: int) -> int:
    """The last second, Unix UTC, of a month given as MMYY in BCD (20YY) where local time is `zone_s` ahead of UTC.

    Clause: spec §4 step 9: good through 23:59:59 of the month's last day.
    """
    month = (2000 + (mmyy[1] >> 4) * 10 + (mmyy[1] & 15)) * 12 + (mmyy[0] >> 4) * 10 + (mmyy[0] & 15) - 2
    year = month // 12  # of the month behind it; years begin with March here, so that a leap day is their last
    days = year * 365 + year // 4 - year // 100 + year // 400 + (month % 12 * 153 + 2) // 5 - 719468
    return days * 86400 - zone_s - 1


def _covered(code: RideCode, span: tuple[int, int], extra: int) -> bytes:
    return code.raw[span[0] : span[0] + span[1] + extra]  # type: ignore[no-any-return]


def _signed(
    engine: sm2.Engine, signer: tuple[sm2.Key, bytes], covered: bytes, signature: bytes
) -> "Generator[None, None, bool]":
    key, z = signer
    return (yield from engine.verify(key, engine.digest(z, covered), signature))  # type: ignore[no-any-return]


def _checks(
    code: RideCode,
    trust: "trust_list.TrustList | None",
    policy: "Policy",
    history: History,
    now_s: int | None,
    further: "Callable[[RideCode, int], Generator[Any, Any, None]] | None",
) -> "Generator[Any, Any, int]":
    """Steps 6 to 24 of a parsed code: yields the number of each that passed, None inside long arithmetic; returns the
    result of the first that did not, or ACCEPTED."""
    if now_s is None:
        return codes.CLOCK_UNTRUSTED
    yield 6
    if trust is None or not trust.in_force(now_s):
        return codes.TRUST_LIST_MISSING
    yield 7
    issuer = yield from trust.find(trust_list.ISSUER, code.issuer)
    if issuer is None:
        return codes.ISSUER_NOT_ACCEPTED
    yield 8
    if now_s > month_end_s(code.cert_expiry, policy.zone_s):
        return codes.ISSUER_CERT_EXPIRED
    yield 9
    if (yield from trust.find(trust_list.REVOKED, code.issuer + code.cert_serial)) is not None:
        return codes.ISSUER_CERT_REVOKED
    yield 10
    root = yield from trust.find(trust_list.CA_KEY, bytes([code.ca_index]))
    if root is None:
        return codes.CA_KEY_UNKNOWN
    if now_s > month_end_s(root[:2], policy.zone_s):
        return codes.CA_KEY_EXPIRED
    engine = trust.engine
    identity = trust_list.PROFILES[issuer[0]][1]
    signer = trust.signer(root[2:], identity)
    if signer is None:
        return codes.CA_KEY_UNKNOWN
    yield 11
    certificate = code.raw[8:120] + root[2:] + identity
    if not trust.certificates.get(certificate):
        if not (yield from _signed(engine, signer, _covered(code, CA_SIGNED, 0), code.ca_signature)):
            return codes.BAD_CA_SIGNATURE
        trust.certificates.put(certificate, True)
    yield 12
    if now_s > code.user_expiry_s or code.generated_s > code.user_expiry_s:
        return codes.USER_CERT_EXPIRED
    yield 13
    if not 1 <= code.validity_s <= policy.validity_max_s:
        return codes.BAD_VALIDITY
    yield 14
    if code.generated_s > now_s + policy.skew_s:
        return codes.CODE_NOT_YET_VALID
    yield 15
    if now_s > code.generated_s + code.validity_s + policy.grace_s:
        return codes.CODE_EXPIRED
    yield 16
    certificate = code.raw[3 : 263 + code.extension_bytes] + identity
    rider = trust.riders.get(certificate)
    if rider is None:
        signer = trust.signer(code.issuer_key, identity)
        if signer is None:
            return codes.BAD_PUBLIC_KEY
        yield None
        covered = _covered(code, ISSUER_SIGNED, code.extension_bytes)
        if not (yield from _signed(engine, signer, covered, code.issuer_signature)):
            return codes.BAD_ISSUER_SIGNATURE
    yield 17
    if further is not None:
        yield code.account
    if rider is None:
        rider = trust_list.signer(engine, code.user_key, identity)
        if rider is None:
            return codes.BAD_PUBLIC_KEY
        trust.riders.put(certificate, rider)
        yield None
    covered = _covered(code, RIDE_SIGNED, code.extension_bytes)
    if not (yield from _signed(engine, rider, covered, code.ride_signature)):
        return codes.BAD_RIDE_SIGNATURE
    yield 18
    return (yield from account_checks(code, trust, policy, history, now_s, further))


def account_checks(
    code: "Any",
    trust: "trust_list.TrustList",
    policy: "Policy",
    history: "Any",
    now_s: int,
    further: "Callable[..., Any] | None",
) -> "Generator[int | None, None, int]":
    """Steps 19 to 22, of a code or of a card (terminal/card.py). As `_checks`."""
    if (yield from trust.find(trust_list.BLOCKED, code.account)) is not None:
        return codes.ACCOUNT_BLOCKED
    yield 19
    if history.used(code.account, code.generated_s, now_s):
        return codes.CODE_ALREADY_USED
    yield 20
    if policy.account_types is not None and code.account_type not in policy.account_types:
        return codes.ACCOUNT_TYPE_NOT_ACCEPTED
    yield 21
    if policy.limit_enforced and policy.fare_fen > code.limit_fen:
        return codes.FARE_ABOVE_LIMIT
    yield 22
    if further is not None:
        yield from further(code, now_s)
    return codes.ACCEPTED


def steps(
    payload: bytes,
    trust: "trust_list.TrustList | None",
    policy: "Policy",
    history: History,
    now_s: int | None,
    further: "Callable[[RideCode, int], Generator[Any, Any, None]] | None" = None,
) -> "Generator[Any, Any, Decision]":
    """Judge one payload step by step: spec §4, steps 1 to 24.

    payload: bytes as received, any length. trust: the list in place or None. now_s: Unix UTC, None when not trusted.
    Yields the number of each check that passed, and None now and then inside long arithmetic, so that the caller can
    look after its gate. Returns the Decision.
    further: steps 23 and 24, where a terminal has them (terminal/lane.py). Then bytes are yielded too, requests to the
    caller: the account behind step 17 (start the question about it), b"" for the verdict, which the caller sends.
    `further` yields alike, and raises Refused.
    Refuses by value, whatever the bytes. Raises OSError only, when the list's storage fails.
    Trap: an accepted code is not remembered here; the caller that opens the gate adds it to the history.
    Clause: spec §2, §3, §4.
    """
    code = None
    recovered: tuple[str, ...] = ()
    passed = 0
    try:
        if len(payload) > INPUT_MAX_BYTES:
            raise Refused(codes.OVERSIZED, 1)
        body, recovered = recover(payload, policy.recoveries)
        code = parse(body, policy)
        for passed in range(1, 6):
            yield passed
        checks = _checks(code, trust, policy, history, now_s, further)
        verdict = None
        while True:
            step = checks.send(verdict)
            if type(step) is int:
                passed = step
            verdict = yield step
    except StopIteration as end:
        step = passed + 1 if end.value else None
        return Decision(end.value, step, code, recovered, None, -1, None)
    except Refused as why:
        for passed in range(1, 0 if code else why.step):
            yield passed
        return Decision(why.result, why.step, code, recovered, why.family, why.offset, None)
    except OSError:
        raise
    except Exception as cause:
        return Decision(codes.INTERNAL, passed + 1, code, recovered, None, -1, cause)


def decide(
    payload: bytes, trust: "trust_list.TrustList | None", policy: "Policy", history: History, now_s: int | None
) -> Decision:
    """`steps` run to its end: the Decision alone."""
    return sm2.finish(steps(payload, trust, policy, history, now_s))  # type: ignore[no-any-return]
