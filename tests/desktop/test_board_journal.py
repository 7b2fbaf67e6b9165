"""boards/journal_store.py: what a board does with its journal, on the files of this computer."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from boards import journal_query, journal_store, provisioning, state as files
from boards.format import image
from boards.state import State
from terminal import journal, records, sm2
from terminal.history import History
from tests.builder.journal_builder import KEY, NOW_S, PLACE, STANDARD, accepted, digest
from tests.builder.journal_reading import recover

KB = 1024


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def line(self, text: str) -> None:
        self.lines.append(text)


@pytest.fixture
def site(tmp_path):
    identity = SimpleNamespace(terminal_id=1, provisioning_id=2, record_key=KEY)
    limits = SimpleNamespace(STATE=str(tmp_path / "state"), HISTORY_MAX=64, TRUST_MAX_BYTES=0)
    setup = SimpleNamespace(place=PLACE[2:], policy=STANDARD)
    return SimpleNamespace(
        board=SimpleNamespace(limits=limits),
        state=State(str(tmp_path / "state")),
        engine=SimpleNamespace(digest=digest),
        identity=lambda: identity,
        setup=lambda: setup,
        clock=lambda: SimpleNamespace(now_s=lambda: NOW_S),
    )


def started(site) -> journal.Journal:
    site.state.write("something", b"")  # which makes the folder
    kept = journal_store.make(site.board, site.state, digest, KEY, PLACE)
    sm2.finish(journal_store.opening(kept, site.state, History(64), STANDARD, NOW_S))
    return kept


def ride(kept: journal.Journal, seed: int, outcome: bool = True) -> int:
    sequence = kept.append_ride(accepted(seed), 200, 7, NOW_S)
    if outcome:
        kept.append_outcome(sequence, records.PASSED, NOW_S)
    return sequence


def hash_of(site, sequence: int) -> str:
    segments = journal_store.segments(site.state)
    found = next(raw for record, raw in recover(segments, digest, KEY) if record.sequence == sequence)
    segments.close()
    return digest(found).hex()


@pytest.mark.parametrize(
    ("flash_bytes", "trust_bytes", "most"),
    [
        (512 * KB, 16 * KB, 3),  # the least, whatever else there is
        (1408 * KB, 128 * KB, 13),
        (3072 * KB, 768 * KB, 37),
        (64 * KB * KB, 1024 * KB, 64),  # the most: a start reads the head of each
    ],
)
def test_how_many_segments_a_board_has_room_for(monkeypatch, site, flash_bytes, trust_bytes, most):
    import os

    monkeypatch.setattr(os, "statvfs", lambda path: (4096, 4096, flash_bytes // 4096))
    site.board.limits.TRUST_MAX_BYTES = trust_bytes
    assert journal_store.segments_max(site.board) == most


def test_how_many_rides_fit_is_no_lie(site):
    """As many as promised, written: none is refused."""
    kept = started(site)
    kept._segments_max = 3
    promised = journal_store.capacity_rides(3)
    assert promised > 60
    kept._history = History(1000)
    for seed in range(promised):
        ride(kept, seed)


def test_what_a_fresh_board_tells(site):
    told = journal_query.info(site)
    assert (told["segments"], told["length"], told["sequence"], told["acknowledged"]) == (0, 0, 0, 0)
    assert told["used_percent"] == 0 and told["capacity_rides"] > 60
    assert not site.state.has(files.JOURNAL), "asking makes nothing"


def test_info_acknowledge_and_info_again(site):
    kept = started(site)
    for seed in range(30):
        ride(kept, seed)
    kept.segments.close()
    told = journal_query.info(site)
    assert told["segments"] == 2 and told["sequence"] == kept.sequence and told["time"] == NOW_S
    assert told["acknowledged"] == 0
    with pytest.raises(ValueError, match="not here with that hash"):
        journal_query.acknowledge(site, 10, "00" * 32)
    with pytest.raises(ValueError, match="not here"):
        journal_query.acknowledge(site, 9999, hash_of(site, 10))
    for bad in ("zz", "0", "é"):
        with pytest.raises((ValueError, TypeError)):
            journal_query.acknowledge(site, 10, bad)
    answer = journal_query.acknowledge(site, kept.sequence, hash_of(site, kept.sequence))
    assert answer["acknowledged"] == kept.sequence
    told = journal_query.info(site)
    assert told["acknowledged"] == kept.sequence and told["sequence"] == kept.sequence + 1
    assert started(site).acknowledged == kept.sequence


def test_a_statement_is_the_newest_time(site):
    kept = started(site)
    ride(kept, 1)
    kept.append_event(records.CLOCK_STATEMENT, NOW_S - 5000, NOW_S, NOW_S)
    kept.segments.close()
    assert journal_query.info(site)["time"] == NOW_S - 5000


def test_a_torn_newest_segment_hides_nothing(site):
    kept = started(site)
    for seed in range(30):
        ride(kept, seed)
    kept.segments.close()
    path = site.state.path(files.JOURNAL) + f"/{kept.sequence + 1:010d}"
    with open(path, "wb") as file:
        file.write(b"RG\x01")
    assert journal_query.info(site)["sequence"] == kept.sequence


def test_a_damaged_newest_segment_is_told(site):
    """And what stands around it all the same: a journal is pulled when it is damaged, of all times."""
    kept = started(site)
    for seed in range(3):
        ride(kept, seed)
    kept.segments.close()
    whole = journal_query.info(site)
    assert "damaged" not in whole and whole["sequence"] == 7
    assert (whole["terminal_id"], whole["provisioning_id"]) == (1, 2)
    path = site.state.path(files.JOURNAL) + "/0000000001"
    with open(path, "rb") as file:
        data = file.read()
    for at, where in ((0, 0), (4, 0), (20, 0), (22, 0), (140, 119), (650, 595), (len(data) - 1, len(data) - 108)):
        changed = bytearray(data)
        changed[at] ^= 0x40
        with open(path, "wb") as file:
            file.write(changed)
        told = journal_query.info(site)
        assert told.pop("damaged").startswith(f"segment 1, byte {where}: "), at
        assert told["sequence"] == 7 - (at == len(data) - 1) and told["time"] == NOW_S


def test_a_journal_of_the_first_version_is_kept_beside_the_new_one(site):
    site.state.write(files.JOURNAL, b"RG\x01 as it was")
    site.state.write(files.JOURNAL + ".0", b"another")
    kept = started(site)
    assert kept.sequence == 0 and site.state.read(files.JOURNAL + ".1") == b"RG\x01 as it was"
    ride(kept, 1)


def test_a_board_that_becomes_somebody_else_keeps_its_journal_and_uses_no_sequence_twice(site):
    kept = started(site)
    ride(kept, 1)
    kept.segments.close()
    journal_store.set_aside(site.state)
    assert site.state.has(files.JOURNAL + ".0/0000000001")
    assert journal_query.info(site)["time"] == NOW_S, "the clock is not set behind its rides without a statement"
    other = journal_store.make(site.board, site.state, digest, bytes(32), PLACE)
    sm2.finish(journal_store.opening(other, site.state, History(64), STANDARD, NOW_S))
    assert other.sequence > kept.sequence


def test_of_a_journal_of_the_first_version_that_is_set_aside_no_time_is_known(site):
    site.state.write(files.JOURNAL + ".0", b"RG\x01 as it was")
    assert journal_query.info(site)["time"] == 0 and site.state.has(files.JOURNAL + ".0")


@pytest.mark.parametrize("cell", [None, b"", b"kept"])
def test_a_board_that_becomes_another_without_a_cell_admits_no_code_from_before(site, cell):
    kept = started(site)
    ride(kept, 1)
    kept.segments.close()
    path = site.state.path(files.JOURNAL_CELL)
    if cell is None:
        os.remove(path)
    elif not cell:
        Path(path).write_bytes(b"")
    site.state.write_identity(files.Identity(True, 1, 2, KEY, (image.TEST_KEY,)), digest)
    site.build = SimpleNamespace(production=False)
    site.engine.decode = sm2.REFERENCE.decode
    asked = {"test": True, "terminal_id": 1, "provisioning_id": None, "force": True, "record_key": KEY.hex(),
             "operator_keys": [image.TEST_KEY.hex()]}  # fmt: skip
    assert provisioning.provision(site, asked)["provisioning_id"] == 3
    other = journal_store.make(site.board, site.state, digest, KEY, PLACE._replace(provisioning_id=3))
    history = History(64)
    sm2.finish(journal_store.opening(other, site.state, history, STANDARD, NOW_S))
    assert history.used(bytes(10), NOW_S + STANDARD.skew_s, NOW_S) and other.sequence > kept.sequence


def looked_at(site, kept: journal.Journal) -> Log:
    """A whole pass in idle time, a record a second."""
    log = Log()
    audit = journal_store.Audit(kept, digest, KEY, site.state)
    for second in range(200):
        audit.step(1000 * second, NOW_S, log)
    return log


def test_idle_time_finds_damage_and_the_next_start_sets_it_aside(site):
    kept = started(site)
    for seed in range(58):
        ride(kept, seed)
    assert looked_at(site, kept).lines == [] and not site.state.has(files.CHECK)
    numbers = kept.segments.numbers()
    assert len(numbers) == 3
    with open(site.state.path(files.JOURNAL) + "/0000000001", "r+b") as file:
        file.seek(5000)
        file.write(b"?")
    kept.segments.close()
    kept.segments.open()
    log = looked_at(site, kept)
    assert len(log.lines) == 1 and "segment 1," in log.lines[0]
    assert site.state.has(files.CHECK)
    newest = [record for record, _ in recover(kept.segments, digest, KEY, numbers[1:])][-1]
    assert records.parse_event(newest.body) == (records.DAMAGED, NOW_S, 1)
    sequence = kept.sequence
    assert len(looked_at(site, kept).lines) == 1 and kept.sequence == sequence, "the journal is told once"
    ride(kept, 100)  # service goes on
    kept.segments.close()
    again = started(site)
    assert [why.segment for why in again.found if not why.gap] == [1]
    assert not site.state.has(files.CHECK) and site.state.has(files.JOURNAL + "/0000000001.aside")
    assert looked_at(site, again).lines == [], "what is accounted for is not told again"


def test_idle_time_waits_and_begins_anew_when_a_segment_gave_way(site):
    kept = started(site)
    for seed in range(30):
        ride(kept, seed)
    audit = journal_store.Audit(kept, digest, KEY, site.state)
    log = Log()
    reads = []
    original = kept.segments.readinto

    def counted(number, offset, buffer):
        reads.append(number)
        original(number, offset, buffer)

    kept.segments.readinto = counted
    audit.step(0, NOW_S, log)
    first = len(reads)
    audit.step(999, NOW_S, log)
    assert len(reads) == first, "one record a second"
    kept.segments.remove(1)
    for second in range(1, 60):
        audit.step(1000 * second, NOW_S, log)
    assert len(reads) > first and log.lines == []
