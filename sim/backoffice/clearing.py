"""The clearing of one business day: out of its rides, for each issuer, the lines of its file.

Pure: the same rides in any order give the same bytes. The format is this project's own and labelled a test; no byte
format of a clearing file is public. A file is lines of JSON with sorted names: a head with the totals, then rides,
incomplete trips and differences in the order of (terminal, provisioning, sequence), then its signature.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sim.backoffice import business_day, seal as sealing
from sim.backoffice.clearing_rule import RULE, Rule
from sim.issuer.signer import Signer
from sim.journal.facts import outcome_name, result_name
from sim.journal.trips import Passage, trips
from sim.output import show
from terminal import codes, records, signed, sm2

FORMAT = "ridegate clearing, test format 1"
REFUSED_AGAIN, USED_TWICE, NOT_PASSED, NO_OUTCOME = "refused_again", "used_twice", "not_passed", "no_outcome"
ISSUER_DAYS, EXCHANGE_DAYS = 7, 15  # of a dispute, art. 24


class Ride(NamedTuple):
    """A ride of the books. cleared: the day in whose file it is, None for one that is in none yet."""

    terminal: int
    provisioning: int
    sequence: int
    time_s: int | None
    issuer: str
    account: str
    fare_fen: int
    generated_s: int
    mode: int
    line: int
    station: int
    direction: int
    vehicle: int
    side: str | None
    by_staff: int
    checked: int
    outcome: int | None
    cleared: str | None

    @property
    def place(self) -> tuple[int, int, int]:
        """The primary key."""
        return self[:3]

    @property
    def order(self) -> tuple[int, tuple[int, int, int]]:
        """First in time comes first; every ride has its own place in this order."""
        return (-1 if self.time_s is None else self.time_s), self.place


class Line(NamedTuple):
    """A line of a file: what it books. final: it is in no later file."""

    ride: Ride
    kind: str
    reason: str
    fen: int
    final: bool


class Statement(NamedTuple):
    """One issuer's day. body: the file without its signature."""

    day: str
    issuer: str
    level: str
    lines: tuple[Line, ...]
    body: bytes


def close(day: str, rides: Iterable[Ride], rule: Rule) -> list[Statement]:
    """The statements of a day, by issuer. rides: all that are not cleared and not later than the day, and for trips all
    from trip_max_s before it to trip_max_s behind it, and of the account of a late one so far around it."""
    first_s, end_s = business_day.span(day)
    ordered = sorted(rides, key=lambda ride: ride.order)
    lines: dict[str, list[Line]] = {}
    passages = []
    used: dict[tuple[str, int], Ride] = {}
    for ride in sorted(ordered, key=lambda ride: ride.cleared is None):  # what was cleared before stands
        used.setdefault((ride.account, ride.generated_s), ride)
    for ride in ordered:
        line = _line(ride, used[ride.account, ride.generated_s])
        if line.kind == "ride" and ride.side is not None and ride.time_s is not None:
            passages.append(
                Passage(ride.account.encode(), ride.side == "entry", ride.time_s, ride.line, ride.station, ride)
            )
        time_s = first_s if ride.time_s is None else ride.time_s
        if ride.cleared is None and time_s < end_s and (line.final or time_s >= first_s):
            lines.setdefault(ride.issuer, []).append(line)
    for trip in trips(sorted(passages, key=_arrival), end_s + rule.trip_max_s, rule.trip_max_s):
        known = trip.known.ride
        assert isinstance(known, Ride)  # as it was put in
        if trip.missing is not None and known.cleared is None and trip.known.time_s < end_s:  # of a late one as well
            fen = max(rule.completes(known.line, known.station) - known.fare_fen, 0)
            lines.setdefault(known.issuer, []).append(Line(known, "incomplete", trip.missing, fen, True))
    return [_statement(day, issuer, lines[issuer], rule) for issuer in sorted(lines)]


def _arrival(passage: Passage) -> tuple[int, tuple[int, int, int]]:
    assert isinstance(passage.ride, Ride)
    return passage.ride.order


def _line(ride: Ride, first: Ride) -> Line:
    """What a ride is for its issuer. first: the ride of the same code that counts."""
    if ride.checked != codes.ACCEPTED:
        return Line(ride, "difference", f"{REFUSED_AGAIN}: {result_name(ride.checked)}", 0, True)
    if first.place != ride.place:
        return Line(ride, "difference", f"{USED_TWICE}: first at {'/'.join(map(str, first.place))}", 0, True)
    if ride.outcome is None:
        return Line(ride, "difference", NO_OUTCOME, 0, False)
    if ride.outcome != records.PASSED:
        return Line(ride, "difference", f"{NOT_PASSED}: {outcome_name(ride.outcome)}", 0, True)
    return Line(ride, "ride", "", ride.fare_fen, True)


def _statement(day: str, issuer: str, lines: list[Line], rule: Rule) -> Statement:
    kinds = ("ride", "incomplete", "difference")
    lines.sort(key=lambda line: (kinds.index(line.kind), line.ride.place))
    first_s, end_s = business_day.span(day)
    level = rule.level(issuer)
    head: dict[str, Any] = {"type": "head", "format": FORMAT, "issuer": issuer, "day": day, "level": level}
    head |= {"from": show.utc(first_s), "to": show.utc(end_s), "rule": RULE}
    for kind, count, sum_fen in (("ride", "rides", "fares_fen"), ("incomplete", "incomplete", "completed_fen")):
        chosen = [line.fen for line in lines if line.kind == kind]
        head |= {count: len(chosen), sum_fen: sum(chosen)}
    head["differences"] = sum(line.kind == "difference" for line in lines)
    body = line_of(head) + b"".join(line_of(_fields(line, day)) for line in lines)
    return Statement(day, issuer, level, tuple(lines), body)


def _fields(line: Line, day: str) -> dict[str, Any]:
    ride = line.ride
    out: dict[str, Any] = {"type": line.kind, "terminal": ride.terminal, "provisioning": ride.provisioning}
    out |= {"sequence": ride.sequence, "time": None if ride.time_s is None else show.utc(ride.time_s)}
    out |= {"account": ride.account, "generated": show.utc(ride.generated_s), "fare_fen": ride.fare_fen}
    out |= {"mode": ride.mode, "line": ride.line, "station": ride.station, "vehicle": ride.vehicle, "side": ride.side}
    if ride.time_s is not None and business_day.of(ride.time_s) != day:
        out["late"] = business_day.of(ride.time_s)
    if line.kind == "incomplete":
        out |= {"missing": line.reason, "completed_fen": line.fen}
        out |= {"dispute_at_issuer_until": business_day.after(day, ISSUER_DAYS)}
        out |= {"dispute_at_exchange_until": business_day.after(day, EXCHANGE_DAYS)}
    elif line.kind == "difference":
        out["reason"] = line.reason
    return out


def line_of(values: dict[str, Any]) -> bytes:
    """A line of a file: names sorted, nothing that could be written in two ways."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def seal(body: bytes, signer: Signer) -> bytes:
    """The whole file: the body, and a line with its signature. The same body and key give the same bytes."""
    made = sealing.signature(signer, body)
    return body + line_of({"type": "signature", "key": signer.key_id.hex(), "signature": made.hex()})


def unseal(
    data: bytes, keys: Iterable[sm2.Key], engine: sm2.Engine, digest: Callable[..., bytes]
) -> list[dict[str, Any]]:
    """The lines of a file that one of these keys has signed, without its signature. Raises ValueError."""
    body, _, last = data.removesuffix(b"\n").rpartition(b"\n")
    body += b"\n"
    seal_line = _object(last)
    key = next((key for key in keys if signed.key_id(digest, key).hex() == seal_line.get("key")), None)
    try:
        signature = bytes.fromhex(seal_line.get("signature", ""))
    except (TypeError, ValueError):
        signature = b""
    if seal_line.get("type") != "signature" or len(signature) != sealing.SIGNATURE_BYTES or not data.endswith(b"\n"):
        raise ValueError("it does not end with a signature")
    if key is None:
        raise ValueError("it is signed with a key that was not named")
    if not sealing.holds(engine, key, body, signature):
        raise ValueError("its signature does not hold")
    return [_object(line) for line in body.splitlines()]


def _object(line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise ValueError("a line is no object of JSON")
    return values
