"""The journal's files."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from hal.desktop.file_cell import FileCell
from hal.desktop.segment_folder import SegmentFolder
from tests.rig import hal_contract

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file size limits and signals")


@posix_only
@pytest.mark.parametrize("obligation", hal_contract.of("segments"), ids=hal_contract.name)
def test_segments(obligation, tmp_path):
    import resource

    folder = tmp_path / "journal"
    made = [SegmentFolder(folder)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def again():
        made[-1].close()
        made.append(SegmentFolder(folder))
        return made[-1]

    def fill():
        # The kernel itself writes a prefix and refuses the rest, as it does on a full disk.
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (max(each.stat().st_size for each in folder.iterdir()) + 100, before[1])
        )

    def room():
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    try:
        obligation(hal_contract.SegmentsRig(made[0], again, fill, room, lambda: len(list(folder.glob("*.aside*")))))
    finally:
        room()
        made[-1].close()


@pytest.mark.parametrize("obligation", hal_contract.of("cell"), ids=hal_contract.name)
def test_cell(obligation, tmp_path):
    obligation(hal_contract.CellRig(FileCell(tmp_path / "cell"), lambda: FileCell(tmp_path / "cell")))
    assert {each.name for each in tmp_path.iterdir()} <= {"cell"}


@posix_only
def test_a_cell_that_finds_no_room_keeps_its_value(tmp_path):
    import resource

    cell = FileCell(tmp_path / "cell")
    cell.write(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2, before[1]))
    try:
        with pytest.raises(OSError):
            cell.write(b"new")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert cell.read() == b"old"
    cell.write(b"new")
    assert cell.read() == b"new"


def test_names_are_those_of_a_board(tmp_path):
    segments = SegmentFolder(tmp_path / "journal")
    segments.open()
    segments.begin(1)
    segments.begin(4_294_967_295)
    segments.set_aside(1)
    for name in ("strange", "12345", "12345678901"):
        (tmp_path / "journal" / name).write_bytes(b"")
    assert segments.numbers() == [4_294_967_295]
    names = {each.name for each in (tmp_path / "journal").iterdir()}
    assert {"0000000001.aside", "4294967295"} <= names
    segments.close()


def test_a_torn_append_is_a_prefix_at_the_next_start(tmp_path):
    for torn in range(0, 60, 7):
        segments = SegmentFolder(tmp_path / "journal")
        segments.open()
        segments.begin(torn)
        segments.append(b"whole record|")
        segments.append(hal_contract.payload(1, 60))
        segments.close()
        os.truncate(tmp_path / "journal" / f"{torn:010}", 13 + torn)  # what a power cut leaves
        segments.open()
        assert segments.length(torn) == 13 + torn
        buffer = bytearray(13 + torn)
        segments.readinto(torn, 0, buffer)
        assert buffer == b"whole record|" + hal_contract.payload(1, 60)[:torn]
        segments.close()


def test_a_folder_belongs_to_one_terminal(tmp_path):
    first, second = SegmentFolder(tmp_path / "journal"), SegmentFolder(tmp_path / "journal")
    first.open()
    with pytest.raises(OSError, match="another terminal"):
        second.open()
    first.begin(1)
    first.append(b"mine")
    first.close()
    second.open()
    assert second.length(1) == 4
    second.close()


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        SegmentFolder(tmp_path / "nowhere" / "journal").open()


@posix_only
def test_what_append_returned_for_survives_being_killed(tmp_path):
    """The process is killed at no chosen moment; every append it reported is there, whole and in order."""
    script = textwrap.dedent(
        """
        import sys
        from hal.desktop.segment_folder import SegmentFolder
        segments = SegmentFolder(sys.argv[1])
        segments.open()
        number = 0
        while True:
            if number % 5 == 0:
                segments.begin(number)
            segments.append(b"%08d" % number * 60)
            print(number, flush=True)
            number += 1
        """
    )
    folder = tmp_path / "journal"
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    writer = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, cwd=root)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(0.2)
    writer.send_signal(signal.SIGKILL)
    told = first + writer.stdout.read()
    writer.wait()
    count = len([line for line in told.splitlines(keepends=True) if line.endswith(b"\n")])
    assert count >= 1
    whole = b"".join(b"%08d" % number * 60 for number in range(count + 2))
    content = b"".join(each.read_bytes() for each in sorted(folder.iterdir()) if each.name != "lock")
    assert len(content) >= count * 480
    assert whole.startswith(content)
