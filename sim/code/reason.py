"""Reasons behind results, for the developers of an issuer's app: why a code was refused and what to do about it.

The words for passengers stand in `terminal.codes`, and whose fault each result is.
"""

from dataclasses import dataclass

from sim.code import anatomy
from sim.code.facts import CodeFacts, Facts
from sim.show import china, span, yuan
from terminal import codes
from terminal.decide import month_end_s
from terminal.policy import RECOVERIES, STANDARD
from terminal.recover import recover
from terminal.ridecode import INPUT_MAX_BYTES

_HEAD_BYTES = 4  # shown of what is no ride code: not enough of it to hold a secret


@dataclass(frozen=True, slots=True)
class Reason:
    """`why`: what the terminal found. `do`: what its reader should do next. One sentence each, or two."""

    why: str
    do: str


_REASONS = {
    codes.ACCEPTED: ("Every check passed.", "Nothing: the gate opens once the ride is on record."),
    codes.OVERSIZED: (
        "The payload has more bytes than any ride code: 625 at most, and 1,024 as read.",
        "Put the 332 to 364 bytes of the code into the symbol, raw, in byte mode, and nothing else.",
    ),
    codes.FOREIGN_CODE: (
        "The symbol belongs to another family of codes: a payment, another city's or another operator's.",
        "Show the ride code of the transport card; check that the app opens the right page.",
    ),
    codes.NOT_A_RIDE_CODE: (
        "The first byte is no ride code's: its high half must be 8 (0x80 or 0x81).",
        "Encode the raw bytes of the code; look with `ridegate inspect` at what the symbol really carries.",
    ),
    codes.UNSUPPORTED_VERSION: (
        "The low half of byte 0 names a structure version that this terminal does not take.",
        "Issue version 0 or 1 (0x80 or 0x81).",
    ),
    codes.BAD_LENGTH: (
        "The bytes received are not as many as bytes 1-2 declare, or no code has that length (332 to 364).",
        "State the whole length less 3 in bytes 1-2; if it is stated right, something cut or re-encoded the code.",
    ),
    codes.MALFORMED: (
        "A byte that the structure fixes holds something else.",
        "Correct the byte at the offset named; `ridegate inspect` shows its field and what belongs there.",
    ),
    codes.UNSUPPORTED_SERVICE: (
        "The service identifier (bytes 4-7) is none that this terminal accepts.",
        "Use 01 01 00 00, transport electronic cash, or have the operator accept yours.",
    ),
    codes.ISSUER_NOT_ACCEPTED: (
        "The issuer identifier (bytes 10-13) is not in the operator's trust list.",
        "Check the eight digits; then have the operator add the issuer to the list.",
    ),
    codes.ISSUER_CERT_EXPIRED: (
        "The issuer certificate (MMYY at bytes 14-15) ended before this moment.",
        "Put the renewed issuer certificate into the codes; check the terminal's clock.",
    ),
    codes.ISSUER_CERT_REVOKED: (
        "The trust list revokes this issuer certificate, by its serial number at bytes 16-18.",
        "Use the certificate that replaced it; ask the certification authority why it was revoked.",
    ),
    codes.CA_KEY_UNKNOWN: (
        "The trust list holds no usable root key with the index at byte 8.",
        "Check the index; a new root key must reach the terminals' list before codes are issued under it.",
    ),
    codes.CA_KEY_EXPIRED: (
        "The root key that signed the issuer certificate has itself expired.",
        "Have the issuer certificate signed by a root key that is in force.",
    ),
    codes.BAD_CA_SIGNATURE: (
        "The root key's signature (bytes 56-119) does not hold over bytes 9-55.",
        "Embed the certificate exactly as it was issued; check that byte 8 names the root key that signed it.",
    ),
    codes.BAD_PUBLIC_KEY: (
        "A public key in the code is no point of the SM2 curve (step 17: the issuer's, step 18: the user's).",
        "Write keys compressed: 02 for an even Y, 03 for an odd one, then the 32 bytes of X, big endian.",
    ),
    codes.USER_CERT_EXPIRED: (
        "The user certificate expired, or the code was generated after its end (bytes 191-194).",
        "Let the app fetch a new user certificate before the old one ends; check the terminal's clock.",
    ),
    codes.BAD_VALIDITY: (
        "The code validity (bytes 195-196) is outside 1 to 1,200 seconds.",
        "Issue user certificates with a validity within those bounds.",
    ),
    codes.CODE_NOT_YET_VALID: (
        "The code was generated later than it is now by the terminal's clock, tolerance included.",
        "Compare both clocks: the phone's may be ahead, in milliseconds or local time; the terminal's may be behind.",
    ),
    codes.CODE_EXPIRED: (
        "Generation time plus validity lies before this moment.",
        "Let the app generate a code when it is shown and refresh it in time; check both clocks.",
    ),
    codes.BAD_ISSUER_SIGNATURE: (
        "The issuer's signature does not hold over bytes 3 to 197+N, the user certificate.",
        "Sign exactly those bytes with the issuer's key: SM2 with SM3, identity 1234567812345678, raw r and s.",
    ),
    codes.BAD_RIDE_SIGNATURE: (
        "The user's signature does not hold over bytes 0 to 266+N, the code with its generation time.",
        "Sign exactly those bytes with the user's key: SM2 with SM3, identity 1234567812345678, raw r and s.",
    ),
    codes.ACCOUNT_BLOCKED: (
        "The trust list blocks this account.",
        "The code itself is sound: the passenger has to settle it with the issuer.",
    ),
    codes.CODE_ALREADY_USED: (
        "A code of this account with the same generation time was accepted here before.",
        "Generate a new code for each ride; a screenshot passes once.",
    ),
    codes.ACCOUNT_TYPE_NOT_ACCEPTED: (
        "This terminal does not take the account type at byte 154.",
        "Check the type that the issuer assigned; the operator decides which types a line takes.",
    ),
    codes.FARE_ABOVE_LIMIT: (
        "The fare is above the single-fare limit at bytes 155-157, in fen; 0 allows nothing.",
        "Raise the limit in the user certificate; state it in fen, not in yuan.",
    ),
    codes.ALREADY_INSIDE: (
        "This account has entered before and not left.",
        "The passenger needs the staff to close the open trip.",
    ),
    codes.NO_ENTRY: (
        "This account wants to leave, but no entry is known.",
        "The passenger needs the staff to add the entry.",
    ),
    codes.NOT_ELIGIBLE: (
        "The eligibility service says that this account may not ride here.",
        "The passenger has to ask the operator; the code itself is sound.",
    ),
    codes.ELIGIBILITY_UNKNOWN: (
        "The eligibility service gave no answer in time.",
        "Try again; if it persists, the operator has to look at the service.",
    ),
    codes.CLOCK_UNTRUSTED: (
        "The terminal does not know the time for certain, so it judges no code.",
        "The operator has to set the terminal's clock; no code is at fault.",
    ),
    codes.TRUST_LIST_MISSING: (
        "There is no trust list, or none that is in force at this moment.",
        "Install a list that is in force (verify: --trust, and --at within its dates); no code is at fault.",
    ),
    codes.STORE_FAILED: (
        "The ride could not be written down durably, so the gate stayed shut.",
        "The operator has to look at the terminal's storage; no code is at fault.",
    ),
    codes.SCANNER_FAULT: (
        "The scanner does not work, so no code is judged.",
        "The operator has to look at the scanner; no code is at fault.",
    ),
    codes.GATE_FAULT: (
        "The gate is out of service: an emergency, a fault or maintenance.",
        "Use another gate; no code is at fault.",
    ),
    codes.INTERNAL: (
        "This software failed; the code was not judged to the end.",
        "Please report it, with the code's bytes if they are a test code's.",
    ),
}

# Results that two different checks give: the sentences for the one that failed (`half`).
HALVES = {
    (codes.USER_CERT_EXPIRED, "now"): (
        "The user certificate has expired: now is later than its end (bytes 191-194).",
        "Let the app fetch a new user certificate before the old one ends; check the terminal's clock.",
    ),
    (codes.USER_CERT_EXPIRED, "generated"): (
        "The code was generated later than the end of its user certificate (bytes 191-194).",
        "Let the app generate no code under a user certificate that has ended; check the phone's clock.",
    ),
    (codes.BAD_PUBLIC_KEY, "issuer"): (
        "The issuer's public key (bytes 23-55) is no point of the SM2 curve.",
        "Write keys compressed: 02 for an even Y, 03 for an odd one, then the 32 bytes of X, big endian.",
    ),
    (codes.BAD_PUBLIC_KEY, "user"): (
        "The user's public key (bytes 158-190) is no point of the SM2 curve.",
        "Write keys compressed: 02 for an even Y, 03 for an odd one, then the 32 bytes of X, big endian.",
    ),
}

WHOSE = {
    "nobody": "",
    "code": "the code's fault",
    "time": "a matter of time: the code's, or this terminal's clock",
    "list": "not the code's fault: the operator's list decides",
    "account": "not the code's fault: a matter of the account",
    "passenger": "a matter of what was shown",
    "equipment": "the equipment's fault",
    "ours": "this software's fault",
}
"""The faults of `terminal.codes` in words."""

FAMILIES = {
    "bank": "a payment code of a bank, Alipay or WeChat 付款码",
    "wechat": "a WeChat ride code 微信乘车码",
    "alipay": "an Alipay ride code 支付宝乘车码",
    "city_card": "a city card's own code 城市一卡通自有码",
    "unified": "a code of the unified platform",
    "shanghai_citizen": "a Shanghai citizen code 随申码",
    "shanghai_metro": "a Shanghai metro code 申通码",
}
"""The families of codes that share the reader, in words."""


def half(facts: Facts, now_s: int | None) -> str:
    """Which of two checks failed, where one result stands for two; "" elsewhere. facts: see `detail`."""
    result, code = facts["result"], facts["code"]
    if result == codes.BAD_PUBLIC_KEY:
        return "issuer" if facts["step"] == 17 else "user"
    if result == codes.USER_CERT_EXPIRED and code is not None and now_s is not None:
        return "now" if now_s > code["user_expiry_s"] else "generated"
    return ""


def of(number: int, which: str = "") -> Reason:
    """The reason behind a result number. which: the `half` that failed. Raises KeyError for one in no table."""
    return Reason(*(HALVES[number, which] if which else _REASONS[number]))


def detail(facts: Facts, now_s: int | None, fare_fen: int, payload: bytes = b"") -> str:
    """What this one code adds to the reason, in a few words; "" where there is nothing to add.

    facts: as `sim.code.verdict.judge` returns them; payload: the bytes that were judged.
    """
    result, code = facts["result"], facts["code"]
    if result == codes.FOREIGN_CODE:
        return FAMILIES[facts["family"] or ""]
    if result == codes.INTERNAL:
        return str(facts["cause"])
    if code is None or result == codes.UNSUPPORTED_SERVICE:
        found = structure(result, payload)
        return "" if found is None else found.en
    if now_s is None:
        return ""
    return _dated(result, code, now_s) or _stated(result, code, fare_fen)


def structure(result: int, payload: bytes) -> anatomy.Words | None:
    """What was found and what was expected, of a payload that steps 1 to 5 refuse; None for any other."""
    body = recover(payload, RECOVERIES)[0] if len(payload) <= INPUT_MAX_BYTES else payload
    if result == codes.NOT_A_RIDE_CODE:
        head = body[:_HEAD_BYTES].hex(" ")
        return anatomy.Words(
            f"以 {head} 开头" if head else "没有内容", f"it begins with {head}" if head else "it is empty"
        )
    if codes.OVERSIZED <= result <= codes.UNSUPPORTED_SERVICE:
        return anatomy.explain(body)
    return None


def _dated(result: int, code: CodeFacts, now_s: int) -> str:
    """The words for a moment that was missed."""
    if result == codes.CODE_EXPIRED:
        end_s = code["generated_s"] + code["validity_s"]
        return f"its time was over {span(now_s - end_s)} earlier, at {china(end_s)}"
    if result == codes.CODE_NOT_YET_VALID:
        return f"generated {span(code['generated_s'] - now_s)} ahead, at {china(code['generated_s'])}"
    if result == codes.USER_CERT_EXPIRED:
        end_s, generated_s = code["user_expiry_s"], code["generated_s"]
        ended = f"the user certificate ended at {china(end_s)}"
        late = f"the code was generated {span(generated_s - end_s)} later" if generated_s > end_s else ""
        return "; ".join(filter(None, (f"{ended}, {span(now_s - end_s)} ago" if now_s > end_s else ended, late)))
    if result == codes.ISSUER_CERT_EXPIRED:
        end_s = month_end_s(bytes.fromhex(code["cert_expiry"]), STANDARD.zone_s)
        return f"the issuer certificate ended at {china(end_s)}"
    return ""


def _stated(result: int, code: CodeFacts, fare_fen: int) -> str:
    """The words for a value that is not accepted."""
    if result == codes.ISSUER_NOT_ACCEPTED:
        return f"issuer {code['issuer']}"
    if result == codes.ISSUER_CERT_REVOKED:
        return f"serial {code['cert_serial']} of issuer {code['issuer']}"
    if result in (codes.CA_KEY_UNKNOWN, codes.CA_KEY_EXPIRED):
        return f"root key {code['ca_index']:#04x}"
    if result == codes.BAD_VALIDITY:
        return f"{code['validity_s']} s"
    if result == codes.ACCOUNT_TYPE_NOT_ACCEPTED:
        return f"type {code['account_type']}"
    if result == codes.FARE_ABOVE_LIMIT:
        return f"fare {yuan(fare_fen)}, limit {yuan(code['limit_fen'])}"
    return ""
