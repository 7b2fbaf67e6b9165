"""What was refused: the last few in memory, a record an hour, never the rides' space."""

from hal.fake.store import Cell, Segments
from terminal import codes, policy, records, ridecode, sm2
from terminal.decide import Decision
from terminal.family import judging
from terminal.history import History
from terminal.journal import Journal
from terminal.refusals import HOUR_MS, LAST_MAX, Refusals
from tests.builder import code_builder
from tests.builder.journal_builder import KEY, NOW_S, PLACE, STANDARD, digest
from tests.builder.journal_reading import recover
from tests.core.raising import raised
from tests.core.test_run import Terminal, code


def hours() -> Journal:
    segments = Segments()
    segments.open()
    journal = Journal(segments, Cell(), digest, KEY, PLACE, 4096, 2)
    sm2.finish(journal.open(History(1), policy.STANDARD, NOW_S))
    return journal


def refused(result: int, step: int | None = 1, account: bytes | None = None) -> Decision:
    parsed = None
    if account is not None:
        raw = bytearray(code_builder.unsigned(5, 0))
        raw[136:146] = account
        parsed = ridecode.parse(bytes(raw), STANDARD)
    return Decision(result, step, parsed, (), None, -1, None)


def counted(journal: Journal) -> list:
    out = []
    for record, _ in recover(journal.segments, digest, KEY):
        if record.kind == records.COUNTER:
            out.append(records.parse_words(record.body))
    return out


def test_the_last_are_kept_and_no_more():
    refusals = Refusals(hours())
    for number in range(LAST_MAX + 5):
        refusals.note(refused(codes.BAD_LENGTH, 3), number, NOW_S + number)
        assert len(refusals.last) == min(number + 1, LAST_MAX)
    assert refusals.last[0] == (NOW_S + 5, codes.BAD_LENGTH, 3, None, None)
    assert refusals.last[-1][0] == NOW_S + LAST_MAX + 4


def test_no_account_is_kept_in_full():
    """Twenty digits, and nineteen with half a byte of nothing behind them."""
    refusals = Refusals(hours())
    for account, four in (("31041700000000001234", "1234"), ("3104170000000005678f", "5678")):
        account = bytes([int(account[at : at + 2], 16) for at in range(0, 20, 2)])
        refusals.note(refused(codes.ACCOUNT_BLOCKED, 19, account), 0, None)
        time_s, result, step, issuer, last = refusals.last[-1]
        assert (time_s, result, step) == (None, codes.ACCOUNT_BLOCKED, 19)
        assert "".join([f"{byte:02x}" for byte in last]) == four and len(issuer) == 4


def test_of_a_code_of_another_family_its_result_alone_is_kept():
    found = judging.Found(b"#UT", (b"9999/TEST0001",), None, None, None)
    refusals = Refusals(hours())
    refusals.note(Decision(640, None, found, (), "uic", -1, None), 0, NOW_S)
    assert refusals.last == [(NOW_S, 640, None, None, None)]


def test_counts_are_written_an_hour_after_the_first():
    journal = hours()
    refusals = Refusals(journal)
    assert not refusals.due(10 * HOUR_MS), "nothing was refused"
    refusals.note(refused(codes.BAD_LENGTH), 5000, NOW_S)
    for _ in range(3):
        refusals.note(refused(codes.CODE_EXPIRED), 6000, NOW_S + 1)
    assert not refusals.due(5000 + HOUR_MS - 1) and refusals.due(5000 + HOUR_MS)
    refusals.write(5000 + HOUR_MS, NOW_S + 3600)
    assert counted(journal) == [(NOW_S, codes.BAD_LENGTH, 1, codes.CODE_EXPIRED, 3)]
    assert not refusals.due(1 << 60)
    refusals.note(refused(codes.OVERSIZED), 7000 + HOUR_MS, None)
    refusals.write(7000 + 2 * HOUR_MS, None)
    assert counted(journal)[1] == (0, codes.OVERSIZED, 1)


def test_every_result_at_once_fits_a_record():
    journal = hours()
    refusals = Refusals(journal)
    for row in codes.TABLE:
        refusals.note(refused(row.number), 0, NOW_S)
    refusals.write(HOUR_MS, NOW_S)
    assert len(counted(journal)[0]) == 1 + 2 * len(codes.TABLE)


def test_counts_that_cannot_be_written_wait_for_the_next_hour():
    journal = hours()
    refusals = Refusals(journal)
    refusals.note(refused(codes.OVERSIZED), 0, NOW_S)
    journal.segments.broken = True
    raised(OSError, refusals.write, HOUR_MS, NOW_S)
    assert not refusals.due(2 * HOUR_MS - 1) and refusals.due(2 * HOUR_MS)
    refusals.note(refused(codes.OVERSIZED), HOUR_MS + 5, NOW_S)
    journal.segments.broken = False
    refusals.write(2 * HOUR_MS, NOW_S)
    assert counted(journal) == [(NOW_S, codes.OVERSIZED, 2)]


def with_refusals() -> tuple:
    terminal = Terminal()
    journal = hours()
    terminal.loop._refusals = refusals = Refusals(journal)
    return terminal, refusals, journal


def test_the_loop_notes_what_it_refuses_and_nothing_else():
    terminal, refusals, _ = with_refusals()
    terminal.present(code())
    assert refusals.last == []
    terminal.present(b"TX")
    terminal.present(code(301))
    assert [each[1:3] for each in refusals.last] == [(codes.FOREIGN_CODE, 1), (codes.CODE_EXPIRED, 16)]


def test_a_leaflet_held_to_the_reader_writes_a_record_an_hour():
    """Three hours in virtual time: nothing into the rides' journal, three records into the other."""
    terminal, _, journal = with_refusals()
    terminal.scanner.still = (b"https://example.org/leaflet",)
    for _ in range(3 * 3600):
        terminal.turn(2, 500)
        terminal.log.decisions.clear()
        terminal.log.events.clear()
        terminal.events.clear()
    assert terminal.store.size() == 0 and terminal.cell.writes == 0
    words = counted(journal)
    assert len(words) in (2, 3) and all([each[1] == codes.NOT_A_RIDE_CODE for each in words])
    assert 1000 < words[0][2] <= 1801  # the same bytes are answered every two seconds


def test_the_scanner_is_held_off_while_the_counts_are_written():
    terminal, _, journal = with_refusals()
    seen = []
    journal.segments.before_append = lambda data: seen.append(terminal.scanner.held)
    terminal.present(b"TX")
    terminal.turn(1, HOUR_MS)
    assert seen == [True, True] and not terminal.scanner.held  # the segment's head and the counts
    terminal.present(b"TX")
    journal.segments.broken = True
    terminal.turn(1, HOUR_MS)
    terminal.turn(1)
    assert terminal.gate.in_service()
