"""Ten thousand codes through a stream with garbage in it, and what garbage costs in time. Virtual time."""

import random

import pytest

from hal.fake.scanner import Port
from hal.scanner.gm65 import Gm65
from hal.scanner.module import ScannerModule
from terminal.frame import WAIT_MS
from tests.rig.far_module import Zone, set_up
from tests.rig.scanner_rig import Bench, codes

COUNT = 10_000
GARBAGE = (b"\x80\xff\xff", b"\r\n", b"\x80", b"\x81\x01", b"\x80\x01\x69\x24", b"\x00", b"]Q1")
GARBAGE += (b"\x02\x00\x00\x01\x00",)


def hit(code: bytes, numbers: random.Random) -> bytes:
    """A code with garbage inside: bytes added, changed or lost."""
    out = bytearray(code)
    at = numbers.randrange(1, len(out) - 1)
    what = numbers.randrange(3)
    if what == 0:
        out[at:at] = numbers.choice(GARBAGE)
    elif what == 1:
        out[at] ^= numbers.randrange(1, 256)
    else:
        del out[at : at + numbers.randrange(1, 9)]
    return bytes(out)


class Far:
    """The end of the line that sends a prepared stream at its pace."""

    def __init__(self, stream):
        self.stream = stream  # (bytes, silence behind them in ms)

    def through(self, scanner, port, now_ms, numbers):
        """Everything delivered; the loop comes by every few milliseconds, now and then after a long write."""
        out = []
        line_ms = now_ms * 1.0
        pending = []
        for data, silence_ms in self.stream:
            pending.append((line_ms, data))
            line_ms += len(data) * 10 / 115.2 + silence_ms
        at = 0
        sent = 0
        while at < len(pending) or port.waiting:
            now_ms += numbers.choice((1, 3, 5, 5, 5, 60))
            while at < len(pending):
                start_ms, data = pending[at]
                due = min(len(data), int((now_ms - start_ms) * 11.52))
                if due <= sent:
                    break
                port.waiting += data[sent:due]
                sent = due
                if sent < len(data):
                    break
                at, sent = at + 1, 0
            out += scanner.poll(now_ms)
        for _ in range(20):
            now_ms += 10
            out += scanner.poll(now_ms)
        return out


def test_ten_thousand_codes_lose_no_more_than_the_garbage_hit():
    numbers = random.Random(20)
    sent = codes(COUNT, seed=2)
    stream = []
    whole = []
    for code in sent:
        before = numbers.choice(GARBAGE) if numbers.random() < 0.1 else b""
        if numbers.random() < 0.05:
            stream.append((before + hit(code, numbers), numbers.choice((0, 0, 30, 400))))
        else:
            whole.append(code)
            behind = numbers.choice(GARBAGE) if numbers.random() < 0.1 else b""
            stream.append((before + code + behind, numbers.choice((0, 0, 0, 5, 30, 400))))
    port = Port(Zone())
    scanner = ScannerModule(port, Gm65())
    scanner.open()
    got = Far(stream).through(scanner, port, set_up(scanner), numbers)
    kept = set(whole)
    delivered = [payload for payload in got if payload in kept]
    assert delivered == whole  # all of them, in order, once
    assert len(whole) > 0.9 * COUNT
    assert [each for each in scanner.report() if each[0] in ("silent", "found")] == []


def test_ten_thousand_packets_are_asked_for_again_until_they_are_whole():
    numbers = random.Random(21)

    def disturb(data):
        if numbers.random() < 0.1:
            data = numbers.choice(GARBAGE) + data
        if numbers.random() < 0.05:
            data = hit(data, numbers)
        if numbers.random() < 0.1:
            data += numbers.choice(GARBAGE)
        return data

    bench = Bench("gm67", decode_us=0)
    bench.set_up()
    bench.wire.disturb = disturb
    bench.model.values[0x89] = 0  # no pause between two readings
    lost = 0
    for code in codes(COUNT, seed=4):
        bench.show(code)
        got = ()
        until_ms = bench.now_ms + 6500
        while not got and bench.now_ms < until_ms:
            got = bench.turn(5)
        bench.model.hide()
        assert got in ((code,), ())
        lost += got == ()
    assert lost <= 10  # those that were hit each of the three times they were sent


def test_garbage_delays_the_next_code_by_at_most_the_wait():
    code = codes(1, seed=9)[0]
    for garbage in (*GARBAGE, b"\x80\x01\x49\x24" + bytes(100), code[:100], code[:363], b"\x80" * 50):
        for pause_ms in (0, 1, 10, 19, 21, 100):
            port = Port(Zone())
            scanner = ScannerModule(port, Gm65())
            scanner.open()
            now_ms = set_up(scanner)
            port.waiting += garbage
            out = []
            for _ in range(pause_ms):
                out += scanner.poll(now_ms)
                now_ms += 1
            port.waiting += code
            waited_ms = 0
            while code not in out:
                out += scanner.poll(now_ms + waited_ms)
                waited_ms += 1
                assert waited_ms <= WAIT_MS + 2, (garbage, pause_ms)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_line_ends_end_nothing_and_are_no_payload(end):
    bench = Bench("gm65")
    bench.set_up()
    sent = [code[:160] + end * 10 + code[160 + 10 * len(end) : -1] + end[-1:] for code in codes(30, seed=11)]
    got = []
    for number, code in enumerate(sent):
        bench.wire.say(code + end)
        got += bench.run(33 if number % 2 else 100)
    assert got + bench.run(200) == sent


def test_codes_back_to_back():
    bench = Bench("gm65")
    bench.set_up()
    sent = codes(10, seed=12)  # 3.5 KB, as much as a kernel keeps
    bench.wire.say(b"".join(sent))
    assert bench.run(500) == sent
