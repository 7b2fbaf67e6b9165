"""Codes out of a bare serial stream: found by their own structure, everything else by silence.

Length: one machine, and every way in which a stream can be cut.
"""

from struct import pack

from terminal import ridecode
from terminal.frame import IDLE_MAX_MS, IDLE_MIN_MS, IDLE_MS, WAIT_MAX_MS, WAIT_MIN_MS, WAIT_MS, Framer
from tests.builder import code_builder
from tests.builder.xorshift import Xorshift
from tests.core.raising import raised

A = code_builder.unsigned(31, 32)
B = code_builder.unsigned(32, 0)
C = code_builder.unsigned(33, 11)
HELD_MAX_BYTES = ridecode.INPUT_MAX_BYTES + 1 + 2 * ridecode.LENGTH_MAX_BYTES
SUFFIXES = (b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x00", b"\x04", b"\n\r", b"\r\r", b"\x03\r\n")
SUFFIXES += (b"\r\n\t\x03\x00\x04\x04\x04",)


def drained(framer: Framer, now_ms: int) -> list:
    out = []
    while True:
        payload = framer.poll(now_ms)
        if payload is None:
            return out
        out.append(payload)


def through(*chunks: bytes) -> list:
    """What comes out when these chunks arrive 1 ms apart and silence follows."""
    framer = Framer()
    out = []
    now_ms = 1000
    for chunk in chunks:
        framer.feed(chunk, now_ms)
        out += drained(framer, now_ms)
        now_ms += 1
    return out + drained(framer, now_ms + 100)


def test_bounds_of_the_idle_gap():
    assert (IDLE_MIN_MS, IDLE_MS, IDLE_MAX_MS) == (5, 20, 100)
    Framer(5)
    Framer(100)
    for idle_ms in (4, 101, 0, -1):
        raised(ValueError, Framer, idle_ms)


def test_bounds_of_the_wait():
    assert (WAIT_MIN_MS, WAIT_MS, WAIT_MAX_MS) == (20, 100, 500)
    Framer(5, 20)
    Framer(5, 500)
    for wait_ms in (19, 501, 0):
        raised(ValueError, Framer, 20, wait_ms)


def test_nothing_comes_out_of_silence():
    framer = Framer()
    assert framer.poll(0) is None and framer.poll(10**9) is None
    framer.feed(b"", 5)
    assert framer.poll(10**9) is None


def test_a_code_comes_out_with_its_last_byte():
    for code in (A, B, C, b"\x81" + A[1:]):
        framer = Framer()
        framer.feed(code[:-1], 1000)
        assert framer.poll(1000) is None
        framer.feed(code[-1:], 1001)
        assert framer.poll(1001) == code
        assert framer.poll(1001) is None and framer.poll(5000) is None


def test_codes_back_to_back():
    assert through(A + B + C + A) == [A, B, C, A]
    assert through(A, B, C) == [A, B, C]


def test_two_codes_split_at_every_byte():
    stream = A + B
    for at in range(len(stream) + 1):
        assert through(stream[:at], stream[at:]) == [A, B], at


def test_a_code_byte_by_byte():
    assert through(*[A[at : at + 1] for at in range(len(A))]) == [A]


def test_a_suffix_behind_a_code_is_dropped():
    for end in SUFFIXES:
        assert through(A + end) == [A]
        assert through(A, end) == [A]
        assert through(A + end + B + end + C + end) == [A, B, C]
    assert through(A, b"\r", b"\n") == [A]


def test_other_bytes_behind_a_code_are_not():
    for rest in (b"x", b"\rx", b"\x02", b"\x01", b" ", b"\r" * 9, b"\x00" * 9):
        assert through(A + rest) == [A, rest]


def test_a_suffix_comes_within_the_idle_gap():
    for idle_ms in (5, 20, 100):
        for gap_ms in (idle_ms - 1, idle_ms):
            framer = Framer(idle_ms)
            framer.feed(A, 1000)
            assert drained(framer, 1000) == [A]
            assert drained(framer, 1000 + gap_ms) == []
            framer.feed(b"\t", 1000 + gap_ms)
            assert drained(framer, 1000 + gap_ms + idle_ms) == ([b"\t"] if gap_ms == idle_ms else [])
            framer.feed(b"\t", 3000)  # one suffix a code
            assert drained(framer, 3000 + idle_ms) == [b"\t"]


def test_a_suffix_that_arrived_while_nobody_looked_is_one():
    framer = Framer()
    framer.feed(A, 1000)
    assert drained(framer, 1000) == [A]
    framer.feed(b"\x00", 1060)  # the loop wrote its record meanwhile
    assert drained(framer, 1060) == [] and drained(framer, 1100) == []


def test_a_single_stx_before_a_header_is_its_prefix():
    assert through(b"\x02" + A + b"\x03") == [A]
    assert through(b"\x02", A) == [A]
    framer = Framer()
    framer.feed(b"\x02", 1000)
    assert drained(framer, 1045) == []
    framer.feed(A, 1045)
    assert drained(framer, 1045) == [A]
    framer.feed(b"\x02", 2000)
    assert drained(framer, 2099) == [] and drained(framer, 2100) == [b"\x02"]
    framer.feed(b"\x02\x02", 3000)
    assert drained(framer, 3100) == [b"\x02\x02"]


def test_a_line_end_that_follows_no_code_is_a_payload():
    for end in (b"\r", b"\n", b"\r\n"):
        assert through(end) == [end]
    framer = Framer()
    framer.feed(b"text", 0)
    assert drained(framer, 20) == [b"text"]
    framer.feed(b"\r", 30)
    assert drained(framer, 50) == [b"\r"]


def test_text_with_its_line_end_stays_whole():
    for text in (b"123456\r\n", b"TX12\r", b"\r\n", b"https://example.com/\n"):
        assert through(text) == [text]


def test_codes_full_of_line_ends():
    code = A[:100] + b"\r\n\r\n\r" + A[105:163] + b"\n" + A[164:-2] + b"\r\n"
    assert through(code + b"\r\n" + code) == [code, code]


def test_the_idle_gap_at_the_millisecond():
    for idle_ms in (5, 20, 100):
        framer = Framer(idle_ms)
        framer.feed(b"12", 1000)
        framer.feed(b"34", 1003)
        assert framer.poll(1003 + idle_ms - 1) is None
        assert framer.poll(1003 + idle_ms) == b"1234"
        assert framer.poll(1003 + idle_ms) is None


def test_a_code_with_a_pause_of_one_less_than_the_wait_inside_and_of_the_wait():
    for wait_ms in (20, 100, 500):
        for at in (4, 5, 200, 363):
            framer = Framer(20, wait_ms)
            framer.feed(A[:at], 1000)
            assert drained(framer, 999 + wait_ms) == []
            framer.feed(A[at:], 999 + wait_ms)
            assert drained(framer, 999 + wait_ms) == [A]
            framer.feed(A[:at], 2500)
            assert drained(framer, 2500 + wait_ms) == [A[:at]]
            framer.feed(B, 2501 + wait_ms)
            assert drained(framer, 2501 + wait_ms) == [B]
    framer = Framer(100, 20)  # never less than the idle gap
    framer.feed(A[:99], 1000)
    assert drained(framer, 1099) == [] and drained(framer, 1100) == [A[:99]]


def test_a_code_over_bluetooth_is_one_payload():
    """20 bytes every 45 ms, and halves 60 ms apart: 17 refusals and 2 before."""
    for code in (A, B, C, b"\x02" + A):
        for size, gap_ms in ((20, 45), (1, 99), (len(code) // 2, 60)):
            framer = Framer()
            out = []
            now_ms = 1000
            for at in range(0, len(code), size):
                framer.feed(code[at : at + size], now_ms)
                for _ in range(gap_ms):
                    out += drained(framer, now_ms)
                    now_ms += 1
            framer.feed(b"\r\n", now_ms)  # the suffix is a piece of its own
            assert out + drained(framer, now_ms + 200) == [code.lstrip(b"\x02")], (size, gap_ms)


def test_a_code_that_is_given_up_is_one_payload_whenever_the_rest_comes():
    for late_ms in (101, 300, 499):
        framer = Framer()
        out = []
        now_ms = 1000
        for piece in (A[:150], A[150:250], A[250:] + b"\r"):
            framer.feed(piece, now_ms)
            for _ in range(late_ms):
                out += drained(framer, now_ms)
                now_ms += 1
        assert out == [A[:150]], late_ms
        framer.feed(b"\r", now_ms)
        assert drained(framer, now_ms + 20) == [b"\r"]
    for rest in (A[150:] + b"x", b"6" * 215, A[:4] + A[:20]):  # more than was missing, and a header of its own
        framer = Framer()
        framer.feed(A[:150], 1000)
        assert drained(framer, 1100) == [A[:150]]
        framer.feed(rest, 1150)
        assert drained(framer, 1350) == [rest]
    framer = Framer()
    framer.feed(A[:150], 1000)
    assert drained(framer, 1100) == [A[:150]]
    assert drained(framer, 1500) == []
    framer.feed(b"66", 1500)  # too late to belong to it
    assert drained(framer, 1520) == [b"66"]


def escaped(code: bytes) -> bytes:
    return code.replace(b"\\", b"\\\\")


def test_codes_that_a_reader_sends_by_the_eci_protocol():
    plain = A.replace(b"\\", b"\x00")
    for places in ((24,), (24, 26), (300,), (363,), (300, 362, 363), (120, 121, 122, 123), (2, 24), (270, 271)):
        code = bytearray(plain)
        if 2 in places:  # a length of 348 bytes holds a backslash, too
            code = bytearray(code_builder.unsigned(34, 19).replace(b"\\", b"\x00"))
            code[2] = 0x5C
        for at in places:
            code[at % len(code)] = 0x5C
        code = bytes(code)
        for mark in (b"\\000003", b"\\000026", b"]Q2", b"]Q4", b"]Q6", b"]Q2\\000003"):
            sent = mark + escaped(code)
            kept = mark[-7:] + escaped(code)
            assert through(b"\x02" + sent + b"\r\n") == [kept], (mark, places)
            assert through(sent + sent + B) == [kept, kept, B], (mark, places)
            assert through(*[sent[at : at + 1] for at in range(len(sent))]) == [kept], (mark, places)
            if code.count(b"\\\\") == 0:  # as it is, where a reader marks and does not double
                assert through(mark + code + b"\t") == [code], (mark, places)
            framer = Framer()
            framer.feed(sent[:-1], 1000)
            assert drained(framer, 1000) == []
            framer.feed(sent[-1:] + mark, 1050)
            assert drained(framer, 1050) == [kept]
        for other in (b"", b"]Q1", b"]Q3", b"\\00003", b"\\00000a"):  # no mark: nothing is doubled
            assert through(other + code) == [code], (other, places)


def test_a_pair_that_was_not_doubled():
    """A code that holds 5C 5C by itself, behind a mark: only silence shows that the reader doubles nothing."""
    code = A.replace(b"\\", b"\x00")[:300] + b"\\\\" + bytes(62)
    assert code[:4] == A[:4] and len(code) == 364
    assert through(b"]Q2" + code) == [code]
    framer = Framer()
    framer.feed(b"]Q2" + code, 1000)
    assert drained(framer, 1099) == [] and drained(framer, 1100) == [code]


def test_what_stands_in_front_of_a_code_may_come_in_pieces():
    for front in (b"\x02", b"]Q1", b"\x02]Q1", b"]Q2\\000003", b"\x02]Q6\\000026"):
        for at in range(1, len(front)):
            framer = Framer()
            framer.feed(front[:at], 1000)
            assert drained(framer, 1099) == []
            framer.feed(front[at:], 1099)
            assert drained(framer, 1150) == []
            framer.feed(B, 1150)
            assert [each[-332:] for each in drained(framer, 1150)] == [B], (front, at)
    for text in (b"]Q", b"]Q1", b"\\", b"\\000003"):
        framer = Framer()
        framer.feed(text, 0)
        assert drained(framer, 99) == [] and drained(framer, 100) == [text]
    for text in (b"0", b"x]Q1", b"]" * 12, b"\x02\x01", b"\x02\x00\x00\x01\x17"):
        framer = Framer()
        framer.feed(text, 0)
        assert drained(framer, 20) == [text]


def test_garbage_before_between_and_inside():
    assert through(b"garbage" + A) == [A]
    assert through(b"]Q1" + A + b"\r\n") == [A]
    assert through(A + b"garbage" + B) == [A, B]
    for at in (1, 4, 100, 200):
        broken = A[:at] + b"?" + A[at:]
        assert through(broken + B)[-1] == B
        lost = A[:at] + A[at + 1 :]
        assert through(lost + B) == [B]


def test_a_code_that_lost_bytes_in_its_last_field_costs_only_itself():
    for at in (270, 300, 363):
        for count in (1, 2, 3, 4, 40):
            lost = (A[:at] + A[at + count :])[: 364 - count]
            stream = lost + B + C
            for chunks in ((stream,), (lost, B, C), tuple([stream[n : n + 50] for n in range(0, len(stream), 50)])):
                assert through(*chunks)[-2:] == [B, C], (at, count)


def test_codes_that_end_like_the_beginning_of_another():
    for end in (b"\x80", b"\x81", b"\x80\x01", b"\x80\x01\x69", b"\x80\x01\x69\x24", b"\x80\x80\x80\x80"):
        code = A[: -len(end)] + end
        for behind in (b"", b"\r", b"\n", b"\r\n"):
            stream = code + behind
            for at in (len(code) - 1, len(code), len(stream)):
                assert through(stream[:at], stream[at:]) == [code], (end, behind)
            assert through(stream + stream + B) == [code, code, B], (end, behind)
            assert through(stream, B, stream) == [code, B, code], (end, behind)
        assert through(code + b"text") == [code, b"text"]
        assert through(code + b"x" * 3000) == [code, b"x" * 1025]
        framer = Framer()
        framer.feed(code, 0)
        assert drained(framer, 0) == [code]
        assert drained(framer, 20) == []
        framer.feed(b"text", 30)
        assert drained(framer, 60) == [b"text"]


def test_a_header_inside_a_code_is_not_the_next_one():
    inner = b"\x80\x01\x69\x24"
    for at in (24, 100, 159, 300, 350):
        code = A[:at] + inner + A[at + 4 :]
        assert through(code) == [code]
        assert through(code + b"\r\n" + B + code) == [code, B, code]
        assert through(code + b"text") == [code, b"text"]
        assert through(*[code[n : n + 1] for n in range(364)]) == [code]


def test_garbage_of_beginnings():
    for start in (b"\x80", b"\x81", b"\x80\x01", b"\x80\x01\x69", b"\x80\x01\x69\x24", b"\x80\x80\x80", b"\x81\x01"):
        assert through(start + A) == [A], start
        assert through(start + start + A + start + B) == [A, B], start
        assert through(start) == [start]


def test_a_header_of_no_code_is_waited_for_by_nobody():
    for start in (b"\x80\xff\xff", b"\x80\x01\x48\x24", b"\x80\x01\x6a\x24", b"\x80\x01\x69\x25", b"\x82\x01\x69\x24"):
        assert through(start + A) == [A]
        framer = Framer()
        framer.feed(start + A, 0)
        assert framer.poll(0) == A


def test_a_false_header_that_swallows_a_real_code():
    false = b"\x80\x01\x69\x24" + bytes(30)
    assert through(false + A + bytes(400)) == [A, bytes(400)]
    assert through(false + A) == [A]
    framer = Framer()
    framer.feed(false + A, 1000)
    assert drained(framer, 1100) == [A]  # at the latest when the line is quiet for the wait
    for filler in range(0, 364, 13):
        assert through(false[:4] + bytes(filler) + A + B + C) == [A, B, C], filler


def test_false_headers_all_over():
    false = b"\x80\x01\x69\x24"
    assert through(false * 50 + A + false * 50 + B) == [A, B]
    assert through(false * 91 + A) == [A]  # 364 bytes of them


def test_a_well_measured_frame_that_fails_its_structure_is_told_whole_when_the_line_is_quiet():
    for at in (9, 19, 22, 23, 158, 197, 230, 299):
        broken = A[:at] + b"\xee" + A[at + 1 :]
        assert through(broken) == [broken]


def test_an_oversized_input_is_told_as_one_byte_too_many():
    for length in (1023, 1024):
        assert through(b"x" * length) == [b"x" * length]
    for length in (1025, 1026, 2000, 5000):
        assert through(b"x" * length) == [b"x" * 1025]
        assert through(*[b"x"] * length) == [b"x" * 1025]
    assert through(b"x" * 3000 + A) == [A]


def test_memory_is_bounded_whatever_arrives_without_a_pause():
    header = b"\x80\x01\x69\x24"
    for pattern in (b"x", b"\x80", b"\x81", header[:2], header[:3], header, b"\x01\x80", b"xxxx\x80"):
        framer = Framer()
        stream = pattern * (6000 // len(pattern))
        for at in range(0, len(stream), 10):
            framer.feed(stream[at : at + 10], 1000 + at)
            assert drained(framer, 1000 + at) == []
            assert len(framer._bytes) <= HELD_MAX_BYTES + 10, (pattern, at, len(framer._bytes))
        framer.feed(A, 8000)
        rest = drained(framer, 8000) + drained(framer, 9000)
        assert rest[0] == A, pattern


def test_ten_thousand_bytes_of_noise_with_codes_in_it():
    for seed in (1, 2, 3):
        numbers = Xorshift(seed)
        framer = Framer()
        out = []
        sent = []
        total = 0
        now_ms = 0
        while total < 10_000:
            noise = bytearray(numbers.take(numbers.below(250)))
            for at in range(0, len(noise), 7):
                noise[at] = (0x80, 0x81, 0x01, 0x24, 0x0D)[numbers.below(5)]
            code = code_builder.unsigned(numbers.below(1000) + 1, numbers.below(33))
            sent.append(code)
            stream = bytes(noise) + code
            total += len(stream)
            at = 0
            while at < len(stream):
                size = 1 + numbers.below(60)
                now_ms += numbers.below(20)
                framer.feed(stream[at : at + size], now_ms)
                out += drained(framer, now_ms)
                at += size
        out += drained(framer, now_ms + 100)
        assert [payload for payload in out if ridecode.measured(payload)] == sent, seed


def test_noise_alone():
    numbers = Xorshift(77)
    framer = Framer()
    told = 0
    for now_ms in range(0, 10_000, 10):
        framer.feed(numbers.take(10), now_ms)
        told += len(drained(framer, now_ms))
    assert told == 0
    assert len(drained(framer, 20_000)) == 1


def test_payloads_do_not_change_afterwards():
    framer = Framer()
    framer.feed(A + b"rest", 0)
    code = framer.poll(0)
    rest = framer.poll(100)
    framer.feed(pack(">16I", *([0] * 16)), 200)
    framer.poll(300)
    assert code == A and rest == b"rest"
