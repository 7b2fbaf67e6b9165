"""A journal that grows while it is read: what a look finds is what a first look would find."""

import pytest

from sim.backoffice.journal_source import JournalFolder
from sim.output.trouble import Trouble
from tests.builder.journal_builder import PLACE
from tests.builder.journal_maker import Maker, raw_records

TERMINAL_AT = 12  # of a record: the first byte of the terminal's id


@pytest.fixture
def maker(tmp_path):
    made = Maker(tmp_path / "journal")
    yield made
    made.close()


def contents(source):
    source.refresh()
    return source.terminal, source.acknowledged, {sequence: source.raw(sequence) for sequence in source.held}


def same(source, maker):
    found = contents(source)
    assert found == contents(JournalFolder(maker.folder))
    return found


def test_looks_in_between_change_nothing(maker):
    source = JournalFolder(maker.folder)
    for user in range(30):  # several segments
        maker.ride(user % 4)
        same(source, maker)
    assert len(maker.files()) > 2 and len(source.held) == len(set(source.held)) > 60


@pytest.mark.parametrize("place", [0, 1, 4])
@pytest.mark.parametrize("grows", [False, True])
def test_a_damaged_record_does_not_name_the_terminal(maker, place, grows):
    source = JournalFolder(maker.folder)
    for user in range(4):
        maker.ride(user)
        if grows:
            source.refresh()
    whole = contents(JournalFolder(maker.folder))
    first = maker.files()[0]
    records = raw_records(first)
    records[place] = records[place][:TERMINAL_AT] + b"\xff" + records[place][TERMINAL_AT + 1 :]
    first.write_bytes(b"".join(records))
    terminal, _, held = contents(source)
    assert terminal == whole[0] and held.keys() == whole[2].keys()


def test_two_terminals_in_one_folder_are_refused(maker, tmp_path):
    other = Maker(tmp_path / "other", place=PLACE._replace(terminal_id=PLACE.terminal_id + 1))
    maker.ride(0)
    other.ride(0)
    other.close()
    (segment,) = other.files()
    segment.rename(maker.folder / "0000000900")
    with pytest.raises(Trouble, match="into a folder of its own"):
        contents(JournalFolder(maker.folder))


def test_only_what_is_new_is_read(maker):
    source = JournalFolder(maker.folder)
    maker.ride(0)
    source.refresh()
    source._read = None
    maker.ride(1)
    source.refresh()
    assert len(source.held) == 5


@pytest.mark.parametrize("tail", [b"R", b"RGJ", bytes(200)])
def test_a_tail_that_is_no_record_is_read_with_all_the_rest(maker, tail):
    source = JournalFolder(maker.folder)
    maker.ride(0)
    whole = same(source, maker)
    with maker.files()[-1].open("ab") as file:
        file.write(tail)
    assert same(source, maker) == whole


def test_a_record_that_does_not_follow_is_read_with_all_the_rest(maker):
    source = JournalFolder(maker.folder)
    maker.ride(0)
    same(source, maker)
    with maker.files()[-1].open("ab") as file:
        file.write(raw_records(maker.files()[-1])[-1])
    same(source, maker)
