"""What must hold for any bytes, any damage and any order of events: generated, on a desktop only.

Length: the properties share one code, one list and one engine.
"""

from binascii import b2a_base64, hexlify

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from hal.desktop.engine import desktop_engine
from hal.fake.store import Cell, Segments
from terminal import codes, decide, policy, records, ridecode, sm2, trust
from terminal.frame import Framer
from terminal.history import History
from terminal.journal import Broken, Journal
from terminal.recover import recover
from tests.builder import code_builder, journal_reading, list_builder, signer
from tests.builder.code_builder import NOW_S

ENGINE = desktop_engine()
STANDARD = policy.STANDARD
STRICT = policy.make(recoveries=())
CODE = code_builder.build(extension=bytes(range(32)))
SHORT = code_builder.build(version=1, generated_s=NOW_S - 5)
TRUST = list_builder.opened(list_builder.usual(sign=signer.sign), ENGINE)
KEY = b"a record key that is only a test"
PLACE = records.Place(1, 2, 1, 3, 4, 1, 5)
NAMES = {code.number for code in codes.TABLE}

several = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def judged(
    payload: bytes,
    rules: policy.Policy = STANDARD,
    opened: trust.TrustList | None = TRUST,
    now_s: int | None = NOW_S,
) -> decide.Decision:
    return decide.decide(payload, opened, rules, History(4), now_s)


def test_the_code_of_these_tests_is_accepted():
    for code in (CODE, SHORT):
        assert judged(code).result == codes.ACCEPTED
    assert len(CODE) == 364


# whatever the bytes


def utf8(data: bytes) -> bytes:
    return data.decode("latin-1").encode()


@st.composite
def near_codes(draw: st.DrawFn) -> bytes:
    """A valid code with some bytes changed, taken out or put in, perhaps mangled on its way."""
    data = bytearray(draw(st.sampled_from((CODE, SHORT))))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        piece = draw(st.binary(max_size=3))
        data[at : at + draw(st.integers(0, 3))] = piece
    payload = bytes(data)
    payload = draw(st.sampled_from((bytes, utf8, hexlify, lambda d: b2a_base64(d, newline=False))))(payload)
    prefix = draw(st.sampled_from((b"", b"", b"]Q1", b"]X0", b"\\000026", b"]", b"\x80\x01")))
    return prefix + payload + draw(st.sampled_from((b"", b"", b"\r", b"\n", b"\r\n", b"\0")))


starts = st.sampled_from((b"", b"\x80\x01\x49\x24", b"\x81\x01\x69\x24", b"TX", b"\x55", b"https://", b"]Q1", b"12"))
any_payload = st.one_of(
    st.binary(max_size=4096),
    st.builds(lambda start, rest: start + rest, starts, st.binary(max_size=700)),
    near_codes(),
    st.builds(lambda text: text.encode(), st.text(max_size=400)),
    st.from_regex(rb"[0-9]{0,1200}", fullmatch=True),
)


@several
@given(any_payload, st.booleans(), st.booleans(), st.sampled_from((STANDARD, STRICT)))
def test_any_bytes_get_a_named_result(payload, listed, timed, rules):
    decision = judged(payload, rules, TRUST if listed else None, NOW_S if timed else None)
    assert decision.cause is None
    assert decision.result in NAMES and decision.result != codes.INTERNAL
    assert (decision.step is None) == (decision.result == codes.ACCEPTED)
    assert decision.step is None or 1 <= decision.step <= 22
    assert (decision.family is None) == (decision.result != codes.FOREIGN_CODE)
    if decision.result == codes.ACCEPTED:
        assert listed and timed
        assert decision.code.raw in (CODE, SHORT), "something that was never signed was accepted"


@several
@given(any_payload)
def test_the_answer_depends_on_nothing_but_the_arguments(payload):
    assert judged(payload) == judged(payload)


@several
@given(any_payload)
def test_recovery_never_changes_a_measured_payload(payload):
    got, names = recover(payload, policy.RECOVERIES)
    if ridecode.measured(payload):
        assert got is payload and names == ()
    else:
        assert names == () or ridecode.measured(got)
        assert (got == payload) == (names == ())
    assert recover(payload, ()) == (payload, ())


@several
@given(st.binary(min_size=361, max_size=361), st.sampled_from((bytes, utf8, hexlify)))
def test_recovery_gives_back_any_measured_code(rest, mangle):
    code = b"\x80\x01\x69" + rest
    assert recover(b"]Q1" + mangle(code) + b"\r\n", policy.RECOVERIES)[0] == code


# every small damage to a valid code


def test_every_single_bit_flip_is_refused():
    taken = []
    for bit in range(8 * len(CODE)):
        payload = bytearray(CODE)
        payload[bit >> 3] ^= 1 << (bit & 7)
        decision = judged(bytes(payload))
        if decision.result == codes.ACCEPTED or decision.cause is not None:
            taken.append(bit)
    assert taken == []


def test_every_truncation_is_refused():
    for length in range(len(CODE)):
        assert judged(CODE[:length]).result == (codes.BAD_LENGTH if length else codes.NOT_A_RIDE_CODE)
        assert judged(CODE[length + 1 :]).result != codes.ACCEPTED


def test_every_byte_taken_out_is_refused():
    for at in range(len(CODE)):
        assert judged(CODE[:at] + CODE[at + 1 :]).result != codes.ACCEPTED


def test_every_extension_by_one_byte():
    for value in range(256):
        payload = CODE + bytes([value])
        decision = judged(payload)
        if value in b"\r\n\t\x03\x00":
            assert decision.result == codes.ACCEPTED and decision.recovered == ("line_end",)
            assert decision.code.raw == CODE
        else:
            assert decision.result == codes.BAD_LENGTH and decision.recovered == ()
        assert judged(payload, STRICT).result == codes.BAD_LENGTH
        assert (judged(bytes([value]) + CODE).result == codes.ACCEPTED) == (value == 2)


def test_signatures_put_in_each_others_place():
    spans = ((56, 64), (231, 64), (300, 64))
    for to, size in spans:
        for at, _ in spans:
            if at != to:
                swapped = CODE[:to] + CODE[at : at + size] + CODE[to + size :]
                assert judged(swapped).result in (
                    codes.BAD_CA_SIGNATURE,
                    codes.BAD_ISSUER_SIGNATURE,
                    codes.BAD_RIDE_SIGNATURE,
                )


# the journal


def whole_journal(rides: int) -> tuple[Segments, Cell, list[records.Record], list[int]]:
    """Segments (there is one), their cell, its records and the ends of its records."""
    segments, cell = Segments(), Cell()
    segments.open()
    journal = Journal(segments, cell, ENGINE.digest, KEY, PLACE)
    sm2.finish(journal.open(History(8), STANDARD, NOW_S))
    ends = []
    for number in range(rides):
        decision = judged(code_builder.build(version=1, generated_s=NOW_S - 5 - number))
        sequence = journal.append_ride(decision, 200, 7, NOW_S)
        ends += [segments.length(1)]
        journal.append_outcome(sequence, records.PASSED, NOW_S)
        ends += [segments.length(1)]
    found = reading(segments)[0]
    return segments, cell, found, [HEAD_BYTES, *ends]


def reading(segments: Segments) -> tuple[list[records.Record], Broken | None]:
    found = []
    try:
        for record, _ in journal_reading.recover(segments, ENGINE.digest, KEY):
            found.append(record)
    except Broken as end:
        return found, end
    return found, None


HEAD_BYTES = records.RECORD_MIN_BYTES + 16
JOURNAL, CELL, WRITTEN, ENDS = whole_journal(4)


def cut_off(length: int) -> Segments:
    segments = Segments()
    segments.open()
    segments.content = {1: JOURNAL.content[1][:length]}
    return segments


@several
@given(st.integers(0, ENDS[-1]))
def test_a_journal_cut_anywhere_is_a_prefix_and_goes_on(length):
    cut = cut_off(length)
    found, end = reading(cut)
    complete = sum(each <= length for each in ENDS)
    assert found == WRITTEN[:complete]
    assert (end is None) == (length in ENDS)
    assert end is None or end.torn
    body = records.words_body([complete, 200])  # the cell learns of a record behind it
    seal = records.sealer(ENGINE.digest, KEY)
    cell = Cell(records.encode(0, 0, PLACE, None, bytes(32), body, seal) if complete else None)
    journal = Journal(cut, cell, ENGINE.digest, KEY, PLACE)
    sm2.finish(journal.open(History(8), STANDARD, NOW_S))
    journal.append_event(records.BOOT, None, 0, NOW_S)
    again, end = reading(cut)
    assert end is None and again[:complete] == found
    assert [record.sequence for record in again] == list(range(1, len(again) + 1))
    outcomes = [records.parse_outcome(record.body)[0] for record in again if record.kind == records.OUTCOME]
    assert outcomes == [record.sequence for record in again if record.kind == records.RIDE]


@several
@given(st.integers(0, ENDS[-1] - 1), st.integers(1, 255))
def test_a_byte_of_the_journal_changed_in_any_way_is_noticed(at, change):
    damaged = cut_off(ENDS[-1])
    damaged.content[1][at] ^= change
    found, end = reading(damaged)
    assert end is not None and not end.torn
    assert found == WRITTEN[: sum(each <= at for each in ENDS)]


# the trust list


def small_list() -> bytes:
    accounts = tuple(b"\x31" + number.to_bytes(9, "big") for number in range(60))
    return list_builder.usual(blocked=accounts, revoked=(bytes(7), b"\x01" * 7), sign=signer.sign)


def refused(whole: bytes) -> bool:
    try:
        opened = list_builder.opened(whole, ENGINE)
        sm2.finish(trust.check_pages(opened))
    except trust.ListRefused:
        return True
    return False


@pytest.mark.parametrize("change", [0x01, 0x80, 0xFF])
def test_any_byte_of_a_trust_list_changed_is_refused(change):
    whole = small_list()
    assert not refused(whole)
    storage = list_builder.Storage(whole)
    opened = list_builder.opened_from(storage, ENGINE)
    taken = []
    for at in range(512, len(whole)):  # pages: the header stands, so its signature need not be verified again
        storage.bytes[at] ^= change
        try:
            sm2.finish(trust.check_pages(opened))
            taken.append(at)
        except trust.ListRefused:
            pass
        storage.bytes[at] ^= change
    for at in range(512):
        if not refused(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :]):
            taken.append(at)
    assert taken == []


@settings(several, max_examples=60)
@given(st.sets(st.integers(0, 5000), max_size=200), st.lists(st.integers(0, 5000), min_size=1, max_size=20))
def test_a_list_finds_what_was_put_in_and_nothing_else(listed, asked):
    accounts = [number.to_bytes(10, "big") for number in sorted(listed)]
    opened = list_builder.opened(list_builder.build(blocked=tuple(accounts)))
    for number in asked + list(listed)[:5]:
        found = sm2.finish(opened.find(trust.BLOCKED, number.to_bytes(10, "big")))
        assert found == (b"" if number in listed else None)


# the serial stream


stray = st.one_of(
    st.binary(max_size=60),
    st.sampled_from((b"\x80", b"\x80\x01", b"\x80\x01\x69\x24", b"\x81\x01\x49\x24" + bytes(80), b"\r\n")),
    st.integers(0, 150).map(lambda length: CODE[:length]),
    st.integers(200, 364).map(lambda start: CODE[start:]),
)
framed = st.integers(0, 20).map(lambda number: code_builder.unsigned(number + 1, number))


@several
@given(st.lists(st.tuples(stray, framed, stray), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_no_code_is_lost_that_no_garbage_hit(pieces, randomness):
    stream = b"".join(before + code + after for before, code, after in pieces)
    framer = Framer()
    out = []
    now_ms = at = 0
    while at < len(stream):
        size = randomness.choice((1, 2, 7, 64, 500))
        framer.feed(stream[at : at + size], now_ms)
        at += size
        while (payload := framer.poll(now_ms)) is not None:
            out.append(payload)
        assert len(framer._bytes) <= 1025 + 364 + size
        now_ms += randomness.randrange(20)
    while (payload := framer.poll(now_ms + 100)) is not None:
        out.append(payload)
    found = [payload for payload in out if ridecode.measured(payload) and ridecode.fault(payload) < 0]
    assert found == [code for _, code, _ in pieces]


@several
@given(st.binary(max_size=3000))
def test_whatever_arrives_is_told_in_pieces_that_a_reader_takes(data):
    framer = Framer()
    framer.feed(data, 0)
    out = []
    while (payload := framer.poll(100)) is not None:
        out.append(payload)
    assert all(0 < len(payload) <= 1025 for payload in out)
    if data and not out:
        pytest.fail("bytes came in and silence followed, and nothing was told")
    assert framer.poll(10**6) is None
