"""Recordings that end early, are damaged or want to do harm."""

import io
import json
import random
import struct
import zlib

import pytest
from mcap.writer import CompressionType, Writer

from sim.capture import from_lines, from_mcap, mcap_file, source
from sim.capture.capture import Hostile
from sim.capture.replay import Task, play
from sim.output.trouble import Trouble
from tests.builder import recording

CUTS = 100
SEED = 20261101


def read(data):
    """(everything in it, how it ended)"""
    ending = mcap_file.Ending()
    return list(mcap_file.read(io.BytesIO(data), ending)), ending.cut


def spans(data):
    """(where its record ends, the message) of each message of a whole file, found by a reader of its own: a plain walk
    over the records, into chunks."""
    at, out, end = 8, [], None
    while at < len(data) - 8:
        kind, length = data[at], int.from_bytes(data[at + 1 : at + 9], "little")
        if kind == 6:
            named = int.from_bytes(data[at + 9 + 28 : at + 9 + 32], "little")
            at += 9 + 40 + named
            continue
        at += 9 + length
        if kind == 5:
            out.append(at)
        end = at
    assert end is not None
    return out


@pytest.fixture(scope="module")
def whole():
    return recording.recorded("full")[0].read_bytes()


def test_cut_anywhere_every_complete_message_comes_back(whole):
    found, cut = read(whole)
    messages = [one for one in found if isinstance(one, mcap_file.Message)]
    ends = spans(whole)
    assert cut is None and len(messages) == len(ends)
    chance = random.Random(SEED)
    for place in sorted(chance.randrange(len(whole)) for _ in range(CUTS)):
        if place < 8:
            continue
        some, cut = read(whole[:place])
        kept = [one for one in some if isinstance(one, mcap_file.Message)]
        assert kept == messages[: sum(end <= place for end in ends)]
        assert cut is not None or place > ends[-1]


def test_cut_anywhere_what_is_there_is_replayed(whole, tmp_path):
    uncut, last = recording.replayed("full"), spans(whole)[-1]
    chance = random.Random(SEED)
    path = tmp_path / "cut.mcap"
    several = 0
    for at, place in enumerate(chance.randrange(len(whole)) for _ in range(CUTS)):
        path.write_bytes(whole[:place])
        try:
            capture, _ = source.load(path)
        except Trouble as trouble:
            assert place < 2000 and "\n" not in str(trouble)
            continue
        turns = [step for step in capture.script if step[0] == "turn"]
        assert capture.notes or place > last
        if turns and at % 5 == 0:  # all of them would take too long
            played = play(capture, Task())
            assert played.differences == []
            complete = [one for one in uncut.answers if one.number <= turns[-1][1]]
            assert [(one.number, one.row) for one in played.answers] == [(one.number, one.row) for one in complete]
            several += len(played.answers) > 0
    assert several > 3


@pytest.mark.parametrize("compression", list(CompressionType), ids=lambda one: one.name)
def test_files_that_others_have_packed_again_are_read(whole, compression):
    messages = [one for one in read(whole)[0] if isinstance(one, mcap_file.Message)]
    out = io.BytesIO()
    writer = Writer(out, compression=compression, chunk_size=20_000)
    writer.start()
    channels = {}
    for one in messages:
        if one.topic not in channels:
            channels[one.topic] = writer.register_channel(one.topic, "json", 0)
        writer.add_message(channels[one.topic], one.at_ns, one.data, one.at_ns)
    writer.finish()
    found, cut = read(out.getvalue())
    assert cut is None and found == messages
    for place in range(8, len(out.getvalue()), 997):
        some, _ = read(out.getvalue()[:place])
        assert some == messages[: len(some)]


def test_a_changed_byte_never_crashes_and_is_noticed_or_harmless(whole):
    chance = random.Random(SEED)
    for _ in range(CUTS):
        place = chance.randrange(8, len(whole))
        data = bytearray(whole)
        data[place] ^= 1 << chance.randrange(8)
        try:
            capture = from_mcap.read("x", io.BytesIO(bytes(data)))
            if chance.random() < 0.1:
                play(capture, Task())
        except (Hostile, Trouble) as error:
            assert str(error) and "\n" not in str(error)


def test_noise_is_no_capture():
    chance = random.Random(SEED)
    for length in (0, 1, 8, 100, 5000):
        data = chance.randbytes(length)
        for head in (b"", mcap_file.MAGIC):
            with pytest.raises(ValueError):
                from_mcap.read("x", io.BytesIO(head + data))
                from_lines.read("x", io.BytesIO(head + data))


def record(kind, body):
    return struct.pack("<BQ", kind, len(body)) + body


def chunk(compression, data, size, crc=0):
    head = struct.pack("<QQQII", 0, 0, size, crc, len(compression)) + compression
    return record(6, head + struct.pack("<Q", len(data)) + data)


def bomb():
    import zstandard

    return zstandard.compress(bytes(200_000_000))


CHANNEL = record(4, struct.pack("<HH", 1, 0) + struct.pack("<I", 2) + b"/x" + bytes(8))
MESSAGE = record(5, struct.pack("<HIQQ", 1, 0, 5, 5) + b"{}")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (lambda: struct.pack("<BQ", 5, 1 << 63), "claims"),
        (lambda: struct.pack("<BQ", 5, mcap_file.RECORD_MAX_BYTES + 1), "claims"),
        (lambda: MESSAGE, "on a channel that nobody named"),
        (lambda: record(5, b"abc"), "damaged"),
        (lambda: record(4, struct.pack("<HHI", 1, 0, 1 << 31)), "damaged"),
        (lambda: chunk(b"zstd", b"nonsense", 100), "cannot be unpacked"),
        (lambda: chunk(b"lz4", b"nonsense", 100), "cannot be unpacked"),
        (lambda: chunk(b"brotli", b"nonsense", 100), "nobody here knows"),
        (lambda: chunk(b"zstd", bomb(), 1000), "damaged"),
        (lambda: chunk(b"zstd", bomb(), 200_000_000), "larger than any"),
        (lambda: chunk(b"", CHANNEL + MESSAGE, 99, zlib.crc32(b"other")) + MESSAGE, "the chunk before"),
        (lambda: chunk(b"", CHANNEL + MESSAGE[:-1], 99) + MESSAGE, "is damaged"),
        (lambda: record(9, bytes(16) + struct.pack("<IIQ", 0, 0, 1 << 40)), "damaged"),
    ],
)
def test_records_that_want_to_do_harm_end_the_reading(body, words):
    found, cut = read(mcap_file.MAGIC + body() + CHANNEL + MESSAGE)
    assert words in cut and len(found) <= 1


def test_the_largest_record_that_is_taken():
    data = (
        mcap_file.MAGIC + CHANNEL + record(5, struct.pack("<HIQQ", 1, 0, 5, 5) + bytes(1_000_000)) + record(15, b"1234")
    )
    found, cut = read(data)
    assert cut is None and len(found[0].data) == 1_000_000


def rewritten(whole, topic, change):
    """The same recording with the messages of a topic changed."""
    out = io.BytesIO()
    writer = Writer(out, compression=CompressionType.NONE)
    writer.start()
    channels = {}
    for one in read(whole)[0]:
        if isinstance(one, mcap_file.Metadata):
            writer.add_metadata(one.name, one.words)
        elif isinstance(one, mcap_file.Attachment):
            writer.add_attachment(0, 0, one.name, "", one.data)
        else:
            data = json.loads(one.data)
            if one.topic == topic:
                data = change(data)
            if one.topic not in channels:
                channels[one.topic] = writer.register_channel(one.topic, "json", 0)
            writer.add_message(channels[one.topic], one.at_ns, json.dumps(data).encode(), one.at_ns)
    writer.finish()
    return out.getvalue()


@pytest.mark.parametrize(
    ("topic", "change"),
    [
        ("/setup", lambda one: {**one, "capacity": 20_001}),
        ("/setup", lambda one: {**one, "capacity": True}),
        ("/setup", lambda one: {**one, "gate": ["entry", 500]}),
        ("/setup", lambda one: {**one, "gate": ["up", 500, 5000, 3]}),
        ("/setup", lambda one: {**one, "gate": ["entry", 500, 5000, 99]}),
        ("/setup", lambda one: {**one, "seed": [["00", 1, 1]]}),
        ("/setup", lambda one: {**one, "policy": {"fare_fen": -1}}),
        ("/setup", lambda one: {**one, "policy": {"unknown": 1}}),
        ("/setup", lambda one: {**one, "list": "another"}),
        ("/setup", lambda one: {**one, "list": ["a"]}),
        ("/setup", lambda one: {}),
        ("/setup", lambda one: [1]),
        ("/policy", lambda one: {"policy": 5}),
        ("/policy", lambda one: {"policy": {"services": [5]}}),
        ("/clock", lambda one: {"idle": [[5, 10**12]]}),
        ("/clock", lambda one: {"idle": 7}),
        ("/turn", lambda one: {**one, "n": 1}),
        ("/turn", lambda one: {**one, "ms": ["1"]}),
        ("/turn", lambda one: {**one, "ms": [0] * 1000}),
        ("/turn", lambda one: {**one, "s": [-1]}),
        ("/turn", lambda one: {**one, "scan": [10**6]}),
        ("/turn", lambda one: {**one, "people": 10**9}),
        ("/turn", lambda one: {**one, "failing": "relay"}),
        ("/payload", lambda one: {**one, "hex": "zz"}),
        ("/payload", lambda one: {**one, "hex": "00" * 10**5}),
        ("/decision", lambda one: {**one, "result": 7}),
        ("/decision", lambda one: {**one, "account": 7}),
        ("/decision", lambda one: {**one, "recovered": {}}),
    ],
)
def test_messages_that_no_recorder_writes_are_named(whole, tmp_path, topic, change):
    path = tmp_path / "x.mcap"
    path.write_bytes(rewritten(whole, topic, change))
    with pytest.raises(Trouble) as told:
        capture, _ = source.load(path)
        play(capture, Task())
    assert str(path) in str(told.value) and "\n" not in str(told.value)


def test_an_unchanged_rewritten_recording_replays_the_same(whole, tmp_path):
    path = tmp_path / "x.mcap"
    path.write_bytes(rewritten(whole, "/turn", lambda one: one))
    capture, _ = source.load(path)
    assert play(capture, Task()).trace_hash == recording.replayed("full").trace_hash
