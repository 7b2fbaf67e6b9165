"""A capture out of text: JSON lines or CSV of payloads in hexadecimal with the times at which they were scanned."""

import csv
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from sim.capture import capture as captures
from sim.capture.capture import Capture, Hostile, Recorded
from sim.encoding import WrongEncoding, utf8
from sim.moment import parse_moment
from terminal import codes
from terminal.decide import Decision
from terminal.history import CAPACITY_MAX
from terminal.policy import STANDARD

LINE_MAX_BYTES = 16_384
LINES_MAX = 10_000_000
PAYLOAD_MAX_BYTES = 2048  # one that is too large for a terminal is still to be refused by it
SCAN_MAX = 16
APART_MS = 3000  # between two scans without times: nobody's phone is still held there
_U32_MAX = 0xFFFFFFFF
_COLUMNS = ("hex", "at", "result", "step")


def read(name: str, file: BinaryIO) -> Capture:
    """Raises Hostile naming the line, OSError when the file cannot be read."""
    capture = begun(name)
    scans = Scans(capture)
    for number, fields in _lines(file):
        try:
            scans.add(_payloads(fields), _moment(fields.get("at")), _answer(fields))
        except Hostile as why:
            raise Hostile(f"line {number}: {why}") from None
    if not capture.scans:
        raise Hostile("it holds no line with a payload")
    return capture


def begun(name: str) -> Capture:
    """A capture of a gate that nobody described: everything is standard, and it believes nobody yet."""
    from sim.capture.drive import fields

    setup = {"gate": captures.STANDARD_GATE, "capacity": CAPACITY_MAX, "seed": [], "floor_s": 0,
             "policy": fields(STANDARD), "list": None}  # fmt: skip
    return Capture(name, script=[["start", setup]])


class Scans:
    """Puts scans behind one another into a capture; all of them have a time, or none has."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._timed: bool | None = None
        self._first_ms = 0
        self._ms = 0

    def add(self, payloads: list[str], at_ms: int | None, recorded: Recorded | None = None) -> None:
        """One scan. at_ms: Unix milliseconds, or None. Raises Hostile."""
        timed = at_ms is not None
        if self._timed is None:
            self._timed = timed
            self._first_ms = at_ms or 0
        if timed != self._timed:
            raise Hostile("either every line says when it was scanned (at), or none does")
        number = len(self._capture.scans) + 1
        moment_s = None if at_ms is None else at_ms // 1000
        now_ms = number * APART_MS if at_ms is None else at_ms - self._first_ms + APART_MS
        self._ms = max(self._ms, now_ms)  # a clock that was set back does not turn time back
        self._capture.scans[number] = payloads
        self._capture.script.append(["scan", number, self._ms, moment_s, payloads])
        if recorded is not None:
            self._capture.recorded[number] = recorded


def _lines(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    columns: list[str] | None = None
    for number, line in enumerate(_raw(file), 1):
        try:
            text = utf8(line, number).strip()
        except WrongEncoding as error:
            raise Hostile(str(error)) from None
        if not text:
            continue
        if text.startswith("{"):
            yield number, _object(text, number)
            continue
        row = [one.strip() for one in _row(text, number)]
        if columns is None:
            columns = [one.lower() for one in row] if "hex" in [one.lower() for one in row] else list(_COLUMNS)
            if columns != list(_COLUMNS) or "hex" in row:
                continue
        yield number, {name: value for name, value in zip(columns, row, strict=False) if value}


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
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Hostile(f"line {number} is no JSON") from None
    if not isinstance(found, dict):
        raise Hostile(f"line {number} is no JSON object")
    return found


def _row(text: str, number: int) -> list[str]:
    try:
        return next(csv.reader([text]))
    except (csv.Error, StopIteration):
        raise Hostile(f"line {number} is no CSV") from None


def _payloads(fields: dict[str, Any]) -> list[str]:
    found = fields.get("payloads", [fields["hex"]] if "hex" in fields else None)
    if not isinstance(found, list) or len(found) > SCAN_MAX:
        raise Hostile('it has no payload; write {"hex": "8101…", "at": 1793000000}, or columns hex,at')
    out = []
    for one in found:
        try:
            payload = bytes.fromhex(one)
        except (TypeError, ValueError):
            raise Hostile("its payload is no hexadecimal") from None
        if len(payload) > PAYLOAD_MAX_BYTES:
            raise Hostile(f"its payload has more than {PAYLOAD_MAX_BYTES} bytes")
        out.append(payload.hex())
    return out


def _moment(value: Any) -> int | None:
    """Unix milliseconds."""
    if value is None:
        return None
    try:
        if isinstance(value, str):
            try:
                seconds = float(value)
            except ValueError:
                seconds = parse_moment(value, -1)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            seconds = float(value)
        else:
            raise ValueError
        if not 0 <= seconds <= _U32_MAX:
            raise ValueError
    except (ValueError, OverflowError):
        raise Hostile(
            f"at {str(value)[:40]!r} is no moment; write 2026-11-01T08:00:00.250+08:00, or Unix seconds"
        ) from None
    return round(seconds * 1000)


def _answer(fields: dict[str, Any]) -> Recorded | None:
    """What the line says was answered; the name of the result, and perhaps the step."""
    name = fields.get("result")
    if name is None:
        return None
    try:
        result = codes.by_name(name).number
        step = fields.get("step")
        step = None if step is None else int(step)
    except (KeyError, TypeError, ValueError):
        raise Hostile(
            f"result {str(name)[:40]!r} or its step is none of a terminal's; `ridegate verify` names them"
        ) from None
    answer = Decision(result, step, None, (), None, -1, None)
    return Recorded([answer.result, answer.step, [], None, -1, None, None, None], None, {}, True)
