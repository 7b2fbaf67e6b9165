"""A month in small, judged again: every planted fault is found and nothing else, whatever the cut and the workers.

Length: one month, and each thing that may happen to its journals and to the processes that judge it.
"""

import errno
import json
import multiprocessing
import os
import random
import shutil
import signal
from pathlib import Path

import pytest

from sim.backoffice import registry
from sim.backoffice.message import Terminal
from sim.output.trouble import Trouble
from sim.reverify import examine, judge, month, report, tally
from sim.reverify.pool import Pool
from sim.reverify.tally import Findings, Tally
from sim.trust.file import load
from terminal import records, sm2
from tests.builder import month_builder
from tests.builder.journal_maker import KEY, Maker
from tests.builder.month_builder import FARE_FEN, LISTS, OTHERS, RIDES, Gate, Month, found
from tests.rig.command import AT_S, ridegate, shows_account
from tests.rig.ending_worker import meet_or_stay, nothing, square_or_end


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """250 good rides at 4 gates, and each fault once."""
    return Month(tmp_path_factory.mktemp("city"), 250, 4)


@pytest.fixture(scope="module")
def judged(city):
    """What one worker finds in one shard."""
    return judge_again(city)


def rules_of(city, **changes):
    lists = tuple(load(path, None, sm2.REFERENCE) for path in city.lists)
    return month.Rules(**{"lists": lists, "keys": registry.load(city.terminals, None), "skew_s": 20, **changes})


def judge_again(city, shards=1, workers=1, progress=lambda *_: None, folders=None, **changes):
    out = month.reverify(folders or city.folders, rules_of(city, **changes), shards, workers, progress)
    return report.as_json(out)


def command(city, *more, folders=None):
    """`ridegate reverify --json`: (status, report)."""
    trust = [word for path in city.lists for word in ("--trust", path)]
    status, out, err = ridegate("reverify", *(folders or city.folders), *trust, "--json", *more)
    assert not err
    return status, json.loads(out)


def alone(folder, *rides, gates=1):
    """A month without a fault and, at its last gate, what `rides` add: functions of the month and the gate."""
    made = Month(folder, 0, gates, each=0)
    for one in rides:
        one(made, made.gates[-1])
    for gate in made.gates:
        gate.write()
    made.folders_written = [gate.folder for gate in made.gates if gate.segments]
    return made


def good(time_s, ahead_s=0, person=1):
    """A good ride whose code was generated so far ahead of the record's clock."""

    def add(made, gate):
        gate.ride(made._body(made.people[person].set(generated_s=time_s + ahead_s), False), time_s)

    return add


def test_every_planted_fault_is_found_and_nothing_else(city, judged):
    assert found(judged) == city.expected
    kinds = {(kind, result) for kind, result, _, _ in city.expected}
    assert len(kinds) == len(RIDES) + len(OTHERS)  # the two damaged journals are one kind, and one clock is behind
    assert judged["rides"] == city.rides
    assert judged["not_judged"] == [] and judged["journals_without_checked_seals"] == 0
    for name in ("terminals", "stations", "issuers", "days"):
        for key in ("rides", "fares_fen", "passed", "refused"):
            assert sum(one[key] for one in judged[name]) == judged[key], (name, key)
    assert judged["refused"] == len(RIDES)
    assert sum(one["rides"] for one in judged["hours"]) == judged["rides"] - 1  # one has no trusted time
    assert judged["wrong_by_result"] == dict.fromkeys(RIDES, 1)
    assert judged["fares_fen"] == (city.rides - 1) * FARE_FEN  # of one ride the fare cannot be read


def test_a_good_month_is_clean(tmp_path):
    made = Month(tmp_path, 40, 3, each=0)
    status, result = command(made, "--terminals", made.terminals, folders=[gate.folder for gate in made.gates[1:]])
    assert (status, result["clean"]) == (0, True)
    assert found(result) == set()


@pytest.mark.parametrize("shards", [2, 8, 1000])
def test_the_cut_makes_no_difference(city, judged, shards):
    assert judge_again(city, shards) == judged


def test_workers_make_no_difference_and_one_may_be_killed(city, judged):
    killed = []

    def kill(what, over, total):
        if over == 1 and what not in killed:
            killed.append(what)
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)

    assert judge_again(city, 4, 2, kill) == judged
    assert killed == ["reading journals", "judging rides"]


def test_a_task_whose_worker_ended_is_done_again_and_named_the_second_time(tmp_path):
    pool = Pool(2, nothing, (), square_or_end, lambda task: f"number {task[0]}")
    over = []
    tasks = [(1, ""), (2, str(tmp_path / "once")), (3, ""), (4, "")]
    assert pool.run(tasks, over.append) == [1, 4, 9, 16]
    assert sorted(over) == [0, 1, 2, 3]
    with pytest.raises(Trouble, match="number 5: its worker was ended twice"):
        pool.run([(1, ""), (5, None)])


def test_ctrl_c_ends_workers_whatever_they_are_at(tmp_path):
    meeting, over = tmp_path / "meeting", tmp_path / "over"
    os.mkfifo(meeting)

    def interrupted(_):
        raise KeyboardInterrupt

    pool = Pool(2, nothing, (), meet_or_stay, str)
    with pytest.raises(KeyboardInterrupt):
        pool.run([(str(meeting), None), (str(meeting), str(over))], interrupted)
    assert not over.exists() and not multiprocessing.active_children()


@pytest.mark.parametrize("apart_s", [0, 1])
def test_two_certificates_of_one_account_meet_whatever_the_cut(tmp_path, apart_s):
    made = Month(tmp_path, 0, 2, each=0)
    for number, gate in enumerate(made.gates):
        recipe = made.people[1].set(generated_s=AT_S + number * apart_s, user_expiry_s=AT_S + 86_400 + number)
        gate.ride(made._body(recipe, False), AT_S + 10)
        gate.write()
    result = judge_again(made, 1000)["findings"]
    assert result[tally.TWO_TERMINALS]["count"] == 1 - apart_s
    assert result[tally.WRONG]["count"] == 0


def test_the_same_journal_pulled_twice_counts_once(city, judged, tmp_path):
    copy = tmp_path / "again"
    shutil.copytree(city.folders[1], copy)
    result = judge_again(city, 3, folders=[copy, *city.folders])
    assert result["the_same_again"] == judged["terminals"][1]["rides"]
    assert result["terminals"] == judged["terminals"]
    assert found(result) == city.expected


def test_the_outcome_of_the_fuller_copy_counts(tmp_path):
    made = alone(tmp_path, *(good(AT_S + 100 * at) for at in range(1, 8)))
    first, newest = sorted(made.gates[0].folder.iterdir())
    older, fuller = tmp_path / "older", tmp_path / "fuller"
    for folder in (older, fuller):
        folder.mkdir()
        shutil.copy(newest, folder)
    shutil.copy(first, older)
    whole = newest.read_bytes()
    (older / newest.name).write_bytes(whole[: -(records.RECORD_MIN_BYTES + 5)])  # before the outcome was written
    for folders in ([older, fuller], [fuller, older]):
        result = judge_again(made, folders=folders)
        assert (result["rides"], result["passed"]) == (7, 7)
        assert result["the_same_again"] == 2


def test_the_rides_of_a_segment_that_was_set_aside_are_judged_once(tmp_path):
    made = alone(tmp_path, *(good(AT_S + 100 * at) for at in range(1, 20)))
    (gate,) = made.folders_written
    second = sorted(gate.iterdir())[1]
    shutil.copy(second, gate / f"{second.name}.aside")
    result = judge_again(made)
    assert (result["rides"], result["refused"]) == (19, 0) and result["the_same_again"] > 0
    second.unlink()
    result = judge_again(made)
    assert (result["rides"], result["passed"], result["the_same_again"]) == (19, 19, 0)
    assert result["findings"][tally.SET_ASIDE]["count"] == 1
    assert result["findings"][tally.CLOCK_BACK]["count"] == 0


def test_a_list_that_is_not_named_is_result_and_replaced_by_no_other(city):
    city_of_one = Month.__new__(Month)
    city_of_one.__dict__.update(city.__dict__, lists=city.lists[:1])
    status, result = command(city_of_one, "--terminals", city.terminals)
    assert status == 1
    assert [each["trust_list_sequence"] for each in result["not_judged"]] == [LISTS[1]]
    late = {sequence for kind, _, _, sequence in city.expected if kind == tally.WRONG}
    assert 0 < result["refused"] < len(late) + 1
    status, out, _ = ridegate("reverify", *city.folders, "--trust", city.lists[0])
    assert status == 1 and "NOT judged" in out and "NOT checked" in out


def test_without_keys_no_seal_is_checked_and_the_report_says_so(city):
    status, result = command(city)
    assert (status, result["journals_without_checked_seals"]) == (1, len(city.folders))


def test_a_terminal_without_a_key_is_named(city, tmp_path):
    few = month_builder.terminals(tmp_path, 2)
    _, result = command(city, "--terminals", few)
    named = [one["terminal"] for one in result["findings"][tally.NO_KEY]["first"]]
    assert named == [f"{gate.number}/1" for gate in city.gates if gate.number > 2]


@pytest.mark.parametrize("other", [2, 1 << 16])  # the first has a key, the second has none
def test_a_damaged_first_record_does_not_name_the_terminal(tmp_path, other):
    made = alone(tmp_path, *(good(AT_S + 100 * at) for at in range(1, 8)))
    first = min(made.gates[0].folder.iterdir())
    data = bytearray(first.read_bytes())
    data[12:16] = other.to_bytes(4, "big")
    first.write_bytes(data)
    keys = {Terminal(1, 1): KEY, Terminal(2, 1): bytes(32)}
    result = judge_again(made, keys=keys)
    assert (result["rides"], result["journals_without_checked_seals"]) == (7, 0)
    assert {kind: one["count"] for kind, one in result["findings"].items() if one["count"]} == {tally.BROKEN: 1}


def test_a_journal_that_was_set_aside_or_is_empty_names_no_other_terminal(tmp_path):
    made = alone(tmp_path, good(AT_S + 100))
    (segment,) = made.gates[0].folder.iterdir()
    segment.rename(f"{segment}.aside")
    result = judge_again(made)
    assert (result["rides"], result["journals_without_checked_seals"]) == (1, 0)
    (made.gates[0].folder / f"{segment.name}.aside").write_bytes(b"")
    status, result = command(made, "--terminals", made.terminals)
    assert (status, [one["terminal"] for one in result["findings"][tally.NO_KEY]["first"]]) == (1, [None])
    status, out, _ = ridegate("reverify", *made.folders, "--trust", made.lists[0], "--terminals", made.terminals)
    assert (status, "no record in it names its terminal" in " ".join(out.split())) == (1, True)


@pytest.mark.parametrize(("ahead_s", "behind"), [(20, 0), (21, 1), (120, 1)])
def test_a_phone_may_be_ahead_by_the_skew(tmp_path, ahead_s, behind):
    made = alone(tmp_path, good(AT_S + 100, ahead_s))
    result = judge_again(made)
    assert result["findings"][tally.CLOCK_BEHIND]["count"] == behind
    assert result["refused"] == 0


def test_beyond_every_policy_it_is_a_wrong_acceptance_too(tmp_path):
    result = judge_again(alone(tmp_path, good(AT_S + 100, 121)))
    assert [one["result"] for one in result["findings"][tally.WRONG]["first"]] == ["CODE_NOT_YET_VALID"]
    assert result["findings"][tally.CLOCK_BEHIND]["first"] == [{"terminal": "1/1", "rides": 1, "most_s": 121}]


@pytest.mark.parametrize(("back_s", "steps"), [(examine.STEP_BACK_S, 0), (examine.STEP_BACK_S + 1, 1)])
@pytest.mark.parametrize("said", [False, True])
def test_a_clock_that_steps_back(tmp_path, back_s, steps, said):
    def step(made, gate):
        gate.add(records.EVENT, records.event_body(records.NEARLY_FULL, None, 80), AT_S + 500)
        event = (records.CLOCK_SET, AT_S + 500 - back_s, AT_S + 500) if said else (records.NEARLY_FULL, None, 80)
        gate.add(records.EVENT, records.event_body(*event), AT_S + 500 - back_s)

    result = judge_again(alone(tmp_path, step))["findings"][tally.CLOCK_BACK]
    assert result["count"] == steps
    assert [one["announced"] for one in result["first"]] == [said] * steps


@pytest.mark.parametrize("between", [(), (records.LIST_INSTALLED,), (records.BOOT,)])
def test_a_clock_that_was_set_is_announced_behind_what_a_start_writes_first(tmp_path, between):
    maker = Maker(tmp_path / "gate")
    maker.ride(outcome=None)
    maker.close()
    before_s, maker.now_s = maker.now_s, maker.now_s - 100
    maker.open()  # the ride's outcome comes first, behind a head where the segment is full
    for event in between:
        maker.event(event, 8)
    maker.event(records.CLOCK_SET, before_s, maker.now_s)
    task = examine.Task(str(maker.folder), "gate", str(tmp_path / "places"), 1, bytes(16))
    (step,) = examine.examine(task, None).tally.findings.of(tally.CLOCK_BACK)
    assert (step["back_s"], step["announced"]) == (100, between != (records.BOOT,))


def test_a_fare_above_the_limit_is_no_finding_where_terminals_do_not_enforce_it(city, judged):
    result = judge_again(city, limit_enforced=False)
    assert {each for each in city.expected if each[1] == "FARE_ABOVE_LIMIT"} == found(judged) - found(result)


@pytest.mark.parametrize("change", [lambda data: data[:300], lambda data: data.replace(b"\0\0\0\2", b"\0\0\0\3")])
def test_a_journal_that_is_changed_meanwhile_ends_the_run(tmp_path, change):
    made = alone(tmp_path, good(AT_S + 100), good(AT_S + 200))
    (segment,) = made.gates[0].folder.iterdir()

    def cut(what, over, total):
        if what == "judging rides":
            segment.write_bytes(change(segment.read_bytes()))

    with pytest.raises(Trouble, match="changed while it was judged"):
        judge_again(made, progress=cut)


def test_no_journal_whatever_its_bytes_ends_the_run(city, tmp_path):
    draw = random.Random(5)
    for at in range(20):
        where = tmp_path / str(at)
        shutil.copytree(city.folders[1 + at % 3], where)
        for path in sorted(where.iterdir()):
            data = bytearray(path.read_bytes())
            for _ in range(draw.randrange(1, 30)):
                data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
            path.write_bytes(data[: draw.randrange(1, len(data) + 1)])
    result = judge_again(city, 2, folders=[tmp_path / str(at) for at in range(20)], keys=None)
    assert result["findings"][tally.BROKEN]["count"] > 20


def test_a_ride_that_ends_anywhere_is_unreadable_and_no_other(tmp_path):
    """Its seal is good. What follows the code in it may end early, too: trip, eligibility, and of a card its medium."""
    tail = bytes([1, 1, 0, 0, 0, 7, 2, 0xAB, 0xCD, 1, 1])

    def cut(made, gate):
        for at, length in enumerate([*range(0, 46, 5), *range(-len(tail), 0)]):
            body = made._body(made.people[1].set(generated_s=AT_S + at), False) + tail
            sequence = gate.ride(body[:length], AT_S + at)
            if length not in (-len(tail), -2):  # all of the code; and all but the medium
                made.expected.add((tally.UNREADABLE, None, gate.number, sequence))

    made = alone(tmp_path, cut)
    result = judge_again(made, folders=made.folders_written)
    assert found(result) == made.expected and len(made.expected) == 19


def test_more_segments_than_are_kept_open(tmp_path, monkeypatch):
    made = Month(tmp_path, 60, 3, each=0)
    expected = judge_again(made)
    monkeypatch.setattr(judge, "OPEN_MAX", 1)
    assert judge_again(made) == expected


def test_findings_beyond_the_bound_are_counted():
    one, other = Findings(), Findings()
    for number in range(6 * tally.KEPT_MAX):
        (one if number % 2 else other).add(tally.WRONG, (number,), {"number": number})
    for first, second in ((one, other), (other, one)):
        both = Findings()
        both.merge(first)
        both.merge(second)
        assert both.counts[tally.WRONG] == 6 * tally.KEPT_MAX
        assert [fact["number"] for fact in both.of(tally.WRONG)] == list(range(tally.KEPT_MAX))


def test_shards_are_bounded_and_enough_for_the_workers():
    assert month.shards_for(0, 100, 1) == month.shards_for(100, 100, 1) == 1
    assert month.shards_for(101, 100, 1) == 2
    assert month.shards_for(101, 100, 2) == 2 * month.SHARDS_A_WORKER
    assert month.shards_for(100 * month.SHARDS_MAX + 1, 100, 2) == month.SHARDS_MAX


def test_the_pages_and_tables_for_people(city, tmp_path):
    trust = [word for path in city.lists for word in ("--trust", path)]
    page = tmp_path / "month.html"
    given = [*city.folders, *trust, "--terminals", city.terminals, "--report", page]
    status, out, err = ridegate("reverify", *given)
    assert (status, err) == (1, "")
    text = page.read_text(encoding="utf-8")
    for kind in {one[0] for one in city.expected}:
        for words in report.WORDS[kind]:
            assert words in out and words in text
    assert shows_account(out) is None and shows_account(text) is None
    assert "@" not in text.replace("@media", "")
    assert page.stat().st_mode & 0o077 == 0
    for plot in ("rides by day", "rides by hour", "wrong acceptances"):
        assert f'aria-label="{plot}"' in text
    for name in RIDES:
        assert f">{name}</text>" in text


@pytest.mark.parametrize(("value", "words"), [(9999, "9999"), (10_000, "10k"), (9_999_999, "9999k"), (10**7, "10M")])
def test_a_number_fits_above_its_bar(value, words):
    out = Tally()
    out.days["2026-11-28"] = tally.Sum(rides=value)
    assert f">{words}</text>" in report.page(out).decode()


def test_a_gate_that_names_itself_in_markup_stays_text():
    out = Tally()
    out.findings.add(tally.NO_KEY, ("<b>",), {"journal": "<b>", "terminal": "1/1"})
    assert b"<code>&lt;b&gt;</code>" in report.page(out)


@pytest.mark.parametrize(
    "more",
    [
        *(["--workers", "0"], ["--workers", "257"], ["--shard-mb", "0"], ["--shard-mb", "4097"]),
        *(["--skew=-1"], ["--skew", "121"], ["--master", "master.key"], ["--trust", "missing.toml"]),
    ],
)
def test_bad_usage(city, more):
    status, out, err = ridegate("reverify", city.folders[0], "--trust", city.lists[0], *more)
    assert (status, out) == (2, "") and len(err.splitlines()) == 1


def test_a_scratch_folder_without_room_and_a_report_in_no_folder_are_named(tmp_path, city, monkeypatch):
    given = [city.folders[0], "--trust", city.lists[0], "--scratch", tmp_path]

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(month.place, "write", full)
        status, out, err = ridegate("reverify", *given)
    assert (status, out) == (2, "") and err == (
        f"ridegate reverify: {tmp_path}: No space left on device; name a folder with room in it with --scratch\n"
    )
    monkeypatch.setattr(month, "reverify", full)  # not begun
    status, out, err = ridegate("reverify", *given, "--report", tmp_path / "missing" / "month.html")
    assert (status, out) == (2, "") and "No such file" in err


def test_a_scratch_folder_is_absolute_for_the_workers_of_a_cluster(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with month.scratch_folder(Path(".")) as scratch:
        assert scratch.is_absolute() and scratch.parent == tmp_path


def test_the_ends_of_the_options_are_taken(tmp_path):
    made = alone(tmp_path, good(AT_S + 100, 120))
    for skew, expected in (("120", 0), ("0", 1)):
        given = ["--terminals", made.terminals, "--workers", "1", "--skew", skew, "--shard-mb"]
        for shard_mb in ("1", "4096"):
            assert command(made, *given, shard_mb, folders=made.folders_written)[0] == expected


def test_a_list_or_a_folder_named_twice(city):
    given = ["--trust", city.lists[0]]
    assert ridegate("reverify", city.folders[0], *given, *given)[0] == 2
    assert ridegate("reverify", city.folders[0], city.folders[0], *given)[0] == 2


def test_an_empty_gate_is_no_journal(city, tmp_path):
    Gate(tmp_path, 1, 1)
    status, _, err = ridegate("reverify", tmp_path / "gate1", "--trust", city.lists[0])
    assert status == 2 and "no journal" in err
