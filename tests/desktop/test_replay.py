"""Replays: the same decisions at any speed and on either runtime, and differences where there must be some."""

import contextlib
import json
import multiprocessing
import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest

from sim.capture import player, source, worker_pool
from sim.capture.recorder import Recorder
from sim.capture.replay import Task, play
from sim.output.trouble import Trouble
from terminal import codes, policy
from tests.builder import recording
from tests.rig import command, page
from tests.rig.command import AT_S, ROOT, ridegate


def names(difference):
    sides = (difference.recorded, difference.replayed)
    return tuple(None if one is None else codes.of(one.row[0]).name for one in sides)


def test_everything_that_happened_to_a_gate_comes_again():
    _, answers = recording.recorded("full")
    played = recording.replayed("full")
    assert [one.row[0] for one in played.answers] == answers
    assert played.differences == [] and played.recorded == len(answers) > 50
    assert played.releases == played.releases_recorded == 13
    assert {codes.of(one).name for one in answers} >= {
        "STORE_FAILED", "TRUST_LIST_MISSING", "CLOCK_UNTRUSTED", "GATE_FAULT", "CODE_ALREADY_USED", "FARE_ABOVE_LIMIT",
        "ISSUER_NOT_ACCEPTED", "BAD_RIDE_SIGNATURE", "OVERSIZED", "FOREIGN_CODE",
    }  # fmt: skip


def test_a_capture_holds_every_field_of_the_policy():
    assert set(player.fields(policy.STANDARD)) == set(policy.Policy._fields)
    assert player.rules(player.fields(policy.STANDARD)) == policy.STANDARD


def test_micropython_gives_the_same_trace():
    assert recording.replayed("full", runtime="micropython").trace_hash == recording.replayed("full").trace_hash


def test_the_speed_changes_nothing_but_the_time(tmp_path):
    path = tmp_path / "short.mcap"
    recording.short(path)
    capture, _ = source.load(path)
    fast = play(capture, Task())
    began_s = time.monotonic()
    slow = play(capture, Task(speed=1))
    took_s = time.monotonic() - began_s
    turns = [step[2][0] for step in capture.script if step[0] == "turn"]
    recorded_s = (turns[-1] - turns[0]) / 1000
    assert took_s >= recorded_s > 1
    assert slow.trace_hash == fast.trace_hash and slow.differences == []


def test_a_replay_twice_is_one_trace():
    capture, _ = source.load(recording.recorded("full")[0])
    assert play(capture, Task()).trace_hash == play(capture, Task()).trace_hash


def test_another_list_changes_exactly_what_it_must():
    played = recording.replayed("full", trust=recording.older_list())
    assert [names(one) for one in played.differences] == [
        ("ISSUER_CERT_REVOKED", "ACCEPTED"),
        ("ACCOUNT_BLOCKED", "ACCEPTED"),
        ("ACCEPTED", "ISSUER_NOT_ACCEPTED"),  # after a prefix
        ("TRUST_LIST_MISSING", "ISSUER_NOT_ACCEPTED"),  # in the place of the list that had ended
        ("ACCEPTED", "ISSUER_NOT_ACCEPTED"),
    ]
    assert {one.field for one in played.differences} == {"result"}
    assert played.trace_hash != recording.replayed("full").trace_hash


def test_another_moment_refuses_what_its_time_is_over():
    played = recording.replayed("full", at_s=AT_S + 7 * 86_400)
    same = recording.replayed("full", at_s=AT_S)
    assert same.trace_hash == recording.replayed("full").trace_hash
    found = [names(one) for one in played.differences]
    assert found.count(("ACCEPTED", "CODE_EXPIRED")) > 10
    assert all(now in ("CODE_EXPIRED", "USER_CERT_EXPIRED") for _, now in found)


def test_a_masked_capture_replays_its_state_machine():
    played = recording.replayed("masked")
    _, answers = recording.recorded("masked")
    assert [one.row[0] for one in played.answers] == answers and played.differences == []
    assert played.releases == played.releases_recorded == 13
    with pytest.raises(Trouble, match="it is masked"):
        recording.replayed("masked", at_s=AT_S)


def test_a_masked_capture_shows_a_gate_that_behaves_otherwise():
    """Were the same phone not passed over, or the queue another, the replay would say so."""
    capture, _ = source.load(recording.recorded("masked")[0])
    for step in capture.script:
        if step[0] == "start":
            step[1]["gate"][3] = 1
    assert play(capture, Task()).differences


def test_decisions_alone_are_only_told():
    played = recording.replayed("decisions")
    _, answers = recording.recorded("decisions")
    assert [one.row[0] for one in played.answers] == answers and played.differences == []
    assert any("nothing that could be played" in note for note in played.notes)
    with pytest.raises(Trouble, match="it holds decisions alone"):
        recording.replayed("decisions", at_s=AT_S)


@pytest.mark.parametrize("field", ["result", "step", "recovered", "offset", "family"])
def test_a_recorded_answer_that_was_another_is_found(field):
    capture, _ = source.load(recording.recorded("full")[0])
    at = ("result", "step", "recovered", "family", "offset").index(field)
    number = sorted(capture.recorded)[7]
    capture.recorded[number].row[at] = {"result": 999, "step": 5, "recovered": ["hex"], "offset": 3, "family": "x"}[
        field
    ]
    found = play(capture, Task()).differences
    assert [(one.number, one.field) for one in found] == [(number, field)]


@pytest.mark.parametrize("side", ["recorded", "replayed"])
def test_an_answer_too_many_on_either_side_is_found(side):
    capture, _ = source.load(recording.recorded("full")[0])
    number = sorted(capture.recorded)[3]
    one = capture.recorded.pop(number)
    if side == "recorded":
        capture.recorded[number] = one
        capture.recorded[number + 1] = one
        number += 1
    found = play(capture, Task()).differences
    assert [(each.number, each.field) for each in found] == [(number, "answer")]


def test_for_programs_two_captures_at_once(tmp_path):
    second = tmp_path / "short.mcap"
    recording.short(second)
    report = tmp_path / "report.html"
    status, out, err = ridegate("replay", recording.recorded("full")[0], second, "--json", "--report", report)
    told = command.lines(out)
    assert status == 0 and err.strip().endswith("open it in a browser") and len(err.splitlines()) == 1
    assert [one["decisions"] for one in told[:2]] == [len(recording.recorded("full")[1]), 3]
    assert told[0]["trace_hash"] == recording.replayed("full").trace_hash
    assert told[0]["check_us"]["p50"] <= told[0]["check_us"]["p99"] and told[0]["codes_per_s"] > 0
    assert told[2]["captures"] == 2 and told[2]["cores"] == min(2, worker_pool.cores())
    page = report.read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=|url\(|@import|fetch\(|XMLHttp", page)
    assert set(re.findall(r"https?://[^\"' ]+", page)) == {"http://www.w3.org/2000/svg"}
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
    assert sum(one["count"] for one in data["results"]) == len(recording.recorded("full")[1]) + 3
    assert data["different"] == 0 and len(data["captures"]) == 2
    assert not command.shows_account(out) and not command.shows_account(page)


def test_the_largest_capture_is_begun_first_and_told_in_its_turn(tmp_path):
    sizes = {"a": 10, "b": 300, "gone": None, "c": 20}
    for name, size in sizes.items():
        if size is not None:
            (tmp_path / name).write_bytes(bytes(size))
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(3):
        (photos / f"{number}.png").write_bytes(bytes(200))
    jobs = [worker_pool.Job(tmp_path / name, None, None, 0, "cpython") for name in (*sizes, "photos")]
    assert worker_pool.largest_first(jobs) == [4, 1, 3, 0, 2]
    told = list(worker_pool.work(jobs[:4], 2))
    assert [str(tmp_path / name) in each for name, each in zip(sizes, told, strict=True)] == [True] * 4


@pytest.fixture
def under_way(tmp_path):
    """Two captures are played on two processes, and one that takes an hour: its outcomes, the first taken already."""
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.alarm(command.RUN_MAX_S)
    (tmp_path / "short.csv").write_text(f"8101ab,{AT_S}\n")
    (tmp_path / "hour.csv").write_text(f"8101ab,{AT_S}\n8101ab,{AT_S + 3600}\n")
    jobs = [worker_pool.Job(tmp_path / f"{name}.csv", None, None, 1, "cpython") for name in ("short", "short", "hour")]
    told = worker_pool.work(jobs, 2)
    assert next(told).scans == 1
    yield told
    told.close()
    signal.alarm(0)


@pytest.mark.parametrize("in_a_window", [False, True])  # there Ctrl-C goes to every process
def test_what_is_played_ends_with_its_command_which_alone_takes_ctrl_c(under_way, in_a_window):
    assert next(under_way).scans == 1
    workers = multiprocessing.active_children()
    for worker in workers if in_a_window else ():
        os.kill(worker.pid, signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        under_way.throw(KeyboardInterrupt)
    assert {worker.exitcode for worker in workers} <= {0, -signal.SIGTERM}  # the second: it had not begun


def test_a_process_that_is_killed_ends_the_replay(under_way):
    assert next(under_way).scans == 1
    for worker in multiprocessing.active_children():
        worker.kill()
    with pytest.raises(Trouble, match="ended from outside"):
        next(under_way)
    assert multiprocessing.active_children() == []


def test_for_people_the_first_difference_is_told_in_full(tmp_path):
    path = tmp_path / "older.toml"
    text = (command.trust()).read_text(encoding="utf-8")
    path.write_text(re.sub(r"\[\[blocked.*?(?=\n\[\[|\Z)", "", text, flags=re.S), encoding="utf-8")
    status, out, err = ridegate("replay", recording.recorded("full")[0], "--trust", path)
    assert (status, err) == (1, "")
    assert "the first difference: result, turn " in out and "trace_hash " in out
    assert "generation time" in out and "codes a second" in out and "on 1 core" in out
    assert not command.shows_account(out)


def test_a_gate_of_the_page_is_recorded_whatever_its_operator_does(tmp_path):
    path = tmp_path / "page.mcap"
    recorder = Recorder(path, "full", "core", "any", lambda why: None)
    with contextlib.closing(recorder), page.watched(recorder) as seen:
        recorded = [seen.answer(0)[0]]
        seen.rest()
        seen.do(do="trust", state="older")
        recorded += [seen.answer(1)[0], seen.answer(2, "FOREIGN_CODE-bank")[0]]
        mark = seen.do(do="hide")  # else it is read once more behind the start
        seen.wait(mark, "phone", lambda data: data["user"] is None)
        mark = seen.do(do="power_cut")
        seen.wait(mark, "power", lambda data: data["on"])
        seen.do(do="fare", fen=2_000_000)
        recorded += [seen.answer(0)[0]]
        seen.do(do="storage", state="full")
        seen.do(do="fare", fen=200)
        recorded += [seen.answer(2)[0]]
    played = play(source.load(path)[0], Task())
    assert recorded == ["ACCEPTED", "ISSUER_NOT_ACCEPTED", "FOREIGN_CODE", "FARE_ABOVE_LIMIT", "STORE_FAILED"]
    assert [codes.of(one.row[0]).name for one in played.answers if one.row[0]] == recorded[1:]
    assert played.differences == [] and played.recorded == len(played.answers) >= len(recorded)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--operator-key", "x"), "--operator-key has nothing to check"),
        (("--at", "soon"), "no moment"),
        (("--at", "4294967296"), "outside 1970 to 2106"),
        (("--runtime", "emulator", "--trust", "x"), "leave --trust out"),
        (("--report", "/tmp"), "a device, a folder or a link, and no file"),
        (("--at", "5", "--at-recorded"), "not allowed with"),
    ],
)
def test_bad_usage_is_refused_in_a_line(arguments, words):
    status, out, err = ridegate("replay", recording.recorded("full")[0], *arguments)
    assert (status, out) == (2, "") and words in err and len(err.splitlines()) == 1


def test_a_capture_that_cannot_be_read_does_not_keep_the_others(tmp_path):
    status, out, err = ridegate("replay", tmp_path / "none", recording.recorded("full")[0], "--json")
    told = command.lines(out)
    assert status == 2 and "No such file" in err
    assert "error" in told[0] and told[1]["differences"] == 0 and told[2]["captures"] == 1


def test_a_terminal_window_shows_a_bar_and_a_pipe_none():
    path = recording.recorded("full")[0]
    near, far = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "replay", str(path), "--runtime", "micropython"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=far, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(far)
    seen = b""
    try:
        while piece := os.read(near, 4096):
            seen += piece
    except OSError:
        pass  # its other end is closed
    os.close(near)
    assert process.wait() == 0 and b"replaying" in seen and "━".encode() in seen
