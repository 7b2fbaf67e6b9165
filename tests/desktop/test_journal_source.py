"""A journal that grows while it is read: what a look finds is what a first look would find."""

import pytest

from sim.backoffice.journal_source import JournalFolder
from tests.builder.journal_maker import Maker, raw_records


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
