"""Ten thousand codes each over lines that cut, pause, mark and add: every one delivered once, and nothing beside it.

From a seed, in virtual time. A line to this computer, a GM65 that sends bare bytes, a GM67 that sends packets.
"""

import random

import pytest

from hal.fake.scanner import Port
from hal.scanner.bare import SerialScanner
from terminal.policy import RECOVERIES
from terminal.recover import recover
from tests.rig.scanner_rig import Bench, codes

COUNT = 10_000
PREFIXES = (b"", b"", b"\x02", b"]Q1", b"\x02]Q1", b"]X0")
SUFFIX = b"\r\n\t\x03\x00\x04"
MARKS = (b"\\000003", b"\\000026", b"]Q2", b"]Q6", b"\x02]Q2\\000003")
PAUSE_MAX_MS = 90


def with_backslashes(code: bytes, numbers: random.Random) -> bytes:
    """The code with 5C in places that hold anything, the very last byte among them."""
    changed = bytearray(code)
    for _ in range(numbers.randrange(6)):
        changed[numbers.choice((24, 60, 119, 120, 135, 146, 159, len(code) - 70, len(code) - 1))] = 0x5C
    return bytes(changed)


def dressed(code: bytes, numbers: random.Random) -> bytes:
    """What a reader sends of a code, without what it adds behind."""
    if numbers.random() < 0.5:
        return numbers.choice(PREFIXES) + code
    return numbers.choice(MARKS) + (code if b"\\\\" not in code and numbers.random() < 0.2 else doubled(code))


def doubled(code: bytes) -> bytes:
    return code.replace(b"\\", b"\\\\")


def cut(sent: bytes, numbers: random.Random) -> list[tuple[int, bytes]]:
    """Pieces with the silence before each."""
    ends = sorted({len(sent), *(numbers.randrange(1, len(sent)) for _ in range(numbers.choice((0, 0, 1, 2, 5))))})
    return [
        (numbers.randrange(PAUSE_MAX_MS) if start else 0, sent[start:end])
        for start, end in zip([0, *ends], ends, strict=False)
    ]


def behind(pieces: list[tuple[int, bytes]], numbers: random.Random) -> list[tuple[int, bytes]]:
    """A suffix behind a code: within the idle gap, or as late as the pieces of a code that was cut."""
    suffix = bytes(numbers.choices(SUFFIX, k=numbers.choice((0, 1, 1, 2, 8))))
    paused = any(silence_ms > 30 for silence_ms, _ in pieces)
    return [*pieces, (numbers.randrange(PAUSE_MAX_MS if paused else 10), suffix)] if suffix else pieces


def exactly(delivered: list[bytes], sent: list[bytes]) -> None:
    found = [recover(payload, RECOVERIES)[0] for payload in delivered]
    wrong = [at for at, code in enumerate(sent) if found[at : at + 1] != [code]]
    assert not wrong, (wrong[0], len(wrong), delivered[wrong[0]][:12], sent[wrong[0]][:4])
    assert len(found) == len(sent), (len(found), found[len(sent)][:12])


def test_ten_thousand_codes_on_a_line_to_this_computer():
    numbers = random.Random(71)
    port = Port(lambda written, baud: b"")
    scanner = SerialScanner(port)
    scanner.open()
    sent = [with_backslashes(code, numbers) for code in codes(COUNT, seed=72)]
    got: list[bytes] = []
    now_ms = 0
    for code in sent:
        for silence_ms, piece in behind(cut(dressed(code, numbers), numbers), numbers):
            for _ in range(0, silence_ms, 5):
                got += scanner.poll(now_ms)
                now_ms += 5
            port.waiting += piece
            got += scanner.poll(now_ms)
        for _ in range(numbers.choice((30, 30, 60))):  # the next passenger
            now_ms += 5
            got += scanner.poll(now_ms)
    exactly(got, sent)


@pytest.mark.parametrize("name", ["gm65", "gm67"])
def test_ten_thousand_codes_from_a_module(name):
    numbers = random.Random(73)
    bench = Bench(name, decode_us=0)
    bench.set_up()
    if name == "gm67":
        bench.model.values[0x89] = 0  # no pause between two readings
        bench.wire.pieces = lambda data: cut(data, numbers)
    else:
        bench.model.zone[5] = 0
        bench.wire.pieces = lambda data: behind(cut(data, numbers), numbers) if len(data) > 300 else [(0, data)]
    sent, got = [], []
    for code in codes(COUNT, seed=74):
        sent.append(with_backslashes(code, numbers))
        bench.show(dressed(sent[-1], numbers))
        until_ms = bench.now_ms + 1000
        while len(got) < len(sent) and bench.now_ms < until_ms:
            got += bench.turn(5)
        bench.model.hide()
        got += [payload for _ in range(24) for payload in bench.turn(5)]
    exactly(got, sent)
