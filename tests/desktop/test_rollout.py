"""Receipts at the depot, and the 15 days: how many terminals have a list, which are late, and since when."""

import csv
import io
import random
import re
from html.parser import HTMLParser

from sim.backoffice.message import Terminal
from sim.fleet import receipt, rollout, rollout_export, rollout_page, target
from sim.fleet.desk import FORGED, LATE, WENT_BACK
from sim.fleet.rollout import DAYS, IN_TIME, OVERDUE, WAITING
from sim.fleet.target import Target
from terminal import records
from tests.builder.journal_maker import DIGEST, Maker, raw_records
from tests.rig import fleet
from tests.rig.bookkeeping import Bookkeeping, Chain
from tests.rig.command import AT_S, ridegate
from tests.rig.fleet import DAY_S, desk

NOTICE = "2026-11-14"
FIRST_S = 1_794_585_600  # its first second, at UTC+8
MANY = 2_000


def notice(number=7, day=NOTICE, effective_s=FIRST_S):
    custom = {"kind": "trust", "sequence": number, "effective": effective_s, "notice": day}
    return target.parse(f"trust/{number}.bin", custom)


def at(day, second=0):
    """A moment of that day behind the notice."""
    return FIRST_S + day * DAY_S + second


def standing(made, now_s, number=7):
    """As it stands on that day, which is today."""
    found = rollout.rollouts([notice(number)], made.terminals, made, now_s)
    rollout.note(found, made, now_s)
    return found[0]


def test_the_day_of_the_notice_is_day_0_and_days_end_at_midnight_in_china():
    assert [rollout.day_of(NOTICE, at(*moment)) for moment in ((0, 0), (0, DAY_S - 1), (1, 0), (15, DAY_S - 1))] == [
        0, 0, 1, 15,
    ]  # fmt: skip
    assert rollout.day_of(NOTICE, FIRST_S - 1) == -1 and DAYS == 15


def test_installed_on_day_15_is_in_time_and_on_day_16_late():
    made = desk(terminals=(7, 8, 9))
    made.take([fleet.receipt(5, 7, at(15, DAY_S - 1), terminal=7)], at(15, DAY_S - 1))
    before = standing(made, at(15, DAY_S - 1))
    assert (before.day, before.installed, before.done) == (15, 1, False) and before.overdue == []
    assert [one.state for one in before.standings] == [IN_TIME, WAITING, WAITING] and made.incidents() == []
    after = standing(made, at(16))
    assert [one.terminal.terminal_id for one in after.overdue] == [8, 9]
    assert [(one.kind, one.terminal.terminal_id) for one in made.incidents(True)] == [(LATE, 8), (LATE, 9)]
    standing(made, at(17))
    assert len(made.incidents()) == 2  # once for each terminal and list
    made.take([fleet.receipt(5, 7, at(17), terminal=8)], at(17))
    end = standing(made, at(18))
    assert [one.state for one in end.standings] == [IN_TIME, rollout.LATE, OVERDUE]
    assert end.standings[1].day == 17 and [one.terminal.terminal_id for one in made.incidents(True)] == [9]
    assert made.incidents()[0].settled == "installed on day 17"


def test_a_receipt_that_comes_late_closes_the_incident_of_a_terminal_in_time():
    made = desk(terminals=(7, 8))
    standing(made, at(16))
    assert [one.terminal.terminal_id for one in made.incidents(True)] == [7, 8]
    made.take([fleet.receipt(5, 7, at(10)), fleet.receipt(5, 8, at(9), terminal=8)], at(17))
    made.take([fleet.receipt(6, 6, at(11), terminal=8)], at(17))  # and went back: it has it no more
    assert [one.state for one in standing(made, at(18)).standings] == [IN_TIME, OVERDUE]
    assert [(one.kind, one.settled) for one in made.incidents()] == [
        (LATE, "installed on day 10"), (LATE, None), (WENT_BACK, None),
    ]  # fmt: skip


def test_to_look_ahead_makes_no_incident():
    made = desk()
    (found,) = rollout.rollouts([notice()], made.terminals, made, at(40))
    assert [one.state for one in found.standings] == [OVERDUE] and made.incidents() == []


def test_a_newer_list_counts_and_an_older_one_does_not():
    made = desk(terminals=(7, 8))
    made.take([fleet.receipt(5, 8, at(3)), fleet.receipt(5, 6, at(3), terminal=8)], at(3))
    found = standing(made, at(4))
    assert [(one.has, one.state) for one in found.standings] == [(8, IN_TIME), (6, WAITING)]


def test_a_terminal_that_went_back_has_it_no_more():
    made = desk()
    made.take([fleet.receipt(5, 7, at(3)), fleet.receipt(6, 6, at(4))], at(4))
    assert standing(made, at(5)).standings[0].state == WAITING
    made.take([fleet.receipt(7, 7, at(16))], at(16))
    assert standing(made, at(16)).standings[0][3:] == (16, rollout.LATE)
    assert [one.kind for one in made.incidents()] == [WENT_BACK]


def test_a_clock_that_is_ahead_or_not_trusted_does_not_count():
    made = desk(terminals=(7, 8))
    made.take([fleet.receipt(5, 7, at(90))], at(2))  # says that it will be
    made.take([fleet.receipt(5, 7, None, terminal=8)], at(3))
    assert [one.day for one in standing(made, at(4)).standings] == [2, 3]


def test_a_list_that_was_there_before_its_notice_is_day_0():
    made = desk()
    made.take([fleet.receipt(5, 7, at(-9))], at(-9))
    assert standing(made, at(0)).standings[0].day == 0


def test_incidents_are_bounded_and_the_further_ones_counted():
    made = desk(incidents_max=2)
    for number in range(4):
        made.take([fleet.receipt(5 + number, 7, at(0), key_=bytes(32))], at(0))
        assert len(made.incidents()) == min(number + 1, 2)
    assert [(one.kind, one.times) for one in made.incidents()] == [(FORGED, 1), (FORGED, 3)]


def forged(sequence, terminal=7):
    return fleet.receipt(sequence, 7, at(0), terminal=terminal, key_=bytes(32))


def test_settled_incidents_leave_room_for_new_ones():
    made = desk(incidents_max=2)
    made.take([forged(5), forged(6)], at(0))
    assert made.settle(1, "a test") and made.settle(2, "a test")
    made.take([forged(5)], at(1))  # the very same again stays settled
    assert made.incidents(True) == []
    made.take([forged(7), forged(8), forged(9)], at(1))
    assert [(one.sequence, one.times) for one in made.incidents(True)] == [(7, 1), (8, 2)]
    assert [(one.sequence, one.times) for one in made.incidents()][:2] == [(5, 2), (6, 1)]


def test_incidents_of_one_terminal_do_not_hide_those_of_another():
    made = desk(terminals=(7, 8), incidents_max=2)
    made.take([forged(5), forged(6), forged(7), forged(5, 8), forged(6, 8), forged(8)], at(0))
    assert [(one.terminal.terminal_id, one.sequence, one.times) for one in made.incidents(True)] == [
        (7, 5, 1), (7, 6, 3), (8, 5, 2),
    ]  # fmt: skip
    made.take([forged(5, terminal) for terminal in (90, 91, 92, 93)], at(0))  # not registered: anybody's invention
    assert [one.terminal.terminal_id for one in made.incidents(True)][3:] == [90, 91]


def test_two_thousand_receipts_in_one_go_and_again():
    raws = [fleet.receipt(5, 7, at(one % 15), terminal=one) for one in range(1, MANY + 1)]
    made = desk(terminals=range(1, MANY + 1))
    assert made.take(raws, at(15)) == (MANY, 0, 0)
    assert made.take(reversed(raws), at(16)) == (0, MANY, 0)
    found = standing(made, at(16))
    assert found.installed == MANY and found.done and made.incidents() == []


def test_receipts_stay_in_their_file(tmp_path):
    desk(name=tmp_path / "fleet.db").take([fleet.receipt(5, 7, at(1))], at(1))
    assert desk(name=tmp_path / "fleet.db").installed("trust") == {Terminal(7, 1): [(7, at(1))]}
    assert (tmp_path / "fleet.db").stat().st_mode & 0o777 == 0o600


# What is a receipt


def test_a_receipt_out_of_a_journal(tmp_path):
    maker = Maker(tmp_path / "journal")
    maker.ride()
    sequence = maker.event(records.LIST_INSTALLED, 7, AT_S)
    maker.event(records.ACKNOWLEDGED, 1)
    maker.event(records.IMAGE_STARTED, 258)
    maker.close()
    data = b"".join(path.read_bytes() for path in maker.files())
    found = [receipt.parse(raw, DIGEST) for raw in receipt.split(data) if receipt.is_one(raw)]
    assert [one[:4] for one in found] == [
        (Terminal(7, 1), sequence, "trust", 7),
        (Terminal(7, 1), sequence + 2, "image", 258),
    ]
    assert found[0].at_s == AT_S and list(receipt.split(data + b"RG")) == [*raw_records(maker.files()[0]), b"RG"]


def test_receipts_out_of_the_acquirers_books(tmp_path):
    """What an uplink sends holds the receipts, too: no other way is needed."""
    chain = Chain(7)
    chain.ride(0, AT_S + 10)
    chain.add(records.EVENT, records.event_body(records.LIST_INSTALLED, AT_S + 20, 7), AT_S + 20)
    chain.add(records.EVENT, records.event_body(records.BOOT, None, 1), AT_S + 30)
    books = Bookkeeping(tmp_path / "books.db")
    books.take(chain)
    made = fleet.Fleet(tmp_path / "fleet").publish(7)
    terminals = tmp_path / "terminals.toml"
    terminals.write_text(f'[[terminal]]\nterminal_id = 7\nprovisioning_id = 1\nrecord_key = "{fleet.KEY.hex()}"\n')
    status, out, error = ridegate("depot", "receive", "--depot", made.depot.folder, "--terminals", terminals,
                                  "--books", tmp_path / "books.db")  # fmt: skip
    assert (status, out, error) == (0, "1 receipts taken, 0 were here, 0 incidents\n", "")


# For people and programs


def state(now_s=None, terminals=range(1, 13)):
    made = desk(terminals=terminals)
    for one in list(terminals)[:-2]:
        made.take([fleet.receipt(5, 7, at(one % 17), terminal=one)], at(one % 17))
    made.take([fleet.receipt(5, 7, at(1), terminal=3, key_=bytes(32))], at(1))
    now_s = at(16) if now_s is None else now_s
    notices = [notice(), Target("trust/8.bin", "trust", 8, "", {**notice(8).custom, "notice": "2026-11-28",
                                                                "effective": at(40)})]  # fmt: skip
    found = rollout.rollouts(notices, made.terminals, made, now_s)
    rollout.note(found, made, now_s)
    return rollout_export.State(tuple(found), tuple(made.incidents(True)), tuple(made.terminals), at(18), now_s)


class Balanced(HTMLParser):
    """Every tag that opens in a page for people, and closes, in order."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag in ("main", "section", "svg", "table", "div", "p"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in ("main", "section", "svg", "table", "div", "p"):
            assert self.open.pop() == tag


def test_the_page(tmp_path):
    page = rollout_page.page(state()).decode()
    Balanced().feed(page)
    assert "@" not in page.partition("<main>")[2] and "<script" not in page
    for words in (
        "名单 8 已装 list 8 installed", "0 / 12", "2 / 15", "名单 List 7 · 2026-11-14 通知 notice",
        "逾期未装 overdue", "晚于第 15 日 after day 15", "未结事件 Open incidents", "<code>forged</code>",
        "2026-11-30 00:00:00 UTC+8",
    ):  # fmt: skip
        assert words in page, words
    assert len(re.findall("<code>late</code>", page)) == 2
    empty = rollout_export.State((), (), (), None, FIRST_S)
    assert "尚无名单" in rollout_page.page(empty).decode() and "已过期 expired" in rollout_page.page(empty).decode()


def test_the_rows_of_the_page_are_bounded():
    for count, more in ((rollout_page.ROWS_MAX, False), (rollout_page.ROWS_MAX + 1, True)):
        made = desk(terminals=range(1, count + 1))
        found = rollout.rollouts([notice()], made.terminals, made, at(1))
        page = rollout_page.page(rollout_export.State(tuple(found), (), tuple(made.terminals), at(18), at(1)))
        assert ("1 更多 more" in page.decode()) == more


def test_the_table_for_spreadsheets():
    data = rollout_export.table(state())
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 24 and list(rows[0]) == list(rollout_export.COLUMNS)
    (one,) = [row for row in rows if (row["list"], row["terminal"]) == ("7", "11")]
    assert (one["state"], one["has"], one["day"]) == ("overdue", "", "16")


def test_what_is_published_ends():
    for until_s, ended in ((None, False), (at(1) + 1, False), (at(1), True)):
        assert rollout_export.State((), (), (), until_s, at(1)).ended == ended


def test_metrics_for_prometheus():
    lines = rollout_export.metrics(state()).decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert values["ridegate_depot_terminals"] == "12"
    assert values['ridegate_depot_installed{list="7",notice="2026-11-14"}'] == "10"
    assert values['ridegate_depot_notice_day{list="8",notice="2026-11-28"}'] == "2"
    assert values['ridegate_depot_overdue{list="7",notice="2026-11-14"}'] == "2"
    assert values['ridegate_depot_open_incidents{kind="forged"}'] == "1"
    assert values["ridegate_depot_valid_seconds"] == str(2 * DAY_S)
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names)) == 6 and all(re.fullmatch(r"[a-z_]+", name) for name in names)


def test_no_bytes_raise_and_none_are_taken():
    made, noise = desk(), random.Random(7)
    good = fleet.receipt(5, 7, at(0))
    for number in range(400):
        raw = bytearray(good if number % 4 else noise.randbytes(noise.randrange(200)))
        if number % 4:
            raw[noise.randrange(len(raw))] ^= 1 << noise.randrange(8)
        if number % 4 == 3:
            del raw[noise.randrange(len(raw)) :]
        assert made.take([bytes(raw)], at(0)).taken == 0, raw.hex()
    assert made.installed("trust") == {} and made.take([good], at(0)).taken == 1
