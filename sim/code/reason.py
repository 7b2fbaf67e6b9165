"""Reasons behind results, for the developers of an issuer's app: why a code was refused and what to do about it, in
both languages (`sim.code.reason_table`).

The words for passengers stand in `terminal.codes`, and whose fault each result is.
"""

from dataclasses import dataclass

from sim.code import anatomy, reason_table
from sim.code.facts import CodeFacts, Facts
from sim.family import table
from sim.output.show import china, span, yuan
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
    why_zh: str
    do_zh: str


WHOSE = {fault: anatomy.Words(zh, en) for fault, (en, zh) in reason_table.WHOSE.items()}
FAMILIES = {family: anatomy.Words(zh, en) for family, (en, zh) in reason_table.FAMILIES.items()}
FAMILIES |= {family.NAME: family.WORDS for family in table.FAMILIES}


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
    own = table.reason(number)
    if own is not None:
        return Reason(*own)
    return Reason(*(reason_table.HALVES[number, which] if which else reason_table.REASONS[number]))


def detail(facts: Facts, now_s: int | None, fare_fen: int, payload: bytes = b"") -> str:
    """What this one code adds to the reason, in a few words; "" where there is nothing to add.

    facts: as `sim.judge.verdict.judge` returns them; payload: the bytes that were judged.
    """
    result, code = facts["result"], facts["code"]
    if facts["family"] and result != codes.INTERNAL:
        return FAMILIES[facts["family"]].en
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
    other = table.of(body)
    if other is not None and codes.OVERSIZED <= result <= codes.UNSUPPORTED_SERVICE:
        return anatomy.Words(f"这是{other.WORDS.zh}", f"it is {other.WORDS.en}")
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


def detail_zh(facts: Facts, now_s: int | None, fare_fen: int, payload: bytes = b"") -> str:
    """`detail` in Chinese."""
    result, code = facts["result"], facts["code"]
    if facts["family"] and result != codes.INTERNAL:
        return FAMILIES[facts["family"]].zh
    if result == codes.INTERNAL:
        return str(facts["cause"])
    if code is None or result == codes.UNSUPPORTED_SERVICE:
        found = structure(result, payload)
        return "" if found is None else found.zh
    if now_s is None:
        return ""
    if result == codes.USER_CERT_EXPIRED:
        end_s = code["user_expiry_s"]
        late = f"; 二维码生成于 {china(code['generated_s'])}" if code["generated_s"] > end_s else ""
        return f"用户证书止于 {china(end_s)}{late}"
    if result == codes.ISSUER_CERT_EXPIRED:
        return f"机构证书止于 {china(month_end_s(bytes.fromhex(code['cert_expiry']), STANDARD.zone_s))}"
    words = {
        codes.CODE_EXPIRED: f"已于 {china(code['generated_s'] + code['validity_s'])} 到期",
        codes.CODE_NOT_YET_VALID: f"生成于 {china(code['generated_s'])}",
        codes.ISSUER_NOT_ACCEPTED: f"机构 {code['issuer']}",
        codes.ISSUER_CERT_REVOKED: f"机构 {code['issuer']}, 序列号 {code['cert_serial']}",
        codes.CA_KEY_UNKNOWN: f"根公钥 {code['ca_index']:#04x}",
        codes.CA_KEY_EXPIRED: f"根公钥 {code['ca_index']:#04x}",
        codes.BAD_VALIDITY: f"{code['validity_s']} 秒",
        codes.ACCOUNT_TYPE_NOT_ACCEPTED: f"类型 {code['account_type']}",
        codes.FARE_ABOVE_LIMIT: f"票价 {fare_fen / 100:.2f} 元, 上限 {code['limit_fen'] / 100:.2f} 元",
    }
    return words.get(result, "")
