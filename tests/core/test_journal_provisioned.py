"""A terminal that was provisioned anew: the journal is another one, its sequences go on and no code from before passes.

The books hold one chain for each (terminal, provisioning): of the new one they await nothing that stands in the old.
"""

from hal.fake.store import Cell, Segments
from terminal import records, sm2
from terminal.history import History
from terminal.journal import Journal
from tests.builder.journal_builder import (
    KEY,
    NOW_S,
    PLACE,
    SEGMENT_BYTES,
    STANDARD,
    accepted,
    digest,
    fail_after,
    filled,
)
from tests.builder.journal_reading import recover

NEXT = records.Place(PLACE.terminal_id, PLACE.provisioning_id + 1, *PLACE[2:])
OTHER_KEY = bytes(range(100, 132))
KEYS = (KEY, OTHER_KEY)  # of the operator's master, and from the board's random source
SKEW_S = 20


def started(segments, cell, key, place=NEXT, now_s=NOW_S + 100):
    """(journal, replay memory) after a start."""
    history = History(64)
    segments.open()
    journal = Journal(segments, cell, digest, key, place, SEGMENT_BYTES, 8)
    sm2.finish(journal.open(history, STANDARD, now_s))
    return journal, history


def found(segments, key):
    return [record for record, _ in recover(segments, digest, key)]


def check(segments, journal, history, key, ceiling):
    """What holds however often the power failed: sequences go on, and every code so far is used."""
    assert journal.sequence > ceiling
    assert history.used(bytes(10), NOW_S + 100 + SKEW_S, NOW_S + 100)
    events = [records.parse_event(each.body)[0] for each in found(segments, key) if each.kind == records.EVENT]
    assert records.MISSING in events


def ceiling_of(rig):
    return records.parse_words(records.parse(rig.cell.content).body)[1]


def test_its_first_record_says_that_nothing_before_is_awaited():
    for key in KEYS:
        rig = filled()
        ceiling = ceiling_of(rig) if key == KEY else rig.journal.sequence
        segments, cell = Segments(), Cell(rig.cell.content)
        journal, history = started(segments, cell, key)
        check(segments, journal, history, key, ceiling)
        head = found(segments, key)[0]
        acknowledged, oldest = records.parse_words(head.body)[:2]
        assert head.kind == records.HEAD and head.before == bytes(32)
        assert (acknowledged, oldest) == (head.sequence - 1, head.sequence)
        sequence = journal.append_ride(accepted(1, NOW_S + 200), 200, 7, NOW_S + 200)
        journal.append_outcome(sequence, records.PASSED, NOW_S + 200)
        again, _ = started(segments, cell, key, NEXT, NOW_S + 300)
        assert again.sequence == sequence + 1, "the next start finds nothing missing"


def test_power_that_fails_at_its_first_start():
    for key in KEYS:
        for cut in range(8):
            rig = filled()
            first = ceiling_of(rig) + 1 if key == KEY else 65_537
            rig.segments = Segments()
            fail_after(rig, cut)
            try:
                started(rig.segments, rig.cell, key)
            except OSError:
                assert rig.failing
            segments, cell = rig.segments.base, rig.cell.base
            journal, history = started(segments, cell, key)
            check(segments, journal, history, key, first - 1)
            chain = found(segments, key)
            assert records.parse_words(chain[0].body)[0] == chain[0].sequence - 1, (key, cut)
            assert [each.sequence for each in chain] == list(range(chain[0].sequence, journal.sequence + 1)), (key, cut)
            assert [each.before == bytes(32) for each in chain] == [True] + [False] * (len(chain) - 1), (key, cut)
            assert not segments.aside and chain[0].sequence == first, (key, cut)
            size = segments.size()
            started(segments, cell, key, NEXT, NOW_S + 200)
            assert segments.size() == size, "told once"


def test_what_is_lost_behind_its_first_head_is_missed():
    """The cell says that more was written: then the head alone proves nothing."""
    rig = filled()
    segments, cell = Segments(), Cell(rig.cell.content)
    journal, _ = started(segments, cell, KEY)
    sequence = journal.append_ride(accepted(1, NOW_S + 200), 200, 7, NOW_S + 200)
    number = segments.numbers()[0]
    head = records.length_bytes(segments.content[number][: records.START_BYTES])
    segments.content[number] = segments.content[number][:head]
    journal, history = started(segments, cell, KEY, NEXT, NOW_S + 300)
    assert journal.sequence > sequence + 1 and history.used(bytes(10), NOW_S + 300 + SKEW_S, NOW_S + 300)
    events = [records.parse_event(each.body) for each in found(segments, KEY) if each.kind == records.EVENT]
    assert [event for event, _, _ in events] == [records.MISSING] and events[0][2] > sequence


def test_a_journal_that_is_lost_is_awaited_as_before():
    """The cell is this provisioning's own: what is missing was not acknowledged."""
    rig = filled()
    segments = Segments()
    journal, history = started(segments, Cell(rig.cell.content), KEY, PLACE)
    check(segments, journal, history, KEY, ceiling_of(rig))
    assert records.parse_words(found(segments, KEY)[0].body)[0] == journal.acknowledged == 0


def test_a_cell_of_any_bytes_is_none_of_another_provisioning():
    for size in (0, 1, 8, records.RECORD_MIN_BYTES - 1):
        journal, _ = started(Segments(), Cell(bytes(size)), KEY)
        assert journal.acknowledged == 0
    rig = filled()
    damaged = bytearray(rig.cell.content)
    for at in range(len(damaged)):
        damaged[at] ^= 0x10
        segments = Segments()
        journal, history = started(segments, Cell(bytes(damaged)), KEY, PLACE)
        check(segments, journal, history, KEY, 0)
        assert not journal.acknowledged or not 12 <= at < 24, at
        if 12 <= at < 24:  # sequence, terminal, provisioning: with its records there it is theirs
            segments = rig.segments.copy()
            journal, history = started(segments, Cell(bytes(damaged)), KEY, PLACE)
            assert journal.acknowledged == 0
            check(segments, journal, history, KEY, rig.journal.sequence)
        damaged[at] ^= 0x10
