"""What must come out of a bare stream, by its rule and by the driver; and that a wrong answer does not pass for one."""

import json
import random

import pytest

from tests.rig.scanner_rig import Bench, codes
from tests.tool import wire_parity
from tests.tool.judge import VECTORS
from tests.tool.wire_parity import (
    BOTH,
    CUT,
    FRONT,
    LINE_END,
    NOTHING,
    SEVERAL,
    SPLIT,
    Arrival,
    allowed,
    carried,
    in_packets,
    over_stream,
    sound_codes,
    through,
)

A, B, C = codes(3, seed=65)
D = A[:122].replace(b"\\", b"/") + b"\\/" * 5 + A[132:].replace(b"\\", b"/")
LONG = bytes(range(1, 128)) * 16

CASES = {
    "one code": (A, [A], ""),
    "no code": (b"TX0123456789", [b"TX0123456789"], ""),
    "a code in text": (A.hex().encode(), [A.hex().encode()], ""),
    "a torn code": (A[:200], [A[:200]], ""),
    "only a line end": (b"\r\n", [b"\r\n"], ""),
    "a prefix": (b"]Q1" + A, [A], FRONT),
    "CR": (A + b"\r", [A], LINE_END),
    "LF": (A + b"\n", [A], LINE_END),
    "CR LF": (A + b"\r\n", [A], LINE_END),
    "a prefix and CR": (b"]Q1" + A + b"\r", [A], BOTH),
    "CR CR": (A + b"\r\r", [A], LINE_END),
    "eight bytes of a suffix": (A + b"\n\r\t\x03\x00\x04\r\n", [A], LINE_END),
    "nine": (A + b"\r" * 9, [A, b"\r" * 9], SPLIT),
    "STX and ETX": (b"\x02" + A + b"\x03", [A], BOTH),
    "a designator": (b"\\000026" + D.replace(b"\\", b"\\\\"), [b"\\000026" + D.replace(b"\\", b"\\\\")], ""),
    "a designator that doubles nothing": (b"\\000026" + D, [D], FRONT),
    "an identifier, a designator, a suffix": (
        b"]Q2\\000003" + D.replace(b"\\", b"\\\\") + b"\r\n",
        [b"\\000003" + D.replace(b"\\", b"\\\\")],
        BOTH,
    ),
    "an identifier without ECI, and all doubled": (
        b"]Q1" + D.replace(b"\\", b"\\\\"),
        [b"]Q1" + D.replace(b"\\", b"\\\\")],
        "",
    ),
    "something behind": (A + b"x", [A, b"x"], SPLIT),
    "on both sides": (b"in front" + A + b"behind", [A, b"behind"], SPLIT),
    "a prefix and a torn code behind": (b"\x00" + A + B[:100], [A, B[:100]], SPLIT),
    "a torn code in front": (B[:100] + A, [A], FRONT),
    "two codes": (A + B, [A, B], SEVERAL),
    "three with something between": (A + b"]Q1" + B + b"-" + C + b"\n", [A, B, C], SEVERAL),
    "a code that lost its last bytes": (A[:-10] + B, [A[:-10] + B[:10], B], SEVERAL),
    "too long": (LONG, [LONG[-1025:]], CUT),
    "too long behind a code": (A + LONG, [A, LONG[-1025:]], SPLIT),
    "too long in front of a code": (LONG + A, [A], FRONT),
    "nothing": (b"", [], NOTHING),
}


@pytest.fixture(scope="module")
def stream():
    bench = Bench("gm65")
    bench.set_up()
    return bench


@pytest.mark.parametrize("name", CASES)
def test_the_rule_says_what_the_driver_delivers(name, stream):
    payload, pieces, kind = CASES[name]
    arrival = over_stream(payload)
    assert (arrival.pieces, arrival.kind) == (pieces, kind)
    assert carried(stream, payload) == pieces


def test_the_rule_holds_for_payloads_put_together_at_random(stream):
    numbers = random.Random(8)
    parts = (A, B, C, A[:150], B[40:], b"\r", b"\n", b"]Q1", b"\x80\x01", b"\x80\x01\x49\x24", b"text")
    parts += (b"\\000026" + D, b"]Q2" + D.replace(b"\\", b"\\\\"), b"\x02", b"\t\0")
    for _ in range(150):
        payload = b"".join(numbers.choices(parts, k=numbers.randint(1, 4)))
        assert carried(stream, payload) == over_stream(payload).pieces, payload.hex()


def test_packets_carry_everything_a_terminal_looks_at():
    for payload, _, _ in CASES.values():
        assert in_packets(payload).pieces == ([payload[:1025]] if payload else [])


def test_a_code_is_sound_when_the_structure_holds_from_its_first_byte():
    assert sound_codes(b"\x80" + A + B) == [(1, 1 + len(A)), (1 + len(A), 1 + len(A) + len(B))]
    for at in (0, 1, 2, 3, 9, 22):
        assert sound_codes(A[:at] + bytes([A[at] ^ 0x40]) + A[at + 1 :]) == []


ACCEPTED = ["ACCEPTED", None, [], None, -1]
REFUSED = ["BAD_LENGTH", 3, [], None, 1]
EXPIRED = ["CODE_EXPIRED", 16, [], None, -1]
UNDONE = {"result": "ACCEPTED", "step": None, "recovered": ["line_end"]}
AROUND = {"result": "BAD_LENGTH", "step": 3, "recovered": [], "offset": 1}
CODE = Arrival([A], LINE_END, 1)
CODE_AND_REST = Arrival([A, b"x"], SPLIT, 1)


@pytest.mark.parametrize(
    ("vector", "arrival", "answers", "good"),
    [
        (AROUND, Arrival([A]), [REFUSED], True),
        (AROUND, Arrival([A]), [ACCEPTED], False),
        (UNDONE, CODE, [ACCEPTED], True),
        (UNDONE, CODE, [["ACCEPTED", None, ["line_end"], None, -1]], False),
        (UNDONE, CODE, [EXPIRED], False),
        (AROUND, CODE, [ACCEPTED], True),
        (AROUND, CODE, [EXPIRED], True),
        (AROUND, CODE, [REFUSED], False),
        (AROUND, CODE, [["MALFORMED", 4, [], None, 9]], False),
        ({"result": "CODE_EXPIRED", "step": 16, "recovered": []}, CODE, [ACCEPTED], False),
        (AROUND, CODE_AND_REST, [ACCEPTED, ["NOT_A_RIDE_CODE", 1, [], None, -1]], True),
        (AROUND, CODE_AND_REST, [ACCEPTED, ACCEPTED], False),
    ],
)
def test_only_the_documented_answers_may_differ(vector, arrival, answers, good):
    assert (allowed(vector, arrival, answers) == "") is good


@pytest.fixture(scope="module")
def vectors():
    lines = (wire_parity.ROOT / VECTORS).read_text(encoding="utf-8").splitlines()
    by_id = {each["id"]: each for each in map(json.loads, lines)}
    names = ("line-end-cr", "prefix-q1", "tail-0d-five-cr", "size-two-codes", "size-empty", "recovered-expired")
    return [by_id[name] for name in names]


@pytest.mark.parametrize(("name", "identical"), [("gm65", 0), ("gm67", 5)])
def test_vectors_through_a_wire(name, identical, vectors):
    outcome = through(name, vectors)
    assert (outcome.identical, outcome.kinds[NOTHING], outcome.differences) == (identical, 1, [])
    assert outcome.line().startswith(f"wire {name}: {identical} identical, ")


@pytest.mark.parametrize("name", ["gm65", "gm67"])
def test_an_answer_that_is_not_the_vectors_is_a_difference(name, vectors):
    wrong = [{**vectors[0], "result": "CODE_EXPIRED", "step": 16}]
    (difference,) = through(name, wrong).differences
    assert "line-end-cr over the wire of " + name in difference


def test_a_driver_that_changes_bytes_is_a_difference(vectors, monkeypatch):
    read = Bench.read
    monkeypatch.setattr(Bench, "read", lambda *each: [got[:-1] for got in read(*each)])
    assert len(through("gm67", vectors[:2]).differences) == 2
