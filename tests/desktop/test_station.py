"""A morning of a station: what its gates know of each other, what its computer shows, and one hash for one file."""

import json
import tempfile
from pathlib import Path
from random import Random

import pytest

from hal.desktop.engine import desktop_engine
from sim.scenario.played_file import Unplayable
from sim.station.line import GateLine, Weather
from sim.station.morning import Morning
from sim.station.plan_file import bundled, parse
from sim.station.trace import Trace
from terminal import sm2
from tests.builder import station_tape
from tests.rig.command import ridegate
from tests.rig.station import GATES, HEAD, answers, bundled_text, passenger

BEGUN_MS = 40_000  # where another seed has long made another morning


def played(text, engine=None, until_ms=None):
    """A morning at its end (closed), its trace and its faults."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        morning = Morning(parse(text), engine or desktop_engine(), Path(folder), Trace(lines.append))
        morning.open()
        try:
            while not morning.over and (until_ms is None or morning.time.now_ms() < until_ms):
                morning.step()
            return morning, lines, morning.judged(), morning.digest()
        finally:
            morning.close()


def test_the_morning_comes_as_its_file_expects_and_twice_with_one_hash():
    text = bundled_text()
    first, lines, faults, digest = played(text)
    assert faults == []
    again, _, _, same = played(text)
    assert digest == same and first.trace.digest() == again.trace.digest()
    assert len(lines) == first.trace.lines > 1000
    _, begun, _, _ = played(text.replace("seed = 7", "seed = 8"), until_ms=BEGUN_MS)
    assert begun != lines[: len(begun)] and len(begun) > 100


def test_the_tape_that_both_runtimes_play_is_of_this_morning():
    """`python -m tests.builder.station_tape` writes it anew."""
    assert station_tape.TAPE.read_text(encoding="utf-8").splitlines() == station_tape.recorded()


def test_another_engine_gives_the_same_hash():
    text = HEAD + GATES + passenger(("07:30:10", "A", answers("ACCEPTED")), ("07:31:00", "B", answers("ACCEPTED")))
    morning, _, faults, digest = played(text)
    assert faults == [] and played(text, sm2.REFERENCE)[3] == digest
    assert morning.computer.complete(morning.time.now_s()) == 1


def test_no_account_is_in_the_trace():
    morning, lines, _, _ = played(bundled_text(), until_ms=300_000)
    accounts = [morning.crowd.account(number).hex() for number in range(len(morning.plan.people))]
    text = "\n".join(lines)
    assert not [one for one in accounts if one in text or one[:-1] in text]


def test_what_a_gate_has_let_in_the_others_know():
    visits = (("07:30:10", "A", answers("ACCEPTED")), ("07:31:00", "C", answers("ALREADY_INSIDE")))
    out = (("07:32:00", "B", answers("ACCEPTED")), ("07:33:00", "C", answers("ACCEPTED")))
    assert played(HEAD + GATES + passenger(*visits, *out))[2] == []


def test_with_every_notice_lost_each_gate_is_alone_and_locks_no_one_in():
    """None is caught up, so absence is not known, and no one is refused for it."""
    text = HEAD.replace("[station]", "[notices]\nlost_percent = 100\n[station]") + GATES
    visits = (("07:30:10", "A", answers("ACCEPTED")), ("07:31:00", "C", answers("ACCEPTED")))
    morning, _, faults, _ = played(text + passenger(*visits, ("07:32:00", "B", answers("ACCEPTED"))))
    assert faults == [] and morning.computer.heard == 0 and morning.lost() > 0


def test_a_gate_that_starts_again_asks_for_what_it_missed():
    change = "".join(
        f"[[change]]\nat = {at}\ngate = 'C'\npower = {on}\n" for at, on in (("07:30:40", "false"), ("07:31:40", "true"))
    )
    visits = (("07:30:10", "A", ""), ("07:32:00", "C", answers("ALREADY_INSIDE")))
    meanwhile = passenger(("07:31:00", "A", ""), ("07:32:20", "C", answers("ALREADY_INSIDE")), name="Zhou")
    assert played(HEAD + GATES + change + passenger(*visits) + meanwhile)[2] == []
    lost = "[[change]]\nat = 07:31:39\nlost_percent = 100\n"
    assert len(played(HEAD + GATES + change + lost + passenger(*visits) + meanwhile)[2]) == 2


def test_a_staffed_lane_is_one_behind_a_power_cut():
    cut = (("07:32:00", "false"), ("07:33:00", "true"))
    change = "".join(f"[[change]]\nat = {at}\ngate = 'A'\npower = {on}\n" for at, on in cut)
    text = HEAD + GATES.replace('"A"', '"A"\nattendant = {}') + change
    text += "".join(passenger((f"07:3{at}:00", "A", ""), name=at, more='status = "deny"\n') for at in "15")
    assert played(text + "[expect]\npassed = 2\n")[2] == []


def test_an_incomplete_trip_is_listed_once_with_its_side_and_place():
    text = HEAD + GATES + passenger(("07:30:10", "A", answers("ACCEPTED")))
    text += passenger(("07:30:30", "B", answers("NO_ENTRY")), name="Zhou")
    staffed = '[[gate]]\nname = "D"\nkind = "exit"\nzh = "人工"\nen = "staff"\nattendant = {}\n'
    text += staffed + passenger(("07:31:00", "D", answers("NO_ENTRY")), name="Wu")
    early = played(text, until_ms=590_000)[0]
    at_s = early.time.now_s()
    found = [(each.missing, each.gate, each.account[-4:], each.by_staff) for each in early.computer.incomplete(at_s)]
    assert found == [("entry", "D", "0102", True)]
    assert [(each.gate, each.account[-4:]) for each in early.computer.inside(at_s)] == [("A", "0100")]
    late = early.computer.incomplete(at_s + 60)
    assert [(each.missing, each.gate) for each in late] == [("entry", "D"), ("exit", "A")]
    assert early.computer.inside(at_s + 60) == []


def test_the_computer_takes_nothing_that_its_gates_have_not_sealed():
    morning, _, _, _ = played(HEAD + GATES, until_ms=1000)
    computer, before = morning.computer, morning.computer.heard
    computer.take("A", b"")
    computer.take("A", b"RT\1\1" + bytes(62))
    computer.take("A", bytes(66))
    assert (computer.refused, computer.heard) == (3, before)


def test_the_service_is_what_the_last_question_found():
    change = "[[change]]\nat = 07:31:00\nservice = 'down'\n[[change]]\nat = 07:32:00\nservice = 'slow'\n"
    first = passenger(("07:30:10", "A", answers("ACCEPTED")))
    second = passenger(("07:31:10", "A", answers("ELIGIBILITY_UNKNOWN")), name="Zhou")
    third = passenger(("07:32:10", "A", answers("ELIGIBILITY_UNKNOWN")), name="Wu")
    text = HEAD + GATES + change + first + second + third
    states = [played(text, until_ms=ms)[0].computer.service for ms in (5_000, 30_000, 90_000, 150_000)]
    assert states == [None, "answers", "down", "late"]


def test_a_line_is_late_loses_and_forgets_what_a_dark_gate_did_not_hear():
    weather, now, up = Weather(100, 0), [0], []
    line = GateLine(weather, lambda: now[0], Random(1), up.append)
    line.open()
    line.send(b"1")
    line.answer(b"2")
    now[0] = 99
    line.carry()
    assert (up, line.take()) == ([], ())
    now[0] = 100
    line.carry()
    assert (up, line.take(), line.take()) == ([b"1"], (b"2",), ())
    line.answer(b"3")
    line.close()
    now[0] = 200
    line.carry()
    assert line.lost == 1
    line.open()
    assert line.take() == ()
    weather.lost_percent = 100
    line.send(b"4")
    assert line.lost == 2


@pytest.mark.parametrize(
    "was, becomes, words",
    [
        ('name = "A"', 'nam = "A"', "it has no 'nam'"),
        ('kind = "entry"', 'kind = "bus"', "it is one of entry, exit, sentinel"),
        ("ends = 07:40:00", "ends = 07:30:00", "has to end after it begins"),
        ("ends = 07:40:00", "ends = 23:40:00", "outside the morning"),
        ("ends = 07:40:00", "", "it needs ends"),
        ("trip_max_s = 600", "trip_max_s = 599", "600 to 86,400"),
        ("+08:00", "", "with its zone"),
        ("2026-11-30", "0001-01-01", "of the years 2021 to 2099"),
        ("2026-11-30", "2020-12-31", "of the years 2021 to 2099"),
        ("2026-11-30", "2100-01-01", "of the years 2021 to 2099"),
        ("2026-11-30", "9999-12-31", "of the years 2021 to 2099"),
        ('name = "C"', 'name = "A"', "gate 'A' is there twice"),
        ("[station]", "[service]\nanswer_ms = -1\n[station]", "0 to 1,000"),
        ("[station]", "[station", "no TOML"),
        ("gate = 'A'", "gate = 'Z'", "no such gate 'Z'; there are A, B, C"),
        ("at = 07:30:10", "at = 07:30:10.5", "a time of day"),
        ("at = 07:30:10", "at = 07:29:59", "outside the morning"),
        ("at = 07:30:10", "card = true, at = 07:30:10", "read by a sentinel alone"),
        ("at = 07:30:10", "otherwise = 'B', at = 07:30:10", "there are A, C"),
        ("at = 07:30:10", "answer = 'DENIED', at = 07:30:10", "never answers DENIED"),
        ("at = 07:30:10", "answer = 'YES', at = 07:30:10", "it is one of"),
        ("[[gate]]\n", "[[change]]\nat = 07:31:00\n[[gate]]\n", "it changes nothing"),
        ("[[gate]]\n", "[[change]]\nat = 07:31:00\nlane = 'staffed'\n[[gate]]\n", "gate goes with lane or power"),
        ("[[gate]]\n", "[[change]]\nat = 07:31:00\nservice = 'off'\n[[gate]]\n", "up, down, slow, lying"),
        ("[[gate]]\n", "[[crowd]]\nenter = []\nfrom = 07:30:00\nto = 07:31:00\npeople = 1\n[[gate]]\n", "1 to 12"),
    ],
)
def test_a_wrong_word_refuses_the_file_before_anything_runs(was, becomes, words):
    text = HEAD + GATES + passenger(("07:30:10", "A", ""))
    parse(text)
    assert was in text
    with pytest.raises(Unplayable, match=words.replace("(", r"\(")):
        parse(text.replace(was, becomes, 1))


@pytest.mark.parametrize("begins", ["2021-01-01T00:00:00+14:00", "2099-12-31T23:00:00-12:00"])
def test_a_morning_of_the_first_day_and_of_the_last_can_begin(begins):
    text = HEAD.replace("2026-11-30T07:30:00+08:00", begins).replace("07:40:00", begins[11:14] + "10:00") + GATES
    assert played(text, until_ms=1000)[2] == []


def test_a_file_that_does_not_come_as_expected_ends_with_1(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(HEAD + GATES + passenger(("07:30:10", "A", "")) + "[expect]\ninside = 0\n", encoding="utf-8")
    status, out, err = ridegate("run", "--station", path, "--terminal")
    assert (status, err) == (1, "") and "NOT AS EXPECTED: expected inside 0, it is 1" in out
    path.write_text(HEAD + GATES + passenger(("07:30:10", "A", "")) + "[expect]\ninside = 1\n", encoding="utf-8")
    status, out, _ = ridegate("run", "--station", path, "--json")
    end = json.loads(out.splitlines()[-1])
    assert status == 0 and end["ok"] and end["inside"] == 1 and len(end["trace"]) == 64


def test_bad_usage_says_what_to_do(tmp_path):
    missing = tmp_path / "none.toml"
    status, _, err = ridegate("run", "--station", missing)
    assert status == 2 and "sim/station/morning.toml" in err
    status, _, err = ridegate("run", "--station", "--mode", "entry")
    assert status == 2 and "--mode is for one gate" in err
    status, _, err = ridegate("run", "--station", "--terminal", "--port", "1")
    assert status == 2 and "for the page" in err


def test_the_morning_of_the_package_is_a_whole_one():
    plan = bundled()
    assert {each.kind for each in plan.gates} == {"entry", "exit", "sentinel"}
    assert {each.unknown for each in plan.gates} == {"open", "staffed", "shut"}
    assert 24 <= len(plan.people) <= 80 and any(each.attendant for each in plan.gates)


CROWD = """
[[crowd]]
people = 25
from = 07:30:05
to = 07:36:00
enter = ["A", "C"]
leave = ["B"]
stay_s = [20, 400]
"""


def who_passed(lines):
    """Who is inside and how many trips are complete, from what people did."""
    inside, complete = set(), 0
    for _, gate, what, *rest in (line.split("\t") for line in lines):
        if what == "person" and rest[1] == "passes":
            number = int(rest[0]) - 1
            complete += gate == "B" and number in inside
            (inside.discard if gate == "B" else inside.add)(number)
    return inside, complete


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_computer_knows_who_is_inside(seed):
    cuts = "".join(
        f"[[change]]\nat = 07:3{minute}:{second:02d}\ngate = '{gate}'\npower = {on}\n"
        for minute, gate in ((1, "A"), (3, "B"), (4, "C"))
        for second, on in ((10, "false"), (17 + 3 * seed, "true"))
    )
    text = f"seed = {seed}\n" + HEAD.replace("[station]", f"[notices]\ndelay_ms = {seed * 700}\n[station]")
    morning, lines, faults, _ = played(text + GATES + CROWD + cuts)
    now_s = morning.time.now_s()
    inside, complete = who_passed(lines)
    shown = {each.account[-4:] for each in morning.computer.inside(now_s)}
    assert faults == [] and complete > 3
    assert shown == {morning.crowd.account(number).hex()[-5:-1] for number in inside}
    assert morning.computer.complete(now_s) == complete and morning.computer.incomplete(now_s) == []
