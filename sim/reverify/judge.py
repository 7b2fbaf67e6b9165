"""The second task: the rides of one shard, each judged at its record's clock with the list that was in force there.

A shard has all rides of an account, so what was used twice is found inside one; the rides with one user certificate
stand together, so its signature is verified once.
"""

import os
from collections.abc import Callable, Generator, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from hal.desktop.engine import proved_engine
from sim.backoffice import business_day
from sim.backoffice.message import Terminal
from sim.backoffice.recheck import DIFFERS, Checked, Recheck
from sim.code import mask
from sim.journal.facts import OUTCOMES, result_name, ride_of
from sim.output import show
from sim.output.trouble import Trouble, why
from sim.reverify import place, tally
from sim.reverify.parquet import Ride
from sim.reverify.place import Journal, Place, Slice
from sim.reverify.tally import Sum, Tally
from terminal import codes, records, sm2

Steps = Generator[Any, Any, Checked | None]
Take = Callable[[Ride], object]
Together = Callable[[Iterable[Steps]], list[Checked | None]]  # runs them to their ends; their values in order

OPEN_MAX = 64  # files
UNREADABLE, NOT_JUDGED, RECORD_DIFFERS = "UNREADABLE", "NOT_JUDGED", "RECORD_DIFFERS"  # beside the results of gates
USES_MAX = 10  # of a code that was used more than once: so many are named
WINDOW = 2048  # rides that are judged at a time; with those of the last account


class Task(NamedTuple):
    """One shard: its number, and a slice of each journal's places."""

    number: int
    slices: tuple[Slice, ...]


class _Ride(NamedTuple):
    """One ride. key: what names and sorts it; account: its hash; journal, segment, offset: where it lies."""

    key: tuple[int, int, int]
    raw: bytes
    outcome: int
    account: str
    journal: str
    segment: str
    offset: int


def one_by_one(works: Iterable[Steps]) -> list[Checked | None]:
    """Each to its end before the next begins."""
    return [sm2.finish(each) for each in works]


def judge(
    task: Task, recheck: Recheck, skew_s: int, together: Together = one_by_one, take: Take = lambda _: None
) -> Tally:
    """Judge every ride of a shard. skew_s: so far ahead of its terminal's clock a phone may be. together: runs the
    checks of a window of rides. take: is handed a row of each. Raises Trouble.
    """
    out = Tally()
    window: list[list[_Ride]] = []
    rides = 0

    def look() -> None:
        checked = iter(together([_steps(one, recheck) for account in window for one in account]))
        for account in window:
            _account([(one, next(checked)) for one in account], recheck, skew_s, out, take)

    with _Files() as files:
        found: list[tuple[Place, Journal]] = []
        for one in task.slices:
            if one.rides:
                journal, places = place.read(one)
                found += [(each, journal) for each in places]
        found.sort()
        for _, group in groupby(found, key=lambda each: each[0].account):
            window.append(_rides(group, files, out))
            rides += len(window[-1])
            if rides >= WINDOW:
                look()
                window, rides = [], 0
    look()
    return out


def _steps(one: _Ride, recheck: Recheck) -> Steps:
    """The checks of a ride; None where there is nothing to check."""
    record = records.parse(one.raw)
    try:
        ride = records.parse_ride(record.body)
    except records.Short:
        return None
    if ride.list_sequence not in recheck.sequences:
        return None
    return (yield from recheck.steps(record))


def _rides(group: Iterable[tuple[Place, Journal]], files: "_Files", out: Tally) -> list[_Ride]:
    """Each ride once, those of one certificate together. Another copy may know an outcome that one lacks."""
    rides: dict[tuple[tuple[int, int, int], bytes], _Ride] = {}
    for one, journal in group:
        name = journal.files[one.file]
        raw = files.record(Path(journal.folder) / name, one)
        ids = records.parse(raw).place
        key = ids.terminal_id, ids.provisioning_id, one.sequence
        made = _Ride(key, raw, one.outcome, one.account.hex(), journal.name, name, one.offset)
        known = rides.get((key, raw))
        if known is not None:
            out.again += 1
            outcome = min(filter(None, (known.outcome, made.outcome)), default=0)
            made = known._replace(outcome=outcome)
        rides[key, raw] = made
    return list(rides.values())


def _account(rides: list[tuple[_Ride, Checked | None]], recheck: Recheck, skew_s: int, out: Tally, take: Take) -> None:
    """The rides of one account, with what came of their checks, counted and compared."""
    used: dict[tuple[bytes, int], list[_Ride]] = {}
    for one, checked in rides:
        record = records.parse(one.raw)
        sum_ = Sum(rides=1)
        try:
            ride, _, medium = ride_of(record)
        except records.Short:
            _add(out, tally.UNREADABLE, one, record, {"reason": "the record ends before its fields do"})
            _count(out, record, "", sum_)
            take(_row(one, record, None, UNREADABLE))
            continue
        sum_.fares_fen = ride.fare_fen
        if one.outcome == records.PASSED:
            sum_.passed, sum_.passed_fen = 1, ride.fare_fen
        if medium["medium"] == "code":
            used.setdefault((ride.account, ride.generated_s), []).append(one)
            if record.time_s is not None and ride.generated_s - record.time_s > skew_s:
                out.add_ahead(one.key[:2], 1, ride.generated_s - record.time_s)
        if ride.list_sequence not in recheck.sequences:
            out.not_judged[ride.list_sequence] += 1
            take(_row(one, record, ride, NOT_JUDGED))
        elif checked is not None and checked.result != codes.ACCEPTED:
            sum_.refused = int(checked.result != DIFFERS)
            if sum_.refused:
                out.wrong[checked.result] += 1
            fact = {
                "result": result_name(checked.result),
                "number": checked.result,
                "reason": checked.words,
                "trust_list_sequence": ride.list_sequence,
                "account": mask.account(ride.account),
                "fare_fen": ride.fare_fen,
            }
            if checked.result == DIFFERS:  # no result of a gate
                del fact["result"], fact["number"]
            _add(out, tally.DIFFERS if checked.result == DIFFERS else tally.WRONG, one, record, fact)
        if checked is not None:
            result = RECORD_DIFFERS if checked.result == DIFFERS else result_name(checked.result)
            take(_row(one, record, ride, result))
        _count(out, record, ride.issuer.hex(), sum_)
    for (account, generated_s), uses in used.items():
        if len(uses) > 1:
            _used(out, mask.account(account), generated_s, sorted(uses))


def _row(one: _Ride, record: records.Record, ride: records.Ride | None, result: str) -> Ride:
    """What a table of rides has of one. ride: None where the record ends early."""
    ids = record.place
    row = Ride(
        terminal=ids.terminal_id,
        provisioning=ids.provisioning_id,
        line=ids.line,
        station=ids.station,
        sequence=one.key[2],
        time=record.time_s,
        day=None if record.time_s is None else business_day.of(record.time_s),
        outcome=OUTCOMES.get(one.outcome),
        result=result,
        account_key=one.account,
        journal=one.journal,
        segment=one.segment,
        offset=one.offset,
    )
    if ride is None:
        return row
    return row._replace(
        trust_list=ride.list_sequence,
        issuer=ride.issuer.hex(),
        account=mask.account(ride.account),
        account_type=ride.account_type,
        fare_fen=ride.fare_fen,
        limit_fen=ride.limit_fen,
        generated=ride.generated_s,
        validity_s=ride.validity_s,
    )


def _used(out: Tally, account: str, generated_s: int, uses: list[_Ride]) -> None:
    """A code that opened gates more than once."""
    terminals = {one.key[:2] for one in uses}
    told = [{**_about(one), "time": _time(records.parse(one.raw))} for one in uses[:USES_MAX]]
    fact = {
        "account": account,
        "generated": show.utc(generated_s),
        "uses": len(uses),
        "at_terminals": len(terminals),
        "rides": told,
    }
    kind = tally.TWO_TERMINALS if len(terminals) > 1 else tally.ONE_TERMINAL
    out.findings.add(kind, (*uses[0].key, generated_s), fact)


def _about(one: _Ride) -> dict[str, Any]:
    return {
        "terminal": str(Terminal(*one.key[:2])),
        "sequence": one.key[2],
        "journal": one.journal,
        "segment": one.segment,
        "offset": one.offset,
    }


def _time(record: records.Record) -> str | None:
    return None if record.time_s is None else show.utc(record.time_s)


def _add(out: Tally, kind: str, one: _Ride, record: records.Record, fact: dict[str, Any]) -> None:
    mark = proved_engine().digest(one.raw)[:8]
    out.findings.add(kind, (*one.key, mark), {**_about(one), "time": _time(record), **fact})


def _count(out: Tally, record: records.Record, issuer: str, one: Sum) -> None:
    ids = record.place
    day = ""
    if record.time_s is not None:
        day = business_day.of(record.time_s)
        out.hours[(record.time_s + business_day.ZONE_S) % business_day.DAY_S // 3600] += one.rides
    out.terminals.setdefault((ids.terminal_id, ids.provisioning_id), Sum()).add(one)
    out.stations.setdefault((ids.line, ids.station), Sum()).add(one)
    out.issuers.setdefault(issuer, Sum()).add(one)
    out.days.setdefault(day, Sum()).add(one)


class _Files:
    """Segments, the last ones opened kept open."""

    def __init__(self) -> None:
        self._open: dict[Path, int] = {}

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, *_: object) -> None:
        for number in self._open.values():
            os.close(number)

    def record(self, path: Path, one: Place) -> bytes:
        """The record at a place. Raises Trouble where another one stands there by now."""
        try:
            raw = self._read(path, one.offset)
        except OSError as error:
            raise Trouble(f"{path}: {why(error)}; leave the journals as they are, and start again") from None
        size = records.length_bytes(raw) if len(raw) >= records.START_BYTES else 0
        if not size or size > len(raw) or records.parse(raw[:size]).sequence != one.sequence:
            raise Trouble(
                f"{path}: it was changed while it was judged; leave the journals as they are, and start again"
            )
        return raw[:size]

    def _read(self, path: Path, offset: int) -> bytes:
        number = self._open.get(path)
        if number is None:
            if len(self._open) >= OPEN_MAX:
                os.close(self._open.pop(next(iter(self._open))))
            number = self._open[path] = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        os.lseek(number, offset, os.SEEK_SET)
        return os.read(number, records.RECORD_MAX_BYTES)
