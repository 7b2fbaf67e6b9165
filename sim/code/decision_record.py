"""A decision as one dictionary for screens and programs: what was answered, why, and of which code, masked here once.

No account in full, nothing of field 4, no payload (spec §5).
"""

from typing import Any

from sim.code import mask, reason
from sim.code.facts import Facts
from sim.family import table
from sim.output import show
from terminal.card import OTHER_CARD, WORDS as CARD_WORDS


def found(facts: Facts) -> dict[str, Any]:
    """What a decision found in the code: issuer, account (masked), account_type, generated, validity_s, limit_fen, None
    where it was not parsed; medium and authenticated of a card; offset, family and cause where there are any.
    """
    code = facts["code"]
    out: dict[str, Any] = {
        "issuer": code and code["issuer"],
        "account": code and mask.account(bytes.fromhex(code["account"])),
        "account_type": code and code["account_type"],
        "generated": code and show.utc(code["generated_s"]),
        "validity_s": code and code["validity_s"],
        "limit_fen": code and code["limit_fen"],
    }
    known = facts.get("found")
    if known is not None:
        out |= {
            "subjects": [_who(subject) for subject in known["subjects"]],
            "presenter": None if known["presenter"] is None else _who(known["presenter"]),
            "issued": None if known["issued_s"] is None else show.utc(known["issued_s"]),
            "ends": None if known["ends_s"] is None else show.utc(known["ends_s"]),
        }
    if "authenticated" in facts:
        out |= {"medium": "card", "authenticated": facts["authenticated"]}
    details = {"offset": facts["offset"], "family": facts["family"], "cause": facts["cause"]}
    return out | {key: value for key, value in details.items() if value is not None}


def _is_card(facts: Facts) -> bool:
    return "authenticated" in facts or facts["family"] == OTHER_CARD


def _who(subject: str) -> str:
    """Mask a person's number, text or BCD: only its last four characters stay."""
    data = bytes.fromhex(subject)
    if mask.digits(data) is not None:
        return mask.account(data)
    text = data.decode("ascii", "replace") if data.isascii() else subject
    return mask.STAR * max(0, len(text) - mask.SHOWN_DIGITS) + text[-mask.SHOWN_DIGITS :]


def record(
    facts: Facts, now_s: int | None, fare_fen: int | None, payload: bytes = b""
) -> dict[str, Any]:
    """Describe one decision.

    facts: as `sim.judge.verdict.facts_of` gives them, in either runtime; now_s: the terminal's time; payload: what was
    judged, b"" when it is not known.
    Returns result (its name), number, step, clause, recovered, issuer, account (masked), account_type, generated,
    validity_s, limit_fen; offset, family and cause where there are any; zh and en (the passenger's words), fault
    (whose, of `terminal.codes`), why, do and, where there is more to say, detail (English).
    """
    row = table.row(facts["result"])
    why = reason.of(row.number, reason.half(facts, now_s))
    out: dict[str, Any] = {
        "result": row.name,
        "number": row.number,
        "step": facts["step"],
        "clause": row.clause,
        "recovered": list(facts["recovered"]),
        **found(facts),
    }
    zh, en = CARD_WORDS.get(row.number, (row.zh, row.en)) if _is_card(facts) else (row.zh, row.en)
    out |= {"zh": zh, "en": en, "fault": row.fault, "why": why.why, "do": why.do}
    detail = reason.detail(facts, now_s, fare_fen or 0, payload)
    return out | {"detail": detail} if detail else out
