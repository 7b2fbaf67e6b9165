"""The question over a broker in the station: the port's contract, a real broker, and the station's command."""

import json
import select
import signal
import socket
import subprocess
import sys
import time

import pytest

from hal.eligibility import station
from hal.eligibility.station import StationEligibility
from hal.micropython.mqtt import Mqtt
from sim.service import registry
from sim.station import questions
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from tests.desktop.test_hal_eligibility import keeps
from tests.rig import eligibility_contract
from tests.rig.command import ridegate
from tests.rig.eligibility_contract import ANOTHER, PLACE, SUBJECT
from tests.rig.eligibility_service import patient, service
from tests.rig.mosquitto import Mosquitto, require

KEY = bytes(range(32))
SEAL = questions.sealing(KEY)
STATION = (1, 2)
PATIENCE_S = 20
WORDS = {ALLOW: "allow", DENY: "deny", UNKNOWN: "unknown"}


def now_ms():
    return int(time.monotonic() * 1000)


class Line:
    """A gate's port and the station computer, over a broker; both turn while a test waits."""

    def __init__(self, broker, url, key=KEY):
        self.link = gate_link(broker.port)
        self.port = StationEligibility(self.link, SEAL, 0xFFFFFFFE)  # its number goes round
        self.computer = questions.Questions(questions.link("127.0.0.1", broker.port, STATION), key, url)

    def wait(self, ms):
        """Turn so long; the gate's connection only while it is asked."""
        end = now_ms() + ms
        while now_ms() < end:
            self.computer.turn(now_ms())
            time.sleep(0.001)

    def until(self, condition):
        """Turn the station computer until that is so; the condition turns the gate's end."""
        limit = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < limit, (self.link.fault, self.computer.link.fault, self.computer.counts)
            self.computer.turn(now_ms())
            time.sleep(0.001)

    def up(self):
        self.until(lambda: self.port.poll(now_ms()) is None and self.link.up() and self.computer.link.up())
        return self

    def answer(self, subject=SUBJECT):
        """The answer to a question."""
        self.port.ask(subject, PLACE, now_ms())
        found = []

        def come():
            verdict = self.port.poll(now_ms())
            found.extend([] if verdict is None else [verdict])
            return found

        self.until(come)
        return found[0]

    def close(self):
        self.link.close()
        self.computer.close()


def gate_link(port, name=b"gate 7"):
    publishes, hears = station.topic(*STATION, station.QUESTION), station.topic(*STATION, station.ANSWER)
    return Mqtt(socket, select, "127.0.0.1", port, name, publishes, hears)


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    require()
    made = Mosquitto(tmp_path_factory.mktemp("broker")).start()
    yield made
    made.kill()


@pytest.mark.parametrize("obligation", eligibility_contract.OBLIGATIONS, ids=lambda one: one.__name__)
def test_the_port_over_a_broker(obligation, broker, monkeypatch):
    patient(monkeypatch)
    with service() as (kept, url):
        line = Line(broker, url).up()

        def knows(answer):
            kept.status = None
            kept.set_status(SUBJECT, WORDS[answer])

        def hang():
            kept.status = registry.SLOW

        obligation(
            eligibility_contract.EligibilityRig(
                line.port, knows, hang, lambda subject: keeps(line.port, subject), line.wait, None
            )
        )
        line.close()


def test_answers_have_the_service_behind_them(broker, monkeypatch):
    with service() as (kept, url):
        line = Line(broker, url).up()
        kept.set_status(SUBJECT, "allow")
        kept.set_status(ANOTHER, "deny")
        with monkeypatch.context() as patch:
            patient(patch)
            assert [line.answer(), line.answer(ANOTHER), line.answer(bytes(10))] == [ALLOW, DENY, UNKNOWN]
            assert line.computer.counts == {"allow": 1, "deny": 1, "unknown": 1}
            for status in (registry.DOWN, registry.LYING, registry.MALFORMED):
                kept.status = status
                assert line.answer() == UNKNOWN
        kept.status = registry.SLOW
        assert line.answer() == UNKNOWN
        assert not keeps(line.computer, SUBJECT) and not keeps(line.port, SUBJECT)
        line.close()


def test_a_broker_that_dies_is_found_again_and_nothing_waits(tmp_path, monkeypatch):
    require()
    patient(monkeypatch)
    own = Mosquitto(tmp_path / "own").start()
    with service() as (kept, url):
        kept.set_status(SUBJECT, "allow")
        line = Line(own, url).up()
        assert line.answer() == ALLOW
        own.kill()
        line.until(lambda: line.port.poll(now_ms()) is None and not line.link.up() and not line.computer.link.up())
        with pytest.raises(OSError, match="out of reach"):
            line.port.ask(SUBJECT, PLACE, now_ms())
        assert not keeps(line.port, SUBJECT)
        own.start()
        assert line.up().answer() == ALLOW
        line.close()
        own.kill()


def test_another_key_is_no_gate_of_this_station(broker):
    with service() as (kept, url):
        kept.set_status(SUBJECT, "allow")
        line = Line(broker, url, key=bytes(32)).up()
        line.port.ask(SUBJECT, PLACE, now_ms())
        line.until(lambda: line.computer.counts["refused"] == 1)
        assert line.port.poll(now_ms()) is None
        line.close()


def test_station_computers_share_a_broker_and_one_that_runs_twice_is_told(broker):
    def comes(link, condition):
        limit = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < limit, link.fault
            link.poll(now_ms())
            time.sleep(0.001)

    first, second, twice = (questions.link("127.0.0.1", broker.port, (2, number)) for number in (301, 302, 301))
    comes(first, first.up)
    lost = first.lost
    comes(second, second.up)
    first.poll(now_ms())
    assert (first.up(), first.lost) == (True, lost)
    news = questions.Connection(first, (2, 301))
    assert news.news(0) == (True, "")
    comes(twice, twice.up)
    comes(first, lambda: not first.up())
    up, why = news.news(questions.SHORT_MS - 1)
    assert not up and "has ended the connection; does another station computer of line 2, station 301 run?" in why
    for each in (first, second, twice):
        each.close()


class Held:
    """A link that brings what a test hands over."""

    def __init__(self):
        self.sent, self.waiting, self.holds = [], [], True

    def publish(self, payload):
        self.sent.append(payload)

    def poll(self, now_ms):
        return self.waiting.pop(0) if self.waiting else None

    def up(self):
        return self.holds

    def close(self):
        self.holds = False


def test_only_the_sealed_answer_to_this_question_about_this_subject_counts():
    link = Held()
    port = StationEligibility(link, SEAL, 5)
    good = station.answer(SEAL, 6, SUBJECT, ALLOW, b"id")
    for at in range(len(good)):
        for wrong in (good[:at], good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]):
            assert station.parse_answer(SEAL, wrong) is None
    port.ask(SUBJECT, PLACE, 0)
    link.waiting = [
        good[:-1],
        good + b"\0",
        station.answer(questions.sealing(bytes(32)), 6, SUBJECT, ALLOW, b""),
        station.answer(SEAL, 5, SUBJECT, ALLOW, b""),
        station.answer(SEAL, 6, SUBJECT, 0, b""),
        station.answer(SEAL, 6, SUBJECT, 4, b""),
        station.answer(SEAL, 6, SUBJECT, ALLOW, bytes(17)),
        link.sent[0],
    ]
    while link.waiting:
        assert port.poll(0) is None
    link.waiting = [good, good]
    assert port.poll(0) == ALLOW and port.answer_id == b"id"
    assert port.poll(0) is None  # once
    port.ask(SUBJECT, PLACE, 0)
    link.waiting = [station.answer(SEAL, 7, ANOTHER, ALLOW, b"")]
    assert port.poll(0) == UNKNOWN  # about another subject
    port.ask(SUBJECT, PLACE, 0)
    link.holds = False
    link.sent.clear()
    assert keeps(port, SUBJECT)
    with pytest.raises(OSError, match="out of reach"):
        port.poll(0)
    assert not keeps(port, SUBJECT) and port.poll(0) is None  # it was given up
    link.holds = True
    for size, good_place in ((32, True), (33, False)):
        if good_place:
            port.ask(SUBJECT, bytes(size), 0)
            assert station.parse_question(SEAL, link.sent[-1]) == (9, SUBJECT, bytes(size))
        else:
            with pytest.raises(ValueError, match="a place of 33"):
                port.ask(SUBJECT, bytes(size), 0)


def test_the_command_answers_gates_and_says_nothing_of_whom_they_ask(broker, tmp_path):
    key = tmp_path / "station.key"
    key.write_bytes(KEY)
    with service() as (kept, url):
        kept.set_status(SUBJECT, "allow")
        command = [sys.executable, "-m", "sim", "station", "--broker", broker.url, "--service", url, "--key", key]
        command += ["--line", "1", "--station", "2", "--json"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            lines = [json.loads(process.stdout.readline())]
            while not lines[-1].get("connected"):
                lines.append(json.loads(process.stdout.readline()))
            gate = StationEligibility(gate_link(broker.port, b"gate 8"), SEAL, 0)
            limit = time.monotonic() + PATIENCE_S
            while not gate.link.up():
                assert time.monotonic() < limit, gate.link.fault
                gate.poll(now_ms())
            verdict = UNKNOWN
            while verdict in (None, UNKNOWN) and time.monotonic() < limit:
                if verdict == UNKNOWN:  # a slow computer is asked again
                    gate.ask(SUBJECT, PLACE, now_ms())
                verdict = gate.poll(now_ms())
                time.sleep(0.001)
            assert verdict == ALLOW
        finally:
            process.send_signal(signal.SIGINT)
            said, error = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, error) == (0, "")
    assert [json.loads(each) for each in said.splitlines() if "unknown" not in each] == [{"question": "allow"}]
    gate.link.close()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["--broker", "mqtt://broker.example"], "IPv4 address"),
        (["--broker", "mqtts://127.0.0.1"], "IPv4 address"),
        (["--broker", "mqtt://127.0.0.256"], "IPv4 address"),
        (["--broker", "mqtt://127.0.0.1:65536"], "IPv4 address"),
        (["--service", "http://example.org/"], "not on this computer"),
        (["--line", "65536"], "--line"),
        (["--deadline-ms", "49"], "choose 50 to 1000"),
        (["--deadline-ms", "1001"], "choose 50 to 1000"),
        (["--login", "nowhere"], "nowhere"),
    ],
)
def test_what_it_cannot_use_is_named(changed, words, tmp_path):
    key = tmp_path / "station.key"
    key.write_bytes(KEY)
    usual = ["--broker", "mqtt://127.0.0.1", "--service", "http://127.0.0.1:8766/", "--key", key]
    status, _, error = ridegate("station", *usual, *changed)
    assert status == 2 and words in error and error.count("\n") == 1
