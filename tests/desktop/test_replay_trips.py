"""Recordings of gates with step 23: the trips at their start, taps that change nothing, and what a replay compares."""

import contextlib
import json

import pytest
from mcap.reader import make_reader

from sim.capture import from_mcap, memory, message, source
from sim.capture.capture import Hostile
from sim.capture.replay import Task, play
from terminal import codes, trip
from tests.builder import recording
from tests.builder.code_builder import NOW_S
from tests.rig.command import accounts


def ridden(path, level="full", mode="on_off", kept="enforce"):
    """A day: on, the same tap again, off, a passenger who stays inside over a power cut, one who does not walk."""
    gate = recording.Recorded(path, level, mode=mode, trip=kept)
    with contextlib.closing(gate):
        gate.ride(gate.good(0))
        gate.wait(3000)
        gate.show(gate.good(0))  # within ten seconds: the same tap
        gate.wait(12_000)
        gate.ride(gate.good(0))
        gate.ride(gate.good(1))
        gate.storage.switch("failing")
        gate.show(gate.good(2))
        gate.storage.switch("sound")
        gate.wait(2000)
        gate.show(gate.good(3))
        gate.storage.switch("failing")
        gate.walk()  # its outcome is written later
        gate.storage.switch("sound")
        gate.wait(7000)
        gate.power_on()
        gate.wait(12_000)
        gate.ride(gate.good(1))
        gate.ride(gate.good(2))
        gate.ride(gate.good(3))
    return gate


def loaded(path):
    capture, _ = source.load(path)
    return capture


def trips(played):
    return [one.row[8] for one in played.answers]


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    path = tmp_path_factory.mktemp("trips") / "day.mcap"
    return path, ridden(path).answers


def test_every_trip_comes_again_on_both_runtimes(day):
    path, answers = day
    played = play(loaded(path), Task())
    assert played.differences == [] and [one.row[0] for one in played.answers] == answers
    out = trip.EXIT_SIDE
    assert trips(played)[:3] == [trip.ENTRY_ONLY, out + trip.PAIRED, trip.ENTRY_ONLY]
    assert out + trip.PAIRED in trips(played)[4:]  # of passenger 1, who was inside over the power cut
    assert play(loaded(path), Task(runtime="micropython")).trace_hash == played.trace_hash


@pytest.mark.parametrize("mode", ["entry", "exit"])
@pytest.mark.parametrize("kept", ["mark", "enforce"])
def test_modes_and_refusals_of_trips_come_again(tmp_path, mode, kept):
    path = tmp_path / "day.mcap"
    answers = ridden(path, mode=mode, kept=kept).answers
    played = play(loaded(path), Task())
    assert played.differences == [] and [one.row[0] for one in played.answers] == answers
    assert (codes.ALREADY_INSIDE in answers) == ((mode, kept) == ("entry", "enforce"))


def test_a_masked_recording_of_trips_names_no_one_and_plays(tmp_path):
    path = tmp_path / "day.mcap"
    answers = ridden(path, "masked").answers
    data = path.read_bytes()
    for account in accounts():
        assert account.encode() not in data and bytes.fromhex(account + "f" * (len(account) % 2)) not in data
    with open(path, "rb") as file:
        said = [(channel.topic, one.data) for _, channel, one in make_reader(file).iter_messages()]
    setups = [json.loads(data) for topic, data in said if topic == "/setup"]
    assert len(setups) == 2 and not any("trips" in one for one in setups)
    played = play(loaded(path), Task())
    assert played.differences == [] and [one.row[0] for one in played.answers] == answers


def test_a_trip_that_differs_is_a_difference_of_its_own(day):
    capture = loaded(day[0])
    start = [step for step in capture.script if step[0] == "start"][1]
    start[1]["trips"]["held"] = []  # passenger 1 was never inside
    found = play(capture, Task()).differences
    assert [one.field for one in found] == ["trip"]
    assert found[0].recorded.row[8] == trip.EXIT_SIDE + trip.PAIRED


def test_the_same_tap_is_judged_again_where_its_code_is_on_record(day):
    capture = loaded(day[0])
    for step in capture.script:
        if step[0] == "turn":
            assert step[4].pop("same_tap", True)
    assert play(capture, Task()).differences == []


HELD = [["00" * 10, 1, 1, 1, 5, 7]]
GOOD = {"rules": ["entry", True, 14400, 10], "capacity": 256, "known_from_s": None, "held": HELD}


@pytest.mark.parametrize(
    "changed",
    [
        {"rules": ["flat", True, 14400, 10]},
        {"rules": ["entry", 1, 14400, 10]},
        {"rules": ["entry", True, 599, 10]},
        {"rules": ["entry", True, 14400, 121]},
        {"rules": ["entry", True, 14400]},
        {"rules": [["entry"], True, 14400, 10]},
        {"capacity": 255},
        {"capacity": 200_001},
        {"known_from_s": -1},
        {"held": [["00" * 9, 1, 1, 1, 5, 7]]},
        {"held": [["00" * 10, 0, 1, 1, 5, 7]]},
        {"held": [["00" * 10, 3, 1, 1, 5, 7]]},
        {"held": [["00" * 10, 1, 65_536, 1, 5, 7]]},
        {"held": [["00" * 10, 1, 1, 1, 5]]},
        {"held": [["00" * 10, 1, 1, 1, 5, 7]] * 257},
    ],
    ids=str,
)
def test_hostile_trips_are_refused_by_name(changed):
    assert message.trips(GOOD) == GOOD
    with pytest.raises((Hostile, ValueError)):
        message.trips(GOOD | changed)


def test_a_recording_with_hostile_trips_is_refused_whole(day, tmp_path):
    data = day[0].read_bytes().replace(b'"capacity":200000', b'"capacity":200001')
    changed = tmp_path / "changed.mcap"
    changed.write_bytes(data)
    with open(changed, "rb") as file, pytest.raises((Hostile, ValueError)):
        from_mcap.read("changed", file)


@pytest.mark.parametrize(("known_s", "kept_s"), [(None, None), (0, NOW_S), (NOW_S + 1, NOW_S + 1)])
def test_what_is_known_of_a_full_memory_is_recorded(known_s, kept_s):
    full = trip.Trips(trip.rules("exit"), 256)
    full.forget(known_s)
    for number in range(257):
        full.passage(number.to_bytes(10, "big"), trip.INSIDE, (3, 4), NOW_S, number, NOW_S)
    assert full.missed == 1
    assert memory.trips(full)["known_from_s"] == kept_s
