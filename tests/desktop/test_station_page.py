"""The server of the station's page: what it sends, what it takes, and that watching changes nothing."""

import json
import tempfile
import time
from pathlib import Path

import pytest

from hal.desktop.engine import desktop_engine
from sim.station import server, view
from sim.station.morning import Morning
from sim.station.pace import SPEED, SPEEDS, Pace
from sim.station.plan_file import parse
from tests.rig.command import ridegate
from tests.rig.page_client import get, hear, talk
from tests.rig.station import GATES, HEAD, answers, passenger, served

SHORT = HEAD.replace("ends = 07:40:00", "ends = 07:30:40")
TEXT = SHORT + GATES + passenger(("07:30:02", "A", answers("ACCEPTED")), ("07:30:10", "C", answers("ALREADY_INSIDE")))
PATIENCE_S = 60


def ended(pace):
    assert pace.over.wait(PATIENCE_S)
    return pace._state["ended"]


def test_watched_it_is_the_same_morning():
    with tempfile.TemporaryDirectory() as folder:
        morning = Morning(parse(TEXT), desktop_engine(), Path(folder))
        morning.open()
        while not morning.over:
            morning.step()
        digest = morning.digest()
        morning.close()
    pace = Pace(view.watch(parse(TEXT), desktop_engine()))
    pace.speed(60)
    pace.start()
    pace.play(True)
    first = ended(pace)
    pace.over.clear()
    pace.again()
    again = ended(pace)
    pace.stop()
    assert first == again == {"ok": True, "faults": [], "trace": digest}


def test_a_page_lets_it_begin_and_hears_it_all_masked():
    with served(TEXT) as (pace, port):
        while pace._state is None:
            time.sleep(0.01)
        assert pace._state["at_ms"] == 0 and not pace._state["playing"]
        with talk(port) as socket:
            assert hear(socket, "hello")["speeds"] == list(SPEEDS)
            socket.send(json.dumps({"do": "speed", "times": 60}))
            said, told = [], {"ended": None}
            while not told.get("ended"):
                said.append(socket.recv(timeout=PATIENCE_S))
                told = json.loads(said[-1])
        gates = told["gates"]
        assert gates["A"]["last"]["result"] == "ACCEPTED" and gates["A"]["last"]["account"] == "0100"
        assert gates["C"]["last"]["result"] == "ALREADY_INSIDE" and gates["C"]["refused"] == 1
        assert told["inside"] == {"count": 1, "rows": [{"account": "0100", "gate": "A", "since_s": told_s(told)}]}
        assert any(json.loads(each)["kind"] == "log" and "ALREADY_INSIDE" in each for each in said)
        assert not [each for each in said if "3104170000" in each]
        with talk(port) as late:
            assert hear(late, "log")["gate"] == "C" and hear(late, "state")["ended"]["ok"]


def told_s(told):
    return told["inside"]["rows"][0]["since_s"]


def test_our_own_fault_ends_it_with_words(capfd):
    pace = Pace(view.watch(parse(TEXT), None))
    pace.start()
    assert pace.over.wait(PATIENCE_S)
    pace.stop()
    assert "has stopped" in str(pace.failure) and "Traceback" in capfd.readouterr().err


def test_a_file_that_does_not_come_as_expected_ends_with_1(tmp_path):
    """Standard input is no terminal here, so the command ends with the morning."""
    path = tmp_path / "short.toml"
    path.write_text(HEAD.replace("ends = 07:40:00", "ends = 07:30:10") + GATES + "[expect]\npassed = 1\n", "utf-8")
    status, out, err = ridegate("run", "--station", path, "--no-open")
    assert (status, err) == (1, "") and "NOT AS EXPECTED: expected passed 1, it is 0" in out


def test_what_was_not_heard_is_not_known():
    with tempfile.TemporaryDirectory() as folder:
        morning = Morning(parse(TEXT), desktop_engine(), Path(folder))
        told = view.state(morning)
        assert told["service"]["state"] is None and told["gates"]["A"]["last"] is None
        for each in ("power", "zh", "lamp", "released", "arms", "emergency", "faults", "ready", "lane", "passed"):
            assert told["gates"]["A"][each] is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '"play"', '{"do": "play"}', '{"do": "play", "on": 1}', '{"do": "speed", "times": 2}'),
        *('{"do": "speed", "times": true}', '{"do": "again", "x": 1}', '{"do": "stop"}', " " * 300, "[" * 199),
        *('{"do": "speed", "times": 1.0}', '{"do": ["play"], "on": true}'),
    ],
)
def test_what_is_no_command_changes_nothing(text):
    pace = Pace(view.watch(parse(TEXT), desktop_engine()))
    with pytest.raises(ValueError):
        server.command(pace, text)
    assert (pace._playing, pace._speed, pace._again) == (False, SPEED, False)


def test_only_its_own_files_are_served():
    with served(TEXT) as (_, port):
        assert get(port, "/")[0] == 200 and get(port, "/station.js")[0] == 200 and get(port, "/page.css")[0] == 200
        assert get(port, "/page.js")[0] == 404 and get(port, "/morning.toml")[0] == 404
        assert get(port, "/", host="evil.test")[0] == 421
