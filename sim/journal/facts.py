"""The content of a record, for people and programs, with its account masked."""

from typing import Any

from sim.code import mask
from sim.family import table
from sim.journal.walk import Found
from sim.output import show
from terminal import eligibility, history, lane, records, trip
from terminal.card import AUTHENTICATED

KINDS = {
    records.RIDE: "ride",
    records.OUTCOME: "outcome",
    records.EVENT: "event",
    records.HEAD: "head",
    records.COUNTER: "counter",
    lane.STAFF: "staff",
}
OUTCOMES = {
    records.PASSED: "passed",
    records.TIMEOUT: "timeout",
    records.EMERGENCY: "emergency",
    records.FAULT: "fault",
    records.UNKNOWN: "unknown",
}
EVENTS = {
    records.BOOT: "BOOT",
    records.SERVICE_ENTERED: "SERVICE_ENTERED",
    records.SERVICE_LEFT: "SERVICE_LEFT",
    records.CLOCK_SET: "CLOCK_SET",
    records.STOPPED: "STOPPED",
    records.CLOCK_STATEMENT: "CLOCK_STATEMENT",
    records.ACKNOWLEDGED: "ACKNOWLEDGED",
    records.MISSING: "MISSING",
    records.SET_ASIDE: "SET_ASIDE",
    records.NEARLY_FULL: "NEARLY_FULL",
    records.DAMAGED: "DAMAGED",
    records.LIST_INSTALLED: "LIST_INSTALLED",
    records.IMAGE_STARTED: "IMAGE_STARTED",
    records.IMAGE_WITHDRAWN: "IMAGE_WITHDRAWN",
    lane.LANE_SWITCHED: "LANE_SWITCHED",
}
TRIPS = {
    trip.PAIRED: "paired",
    trip.ENTRY_ONLY: "entry_only",
    trip.EXIT_ONLY: "exit_only",
    trip.ALREADY_INSIDE: "already_inside",
    trip.NOT_KNOWN: "not_known",
}
VERDICTS = {eligibility.ALLOW: "allow", eligibility.DENY: "deny", eligibility.UNKNOWN: "unknown"}
LANE_FIELDS = ("trip", "side", "eligibility", "snapshot_sequence", "answer_id", "completed_by_staff")
MEDIUM_FIELDS = ("medium", "authenticated")
_TAIL_AT = 48  # of a ride record's body without the raw code: what stands behind the fixed part of its tail
_BY = {records.BY_POWER: "power", records.BY_WATCHDOG: "watchdog", records.BY_RESET: "reset"}
_DAMAGED = {1: "the journal", 2: "the trust list", 3: "the image", 4: "the folder of the state, which had gone back"}


def kind(record: records.Record) -> str:
    """The word for a record's kind."""
    return KINDS.get(record.kind, f"kind {record.kind}")


def event_name(event: int) -> str:
    """The word for what happened."""
    return EVENTS.get(event, f"EVENT {event}")


def result_name(number: int) -> str:
    """The name of a result."""
    try:
        return str(table.row(number).name)
    except KeyError:
        return f"RESULT {number}"


def outcome_name(outcome: int) -> str:
    """The word for how a ride ended."""
    return OUTCOMES.get(outcome, f"outcome {outcome}")


def moment(time_s: int | None) -> str | None:
    """UTC as text; None for a time that was not trusted."""
    return None if time_s is None else show.utc(time_s)


def facts(found: Found, in_full: bool = False) -> dict[str, Any]:
    """One record as programs get it. in_full: the account in the clear, and the raw code as well.

    A body that is not as its kind wants it, which a record without a checked MAC may have, is {"body": its bytes'
    number, "unreadable": true}.
    """
    record = found.record
    out: dict[str, Any] = {
        "sequence": record.sequence,
        "kind": kind(record),
        "time": moment(record.time_s),
        "chain": found.chain,
        "segment": found.segment,
        "offset": found.offset,
    }
    try:
        out |= _BODIES[record.kind](record, in_full)
    except (KeyError, records.Short):
        out |= {"body": len(record.body), "unreadable": True}
    out |= {**record.place._asdict(), "key_id": record.key_id.hex(), "hash": found.digest.hex()}
    return out


def ride_facts(record: records.Record, in_full: bool) -> dict[str, Any]:
    """The fields of a ride record's body. Raises Short."""
    ride, tail, medium = ride_of(record)
    out = {
        "result": result_name(ride.result),
        "number": ride.result,
        "fare_fen": ride.fare_fen,
        "issuer": ride.issuer.hex(),
        "account": (mask.digits(ride.account) or ride.account.hex()) if in_full else mask.account(ride.account),
        "account_type": ride.account_type,
        "limit_fen": ride.limit_fen,
        "generated": show.utc(ride.generated_s),
        "validity_s": ride.validity_s,
        "ca_index": ride.ca_index,
        "certificate_serial": ride.cert_serial.hex(),
        "trust_list_sequence": ride.list_sequence,
        "recovered": list(ride.recovered),
        **lane_facts(tail),
        **medium,
    }
    return {**out, "raw_code": ride.raw_code.hex()} if in_full else out


def trip_of(tail: lane.Tail) -> int:
    """What was seen of the trip: a number of TRIPS, 0 where there are no trips."""
    return int(tail.trip & 15)


def lane_facts(tail: lane.Tail | None) -> dict[str, Any]:
    """LANE_FIELDS of a ride: None where its terminal has no trips, or no service."""
    told: dict[str, Any] = dict.fromkeys(LANE_FIELDS)
    if tail is None:
        return told
    seen = trip_of(tail)
    if seen:
        told["trip"] = TRIPS.get(seen, f"trip {seen}")
        told["side"] = "exit" if tail.trip & trip.EXIT_SIDE else "entry"
    if tail.eligibility:
        told["eligibility"] = VERDICTS.get(tail.eligibility, f"verdict {tail.eligibility}")
        told["snapshot_sequence"] = tail.snapshot_sequence
        told["answer_id"] = tail.answer_id.hex()
    told["completed_by_staff"] = bool(tail.trip & lane.BY_STAFF)
    return told


def ride_of(record: records.Record) -> tuple[records.Ride, lane.Tail | None, dict[str, Any]]:
    """(ride, what its record states of trip and eligibility, MEDIUM_FIELDS) of a ride's record. authenticated is None
    for a code. Raises records.Short where the body, or what follows the code in it, ends before its fields do.
    """
    ride, tail = records.parse_ride(record.body), lane.tail_of(record.body)
    more = b"" if tail is None else record.body[_TAIL_AT + len(ride.raw_code) + len(tail.answer_id) :]
    if len(more) == 1:
        raise records.Short
    if not more or not more[0]:
        return ride, tail, {"medium": "code", "authenticated": None}
    known = more[1] < len(AUTHENTICATED)
    medium = {
        "medium": "card" if more[0] == 1 else f"medium {more[0]}",
        "authenticated": AUTHENTICATED[more[1]] if known else str(more[1]),
    }
    return ride, tail, medium


def _staff(record: records.Record, in_full: bool) -> dict[str, Any]:
    staff = lane.parse_staff(record.body)
    return {
        "operator": staff.operator,
        "reason": staff.reason,
        "result": result_name(staff.result),
        "number": staff.result,
        "account": (mask.digits(staff.account) or staff.account.hex()) if in_full else mask.account(staff.account),
        "generated": show.utc(staff.generated_s),
    }


def _outcome(record: records.Record, in_full: bool) -> dict[str, Any]:
    ride, outcome = records.parse_outcome(record.body)
    return {"ride": ride, "outcome": outcome_name(outcome)}


def _event(record: records.Record, in_full: bool) -> dict[str, Any]:
    event, at_s, value = records.parse_event(record.body)
    return {"event": event_name(event), "at": moment(at_s), "value": value}


def head_words(record: records.Record) -> tuple[int, ...]:
    """The numbers of a head record: acknowledged, oldest, newest time, code floor, open rides. Raises Short."""
    return _words(record, 4)


def _words(record: records.Record, least: int) -> tuple[int, ...]:
    if len(record.body) < 4 * least or len(record.body) % 4:
        raise records.Short
    return records.parse_words(record.body)


def _head(record: records.Record, in_full: bool) -> dict[str, Any]:
    acknowledged, oldest, time_s, floor_s, *rides = head_words(record)
    return {
        "acknowledged": acknowledged,
        "oldest": oldest,
        "newest_time": moment(time_s or None),
        "code_floor": "pending" if floor_s == history.PENDING else moment(floor_s or None),
        "open_rides": rides,
    }


def _counter(record: records.Record, in_full: bool) -> dict[str, Any]:
    since_s, *counts = _words(record, 1)
    if len(counts) % 2:
        raise records.Short
    pairs = zip(counts[::2], counts[1::2], strict=True)
    return {"since": moment(since_s or None), "counts": {result_name(number): count for number, count in pairs}}


_BODIES = {
    records.RIDE: ride_facts,
    records.OUTCOME: _outcome,
    records.EVENT: _event,
    records.HEAD: _head,
    records.COUNTER: _counter,
    lane.STAFF: _staff,
}


def event_words(told: dict[str, Any]) -> str:
    """An event in words, from its facts."""
    name, value, at = told["event"], told["value"], told["at"]
    if name == "BOOT":
        return f"BOOT by {_BY.get(value, value)}"
    if name in ("CLOCK_SET", "CLOCK_STATEMENT"):
        return f"{name} to {at}, before: {moment(value) if value else 'not trusted'}"
    if name == "DAMAGED":
        return f"DAMAGED {_DAMAGED.get(value, value)}"
    if name == "LANE_SWITCHED":
        return f"LANE_SWITCHED to {'staffed' if value == 2 else 'system'}"
    if name in ("IMAGE_STARTED", "IMAGE_WITHDRAWN"):
        return f"{name} {value >> 24}.{value >> 16 & 255}.{value & 0xFFFF}"
    words = {
        "MISSING": "MISSING: records up to {} may be gone",
        "SET_ASIDE": "SET_ASIDE segment {}",
        "ACKNOWLEDGED": "ACKNOWLEDGED through {}",
        "NEARLY_FULL": "NEARLY_FULL {} %",
        "LIST_INSTALLED": "LIST_INSTALLED sequence {}",
    }
    if name in words:
        return words[name].format(value)
    return f"{name} {value}" if value else str(name)
