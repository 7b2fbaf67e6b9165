"""An ESP32-S3 asks the computer of its station: a real broker, a real `ridegate station`, a real test service.

The boards are paced, so nothing here asserts the computer's time: how long a passenger waits is the board's own.

Length: broker, computer and forger stand beside what they have to bring about.
"""

import contextlib
import json
import select
import socket
import subprocess
import sys
import threading
import time

import pytest

from boards.format import asking, config, network
from boards.state import CONFIG, SERVICE
from hal.eligibility import station
from hal.micropython.mqtt import Mqtt
from sim.device import flash
from sim.device.device import Device
from sim.emulator.image import extract
from sim.emulator.network import Network
from sim.gate.board_lines import LineReader
from sim.output.trouble import Trouble
from sim.service import registry
from sim.station import questions
from terminal import codes, sm3
from terminal.eligibility import ALLOW
from tests.board.firmware import MODULE_BOOT_S, PACED_S, RECORD_KEY, state_files
from tests.rig.command import AT_S, RUN_MAX_S, pki, ridegate
from tests.rig.eligibility_service import service
from tests.rig.mosquitto import Mosquitto, require

SSID, PASSWORD, KEY = b"station 301", b"a password of 22 signs", bytes(range(100, 132))
USER, SECRET = b"gate of line 2", b"sesame, said the broker"
BROKER = ("10.3.1.2", 1883)
STATION = ("2", "3")  # line and station of the configuration in state_files
ALLOWED, DENIED, UNLISTED = 0, 1, 2  # test passengers
DEADLINE_MS = 1000  # of what is to be answered in time, however slow the computer is
PROMPT_S = 3.5  # behind a passenger
TRIES_MAX = 10
AT_ONCE_MS = 60  # a turn or two, and the record of a ride in its flash
LONG, BYTE_MS = 300, 1 / 11.52  # of a code on the scanner's line
RESULT, TAKEN_US = 3, 12  # places in the line of a decision
QUESTION_BYTES = 64  # a question is longer, a ping and what acknowledges shorter
FOLDERS = ("state", "counters")
FORGES_S = 0.005  # how often the forger looks for a question; the service that it is to forestall takes seconds


def account(user):
    return bytes.fromhex(pki().user(user).account)


def that_asks(**changes):
    """The files of a terminal that asks the computer of its station."""
    values = {"service": "station", "snapshot": "none", "unknown": "staffed", "deadline_ms": DEADLINE_MS, **changes}
    setup = config.parse(state_files("gm65")[f"state/{CONFIG}"])
    own = network.Network(bytes(map(int, BROKER[0].split("."))), BROKER[1], KEY, (SSID, PASSWORD, USER, SECRET))
    return {
        f"state/{CONFIG}": config.encode(setup._replace(asking=asking.Asking(**values))),
        f"state/{network.FILE}": network.encode(own, sm3.digest),
    }


class Computer:
    """Broker, station computer and test service. said: how the questions ended, as the computer reports it."""

    def __init__(self, folder, stack):
        self.broker = Mosquitto(folder / "broker").start()
        stack.callback(self.broker.kill)
        self.registry, url = stack.enter_context(service(slow_ms=3 * DEADLINE_MS))
        self.registry.set_status(account(ALLOWED), "allow")
        self.registry.set_status(account(DENIED), "deny")
        key = folder / "station.key"
        key.write_bytes(KEY)
        command = [sys.executable, "-m", "sim", "station", "--broker", self.broker.url, "--key", key, "--json"]
        command += ["--service", url, "--line", STATION[0], "--station", STATION[1]]
        command += ["--deadline-ms", str(DEADLINE_MS)]  # as the gate: a slow computer is no subject here
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._said = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        stack.callback(self.end)
        self.connected()

    def _read(self):
        self._said.extend(map(json.loads, self._process.stdout))

    def connected(self):
        """Wait until it is, in this moment."""
        limit = time.monotonic() + RUN_MAX_S
        while not [line["connected"] for line in [{"connected": False}, *self._said] if "connected" in line][-1]:
            assert time.monotonic() < limit, self._said
            time.sleep(0.01)

    def end(self):
        """End the station computer; how its questions ended."""
        self._process.terminate()
        self._reader.join(RUN_MAX_S)
        self._process.wait(RUN_MAX_S)
        return [line["question"] for line in self._said if "question" in line]


@pytest.fixture
def computer(tmp_path):
    require()
    with contextlib.ExitStack() as stack:
        yield Computer(tmp_path, stack)


@pytest.fixture
def gate(board):
    """gate(port, ...): a terminal that asks at a broker, on and connected by default, with its lines."""
    readers = []

    def make(port, *changes, files=(), connected=True, **asked):
        around = Network(SSID.decode(), PASSWORD.decode(), {BROKER: port})
        around.join_ms = 50
        made = board(
            *changes, name="esp32s3", paced=True, erase_ms=1, network=around, more={**that_asks(**asked), **dict(files)}
        )
        lines = Lines(made)
        readers.append(lines)
        made.power_on()
        if connected:
            lines.until("broker is connected")
        return made, lines

    yield make
    for each in readers:
        each.close()


class Lines:
    """What a board says on its serial."""

    def __init__(self, board):
        self._reader = LineReader(board.port)
        self.all = []
        self.opened = False  # the last passenger was let in
        self.close = self._reader.close

    def until(self, words, since=0):
        """Wait for a line with these words; where the next one stands."""
        limit = time.monotonic() + RUN_MAX_S
        while time.monotonic() < limit:
            for at in range(since, len(self.all)):
                if words in self.all[at]:
                    return at + 1
            self.all += self._reader.lines()
            time.sleep(0.01)
        raise AssertionError(self.all)

    def decisions(self):
        """Those so far, as their lines have them."""
        self.all += self._reader.lines()
        return [line.split("\t") for line in self.all if line.startswith("@\tdecision\t")]


def passes(terminal, user, lines):
    """(whether this passenger is let in, the result, milliseconds of the board from the code's last byte to it).

    To the relay where it opens, to the decision where it does not. Each code is another one.
    """
    if lines.opened:
        terminal.run(PROMPT_S)
    before, mark, lines.opened = len(lines.decisions()), terminal.events.mark(), False
    terminal.show_fresh(user, AT_S + len(terminal.codes))
    limit = time.monotonic() + RUN_MAX_S
    while len(lines.decisions()) == before:
        assert time.monotonic() < limit, lines.all
        time.sleep(0.005)
    terminal.hide()
    row = lines.decisions()[before]
    if int(row[RESULT]):
        return False, int(row[RESULT]), int(row[TAKEN_US]) / 1000
    relay = terminal.wait_for(lambda it: it.kind == "relay" and it.level, since=mark)
    *_, read = [
        it for it in terminal.events.since(mark, "uart")
        if it.data["direction"] == "in" and len(it.data["data"]) > LONG and it.t_us < relay.t_us
    ]  # fmt: skip
    terminal.goes_through()
    lines.opened = True
    return True, 0, (relay.t_us - read.t_us) / 1000 - len(read.data["data"]) * BYTE_MS


def opening(terminal, lines, *users):
    """(let in, result) for each of these."""
    return [passes(terminal, user, lines)[:2] for user in users]


def tries(terminal, lines, user, wanted):
    """How many it took until this was the end of one: a board does not wait for an answer that a busy computer keeps
    back. 0: of a few, none ended so."""
    for count in range(1, TRIES_MAX + 1):
        (found,) = opening(terminal, lines, user)
        if found == wanted:
            return count
        assert found == (False, codes.ELIGIBILITY_UNKNOWN)
    return 0


def opens_in_the_end(terminal, lines):
    """Whether one of a few is let in."""
    return tries(terminal, lines, ALLOWED, (True, codes.ACCEPTED)) > 0


def flash_files(terminal, folder):
    """The files on the flash now, by path."""
    terminal.flash.copy_to(folder / "copy.bin")
    found = {name: extract("esp32s3", folder / "copy.bin", name) for name in FOLDERS}
    return {f"{name}/{path}": data for name, files in found.items() for path, data in files.items()}


def shown_nowhere(*texts):
    """No secret is in any of these, as it is or in digits."""
    for secret in (SSID, PASSWORD, KEY, USER, SECRET):
        for text in texts:
            data = text if isinstance(text, bytes) else str(text).encode()
            assert secret not in data and secret.hex().encode() not in data and repr(secret)[2:-1].encode() not in data


class Forger:
    """A client of the same broker without the station's key. It answers ALLOW to each question: sealed with another
    key, and with the last sealed answer that allowed. heard: what it did."""

    def __init__(self, port):
        asks, hears = (station.topic(*map(int, STATION), what) for what in (station.QUESTION, station.ANSWER))
        self.link = Mqtt(socket, select, "127.0.0.1", port, b"forger", hears, asks)
        self.ear = Mqtt(socket, select, "127.0.0.1", port, b"forger too", b"nothing", hears)
        self.heard = []
        self._allowed = None
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        wrong = questions.sealing(bytes(32))
        while not self._ends.wait(FORGES_S):
            now_ms = int(time.monotonic() * 1000)
            question, answer = self.link.poll(now_ms), self.ear.poll(now_ms)
            if answer is not None and answer[3] == ALLOW and station.parse_answer(questions.sealing(KEY), answer):
                self._allowed = answer
            if question is not None:
                number, subject = int.from_bytes(question[4:8], "big"), question[8:18]
                for made in (station.answer(wrong, number, subject, ALLOW, b"forged"), self._allowed):
                    if made is not None:
                        self.link.publish(made)
                self.heard.append("replayed" if self._allowed else "forged")

    def up(self):
        return self.link.up() and self.ear.up()

    def close(self):
        self._ends.set()
        self._thread.join()
        self.link.close()
        self.ear.close()


def test_the_service_answers_and_what_is_no_answer_does_not(gate, computer, tmp_path):
    terminal, lines = gate(computer.broker.port)
    allowed = tries(terminal, lines, ALLOWED, (True, codes.ACCEPTED))
    denied = tries(terminal, lines, DENIED, (False, codes.NOT_ELIGIBLE))
    assert allowed and denied
    assert opening(terminal, lines, UNLISTED) == [(False, codes.ELIGIBILITY_UNKNOWN)]
    for status in (registry.DOWN, registry.LYING, registry.MALFORMED):
        computer.registry.status = status
        assert opening(terminal, lines, ALLOWED) == [(False, codes.ELIGIBILITY_UNKNOWN)], status
    computer.registry.status = None
    terminal.run(1)
    terminal.cut_power()
    files = flash_files(terminal, tmp_path)
    found = journal(files, tmp_path)
    (ride,) = [each for each in found if each["kind"] == "ride"]
    assert ride["eligibility"] == "allow" and ride["account"].endswith("0000") and len(ride["answer_id"]) == 16
    said = computer.end()
    assert 1 <= said.count("allow") <= allowed and 1 <= said.count("deny") <= denied and said.count("unknown") >= 4
    shown_nowhere(*lines.all, terminal.events.since(0), said, found)
    holds = {path for path, data in files.items() if any(each in data for each in (SSID, PASSWORD, KEY, USER, SECRET))}
    assert holds == {f"state/{network.FILE}"}


# What a connection says whose broker was killed: before or behind what it had read.
KILLED = ("the broker has ended the connection", "ECONNRESET", "EPIPE", "the broker is not there")

SEALED = ("hal/eligibility/station.py", "return body if seal(body) == data[-_MAC:] else None", "return body")
NUMBERED = ("hal/eligibility/station.py", "found[0] != self._number", "False")


@pytest.mark.parametrize("plant", [(), (SEALED,), (NUMBERED,)], ids=["good", "no seal", "no number"])
def test_a_forged_answer_opens_nothing(gate, computer, plant):
    """With the plants, it does: so it was one."""
    terminal, lines = gate(computer.broker.port, *plant)
    forger = Forger(computer.broker.port)
    assert terminal.run_until(forger.up, PACED_S)
    assert opens_in_the_end(terminal, lines)
    computer.registry.status = registry.SLOW
    unknown = [(False, codes.ELIGIBILITY_UNKNOWN)]
    wanted = [(True, codes.ACCEPTED)] if plant else unknown
    for _ in range(TRIES_MAX):  # the board does not wait for a forger whom a busy computer keeps waiting
        forger.heard.clear()
        found = opening(terminal, lines, ALLOWED)
        in_time = "replayed" in forger.heard
        assert found in (wanted, unknown)
        if in_time and found == wanted:
            break
    forger.close()
    assert in_time and found == wanted


def test_out_of_reach_is_unknown_at_once_and_found_again(gate, computer):
    terminal, lines = gate(computer.broker.port)
    computer.registry.status = registry.SLOW
    at = len(lines.all)
    kill_behind_a_question(terminal, computer)
    broken = passes(terminal, DENIED, lines)
    assert broken[:2] == (False, codes.ELIGIBILITY_UNKNOWN) and broken[2] < DEADLINE_MS
    computer.registry.status = None
    at = lines.until("eligibility: ", at)
    assert any(words in lines.all[at - 1] for words in KILLED), lines.all
    assert_at_once(passes(terminal, ALLOWED, lines))
    computer.broker.start()
    at = lines.until("broker is connected", at)
    terminal.network.fault("away")
    at = lines.until("WLAN is out of reach", at)
    assert_at_once(passes(terminal, ALLOWED, lines))
    terminal.network.fault("away", False)
    at = lines.until("broker is connected", at)
    terminal.network.cut()
    at = lines.until("broker is connected", lines.until("eligibility: ", at))
    computer.connected()
    assert opens_in_the_end(terminal, lines)


def kill_behind_a_question(terminal, computer):
    """Have the broker killed when the next question has left the board, whose time stands still meanwhile."""

    def happened(event):
        if event.kind == "network" and event.what == "sent" and event.length > QUESTION_BYTES:
            computer.broker.kill()
            end()

    end = terminal.events.listen(happened)


def assert_at_once(passage):
    opened, result, waited_ms = passage
    assert (opened, result) == (False, codes.ELIGIBILITY_UNKNOWN) and waited_ms < AT_ONCE_MS


def test_a_service_that_hangs_holds_up_until_the_deadline(gate, computer):
    """In the board's time, in which signatures cost nothing: docs/performance.md has what they add."""
    terminal, lines = gate(computer.broker.port, unknown="open", deadline_ms=150)
    computer.registry.status = registry.SLOW
    opened, result, waited_ms = passes(terminal, DENIED, lines)
    assert (opened, result) == (True, codes.ACCEPTED) and waited_ms < 150 + AT_ONCE_MS
    for _ in range(TRIES_MAX):
        terminal.run(PROMPT_S)
        lines.opened = False
        terminal.network.fault("silent")  # the connection still seems to hold, and no answer comes
        opened, result, waited_ms = passes(terminal, UNLISTED, lines)
        assert (opened, result) == (True, codes.ACCEPTED) and waited_ms < 150 + AT_ONCE_MS
        if waited_ms >= 150:
            return
        at = len(lines.all)  # the board had given up on a broker that a busy computer kept from answering: once more
        terminal.network.fault("silent", False)
        terminal.network.cut()
        lines.until("broker is connected", at)
    raise AssertionError("a connection that seems to hold is asked nothing")


def test_the_network_configuration_is_installed_and_told_to_no_one(board, tmp_path):
    terminal = board(on=True, name="esp32s3", paced=True, erase_ms=1)
    terminal.wait_for("flash", PACED_S)  # it starts
    device = Device(str(terminal.port))
    data = that_asks()[f"state/{network.FILE}"]
    with device.serviced():
        with pytest.raises(Trouble, match="damaged, or none") as caught:
            flash.install(device, "", "network", data[:-1])
        assert flash.install(device, "", "network", data) == {"ok": True}
        report = device.call("selftest()")
    files = flash_files(terminal, tmp_path)
    assert files[f"state/{network.FILE}"] == data
    assert "state/network.new" not in files
    shown_nowhere(json.dumps(report), str(caught.value), str(device.log))


def test_the_self_test_says_what_is_wrong_with_it_and_shows_none_of_it(board):
    path = f"state/{network.FILE}"
    terminal = board(on=True, name="esp32s3", paced=True, erase_ms=1, more={**that_asks(), f"state/{SERVICE}": b""})
    terminal.wait_for("prompt", PACED_S)
    terminal.run(MODULE_BOOT_S)
    device = Device(str(terminal.port))
    reports = [device.call("selftest()")]
    for script in (f"open('/{path}', 'wb').write(b'damaged')", f"__import__('os').remove('/{path}')"):
        device.execute(script)
        reports.append(device.call("selftest()"))
    found = [check for report in reports for check in report["checks"] if check["name"] == "network"]
    assert [check["ok"] for check in found] == [True, False, False]
    assert "damaged, or none" in found[1]["detail"] and "no network configuration is here" in found[2]["detail"]
    shown_nowhere(json.dumps(reports))


def lacks(name):
    return {path: data for path, data in that_asks().items() if not path.endswith(name)}


@pytest.mark.parametrize(
    ("name", "files", "words"),
    [
        ("pico2", lambda: that_asks(), "eligibility.service: this board has no network"),
        ("esp32s3", lambda: lacks(network.FILE), "eligibility.service: no network configuration is here"),
        ("esp32s3", lambda: {**that_asks(), f"state/{network.FILE}": b"damaged"}, "network: damaged, or none"),
        ("esp32s3", lambda: that_asks(snapshot="installed"), "eligibility: no memory for a snapshot beside a"),
    ],
)
def test_what_cannot_be_asked_keeps_the_terminal_out_of_service(board, name, files, words):
    terminal = board(name=name, more=files())
    reader = LineReader(terminal.port)
    terminal.power_on()
    terminal.run(5)
    found = reader.lines()
    reader.close()
    assert any(f"out of service: {words}" in line for line in found), found
    shown_nowhere(*found)


def journal(files, folder):
    """The records in these files of a flash."""
    key, pulled = folder / "record.key", folder / "pulled"
    key.write_bytes(RECORD_KEY)
    pulled.mkdir()
    for name, data in files.items():
        if name.startswith("state/journal/"):
            (pulled / name.removeprefix("state/journal/")).write_bytes(data)
    status, output, error = ridegate("journal", "show", "--key", key, "--json", pulled)
    assert (status, error) == (0, ""), error
    return [json.loads(line) for line in output.splitlines()]
