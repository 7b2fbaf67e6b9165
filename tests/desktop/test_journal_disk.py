"""A journal on a desktop's disk that fails at one sync: nothing reported as durable is gone after a power cut."""

import os
import sys

import pytest

from hal.desktop.file_cell import FileCell
from hal.desktop.segment_folder import SegmentFolder
from sim.output import whole_file
from sim.output.trouble import Trouble
from terminal import journal, records, sm2
from terminal.history import History
from tests.builder.journal_builder import KEY, NOW_S, PLACE, SEGMENT_BYTES, STANDARD, accepted, digest
from tests.builder.journal_reading import recover
from tests.rig.failing_disk import FailingDisk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the disk looks at files by /proc")

SYNCS = 80  # of a start and the rides below: a test says so


class Process:
    """One run of a terminal over a folder."""

    def __init__(self, folder, disk):
        self.history = History(64)
        self.segments = SegmentFolder(folder, disk)
        self.segments.open()
        self.journal = journal.Journal(
            self.segments, FileCell(folder / "cell", disk), digest, KEY, PLACE, SEGMENT_BYTES, 16
        )
        sm2.finish(self.journal.open(self.history, STANDARD, NOW_S))

    def rides(self, first, count, told):
        for seed in range(first, first + count):
            try:
                told[self.journal.append_ride(accepted(seed), 200, 7, NOW_S)] = seed
                self.journal.append_outcome(self.journal.sequence, records.PASSED, NOW_S)
            except OSError:
                pass


def started(folder, disk):
    """A process that starts, be it at the second time of asking."""
    try:
        return Process(folder, disk)
    except OSError:
        return Process(folder, disk)


@pytest.mark.parametrize("restart", [False, True], ids=["one process", "another process"])
def test_what_was_told_durable_survives_one_failed_sync(tmp_path, restart):
    for at in range(SYNCS):
        folder = tmp_path / str(at)
        folder.mkdir()
        disk = FailingDisk(frozenset([at]))
        told = {}
        process = started(folder, disk)
        before = 0
        while disk.count <= at:
            process.rides(100 + before, 1, told)
            before += 1
        if restart:  # its memory is gone, the kernel's is not
            process.segments.close()
            process = Process(folder, disk)
        process.rides(200, 4, told)
        process.segments.close()
        assert len(told) >= 4
        disk.power_cut(folder)
        found = Process(folder, disk)
        rides = [record for record, _ in recover(found.segments, digest, KEY) if record.kind == records.RIDE]
        assert not found.journal.found, at
        assert {record.sequence for record in rides} >= set(told), (at, restart)
        keys = [(ride.account, ride.generated_s) for ride in (records.parse_ride(record.body) for record in rides)]
        assert len(keys) == len(set(keys)) and all(found.history.contains(*key) for key in keys), at
        assert {record.sequence: record for record in rides}.keys() >= told.keys()
        found.segments.close()


def test_the_syncs_that_are_made_to_fail_are_all_of_them(tmp_path):
    disk = FailingDisk()
    process = Process(tmp_path, disk)
    process.rides(100, 9, {})
    process.segments.close()
    assert len(process.journal._held) == 2 and SYNCS // 2 < disk.count < SYNCS


def test_a_failing_disk_forgets_what_it_said_it_would(tmp_path):
    disk = FailingDisk(frozenset([2]))
    with open(tmp_path / "file", "wb+", buffering=0) as file:
        disk.sync_folder(tmp_path)
        file.write(b"one ")
        disk.sync(file.fileno())
        file.write(b"two ")
        with pytest.raises(OSError):
            disk.sync(file.fileno())
        disk.sync(file.fileno())  # it says yes, and nothing is there
        file.write(b"three")
        disk.sync(file.fileno())
    disk.power_cut(tmp_path)
    assert (tmp_path / "file").read_bytes() == b"one \0\0\0\0three"


@pytest.mark.parametrize("fails", [0, 1])
def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path, fails):
    path = tmp_path / "cell"
    FileCell(path).write(b"old")
    disk = FailingDisk(frozenset([fails]))
    with pytest.raises(OSError):
        FileCell(path, disk).write(b"new")
    assert path.read_bytes() == (b"old", b"new")[fails] and os.listdir(tmp_path) == ["cell"]
    FileCell(path, disk).write(b"newer")
    disk.power_cut(tmp_path)
    assert path.read_bytes() == b"newer"


def test_files_that_a_command_writes_are_on_the_disk(tmp_path):
    """Rows of an export are acknowledged: they have to be there when the laptop's battery is empty."""
    synced = []
    path = tmp_path / "out"
    whole_file.write(path, b"bytes", Watching(synced))
    with whole_file.opened(path, disk=Watching(synced)) as file:
        file.write("lines")
    assert synced == [5, str(tmp_path), 5, str(tmp_path)] and path.read_text() == "lines"
    with pytest.raises(Trouble), whole_file.opened(path, disk=FailingDisk(frozenset([0]))) as file:
        file.write("lost")
    assert path.read_text() == "lines" and os.listdir(tmp_path) == ["out"]


class Watching:
    """A disk that lists what was synced: bytes in a file, or a folder."""

    def __init__(self, synced):
        self._synced = synced

    def sync(self, fd):
        self._synced.append(os.fstat(fd).st_size)

    def sync_folder(self, path):
        self._synced.append(path)
