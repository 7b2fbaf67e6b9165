"""The tables that the pages' JavaScript reads, out of those of the program."""

from typing import Any

from sim.code import layout, mask, reason, reason_table
from sim.code.step import LAST_JUDGED_STEP, LAST_STEP, STEPS, STORE_STEP
from sim.explain import catalogue, fact
from sim.explain.cause import Cause
from sim.issuer import operator_key, wallet
from sim.issuer.issuer import make_pki, trust_toml
from sim.trust import source
from sim.version import VERSION
from terminal import codes, policy, ridecode

EXAMPLES_AT_S = 1793491200  # 2026-11-01 08:00:00 UTC+8: the examples are codes of that moment
_BAD_EXAMPLES = ("CODE_EXPIRED", "BAD_RIDE_SIGNATURE", "ACCOUNT_BLOCKED", "MALFORMED", wallet.TEXT)


def test_list() -> bytes:
    """The test issuer's list, in force since 2020, signed with the published test key."""
    return source.compile_list(source.parse_source(trust_toml(make_pki())), operator_key.published_signer())


def tables() -> dict[str, Any]:
    """All of them, as JSON can carry them."""
    return {
        "version": VERSION,
        "steps": [{"number": number, "zh": zh, "en": en} for number, zh, en in STEPS],
        "last_judged_step": LAST_JUDGED_STEP,
        "store_step": STORE_STEP,
        "last_step": LAST_STEP,
        "results": {one.number: _result(one) for one in codes.TABLE},
        "halves": {f"{number}-{which}": _reason(reason.of(number, which)) for number, which in reason_table.HALVES},
        "whose": {fault: words._asdict() for fault, words in reason.WHOSE.items()},
        "families": {family: words._asdict() for family, words in reason.FAMILIES.items()},
        "fields": [_field(one) for one in layout.FIELDS],
        "parts": [{"zh": zh, "en": en} for zh, en, _ in layout.PARTS],
        "signatures": [
            {"name": one.name, "start": one.start, "end": one.base_end, "moves": one.end(1) != one.base_end}
            for one in layout.SIGNATURES
        ],
        "facts": {".".join(row): _fact(*row) for row in (*fact.OF_RESULT.values(), *fact.OTHERS)},
        "length_bytes": layout.LENGTH_BASE_BYTES,
        "extension_max_bytes": layout.EXTENSION_MAX_BYTES,
        "extension_length_offset": layout.EXTENSION_LENGTH_OFFSET,
        "input_max_bytes": ridecode.INPUT_MAX_BYTES,
        "shown_digits": mask.SHOWN_DIGITS,
        "run_nibbles": mask.RUN_NIBBLES,
        "zone_s": policy.STANDARD.zone_s,
        "fare_fen": wallet.FARE_FEN,
        "fare_max_fen": policy.FARE_MAX_FEN,
        "operator_keys": [operator_key.published_signer().public_xy.hex()],
        "examples_at_s": EXAMPLES_AT_S,
        "examples": _examples(),
    }


def _result(one: codes.Code) -> dict[str, Any]:
    words = {"number": one.number, "name": one.name, "zh": one.zh, "en": one.en, "clause": one.clause}
    halved = any(number == one.number for number, _ in reason_table.HALVES)
    return words | {"fault": one.fault} | ({} if halved else _reason(reason.of(one.number)))


def _reason(one: reason.Reason) -> dict[str, Any]:
    return {"why": {"zh": one.why_zh, "en": one.why}, "do": {"zh": one.do_zh, "en": one.do}}


def _fact(subject: str, kind: str) -> dict[str, Any]:
    """The sentences of a fact; `{detail}` stands where its detail goes."""
    cause = Cause(kind, subject, detail="{detail}")
    return {"does": catalogue.does(cause)._asdict(), "must": catalogue.must(cause)._asdict()}


def _field(one: layout.Field) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "base": one.base,
        "length": one.fixed_bytes,
        "kind": one.kind,
        "zh": one.zh,
        "en": one.en,
        "constant": None if one.constant is None else one.constant.hex(),
        "part": next(at for at, (_, _, names) in enumerate(layout.PARTS) if one.name in names),
        "signed_by": [each.name for each in layout.SIGNATURES if each.covers(one, 0)],
    }


def _examples() -> list[dict[str, str]]:
    phones = wallet.Wallet(make_pki())
    out = [{"zh": "有效码", "en": "Good code", "hex": phones.good(0, EXAMPLES_AT_S).hex()}]
    for name in _BAD_EXAMPLES:
        bad = next(one for one in wallet.BAD if one.name == name)
        shown = phones.show(0, name, EXAMPLES_AT_S)
        assert shown is not None
        out.append({"zh": bad.zh, "en": bad.en, "hex": shown[0].hex()})
    return out
