"""Messages to a page: events as JSON, with nothing in them that must not be seen (spec §5).

No account in full, nothing of field 4, no payload: a code goes out as fields, masked.
"""

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sim.code import decision_record, family_view, field_value, inspect, layout, mask, reason
from sim.code.step import STEPS
from sim.explain import catalogue
from sim.family import table
from sim.family.contract import Part
from sim.gate.cards import AWAY
from sim.gate.event import Completed, Decided, Event, Log, Notice, Power, Set, Shown
from sim.gate.gate import Facts
from sim.gate.offset_clock import OFFSET_MAX_S
from sim.gate.stopwatch import family_rows, rows
from sim.issuer import ticket, wallet
from sim.journal.facts import lane_facts
from sim.judge.verdict import facts_of
from sim.page import page_event, unjudged
from sim.page.command import NAMES, SETTINGS
from sim.page.gate_loop import Heard
from sim.page.page_event import Explained, GateNow, NotJudged, Operated, PhoneHeld, Played, Playing, Walking
from sim.scenario.play import Ended, SceneEnded
from terminal.policy import FARE_MAX_FEN

# What a passenger sees: the panel with its fare, the gate, the phone held up.
_SECRET = 4  # stars in the place of what may say who a person is
EXPLAINED_MAX = 4  # hypotheses that the card shows
PASSENGERS = frozenset(("panel", "gate", "power", "policy", "direction", "phone", "card"))
_STATED = ("trip", "side", "eligibility", "completed_by_staff")  # of the ride record; the answer's id stays in it


def hello(version: str, facts: Facts, abilities: frozenset[str], kiosk: bool) -> dict[str, Any]:
    """The first message: what the page needs to know of everything that never changes; a kiosk learns no more than its
    passengers do.
    """
    everybody = {
        "kind": "hello",
        "version": version,
        "kiosk": kiosk,
        "cards": [name for name in facts.settings.get("card", ()) if name != AWAY and "card" in abilities],
        "accounts": [{"number": one.number, "zh": one.zh, "en": one.en} for one in wallet.ACCOUNTS],
    }
    if kiosk:
        return everybody
    return {
        **everybody,
        "terminal": {"how": facts.kind, "engine": facts.engine, "list_sequence": facts.list_sequence},
        "can": sorted(do for do, ability in SETTINGS.items() if ability in abilities),
        "commands": list(NAMES),
        "steps": [{"number": number, "zh": zh, "en": en} for number, zh, en in STEPS],
        "results": [
            {"number": one.number, "name": one.name, "zh": one.zh, "en": one.en, "clause": one.clause}
            for one in table.TABLE
        ],
        "faults": [
            {"name": one.name, "group": one.group, "zh": one.zh, "en": one.en, "answer": one.answer}
            for one in wallet.BAD
        ],
        "tickets": [
            {"name": one.name, "zh": one.zh, "en": one.en, "answer": one.answer, "good": one.good}
            for one in ticket.shown_at(facts.families)
        ],
        "groups": [{"name": name, "zh": zh, "en": en} for name, zh, en in wallet.GROUPS],
        "bounds": {"fare_fen": FARE_MAX_FEN, "offset_s": OFFSET_MAX_S},
        "states": facts.settings,
    }


def of(event: Heard, now_ms: int, kiosk: bool = False) -> dict[str, Any] | None:
    """The message of an event, None for one that is not for pages; a kiosk learns what its passengers see.

    now_ms: of the gate, now; the message has the time of the event by this computer's clock.
    """
    make = _MESSAGES.get(type(event))
    body = None if make is None else make(event)
    if body is None or (kiosk and body["kind"] not in PASSENGERS):
        return None
    at_ms = event.at_ms if isinstance(event, Event) else now_ms
    return {"at_s": round(time.time() - (now_ms - at_ms) / 1000, 3), **body}


def _set(event: Set) -> dict[str, Any] | None:
    name, value = event.name, event.value
    if name == "clock":
        return {"kind": name, "offset_s": value[0], "trusted": value[1]}
    if name == "policy":
        return {"kind": name, "fare_fen": value.fare_fen}
    if name == "trust":
        return {"kind": name, "state": value.state, "sequence": value.sequence}
    return {"kind": name, "state": value}


def _played(event: Played) -> dict[str, Any]:
    report = event.report
    if isinstance(report, Ended):
        return {"kind": "ended", "good": report.good, "of": report.played, "ok": report.ok, "faults": report.faults}
    titles = {"number": report.number, "of": report.of, "zh": report.scene.zh, "en": report.scene.en}
    if isinstance(report, SceneEnded):
        ok = None if report.skipped else not report.faults
        return {"kind": "scene", **titles, "over": True, "seen": report.answer, "ok": ok, "faults": report.faults}
    return {"kind": "scene", **titles, "over": False, "seen": None, "ok": None, "faults": ()}


def _unjudged(event: NotJudged) -> dict[str, Any]:
    pairs = zip(("headline", "reason", "do"), unjudged.TABLE[event.why], strict=True)
    return {"kind": "unjudged", "why": event.why, **{name: {"zh": zh, "en": en} for name, (zh, en) in pairs}}


def _notice(event: Notice | page_event.GateStopped) -> dict[str, Any]:
    return {"kind": "notice", "zh": event.zh, "en": event.en}


def _explained(event: Explained) -> dict[str, Any]:
    """The hypotheses behind a refusal, in both languages."""
    hypotheses = [
        {
            "name": one.name,
            "standing": one.standing,
            "causes": [
                {"does": catalogue.does(cause)._asdict(), "must": catalogue.must(cause)._asdict()}
                for cause in one.causes
            ],
        }
        for one in event.answer.hypotheses[:EXPLAINED_MAX]
    ]
    return {
        "kind": "explained",
        "result": event.answer.result,
        "hypotheses": hypotheses,
        "list_known": event.list_known,
    }


def _gate(event: GateNow) -> dict[str, Any]:
    return {"kind": "gate", **asdict(event)}


def _completed(event: Completed) -> dict[str, Any]:
    if event.done:
        return {"kind": "log", "zh": "工作人员放行, 已记录", "en": "The staff lets the passenger in; that is on record"}
    return {
        "kind": "notice",
        "zh": "没有可由工作人员放行的人: 通道须为人工, 且 60 秒内第 23 或 24 步刚刚拒绝",
        "en": "Nobody to let in: at a staffed lane, step 23 or 24 has to have refused, last of all and within 60 s",
    }


def _decision(event: Decided) -> dict[str, Any]:
    """A decision: what it was, why, each step, each byte, how long it took."""
    facts = facts_of(event.decision)
    fare_fen = event.fare_fen or 0
    record = decision_record.record(facts, event.now_s, fare_fen, event.payload)
    why = reason.of(event.decision.result, reason.half(facts, event.now_s))
    stated = lane_facts(event.stated)
    detail = reason.detail_zh(facts, event.now_s, fare_fen, event.payload)
    family = table.known(event.decision.family)
    if family is None:
        trace = rows(event.decision, event.steps_us, event.stages.store_us, bool(stated["completed_by_staff"]))
        record["step_names"] = None
    else:
        trace = family_rows(event.decision, event.steps_us, len(family.STEPS))
        names = enumerate(family.STEPS, 1)
        record["step_names"] = [{"number": number, **words._asdict()} for number, words in names]
    return {
        **record,
        "kind": "decision",
        "whose": reason.WHOSE[record["fault"]]._asdict(),
        "why": {"zh": why.why_zh, "en": record["why"]},
        "do": {"zh": why.do_zh, "en": record["do"]},
        "detail": {"zh": detail, "en": record.get("detail", "")},
        "steps": trace,
        "stated": {name: stated[name] for name in _STATED},
        "code": code(event.payload) if event.payload else None,
        "timings": asdict(event.stages),
    }


_MESSAGES: dict[type, Callable[[Any], dict[str, Any] | None]] = {
    Power: lambda event: {"kind": "power", "on": event.on},
    Shown: lambda event: {"kind": "panel", "zh": event.zh, "en": event.en, "lamp": event.lamp},
    GateNow: _gate,
    Decided: _decision,
    NotJudged: _unjudged,
    Explained: _explained,
    Set: _set,
    Walking: lambda event: {"kind": "passenger", "walks": event.walks},
    PhoneHeld: lambda event: {"kind": "phone", "user": event.user, "fault": event.fault},
    Playing: lambda event: {"kind": "session", "playing": event.playing},
    Played: _played,
    Completed: _completed,
    Operated: lambda event: {"kind": "operator", "do": event.do, "arguments": event.arguments},
    Log: lambda event: {"kind": "log", "zh": event.zh, "en": event.en},
    Notice: _notice,
    page_event.GateStopped: _notice,
}


def _family(seen: inspect.Inspected) -> dict[str, Any]:
    """A code of another family as a map of bytes, by its module's fields; what may say who a person is are stars.

    A byte that two fields share stands with the first.
    """
    stars = inspect.stars_of_family(seen, False)
    whole = seen.unwrapped.code
    fields: list[dict[str, Any]] = []
    end = 0
    for number, part in enumerate(seen.parts, 1):
        if part.inside:
            continue
        start, end = max(end, part.offset), max(end, min(len(whole), part.offset + part.length))
        value = mask.STAR if part.secret else "" if part.value is None else str(part.value)
        fields.append(
            {
                "number": str(number),
                "name": part.name,
                **part.words._asdict(),
                "start": start,
                "end": end,
                "value": value,
                "wrong": False,
                "part": 0,
                "signed_by": [],
            }
        )
    return {
        "length": len(whole),
        "recovered": list(seen.unwrapped.recovered),
        "hex": mask.hexed(whole, 0, len(whole), stars),
        "family": seen.family and seen.family.NAME,
        "fields": fields,
        "parts": [seen.family.WORDS._asdict()] if seen.family else [],
        "signatures": [],
        "table": [_row(part, whole, stars) for part in seen.parts],
    }


def _row(part: Part, code: bytes, stars: frozenset[int]) -> dict[str, Any]:
    """A field of a code of another family, of what is inside it, too."""
    where, _ = family_view.place(part)
    even = part.start_bit % 8 == 0 and part.bits % 8 == 0
    if part.secret:
        value = mask.STAR * _SECRET
    elif part.value is not None:
        value = str(part.value)
    else:
        value = "" if part.inside else family_view.shortened(part, code, stars)
    return {**part.words._asdict(), "where": where, "length": part.length if even else part.bits, "bits": not even,
            "value": value}  # fmt: skip


def code(payload: bytes) -> dict[str, Any]:
    """A code as a map of bytes: {"length", "hex", "fields", "signatures", "parts"}; of what is no ride code only its
    length. Accounts and field 4 are stars.
    """
    seen = inspect.look("", payload)
    if seen.family is not None:
        return _family(seen)
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
