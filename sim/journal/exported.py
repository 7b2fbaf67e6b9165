"""Reads an export back and compares it with its journal.

Programs for tables sort rows, lose some, and write numbers and times in ways of their own. What is acknowledged may
give way on the board, so every ride and outcome has to stand in the file as it was exported: the rest is named.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.code import mask
from sim.input import encoding
from sim.journal.export import COLUMNS, Export, cells
from sim.journal.folder import Journal
from sim.journal.listing import number
from sim.journal.walk import Digest
from sim.output.trouble import Trouble, why

NAMED_MAX = 3  # faults that are named; the others are counted
_NEEDED = ("sequence", "outcome_sequence", "hash")
_NOT_COMPARED = ("sequence", "outcome", "outcome_sequence", "outcome_time", "hash", "account", "chain", "segment")
_FILE_MAX_BYTES = 1 << 28
_ACCOUNT_BYTES = 10
_REDO = "nothing was acknowledged: export again, and hand the acquirer that file, unchanged"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file. values: of its columns, text in CSV; outcome_sequence: None while there is no outcome."""

    line: int
    sequence: int
    outcome_sequence: int | None
    values: dict[str, Any]


def newest(path: Path, journal: Journal, digest: Digest, acknowledged: int) -> int:
    """The newest record in this file, when it holds every ride and outcome of the journal up to there.

    acknowledged: what stands before need not be in it. Raises Trouble, with the records that are missing or changed.
    """
    rows, shaped = _read(path)
    through = max(max(row.sequence, row.outcome_sequence or 0) for row in rows.values())
    faults: list[str] = []
    count = 0
    for full in Export(journal, digest, None, 0, True).lines(lambda _: None):
        sequence = full["sequence"]
        row = rows.pop(sequence, None)
        fault = ""
        if row is not None:
            fault = _differs(row, shaped(full), full["outcome_sequence"], through)
            fault = fault and f"line {row.line}, record {sequence}: {fault}"
            if fault.endswith(": hash"):
                fault = f"record {sequence} of the export is not the one in {journal.name}"
        elif acknowledged < sequence <= through:
            fault = f"record {sequence} is missing"
        count += bool(fault)
        if fault and len(faults) < NAMED_MAX:
            faults.append(fault)
    for row in rows.values():
        count += 1
        if len(faults) < NAMED_MAX:
            faults.append(f"record {row.sequence} of the export is not the one in {journal.name}")
    if faults:
        more = f"; and {count - len(faults)} more" if count > len(faults) else ""
        raise Trouble(f"{path}: {'; '.join(faults)}{more}; {_REDO}")
    return through


def _differs(row: Row, wanted: dict[str, Any], outcome: int | None, through: int) -> str:
    """What of a row is not as it was exported, its account masked or in full; "" for nothing."""
    given = row.values
    if not _same(given["hash"], wanted["hash"]):
        return "hash"
    if row.outcome_sequence is None and outcome is not None and outcome <= through:
        return f"its outcome, record {outcome}, is missing"
    if row.outcome_sequence not in (None, outcome):
        return "outcome_sequence was changed, or the journal was pulled before it was exported"
    columns = [name for name in COLUMNS if name not in _NOT_COMPARED]
    if row.outcome_sequence is not None:
        columns += ["outcome", "outcome_time"]
    changed = [name for name in (*columns, "raw_code") if name in given and not _same(given[name], wanted[name])]
    account = wanted["account"]
    masked = mask.account(bytes.fromhex(account.ljust(2 * _ACCOUNT_BYTES, "f")))  # as the code has it: padded with F
    if "account" in given and not any(_same(given["account"], each) for each in (masked, account)):
        changed.append("account")
    return f"{', '.join(changed)} changed since the export" if changed else ""


def _same(given: Any, wanted: Any) -> bool:
    return type(given) is type(wanted) and bool(given == wanted)


def _read(path: Path) -> tuple[dict[int, Row], Callable[[dict[str, Any]], dict[str, Any]]]:
    """(the rows by sequence, what brings a line of an export into the form of this file). Raises Trouble."""
    try:
        with open(path, "rb") as file:
            data = file.read(_FILE_MAX_BYTES + 1)
        if len(data) > _FILE_MAX_BYTES:
            raise ValueError("it is larger than any export")
        text = encoding.utf8(data)
        as_json = text.lstrip().startswith(("{", "["))
        rows: dict[int, Row] = {}
        for line, values in _json_lines(text) if as_json else _csv_rows(text):
            row = _row(line, values)
            if row.sequence in rows:
                raise ValueError(f"line {line}: record {row.sequence} stands there twice")
            rows[row.sequence] = row
        if not rows:
            raise ValueError("no ride is in it; name a sequence")
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a sequence, an export or a segment") from None
    except (ValueError, csv.Error, RecursionError) as error:
        raise Trouble(f"{path}: no export of `ridegate journal export` as it was written: {error}; {_REDO}") from None
    return rows, (lambda line: line) if as_json else cells


def _row(line: int, values: dict[str, Any]) -> Row:
    """Raises ValueError naming the line."""
    for name in _NEEDED:
        if name not in values:
            raise ValueError(f"line {line}: there is no {name}")
    numbers: list[int | None] = []
    for name in _NEEDED[:2]:
        value = values[name]
        if name == "outcome_sequence" and value in (None, ""):
            numbers.append(None)
        elif type(value) is int:
            numbers.append(value)
        else:
            try:
                numbers.append(number(value if isinstance(value, str) else ""))
            except ValueError:
                raise ValueError(f"line {line}: {name} is no number of a record any more") from None
    sequence, outcome = numbers
    return Row(line, sequence or 0, outcome, values)


def _json_lines(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, one in enumerate(text.split("\n"), 1):
        if one.strip():
            try:
                values = json.loads(one)
            except (ValueError, RecursionError):
                values = None
            if not isinstance(values, dict):
                raise ValueError(f"line {line}: no object of JSON in a line of its own")
            yield line, values


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    names = reader.fieldnames or []
    if len(names) == 1:
        raise ValueError("line 1: the columns are not separated by commas")
    if len(set(names)) < len(names):
        raise ValueError("line 1: a column is there twice")
    for values in reader:
        if None in values or None in values.values():
            raise ValueError(f"line {reader.line_num}: it has not as many columns as the heading")
        yield reader.line_num, values
