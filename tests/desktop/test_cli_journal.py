"""`ridegate journal`: show, verify, export, and what acknowledge refuses before it asks a board.

Length: one journal of a day, looked at by every verb and damaged in every way.
"""

import csv
import io
import json
import os
import re
import shutil
import stat
import tracemalloc

import pytest

from sim.device import provision
from sim.journal import check as checking, folder, join
from sim.journal.check import check
from sim.journal.walk import UNPROVED, Break, Found, walk
from terminal import records, sm3
from tests.builder import journal_maker
from tests.builder.journal_maker import DIGEST, KEY, PLACE, Maker, raw_records, raw_records_of, rewrite, write_many
from tests.desktop.test_cli_usage import in_a_window
from tests.rig import command
from tests.rig.command import AT_S, lines, ridegate


@pytest.fixture
def key(tmp_path):
    """The record key in a file, as 64 hex digits."""
    path = tmp_path / "record.key"
    path.write_text(KEY.hex() + "\n")
    return path


@pytest.fixture(scope="module")
def written_day(tmp_path_factory):
    """A journal of four segments: boot, 27 rides of three people with every outcome, one still open."""
    maker = Maker(tmp_path_factory.mktemp("written") / "day")
    maker.event(records.BOOT, records.BY_POWER)
    for number in range(26):
        recovered = ("prefix", "hex") if number == 3 else ()
        maker.ride(number % 3, number % 5 + 1, 200 + number, recovered)
    maker.event(records.CLOCK_SET, AT_S, AT_S + 9)
    maker.event(records.IMAGE_STARTED, 1 << 24 | 2 << 16 | 3)
    maker.event(records.STOPPED)
    maker.ride(1, None)
    maker.close()
    return maker


@pytest.fixture
def day(written_day, tmp_path):
    """That journal, and what its terminal was; a copy, because it takes a hundred waits for the disk to write one."""
    maker = Maker(shutil.copytree(written_day.folder, tmp_path / "day"), start=False)
    maker.now_s = written_day.now_s
    return maker


@pytest.fixture
def small(tmp_path):
    """Two segments of a head, a ride and its outcome each, and the cell: (folder, where each record begins by file)."""
    path = tmp_path / "small"
    write_many(path, 2, 1)
    seal = records.sealer(DIGEST, KEY)
    cell = records.encode(0, 0, PLACE, None, bytes(32), records.words_body([3, 40]), seal)
    (path / folder.CELL).write_bytes(cell)
    starts = {}
    for file in sorted(path.glob("0*")):
        ends, at = [], 0
        for raw in raw_records(file):
            ends.append(at)
            at += len(raw)
        starts[file.name] = ends
    return path, {**starts, folder.CELL: [0]}


def report(path, key=KEY):
    return check(folder.open_folder(path), DIGEST, key)


# show


def test_show_is_a_table_of_what_happened(day, key):
    status, out, err = ridegate("journal", "show", "--key", key, day.folder)
    assert (status, err) == (0, "")
    rows = out.splitlines()
    assert rows[0].split()[:4] == ["sequence", "time", "(UTC)", "kind"]
    assert [int(row.split()[0]) for row in rows[1:]] == list(range(1, len(rows)))
    for words in (
        "head     sealed", "BOOT by power", "…0001     2.01 yuan  ACCEPTED", "passed (ride 3)", "timeout (ride 5)",
        "emergency (ride 7)", "fault (ride 9)", "unknown (ride 11)", "undone: prefix hex", "IMAGE_STARTED 1.2.3",
        "CLOCK_SET to 2026-10-26T07:33:29Z, before: 2026-10-26T07:33:20Z", "STOPPED",
    ):  # fmt: skip
        assert words in out, words
    plain = ridegate("journal", "show", day.folder)[1].splitlines()
    assert plain[1].split()[3:5] == ["begins", "acknowledged"] and {row.split()[3] for row in plain[2:]} == {"chained"}
    assert max(len(row) for row in plain) <= 140


def test_show_as_json_lines_says_the_same(day, key):
    status, out, err = ridegate("journal", "show", "--json", "--key", key, day.folder)
    told = lines(out)
    assert (status, err) == (0, "") and [one["sequence"] for one in told] == list(range(1, len(told) + 1))
    ride = next(one for one in told if one["kind"] == "ride")
    assert ride["account"] == "***************0000" and ride["fare_fen"] == 200 and ride["result"] == "ACCEPTED"
    assert ride["terminal_id"] == 7 and ride["chain"] == "sealed" and ride["segment"] == "0000000001"
    assert "raw_code" not in ride
    head = next(one for one in told if one["kind"] == "head")
    assert (head["acknowledged"], head["oldest"], head["open_rides"], head["code_floor"]) == (0, 1, [], None)
    outcome = next(one for one in told if one["kind"] == "outcome")
    assert (outcome["ride"], outcome["outcome"]) == (ride["sequence"], "passed")
    raw = raw_records(day.files()[0])
    assert [one["hash"] for one in told[: len(raw)]] == [DIGEST(each).hex() for each in raw]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--sequence", "3"], [3]),
        (["--sequence", "..2"], [1, 2]),
        (["--sequence", "3..5"], [3, 4, 5]),
        (["--kind", "ride,outcome", "--sequence", "1..5"], [3, 4, 5]),
        (["--kind", "ride", "--kind", "event", "--sequence", "..4"], [2, 3]),
        (["--since", str(AT_S + 1), "--until", str(AT_S + 3)], [3, 4, 5]),
        (["--until", "2026-10-26T15:33:20+08:00"], [1, 2]),
    ],
)
def test_show_takes_a_part(day, options, expected):
    status, out, err = ridegate("journal", "show", "--json", *options, day.folder)
    assert (status, err) == (0, "")
    assert [one["sequence"] for one in lines(out)] == expected


def test_records_without_a_trusted_time_are_told_not_dropped_silently(tmp_path):
    maker = Maker(tmp_path / "j")
    maker.now_s = None
    maker.event(records.BOOT, records.BY_WATCHDOG)
    maker.close()
    out = ridegate("journal", "show", maker.folder)[1]
    assert "not trusted" in out and "BOOT by watchdog" in out
    status, out, err = ridegate("journal", "show", "--json", "--since", "0", maker.folder)
    assert status == 0 and "2 records have no trusted time" in err
    assert lines(out) == []


def test_show_takes_single_segments(day):
    second, third = day.files()[1:3]
    alone = lines(ridegate("journal", "show", "--json", second)[1])
    assert alone[0]["sequence"] == int(second.name) and alone[0]["chain"] == "begins"
    both = lines(ridegate("journal", "show", "--json", third, second)[1])
    assert both[: len(alone)] == alone and both[len(alone)]["sequence"] == int(third.name)


def test_the_hours_of_refusals_are_a_journal_too(tmp_path):
    maker = Maker(tmp_path / "hours")
    maker.journal.append_counter(records.words_body([AT_S - 3600, 303, 12, 101, 1]), AT_S)
    maker.journal.append_counter(records.words_body([0, 999, 2]), AT_S)
    maker.close()
    status, out, _ = ridegate("journal", "show", "--kind", "counter", maker.folder)
    assert status == 0 and "since 2026-10-26T06:33:20Z: 12 CODE_EXPIRED, 1 FOREIGN_CODE" in out
    assert "since no trusted time: 2 RESULT 999" in out


def test_bodies_this_version_cannot_read_are_said_to_be_so(tmp_path):
    path = tmp_path / "j"
    write_many(path, 1)
    file = path / "0000000001"
    seal = records.sealer(DIGEST, KEY)

    def append(found):
        for kind, body in ((9, b"??"), (records.RIDE, b"?"), (records.OUTCOME, b""), (records.EVENT, b"\x63" * 9),
                           (records.COUNTER, b"odd"), (records.RIDE, bytes(40) + b"\x7f")):  # fmt: skip
            sequence = len(found) + 1
            found.append(records.encode(kind, sequence, PLACE, AT_S, DIGEST(found[-1]), body, seal))

    rewrite(file, append)
    status, out, err = ridegate("journal", "show", path)
    assert (status, err) == (0, "") and out.count("that this version cannot read") == 5 and "EVENT 99" in out
    status, out, err = ridegate("journal", "export", "--format", "jsonl", path)
    assert status == 1 and len(lines(out)) == 1 and "3 records cannot be read by this version" in err
    assert ridegate("journal", "verify", "--json", path)[0] == 0


# verify


def test_a_whole_journal_holds_and_is_counted(day, key):
    status, out, err = ridegate("journal", "verify", "--key", key, day.folder)
    assert (status, err) == (0, "") and out.splitlines()[-1] == "holds"
    for words in ("27, fares", "6 passed", "1 rides without one", "1 BOOT", "7, provisioning 1", "5, "):
        assert words in out, words
    assert "MAC" not in out
    told = json.loads(ridegate("journal", "verify", "--json", "--key", key, day.folder)[1])
    assert told["whole"] and told["broken"] is None and told["breaks"] == [] and told["rides"] == 27
    assert told["fares_fen"] == sum(range(200, 226)) + 200 and told["without_outcome"] == 1
    assert told["outcomes"] == {"passed": 6, "timeout": 5, "emergency": 5, "fault": 5, "unknown": 5}
    assert (told["first"], told["newest"], told["segments"]) == (1, told["records"], 5)


def test_without_a_key_it_says_what_was_not_checked(day):
    status, out, _ = ridegate("journal", "verify", day.folder)
    assert status == 0 and "NOT checked: the seals (MACs)" in out
    (day.folder / folder.CELL).unlink()
    out = " ".join(ridegate("journal", "verify", day.folder)[1].split())
    assert "NOT checked: whether the tail was cut off: there is no journal.sequence" in out


def test_the_key_as_bytes_and_from_the_master(tmp_path):
    master, unique_id = bytes(range(40)), "e66164084319392a"
    made = sm3.hmac(sm3.digest, master, bytes.fromhex(unique_id))
    maker = Maker(tmp_path / "j", key=made)
    maker.ride()
    maker.close()
    (tmp_path / "key").write_bytes(made)
    (tmp_path / "master").write_text(master.hex())
    for options in (
        ["--key", tmp_path / "key"],
        ["--master", tmp_path / "master", "--unique-id", unique_id],
    ):
        assert ridegate("journal", "verify", *options, maker.folder)[0] == 0
    assert ridegate("journal", "verify", "--master", tmp_path / "master", "--unique-id", "00", maker.folder)[0] == 1
    (maker.folder / folder.PULLED).write_text(json.dumps({"unique_id": unique_id}))
    assert ridegate("journal", "verify", "--master", tmp_path / "master", maker.folder)[0] == 0


def test_a_unique_id_has_a_bound():
    for count in (1, provision.UNIQUE_ID_MAX_BYTES):
        assert provision.record_key(bytes(32), "0a" * count) == sm3.hmac(sm3.digest, bytes(32), b"\n" * count)
    for count in (0, provision.UNIQUE_ID_MAX_BYTES + 1):
        with pytest.raises(ValueError):
            provision.record_key(bytes(32), "0a" * count)


def test_every_byte_changed_is_noticed_and_named(small):
    path, starts = small
    whole = report(path)
    assert whole.whole and whole.records == 6
    for name, begin in starts.items():
        whole = (path / name).read_bytes()
        for at in range(len(whole)):
            changed = bytearray(whole)
            changed[at] ^= 1 << at % 8
            (path / name).write_bytes(changed)
            found = report(path).breaks
            expected = max(each for each in begin if each <= at)
            assert found and (found[0].segment, found[0].offset) == (name, expected), (name, at)
            assert found[0].reason and found[0].expected, (name, at)
        (path / name).write_bytes(whole)
    assert report(path).whole


@pytest.mark.parametrize("sealed", [True, False], ids=["with the key", "without"])
def test_one_changed_bit_costs_the_record_it_hit_and_no_other(tmp_path, sealed):
    path = tmp_path / "j"
    write_many(path, 4, 2)
    whole = {one.digest: one for one in walk(folder.open_folder(path).segments, DIGEST, KEY) if isinstance(one, Found)}
    for file in sorted(path.glob("0*")):
        data = file.read_bytes()
        ends = [sum(len(raw) for raw in raw_records(file)[: number + 1]) for number in range(5)]
        for at in range(len(data)):
            changed = bytearray(data)
            changed[at] ^= 0x80 >> at % 8
            file.write_bytes(changed)
            steps = list(walk(folder.open_folder(path).segments, DIGEST, KEY if sealed else None))
            hit = DIGEST(raw_records_of(data)[next(number for number in range(5) if at < ends[number])])
            found = [one for one in steps if isinstance(one, Found)]
            there = {one.digest for one in found}
            assert set(whole) - there == {hit}, (file.name, at)
            assert any(isinstance(one, Break) for one in steps) or whole[hit].record.sequence == 10, (file.name, at)
            changed_ones = [one for one in found if one.digest not in whole]
            assert not (sealed and changed_ones), (file.name, at)
            for one in changed_ones:  # a changed record is not said to be proved
                assert one.chain == UNPROVED or whole[hit].record.sequence == 10, (file.name, at)
        file.write_bytes(data)


def test_what_a_failed_write_left_out_is_named_and_is_no_damage(tmp_path):
    """The disk fails once in the middle: at the next record, whether the one in doubt is there or not, all is whole."""
    for there in (True, False):
        maker = Maker(tmp_path / f"j{there}")
        maker.ride()
        ride = maker.ride(1, None)
        maker.journal.segments = Late(maker.segments)
        with pytest.raises(OSError):
            maker.journal.append_outcome(ride, records.PASSED, maker.now_s)
        maker.ride(2)
        maker.close()
        doubt = maker.files()[0]
        if not there:
            doubt.write_bytes(b"".join(raw_records(doubt)[:-1]))
        found = report(maker.folder)
        assert found.whole and found.strange_outcomes == found.open_rides == 0
        assert found.outcomes == {"passed": 3} and found.unwritten == ([] if there else [ride + 1])
        status, out, _ = ridegate("journal", "verify", maker.folder)
        assert status == 0 and (f"not written: record {ride + 1}" in out) != there
        rides = lines(ridegate("journal", "export", "--format", "jsonl", maker.folder)[1])
        assert [one["outcome"] for one in rides] == ["passed"] * 3


class Late:
    """Segments whose next append is done and fails all the same."""

    def __init__(self, segments):
        self._segments = segments
        self._failed = False

    def append(self, data):
        self._segments.append(data)
        if not self._failed:
            self._failed = True
            raise OSError(5, "the disk did not take it")

    def __getattr__(self, name):
        return getattr(self._segments, name)


def test_a_changed_byte_as_people_see_it(small, tmp_path):
    path, starts = small
    (tmp_path / "k").write_bytes(KEY)
    file = path / "0000000004"
    at = starts[file.name][1]
    data = bytearray(file.read_bytes())
    data[at + 74] ^= 1  # the fare
    file.write_bytes(data)
    status, out, err = ridegate("journal", "verify", "--key", tmp_path / "k", path)
    before = DIGEST(raw_records(file)[0]).hex()
    out = " ".join(out.split())
    assert (status, err) == (1, "") and out.endswith(f"broken at 0000000004, byte {at}")
    assert f"BROKEN 0000000004, byte {at}, behind record 4" in out and "record 5 or its seal was changed" in out
    assert f"should have been: record 5, chained to {before}" in out
    assert "476 bytes are no record; record 5 is not here; the reading goes on with record 6" in out
    told = json.loads(ridegate("journal", "verify", "--json", "--key", tmp_path / "k", path)[1])
    assert told["broken"]["segment"] == "0000000004" and told["broken"]["offset"] == at and not told["whole"]
    # without the key it shows at the next record only, whose link is gone
    told = json.loads(ridegate("journal", "verify", "--json", path)[1])
    assert told["broken"]["offset"] == starts[file.name][2]


def test_another_key_is_named(small, tmp_path):
    (tmp_path / "k").write_bytes(bytes(32))
    status, out, _ = ridegate("journal", "verify", "--key", tmp_path / "k", small[0])
    assert status == 1 and f"record 1 names key {records.key_id(DIGEST, KEY).hex()}, and this is" in " ".join(
        out.split()
    )


def last(path):
    return DIGEST(raw_records(path)[-1]).hex()


def test_a_segment_that_is_gone_from_the_middle(day):
    files = day.files()
    files[1].unlink()
    found = report(day.folder).breaks
    assert [(one.segment, one.offset, one.unread) for one in found] == [(files[2].name, 0, 0)]
    assert found[0].expected == f"record {int(files[1].name)}, chained to {last(files[0])}, in a segment named " + (
        files[1].name
    )
    assert report(day.folder).records > len(raw_records(files[0]))  # what stands behind it was read all the same


def test_the_oldest_segment_gone_without_an_acknowledgement(day):
    files = day.files()
    files[0].unlink()
    found = report(day.folder).breaks
    assert [(one.segment, one.reason) for one in found] == [(files[1].name, "older segments are missing")]
    assert "record 1, which nobody acknowledged" in found[0].expected


def test_acknowledged_segments_may_give_way(tmp_path):
    maker = Maker(tmp_path / "j")
    maker.ride()
    while len(maker.files()) < 3:
        maker.ride()
    second = int(maker.files()[1].name)
    whole = raw_records(maker.files()[0])
    maker.journal.acknowledge(second - 1, DIGEST(whole[-1]), maker.now_s)
    maker.close()
    maker.files()[0].unlink()
    found = report(maker.folder)
    assert found.whole and found.acknowledged == second - 1 and found.strange_outcomes <= 1


@pytest.mark.parametrize("one", [0, 1, 2])
def test_segments_in_another_order(day, one):
    first, second = day.files()[one], day.files()[one + 1]
    held = first.read_bytes(), second.read_bytes()
    first.write_bytes(held[1])
    second.write_bytes(held[0])
    found = report(day.folder).breaks[0]
    assert (found.segment, found.offset) == (first.name, 0)
    assert found.expected.startswith(f"a head with sequence {int(first.name)}, which its file is named by")


def test_a_segment_twice(day):
    files = day.files()
    copy = day.folder / f"{int(files[-1].name) + 100:010d}"
    copy.write_bytes(files[-1].read_bytes())
    found = report(day.folder).breaks[0]
    assert (found.segment, found.offset) == (copy.name, 0)


def test_records_removed_swapped_doubled_or_added(day):
    file = day.files()[1]
    whole = file.read_bytes()

    def removed(found):
        del found[2]

    def swapped(found):
        found[2], found[3] = found[3], found[2]

    def doubled(found):
        found.insert(3, found[2])

    def another(found):  # of a terminal with the same key
        found.insert(3, raw_records(day.files()[0])[3])

    for change, record in ((removed, 2), (swapped, 2), (doubled, 3), (another, 3)):
        rewrite(file, change)
        found = report(day.folder).breaks[0]
        offset = sum(len(each) for each in raw_records(file)[:record])
        assert (found.segment, found.offset, found.after) == (file.name, offset, int(file.name) + record - 1)
        file.write_bytes(whole)


def test_sequences_used_twice_in_a_chain_begun_anew(tmp_path):
    path = tmp_path / "j"
    write_many(path, 4, 2)
    seal = records.sealer(DIGEST, KEY)
    head = records.encode(records.HEAD, 3, PLACE, AT_S, bytes(32), records.words_body([0, 1, AT_S, 0]), seal)
    (path / "0000000003").write_bytes(head)
    found = report(path).breaks
    assert (found[0].segment, found[0].reason) == ("0000000003", "sequences up to 5 were used before")


def test_a_chain_begun_anew_has_to_say_what_is_missing(tmp_path):
    seal = records.sealer(DIGEST, KEY)
    for event, good in ((records.MISSING, True), (records.BOOT, False)):
        path = tmp_path / str(event)
        write_many(path, 1)
        head = records.encode(records.HEAD, 50, PLACE, AT_S, bytes(32), records.words_body([0, 1, AT_S, 0]), seal)
        body = records.event_body(event, None, 49)
        more = records.encode(records.EVENT, 51, PLACE, AT_S, DIGEST(head), body, seal)
        (path / "0000000050").write_bytes(head + more)
        found = report(path)
        assert not found.whole and bool(found.breaks) != good
        if good:
            assert [(one.first, one.last) for one in found.gaps] == [(4, 49)]
        else:
            assert "no record says what is missing" in found.breaks[0].reason


@pytest.mark.parametrize("cut", [1, 2])
def test_a_tail_that_was_cut_off_shows_against_the_cell(day, key, cut):
    files = day.files()
    newest, durable = int(files[-cut].name) - 1, report(day.folder).newest
    for file in files[-cut:]:
        file.unlink()
    for options in (["--key", key], []):
        status, out, _ = ridegate("journal", "verify", *options, day.folder)
        out = " ".join(out.split())
        assert status == 1 and "BROKEN journal.sequence" in out
        assert f"the journal ends with record {newest}, and record {durable} was written: its tail is cut off" in out
        assert f"should have been: records {newest + 1} to {durable} at least" in out


def test_a_journal_of_which_the_cell_alone_is_left(day):
    for file in day.files():
        file.unlink()
    found = report(day.folder)
    assert [one.segment for one in found.breaks] == [folder.CELL] and "ends with record 0" in found.breaks[0].reason


def test_a_cell_of_another_time(day, small):
    ceiling = records.parse_words(records.parse((small[0] / folder.CELL).read_bytes()).body)
    assert ceiling == (3, 40)
    cell = day.folder / folder.CELL
    seal = records.sealer(DIGEST, KEY)
    newest = report(day.folder).newest
    for ceiling, good in ((newest, True), (newest - 1, False)):
        cell.write_bytes(records.encode(0, 0, PLACE, None, bytes(32), records.words_body([1, ceiling]), seal))
        assert report(day.folder).whole is good
    for data in (b"", b"RG\x01", bytes(111), cell.read_bytes()[:-1]):
        cell.write_bytes(data)
        assert [one.segment for one in report(day.folder).breaks] == [folder.CELL]


def test_the_cell_may_stand_beside_the_folder(day):
    (day.folder / folder.CELL).rename(day.folder.parent / "day.sequence")
    for file in day.files()[-2:]:
        file.unlink()
    assert [one.segment for one in report(day.folder).breaks] == [folder.CELL]


def test_an_end_torn_by_a_power_cut_is_told_and_holds(day):
    file = day.files()[-1]
    whole = file.read_bytes()
    for length in (1, 7, 8, 50):
        file.write_bytes(whole + raw_records(file)[-1][:length])
        found = report(day.folder)
        assert found.whole and [(one.segment, one.offset, one.length_bytes) for one in found.torn] == [
            (file.name, len(whole), length)
        ]
        file.write_bytes(whole)
    file.write_bytes(whole + b"RG\x01")
    out = " ".join(ridegate("journal", "verify", day.folder)[1].split())
    assert f"torn end: {file.name}, 3 bytes from byte {len(whole)} on" in out


def test_a_terminal_goes_on_behind_a_torn_end(day):
    file = day.files()[-1]
    file.write_bytes(file.read_bytes() + b"RG\x01\x02")
    day.open()
    day.ride(2)
    day.close()
    found = report(day.folder)
    assert found.whole and [one.segment for one in found.torn] == [file.name] and found.open_rides == 0


def damage(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("provisioning_id", "secret", "gap"),
    [(2, KEY, False), (2, KEY[::-1], False), (1, KEY, True), (1, KEY[::-1], True)],
)
def test_a_journal_of_which_only_the_cell_was_there(day, tmp_path, provisioning_id, secret, gap):
    """Of another provisioning nothing is missing; of this one everything that nobody acknowledged."""
    (tmp_path / "next").mkdir()
    shutil.copy(day.folder / "journal.sequence", tmp_path / "next")
    place = PLACE._replace(provisioning_id=provisioning_id)
    maker = Maker(tmp_path / "next", key=secret, place=place, start=False)
    maker.now_s = day.now_s
    maker.open()
    ride = maker.ride()
    maker.close()
    (tmp_path / "its.key").write_text(secret.hex() + "\n")
    status, out, _ = ridegate("journal", "verify", "--json", "--key", tmp_path / "its.key", maker.folder)
    told = json.loads(out)
    first = ride - 2  # HEAD, MISSING, ride
    assert told["broken"] is None and told["acknowledged"] == (0 if gap else first - 1)
    assert [(one["first"], one["last"]) for one in told["gaps"]] == ([(1, first - 1)] if gap else [])
    assert status == int(gap)


@pytest.mark.parametrize("which", [1, -1])
def test_a_segment_that_the_terminal_set_aside(day, which, key):
    file = day.files()[which]
    held = [records.parse(raw).kind for raw in raw_records(file)]
    others = len(held) - 1
    rides = held.count(records.RIDE) - (held[1] == records.RIDE)
    at = len(raw_records(file)[0]) + 80
    damage(file, at)
    day.open()  # reads as far back as a code could be shown again: all of it
    day.ride(2)
    day.close()
    aside = file.with_name(file.name + ".aside")
    assert aside.exists() and not file.exists()
    status, out, _ = ridegate("journal", "verify", "--key", key, day.folder)
    out = " ".join(out.split())
    assert status == 1 and "the terminal itself says that something is missing" in out
    assert f"set aside: {aside.name}, {others} records of it hold, {rides} rides among them; byte {at - 80}:" in out
    assert "may be missing: records" in out and "1 SET_ASIDE" in out
    told = json.loads(ridegate("journal", "verify", "--json", "--key", key, day.folder)[1])
    assert told["broken"] is None and told["gaps"][0]["first"] == int(file.name)
    assert ridegate("journal", "show", aside)[0] == 1
    aside.unlink()
    out = " ".join(ridegate("journal", "verify", "--key", key, day.folder)[1].split())
    assert f"the terminal set segment {file.name} aside, and it is not here" in out


def test_findings_are_bounded_and_counted():
    found, kept = checking.Report(), []
    for number in range(checking.KEPT_MAX + 2):
        checking._keep(found, kept, number)
    assert len(kept) == checking.KEPT_MAX and found.more == 2


# export


def exported(path, *options):
    status, out, err = ridegate("journal", "export", "--format", "jsonl", *options, path)
    return status, lines(out), err


def test_one_line_a_ride_with_its_outcome(day, key):
    status, rides, err = exported(day.folder, "--key", key)
    assert status == 0 and "27 rides; every seal holds" in err
    assert [one["outcome"] for one in rides] == [
        *("passed", "timeout", "emergency", "fault", "unknown") * 5, "passed", None,
    ]  # fmt: skip
    assert [one["fare_fen"] for one in rides] == [*range(200, 226), 200]
    first = rides[0]
    assert first["outcome_sequence"] == first["sequence"] + 1 and first["time"] == "2026-10-26T07:33:21Z"
    assert first["account"] == "***************0000" and first["recovered"] == []
    assert rides[3]["recovered"] == ["prefix", "hex"] and first["chain"] == "sealed"
    assert {len(one) for one in rides} == {len(first)} and "raw_code" not in first


def test_csv_says_the_same_as_json_lines(day):
    status, out, err = ridegate("journal", "export", "--format", "csv", day.folder)
    assert status == 0 and "were NOT checked" in err and "\r" not in out
    rows = list(csv.DictReader(io.StringIO(out)))
    for row, one in zip(rows, exported(day.folder)[1], strict=True):
        one["recovered"] = " ".join(one["recovered"])
        assert row == {name: "" if value is None else str(value) for name, value in one.items()}


def test_the_columns_are_those_of_the_documentation(day):
    text = (command.ROOT / "docs" / "journal.md").read_text(encoding="utf-8")
    documented = [
        name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    ]
    header = ridegate("journal", "export", "--format", "csv", day.folder)[1].splitlines()[0].split(",")
    assert [*header, "raw_code"] == documented


def test_the_same_journal_gives_the_same_bytes(day, tmp_path):
    for form in ("csv", "jsonl"):
        outs = [tmp_path / f"{number}.{form}" for number in range(2)]
        for out in outs:
            assert ridegate("journal", "export", "--format", form, "--out", out, day.folder)[0] == 0
        assert outs[0].read_bytes() == outs[1].read_bytes()
        assert outs[0].read_text() == ridegate("journal", "export", "--format", form, day.folder)[1]
    assert not list(tmp_path.glob("*.new"))


def test_no_account_in_full_is_in_any_default_output(day, key):
    damage(day.files()[1], 200)
    for verb in (
        ["show"], ["show", "--json"], ["show", "--key", key], ["verify"], ["verify", "--json", "--key", key],
        ["export", "--format", "csv"], ["export", "--format", "jsonl"],
    ):  # fmt: skip
        _, out, err = ridegate("journal", *verb, day.folder)
        assert out and command.shows_account(out + err) is None, verb
    assert "0001" in out and re.search(r"\*{15}\d{4}", out)


def test_accounts_in_full_go_to_a_file_that_was_named(day, tmp_path):
    out = tmp_path / "full.jsonl"
    pipe = tmp_path / "pipe"  # stands for every device: a test run as root must not be able to replace a real one
    os.mkfifo(pipe)
    link, behind = tmp_path / "link", tmp_path / "behind"
    link.symlink_to(behind)
    behind.write_text("")
    for more in ([], ["--out", "-"], ["--out", pipe], ["--out", link], ["--out", tmp_path]):
        for form in ("csv", "jsonl"):
            status, said, err = ridegate("journal", "export", "--format", form, "--accounts-in-full", *more, day.folder)
            assert (status, said) == (2, "") and err.count("\n") == 1 and command.shows_account(err) is None
            assert stat.S_ISFIFO(pipe.stat().st_mode) and link.is_symlink()
    options = ["--accounts-in-full", "--out", out, day.folder]
    status, said, err = ridegate("journal", "export", "--format", "jsonl", *options)
    assert (status, said) == (0, "") and command.shows_account(err) is None
    first = lines(out.read_text())[0]
    assert first["account"] == command.pki().user(0).account.rstrip("f")
    assert bytes.fromhex(first["raw_code"]) == journal_maker.accepted(0, AT_S + 1).code.raw
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert ridegate("journal", "export", "--format", "csv", *options)[0] == 0
    row = next(csv.DictReader(io.StringIO(out.read_text())))
    assert (row["account"], row["raw_code"]) == (first["account"], first["raw_code"])


def test_export_goes_on_behind_a_record(day):
    rides = exported(day.folder)[1]
    middle = rides[5]["sequence"]
    assert exported(day.folder, "--after", middle)[1] == rides[6:]
    status, said, err = exported(day.folder, "--after", middle - 1)
    assert said == rides[5:] and f"without an outcome, from record {rides[-1]['sequence']} on" in err
    assert f"--after {rides[-1]['sequence'] - 1} has it" in err and status == 0


def test_export_names_what_is_broken_and_goes_on(day, key):
    whole = exported(day.folder, "--key", key)[1]
    file = day.files()[1]
    held = file.read_bytes()
    damage(file, 200)
    status, said, err = exported(day.folder, "--key", key)
    lost = records.parse(raw_records_of(held)[1])
    assert lost.kind in (records.RIDE, records.OUTCOME)
    ride = lost.sequence if lost.kind == records.RIDE else records.parse_outcome(lost.body)[0]
    assert status == 1 and f"BROKEN {file.name}" in err and f"goes on with record {lost.sequence + 1}" in err
    gone = [ride] if lost.kind == records.RIDE else []
    assert [one["sequence"] for one in said] == [one["sequence"] for one in whole if one["sequence"] not in gone]
    assert [one for one in said if one["sequence"] != ride] == [one for one in whole if one["sequence"] != ride]


def test_an_outcome_in_a_segment_that_was_set_aside_is_that_of_its_ride(tmp_path, key):
    day = Maker(tmp_path / "gate7")
    for event in [records.SERVICE_ENTERED] * 5:  # so that a segment ends between a ride and its outcome
        day.event(event)
    for user in range(9):
        day.ride(user)
    day.close()
    second = day.files()[1]
    head, outcome, ride = raw_records(second)[:3]
    assert records.parse(outcome).kind == records.OUTCOME
    damage(second, len(head + outcome) + 80)
    day.open()
    day.close()
    status, said, err = exported(day.folder, "--key", key)
    assert status == 1 and "without an outcome" not in err and len(said) == 8
    (one,) = (each for each in said if each["sequence"] == int(second.name) - 1)
    assert (one["outcome"], one["outcome_sequence"]) == ("passed", one["sequence"] + 2)
    assert records.parse(ride).sequence not in [each["sequence"] for each in said]


def test_rides_of_a_segment_that_was_set_aside_come_last_and_once(day, tmp_path, key):
    before = exported(day.folder, "--key", key)[1]
    file = day.files()[1]
    held = file.read_bytes()
    raw = raw_records(file)
    damage(file, len(b"".join(raw[:-1])) + 80)
    day.open()
    day.close()
    status, said, _ = exported(day.folder, "--key", key)
    aside = [one for one in said if one["segment"].endswith(".aside")]
    assert status == 1 and aside == said[-len(aside) :] and aside  # the gap in the middle is named, too
    wanted = {one["sequence"]: one["fare_fen"] for one in before}
    lost = records.parse(raw[-1])
    if lost.kind == records.RIDE:
        wanted.pop(lost.sequence)
    assert {one["sequence"]: one["fare_fen"] for one in said} == wanted and len(said) == len(wanted)
    file.write_bytes(held)  # pulled while it was whole
    again = exported(day.folder, "--key", key)[1]
    assert [one["sequence"] for one in again] == [one["sequence"] for one in before]


def test_rides_wait_for_their_outcomes_so_long_and_no_longer():
    for rides, ready in ((join.WAITING_MAX, 0), (join.WAITING_MAX + 1, 1)):
        one = join.Join()
        assert sum(len(list(one.ride(number, number))) for number in range(rides)) == ready
        assert one.open_rides == rides
        assert list(one.outcome(0, "late")) == ([(0, "late")] if not ready else []) and one.strange == ready
        assert len(list(one.end())) == rides - (not ready) - ready
    one = join.Join()
    for number in range(join.STRANGE_MAX + 1):
        list(one.outcome(number, number))
    assert one.strange == join.STRANGE_MAX + 1
    assert list(one.ride(1, "ride")) == [("ride", 1)]
    assert list(one.ride(0, "ride")) == [] and list(one.end()) == [("ride", None)]


# acknowledge: everything that is refused before a board is asked


@pytest.fixture
def acknowledge():
    return lambda *options: ridegate("journal", "acknowledge", "--port", "/dev/missing", *options)


def test_only_what_verifies_is_acknowledged(acknowledge, day, key):
    damage(day.files()[0], 300)
    for options in ([], ["--key", key]):
        status, out, err = acknowledge("--through", "5", *options, day.folder)
        assert (status, out) == (1, "") and f"refused: {day.files()[0].name}, byte" in err and err.count("\n") == 1


def test_acknowledge_looks_before_it_asks(acknowledge, day, tmp_path):
    newest = report(day.folder).newest
    export = tmp_path / "rides.csv"
    assert ridegate("journal", "export", "--format", "csv", "--out", export, day.folder)[0] == 0
    other = tmp_path / "other.csv"
    rows = export.read_text().splitlines()
    other.write_text("\n".join([*rows[:-1], re.sub(r"[0-9a-f]{64}", "00" * 32, rows[-1])]) + "\n")
    empty = tmp_path / "empty.csv"
    empty.write_text(rows[0] + "\n")
    for through, words in (
        (newest + 1, f"record {newest + 1} is not in"),
        (other, "of the export is not the one in"),
        (empty, "no ride is in it"),
        (tmp_path / "none.csv", "No such file"),
        (day.files()[0].parent / folder.CELL, "no export of"),
        (newest, "/dev/missing: there is no such port"),
        (export, "/dev/missing: there is no such port"),
        (day.files()[1], "/dev/missing: there is no such port"),
    ):
        status, out, err = acknowledge("--through", through, day.folder)
        assert (status, out, err.count("\n")) == (2, "", 1) and words in err, err
    status, _, err = acknowledge("--through", day.files()[1])
    assert status == 2 and "no such port" in err
    status, _, err = acknowledge("--through", "3")
    assert status == 2 and "name the folder" in err


@pytest.fixture
def rows(day, tmp_path):
    """An export of the day in either form, changed and written again: change(rows) as lists of dictionaries."""

    def written(form, change, *options):
        out = tmp_path / f"rides.{form}"
        assert ridegate("journal", "export", "--format", form, "--out", out, *options, day.folder)[0] == 0
        text = out.read_text()
        lines_of = [json.loads(line) for line in text.splitlines()] if form == "jsonl" else None
        found = lines_of or list(csv.DictReader(io.StringIO(text)))
        found = change(found) or found
        if form == "jsonl":
            out.write_text("".join(json.dumps(one) + "\n" for one in found))
        else:
            with open(out, "w", newline="") as file:
                table = csv.DictWriter(file, list(found[0]), lineterminator="\r\n")
                table.writeheader()
                table.writerows(found)
        return out

    return written


def edited(**columns):
    def change(found):
        found[4].update(columns)

    return change


FORMS = ("csv", "jsonl")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda found: found[:7] + found[8:], "record 18 is missing; nothing was acknowledged"),
        (lambda found: found[2:], "record 3 is missing; record 5 is missing;"),
        (lambda found: found[:2] + found[-1:], "record 11 is missing; and 21 more; nothing"),
        (lambda found: [*found, found[3]], "record 9 stands there twice"),
        (lambda found: edited(fare_fen="1" if isinstance(found[0]["fare_fen"], str) else 1)(found), "fare_fen changed"),
        (edited(time="26/10/2026 07:33"), "line 6, record 11: time changed since the export"),
        (edited(generated="2026-10-26T07:33"), "generated changed"),
        (edited(certificate_serial="9.0E+05"), "certificate_serial changed"),
        (edited(issuer="3041730"), "issuer changed"),
        (edited(account="1"), "account changed"),
        (edited(outcome="passed"), "outcome changed"),
        (edited(outcome=None, outcome_sequence=None, outcome_time=None), "its outcome, record 12, is missing"),
        (edited(outcome_sequence="14"), "outcome_sequence was changed"),
        (edited(sequence="1.1E+01"), "line 6: sequence is no number of a record any more"),
        (edited(sequence=11.5), "sequence is no number of a record"),
        (edited(hash="0" * 64), "record 11 of the export is not the one in"),
        (edited(terminal_id="8"), "terminal_id changed"),
        (lambda found: [*found[:-1], {**found[-1], "sequence": "4000"}], "is missing"),
        (lambda found: [{key: one[key] for key in one if key != "hash"} for one in found], "there is no hash"),
    ],
)
def test_an_export_that_was_edited_acknowledges_nothing(acknowledge, day, rows, form, change, words):
    path = rows(form, lambda found: change(found))
    status, out, err = acknowledge("--through", path, day.folder)
    shift = {"line 6": "line 5"} if form == "jsonl" else {}
    for was, now in shift.items():
        words = words.replace(was, now)
    assert (status, out, err.count("\n")) == (2, "", 1) and words in err, err
    assert "no such port" not in err and command.shows_account(err) is None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "change",
    [
        lambda found: None,
        lambda found: found[::-1],
        lambda found: [dict(reversed(list(one.items()))) for one in found],
        lambda found: [
            {key: one[key] for key in ("hash", "sequence", "outcome_sequence", "fare_fen")} for one in found
        ],
        lambda found: found[:20],  # the newest are left for another day
        lambda found: [{**one, "paid": "yes"} for one in found],
    ],
)
def test_an_export_in_another_order_is_one_all_the_same(acknowledge, day, rows, form, change):
    for options in ([], ["--accounts-in-full"]):
        status, out, err = acknowledge("--through", rows(form, change, *options), day.folder)
        assert (status, out) == (2, "") and "/dev/missing: there is no such port" in err, err


def test_what_programs_for_tables_make_of_an_export(acknowledge, day, rows):
    path = rows("csv", lambda found: None)
    data = path.read_bytes()
    for changed, words in (
        (b"\xef\xbb\xbf" + data, "no such port"),
        (data.replace(b"\r\n", b"\n"), "no such port"),
        (data.decode().encode("utf-16"), "it is text in UTF-16; save it as UTF-8"),
        (data.replace(b",", b";"), "line 1: the columns are not separated by commas"),
        (data + b"," * data.splitlines()[0].count(b",") + b"\r\n", "line 29: sequence is no number"),
        (data[:-40], "line 28: it has not as many columns as the heading"),
        (data.replace(b"sequence", b"hash", 1), "a column is there twice"),
        (b"[" + b",".join(b"{}" for _ in range(3)) + b"]", "line 1: no object of JSON in a line of its own"),
        (b"{}\n", "line 1: there is no sequence"),
        (b"[" * 100_000, "line 1: no object of JSON in a line of its own"),
    ):
        path.write_bytes(changed)
        status, _, err = acknowledge("--through", path, day.folder)
        assert status == 2 and words in err and err.count("\n") == 1, err


def test_only_what_was_not_acknowledged_before_has_to_be_there(acknowledge, rows, day):
    day.open()
    third = day.files()[2]
    day.journal.acknowledge(int(third.name), DIGEST(raw_records(third)[0]), day.now_s)
    day.close()
    rides = [
        record.sequence for one in day.files() for record in map(records.parse, raw_records(one)) if record.kind == 1
    ]
    later = [sequence for sequence in rides if sequence > int(third.name)]
    for after, words in ((later[0] - 1, "no such port"), (later[0], f"record {later[0]} is missing")):
        path = rows("csv", lambda found: None, "--after", after)
        assert words in acknowledge("--through", path, day.folder)[2]


def test_a_segment_of_another_terminal_acknowledges_nothing(acknowledge, day, tmp_path):
    other = Maker(tmp_path / "other")
    for _ in range(12):
        other.ride(2)
    other.close()
    name = other.files()[0]
    status, _, err = acknowledge("--through", name, day.folder)
    assert status == 2 and "is not in" in err and "no such port" not in err


# as a whole


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "missing"],
        ["show", "--kind", "rides", "DIR"],
        ["show", "--sequence", "..", "DIR"],
        ["show", "--sequence", "5..3", "DIR"],
        ["show", "--sequence", "4294967296", "DIR"],
        ["show", "--since", "yesterday", "DIR"],
        ["show", "DIR", "DIR"],
        ["show", "README.md"],
        ["verify", "docs"],
        ["verify", "README.md"],
        ["verify", "--key", "README.md", "DIR"],
        ["verify", "--key", "missing", "DIR"],
        ["verify", "--key", "KEY", "--master", "KEY", "DIR"],
        ["verify", "--unique-id", "00", "DIR"],
        ["verify", "--master", "KEY", "DIR"],
        ["verify", "--master", "KEY", "--unique-id", "xx", "DIR"],
        ["verify", "--master", "KEY", "--unique-id", "00" * 65, "DIR"],
        ["export", "DIR"],
        ["export", "--format", "xml", "DIR"],
        ["export", "--format", "csv", "--after", "-1", "DIR"],
        ["export", "--format", "csv", "--out", "no/where/x", "DIR"],
        ["pull", "--port", "/dev/missing", "--out", "no/where/x"],
        ["pull", "--port", "/dev/missing", "--out", "x"],
        ["acknowledge", "--port", "/dev/missing", "DIR"],
        [],
    ],
)
def test_bad_usage_is_told_in_one_line(day, key, arguments):
    named = {"DIR": day.folder, "KEY": key}
    status, out, err = ridegate("journal", *(named.get(one, one) for one in arguments))
    assert (status, out, err.count("\n")) == (2, "", 1) and err.startswith("ridegate journal") and len(err) > 40, err


@pytest.mark.parametrize("verb", ["pull", "show", "verify", "export", "acknowledge"])
def test_every_verb_teaches(verb):
    status, out, err = ridegate("journal", verb, "--help")
    assert (status, err) == (0, "") and f"ridegate journal {verb}" in out
    assert "example" in out and "exit status" in out and max(map(len, out.splitlines())) <= 82


def test_a_long_journal_needs_no_more_memory_than_a_short_one(tmp_path):
    peaks = []
    for rides in (200, 1600):
        path = tmp_path / str(rides)
        newest = write_many(path, rides, 100)
        tracemalloc.start()
        found = report(path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found.whole and (found.rides, found.newest) == (rides, newest)
    assert peaks[1] < peaks[0] + 50_000, peaks


def test_a_bar_moves_in_a_window_and_nowhere_else(tmp_path):
    path = tmp_path / "long"
    write_many(path, 8000, 400)
    assert "checking" in in_a_window("journal", "verify", path)
    assert ridegate("journal", "verify", path)[2] == ""
    assert "reading" not in in_a_window("journal", "show", "--sequence", "1", path)  # the table is there already
