"""Fields out of bytes, never past their end."""

from terminal.reader import Reader, Short
from tests.raising import raised


def test_fields_come_in_order_and_big_endian():
    reader = Reader(b"\x01\x02\x03\x04\x05\x06\x07")
    assert reader.uint(1) == 1
    assert reader.uint(2) == 0x0203
    assert reader.take(3) == b"\x04\x05\x06"
    assert reader.left() == 1
    assert reader.uint(1) == 7
    assert reader.left() == 0


def test_a_reader_may_start_inside():
    reader = Reader(b"abcdef", 4)
    assert reader.left() == 2
    assert reader.take(2) == b"ef"


def test_nothing_is_read_past_the_end_and_nothing_moves():
    reader = Reader(b"abc")
    assert reader.take(1) == b"a"
    for length in (3, 4, 1000):
        raised(Short, reader.take, length)
        raised(Short, reader.uint, length)
    assert reader.at == 1
    assert reader.take(2) == b"bc"
    raised(Short, reader.take, 1)


def test_a_negative_length_is_refused():
    reader = Reader(b"abc", 2)
    raised(Short, reader.take, -1)
    assert reader.at == 2


def test_no_bytes_are_a_field_too():
    reader = Reader(b"")
    assert reader.take(0) == b""
    assert reader.uint(0) == 0
    raised(Short, reader.take, 1)


def test_what_is_taken_is_a_copy():
    data = bytearray(b"abcd")
    taken = Reader(data).take(2)
    view = Reader(memoryview(data)).take(2)
    data[0] = 0
    assert taken == view == b"ab"


def test_short_is_a_value_error():
    assert isinstance(raised(ValueError, Reader(b"").take, 1), Short)
