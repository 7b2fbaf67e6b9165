"""The rides of a journal for the acquirer, one line each (docs/journal.md)."""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TextIO

from sim.journal import facts
from sim.journal.folder import Journal
from sim.journal.join import Join
from sim.journal.walk import Advance, Break, Digest, Found, Step, walk
from terminal import records

COLUMNS = (
    *("sequence", "time", "outcome", "outcome_sequence", "outcome_time", "result", "number", "fare_fen", "issuer"),
    *("account", "account_type", "limit_fen", "generated", "validity_s", "ca_index", "certificate_serial"),
    *("trust_list_sequence", "recovered", "terminal_id", "provisioning_id", "mode", "line", "station", "direction"),
    *("vehicle", "key_id", "hash", "chain", "segment"),
    *facts.LANE_FIELDS,
    *facts.MEDIUM_FIELDS,
)
RAW_CODE = "raw_code"  # the last column, with --accounts-in-full only


class Export:
    """The rides of one journal as lines, and what is to be said about them afterwards."""

    def __init__(self, journal: Journal, digest: Digest, key: bytes | None, after: int, in_full: bool) -> None:
        self._journal = journal
        self._digest = digest
        self._key = key
        self._after = after
        self._in_full = in_full
        self._join = Join()
        self._outcomes: dict[int, tuple[Any, ...]] = {}  # set aside, of rides that stand before them
        self._twins = {number for each in journal.aside for number in each.numbers()}  # of what was set aside
        self.rides = 0
        self.without = 0
        self.first_without = 0
        self.unreadable = 0
        self.aside = 0
        self.breaks = 0
        self.broken: Break | None = None

    def lines(self, advance: Advance) -> Iterator[dict[str, Any]]:
        """Each ride as its columns. advance(bytes): so many more are over. Raises Trouble."""
        self._learn()
        known: set[bytes] = set()  # hashes of the records of segments that have a twin which was set aside
        for each in walk(self._journal.segments, self._digest, self._key, advance):
            if isinstance(each, Found) and int(each.segment) in self._twins:
                known.add(each.digest)
            yield from self._take(each)
        yield from self._out(self._join.end())
        rides = self.rides
        for one in self._journal.aside:
            for each in walk(one, self._digest, self._key, advance):
                if isinstance(each, Found) and each.digest not in known:  # the terminal has named what is broken
                    yield from self._take(each)
            yield from self._out(self._join.end())
        self.aside = self.rides - rides

    def _learn(self) -> None:
        """Outcomes of rides at the end of a segment, where the next one was set aside."""
        for one in self._journal.aside:
            for each in walk(one, self._digest, self._key):
                if isinstance(each, Found) and each.record.kind == records.OUTCOME:
                    with suppress(records.Short):
                        ride, outcome = records.parse_outcome(each.record.body)
                        if ride < one.numbers()[0]:
                            self._outcomes.setdefault(ride, _ended(each.record, outcome))

    def _take(self, each: Step) -> Iterator[dict[str, Any]]:
        """One step of the walk."""
        if isinstance(each, Break) and not (each.gap and each.after is not None and each.after + 1 in self._twins):
            self.broken = self.broken or each
            self.breaks += 1
        if not isinstance(each, Found):
            return
        record = each.record
        try:
            if record.kind == records.RIDE and record.sequence > self._after:
                yield from self._out(self._join.ride(record.sequence, self._line(each)))
            elif record.kind == records.OUTCOME:
                ride, outcome = records.parse_outcome(record.body)
                if ride > self._after:
                    yield from self._out(self._join.outcome(ride, _ended(record, outcome)))
        except records.Short:
            self.unreadable += 1

    def _line(self, found: Found) -> dict[str, Any]:
        record = found.record
        line = dict.fromkeys(COLUMNS)
        line |= {"sequence": record.sequence, "time": facts.moment(record.time_s), **record.place._asdict()}
        line |= facts.ride_facts(record, self._in_full)
        return line | {
            "key_id": record.key_id.hex(),
            "hash": found.digest.hex(),
            "chain": found.chain,
            "segment": found.segment,
        }

    def _out(self, ready: Iterator[tuple[Any, Any]]) -> Iterator[dict[str, Any]]:
        for line, outcome in ready:
            self.rides += 1
            outcome = outcome or self._outcomes.get(line["sequence"])
            if outcome is None:
                self.first_without = self.first_without or line["sequence"]
                self.without += 1
            else:
                line["outcome"], line["outcome_sequence"], line["outcome_time"] = outcome
            yield line


def _ended(record: records.Record, outcome: int) -> tuple[str, int, str | None]:
    """The columns of an outcome."""
    return facts.outcome_name(outcome), record.sequence, facts.moment(record.time_s)


def writer(form: str, file: TextIO, in_full: bool) -> Callable[[dict[str, Any]], None]:
    """What writes a line to a file. form: "jsonl" or "csv"; in_full: with the raw code."""
    if form == "jsonl":
        return lambda line: print(json.dumps(line, separators=(",", ":")), file=file)
    columns = [*COLUMNS, RAW_CODE] if in_full else COLUMNS
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(columns)

    def write(line: dict[str, Any]) -> None:
        as_cells = cells(line)
        rows.writerow([as_cells[name] for name in columns])

    return write


def cells(line: dict[str, Any]) -> dict[str, str]:
    """A line as the cells of a CSV row."""
    line = {**line, "recovered": " ".join(line["recovered"])}
    return {name: "" if value is None else str(value) for name, value in line.items()}
