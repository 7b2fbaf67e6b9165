"""Recordings: three levels, what must not stand in them, and disks that fail while a gate is recorded."""

import errno
import io
import json
import os
import stat

import pytest
from mcap.reader import make_reader

from hal.fake.clock import Clock
from sim.capture import from_mcap, mcap_writer, provenance
from sim.capture.memory import used
from sim.capture.player import SLOTS_A_TURN
from sim.capture.recorder import Recorder
from sim.output.trouble import Trouble
from terminal import codes, run
from terminal.history import History
from tests.builder import recording
from tests.rig.command import accounts, pki, ridegate


def messages(path):
    """{topic: [message, …]} as another program reads them."""
    out = {}
    with open(path, "rb") as file:
        for _, channel, message in make_reader(file).iter_messages():
            out.setdefault(channel.topic, []).append(json.loads(message.data))
    return out


class FullDisk:
    """A file on a disk with space for so many bytes."""

    def __init__(self, room, error=errno.ENOSPC):
        self.data = bytearray()
        self.room = room
        self.closed = False
        self._error = error

    def write(self, data):
        left = self.room - len(self.data)
        self.data += data[:left]
        if left < len(data):
            raise OSError(self._error, os.strerror(self._error))
        return len(data)

    def tell(self):
        return len(self.data)

    def flush(self):
        pass

    def sync(self):
        pass

    def cut(self, length):
        del self.data[length:]

    def close(self):
        self.closed = True


def test_a_full_recording_is_read_by_other_peoples_reader_and_holds_everything():
    path, answers = recording.recorded("full")
    with open(path, "rb") as file:
        reader = make_reader(file)
        summary = reader.get_summary()
        about = {one.name: one.metadata for one in reader.iter_metadata()}["ridegate"]
        attached = {one.name: one.data for one in reader.iter_attachments()}
    told = messages(path)
    assert summary.statistics.message_count == sum(map(len, told.values()))
    assert [one["result"] for one in told["/decision"]] == answers
    assert about["level"] == "full" and about["version"] and about["runtime"].startswith("CPython")
    assert len(attached) == 2 * 4 - 2  # three lists, each with its operator's key
    assert sum(one["do"] == "release" for one in told["/relay"]) == 13
    assert {one["active"] for one in told["/emergency"]} == {True, False}
    assert len(told["/setup"]) == 2 and len(told["/setup"][1]["seed"]) > 5
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_masked_recording_holds_no_code_and_no_account():
    path, answers = recording.recorded("masked")
    data = path.read_bytes()
    told = messages(path)
    assert [one["result"] for one in told["/decision"]] == answers
    assert all("hex" not in one for one in told["/payload"])
    assert b"RIDEGATE TEST" not in data and b"trust-" not in data
    full = messages(recording.recorded("full")[0])
    for payload in full["/payload"]:
        assert payload["hex"][:64].encode() not in data and bytes.fromhex(payload["hex"])[:32] not in data
    for account in accounts():
        assert account.encode() not in data and bytes.fromhex(account + "f" * (len(account) % 2)) not in data
    of_same = {one["account"] for one in told["/decision"] if one["result"] == codes.CODE_ALREADY_USED}
    assert of_same <= {one["account"] for one in told["/decision"] if one["result"] == codes.ACCEPTED}


def test_pseudonyms_differ_from_recording_to_recording(tmp_path):
    seen = []
    for name in ("a", "b"):
        recording.short(tmp_path / name, "masked")
        seen.append({one["account"] for one in messages(tmp_path / name)["/decision"] if one["account"]})
    assert len(seen[0]) == len(seen[1]) == 2 and not seen[0] & seen[1]


def test_decisions_alone_show_the_last_four_digits():
    path, answers = recording.recorded("decisions")
    told = messages(path)
    assert set(told) == {"/decision", "/event"}
    assert [one["result"] for one in told["/decision"]] == answers
    assert all(one["account"] is None or one["account"].startswith("****") for one in told["/decision"])
    assert not [account for account in accounts() if account.encode() in path.read_bytes()]


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("room", [2500, 4000, 9000])
def test_a_failing_disk_is_told_once_and_leaves_a_file_that_opens(tmp_path, error, room):
    disk = FullDisk(room, error)
    told = []
    gate = recording.short(tmp_path / "x", opened=lambda path: disk, failed=told.append)
    disk.room = 10**9
    assert gate.answers == [codes.ACCEPTED, codes.ACCEPTED, codes.FOREIGN_CODE]  # the gate went on
    assert told == [os.strerror(error)] == [gate.recorder.failure]
    assert disk.closed
    found = from_mcap.read("x", io.BytesIO(bytes(disk.data)))
    assert found.about["level"] == "full"


def test_the_file_of_a_full_disk_is_ended_for_other_readers_too(tmp_path):
    disk = FullDisk(6000)
    cut = disk.cut

    def cut_and_more(length):
        cut(length)
        disk.room = len(disk.data) + 60  # what was given up is free again

    disk.cut = cut_and_more
    recording.short(tmp_path / "x", opened=lambda path: disk)
    list(make_reader(io.BytesIO(bytes(disk.data))).iter_messages())


def test_a_disk_that_does_not_keep_up_ends_the_recording(tmp_path):
    told = []
    writer = mcap_writer.McapWriter(
        tmp_path / "x",
        provenance.topics("decisions"),
        provenance.about("decisions", "core", "none"),
        told.append,
        waiting_max=3,
    )
    for number in range(10_000):
        writer.message("/event", {"kind": "test", "text": str(number)}, number)
    writer.close()
    assert told == ["the disk does not keep up"]


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    (tmp_path / "x").write_bytes(b"mine")
    with pytest.raises(Trouble, match="it is there already; name a new file"):
        Recorder(tmp_path / "x", "full", "core", "none", lambda why: None)
    assert (tmp_path / "x").read_bytes() == b"mine"
    with pytest.raises(Trouble, match="name a file in a folder with room"):
        Recorder(tmp_path / "none" / "x", "full", "core", "none", lambda why: None)


def test_a_turn_of_the_loop_ages_as_many_slots_as_a_replay_of_it():
    class Counted(History):
        aged = 0

        def age(self, now_s, slots):
            self.aged += slots

    history = Counted(10)

    class Quiet:
        faults = 0

        def __getattr__(self, name):
            return lambda *arguments: []

        def ready(self):
            return False

    class Device:
        def event(self, name, *values):
            pass

        def active(self):
            return False

        def passages(self):
            return 0

        def feed(self):
            pass

    hal = run.Hal(Clock(), Device(), Device(), Device(), Device(), Device(), Device(), Device())
    run.Loop(Quiet(), None, None, history, None, hal).step()
    assert history.aged == SLOTS_A_TURN


def test_the_session_in_the_window_is_recorded(tmp_path):
    path = tmp_path / "session.mcap"
    status, _, err = ridegate("run", "--json", "--record", path)
    assert (status, err) == (0, "")
    told = messages(path)
    assert len(told["/decision"]) >= 10 and told["/frame"]
    assert told["/frame"][0]["format"] == "jpeg" and told["/frame"][0]["data"].startswith("/9j/")
    assert ridegate("replay", path)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--record-level", "masked"), "--record-level goes with --record"),
        (("--terminal", "--emulate", "pico2", "--record", "x.mcap"), "needs the page"),
        (("--terminal", "--record", "/nowhere/x.mcap"), "name a file in a folder with room"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_a_line(arguments, words):
    status, _, err = ridegate("run", *arguments)
    assert status == 2 and words in err and len(err.splitlines()) == 1


def test_no_seed_is_left_out():
    history = History(50)
    expected = set()
    for number in range(50):
        account = bytes.fromhex(pki().user(number).account)
        history.add(account, 1000 + number, 2000 + number)
        expected.add((account.hex(), 1000 + number, 2000 + number))
    assert {tuple(one) for one in used(history)} == expected
