"""Records from a journal into the books and back the acknowledgement, by commands, over signed files in a folder.

Length: one journal, and what can be wrong with each record and file of it.
"""

import json
import os
import shutil

import pytest

from sim.backoffice import drop_folder, taking
from sim.backoffice.message import ANSWER, RECORD, STATE, TO_SINK, TO_UPLINK, Message, Terminal
from sim.backoffice.recheck import Recheck
from sim.backoffice.sink import Sink
from sim.issuer import operator_key
from sim.journal import acknowledge, folder
from sim.journal.acknowledge import ACQUIRED
from sim.output.trouble import Trouble
from terminal import records
from tests.builder.journal_maker import DIGEST, KEY, PLACE, Maker, raw_records
from tests.rig.command import eventually, lines, ridegate, shows_account, started, trust
from tests.rig.exchange import UPLINK_PRIVATE, Exchange

SEVEN = Terminal(PLACE.terminal_id, PLACE.provisioning_id)


@pytest.fixture
def exchange(tmp_path):
    """An exchange whose terminal has had two rides; the second has no outcome yet."""
    made = Exchange(tmp_path / "exchange")
    made.maker.event(records.BOOT, records.BY_POWER)
    made.maker.ride(0)
    made.maker.ride(1, outcome=None)
    yield made
    made.maker.close()


def put(exchange, *raws, terminal=SEVEN, private=UPLINK_PRIVATE):
    """Drop a signed file with these records, as a dishonest uplink could."""
    signer = operator_key.signer(private, True)
    way = drop_folder.DropFolder(exchange.drop, TO_SINK, signer, [])
    way.open()
    way.send([Message(terminal, RECORD, raw) for raw in raws])


def sealed(sequence, before, body=b"", kind=records.EVENT, key=KEY, place=PLACE):
    """A record with a good seal."""
    body = body or records.event_body(records.BOOT, None, 1)
    return records.encode(kind, sequence, place, 1_793_000_000, before, body, records.sealer(DIGEST, key))


def all_raws(exchange):
    return [raw for path in exchange.maker.files() for raw in raw_records(path)]


def test_records_arrive_once_and_the_acknowledgement_comes_back(exchange):
    status, out, err = exchange.uplink()
    assert (status, err) == (0, "") and "terminal 7/1: 5 records, 5 sent, the sink has them through 0" in out
    assert exchange.acquire() == (0, {"rows": 5, "duplicates": 0, "incidents": 0}, "")
    assert exchange.rows("raw") == all_raws(exchange)
    status, out, _ = exchange.uplink(more=["--json"])
    newest = all_raws(exchange)[-1]
    assert status == 0 and lines(out)[0]["through"] == 5
    told = json.loads((exchange.maker.folder / "acquired.json").read_text())
    assert told == {"through": 5, "hash": DIGEST(newest).hex()}
    assert exchange.acquire()[1] == {"rows": 0, "duplicates": 0, "incidents": 0}


def test_nothing_is_acknowledged_before_the_books_have_it(exchange):
    exchange.uplink()
    exchange.uplink()
    assert not (exchange.maker.folder / "acquired.json").exists()


def test_the_rides_are_booked_with_their_outcomes(exchange):
    exchange.round()
    columns = "sequence, fare_fen, outcome, checked"
    assert exchange.rows(columns, "ride") == [(3, 200, records.PASSED, 0), (5, 200, None, 0)]
    exchange.maker.journal.append_outcome(5, records.TIMEOUT, exchange.maker.now_s)
    assert exchange.round()["rows"] == 1
    assert exchange.rows(columns, "ride")[1] == (5, 200, records.TIMEOUT, 0)


def test_what_was_sent_twice_is_taken_once(exchange):
    exchange.uplink()
    exchange.uplink()
    assert exchange.acquire()[1] == {"rows": 5, "duplicates": 5, "incidents": 0}


def test_the_journal_takes_the_acknowledgement(exchange):
    exchange.round()
    told = json.loads((exchange.maker.folder / "acquired.json").read_text())
    exchange.maker.journal.acknowledge(told["through"], bytes.fromhex(told["hash"]), exchange.maker.now_s)
    assert exchange.maker.journal.acknowledged == 5


def test_journal_acknowledge_takes_what_the_uplink_left(exchange, tmp_path):
    exchange.round()
    path, digest = exchange.maker.folder / ACQUIRED, DIGEST(all_raws(exchange)[-1])
    journal = folder.open_folder(exchange.maker.folder)
    assert acknowledge.through(str(path), journal, DIGEST, 0) == (5, digest)
    for text in ("x", "[]", '{"through": -1, "hash": ""}', '{"through": 5, "hash": "zz"}', '{"through": 5}'):
        path.write_text(text)
        with pytest.raises(Trouble, match="not what `ridegate uplink` wrote"):
            acknowledge.through(str(path), journal, DIGEST, 0)


def test_a_sink_from_yesterdays_copy_asks_again_and_ends_equal(exchange):
    exchange.round()
    shutil.copy(exchange.books, exchange.folder / "yesterday.db")
    for user in range(6):
        exchange.maker.ride(user)
    exchange.round()
    today = exchange.rows("raw"), exchange.rows("sequence, outcome", "ride")
    for path in exchange.folder.glob("books.db*"):
        path.unlink()
    shutil.copy(exchange.folder / "yesterday.db", exchange.books)
    exchange.maker.ride(1)
    exchange.round()  # what it sends begins behind what the sink had acknowledged
    assert len(exchange.rows()) == 5
    exchange.round()
    assert exchange.rows("raw") == all_raws(exchange)
    assert exchange.rows("raw")[: len(today[0])] == today[0]
    assert exchange.rows("sequence, outcome", "ride")[: len(today[1])] == today[1]
    assert exchange.kinds() == []


ALTERED = {
    "a fare": lambda raw: raw[:76] + bytes([raw[76] ^ 1]) + raw[77:],
    "its sequence": lambda raw: raw[:11] + bytes([raw[11] ^ 2]) + raw[12:],
    "its terminal": lambda raw: raw[:15] + bytes([raw[15] ^ 1]) + raw[16:],
    "the hash before": lambda raw: raw[:40] + bytes([raw[40] ^ 1]) + raw[41:],
    "its seal": lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
    "its key's id": lambda raw: raw[:36] + bytes([raw[36] ^ 1]) + raw[37:],
}


@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_record_is_an_incident_and_never_a_row(exchange, what):
    raws = all_raws(exchange)
    put(exchange, *raws[:2], ALTERED[what](raws[2]))
    status, told, _ = exchange.acquire()
    assert (status, told) == (1, {"rows": 2, "duplicates": 0, "incidents": 1})
    assert exchange.kinds() == ["forged"] and exchange.rows() == [1, 2]
    assert "ride" not in exchange.rows("sequence", "ride")


def test_records_that_are_none_or_of_another_terminal(exchange):
    raws = all_raws(exchange)
    exchange.register(8, 1, KEY)
    put(exchange, raws[0][:-1], b"", b"RG", raws[0] + b"\0")
    put(exchange, raws[0], terminal=Terminal(8, 1))
    put(exchange, raws[0], terminal=Terminal(9, 1))
    assert exchange.acquire()[1]["rows"] == 0
    assert exchange.kinds() == ["malformed"] * 4 + ["misaddressed", "unknown_terminal"]


def test_other_bytes_under_a_known_sequence(exchange):
    exchange.round()
    put(exchange, sealed(3, DIGEST(all_raws(exchange)[1])))
    assert exchange.acquire()[1] == {"rows": 0, "duplicates": 0, "incidents": 1}
    assert exchange.kinds() == ["changed"] and exchange.rows("raw") == all_raws(exchange)


def test_a_sealed_record_that_does_not_follow(exchange):
    exchange.round()
    put(exchange, sealed(6, bytes(31) + b"\1"))
    assert exchange.acquire()[1]["rows"] == 0 and exchange.kinds() == ["broken_chain"]


def test_records_in_another_order_are_asked_for_again(exchange):
    raws = all_raws(exchange)
    put(exchange, raws[0], raws[2], raws[1], raws[3])
    assert exchange.acquire() == (0, {"rows": 2, "duplicates": 0, "incidents": 0}, "")
    assert exchange.rows() == [1, 2]
    exchange.round()
    assert exchange.rows("raw") == raws and exchange.kinds() == []


def test_a_file_that_is_not_signed_by_an_uplink(exchange):
    put(exchange, all_raws(exchange)[0], private=0x99)
    put(exchange, all_raws(exchange)[0])
    changed = sorted((exchange.drop / "to-sink").iterdir())[1]
    data = bytearray(changed.read_bytes())
    data[40] ^= 1
    changed.write_bytes(data)
    status, told, _ = exchange.acquire()
    assert (status, told["rows"]) == (1, 0) and exchange.kinds() == ["bad_file", "bad_file"]
    assert len(list((exchange.drop / "refused").iterdir())) == 2


def test_an_answer_that_is_not_the_sinks_is_not_taken(exchange):
    exchange.uplink()
    way = drop_folder.DropFolder(exchange.drop, ("answer",), operator_key.signer(0x99, True), [])
    way.open()
    digest = DIGEST(all_raws(exchange)[-1]).hex()
    answer = {"through": 5, "hash": digest, "next": 6, "again": False, "refused": None}
    way.send([Message(SEVEN, "answer", json.dumps(answer).encode())])
    _, _, err = exchange.uplink()
    assert "which is none that was named" in err and not (exchange.maker.folder / "acquired.json").exists()


def test_a_gap_holds_the_acknowledgement_until_it_is_filled_or_settled(exchange, tmp_path):
    for user in range(40):
        exchange.maker.ride(user % 5)
    _, second, third = exchange.maker.files()[:3]
    part = shutil.copytree(exchange.maker.folder, tmp_path / "part")
    (part / second.name).unlink()
    for _ in range(3):
        exchange.uplink(part)
        exchange.acquire()
    assert exchange.kinds() == ["gap"]
    held = exchange.opened().position(SEVEN)
    assert (held.through.sequence, held.gaps[0].first) == (int(second.name) - 1, int(second.name))
    assert held.gaps[0].last == int(third.name) - 1 and held.tip.sequence == len(all_raws(exchange))
    status, out, _ = ridegate("acquire", "show", "--books", exchange.books)
    assert status == 1 and f"{int(second.name)} to {int(third.name) - 1}" in out and "gap" in out
    exchange.uplink(part)
    acquired = json.loads((part / "acquired.json").read_text())
    assert acquired["through"] == int(second.name) - 1
    for _ in range(3):
        exchange.round()  # the whole journal
    assert exchange.rows("raw") == all_raws(exchange)
    assert exchange.opened().position(SEVEN).gaps == []
    assert [one.settled for one in exchange.opened().incidents()] == ["the missing records have arrived"]
    assert json.loads((exchange.maker.folder / "acquired.json").read_text())["through"] == len(all_raws(exchange))


def test_a_settled_gap_is_acknowledged(exchange, tmp_path):
    for user in range(40):
        exchange.maker.ride(user % 5)
    part = shutil.copytree(exchange.maker.folder, tmp_path / "part")
    (part / exchange.maker.files()[1].name).unlink()
    for _ in range(3):
        exchange.uplink(part)
        exchange.acquire()
    books = ["--books", exchange.books]
    assert ridegate("acquire", "settle", *books, 2, "--reason", "x")[0] == 2
    assert ridegate("acquire", "settle", *books, 1, "--reason", "the flash was replaced")[0] == 0
    assert ridegate("acquire", "settle", *books, 1, "--reason", "twice")[0] == 2
    status, out, _ = ridegate("acquire", "show", *books, "--all", "--json")
    assert status == 0 and lines(out)[1]["settled"] == "the flash was replaced"
    exchange.uplink(part)
    exchange.acquire()
    exchange.uplink(part)
    assert json.loads((part / "acquired.json").read_text())["through"] == len(all_raws(exchange))


def test_what_the_books_cannot_hold_is_named(exchange):
    put(exchange, b"")
    exchange.acquire()
    settle = ["acquire", "settle", "--books", exchange.books, "--reason"]
    for number, words in ((1 << 63, "a number is too large"), ((1 << 63) - 1, "no open incident 9223372036854775807")):
        status, _, err = ridegate(*settle, "x", number)
        assert status == 2 and words in err
    status, _, err = ridegate(*settle, "ticket \udcb3", 1)  # as Python has it of a byte that is not UTF-8
    assert status == 2 and "a text is not UTF-8" in err
    assert [one.settled for one in exchange.opened().incidents()] == [None]
    assert ridegate(*settle, "ticket 3", 1)[0] == 0


def test_a_ride_whose_code_is_not_good_again(exchange):
    raws = all_raws(exchange)
    body = bytearray(records.parse(raws[2]).body)
    body[-1] ^= 1  # of the ride's signature: the terminal's key seals it, and no passenger has signed it
    put(exchange, *raws[:2], sealed(3, DIGEST(raws[1]), bytes(body), records.RIDE))
    assert exchange.acquire()[1] == {"rows": 3, "duplicates": 0, "incidents": 1}
    assert exchange.kinds() == ["refused_again"] and exchange.rows("checked", "ride") == [305]


def test_a_ride_that_says_other_than_its_code(exchange):
    raws = all_raws(exchange)
    body = bytearray(records.parse(raws[2]).body)
    body[12] ^= 1  # a digit of the account
    put(exchange, *raws[:2], sealed(3, DIGEST(raws[1]), bytes(body), records.RIDE))
    exchange.acquire()
    assert exchange.kinds() == ["refused_again"] and exchange.rows("checked", "ride") == [900]


def test_a_ride_is_judged_once_more_with_a_list_that_was_not_at_hand(exchange, tmp_path):
    late = tmp_path / "late.toml"
    text = trust().read_text()
    effective = next(line for line in text.splitlines() if line.startswith("effective"))
    late.write_text(text.replace(effective, "effective_from = 2027-01-01T00:00:00Z"))
    exchange.uplink()
    books = ["--books", exchange.books]
    more = ["--terminals", exchange.terminals, "--trust", late, "--once", *exchange.way("sink", "uplink")]
    assert ridegate("acquire", "run", *books, *more)[0] == 1
    assert exchange.kinds() == ["refused_again"] * 2 and exchange.rows("checked", "ride") == [501, 501]
    status, out, _ = ridegate("acquire", "recheck", *books, "--trust", late, "--json")
    assert status == 1 and lines(out) == [{"good": 0, "not_good": 2}]
    status, out, _ = ridegate("acquire", "recheck", *books, "--trust", late, "--trust", trust())
    assert status == 0 and "2 rides are good now" in out
    assert exchange.rows("checked", "ride") == [0, 0]
    assert all("named later" in one.settled for one in exchange.opened().incidents())


def test_no_account_is_shown(exchange):
    exchange.round()
    for verb in (
        ["acquire", "show", "--books", exchange.books, "--json"],
        ["acquire", "show", "--books", exchange.books],
    ):
        status, out, err = ridegate(*verb)
        assert status == 0 and shows_account(out + err) is None
    assert exchange.books.stat().st_mode & 0o77 == 0


def test_a_head_alone_and_a_record_that_the_cell_does_not_count_stay(tmp_path):
    made = Exchange(tmp_path / "new")
    made.maker.ride(0)
    made.maker.close()
    cell = made.maker.folder / "journal.sequence"
    body = records.words_body([2, 40])
    cell.write_bytes(records.encode(0, 0, PLACE, None, bytes(32), body, records.sealer(DIGEST, KEY)))
    assert "2 records, 2 sent" in made.uplink()[1]
    body = records.words_body([1, 40])
    cell.write_bytes(records.encode(0, 0, PLACE, None, bytes(32), body, records.sealer(DIGEST, KEY)))
    status, out, _ = made.uplink()
    assert status == 0 and "0 records, 0 sent" in out


def test_the_same_journal_in_two_segments_of_a_terminal_with_a_failed_append(tmp_path):
    made = Exchange(tmp_path / "new")
    made.maker.ride(0)
    made.maker.segments._torn = True  # as a sync that failed leaves it
    with pytest.raises(OSError):
        made.maker.ride(1)
    made.maker.now_s += 1
    made.maker.ride(2)
    made.maker.close()
    assert made.round()["incidents"] == 0 and made.kinds() == []
    assert made.opened().position(SEVEN).gaps == []
    assert json.loads((made.maker.folder / "acquired.json").read_text())["through"] == made.rows()[-1]


def test_what_commands_say_when_something_is_missing(tmp_path, exchange):
    missing = tmp_path / "nothing"
    assert "name the folder of a journal" in exchange.uplink(missing)[2]
    assert "name one way" in ridegate("uplink", exchange.maker.folder)[2]
    assert "--port and --keep belong together" in ridegate("uplink", "--port", "x")[2]
    assert (
        "two of these folders are of terminal 7/1" in exchange.uplink(exchange.maker.folder, exchange.maker.folder)[2]
    )
    assert "no books" in ridegate("acquire", "show", "--books", missing)[2]
    exchange.terminals.write_text('[[terminal]]\nterminal_id = 7\nprovisioning_id = 1\nunique_id = "aa"\n')
    assert "--master" in exchange.acquire()[2]
    exchange.terminals.write_text("[[terminal]]\nterminal_id = 7\n")
    assert "terminal 1 of 1" in exchange.acquire()[2]


def test_the_first_record_of_a_new_terminal_is_waited_for(exchange, tmp_path):
    new = Maker(tmp_path / "gate8", place=PLACE._replace(terminal_id=8), start=False)
    new.folder.mkdir()
    assert "no record is in it" in exchange.uplink(new.folder)[2]
    process = started("uplink", new.folder, *exchange.way("uplink", "sink"))
    try:
        assert b"waiting for its first record" in process.stderr.readline()
        new.open()
        new.ride(0)
        eventually(lambda: list((exchange.drop / "to-sink").glob("*.drop")))
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()
        new.close()


def test_keys_by_unique_id_and_master(tmp_path):
    from terminal import sm3

    master = tmp_path / "master.key"
    master.write_text("11" * 32)
    key = sm3.hmac(sm3.digest, b"\x11" * 32, b"\xaa\xbb")
    made = Exchange(tmp_path / "new", key=key)
    made.terminals.write_text('[[terminal]]\nterminal_id = 7\nprovisioning_id = 1\nunique_id = "aabb"\n')
    made.maker.ride(0)
    made.maker.close()
    made.uplink()
    assert made.acquire(["--master", master])[1] == {"rows": 3, "duplicates": 0, "incidents": 0}


@pytest.mark.parametrize("taken", [False, True], ids=["moved", "where none can be moved to"])
def test_what_is_no_plain_file_holds_nothing_up(exchange, taken):
    exchange.uplink()
    makers = {"folder": os.mkdir, "pipe": os.mkfifo, "link": lambda at: os.symlink("/dev/zero", at)}
    names = [f"000000000{number}-00000000.drop" for number in range(len(makers))]
    for name, make in zip(names, makers.values()):
        make(exchange.drop / "to-sink" / name)
        if taken:
            (exchange.drop / "refused" / name / "x").mkdir(parents=True)
    status, told, _ = exchange.acquire()
    assert (status, told["rows"], told["incidents"]) == (1, 5, 3)
    assert exchange.kinds() == ["bad_file"] * 3 and exchange.rows("raw") == all_raws(exchange)
    assert [path.name for path in sorted((exchange.drop / "to-sink").iterdir())] == (names if taken else [])
    words = "remove it, or let this user" if taken else "it is no plain file; it is in"
    assert all(words in one.detail for one in exchange.opened().incidents())


def test_a_file_that_cannot_be_read_or_removed_is_named_once_and_stays(exchange):
    exchange.uplink()
    [path] = (exchange.drop / "to-sink").iterdir()
    signer = operator_key.signer(UPLINK_PRIVATE, True)
    way = drop_folder.DropFolder(exchange.drop, TO_UPLINK, signer, [signer.public_xy])
    assert len(way.receive(0)) == 5
    path.unlink()
    path.mkdir()  # another one took its place meanwhile
    way.taken()
    [words] = way.faults()
    assert path.name in words and "remove it" in words and path.exists()
    assert way.receive(0) == way.faults() == []


def test_what_takes_the_place_of_a_file_as_it_is_opened_is_not_waited_for(tmp_path):
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    far = os.open(pipe, os.O_RDWR)  # without it a fault would wait for ever
    near = drop_folder._opened(str(pipe), os.O_RDONLY)
    assert not os.get_blocking(near)
    for fd in (far, near):
        os.close(fd)
    with pytest.raises(OSError):
        drop_folder._opened(str(link), os.O_RDONLY)


def test_a_folder_that_goes_away_is_named_and_used_when_it_is_back(exchange, capsys):
    exchange.uplink()
    signer = operator_key.signer(UPLINK_PRIVATE, True)
    way = drop_folder.DropFolder(exchange.drop, TO_UPLINK, signer, [signer.public_xy])
    sink = Sink(way, exchange.opened(), {SEVEN: KEY}, Recheck([]), DIGEST, int)
    away = exchange.drop.rename(exchange.folder / "away")
    assert not taking.what_is_there(sink, way, 1)
    assert "to-sink: No such file or directory; is it mounted" in capsys.readouterr().err
    away.rename(exchange.drop)
    assert taking.what_is_there(sink, way, 1) and sink.rows == 5 and not way.fault


def test_a_file_of_the_highest_number_hides_no_later_one(exchange):
    exchange.uplink()
    [path] = (exchange.drop / "to-sink").iterdir()
    path.rename(path.with_name("9999999999-00000000.drop"))
    exchange.uplink()
    assert exchange.acquire()[1] == {"rows": 5, "duplicates": 5, "incidents": 0}
    assert list((exchange.drop / "to-sink").iterdir()) == []


def test_uplinks_that_share_a_folder_get_their_own_answers_each(exchange):
    signer, key = operator_key.signer(UPLINK_PRIVATE, True), operator_key.signer(UPLINK_PRIVATE, True).public_xy
    sixteen, eight = Terminal(16, 1), Terminal(8, 1)
    ends = [
        drop_folder.DropFolder(exchange.drop, sends, signer, [key], own)
        for sends, own in ((TO_UPLINK, None), (TO_SINK, [SEVEN, sixteen]), (TO_SINK, [eight]))
    ]
    for end in ends:
        end.open()
    sink, one, other = ends

    def answered(*terminals):
        sink.receive(0)
        sink.taken()
        sink.send([Message(each, ANSWER, b"{}") for each in terminals])
        heard = []
        for end in (other, one):
            heard.append({each.terminal for each in end.receive(0)})
            end.taken()
        assert not list((exchange.drop / "to-uplink").iterdir())
        return heard

    assert answered(SEVEN, eight) == [{eight}, {SEVEN}]  # from books, before anything came
    one.send([Message(SEVEN, STATE, b""), Message(sixteen, STATE, b"")])
    other.send([Message(eight, STATE, b"")])
    assert answered(SEVEN, eight, sixteen) == [{eight}, {SEVEN, sixteen}]
    moved = drop_folder.DropFolder(exchange.drop, TO_SINK, signer, [key], [eight, sixteen])
    moved.send([Message(eight, STATE, b""), Message(sixteen, STATE, b"")])
    one, other = drop_folder.DropFolder(exchange.drop, TO_SINK, signer, [key], [SEVEN]), moved
    assert answered(SEVEN, eight, sixteen) == [{eight, sixteen}, {SEVEN}]
