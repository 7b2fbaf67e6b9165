"""Recordings that another program merged, filtered, put in order or packed: replayed the same, or named.

Length: one recording, and each thing that a program does to it, by the same few functions.
"""

import contextlib
import functools
import io
import json
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from mcap.writer import CompressionType, Writer

from sim.capture import from_mcap, mcap_file, source
from sim.capture.capture import Hostile
from sim.capture.replay import Task, play
from sim.output.trouble import Trouble
from tests.builder import recording
from tests.rig import command
from tests.rig.command import ROOT, ridegate

SEED = 20261101
MUTANTS = 400
ANSWERS = 8  # of a short recording: some are refused, and explained
ESCAPES = "\x1b]0;x\x07\x9b31m\u202e\u2066"


@functools.cache
def parts(level="full"):
    """(messages, metadata, attachments) of a recording of everything."""
    data = recording.recorded(level)[0].read_bytes()
    found = list(mcap_file.read(io.BytesIO(data), mcap_file.Ending()))
    kinds = (mcap_file.Message, mcap_file.Metadata, mcap_file.Attachment)
    return tuple([one for one in found if isinstance(one, kind)] for kind in kinds)


@functools.cache
def other():
    """Another recording's."""
    with tempfile.TemporaryDirectory(prefix="ridegate-tests-") as folder:
        gate = recording.short(Path(folder) / "x.mcap")
        found = list(mcap_file.read(io.BytesIO(gate.path.read_bytes()), mcap_file.Ending()))
    return [one for one in found if isinstance(one, mcap_file.Message)]


def written(messages, metadata=(), attachments=(), last=False, compression=CompressionType.NONE, extra=b""):
    """A file by another program. last: what is no message comes behind the messages."""
    out = io.BytesIO()
    writer = Writer(out, compression=compression)
    writer.start()

    def beside():
        for one in metadata:
            writer.add_metadata(one.name, one.words)
        for one in attachments:
            writer.add_attachment(0, 0, one.name, "", one.data)

    if not last:
        beside()
    channels = {}
    for one in messages:
        if one.topic not in channels:
            channels[one.topic] = writer.register_channel(one.topic, "json", 0)
        writer.add_message(channels[one.topic], one.at_ns, one.data, one.at_ns, one.sequence)
    if last:
        beside()
    writer.flush()
    out.write(extra)
    writer.finish()
    return out.getvalue()


def without(*topics):
    return [one for one in parts()[0] if one.topic not in topics]


def read(data):
    return from_mcap.read("x", io.BytesIO(data))


@pytest.mark.parametrize("level", ["full", "masked"])
@pytest.mark.parametrize("compression", list(CompressionType), ids=lambda one: one.name)
def test_what_stands_beside_the_messages_may_stand_anywhere(level, compression):
    """`mcap sort` and `mcap merge` write metadata and attachments last."""
    messages, metadata, attachments = parts(level)
    capture = read(written(messages, metadata, attachments, last=True, compression=compression))
    assert capture.level == level and capture.notes == []
    assert play(capture, Task()).trace_hash == recording.replayed(level).trace_hash


def merged(numbered):
    both = sorted([*parts()[0], *other()], key=lambda one: one.at_ns)
    return both if numbered else [mcap_file.Message(one.topic, one.at_ns, one.data) for one in both]


def behind_one_another(numbered):
    both = [*parts()[0], *other()]
    return both if numbered else [mcap_file.Message(one.topic, one.at_ns, one.data) for one in both]


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "of an older recorder"])
@pytest.mark.parametrize("how", [merged, behind_one_another])
def test_two_recordings_in_one_file_are_named(how, numbered):
    with pytest.raises(Hostile, match=r"merged recordings|in it twice"):
        read(written(how(numbered), *parts()[1:]))


def test_two_metadata_records_that_differ_are_two_recordings():
    first = parts()[1][0]
    second = mcap_file.Metadata("ridegate", {**first.words, "how": "pico2"})
    with pytest.raises(Hostile, match="holds two recordings"):
        read(written(parts()[0], [first, second], parts()[2]))
    assert read(written(parts()[0], [first, first], parts()[2])).notes == []


@pytest.mark.parametrize("apart", [1, 40])
def test_messages_in_another_order_are_named(apart):
    messages = list(parts()[0])
    messages[50], messages[50 + apart] = messages[50 + apart], messages[50]
    with pytest.raises(Hostile, match="in another order"):
        read(written(messages, *parts()[1:]))


@pytest.mark.parametrize("messages", [lambda: parts()[0], list], ids=["all messages", "none"])
def test_a_metadata_record_that_is_missing_is_called_missing(messages):
    with pytest.raises(Hostile, match=r"metadata record `ridegate`.* is missing"):
        read(written(messages(), (), parts()[2]))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"format": "2"}, "its format '2' is not 1"),
        ({"level": "everything"}, "its level 'everything' is none of full, masked, decisions"),
    ],
)
def test_a_format_or_level_of_another_version_is_named(words, told):
    with pytest.raises(Hostile, match=told):
        read(written(parts()[0], [mcap_file.Metadata("ridegate", {**parts()[1][0].words, **words})], parts()[2]))


def test_messages_that_were_left_out_are_counted():
    kept = without("/panel")
    count = len(parts()[0]) - len(kept)
    capture = read(written(kept, *parts()[1:]))
    assert capture.notes == [f"{count} messages are missing: another program left them out"] and count > 10
    played = play(capture, Task())
    assert played.differences == [] and played.trace_hash == recording.replayed("full").trace_hash


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (lambda: without("/payload"), "payload 0 is missing"),
        (lambda: without("/setup"), "comes before any /setup"),
        (lambda: parts()[0][200:], "comes before any /setup"),
    ],
)
def test_what_a_replay_cannot_do_without_is_named(messages, words):
    with pytest.raises(Hostile, match=words):
        read(written(messages(), *parts()[1:]))


def test_attachments_that_were_left_out_are_named():
    messages, metadata, attachments = parts()
    with pytest.raises(Trouble, match=r"the trust list .* is not in it; name one with --trust"):
        play(read(written(messages, metadata)), Task())
    with pytest.raises(Hostile, match=r"attachment .*\.bin' is missing"):
        read(written(messages, metadata, [one for one in attachments if one.name.endswith(".json")]))
    changed = mcap_file.Attachment(attachments[0].name, attachments[0].data + b"\0")
    with pytest.raises(Hostile, match="two attachments"):
        read(written(messages, metadata, [*attachments, changed]))


def test_answers_that_were_left_out_are_differences():
    """They were there: a replay with nothing to compare with does not pass for one in which all is the same."""
    played = play(read(written(without("/decision"), *parts()[1:])), Task())
    assert len(played.differences) == len(played.answers) > 50
    assert {(one.field, one.recorded) for one in played.differences} == {("answer", None)}


def test_what_no_recorder_writes_is_counted_by_name():
    messages, metadata, attachments = parts()
    strange = [mcap_file.Message(f"/gps{ESCAPES}", 1, b"{}", at) for at in (len(messages) + 1, len(messages) + 2)]
    extra = struct.pack("<BQ", 0x81, 3) + b"abc"
    data = written([*messages, *strange], [*metadata, mcap_file.Metadata("route", {})],
                   [*attachments, mcap_file.Attachment("photo.jpg", b"x")], extra=extra)  # fmt: skip
    (note,) = read(data).notes
    assert all(each in note for each in ("/gps", "(2)", "'metadata route' (1)", "'attachment photo.jpg' (1)",
                                         "'record of kind 129' (1)")) and note.isprintable()  # fmt: skip


def test_what_other_programs_add_is_theirs_to_number_and_to_write():
    """A channel with numbers of its own was taken for a second recording, and any attachment in JSON for a list."""
    messages, metadata, attachments = parts()
    strange = [mcap_file.Message("/gps", 1, b"\0", number) for number in (0, 1, 2)]
    notes = [mcap_file.Attachment("notes.json", data) for data in (b'{"who": "me"}', b"[]")]
    capture = read(written([*messages[:50], *strange, *messages[50:]], metadata, [*notes, *attachments]))
    (note,) = capture.notes
    assert "'/gps' (3)" in note and "'attachment notes.json' (2)" in note
    assert play(capture, Task()).trace_hash == recording.replayed("full").trace_hash


def outcome(tmp_path, data, *arguments):
    path = tmp_path / "x.mcap"
    path.write_bytes(data)
    return ridegate("replay", path, *arguments)


def test_a_replay_that_plays_nothing_does_not_pass(tmp_path):
    status, out, _ = outcome(tmp_path, written(without("/turn", "/clock"), *parts()[1:]), "--json")
    told = command.lines(out)[0]
    assert status == 2 and told["played"] is False and any("no turn and no scan" in one for one in told["notes"])
    setup = [one for one in parts()[0] if one.topic == "/setup"][:1]
    status, out, _ = outcome(tmp_path, written(setup, *parts()[1:]))
    assert status == 2 and "nothing was judged again" in out and "every one the same" not in out
    status, out, _ = ridegate("replay", recording.recorded("decisions")[0])
    assert status == 2 and "these are the decisions as recorded" in out and "every one the same" not in out
    status, out, _ = ridegate("replay", recording.recorded("masked")[0])
    assert status == 0 and "every one the same" in out


@pytest.mark.parametrize("package", ["zstandard", "lz4"])
def test_a_package_that_is_missing_is_named_with_what_brings_it(tmp_path, package):
    compression = CompressionType.ZSTD if package == "zstandard" else CompressionType.LZ4
    path = tmp_path / "x.mcap"
    path.write_bytes(written(*parts(), compression=compression))
    program = (
        f"import sys; sys.modules[{package!r}] = None; "
        "from sim.command.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "replay", str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert package in done.stderr and "pip install 'ridegate[capture]'" in done.stderr
    path.write_bytes(written(*parts()))
    done = subprocess.run(
        [sys.executable, "-c", program, "replay", str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0


def record(kind, body):
    return struct.pack("<BQ", kind, len(body)) + body


def zstd_chunk(data):
    import zstandard

    packed = zstandard.compress(data)
    head = struct.pack("<QQQII", 0, 0, len(data), 0, 4) + b"zstd" + struct.pack("<Q", len(packed))
    return record(6, head + packed)


CHANNEL = record(4, struct.pack("<HH", 1, 0) + struct.pack("<I", 2) + b"/x" + bytes(8))


def test_a_small_file_is_no_long_work():
    """Each chunk is within its bound; the time that all of them take is not within that of the file."""
    chunk = zstd_chunk(CHANNEL * (15_000_000 // len(CHANNEL)))
    ending = mcap_file.Ending()
    assert list(mcap_file.read(io.BytesIO(mcap_file.MAGIC + chunk * 50), ending)) == []
    assert "unpacks to more than any recording does" in ending.cut and ending.unpacked < 3 * 16_000_000


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (record(15, b"1234") + CHANNEL, "does not belong into a chunk"),
        (record(2, bytes(20)), "does not belong into a chunk"),
        (record(0x80, b""), "does not belong into a chunk"),
        (record(6, bytes(40)), "does not belong into a chunk"),
        (CHANNEL + CHANNEL.replace(b"/x", b"/y"), "a second topic"),
    ],
)
def test_chunks_hold_messages_and_what_describes_them(inside, words):
    plain = record(6, struct.pack("<QQQII", 0, 0, len(inside), 0, 0) + struct.pack("<Q", len(inside)) + inside)
    for chunk in (plain, zstd_chunk(inside)):
        ending = mcap_file.Ending()
        assert list(mcap_file.read(io.BytesIO(mcap_file.MAGIC + chunk), ending)) == [] and words in ending.cut


HOSTILE = [
    None, True, False, -1, 1e308, float("nan"), float("inf"), 10**400, 2**53, 2**64, "", ESCAPES, "0" * 5000, [], [[]],
    {}, {"": {}}, [None] * 100, [-1], ["x"], 0.0, 1.0, "0x10", "\ud800",
]  # fmt: skip


def places(value, path=()):
    """Every place in a JSON value."""
    if path:
        yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places(value[key], (*path, key))


def changed(data, path, value):
    if not path:
        return value
    out = dict(data) if isinstance(data, dict) else list(data)
    out[path[0]] = changed(out[path[0]], path[1:], value)
    return out


def test_no_value_of_any_field_is_a_traceback():
    """Every field of every kind of message, replaced by what no recorder writes: a line, or a replay that ends."""
    chance = random.Random(SEED)
    messages, metadata, attachments = parts()
    by_topic = {}
    for at, one in enumerate(messages):
        by_topic.setdefault(one.topic, []).append(at)
    refused = 0
    for _ in range(MUTANTS):
        at = chance.choice(by_topic[chance.choice(sorted(by_topic))][:40])
        data = json.loads(messages[at].data)
        data = json.dumps(changed(data, chance.choice(list(places(data))), chance.choice(HOSTILE))).encode()
        one = mcap_file.Message(messages[at].topic, messages[at].at_ns, data, messages[at].sequence)
        try:
            capture = read(written([*messages[:at], one, *messages[at + 1 : at + 60]], metadata, attachments))
            if chance.random() < 0.2:
                play(capture, Task())
        except (Hostile, Trouble) as why:
            refused += 1
            assert len(str(why)) < 400 and "\n" not in str(why)
    assert MUTANTS / 4 < refused < MUTANTS


def test_no_field_that_is_printed_moves_the_cursor(tmp_path):
    messages, metadata, attachments = parts()
    about = {**metadata[0].words, "version": ESCAPES, "how": ESCAPES, ESCAPES: ESCAPES}
    answers = [at for at, one in enumerate(messages) if one.topic == "/decision"]
    lists = [mcap_file.Attachment(ESCAPES, b""), *attachments]
    reported = 0
    for name in ("cause", "name", "family", "issuer", "recovered"):
        one = messages[answers[0]]
        data = {**json.loads(one.data), name: [ESCAPES] if name == "recovered" else ESCAPES}
        one = mcap_file.Message(one.topic, one.at_ns, json.dumps(data).encode(), one.sequence)
        data = written([*messages[: answers[0]], one, *messages[answers[0] + 1 : answers[ANSWERS]]],
                       [mcap_file.Metadata("ridegate", about)], lists)  # fmt: skip
        report = tmp_path / "report.html"
        for more in (("--json",), ("--report", report)):  # beside the report come the lines for people
            status, out, err = outcome(tmp_path, data, *more)
            assert status in (0, 2) and all(each == "\n" or each.isprintable() for each in out + err)
            assert "Traceback" not in err
        if status == 0:
            reported += 1
            assert not any(each in report.read_text(encoding="utf-8") for each in "\x1b\x9b\u202e\u2066")
    assert reported == 2  # cause and name are words; of the others it is refused


def test_a_file_that_is_cut_everywhere_still_says_what_it_says_beside():
    data = written(*parts(), last=True)
    chance = random.Random(SEED)
    for place in [*(chance.randrange(len(data)) for _ in range(60)), len(data)]:
        with contextlib.suppress(Hostile):
            capture = source.from_mcap.read("x", io.BytesIO(data[:place]))
            assert capture.level == "full" and (capture.notes or place > len(data) - 40_000)
