"""Clearing: a day's files, replies, disputes, retention, tables and the page.

Length: one small city's two days, and what can be wrong with each file of them.
"""

import csv
import io
import json
import random

import pytest

from hal.desktop.engine import proved_engine
from sim.backoffice import business_day, clearing, clearing_reply, clearing_rule, day_report, retention, spreadsheet
from sim.backoffice.clearing import Ride
from sim.backoffice.clearing_reply import Reply
from sim.issuer import operator_key
from sim.output.trouble import Trouble
from terminal import records
from tests.builder.journal_maker import DIGEST
from tests.rig.bookkeeping import LATER_S, Bookkeeping, Chain
from tests.rig.command import AT_S, accounts, lines, pki, ridegate, shows_account
from tests.rig.exchange import Exchange

DAY = business_day.of(AT_S)
FIRST_S, END_S = business_day.span(DAY)
NEXT = business_day.after(DAY, 1)
ISSUER = pki().recipe(AT_S, pki().user(0)).encode()[10:14].hex()
ACQUIRER = operator_key.signer(0x61, True)
BANK = operator_key.signer(0x62, True)
RULE = f"""
rule = "{clearing_rule.RULE}"
nearest_fen = 300
trip_max_s = 14400
[[place]]
line = 2
station = 3
nearest_fen = 250
[[level]]
name = "city"
issuers = ["00000000"]
[[level]]
name = "nation"
issuers = ["*"]
"""


@pytest.fixture
def rule(tmp_path):
    path = tmp_path / "rule.toml"
    path.write_text(RULE)
    return clearing_rule.load(path)


@pytest.fixture
def city():
    """Books of one day with two gates of a station and a bus; a code was used twice, one ride had no passage."""
    made = Bookkeeping()
    way_in, way_out, bus = Chain(7), Chain(8, station=4), Chain(9)
    at = FIRST_S + 3600
    way_in.ride(0, at, "entry", 0)
    way_out.ride(0, at + 1800, "exit", 400)
    way_in.ride(1, at + 100, "entry", 0)  # never seen again
    way_out.ride(2, at + 200, "exit", 400)  # never seen before
    bus.ride(3, at + 10, outcome=records.TIMEOUT)
    bus.ride(3, at + 300)
    bus.ride(4, at + 400, code_s=at + 350)
    way_out.ride(4, at + 410, code_s=at + 350)
    for chain in (way_in, way_out, bus):
        chain.add(records.EVENT, records.event_body(records.BOOT, None, 1), END_S + 1)
    made.chains = way_in, way_out, bus
    made.take(*made.chains)
    assert made.books.incidents() == []
    return made


def parsed(closed):
    return [json.loads(line) for line in closed.file.splitlines()]


def test_the_file_of_a_day(city, rule):
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    head, *rest, seal = parsed(closed)
    assert (closed.issuer, closed.level) == (ISSUER, "nation") and head["format"].endswith("test format 1")
    assert (head["rides"], head["fares_fen"]) == (6, 400 + 400 + 200 + 200)
    assert (head["incomplete"], head["completed_fen"], head["differences"]) == (2, 250, 2)
    incomplete = [(one["missing"], one["completed_fen"]) for one in rest if one["type"] == "incomplete"]
    assert incomplete == [("no exit", 250), ("no entry", 0)]  # 300 at the nearest end, 400 paid at the gate
    assert [one["reason"] for one in rest if one["type"] == "difference"] == [
        "used_twice: first at 9/1/6", "not_passed: timeout",
    ]  # fmt: skip
    late = [one["dispute_at_issuer_until"] for one in rest if one["type"] == "incomplete"]
    assert late[0] == business_day.after(DAY, 7)
    assert seal["type"] == "signature" and seal["key"] == ACQUIRER.key_id.hex()


def test_sums_equal_the_journals(city, rule):
    passed = 0
    for chain in city.chains:
        rides = {}
        for raw in chain.raws:
            record = records.parse(raw)
            if record.kind == records.RIDE:
                rides[record.sequence] = records.parse_ride(record.body).fare_fen
            elif record.kind == records.OUTCOME:
                ride, outcome = records.parse_outcome(record.body)
                passed += rides[ride] if outcome == records.PASSED else 0
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    assert parsed(closed)[0]["fares_fen"] + 200 == passed  # that of the code that was used twice


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_arrival_gives_the_same_bytes(city, rule, seed):
    (wanted,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    draw = random.Random(seed)
    other = Bookkeeping()
    left = [(chain.terminal, list(chain.raws)) for chain in city.chains]
    while left:
        terminal, raws = draw.choice(left)
        count = draw.randrange(1, 4)
        other.pipe.put(terminal, *raws[:count])
        del raws[:count]
        left = [each for each in left if each[1]]
        other.now_s += draw.randrange(100)
        other.sink.turn(0)
    (found,) = other.ledger.close(DAY, rule, ACQUIRER, LATER_S + 5)
    assert found.file == wanted.file and found.digest == wanted.digest


def test_a_day_is_closed_once_and_what_comes_late_is_in_the_next_file(city, rule):
    (first,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    late = Chain(10)
    late.ride(5, FIRST_S + 7200)
    late.ride(6, END_S + 60)
    late.ride(7, FIRST_S - 86_400 * 40, outcome=None)
    city.take(late)
    assert city.ledger.close(DAY, rule, ACQUIRER, LATER_S + 9) == [first]
    (second,) = city.ledger.close(NEXT, rule, ACQUIRER, LATER_S)
    head, *rest, _ = parsed(second)
    assert head["rides"] == 2 and [one.get("late") for one in rest] == [DAY, None]
    following = business_day.after(NEXT, 1)
    assert city.ledger.close(following, rule, ACQUIRER, LATER_S) == []
    with pytest.raises(Trouble, match="closed already, which is later"):
        city.ledger.close(business_day.after(DAY, -1), rule, ACQUIRER, LATER_S)


def test_an_outcome_that_comes_late_clears_its_ride_then(city, rule):
    chain = Chain(10)
    ride = chain.ride(5, FIRST_S + 7200, outcome=None)
    city.take(chain)
    (first,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    assert "no_outcome" in [one.get("reason") for one in parsed(first)]
    chain.add(records.OUTCOME, records.outcome_body(ride, records.PASSED), END_S + 5)
    city.take(chain)
    (second,) = city.ledger.close(NEXT, rule, ACQUIRER, LATER_S)
    assert parsed(second)[0]["rides"] == 1 and parsed(second)[1]["late"] == DAY


def test_a_trip_over_the_end_of_the_day_is_whole(rule):
    books = Bookkeeping()
    way_in, way_out = Chain(7), Chain(8)
    way_in.ride(0, END_S - 600, "entry", 0)
    way_out.ride(0, END_S + 600, "exit", 300)
    way_in.ride(1, END_S - 600 + 1, "entry", 0)
    way_out.ride(1, END_S - 600 + 1 + rule.trip_max_s, "exit", 300)
    books.take(way_in, way_out)
    (first,) = books.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    (second,) = books.ledger.close(NEXT, rule, ACQUIRER, LATER_S)
    kinds = [[(one["type"], one.get("missing")) for one in parsed(each)[1:-1]] for each in (first, second)]
    assert kinds[0] == [("ride", None), ("ride", None), ("incomplete", "no exit")]
    assert kinds[1] == [("ride", None), ("ride", None), ("incomplete", "no entry")]


def test_when_a_day_may_be_closed(city, rule):
    over_s = END_S + rule.trip_max_s
    with pytest.raises(Trouble, match="is not over"):
        city.ledger.close(DAY, rule, ACQUIRER, over_s - 1)
    with pytest.raises(Trouble, match=f"{DAY} has rides and is not closed"):
        city.ledger.close(NEXT, rule, ACQUIRER, LATER_S)
    assert city.ledger.close(DAY, rule, ACQUIRER, over_s)
    assert city.ledger.unfinished(DAY) == []
    assert len(city.ledger.unfinished(business_day.after(DAY, 3))) == 3


def test_the_first_ride_of_a_code_counts_and_what_is_cleared_stands():
    def ride(sequence, time_s, cleared=None, checked=0):
        place = (7, 1, sequence, time_s, ISSUER, "31", 200, 5, 1, 2, 3, 1, 0, None, 0, checked, records.PASSED, cleared)
        return Ride(*place)

    some_rule = clearing_rule.Rule(0, 14_400, {}, (("nation", ("*",)),))

    def kinds(*rides):
        (made,) = clearing.close(DAY, rides, some_rule)
        return [(one.ride.sequence, one.kind) for one in made.lines]

    assert kinds(ride(2, FIRST_S + 9), ride(1, FIRST_S + 8)) == [(1, "ride"), (2, "difference")]
    assert kinds(ride(2, FIRST_S + 9, DAY), ride(1, FIRST_S + 8)) == [(1, "difference")]
    assert kinds(ride(1, FIRST_S + 8, checked=305)) == [(1, "difference")]
    assert kinds(ride(1, None, checked=500)) == [(1, "difference")]


def replied(closed, *rejected, signer=BANK, **changes):
    reply = Reply(closed.issuer, closed.day, closed.digest, rejected)._replace(**changes)
    return clearing_reply.encode(reply, signer)


def escaped(closed, reason, issuer):
    """A reply as a program writes it that escapes what is not ASCII, whatever it is."""
    *lines, _ = replied(closed, (8, 1, 2, "ride", "@reason"), issuer="@issuer").splitlines(keepends=True)
    body = b"".join(lines)
    for mark, text in (("@reason", reason), ("@issuer", issuer)):
        body = body.replace(json.dumps(mark).encode(), json.dumps(text).encode())
    return clearing.seal(body, BANK)


def applied(city, data, now_s=LATER_S):
    engine = proved_engine()
    keys = [engine.decode(BANK.public_xy)]
    return city.ledger.apply(clearing_reply.parse(data, keys, engine, engine.digest), data, now_s)


def test_a_reply_is_applied_once(city, rule):
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    data = replied(closed, (8, 1, 2, "ride", "account closed"), (7, 1, 4, "incomplete", "was at home"))
    assert applied(city, data) and not applied(city, data)
    disputes = city.ledger.disputes()
    assert [(one.sequence, one.kind, one.fen) for one in disputes] == [(4, "incomplete", 250), (2, "ride", 400)]
    with pytest.raises(Trouble, match="another reply"):
        applied(city, replied(closed, (8, 1, 2, "ride", "other words")))
    assert city.ledger.disputes() == disputes and city.ledger.statements()[0].answered


@pytest.mark.parametrize(
    ("rejected", "changes", "words"),
    [
        ([(8, 1, 2, "ride", "x"), (8, 1, 99, "ride", "x")], {}, "which is not in the file"),
        ([(8, 1, 8, "ride", "x")], {}, "which is not in the file"),  # a difference
        ([(8, 1, 2, "incomplete", "x")], {}, "which is not in the file"),
        ([], {"statement": bytes(32)}, "not to the file"),
        ([], {"day": NEXT}, "not to the file"),
    ],
)
def test_a_reply_that_does_not_fit_changes_nothing(city, rule, rejected, changes, words):
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    with pytest.raises(Trouble, match=words):
        applied(city, replied(closed, *rejected, **changes))
    assert city.ledger.disputes() == [] and not city.ledger.statements()[0].answered


@pytest.mark.parametrize("seed", range(30))
def test_a_reply_that_was_changed_is_none(city, rule, seed):
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    data = bytearray(replied(closed, (8, 1, 2, "ride", "account closed")))
    draw = random.Random(seed)
    at = draw.randrange(len(data))
    data[at] ^= 1 << draw.randrange(8)
    with pytest.raises(ValueError):
        applied(city, bytes(data))


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{}\n", b"[]\n[]\n", b'{"type":"signature"}\n', b"\xff" * 50, b"x\n" + b'{"key":3}\n']
)
def test_what_is_no_reply(city, data):
    with pytest.raises(ValueError):
        applied(city, data)


def test_replies_with_a_wrong_key_or_two_lines_of_one_ride(city, rule):
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    twice = (8, 1, 2, "ride", "a")
    for data, words in (
        (replied(closed, signer=ACQUIRER), "not named"),
        (replied(closed, twice, twice), "twice"),
        (replied(closed, (8, 1, 2, "ride", "")), "without a reason"),
        (replied(closed, (8, 1, -2, "ride", "a")), "does not name"),
        (replied(closed, (8, 1, 2, "other", "a")), "does not name"),
        (closed.file, "not named"),
        (replied(closed, (8, 1, 2, "ride", "no \0 account")), "no character of a text"),
        (escaped(closed, "no \ud800 account", ISSUER), "no character of a text"),
        (escaped(closed, "closed", "\udfff"), "names no issuer or no day"),
        (replied(closed, issuer=closed.issuer * 2), "names no issuer or no day"),
        (replied(closed, day=DAY + "x"), "names no issuer or no day"),
    ):
        with pytest.raises(ValueError, match=words):
            applied(city, data)


def test_the_clock_of_a_dispute(city, rule):
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    applied(city, replied(closed, (8, 1, 2, "ride", "x")))
    (dispute,) = city.ledger.disputes()
    for days, words in (
        (0, "at the issuer, day 0 of 7"), (7, "at the issuer, day 7"), (8, "at the exchange, day 8 of 15"),
        (15, "at the exchange, day 15"), (16, "overdue since day 15, now 16"),
    ):  # fmt: skip
        assert dispute.where(business_day.after(dispute.opened, days)).startswith(words)


def deleted(city, kind, day, now_s):
    return retention.delete(city.database, kind, day, ACQUIRER, now_s, DIGEST, clearing.seal)


@pytest.mark.parametrize(("kind", "years"), [("transaction", 5), ("statement", 10)])
def test_a_day_too_early_nothing_is_deleted(city, rule, kind, years):
    city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    made = business_day.of(LATER_S)  # the later one of riding and arriving
    free_s = business_day.years_after(business_day.span(made)[1], years)
    before = city.database.one("SELECT COUNT(*) FROM record")[0]
    for early_s in (free_s - 1, free_s - 86_400):
        with pytest.raises(Trouble, match=f"kept {years} years.*nothing was deleted"):
            deleted(city, kind, made, early_s)
    assert city.database.one("SELECT COUNT(*) FROM record")[0] == before
    assert sum(deleted(city, kind, business_day.after(made, -1), free_s).rows.values()) == 0
    if kind == "statement":
        deleted(city, "transaction", made, free_s)  # they go first
    assert sum(deleted(city, kind, made, free_s).rows.values()) > 0


def test_what_is_still_open_is_not_deleted(city, rule):
    made = business_day.of(LATER_S)
    free_s = business_day.years_after(business_day.span(made)[1], 5)
    with pytest.raises(Trouble, match="8 rides of it are in no clearing file"):
        deleted(city, "transaction", made, free_s)
    city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    forged = city.chains[0].raws[1][:-1] + b"\0"
    city.pipe.put(city.chains[0].terminal, forged)
    city.sink.turn(0)
    with pytest.raises(Trouble, match="1 incidents of it are open"):
        deleted(city, "transaction", made, free_s)
    assert city.books.settle(1, "a test")
    assert deleted(city, "transaction", made, free_s).rows["incident"] == 1


def test_the_proof_names_what_is_gone_and_the_bytes_are_gone(tmp_path, rule):
    path = tmp_path / "books.db"
    city = Bookkeeping(path)
    chain = Chain(7)
    chain.ride(0, FIRST_S + 60)
    city.take(chain)
    city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    raw = chain.raws[1]

    def held():
        return any(raw[80:200] in file.read_bytes() for file in tmp_path.glob("books.db*"))

    assert held()
    made = business_day.of(LATER_S)
    free_s = business_day.years_after(business_day.span(made)[1], 5)
    gone = deleted(city, "transaction", made, free_s)
    city.database.erase()
    assert gone.rows == {"record": 3, "ride": 1, "incident": 0} and not held()
    engine = proved_engine()
    head, proof = clearing.unseal(gone.file, [engine.decode(ACQUIRER.public_xy)], engine, engine.digest)
    assert head["class"] == "transaction" and head["rows"] == gone.rows
    journal = DIGEST(*(DIGEST(each) for each in chain.raws))
    wanted = {"type": "records", "terminal": 7, "provisioning": 1, "count": 3, "first": 1, "last": 3}
    assert proof == {**wanted, "hash": journal.hex()}
    city.take(chain)  # what was deleted does not come back
    assert city.database.one("SELECT COUNT(*) FROM record")[0] == 0


def test_years_are_those_of_the_calendar():
    leap = business_day.span("2028-02-29")[0] + 3600
    assert business_day.of(business_day.years_after(leap, 5)) == "2033-03-01"
    assert business_day.of(business_day.years_after(leap, 4)) == "2032-02-29"
    first_s, end_s = business_day.span("2026-11-28")
    assert (first_s, end_s - first_s) == (1_795_809_600, 86_400)
    days = [business_day.of(at) for at in (first_s - 1, first_s, end_s - 1, end_s)]
    assert days == ["2026-11-27", "2026-11-28", "2026-11-28", "2026-11-29"]
    for text in ("2026-2-28", "2026-02-30", "20260228", "", "2026-02-28T00"):
        with pytest.raises(Trouble, match="no day"):
            business_day.parse(text)
    for first, text in ((True, "1969-12-31"), (False, "2106-02-08"), (False, "9999-12-31"), (True, "0001-01-01")):
        with pytest.raises(Trouble, match="from 1970-01-01 to 2106-02-07"):
            business_day.parse(text)
        end = business_day.FIRST if first else business_day.LAST
        assert business_day.parse(end) == end and business_day.of(0 if first else 0xFFFFFFFF) == end
        assert business_day.years_after(business_day.span(end)[1], 10) > 0


def test_the_table_for_spreadsheets(city, rule):
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    rest = parsed(closed)[1:-1]
    for in_full in (False, True):
        data = spreadsheet.table(rest, in_full)
        assert data.startswith(b"\xef\xbb\xbf") and (shows_account(data.decode()) is not None) == in_full
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len(rows) == len(rest) and all(row["account"].startswith('="') for row in rows)
    assert rows[0]["account"].strip('="') in accounts()[0] + "f" or rows[0]["account"].strip('="') in accounts()
    odd = {**rest[0], "reason": "=1+1", "side": "@x"}
    row = next(csv.DictReader(io.StringIO(spreadsheet.table([odd], False).decode("utf-8-sig"), newline="")))
    assert (row["reason"], row["side"]) == ("'=1+1", "'@x")


def test_the_page_of_a_day(city, rule):
    (closed,) = city.ledger.close(DAY, rule, ACQUIRER, LATER_S)
    applied(city, replied(closed, (8, 1, 2, "ride", "<b>closed</b>")))
    forged = city.chains[0].raws[1][:-1] + b"\0"
    city.pipe.put(city.chains[0].terminal, forged)
    city.sink.turn(0)
    text = day_report.page(
        DAY, city.ledger.statements(DAY), city.ledger.disputes(DAY), city.books.incidents(True), NEXT
    ).decode()
    for words in ("清分日报", "12.00 yuan", "no exit", "used_twice", "&lt;b&gt;closed", "forged", "<svg", "nation"):
        assert words in text, words
    assert shows_account(text) is None and "<script" not in text and "@BODY@" not in text
    empty = day_report.page(NEXT, [], [], [], NEXT).decode()
    assert "没有乘车" in empty


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (clearing_rule.RULE, "another", "the only rule is a test"),
        ("nearest_fen = 300", "nearest_fen = -1", "nearest_fen wants"),
        ("nearest_fen = 300", "nearest_fen = 16777216", "nearest_fen wants"),
        ("trip_max_s = 14400", "trip_max_s = 599", "trip_max_s wants"),
        ("trip_max_s = 14400", "trip_max_s = 86401", "trip_max_s wants"),
        ("[[place]]", "[place]", "written as"),
        ("station = 3", "", "station wants"),
        ('"nation"', '"world"', "a level has a name"),
        ('"nation"', '"city"', "in the order"),
        ('issuers = ["*"]', 'issuers = "*"', "a level has a name"),
        ("trip_max_s", "trips_max_s", "means nothing"),
        ("[[place]]", "[[place", "no TOML"),
    ],
)
def test_rules_that_are_none(tmp_path, old, new, words):
    path = tmp_path / "rule.toml"
    path.write_text(RULE.replace(old, new, 1))
    with pytest.raises(Trouble, match=words):
        clearing_rule.load(path)


def test_levels_go_by_who_covers_an_issuer(rule):
    assert (rule.level("00000000"), rule.level(ISSUER)) == ("city", "nation")
    with pytest.raises(Trouble, match="no level of the rule covers"):
        rule._replace(levels=(("city", ("1",)),)).level(ISSUER)


def test_bounds_of_a_rule_are_taken(tmp_path):
    path = tmp_path / "rule.toml"
    for low, high in ((600, 0), (86_400, 16_777_215)):
        text = RULE.replace("trip_max_s = 14400", f"trip_max_s = {low}")
        path.write_text(text.replace("nearest_fen = 300", f"nearest_fen = {high}"))
        assert clearing_rule.load(path).trip_max_s == low


def test_the_commands(tmp_path):
    made = Exchange(tmp_path / "exchange")
    for user in range(4):
        made.maker.ride(user)
    made.maker.close()
    made.round()
    books = ["--books", made.books]
    path = tmp_path / "rule.toml"
    path.write_text(RULE)
    sign = ["--sign-key", made.folder / "sink" / "operator.key"]
    out = tmp_path / "files"
    status, said, err = ridegate("clearing", "close", *books, DAY, "--rule", path, *sign, "--out", out, "--json")
    assert status == 1 and "newest record is from before the end" in err and lines(said)[0]["rides"] == 4
    file = out / f"{DAY}-{ISSUER}.jsonl"
    assert file.stat().st_mode & 0o77 == 0
    first = file.read_bytes()
    assert ridegate("clearing", "close", *books, DAY, "--rule", path, *sign, "--out", out)[0] == 1
    assert file.read_bytes() == first
    table, page = tmp_path / "day.csv", tmp_path / "day.html"
    status, said, err = ridegate("clearing", "show", *books, "--day", DAY, "--csv", table, "--html", page)
    assert (status, err) == (0, "") and "8.00 yuan" in said and shows_account(said) is None
    assert shows_account(table.read_text()) is None and "清分日报" in page.read_text()
    assert ridegate("clearing", "show", *books, "--day", DAY, "--csv", table, "--accounts-in-full")[0] == 0
    assert shows_account(table.read_text("utf-8-sig").replace('="', "")) is not None
    assert table.stat().st_mode & 0o77 == 0
    operator_key.write(tmp_path, 0x62)
    reply = tmp_path / "reply.jsonl"
    number = json.loads(first.splitlines()[1])["account"]
    data = Reply(ISSUER, DAY, proved_engine().digest(first), ((7, 1, 2, "ride", f"account {number} closed"),))
    reply.write_bytes(clearing_reply.encode(data, BANK))
    given = ["clearing", "reply", *books, reply, "--issuer-key", tmp_path / "operator.pub"]
    assert "1 lines rejected" in ridegate(*given)[1] and "applied before" in ridegate(*given)[1]
    assert lines(ridegate(*given, "--json")[1]) == [{"issuer": ISSUER, "day": DAY, "rejected": 1, "applied": False}]
    status, said, _ = ridegate("clearing", "show", *books, "--json")
    assert lines(said)[0]["answered"] is True
    assert "at the issuer, day" in ridegate("clearing", "show", *books)[1]
    for more in ([], ["--json"], ["--day", DAY, "--html", page]):
        shown = ridegate("clearing", "show", *books, *more)[1] + page.read_text("utf-8")
        assert number not in shown and f"*{number[-4:]} closed" in shown
    gone = [
        "clearing",
        "delete",
        *books,
        "--class",
        "transaction",
        "--through",
        DAY,
        *sign,
        "--out",
        tmp_path / "proof",
    ]
    assert "kept 5 years" in ridegate(*gone)[2] and not (tmp_path / "proof").exists()
    assert "not closed" in ridegate("clearing", "show", *books, "--day", NEXT)[2]
    assert "for a file" in ridegate("clearing", "show", *books, "--accounts-in-full")[2]
