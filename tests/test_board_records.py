"""Event records."""

from terminal import journal, policy, records, sm3
from terminal.history import History
from terminal.sm2 import finish

KEY = bytes(range(32))
PLACE = records.Place(1, 2, 3, 4, 5, 6, 7)


class Store:
    def __init__(self):
        self.data = bytearray()

    def append(self, data):
        self.data.extend(data)

    def length(self):
        return len(self.data)

    def readinto(self, offset, buffer):
        buffer[:] = self.data[offset : offset + len(buffer)]


def test_round_trip():
    for event, at_s, value in ((records.BOOT, None, records.BY_POWER), (records.CLOCK_SET, 1 << 31, 0xFFFFFFFF)):
        assert records.parse_event(records.event_body(event, at_s, value)) == (event, at_s, value)


def test_events_stand_in_the_chain_and_open_nothing():
    store = Store()
    for _ in range(2):
        opened = journal.Journal(store, sm3.digest, KEY, PLACE)
        history = History(4)
        finish(opened.open(history, policy.STANDARD, 1000))
        opened.append_event(records.BOOT, 1000, records.BY_WATCHDOG, 1000)
        assert history.count == 0
    found = [record for record, _ in journal.recover(store.readinto, store.length(), sm3.digest, KEY)]
    assert [(each.kind, each.sequence) for each in found] == [(records.EVENT, 1), (records.EVENT, 2)]
    assert records.parse_event(found[1].body) == (records.BOOT, 1000, records.BY_WATCHDOG)
