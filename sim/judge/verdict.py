"""One judgement as plain facts. Runs on CPython and MicroPython alike, so that both can be asked and
compared.
"""

from binascii import hexlify

from terminal import decide, sm2
from terminal.decide import Decision
from terminal.history import History
from terminal.policy import Policy
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sim.code.facts import Facts
    from terminal.trust import TrustList


def judge(
    payload: bytes,
    opened: "TrustList | None",
    rules: Policy,
    now_s: int,
    ticks_us: "Callable[[], int]",
    ticks_diff: "Callable[[int, int], int]",
    steps: "Callable[..., Any]" = decide.steps,
) -> "Facts":
    """Judge one payload alone: no code was seen before it.

    opened: the trust list or None; rules: a Policy; ticks_us() and ticks_diff(later, earlier): the runtime's
    stopwatch; steps: what judges, `decide.steps` or that of families. Returns what can be written as JSON: numbers,
    names and fields as hexadecimal. Trap: the account is there in full. Raises OSError when the list's storage fails.
    """
    started = ticks_us()
    decision = sm2.finish(steps(payload, opened, rules, History(1), now_s))
    decided = ticks_us()
    facts = facts_of(decision)
    facts["us"] = ticks_diff(decided, started)
    return facts


def facts_of(decision: Decision) -> "Facts":
    """A Decision as numbers, names and fields in hexadecimal. Trap: the account is there in full."""
    facts: Facts = {
        "result": decision.result,
        "step": decision.step,
        "recovered": list(decision.recovered),
        "family": decision.family,
        "offset": decision.offset if decision.offset >= 0 else None,
        "cause": None if decision.cause is None else repr(decision.cause),
        "code": None,
    }
    code = decision.code
    if code is not None and decision.family is not None:
        facts["found"] = {
            "subjects": [hexlify(subject).decode() for subject in code.subjects],
            "presenter": None if code.presenter is None else hexlify(code.presenter).decode(),
            "issued_s": code.issued_s,
            "ends_s": code.ends_s,
        }
    elif code is not None:
        card = hasattr(code, "authenticated")  # a `terminal.card.CardData`, which has no certificates
        if card:
            facts["authenticated"] = code.authenticated
        facts["code"] = {
            "issuer": hexlify(code.issuer).decode(),
            "account": hexlify(code.account).decode(),
            "account_type": code.account_type,
            "limit_fen": code.limit_fen,
            "ca_index": code.ca_index,
            "cert_expiry": "" if card else hexlify(code.cert_expiry).decode(),
            "cert_serial": hexlify(code.cert_serial).decode(),
            "user_expiry_s": 0 if card else code.user_expiry_s,
            "validity_s": code.validity_s,
            "generated_s": code.generated_s,
        }
    return facts
