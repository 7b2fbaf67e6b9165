"""What the page of a network is sent: sums that were reported, what is not known, and how it ends."""

import json
import threading
import time

from sim.network import view
from sim.network.network import Network
from sim.page.page_file import PAGE_FILES
from sim.station.pace import Pace
from tests.rig.network import HEAD, LINES, parsed, served
from tests.rig.page_client import get, hear, talk

TEXT = HEAD.replace("07:31:40", "07:30:40") + LINES.replace("07:31:00", "07:30:20")
PATIENCE_S = 60


def test_a_page_lets_it_begin_and_sees_it_to_its_end():
    with served(TEXT) as (pace, port):
        while pace._state is None:
            time.sleep(0.01)
        assert pace._state["sums"] is None and pace._state["stops"] == {} and not pace._state["playing"]
        with talk(port) as socket:
            hello = hear(socket, "hello")
            assert hello["way"] == "channel" and [len(line["stops"]) for line in hello["lines"]] == [2, 1]
            socket.send(json.dumps({"do": "speed", "times": 60}))
            said, told = [], {"ended": None}
            while not told.get("ended"):
                said.append(socket.recv(timeout=PATIENCE_S))
                told = json.loads(said[-1])
    ended, sums = told["ended"], told["sums"]
    assert ended["ok"] and ended["exactly_once"] and len(ended["trace"]) == 64
    assert sums["rides"] == sums["answered"] == ended["rides"] == ended["rows"] > 3 and sums["in_flight"] == 0
    assert told["stops"]["2-01"]["lights"] in ("ii", "i?") and told["stops"]["2-01"]["lists"] == [[1, 2]]
    assert told["answers"] == {"ACCEPTED": ended["rides"]} and told["sink"] == {"up": True, "starts": 1, "early": 0}
    assert not [each for each in said if "3104170000" in each]


def test_what_was_not_heard_is_not_known(tmp_path):
    network = Network(parsed(TEXT), tmp_path)
    assert view.state(network)["sums"] is None and view.state(network)["stops"] == {}
    part = network._parts[0]._part
    network.views = {"1-01": part._view(part._stations["1-01"])}  # nothing was switched on
    stop = view.state(network)["stops"]["1-01"]
    assert stop["lights"] == "??" and stop["lists"] == [[None, 2]] and stop["lag_ms"] is None
    network.close()


def test_a_gate_without_power_is_dark_and_its_list_not_known(tmp_path):
    text = TEXT + '[[change]]\nat = 07:30:05\npower = false\ngate = "1-01-X1"\n'
    network = Network(parsed(text), tmp_path)
    network.open()
    while network.now_ms < 8000:
        network.step()
    stop = view.state(network)["stops"]["1-01"]
    assert stop["lights"][1] == "x" and [None, 1] in stop["lists"]
    network.close()


class Unanswered:
    """A simulation of which something is on its way for ever."""

    length_ms, over = 1000, False

    def __init__(self):
        self.now_ms, self.late = 0, threading.Event()

    def open(self):
        pass

    close = open

    def step(self):
        self.now_ms += 500
        if self.now_ms > 3 * self.length_ms:
            self.late.set()

    def state(self):
        return {"kind": "state", "at_ms": self.now_ms}


def test_what_is_still_on_its_way_holds_no_one_up(tmp_path):
    """Ctrl-C took a minute where a broker was out of reach at the end, and pages were told nothing meanwhile."""
    played, told = Unanswered(), []
    pace = Pace(lambda folder, tell: played)
    pace.listen(told.append)
    pace.start()
    pace.play(True)
    assert played.late.wait(PATIENCE_S)
    while told[-1].get("at_ms", 0) <= played.length_ms:
        time.sleep(0.01)
    pace.stop()
    assert pace.failure is None
    network = Network(parsed(TEXT), tmp_path)
    network.now_ms = network.plan.length_ms
    network.step = None  # to look whether it is over is no step
    assert view.Watched(network, lambda told: None).over is False
    network.close()


def test_only_its_own_files_are_served():
    with served(TEXT) as (_, port):
        for name in ("", "network.js", "network.css", "station.css", "chart.js", "paced.js", "page.css"):
            assert get(port, f"/{name}")[0] == 200
        for name in ("station.js", "page.js", "network.toml", "station.html"):
            assert name not in PAGE_FILES or name == "page.js"
            assert get(port, f"/{name}")[0] == 404
