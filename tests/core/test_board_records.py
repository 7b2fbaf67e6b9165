"""Event records."""

from hal.fake.store import Cell, Segments
from terminal import journal, policy, records, sm3
from terminal.history import History
from terminal.sm2 import finish
from tests.builder.journal_reading import recover

KEY = bytes(range(32))
PLACE = records.Place(1, 2, 3, 4, 5, 6, 7)


def test_round_trip():
    for event, at_s, value in ((records.BOOT, None, records.BY_POWER), (records.CLOCK_SET, 1 << 31, 0xFFFFFFFF)):
        assert records.parse_event(records.event_body(event, at_s, value)) == (event, at_s, value)


def test_events_stand_in_the_chain_and_open_nothing():
    segments, cell = Segments(), Cell()
    segments.open()
    for _ in range(2):
        opened = journal.Journal(segments, cell, sm3.digest, KEY, PLACE)
        history = History(4)
        finish(opened.open(history, policy.STANDARD, 1000))
        opened.append_event(records.BOOT, 1000, records.BY_WATCHDOG, 1000)
        assert history.count == 0
    found = [record for record, _ in recover(segments, sm3.digest, KEY)]
    assert [(each.kind, each.sequence) for each in found] == [(records.HEAD, 1), (records.EVENT, 2), (records.EVENT, 3)]
    assert records.parse_event(found[2].body) == (records.BOOT, 1000, records.BY_WATCHDOG)
