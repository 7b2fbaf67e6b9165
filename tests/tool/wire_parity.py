"""The same answers behind a wire: every decision vector's payload through the models of both scanner modules.

A model is shown the payload, its bytes travel at 115,200 baud in virtual time, the driver takes them off the line, and
what it delivers is judged. A GM67 sends packets: what is shown arrives byte for byte. A GM65 sends a bare stream, and
a stream has no edges: `over_stream` finds from a payload's bytes alone, by spec §8 and without the driver's framer,
what must come out of it, and `allowed` which answers may then differ from the vector's, and how. A symbol without
a byte says nothing over either.
"""

import json
import multiprocessing
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from hal.desktop.engine import desktop_engine
from terminal import ridecode
from tests.rig.scanner_rig import Bench
from tests.tool.judge import Judge, expected

ROOT = Path(__file__).resolve().parents[2]
KEPT_MAX_BYTES = 1025  # one too many for step 1
LAST_FIELD_BYTES = 64  # a torn code may have taken so much from the one behind it
SUFFIX_MAX_BYTES = 8
SUFFIX = b"\r\n\t\x03\x00\x04"
SHOWN_MS = 3000  # the same payload is reported again after one second
NOTHING_MS = 400
APART_MS = 550  # what comes sooner behind a torn code may be what was missing of it
APART_TURN_MS = 10  # of the loop meanwhile, when the line is silent

MARK = re.compile(rb"(\\\d{6}|\]Q[246])\Z")  # of a reader that speaks the ECI protocol

NOTHING = "an empty symbol: nothing arrives"
SPLIT = "the code, then the rest behind it as another payload"
SEVERAL = "each of several codes"
FRONT = "the code without what stood in front"
LINE_END = "the code without the suffix behind it"
BOTH = "the code without what stood in front and the suffix"
CUT = "cut to 1,025 bytes"

# What may be refused because of bytes around a code; behind a bare stream the code in it is judged as it is.
AROUND = ("OVERSIZED", "NOT_A_RIDE_CODE", "FOREIGN_CODE", "BAD_LENGTH")
UNDONE = ("prefix", "line_end", "eci")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What must be delivered of a payload. kind: why it is not the payload alone, "" when it is.

    codes: how many of `pieces` are sound codes that were cut out; they come first.
    """

    pieces: list[bytes]
    kind: str = ""
    codes: int = 0


def in_packets(payload: bytes) -> Arrival:
    """The rule of a module that sends packets."""
    if not payload:
        return Arrival([], NOTHING)
    return Arrival([payload[:KEPT_MAX_BYTES]], CUT if len(payload) > KEPT_MAX_BYTES else "")


def over_stream(payload: bytes) -> Arrival:
    """The rule of a module that sends bare bytes: spec §8."""
    if not payload:
        return Arrival([], NOTHING)
    spans = sound_codes(payload)
    if not spans:
        return Arrival([payload[-KEPT_MAX_BYTES:]], CUT if len(payload) > KEPT_MAX_BYTES else "")
    codes = [payload[start:end] for start, end in spans]
    if codes == [payload]:
        return Arrival(codes)
    front, rest = payload[: spans[0][0]], payload[spans[-1][1] :]
    if len(rest) > SUFFIX_MAX_BYTES or rest.strip(SUFFIX):
        return Arrival([*codes, rest[-KEPT_MAX_BYTES:]], SPLIT, len(codes))
    if len(codes) > 1:
        return Arrival(codes, SEVERAL, len(codes))
    return Arrival(codes, BOTH if front and rest else FRONT if front else LINE_END, 1)


def sound_codes(payload: bytes) -> list[tuple[int, int]]:
    """(start, end) of everything in the payload that has the structure of a ride code, from the left.

    One that was sent by the ECI protocol, with a 5C doubled, begins with its mark.
    """
    found: list[tuple[int, int]] = []
    at = 0
    while at + ridecode.LENGTH_MIN_BYTES <= len(payload):
        taken = found[-1][1] if found else 0
        mark = MARK.search(payload[max(0, at - 7) : at])
        readings = [_as_it_is(payload, at)]
        if mark:
            readings.insert(0, _undoubled(payload, at))
        for code, end in readings:
            if end > taken and code[:1] in (b"\x80", b"\x81") and ridecode.measured(code) and ridecode.fault(code) < 0:
                found.append((at - len(mark[0]) if mark and end - at > len(code) else at, end))
                at = max(at + 1, end - LAST_FIELD_BYTES)
                break
        else:
            at += 1
    return found


def _as_it_is(payload: bytes, at: int) -> tuple[bytes, int]:
    end = at + 3 + (payload[at + 1] << 8 | payload[at + 2])
    return payload[at:end], end


def _undoubled(payload: bytes, at: int) -> tuple[bytes, int]:
    """The code in which each 5C was sent as two, and where it ends; nothing where one was not."""
    code = bytearray()
    while len(code) < 3 or len(code) < min(3 + (code[1] << 8 | code[2]), ridecode.LENGTH_MAX_BYTES):
        single = payload[at : at + 1]
        if not single or (single == b"\\" and payload[at + 1 : at + 2] != b"\\"):
            return b"", 0
        code += single
        at += 2 if single == b"\\" else 1
    return bytes(code), at


RULES: dict[str, Callable[[bytes], Arrival]] = {"gm65": over_stream, "gm67": in_packets}


def allowed(vector: dict, arrival: Arrival, answers: list[list]) -> str:
    """Why these answers to the delivered pieces are not what the vector's answer becomes; "" when they are."""
    wanted = expected(vector)
    if not arrival.kind:
        return "" if answers == [wanted] else f"expected {wanted}"
    for number, answer in enumerate(answers):
        result, _, recovered = answer[:3]
        if number >= arrival.codes:
            if result not in AROUND or recovered:
                return f"the rest behind a code was answered {answer}"
        elif vector["recovered"] and set(vector["recovered"]) <= set(UNDONE):
            left = {0x5C: ["eci"], 0x5D: ["prefix", "eci"]}.get(arrival.pieces[number][0], [])
            as_it_is = [wanted[0], wanted[1], left, wanted[3], wanted[4]]
            if answer != as_it_is:
                return f"expected {as_it_is}: the same with nothing left to undo"
        elif vector["result"] not in AROUND:
            return f"{vector['result']} is no refusal of what stands around a code"
        elif recovered or result in AROUND or result == "MALFORMED":
            return f"a sound code was answered {answer}"
    return ""


@dataclass
class Outcome:
    """What became of the vectors behind one module."""

    name: str
    identical: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The line that `make parity` prints."""
        words = f"wire {self.name}: {self.identical} identical"
        stream = Counter({kind: count for kind, count in self.kinds.items() if kind != NOTHING})
        if stream:
            why = "; ".join(f"{count} × {kind}" for kind, count in sorted(stream.items()))
            words += f", {stream.total()} as a bare stream must ({why})"
        if self.kinds[NOTHING]:
            words += f", {self.kinds[NOTHING]} × {NOTHING}"
        return f"{words}, {len(self.differences)} differences"


def carried(bench: Bench, payload: bytes) -> list[bytes]:
    """What the driver delivers of a payload held up once, until all of it has left the module."""
    out = bench.read(payload, SHOWN_MS if payload else NOTHING_MS)
    out += bench.run(len(payload) // 10)  # 11.5 bytes a millisecond
    return out + bench.run(APART_MS, APART_TURN_MS)


def through(name: str, vectors: Iterable[dict]) -> Outcome:
    """Show a module every vector's payload, one after another on one line, and compare with its rule.

    It is the bytes that a wire could change: they are judged with this computer's engine, which is faster.
    """
    bench, judge, apart = Bench(name), Judge(desktop_engine()), Judge(desktop_engine())
    bench.set_up()
    outcome = Outcome(name)
    for vector in vectors:
        payload = bytes.fromhex(vector["payload"])
        arrival = RULES[name](payload)
        delivered = carried(bench, payload)
        answers = [judge.answer({**vector, "payload": piece.hex()}) for piece in delivered]
        why = "" if delivered == arrival.pieces else "delivered other bytes than the rule says"
        if not why and arrival.kind:  # judged where nothing was judged that came over a wire
            stated = [apart.answer({**vector, "payload": piece.hex()}) for piece in arrival.pieces]
            why = "" if answers == stated else f"the delivered bytes are answered {stated}"
        why = why or allowed(vector, arrival, answers)
        if why:
            told = [piece.hex() for piece in delivered]
            outcome.differences.append(
                f"{vector['id']} over the wire of {name}: {why}\n  answered {answers}\n  delivered {told}\n"
                f"  vector   {json.dumps(vector)}"
            )
        elif arrival.kind:
            outcome.kinds[arrival.kind] += 1
        else:
            outcome.identical += 1
    return outcome


def both(vectors: list[dict]) -> list[Outcome]:
    """`through` for both modules, each in a process of its own."""
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, start, os.chdir, (ROOT,)) as pool:
        return list(pool.map(through, ("gm67", "gm65"), (vectors, vectors)))
