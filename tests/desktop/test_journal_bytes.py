"""A journal in the files of this computer, cut and damaged at every single byte."""

import pytest

from hal.desktop.file_cell import FileCell
from hal.desktop.segment_folder import SegmentFolder
from terminal import records, sm2
from terminal.history import History
from terminal.journal import Broken, Journal
from tests.builder.journal_builder import KEY, NOW_S, PLACE, STANDARD, accepted, cell_of, digest
from tests.builder.journal_reading import recover


class Reader:
    """The segments as they would be found; only what reading takes."""

    def __init__(self, content: dict[int, bytes]) -> None:
        self.content = content

    def numbers(self) -> list[int]:
        return sorted(self.content)

    def length(self, number: int) -> int:
        return len(self.content[number])

    def readinto(self, number: int, offset: int, buffer: bytearray) -> None:
        buffer[:] = self.content[number][offset : offset + len(buffer)]


def opened(folder) -> tuple[SegmentFolder, Journal, History]:
    segments, history = SegmentFolder(folder / "journal"), History(64)
    segments.open()
    journal = Journal(segments, FileCell(folder / "journal.sequence"), digest, KEY, PLACE, 4096, 16)
    sm2.finish(journal.open(history, STANDARD, NOW_S))
    return segments, journal, history


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[dict[int, bytes], bytes, list]:
    """(segments, cell, records) of a dozen rides; the last one has no outcome yet."""
    folder = tmp_path_factory.mktemp("written")
    segments, journal, _ = opened(folder)
    for seed in range(15):
        ride = journal.append_ride(accepted(seed), 200, 7, NOW_S)
        if seed < 14:
            journal.append_outcome(ride, records.PASSED, NOW_S)
    segments.close()
    content = {int(path.name): path.read_bytes() for path in (folder / "journal").glob("0*")}
    assert len(content) == 3
    found = [record for record, _ in recover(Reader(content), digest, KEY)]
    return content, (folder / "journal.sequence").read_bytes(), found


def test_any_byte_changed_anywhere_is_named(written):
    content, _, found = written
    for number, data in content.items():
        for at in range(len(data)):
            damaged = bytearray(data)
            damaged[at] ^= 1 << at % 8
            good = []
            with pytest.raises(Broken) as why:
                for record, _ in recover(Reader(content | {number: bytes(damaged)}), digest, KEY):
                    good.append(record)
            end = why.value
            assert end.segment == number and end.offset <= at and not end.torn and not end.gap
            assert good == found[: len(good)] and at < end.offset + records.RECORD_MAX_BYTES


def test_cut_at_every_byte_the_rest_is_what_was_written_and_goes_on(written, tmp_path):
    content, _, found = written
    newest = max(content)
    for length in range(0, len(content[newest]) + 1):
        left = content | {newest: content[newest][:length]}
        good = []
        try:
            for record, _ in recover(Reader(left), digest, KEY):
                good.append(record)
        except Broken as end:
            assert end.torn and end.segment == newest
        assert good == found[: len(good)]
        if length % 37:
            continue
        folder = tmp_path / str(length)
        (folder / "journal").mkdir(parents=True)
        for number, data in left.items():
            (folder / "journal" / f"{number:010}").write_bytes(data)
        (folder / "journal.sequence").write_bytes(cell_of(len(good)))
        segments, journal, history = opened(folder)
        assert not journal.found
        rides = [records.parse_ride(record.body) for record in good if record.kind == records.RIDE]
        assert all(history.contains(ride.account, ride.generated_s) for ride in rides)
        assert history.count == len(rides)
        journal.append_ride(accepted(999), 200, 7, NOW_S)
        again = [record for record, _ in recover(segments, digest, KEY)]
        assert again[: len(good)] == good
        assert [record.sequence for record in again] == list(range(1, len(again) + 1))
        segments.close()


def test_any_byte_of_the_cell_changed_is_noticed(written, tmp_path):
    content, cell, found = written
    for at in range(0, len(cell), 9):
        folder = tmp_path / str(at)
        (folder / "journal").mkdir(parents=True)
        for number, data in content.items():
            (folder / "journal" / f"{number:010}").write_bytes(data)
        (folder / "journal.sequence").write_bytes(cell[:at] + bytes([cell[at] ^ 1]) + cell[at + 1 :])
        segments, journal, history = opened(folder)
        assert journal.sequence > found[-1].sequence + 60_000
        assert history.used(bytes(10), NOW_S + 20, NOW_S) and not history.used(bytes(10), NOW_S + 21, NOW_S)
        segments.close()
