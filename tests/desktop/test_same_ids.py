"""Two terminals with the same ids and key, and copies of one journal: what the books of the first make of the other."""

import json
import random
import shutil

import pytest

from sim.backoffice.books import Books
from sim.backoffice.database import Database
from sim.backoffice.journal_source import JournalFolder
from sim.backoffice.message import Answer, State, Terminal
from sim.backoffice.outbox import ASK_AGAIN_MS, REFUSED_AGAIN_MS, SHOWN_MAX, Ask, Outbox, Send
from sim.backoffice.recheck import Recheck
from sim.backoffice.sink import Sink
from sim.backoffice.uplink import Uplink
from sim.journal.acknowledge import ACQUIRED
from terminal import records
from tests.builder.journal_maker import DIGEST, KEY, PLACE, Maker, raw_records
from tests.rig.exchange import Exchange

SEVEN = Terminal(PLACE.terminal_id, PLACE.provisioning_id)


class End:
    """One end of a way in memory; draw: of what gets lost on it."""

    window, patience_ms, asks_first, fault = 64, ASK_AGAIN_MS, True, ""

    def __init__(self, draw=None):
        self._draw = draw
        self.far = None
        self.arrived = []
        self.sent = 0

    def up(self):
        return True

    def send(self, messages):
        for each in messages:
            self.sent += 1
            if self._draw is None or self._draw.random() < 0.6:
                self.far.arrived.append(each)

    def receive(self, wait_s):
        found, self.arrived = self.arrived, []
        return found

    def taken(self):
        pass

    def faults(self):
        return []


class Way:
    """An acquirer's sink, and an uplink of a folder over a way in memory, a tenth of a second a turn."""

    def __init__(self, books, folder, seed=None):
        draw = None if seed is None else random.Random(seed)
        self.near, far = End(draw), End(draw)
        self.near.far, far.far = far, self.near
        self.now_ms = 0
        self.source = JournalFolder(folder)
        self.source.refresh()
        self.sink = Sink(far, books, {SEVEN: KEY}, Recheck([]), DIGEST, lambda: 0)
        self.uplink = Uplink(self.near, [self.source], lambda: self.now_ms)
        self.outbox = self.uplink.lines[0].outbox

    def run(self, turns=400):
        """Until the uplink knows how it stands with its journal."""
        for _ in range(turns):
            self.now_ms += 100
            self.uplink.turn(0)
            self.sink.turn(0)
            if self.uplink.idle or self.outbox.refused:
                return
        raise AssertionError("no end")


@pytest.fixture
def books():
    return Books(Database(None))


def made(folder, count, at_s=0):
    """The journal of a terminal that started at_s seconds later than others, closed."""
    maker = Maker(folder, start=False)
    maker.now_s += at_s
    maker.open()
    for _ in range(count):
        maker.event(records.BOOT, records.BY_POWER)
    maker.close()
    return maker


def raws(maker):
    return [raw for path in maker.files() for raw in raw_records(path)]


def kinds(books):
    return [one.kind for one in books.incidents()]


@pytest.mark.parametrize("seed", [None, *range(10)])
def test_another_terminal_with_fewer_records_is_found(tmp_path, books, seed):
    Way(books, made(tmp_path / "a", 40).folder).run()
    other = Way(books, made(tmp_path / "b", 8, at_s=5000).folder, seed)
    other.run()
    assert kinds(books) == ["changed"] and other.outbox.refused.startswith("record 9, changed")
    assert other.uplink.lines[0].through == 0 and not other.uplink.idle and not (tmp_path / "b" / ACQUIRED).exists()


@pytest.mark.parametrize("seed", [None, *range(10)])
def test_an_older_copy_of_the_journal_is_harmless(tmp_path, books, seed):
    maker = made(tmp_path / "a", 8)
    copy = shutil.copytree(maker.folder, tmp_path / "copy")
    maker.open()
    for _ in range(30):
        maker.event(records.BOOT, records.BY_POWER)
    maker.close()
    Way(books, maker.folder).run()
    older = Way(books, copy, seed)
    older.run()
    [line] = older.uplink.lines
    assert older.uplink.idle and line.through == 9 and line.outbox.refused is None and kinds(books) == []
    assert not (copy / ACQUIRED).exists() and "not here" in line.said
    sent = older.near.sent
    for _ in range(100):  # and from here on it is silent
        older.now_ms += ASK_AGAIN_MS
        older.uplink.turn(0)
        older.sink.turn(0)
    assert older.near.sent == sent


def test_a_journal_that_was_set_back_and_went_on_otherwise_is_found(tmp_path, books):
    maker = made(tmp_path / "a", 8)
    copy = Maker(shutil.copytree(maker.folder, tmp_path / "copy"), start=False)
    maker.open()
    for _ in range(30):
        maker.event(records.BOOT, records.BY_POWER)
    maker.close()
    Way(books, maker.folder).run()
    other = Way(books, copy.folder)
    other.run()
    assert other.uplink.idle and kinds(books) == []
    copy.now_s += 77
    copy.open()
    copy.event(records.BOOT, records.BY_POWER)
    copy.close()
    other.run()
    assert kinds(books) == ["changed"] and other.outbox.refused


def shown(box, now_ms):
    """The records that are sent at this moment."""
    return [each.sequence for each in box.on_tick(now_ms) if isinstance(each, Send)]


def ahead(again, refused=None):
    return Answer(44, bytes(32), 45, again, refused)


def test_what_is_shown_is_shown_again_after_silence_and_after_a_refusal():
    box = Outbox()
    box.on_journal([9, 10])
    box.on_link(True)
    assert box.on_tick(0) == [Ask(State(9, 10, 9))]
    box.on_answer(ahead(True), 1)
    assert not box.idle and shown(box, 1) == [10]
    assert shown(box, ASK_AGAIN_MS) == [] and shown(box, ASK_AGAIN_MS + 1) == [10]
    box.on_answer(ahead(False, "record 10, changed"), ASK_AGAIN_MS + 2)
    assert box.refused and not box.idle
    assert shown(box, ASK_AGAIN_MS + REFUSED_AGAIN_MS + 1) == []
    assert shown(box, ASK_AGAIN_MS + REFUSED_AGAIN_MS + 2) == [10]
    box.on_answer(ahead(False), ASK_AGAIN_MS + REFUSED_AGAIN_MS + 3)  # the operator has named another key
    assert box.idle and box.refused is None and shown(box, 1 << 40) == []


def test_what_was_on_its_way_when_the_link_ended_is_shown_again_at_once():
    box = Outbox()
    box.on_journal([9, 10])
    for now_ms in (0, 10):
        box.on_link(False)
        box.on_link(True)
        assert box.on_tick(now_ms) == [Ask(State(9, 10, 9))]
        box.on_answer(ahead(True), now_ms + 1)
        assert shown(box, now_ms + 1) == [10]


def test_a_sink_that_always_asks_for_more_is_shown_no_more_than_that():
    box = Outbox()
    box.on_journal([9, 10])
    box.on_link(True)
    box.on_tick(0)
    count = 0
    for turn in range(100):
        box.on_answer(ahead(True), turn * ASK_AGAIN_MS)
        count += len(shown(box, turn * ASK_AGAIN_MS))
    assert box.idle and count == SHOWN_MAX


def test_over_files_an_answer_about_a_record_that_is_not_here_hides_nothing(tmp_path):
    """As an earlier version wrote it beside the journal of another terminal."""
    exchange = Exchange(tmp_path / "x")
    for _ in range(40):
        exchange.maker.event(records.BOOT, records.BY_POWER)
    exchange.maker.close()
    exchange.round()
    other = made(tmp_path / "b", 8, at_s=5000)
    shutil.copy(exchange.maker.folder / ACQUIRED, other.folder)
    assert "9 records, 1 sent" in exchange.uplink(other.folder)[1]
    assert exchange.acquire()[1] == {"rows": 0, "duplicates": 0, "incidents": 1} and exchange.kinds() == ["changed"]
    status, _, err = exchange.uplink(other.folder)
    assert status == 1 and "refuses record 9, changed" in err


@pytest.mark.parametrize("text", ["[" * 9999, '{"through": 1e999, "hash": ""}', '{"through": -5, "hash": ""}', "\xff"])
def test_what_is_no_answer_is_as_none(tmp_path, text):
    maker = made(tmp_path / "a", 3)
    source = JournalFolder(maker.folder)
    source.refresh()
    (maker.folder / ACQUIRED).write_text(text, "latin-1")
    assert source.acquired == 0
    raw = raws(maker)[1]
    assert source.acknowledge(2, DIGEST(raw)).endswith("through record 2") and source.acquired == 2
    assert json.loads((maker.folder / ACQUIRED).read_text())["hash"] == DIGEST(raw).hex()
