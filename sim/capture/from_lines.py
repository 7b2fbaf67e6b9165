"""A capture out of text: JSON lines or CSV of payloads in hexadecimal with the times at which they were scanned.

Spreadsheets and loggers change such files. What can still mean one thing only is taken, and a note says so once with a
count; anything else is refused with its line and the reason.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from sim.capture import capture as captures, moment
from sim.capture.capture import Capture, Hostile, Recorded, quoted
from sim.code import result_table
from sim.code.step import LAST_STEP
from sim.input.encoding import WrongEncoding, utf8
from terminal.decide import Decision
from terminal.history import CAPACITY_MAX
from terminal.policy import STANDARD

LINE_MAX_BYTES = 16_384
LINES_MAX = 10_000_000
PAYLOAD_MAX_BYTES = 2048  # one that is too large for a terminal is still to be refused by it
SCAN_MAX = 16
APART_MS = 3000  # between two scans without times: no phone is still held there
_COLUMNS = ("hex", "at", "result", "step")
_READ = {*_COLUMNS, "payloads"}
_SEPARATORS = (",", ";", "\t", "|")
_TIMES = re.compile(r"(at|time|date|datetime|timestamp|ts|t|when|moment|scanned)([_ ]?(at|s|ms|us|utc|unix))?", re.I)
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]*)?[eE][+][0-9]+|[0-9]+[.,][0-9]*[eE][0-9]+")


class _Number(str):
    """A number of a JSON line as it was written: a float has lost digits, or is infinite."""


def read(name: str, file: BinaryIO) -> Capture:
    """Raises Hostile naming the line, OSError when the file cannot be read."""
    capture = begun(name)
    scans = Scans(capture)
    reader = _Reader()
    for number, fields in reader.lines(file):
        try:
            payloads = reader.payloads(fields)
            scans.check(fields.get("at") is not None)
            scans.add(payloads, reader.moment(fields), _answer(fields))
        except Hostile as why:
            raise Hostile(f"line {number}: {why}") from None
    if not capture.scans:
        raise Hostile("it holds no line with a payload")
    capture.notes += [*reader.notes(), *scans.notes()]
    return capture


def begun(name: str) -> Capture:
    """A capture of a gate without a description: everything is standard, and no trust list is in force yet."""
    from sim.capture.player import fields

    setup = {"gate": captures.STANDARD_GATE, "capacity": CAPACITY_MAX, "seed": [], "floor_s": 0,
             "policy": fields(STANDARD), "list": None}  # fmt: skip
    return Capture(name, script=[["start", setup]])


class Scans:
    """Puts scans behind one another into a capture; all of them have a time, or none has."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._timed: bool | None = None
        self._first_ms = 0
        self._last_ms = 0
        self._ms = 0
        self._earlier = 0

    def add(
        self, payloads: list[str], at_ms: int | None, recorded: Recorded | None = None, apart: bool = False
    ) -> None:
        """One scan. at_ms: Unix milliseconds, or None. apart: whatever the times, the phone was away since the scan
        before. Raises Hostile."""
        self.check(at_ms is not None)
        if not self._capture.scans:
            self._first_ms = at_ms or 0
        number = len(self._capture.scans) + 1
        moment_s = None if at_ms is None else at_ms // 1000
        now_ms = number * APART_MS if at_ms is None else at_ms - self._first_ms + APART_MS
        if at_ms is not None:
            self._earlier += at_ms < self._last_ms
            self._last_ms = at_ms
        self._ms = max(self._ms + APART_MS * apart, now_ms)  # a clock that was set back does not turn time back
        self._capture.scans[number] = payloads
        self._capture.script.append(["scan", number, self._ms, moment_s, payloads])
        if recorded is not None:
            self._capture.recorded[number] = recorded

    def check(self, timed: bool) -> None:
        """Raises Hostile when some have a time and some have none."""
        if self._timed not in (None, timed):
            raise Hostile("either every line says when it was scanned (at), or none does")
        self._timed = timed

    def notes(self) -> list[str]:
        """The remarks about their order."""
        if not self._earlier:
            return []
        return [f"{self._earlier} scans are earlier than the one before them: judged at its time, in this order"]


class _Reader:
    """The lines of one file, and what had to be understood or passed over in them."""

    def __init__(self) -> None:
        self._columns: list[str] | None = None
        self._separator = ","
        self._understood: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()
        self._digits = 0

    def notes(self) -> list[str]:
        """One line for each kind of thing, with its count."""
        out = [f"{count} {what}: understood as such" for what, count in self._understood.items()]
        if self._unread:
            out.append(f"fields that are not read, with their number of lines: {captures.names(self._unread)}")
        if self._digits:
            out.append(f"{self._digits} payloads are nothing but decimal digits, of which a spreadsheet drops leading "
                       "zeros and keeps 15: compare them with where they come from")  # fmt: skip
        return out

    def lines(self, file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
        """(number, fields) of each line that holds a scan."""
        for number, line in enumerate(_raw(file), 1):
            try:
                text = utf8(line, number).strip(" \r\n")
            except WrongEncoding as error:
                raise Hostile(str(error)) from None
            if "\r" in text:
                raise Hostile(f"line {number}: its line ends are CR alone; save the file with LF or CR LF")
            if not text.strip():
                continue
            fields = _object(text, number) if text.startswith("{") else self._row(text, number)
            if fields is None:
                continue
            for name in fields.keys() - _READ:
                if "at" not in fields and _TIMES.fullmatch(name):
                    raise Hostile(f"line {number}: {quoted(name)} seems to be its time; name it at")
                self._unread[name] += 1
            yield number, fields

    def _row(self, text: str, number: int) -> dict[str, Any] | None:
        """The fields of a line of CSV; None for one that says how to read the others."""
        if self._columns is None and re.fullmatch("sep=.", text):
            self._separator = text[-1]
            return None
        if self._columns is None and self._separator not in text:
            self._separator = max(_SEPARATORS, key=text.count)
        try:
            row = [one.strip() for one in next(csv.reader([text], delimiter=self._separator, strict=True))]
        except (csv.Error, StopIteration, TypeError):
            raise Hostile(f"line {number} is no CSV") from None
        names = [one.lower() for one in row]
        if "hex" in names:
            self._heading(names, number)
            return None
        if self._columns is None:
            self._columns = list(_COLUMNS)
        if self._separator != ",":
            self._understood[f"lines whose fields are separated by {self._separator!r}"] += 1
        if any(row[len(self._columns) :]):
            raise Hostile(f"line {number} has {len(row)} fields in {len(self._columns)} columns; put a number with a "
                          "decimal comma in quotation marks, and name every column")  # fmt: skip
        return {name: value for name, value in zip(self._columns, row, strict=False) if value}

    def _heading(self, names: list[str], number: int) -> None:
        while names and not names[-1]:
            names.pop()
        if len(set(names)) < len(names) or "" in names:
            raise Hostile(f"line {number}: a column without a name, or two of the same; name each once")
        if self._columns is not None:
            if names != self._columns:
                raise Hostile(f"line {number}: other columns than above; replay these files one by one")
            self._understood["headings in the middle, of files put behind one another"] += 1
        self._columns = names

    def payloads(self, fields: dict[str, Any]) -> list[str]:
        """The payloads of a line, as hexadecimal."""
        if "payloads" in fields and "hex" in fields:
            raise Hostile("it has both hex and payloads; leave one out")
        found = fields.get("payloads", [fields["hex"]] if "hex" in fields else None)
        if not isinstance(found, list) or len(found) > SCAN_MAX:
            raise Hostile('it has no payload; write {"hex": "8101…", "at": 1793000000}, or columns hex,at')
        return [self._payload(one) for one in found]

    def _payload(self, text: Any) -> str:
        if not isinstance(text, str) or isinstance(text, _Number):
            raise Hostile('its payload is no hexadecimal; write it in quotation marks, as in {"hex": "8101…"}')
        digits = text.replace(" ", "")
        if _SCIENTIFIC.fullmatch(digits):
            raise Hostile(f"its payload is no hexadecimal: a spreadsheet made the number {quoted(digits)} of it; "
                          "take the column as text")  # fmt: skip
        if not re.fullmatch("[0-9A-Fa-f]*", digits):
            raise Hostile(f"its payload is no hexadecimal: {quoted(text)}")
        if len(digits) % 2:
            raise Hostile(f"its payload has {len(digits)} hexadecimal digits, an odd number: a zero in front, or "
                          "a digit, was dropped")  # fmt: skip
        if len(digits) > 2 * PAYLOAD_MAX_BYTES:
            raise Hostile(f"its payload has more than {PAYLOAD_MAX_BYTES} bytes")
        self._digits += bool(digits) and digits.isdecimal()
        return digits.lower()

    def moment(self, fields: dict[str, Any]) -> int | None:
        """Unix milliseconds."""
        value = fields.get("at")
        if value is None:
            return None
        if not isinstance(value, str):
            raise Hostile(f"at {quoted(value)} is no moment; write 2026-11-01T08:00:00+08:00, or Unix seconds")
        at_ms, understood = moment.parse(value.strip())
        if understood is not None:
            self._understood[understood] += 1
        return at_ms


def _raw(file: BinaryIO) -> Iterator[bytes]:
    for number in range(1, LINES_MAX + 2):
        line = file.readline(LINE_MAX_BYTES + 1)
        if not line:
            return
        if len(line) > LINE_MAX_BYTES:
            raise Hostile(f"line {number} has more than {LINE_MAX_BYTES} bytes")
        if number > LINES_MAX:
            raise Hostile(f"it has more than {LINES_MAX} lines; split it")
        yield line


def _object(text: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(
            text, object_pairs_hook=_once, parse_int=_Number, parse_float=_Number, parse_constant=_Number
        )
    except (ValueError, RecursionError):
        raise Hostile(f"line {number} is no JSON, or names a field twice") from None
    if not isinstance(found, dict):
        raise Hostile(f"line {number} is no JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        raise ValueError
    return out


def _answer(fields: dict[str, Any]) -> Recorded | None:
    """The recorded answer of a line; the name of the result, and perhaps the step."""
    name, step = fields.get("result"), fields.get("step")
    if name is None:
        if step is not None:
            raise Hostile("it has a step and no result; name the result, too")
        return None
    try:
        result = result_table.by_name(name).number
    except (KeyError, TypeError):
        raise Hostile(f"result {quoted(name)} is none of a terminal's; `ridegate verify` names them") from None
    if step is not None and not (isinstance(step, str) and re.fullmatch("[0-9]{1,2}", step) and int(step) <= LAST_STEP):
        raise Hostile(f"step {quoted(step)} is no number from 0 to {LAST_STEP}")
    answer = Decision(result, None if step is None else int(step), None, (), None, -1, None)
    return Recorded([answer.result, answer.step, [], None, -1, None, None, None, None], None, {}, True)
