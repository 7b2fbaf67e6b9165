"""hal/micropython/store.py under the contract; the contract's payloads are too large for a board's heap."""

import pytest

from hal.micropython.store import FlashCell, FlashSegments, make_folder
from tests.rig import hal_contract
from tests.rig.fake_files import Files


@pytest.mark.parametrize("obligation", hal_contract.of("segments"), ids=hal_contract.name)
def test_segments(obligation):
    files = Files()

    def again():
        return FlashSegments("/j", files.open, files)

    def fill():
        files.room = 3000

    def room():
        files.room = 1 << 20

    def aside():
        return len([name for name in files.content if ".aside" in name])

    obligation(hal_contract.SegmentsRig(again(), again, fill, room, aside))


@pytest.mark.parametrize("obligation", hal_contract.of("cell"), ids=hal_contract.name)
def test_cell(obligation):
    files = Files()
    obligation(hal_contract.CellRig(FlashCell("/k/c", files.open, files), lambda: FlashCell("/k/c", files.open, files)))
    assert set(files.content) <= {"/k/c"}


def test_a_cell_that_finds_no_room_keeps_its_value():
    files = Files()
    cell = FlashCell("/k/c", files.open, files)
    cell.write(b"old")
    files.room = 2
    with pytest.raises(OSError):
        cell.write(b"new")
    assert cell.read() == b"old"


def test_what_is_done_is_synced():
    files = Files()
    segments = FlashSegments("/j", files.open, files)
    segments.open()
    for count, action in enumerate(
        (
            lambda: segments.begin(1),
            lambda: segments.append(b"one"),
            lambda: segments.begin(2),
            lambda: segments.remove(1),
            lambda: segments.set_aside(2),
            lambda: FlashCell("/k/c", files.open, files).write(b"x"),
        )
    ):
        files.synced = 0
        action()
        assert files.synced, count


def test_a_folder_is_there_when_both_of_its_blocks_are_written():
    """Every prefix of what makes a folder leaves none under its name."""
    files = Files()
    make_folder("/j", files.open, files)
    assert files.folders == ["/j"] and not files.content and files.synced == 1
    writes = []
    files = Files()
    made = files.open

    def counting(path, mode):
        assert "/j" not in files.folders and path == "/j.new/ripe"
        writes.append(len(bytes(100)))
        return made(path, mode)

    make_folder("/j", counting, files)
    assert sum(writes) > 4096
    make_folder("/j", counting, files)  # there already


def test_what_littlefs_calls_corrupt_is_no_record():
    """A damaged pointer in a file: the segment is damaged there, and the terminal goes on."""

    class Corrupt(Files):
        def open(self, path, mode):
            file = super().open(path, mode)
            if mode == "rb":
                file.readinto = self.fail
            return file

        def fail(self, buffer):
            raise OSError(self.error, "")

    files = Corrupt()
    segments = FlashSegments("/j", files.open, files)
    segments.open()
    segments.begin(1)
    segments.append(b"RG whatever")
    files.error = 84
    buffer = bytearray(b"RG what")
    segments.readinto(1, 0, buffer)
    assert buffer == bytes(7)
    files.error = 5
    with pytest.raises(OSError):
        segments.readinto(1, 0, buffer)


def test_names_are_those_of_the_desktop():
    files = Files()
    segments = FlashSegments("/j", files.open, files)
    segments.open()
    segments.begin(1)
    segments.begin(4_294_967_295)
    segments.set_aside(1)
    files.content["/j/strange"] = files.content["/j/12345"] = bytearray()
    assert sorted(files.content) == ["/j/0000000001.aside", "/j/12345", "/j/4294967295", "/j/strange"]
    assert segments.numbers() == [4_294_967_295]
