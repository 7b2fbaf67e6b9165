"""The journal's file."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from hal.desktop.file_store import FileStore
from tests import hal_contract

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file size limits and signals")


@posix_only
@pytest.mark.parametrize("obligation", hal_contract.of("store"), ids=hal_contract.name)
def test_store(obligation, tmp_path):
    import resource

    path = tmp_path / "journal"
    store = FileStore(path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def again():
        store.close()
        return FileStore(path)

    def fill():
        # The kernel itself writes a prefix and refuses the rest, as it does on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(path) + 100, before[1]))

    def room():
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    try:
        obligation(hal_contract.StoreRig(store, again, fill, room))
    finally:
        room()


@pytest.mark.parametrize("torn", range(0, 60, 7))
def test_a_torn_append_is_a_prefix_at_the_next_start(tmp_path, torn):
    path = tmp_path / "journal"
    store = FileStore(path)
    store.open()
    store.append(b"whole record|")
    store.append(hal_contract.payload(1, 60))
    store.close()
    with open(path, "r+b") as file:  # what a power cut leaves
        file.truncate(13 + torn)
    store.open()
    assert store.length() == 13 + torn
    buffer = bytearray(13 + torn)
    store.readinto(0, buffer)
    assert buffer == b"whole record|" + hal_contract.payload(1, 60)[:torn]
    store.truncate(13)
    store.append(b"next")
    assert path.read_bytes() == b"whole record|next"
    store.close()


def test_a_file_belongs_to_one_terminal(tmp_path):
    first, second = FileStore(tmp_path / "journal"), FileStore(tmp_path / "journal")
    first.open()
    with pytest.raises(OSError, match="another terminal"):
        second.open()
    first.append(b"mine")
    first.close()
    second.open()
    assert second.length() == 4
    second.close()


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        FileStore(tmp_path / "nowhere" / "journal").open()


@posix_only
def test_what_append_returned_for_survives_being_killed(tmp_path):
    """The process is killed at no chosen moment; every append it told of is there, whole and in order."""
    script = textwrap.dedent(
        """
        import sys
        from hal.desktop.file_store import FileStore
        store = FileStore(sys.argv[1])
        store.open()
        number = 0
        while True:
            store.append(b"%08d" % number * 60)
            print(number, flush=True)
            number += 1
        """
    )
    path = tmp_path / "journal"
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    writer = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, cwd=root)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(0.2)
    writer.send_signal(signal.SIGKILL)
    told = first + writer.stdout.read()
    writer.wait()
    count = len([line for line in told.splitlines(keepends=True) if line.endswith(b"\n")])
    assert count >= 1
    whole = b"".join(b"%08d" % number * 60 for number in range(count + 2))
    content = path.read_bytes()
    assert len(content) >= count * 480
    assert whole.startswith(content)
