"""The bytes of records: what the acquirer is paid by."""

from struct import pack, unpack

from terminal import codes, policy, records, ridecode, sm3
from terminal.decide import Decision
from terminal.records import Short
from tests.builder import code_builder
from tests.core.raising import raised

KEY = b"a record key that is only a test"
PLACE = records.Place(0x11223344, 0x55667788, 3, 10, 257, 2, 0x99AABBCC)
BEFORE = bytes(range(32))


def decision(code: bytes, recovered: tuple = ()) -> Decision:
    parsed = ridecode.parse(code, policy.STANDARD)
    return Decision(codes.ACCEPTED, None, parsed, recovered, None, -1, None)


def encoded(kind: int, body: bytes, now_s: int | None = 1_793_000_000) -> bytes:
    return records.encode(kind, 0x01020304, PLACE, now_s, BEFORE, body, records.sealer(sm3.digest, KEY))


def test_the_head_byte_by_byte():
    raw = encoded(records.OUTCOME, records.outcome_body(7, records.PASSED))
    assert raw[:4] == b"RG\x01\x02"
    assert unpack(">HH", raw[4:8]) == (len(raw), 0xFFFF - len(raw))
    assert raw[8:12] == b"\x01\x02\x03\x04"
    assert raw[12:20] == b"\x11\x22\x33\x44\x55\x66\x77\x88"
    assert raw[20:25] == pack(">I", 1_793_000_000) + b"\x01"
    assert raw[25:35] == b"\x03\x00\x0a\x01\x01\x02\x99\xaa\xbb\xcc"
    assert raw[35:39] == records.key_id(sm3.digest, KEY)
    assert raw[39:71] == BEFORE
    assert raw[71:76] == b"\x00\x00\x00\x07\x01"
    assert raw[76:] == sm3.hmac(sm3.digest, KEY, raw[:76]) and len(raw) == 108


def test_a_ride_body_byte_by_byte():
    code = code_builder.unsigned(41, 11)
    body = records.ride_body(decision(code, ("prefix", "hex")), 250, 7)
    assert body[:6] == b"\x00\x00\x00\x00\x00\xfa"
    assert body[6:10] == code[10:14]  # issuer
    assert body[10:20] == code[136:146]  # account
    assert body[20:24] == code[154:158]  # type, limit
    assert body[24:28] == code[274:278]  # generation time
    assert body[28:30] == code[195:197]  # validity
    assert body[30] == code[8]  # root index
    assert body[31:34] == code[16:19]  # certificate serial
    assert body[34:38] == b"\x00\x00\x00\x07"
    assert body[38] == 0b01001  # prefix and hex
    assert body[39:] == pack(">H", 343) + code


def test_a_ride_comes_back_as_it_went():
    for extra in (0, 11, 32):
        code = code_builder.unsigned(42 + extra, extra)
        accepted = decision(code, ("line_end",))
        ride = records.parse_ride(records.ride_body(accepted, 0xFFFFFF, 0xFFFFFFFF))
        assert ride.result == codes.ACCEPTED and ride.fare_fen == 0xFFFFFF
        assert ride.list_sequence == 0xFFFFFFFF and ride.recovered == ("line_end",)
        assert ride.raw_code == code
        parsed = accepted.code
        assert (ride.issuer, ride.account, ride.account_type) == (parsed.issuer, parsed.account, parsed.account_type)
        assert (ride.limit_fen, ride.generated_s) == (parsed.limit_fen, parsed.generated_s)
        assert (ride.validity_s, ride.ca_index) == (parsed.validity_s, parsed.ca_index)
        assert ride.cert_serial == parsed.cert_serial


def test_every_way_of_recovery_is_recorded():
    code = code_builder.unsigned(43, 0)
    numbers = {"prefix": 1, "line_end": 2, "utf8": 4, "hex": 8, "base64": 16, "eci": 32}  # never given to another
    assert sorted(numbers) == sorted(policy.RECOVERIES)
    for mask in range(64):
        names = tuple([name for name in policy.RECOVERIES if mask & numbers[name]])
        body = records.ride_body(decision(code, names), 0, 1)
        assert body[38] == mask
        assert records.parse_ride(body).recovered == names


def test_a_record_comes_back_as_it_went():
    for now_s in (1_793_000_000, 0, 0xFFFFFFFF, None):
        body = records.outcome_body(0xFFFFFFFF, records.UNKNOWN)
        record = records.parse(encoded(records.OUTCOME, body, now_s))
        assert record.kind == records.OUTCOME and record.sequence == 0x01020304
        assert record.place == PLACE
        assert record.time_s == now_s
        assert record.key_id == records.key_id(sm3.digest, KEY) and record.before == BEFORE
        assert records.parse_outcome(record.body) == (0xFFFFFFFF, records.UNKNOWN)


def test_lengths():
    longest = encoded(records.RIDE, records.ride_body(decision(code_builder.unsigned(44, 32)), 0, 1))
    shortest = encoded(records.OUTCOME, b"")
    tail = bytes(records.RECORD_MAX_BYTES - len(longest))  # of a terminal with trips and a service
    assert len(longest) == 508 and len(tail) == 23
    longest = encoded(records.RIDE, records.ride_body(decision(code_builder.unsigned(44, 32)), 0, 1) + tail)
    assert len(longest) == records.RECORD_MAX_BYTES
    assert len(shortest) == records.RECORD_MIN_BYTES
    for raw in (longest, shortest):
        assert records.length_bytes(raw[: records.START_BYTES]) == len(raw)
        assert records.length_bytes(bytearray(raw[: records.START_BYTES])) == len(raw)
    for length in (0, records.RECORD_MIN_BYTES - 1, records.RECORD_MAX_BYTES + 1, 0xFFFF):
        assert records.length_bytes(b"RG\x01\x01" + pack(">HH", length, length ^ 0xFFFF)) == 0
    for start in (b"RG\x02\x01", b"RH\x01\x01", b"rG\x01\x01", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00"):
        assert records.length_bytes(start + pack(">HH", 108, 108 ^ 0xFFFF)) == 0


def test_a_length_with_one_changed_byte_is_none():
    start = bytearray(encoded(records.OUTCOME, b"")[: records.START_BYTES])
    for at in (4, 5, 6, 7):
        right = start[at]
        for value in range(256):
            start[at] = value
            assert (records.length_bytes(start) == 0) == (value != right)
        start[at] = right


def test_the_mac_covers_every_byte_and_depends_on_the_key():
    raw = encoded(records.OUTCOME, records.outcome_body(7, records.TIMEOUT))
    assert records.sealed(raw, sm3.digest, KEY)
    for at in range(len(raw)):
        assert not records.sealed(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], sm3.digest, KEY), at
    assert not records.sealed(raw, sm3.digest, KEY[:-1] + b"T")
    assert not records.sealed(raw[:-1], sm3.digest, KEY)


def test_the_key_id_tells_keys_apart_and_is_no_part_of_them():
    name = records.key_id(sm3.digest, KEY)
    assert len(name) == 4 and name != records.key_id(sm3.digest, bytes(32))
    assert name not in KEY


def test_a_body_that_ends_early_is_short():
    ride = records.ride_body(decision(code_builder.unsigned(45, 0)), 0, 1)
    for length in (0, 5, 30, 40, 41, len(ride) - 1):
        raised(Short, records.parse_ride, ride[:length])
    for length in range(5):
        raised(Short, records.parse_outcome, records.outcome_body(1, 1)[:length])


def test_words_come_back_as_they_went():
    for words in ([0, 0, 0, 0], [1, 2, 3, 0xFFFFFFFF] + list(range(16)), [5]):
        body = records.words_body(words)
        assert len(body) == 4 * len(words) and list(records.parse_words(body)) == words
    head = encoded(records.HEAD, records.words_body([0] * (4 + records.OPEN_MAX)))
    assert len(head) == 183  # what a journal reckons with at most


def test_events_come_back_as_they_went():
    for event, at_s, value in ((records.MISSING, None, 0xFFFFFFFF), (records.CLOCK_STATEMENT, 1 << 31, 0)):
        assert records.parse_event(records.event_body(event, at_s, value)) == (event, at_s, value)
    raised(Short, records.parse_event, bytes(8))


def test_a_record_of_most_numbers_is_not_too_long():
    """An hour in which every result came."""
    raw = encoded(records.COUNTER, records.words_body([0] * (1 + 2 * len(codes.TABLE))))
    assert len(raw) <= records.RECORD_MAX_BYTES
