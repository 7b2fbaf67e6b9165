"""What a page is told: happenings as JSON, with nothing in them that nobody may see (spec §5).

No account in full, nothing of field 4, no payload: a code goes out as fields, masked.
"""

import time
from typing import Any

from sim.code import field_value, inspect, layout, mask, reason
from sim.code.verdict import facts_of
from sim.page import eyes, reason_zh, storage, unjudged, wallet
from sim.page.command import MODES, NAMES, SENSOR, TRUST, TURNSTILES
from sim.page.happening import Happening
from sim.page.offset_clock import OFFSET_MAX_S
from sim.page.step import STEPS
from sim.page.trace import rows
from terminal import codes
from terminal.policy import FARE_MAX_FEN
from terminal.run import Marks

_PLAIN = ("panel", "gate", "power", "clock", "policy", "mode", "storage", "sensor", "scanner", "passenger", "phone",
          "session", "scene", "turnstile", "log", "notice", "ended", "trust", "operator")  # fmt: skip
# What a passenger sees: the panel with its fare, the gate, the phone held up.
PASSENGERS = frozenset(("panel", "gate", "power", "policy", "mode", "phone"))
_KEPT_BACK = ("policy", "file", "data")  # of a happening's data, what is for recorders


def hello(version: str, start: dict[str, Any], can: frozenset[str], kiosk: bool) -> dict[str, Any]:
    """The first message: what the page needs to know of everything that never changes; a kiosk learns no more than its
    passengers do.
    """
    everybody = {
        "kind": "hello",
        "version": version,
        "kiosk": kiosk,
        "accounts": [{"number": one.number, "zh": one.zh, "en": one.en} for one in wallet.ACCOUNTS],
    }
    if kiosk:
        return everybody
    return {
        **everybody,
        "terminal": start,
        "can": sorted(can),
        "commands": list(NAMES),
        "steps": [{"number": number, "zh": zh, "en": en} for number, zh, en in STEPS],
        "results": [
            {"number": one.number, "name": one.name, "zh": one.zh, "en": one.en, "clause": one.clause}
            for one in codes.TABLE
        ],
        "faults": [
            {"name": one.name, "group": one.group, "zh": one.zh, "en": one.en, "answer": one.answer}
            for one in wallet.BAD
        ],
        "groups": [{"name": name, "zh": zh, "en": en} for name, zh, en in wallet.GROUPS],
        "bounds": {"fare_fen": FARE_MAX_FEN, "offset_s": OFFSET_MAX_S},
        "states": {
            "trust": TRUST,
            "storage": storage.STATES,
            "sensor": SENSOR,
            "scanner": eyes.FAULTS,
            "mode": MODES,
            "turnstile": TURNSTILES,
            **start["states"],
        },
    }


def of(happening: Happening) -> dict[str, Any] | None:
    """The message of a happening, None for one that is not for pages."""
    if happening.kind == "decision":
        return decision(happening)
    if happening.kind == "unjudged":
        return {"kind": "unjudged", "at_s": _at_s(happening), **_unjudged(happening.data["why"])}
    if happening.kind not in _PLAIN:
        return None
    data = {name: value for name, value in happening.data.items() if name not in _KEPT_BACK}
    return {"kind": happening.kind, "at_s": _at_s(happening), **data}


def _at_s(happening: Happening) -> float:
    """When it happened, by this computer's clock."""
    return round(time.time() - (time.perf_counter_ns() // 1000 - happening.at_us) / 1e6, 3)


def _unjudged(why: str) -> dict[str, Any]:
    case = unjudged.TABLE[why]
    pairs = zip(("headline", "reason", "do"), case, strict=True)
    return {"why": why, **{name: {"zh": zh, "en": en} for name, (zh, en) in pairs}}


def decision(happening: Happening) -> dict[str, Any]:
    """A decision: what it was, why, each step, each byte, how long it took."""
    data = happening.data
    judged, trace = data["decision"], data["trace"]
    facts = facts_of(judged)
    row, half = codes.of(judged.result), reason.half(facts, data["now_s"])
    english, chinese = reason.of(judged.result, half), reason_zh.of(judged.result, half)
    details = (facts, data["now_s"], data["fare_fen"], trace.payload)
    timings = spans(data["marks"], data["timings"])
    return {
        "kind": "decision",
        "at_s": _at_s(happening),
        "result": row.name,
        "number": row.number,
        "zh": row.zh,
        "en": row.en,
        "step": judged.step,
        "clause": row.clause,
        "fault": row.fault,
        "whose": {"zh": reason_zh.WHOSE[row.fault], "en": reason.WHOSE[row.fault]},
        "why": {"zh": chinese[0], "en": english.why},
        "do": {"zh": chinese[1], "en": english.do},
        "detail": {"zh": reason_zh.detail(*details), "en": reason.detail(*details)},
        "recovered": list(judged.recovered),
        "issuer": facts["code"] and facts["code"]["issuer"],
        "account": facts["code"] and mask.account(bytes.fromhex(facts["code"]["account"])),
        "steps": rows(judged, trace, timings["store_us"]),
        "code": code(trace.payload) if trace.payload else None,
        "timings": timings if "us" not in data else {**timings, "decide_us": data["us"]},
    }


def spans(marks: Marks | None, timings: tuple[int, int] | None) -> dict[str, int | None]:
    """Microseconds of each stage, None for one that was not reached or is not known."""
    capture_us, decode_us = timings or (None, None)
    read, decided, stored, released = marks or (None, None, None, None)
    return {
        "capture_us": capture_us,
        "decode_us": decode_us,
        "decide_us": _between(read, decided),
        "store_us": _between(decided, stored),
        "relay_us": _between(stored, released),
    }


def _between(earlier_us: int | None, later_us: int | None) -> int | None:
    return None if earlier_us is None or later_us is None else later_us - earlier_us


def total_us(timings: dict[str, int | None]) -> int:
    """From the photograph to the relay, or to the refusal."""
    return sum(us for us in timings.values() if us is not None)


def code(payload: bytes) -> dict[str, Any]:
    """A code as a map of bytes: {"length", "hex", "fields", "signatures", "parts"}; of what is no ride code only its
    length. Accounts and field 4 are stars.
    """
    seen = inspect.look("", payload)
    body = seen.body
    if body is None:
        return {"length": len(payload), "recovered": list(seen.unwrapped.recovered), "hex": "", "fields": []}
    stars = inspect.stars_of(body, False)
    fields = []
    for part in body.parts:
        if not part.length:
            continue
        text = mask.hexed(body.code, part.offset, part.length, stars)
        fields.append(
            {
                "number": part.field.number,
                "name": part.field.name,
                "zh": part.field.zh,
                "en": part.field.en,
                "start": part.offset,
                "end": part.offset + part.length,
                "value": " · ".join(field_value.lines(part, text, False)),
                "wrong": field_value.wrong(part),
                "part": next(at for at, (_, _, names) in enumerate(layout.PARTS) if part.field.name in names),
                "signed_by": [one.coverage.name for one in body.signatures if one.coverage.covers(part.field, body.n)],
            }
        )
    return {
        "length": len(body.code),
        "recovered": list(seen.unwrapped.recovered),
        "hex": mask.hexed(body.code, 0, len(body.code), stars),
        "fields": fields,
        "parts": [{"zh": zh, "en": en} for zh, en, _ in layout.PARTS],
        "signatures": [
            {"name": one.coverage.name, "start": one.start, "end": one.end, "holds": one.holds}
            for one in body.signatures
        ],
    }
