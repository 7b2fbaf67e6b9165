"""A board that asks a snapshot: by its configuration, through installation, at a lane that is switched."""

import json

import pytest

from boards import trust_counter
from boards.format import asking, config
from boards.state import CONFIG, SNAPSHOT, SNAPSHOT_SEQUENCE
from sim.device.device import Device
from sim.gate.board_lines import LineReader
from sim.output.trouble import Trouble
from terminal import codes, sm3
from tests.board.firmware import state_files
from tests.rig.command import AT_S, folder, pki, ridegate, write

BOOT_MAX_S = 20
PROMPT_S = 3.5
ALLOWED, DENIED, UNLISTED = 0, 1, 2  # test passengers
MODULES = {"terminal.lane", "terminal.eligibility", "terminal.snapshot", "hal.eligibility.snapshot"}
MODULES |= {"boards.lane_watch"}
DROPPED = {"boards.lane", "boards.lane_switch", "boards.snapshot_store", "boards.format.asking"}
LOADED = (
    "boards/start.py",
    '        self.log.event("start", build.version',
    '        self.log.line("loaded " + " ".join(sys.modules))\n        self.log.event("start", build.version',
)


def that_asks(**changes):
    """The file of a configuration that asks for a snapshot, by its path."""
    name = f"state/{CONFIG}"
    values = {"service": "none", "snapshot": "installed", "unknown": "staffed", "deadline_ms": 150, **changes}
    setup = config.parse(state_files("gm65")[name])
    return {name: config.encode(setup._replace(asking=asking.Asking(**values)))}


def snapshot(sequence, denied=(DENIED,), allowed=(ALLOWED,), expires="2099-01-01T00:00:00Z"):
    """A signed snapshot of these passengers."""
    text = f"sequence = {sequence}\nissued = 2020-01-01T00:00:00Z\neffective_from = 2020-01-02T00:00:00Z\n"
    text += f"expires = {expires}\n"
    for kind, users in (("denied", denied), ("allowed", allowed)):
        for user in users:
            text += f'[[{kind}_account]]\naccount = "{pki().user(user).account}"\n'
    source = write(f"board-{sequence}.toml", text.encode())
    out = folder() / f"board-{sequence}.bin"
    key = folder() / "operator.key"
    status, _, error = ridegate("snapshot", "compile", source, "--operator-key", key, "--out", out)
    assert (status, error) == (0, "")
    return out


def installed(sequence, path):
    """The files of a terminal with this snapshot and no other."""
    data = path.read_bytes()
    counter = trust_counter.Counter(sequence, 0, 0, sm3.digest(data[:512]), bytes(32))
    return {
        f"state/{SNAPSHOT}": data,
        f"state/{SNAPSHOT_SEQUENCE}": trust_counter.encode(counter, sm3.digest),
    }


@pytest.fixture
def lane(board):
    """lane(files, *changes, ...): a terminal that asks, on, and its lines so far."""
    readers = []

    def make(files, *changes, **asked):
        made = board(LOADED, *changes, more={**that_asks(**asked), **files}, dozes=True)
        reader = LineReader(made.port)
        readers.append(reader)
        made.power_on()
        return made, reader

    yield make
    for each in readers:
        each.close()


def answers(terminal, seconds=0):
    """Whether those who are allowed, denied and not listed are let in."""
    found = []
    for user in (ALLOWED, DENIED, UNLISTED):
        found.append(terminal.opens(user, timeout_s=BOOT_MAX_S, at_s=AT_S + seconds))
        if found[-1]:
            terminal.goes_through()
        terminal.run(PROMPT_S)
    return found


def told(lines, result):
    """How often a decision had this result, in lines for programs."""
    return len([line for line in lines if line.startswith("@\tdecision\t") and f"\t{result}\t" in line])


@pytest.mark.parametrize(
    ("unknown", "unlisted", "result"),
    [
        ("staffed", False, codes.ELIGIBILITY_UNKNOWN),
        ("open", True, codes.ACCEPTED),
        ("shut", False, codes.ELIGIBILITY_UNKNOWN),
    ],
)
def test_the_snapshot_answers_and_the_lane_for_those_it_does_not_know(lane, unknown, unlisted, result):
    terminal, reader = lane(installed(3, snapshot(3)), unknown=unknown)
    assert answers(terminal) == [True, False, unlisted]
    lines = reader.lines()
    assert any("eligibility: snapshot 3, in force" in line for line in lines)
    (loaded,) = [set(line.split("loaded ")[1].split()) for line in lines if "loaded " in line]
    assert loaded >= MODULES and not loaded & DROPPED
    assert told(lines, codes.NOT_ELIGIBLE) == 1, lines
    assert told(lines, result) >= 1


def damaged(sequence):
    """A snapshot whose pages of accounts are not as they were signed."""
    files = installed(sequence, snapshot(sequence))
    data = bytearray(files[f"state/{SNAPSHOT}"])
    for at in range(512, len(data), 512):
        data[at + 3] ^= 1
    return {**files, f"state/{SNAPSHOT}": bytes(data)}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (lambda: {}, "there is no snapshot"),
        (lambda: {**installed(4, snapshot(4)), **installed(3, snapshot(3)), **only(4)}, "never installed here"),
        (lambda: {**installed(3, snapshot(3)), f"state/{SNAPSHOT_SEQUENCE}": b"damaged"}, "snapshot.n: missing or"),
        (lambda: installed(5, snapshot(5, expires="2020-01-03T00:00:00Z")), "snapshot 5, not in force"),
        (lambda: damaged(3), "is damaged"),
    ],
    ids=["none", "another", "counter", "expired", "damaged"],
)
def test_a_snapshot_that_does_not_count_makes_no_one_known_and_no_one_denied(lane, files, words):
    terminal, reader = lane(files())
    assert answers(terminal) == [False, False, False]
    terminal.run(1)
    lines = reader.lines()
    assert any(words in line for line in lines), lines
    assert told(lines, codes.ELIGIBILITY_UNKNOWN) == 3 and not told(lines, codes.NOT_ELIGIBLE), lines


def only(sequence):
    """The file of the snapshot itself, of that sequence, above the counter of another."""
    return {f"state/{SNAPSHOT}": snapshot(sequence).read_bytes()}


NOT_BESIDE = (
    "boards/format/asking.py",
    '    most = getattr(limits, "ASKING_HISTORY_MAX", 0)\n',
    "    most = 255\n",
)


def test_a_configuration_that_does_not_fit_keeps_the_terminal_out_of_service(lane):
    terminal, reader = lane(installed(3, snapshot(3)), NOT_BESIDE)
    terminal.run(5)
    assert any("out of service: history.capacity: 256 is more than this board's 255" in line for line in reader.lines())


def test_a_terminal_that_asks_nothing_loads_nothing_of_it(board):
    terminal = board(LOADED)
    reader = LineReader(terminal.port)
    terminal.power_on()
    assert terminal.opens(UNLISTED)
    (loaded,) = [set(line.split("loaded ")[1].split()) for line in reader.lines() if "loaded " in line]
    reader.close()
    assert not loaded & (MODULES | DROPPED)


def test_a_snapshot_is_installed_and_the_lane_switched(board, tmp_path):
    terminal = board(on=True, paced=True, erase_ms=1, more=that_asks())
    terminal.wait_for("flash", BOOT_MAX_S)
    status, output, error = install(terminal, snapshot(3))
    assert (status, error) == (0, "") and "sequence 3 is on the board, every page as signed; in force" in output
    for path, said in ((snapshot(2), "sequence 2 is below 3"), (snapshot(3, ()), "another snapshot with sequence 3")):
        status, output, error = install(terminal, path)
        assert (status, output) == (2, "") and said in error
    check = selftest(terminal)
    assert check["ok"] and "sequence 3, in force, 1 denied, 1 allowed accounts; every page" in check["detail"]
    device = Device(str(terminal.port))
    with device.serviced(), pytest.raises(Trouble, match="is none of"):
        device.call("lane('open')")
    status, output, _ = ridegate("lane", "staffed", "--port", terminal.port)
    assert status == 0 and "staffed (was system)" in output
    assert terminal.opens(ALLOWED, timeout_s=BOOT_MAX_S)
    terminal.goes_through()
    events, rides = journal(terminal, tmp_path)
    assert [event["value"] for event in events if event["event"] == "LANE_SWITCHED"] == [2]
    assert [(ride["eligibility"], ride["snapshot_sequence"]) for ride in rides] == [("allow", 3)]


def test_a_terminal_without_a_lane_says_so(board):
    terminal = board(on=True, paced=True, erase_ms=1)
    terminal.wait_for("flash", BOOT_MAX_S)
    device = Device(str(terminal.port))
    with device.serviced():
        for call, words in (
            ("lane('staffed')", "has no lane"),
            ("snapshot_room(512)", "asks no snapshot"),
        ):
            with pytest.raises(Trouble, match=words):
                device.call(call)


def install(terminal, path):
    return ridegate("snapshot", "install", path, "--operator-key", folder() / "operator.pub", "--port", terminal.port)


def selftest(terminal):
    status, output, _ = ridegate("selftest", "--port", terminal.port, "--json")
    assert status in (0, 1)
    return next(check for check in json.loads(output.splitlines()[-1])["checks"] if check["name"] == "snapshot")


def journal(terminal, tmp_path):
    """Events and rides of a terminal's journal."""
    out, key = tmp_path / "pulled", tmp_path / "key"
    key.write_bytes(bytes(range(32)))
    assert ridegate("journal", "pull", "--port", terminal.port, "--out", out)[0] == 0
    status, output, error = ridegate("journal", "show", "--key", key, "--json", out)
    assert (status, error) == (0, "")
    lines = [json.loads(line) for line in output.splitlines()]
    return [[line for line in lines if line.get("kind") == kind] for kind in ("event", "ride")]
