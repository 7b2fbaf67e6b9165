"""A network: the file, what goes wrong on the way to the books, and that every ride is in them once.

Length: one subject, from its file to the comparison at its end.
"""

import inspect
import json
import os
import re
import signal

import pytest

from sim.backoffice.message import RECORD, Message, Terminal
from sim.backoffice.sink import Sink
from sim.gate.gate import Unable
from sim.issuer.issuer import make_pki
from sim.network import lists, plan_file, window
from sim.network.acquirer import Acquirer
from sim.network.channel import Channel, Link
from sim.network.check import NAMED_MAX, compare
from sim.network.network import Network
from sim.network.part import Given, Part
from sim.network.ways import Way
from sim.network.worker import Worker
from sim.output.trouble import Trouble
from sim.scenario.played_file import Unplayable
from terminal import records
from tests.builder.journal_maker import DIGEST
from tests.rig import mosquitto
from tests.rig.bookkeeping import Bookkeeping, Chain
from tests.rig.command import AT_S, ROOT, checkout, lines, ridegate
from tests.rig.network import HEAD, LINES, parsed, played

FAULTS = """
[[list]]
sequence = 1
expires = 2026-11-30T07:30:50+08:00
[[list]]
sequence = 2
[[change]]
at = 07:30:05
say = { zh = "开始", en = "It begins" }
[[change]]
at = 07:30:10
link = "cut"
lines = [2]
[[change]]
at = 07:30:12
broker = "down"
[[change]]
at = 07:30:20
broker = "up"
[[change]]
at = 07:30:20
power = false
gate = "1-01-E1"
[[change]]
at = 07:30:25
sink = "down"
[[change]]
at = 07:30:30
sink = "up"
[[change]]
at = 07:30:30
power = true
gate = "1-01-E1"
[[change]]
at = 07:30:30
link = "slow"
stations = ["1-02"]
[[change]]
at = 07:30:35
list = 2
but = ["1-02"]
[[change]]
at = 07:30:40
link = "up"
lines = [2]
"""
WHOLE = HEAD + LINES + FAULTS


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """The network with everything that can go wrong, played once."""
    return played(WHOLE, tmp_path_factory.mktemp("faulty"))


def test_every_ride_is_in_the_books_once_whatever_goes_wrong(faulty):
    network, faults, told = faulty
    found = network.summary()
    assert faults == [] and found["exactly_once"] and found["rides"] == found["rows"] > 15
    assert found["duplicates"] > 0 and found["messages_lost"] > 0 and network.acquirer.starts == 2
    assert found["incidents"] == [] and found["early"] == found["lost"] == found["twice"] == found["foreign"] == 0
    words = [each["en"] for each in told]
    assert {"link cut", "the broker is down", "the sink is down", "power off", "power on", "It begins"} <= set(words)


def test_a_gate_refuses_with_a_list_that_has_expired(faulty):
    network, _, _ = faulty
    assert network.results["TRUST_LIST_MISSING"] > 0
    assert network.views["1-02"].lists == {1: 2} and network.views["1-01"].lists == {2: 2}


@pytest.mark.slow
def test_the_same_file_is_the_same_network_in_any_number_of_processes(faulty, tmp_path):
    network, faults, _ = played(WHOLE, tmp_path, workers=2)
    assert faults == [] and network.summary() == faulty[0].summary()


@pytest.mark.slow
def test_a_process_of_gates_that_ends_is_named(tmp_path):
    network = Network(parsed(HEAD + LINES), tmp_path, workers=2)
    try:
        network.open()
        network.step()
        os.kill(network._parts[0]._process.pid, signal.SIGKILL)
        with pytest.raises(Trouble, match="a process of gates has ended"):
            for _ in range(3):
                network.step()
    finally:
        network.close()
    assert not any(part._process.is_alive() for part in network._parts)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_wrong_is_said_in_one_line_in_any_number_of_processes(tmp_path, workers):
    """A disk that failed in a process of gates gave a traceback and "please report this"."""
    plan, way, missing = parsed(SHORT), Way("channel"), tmp_path / "none"
    files = lists.files(plan, make_pki())
    with pytest.raises(FileNotFoundError, match="none"):
        if workers == 1:
            Part(plan, ("1-01",), files, missing, way)
        else:
            part = Worker(plan, ("1-01",), missing, way)
            try:
                part.open()
            finally:
                part.leave()


def test_every_word_of_the_file_is_in_the_docs():
    docs = (ROOT / "docs" / "network.md").read_text("utf-8")
    words = re.findall(r'^ *(?:\{\}, )?\{?"([a-z_]+)":', inspect.getsource(plan_file), re.MULTILINE)
    words += ["entries", "exits", "share", "board", "lines", "operator_key", "expires", "delay_ms", "accounts"]
    forms = "`{}`", "`[{}]`", "`[[{}]]`"
    missing = {word for word in words if not any(form.format(word) in docs for form in forms)}
    assert len(set(words)) > 25 and missing == set()


def test_another_seed_is_another_network(faulty, tmp_path):
    network, _, _ = played(WHOLE.replace("seed = 3", "seed = 4"), tmp_path)
    assert network.summary()["trace"] != faulty[0].summary()["trace"]


def test_what_is_still_on_its_way_at_the_end_is_named(tmp_path):
    text = HEAD.replace("07:31:40", "07:30:40") + LINES.replace("07:31:00", "07:30:40")
    text += '[[change]]\nat = 07:30:10\nlink = "cut"\nstations = ["2-01"]\n'
    network, faults, _ = played(text, tmp_path, until_ms=60_000)
    found = network.summary()
    assert not found["exactly_once"] and found["lost_rides"] == found["rides"] - found["rows"] > 0
    assert len(faults) <= 2 and all(each.startswith("2-01-") and "are not in the books" in each for each in faults)


# Planted faults: a whole program whose sink does wrong

PLANTS = {
    "a sink that drops a record": (
        "sim/backoffice/books.py",
        "            for row, checked in rows:\n                self._write(row, checked, now_s, behind)\n",
        "            for row, checked in rows:\n                if row.record.sequence != 4:\n"
        "                    self._write(row, checked, now_s, behind)\n",
        ("lost", "are not in the books"),
    ),
    "a sink that answers before it commits": (
        "sim/backoffice/sink.py",
        "            self._books.commit(rows, found, positions, self._now_s())\n",
        "            self._answer()\n            self._books.commit(rows, found, positions, self._now_s())\n",
        ("early", "answers named records that were not committed"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTS)
def test_a_sink_that_does_wrong_is_named(tmp_path, name):
    path, line, planted, (counted, words) = PLANTS[name]
    checkout(tmp_path / "root", (path, line, planted))
    file = tmp_path / "small.toml"
    file.write_text(HEAD.replace("07:31:40", "07:30:40") + LINES.replace("07:31:00", "07:30:20"), "utf-8")
    status, out, err = ridegate("run", "--network", file, "--json", root=tmp_path / "root")
    end = lines(out)[-1]
    assert (status, err, end["ok"]) == (1, "", False)
    assert end[counted] > 0 and any(words in fault for fault in end["faults"])


# The comparison


SHORT = HEAD.replace("07:31:40", "07:30:20") + LINES.replace("07:31:00", "07:30:20")


@pytest.mark.parametrize("seed", [1, 5, 8])
def test_what_a_gate_writes_last_is_in_the_books_before_it_is_over(tmp_path, seed):
    """An outcome that was written behind the last look of an uplink was reported as lost."""
    text = SHORT.replace("seed = 3", f"seed = {seed}") + "[exchange]\ndelay_ms = 0\n"
    network, faults, _ = played(text, tmp_path)
    assert faults == [] and network.summary()["lost"] == 0 and network.summary()["rides"] > 2


@pytest.fixture
def books(tmp_path):
    """Books of two terminals, and their chains."""
    kept = Bookkeeping(tmp_path / "books.db")
    chains = Chain(7), Chain(8)
    for number, chain in enumerate(chains):
        for at in range(3):
            chain.ride(number, AT_S + at)
    kept.take(*chains)
    return kept, chains, tmp_path / "books.db"


def held(*chains):
    return {
        chain.terminal: [(n, records.parse(raw).kind, DIGEST(raw)) for n, raw in enumerate(chain.raws, 1)]
        for chain in chains
    }


NAMES = {Terminal(7, 1): "A", Terminal(8, 1): "B"}


def test_equal_is_equal(books):
    _, chains, path = books
    found = compare(held(*chains), path, 0, NAMES)
    assert found.ok and found.words == () and (found.rides, found.rows, found.records) == (6, 6, 14)


def test_a_record_that_the_books_lack_is_lost(books):
    _, chains, path = books
    chains[0].ride(0, AT_S + 9)
    found = compare(held(*chains), path, 0, NAMES)
    assert not found.ok and (found.lost, found.lost_rides) == (2, 1)
    assert found.words == ("A: 2 records, 1 of them rides, are not in the books: 8 to 9",)


def test_the_head_of_an_empty_segment_is_not_lost(books):
    _, chains, path = books
    chains[0].add(records.HEAD, records.words_body([0, 1, AT_S, 0]), AT_S)
    assert compare(held(*chains), path, 0, NAMES).ok


def test_other_bytes_in_the_books_are_lost_and_foreign(books):
    kept, chains, path = books
    kept.database.run("UPDATE record SET digest = ? WHERE terminal = 8 AND sequence = 2", bytes(32))
    found = compare(held(*chains), path, 0, NAMES)
    assert (found.lost, found.foreign) == (1, 1) and "B: row 2 is in no journal" in found.words


def test_a_ride_that_is_there_twice_is_named(books):
    kept, chains, path = books
    for table in ("record", "ride"):
        names = [row[1] for row in kept.database.all(f"PRAGMA table_info({table})")]
        columns = ", ".join(name if name != "sequence" else "40" for name in names)
        kept.database.run(f"INSERT INTO {table} SELECT {columns} FROM {table} WHERE terminal = 7 AND sequence = 2")
    found = compare(held(*chains), path, 0, NAMES)
    assert found.twice == 1 and "1 rides are in the books twice" in found.words


def test_many_differences_are_counted_and_some_named(books):
    _, chains, path = books
    found = compare({}, path, 0, NAMES)
    assert found.foreign == 14 == len(found.words) <= NAMED_MAX
    for at in range(6):
        chains[0].ride(0, AT_S + 10 + at)
    books[0].take(chains[0])
    words = compare({}, path, 0, NAMES).words
    assert len(words) == NAMED_MAX + 1 and words[-1] == "and 6 more"


# The way

SEVEN = Terminal(7, 1)


def sent(number):
    return Message(SEVEN, RECORD, bytes([number]))


def test_a_link_delays_and_nothing_overtakes():
    now = [0]
    channel = Channel()
    link = Link(channel, lambda: now[0], 200, 5000)
    link.set("slow")
    link.send([sent(1)])
    link.set("up")
    link.send([sent(2)])
    for now[0], expected in ((200, []), (4999, []), (5000, [sent(1), sent(2)])):
        link.carry()
        assert channel.fetch() == expected
    channel.arrive([sent(3)])
    assert link.receive(0) == []
    now[0] = 5200
    assert link.receive(0) == [sent(3)]


def test_what_is_on_a_link_that_is_cut_is_lost():
    channel = Channel()
    link = Link(channel, lambda: 0, 200, 5000)
    link.send([sent(1), sent(2)])
    link.set("cut")
    assert link.lost == 2 and not link.up()
    with pytest.raises(OSError):
        link.send([sent(3)])
    channel.arrive([sent(4)])
    assert link.receive(0) == [] and link.lost == 3


def test_a_way_that_fails_as_it_is_used_ends_no_network():
    """A broker that is killed was up a moment before."""

    class Failing(Channel):
        def send(self, messages):
            raise OSError(107, "the broker is out of reach")

    link = Link(Failing(), lambda: 0, 0, 5000)
    link.send([sent(1), sent(2)])
    link.carry()
    assert link.lost == 2 and link.faults() == ["nothing could be sent: the broker is out of reach"]
    link.carry()
    assert link.lost == 2 and link.faults() == []


def test_a_sink_asks_again_where_the_way_was_lost_as_it_asked(tmp_path, monkeypatch):
    asked = []

    def greet(sink):
        asked.append(sink)
        if len(asked) == 1:
            raise OSError(107, "the broker is out of reach")

    monkeypatch.setattr(Sink, "greet", greet)
    acquirer = Acquirer(tmp_path, {}, [], Channel, lambda: AT_S)
    assert [acquirer.turn(), len(asked)] == [0, 1]
    assert [acquirer.turn(), acquirer.turn(), len(asked)] == [0, 0, 2]
    acquirer.stop()


def test_a_channel_without_its_other_end_takes_nothing():
    channel = Channel()
    channel.connected = False
    with pytest.raises(OSError):
        channel.send([sent(1)])
    channel.arrive([sent(2)])
    assert channel.receive(0) == [] and not channel.up() and channel.lose() == 0


@pytest.mark.parametrize("way", ["folder", "mosquitto"])
def test_real_ways_bring_every_ride_too(tmp_path, way):
    if way == "mosquitto":
        mosquitto.require()
    text = HEAD.replace("07:31:40", "07:30:40") + LINES.replace("07:31:00", "07:30:20")
    text += f'[exchange]\nway = "{way}"\n'
    network, faults, _ = played(text, tmp_path)
    found = network.summary()
    assert faults == [] and found["rows"] > 3 and found["trace"] is None and found["messages_lost"] is None


# Lists


class Standing:
    """In the place of a broker of the run: whether it was ended."""

    ended = 0

    def __init__(self, kind, folder):
        self.way = Way("channel")

    def close(self):
        Standing.ended += 1


@pytest.mark.parametrize("fails", ["before it begins", "as it begins to speak"])
def test_a_broker_of_a_run_that_does_not_begin_is_ended(tmp_path, monkeypatch, fails):
    """A Mosquitto stayed on, for anyone on this computer, where what it was started for did not come about."""
    monkeypatch.setattr("sim.network.network.Middle", Standing)
    monkeypatch.setattr(Standing, "ended", 0)
    plan = parsed(SHORT)
    if fails == "before it begins":
        (tmp_path / "journals").mkdir()
        with pytest.raises(FileExistsError):
            Network(plan, tmp_path)
    else:
        monkeypatch.setattr(window, "_Lines", lambda *_: next(iter(())))  # a pipe that is closed raises there
        with pytest.raises(StopIteration):
            window.run(plan, True, 1, tmp_path / "kept")
    assert Standing.ended == 1


def test_a_list_that_is_not_newer_is_refused(tmp_path):

    plan = parsed(WHOLE)
    part = Part(plan, ("1-01",), lists.files(plan, make_pki()), tmp_path, Way("channel"))
    part.open()
    part.slice(Given(500))
    gate = part._stations["1-01"].gates.gates["1-01-E1"]
    with pytest.raises(Unable, match="list 1 is not newer than list 1"):
        gate.install(part._lists[1])
    gate.install(part._lists[2])
    with pytest.raises(Unable, match="list 1 is not newer than list 2"):
        gate.install(part._lists[1])
    gate.power(False)
    with pytest.raises(Unable, match="no power"):
        gate.install(part._lists[2])
    part.close()


def test_a_list_from_a_file_needs_the_sequence_that_is_named(tmp_path):
    from sim.issuer.issuer import make_pki, trust_toml

    (tmp_path / "list.toml").write_text(trust_toml(make_pki()).replace("sequence = 1", "sequence = 5"), "utf-8")
    rows = '[[list]]\nsequence = 1\n[[list]]\nsequence = {}\nfile = "list.toml"\n'
    good = plan_file.parse(HEAD + LINES + rows.format(5), tmp_path)
    assert sorted(lists.files(good, make_pki())) == [1, 5]
    with pytest.raises(Trouble, match="it is list 5, and the network's file says 4"):
        lists.files(plan_file.parse(HEAD + LINES + rows.format(4), tmp_path), make_pki())


# The file

EXPIRES = "[[list]]\nsequence = 1\nexpires = {}-11-30T07:30:00Z\n[people]"
REFUSED = {
    "name = 3": ('name = "small"', "name = 3", "name"),
    "no TOML": ("[people]", "[people", "no TOML"),
    "an unknown word": ("seed = 3", "speed = 3", "it has no 'speed'"),
    "a beginning without certificates": ("2026-11-30", "2107-11-30", "of the years 2021 to 2099"),
    "a list that is over before any": ("[people]", EXPIRES.format(2019), "of the years 2021 to 2099"),
    "a list without an end": ("[people]", EXPIRES.format(2107), "of the years 2021 to 2099"),
    "an end before the beginning": ("ends = 07:31:40", "ends = 07:30:00", "it has to end after it begins"),
    "a broker that is none": ("[people]", '[exchange]\nway = "mqtt://x:99999"\n[people]', "write mqtt://HOST"),
    "a way that is none": ("[people]", '[exchange]\nway = "pigeon"\n[people]', "or the URL of a broker"),
    "both words for stations": ("stations = 2", 'stations = 2\nstation = [{ zh = "x", en = "x" }]', "line 1"),
    "a line twice": ("number = 2", "number = 1", "twice"),
    "too many gates": ("entries = 1\nexits", "entries = 25\nexits", "1 to 24"),
    "travel the wrong way": ("travel_s = [30, 40]", "travel_s = [40, 30]", "shortest"),
    "a flow backwards": ("to = 07:31:00", "to = 07:30:00", "flow 1"),
    "a flow of no line": ("per_minute = 9", "per_minute = 9\nlines = [3]", "there is no line 3"),
}
CHANGES = {
    "nothing": ("", "changes nothing"),
    "an unknown station": ('link = "cut"\nstations = ["9-01"]', "no station '9-01'"),
    "a gate without power": ('gate = "1-01-E1"', "changes nothing"),
    "a gate and a link": ('gate = "1-01-E1"\nlink = "cut"', "goes with power"),
    "an unknown gate": ('gate = "1-01-E2"\npower = false', "'1-01-E2'"),
    "a sink at a station": ('sink = "down"\nstations = ["1-01"]', "go with link, power, list"),
    "an unknown list": ("list = 2", "not among the later ones"),
    "a link that is none": ('link = "wet"', "up, slow, cut"),
    "too late": (None, "not between"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_word_refuses_the_file(name):
    old, new, words = REFUSED[name]
    assert old in HEAD + LINES
    with pytest.raises(Unplayable, match=words):
        parsed((HEAD + LINES).replace(old, new, 1))


def test_one_station_is_no_network():
    second = LINES.index("[[line]]", 10)
    one = LINES[:second].replace("stations = 2", "stations = 1") + LINES[LINES.index("[[flow]]") :]
    with pytest.raises(Unplayable, match="two stations at least"):
        parsed(HEAD + one)


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_change_refuses_the_file(name):
    rest, words = CHANGES[name]
    row = "[[change]]\nat = 07:30:10\n" + rest if rest is not None else '[[change]]\nat = 07:50:00\nsink = "up"'
    with pytest.raises(Unplayable, match=words):
        parsed(HEAD + LINES + row)


@pytest.mark.parametrize("way", ["folder", "mqtt://127.0.0.1:1"])
def test_a_broker_that_is_not_ours_is_not_switched(way):
    rows = f'[exchange]\nway = "{way}"\n[[change]]\nat = 07:30:10\nbroker = "down"\n'
    with pytest.raises(Unplayable, match="runs no broker"):
        parsed(HEAD + LINES + rows)


def test_the_bundled_files_are_what_they_say():
    small, city = plan_file.bundled(""), plan_file.bundled("city")
    assert small.gates == 30 and len(small.lists) == 2 and len(small.changes) > 15
    assert city.gates == 1000 and len(city.stops) == 50 and max(stop.first + stop.gates for stop in city.stops) == 1001


# The command


def test_the_command_says_it_all_in_json(tmp_path):
    file = tmp_path / "small.toml"
    text = HEAD.replace("07:31:40", "07:30:40") + LINES.replace("07:31:00", "07:30:20") + "[expect]\nrides = 1\n"
    file.write_text(text, "utf-8")
    status, out, err = ridegate("run", "--network", file, "--json", "--journal", tmp_path / "kept")
    told = lines(out)
    assert (status, err) == (1, "") and told[0]["gates"] == 6 and told[0]["way"] == "channel"
    assert told[-1]["exactly_once"] and told[-1]["faults"] == [f"expected rides 1, it is {told[-1]['rides']}"]
    status, out, _ = ridegate("acquire", "show", "--books", tmp_path / "kept" / "books.db", "--json")
    assert status == 0 and sum(row["rides"] for row in lines(out)) == told[-1]["rides"]
    assert not [line for line in (json.dumps(each) for each in told) if "3104170000" in line]
    status, out, err = ridegate("run", "--network", file, "--json", "--journal", tmp_path / "kept")
    assert status == 2 and "a folder that is not there yet" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--workers", "2"), "--workers goes with --network"),
        (("--network", "--workers", "0"), "choose 1 to 64"),
        (("--network", "--fare", "1"), "unrecognized arguments"),
        (("--network", "--mode", "entry"), "--network has its own"),
        (("--network", "--json", "--port", "1"), "for the page"),
        (("--network", "--journal", "x"), "add --terminal or --json"),
        (("--network", "no.toml"), "name a network in TOML"),
        (("--network", "--station"), "choose one of them"),
    ],
)
def test_options_that_do_not_go_together(words, says):
    status, _, err = ridegate("run", *words)
    assert status == 2 and says in err
