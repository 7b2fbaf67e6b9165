"""The books' bounds, what an operator does while the sink runs, registries and files that are none."""

from struct import pack

import pytest

from hal.desktop.engine import proved_engine
from sim.backoffice import drop_folder, registry
from sim.backoffice.books import FILLED, REFUSED_AGAIN
from sim.backoffice.database import Database
from sim.backoffice.drop_folder import MAGIC, NotTaken
from sim.backoffice.message import RECORD, STATE, Message, Terminal
from sim.backoffice.recheck import Recheck
from sim.issuer import operator_key
from sim.output.trouble import Trouble
from sim.trust.file import load
from terminal import card, codes, lane, policy, records, sm2, trip
from terminal.decide import Decision
from tests.builder.journal_maker import PLACE, accepted
from tests.rig.bookkeeping import Bookkeeping, Chain
from tests.rig.command import AT_S, trust

SIGNER = operator_key.signer(0x52, True)


def event(chain):
    chain.add(records.EVENT, records.event_body(records.BOOT, None, 1), AT_S)


def anew(chain, first, acknowledged=0):
    """The chain begins anew behind a loss; the terminal's two records from there."""
    chain._before, chain.raws = bytes(32), [b""] * (first - 1)
    chain.add(records.HEAD, records.words_body([acknowledged, 1, AT_S, 0]), AT_S)
    event(chain)
    return chain.raws[first - 1 :]


def test_a_gap_that_is_settled_while_the_sink_works_stays_so():
    made, chain = Bookkeeping(), Chain(7)
    made.take(chain)
    made.pipe.put(chain.terminal, *anew(chain, 9))
    made.sink.turn(0)
    stale = made.books.position(chain.terminal)
    assert [(gap.first, gap.last) for gap in stale.gaps] == [(2, 8)]
    assert made.books.settle(1, "lost")
    made.books.commit([], [], {chain.terminal: stale}, made.now_s)  # by a sink that had looked before
    assert made.books.position(chain.terminal).gaps == []
    made.take(chain)
    assert made.pipe.sent[-1].payload.startswith(b'{"again":false') and b'"through":10' in made.pipe.sent[-1].payload


@pytest.mark.parametrize(("acknowledged", "kinds"), [(8, []), (7, ["missing"]), (9, ["missing"]), (0, ["missing"])])
def test_the_first_record_of_a_terminal_that_was_provisioned_anew(acknowledged, kinds):
    """Its sequences go on where those of the provisioning before ended, and it awaits no answer for them."""
    made, chain = Bookkeeping(), Chain(7)
    made.pipe.put(chain.terminal, *anew(chain, 9, acknowledged))
    made.sink.turn(0)
    assert [one.kind for one in made.books.incidents()] == kinds
    assert (made.books.position(chain.terminal).through.sequence == 10) == (acknowledged >= 8)


def test_of_a_terminal_that_is_known_a_chain_that_begins_anew_is_an_incident():
    made, chain = Bookkeeping(), Chain(7)
    made.take(chain)
    made.pipe.put(chain.terminal, *anew(chain, 9, 8))
    made.sink.turn(0)
    assert [one.kind for one in made.books.incidents()] == ["missing"]


def test_a_gap_is_filled_in_parts_and_its_incident_is_settled():
    made, chain = Bookkeeping(), Chain(7)
    for _ in range(3):
        event(chain)
    whole = list(chain.raws)
    made.pipe.put(chain.terminal, whole[0])
    made.pipe.put(chain.terminal, *anew(Chain(7), 9))
    made.sink.turn(0)
    for raw, first in zip(whole[1:], (3, 4, 5), strict=True):
        made.pipe.put(chain.terminal, raw)
        made.sink.turn(0)
        assert [(gap.first, gap.last) for gap in made.books.position(chain.terminal).gaps] == [(first, 8)]
    assert made.books.incidents()[0].settled is None
    for _ in range(4):
        event(chain)
    made.take(chain)
    assert made.books.position(chain.terminal).gaps == []
    assert made.books.incidents()[0].settled == FILLED


def test_incidents_have_a_bound_for_each_kind_and_terminal():
    made, chain = Bookkeeping(incidents_max=5), Chain(7)
    for at in range(9):
        made.pipe.put(chain.terminal, chain.raws[0][:-1] + bytes([chain.raws[0][-1] ^ (at + 1)]))
        made.sink.turn(0)
    kept = made.books.incidents()
    assert [one.kind for one in kept] == ["forged"] * 5 and [one.times for one in kept] == [1, 1, 1, 1, 5]
    made.pipe.put(Terminal(8, 1), Chain(8).raws[0][:-1] + b"\0")
    made.sink.turn(0)
    assert len(made.books.incidents()) == 6


def test_terminals_that_are_not_registered_fill_one_place_only():
    made = Bookkeeping(incidents_max=5)
    for at in range(20):
        made.pipe.waiting += [
            Message(Terminal(1000 + at, 1), RECORD, b"x%d" % at),
            Message(Terminal(2000 + at, 1), STATE, b""),
        ]
    made.sink.turn(0)
    kinds = [one.kind for one in made.books.incidents()]
    assert (kinds.count("unknown_terminal"), kinds.count("malformed")) == (5, 1) and made.pipe.sent == []


def test_the_same_incident_again_is_counted():
    made, chain = Bookkeeping(), Chain(7)
    for _ in range(3):
        made.pipe.put(chain.terminal, chain.raws[0][:-1] + b"\0")
        made.now_s += 10
        made.sink.turn(0)
    (one,) = made.books.incidents()
    assert one.times == 3 and one.last_s - one.first_s == 20


FILE_15 = bytes.fromhex("030417300000000001010304173000000000001720200101203512310000")


@pytest.mark.parametrize(
    ("authenticated", "change", "result"),
    [
        ("sam", {}, 0), ("test_sam", {}, 0), ("none", {}, 207), ("other", {}, 207), ("sam", {"medium": 2}, 207),
        ("sam", {"account": bytes(10)}, 900), ("sam", {"raw": FILE_15[:9]}, 107), ("sam", {"raw": bytes(30)}, 900),
        ("sam", {"raw": b"\xff" * 30}, 107),
    ],
)  # fmt: skip
def test_rides_of_cards(authenticated, change, result):
    made, chain = Bookkeeping(), Chain(7)
    data = card.parse(FILE_15, bytes(4), AT_S)
    data = data._replace(raw=change.get("raw", FILE_15), account=change.get("account", data.account))
    body = records.ride_body(Decision(codes.ACCEPTED, None, data, (), None, -1, None), 200, 7)
    index = card.AUTHENTICATED.index(authenticated) if authenticated in card.AUTHENTICATED else 9
    chain.add(records.RIDE, body + bytes(7) + bytes([change.get("medium", 1), index]), AT_S)
    made.take(chain)
    assert made.database.all("SELECT checked FROM ride") == [(result,)]
    assert [one.kind for one in made.books.incidents()] == (["refused_again"] if result else [])


def test_books_of_another_format_are_refused(tmp_path):
    path = tmp_path / "books.db"
    made = Bookkeeping(path)
    assert Bookkeeping(path).books.incidents() == []
    made.database.run("UPDATE format SET version = 2")
    with pytest.raises(Trouble, match="books of format 2, and this program reads 1"):
        Bookkeeping(path)


GOOD = '[[terminal]]\nterminal_id = 7\nprovisioning_id = 1\nrecord_key = "' + "11" * 32 + '"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "wants [[terminal]]"),
        ("x", "no TOML"),
        (GOOD + GOOD, "terminal 2 of 2: 7/1 is there twice"),
        (GOOD + "[other]\n", "wants [[terminal]]"),
        (GOOD + "name = 1\n", "wants terminal_id"),
        (GOOD.replace("7", "-1"), "are numbers in"),
        (GOOD.replace("7", "4294967296"), "are numbers in"),
        (GOOD.replace("7", '"7"'), "are numbers in"),
        (GOOD.replace("11" * 32, "11" * 31), "64 hexadecimal digits"),
        (GOOD.replace("11" * 32, "zz" * 32), "64 hexadecimal digits"),
        (GOOD + 'unique_id = "aa"\n', "either unique_id or record_key"),
        (GOOD.replace("record_key", "unique_id"), "--master"),
    ],
)
def test_registries_that_are_none(tmp_path, text, words):
    path = tmp_path / "terminals.toml"
    path.write_text(text)
    with pytest.raises(Trouble) as trouble:
        registry.load(path, None)
    assert words in str(trouble.value) and "1111" not in str(trouble.value)


def test_a_registry_is_read(tmp_path):
    path = tmp_path / "terminals.toml"
    path.write_text(GOOD.replace("7", "4294967295"))
    assert registry.load(path, None) == {Terminal(4294967295, 1): b"\x11" * 32}
    with pytest.raises(Trouble, match="name the file with the terminals"):
        registry.load(tmp_path / "none", None)
    path.write_text(GOOD.replace("record_key", "unique_id").replace("11" * 32, ""))
    (tmp_path / "master").write_text("11" * 32)
    with pytest.raises(Trouble, match="unique id in hexadecimal"):
        registry.load(path, tmp_path / "master")


def taken(body):
    engine = proved_engine()
    return drop_folder.parse(SIGNER.seal(body), [engine.decode(SIGNER.public_xy)], engine)


@pytest.mark.parametrize(
    ("count", "rest", "words"),
    [
        (1, b"", "middle of a message"),
        (1, pack(">BIIH", 0, 7, 1, 4) + b"abc", "no known kind"),
        (1, pack(">BIIH", 3, 7, 1, 3) + b"abc", "no known kind"),
        (1, pack(">BIIH", 0, 7, 1, 1025) + bytes(1025), "no known kind"),
        (1, pack(">BIIH", 0, 7, 1, 3) + b"abcd", "behind its last message"),
        (0xFFFFFFFF, b"", "middle of a message"),
        (0, b"x", "behind its last message"),
    ],
)
def test_signed_files_that_are_none(count, rest, words):
    with pytest.raises(NotTaken, match=words):
        taken(MAGIC + SIGNER.key_id + pack(">I", count) + rest)


def test_a_signed_file_comes_back_as_it_was():
    messages = [Message(Terminal(7, 1), RECORD, bytes(1024)), Message(Terminal(0, 4294967295), "answer", b"")]
    engine = proved_engine()
    key = engine.decode(SIGNER.public_xy)
    data = drop_folder.encode(messages, SIGNER)
    assert drop_folder.parse(data, [key], engine) == messages
    for end in (0, 19, 83, len(data) - 1):
        with pytest.raises(NotTaken):
            drop_folder.parse(data[:end], [key], engine)


@pytest.mark.parametrize(
    ("change", "result"),
    [
        (lambda body: body[:2] + (policy.FARE_MAX_FEN + 1).to_bytes(4, "big") + body[6:], codes.INTERNAL),
        (lambda body: body[:2] + policy.FARE_MAX_FEN.to_bytes(4, "big") + body[6:], codes.ACCEPTED),
        (lambda body: body[:39] + bytes([0, 0]), codes.NOT_A_RIDE_CODE),
        (lambda body: body[:39] + bytes([0, 7]) + body[41:48], codes.BAD_LENGTH),
    ],
)
def test_a_ride_that_no_terminal_would_write_is_judged_as_well(change, result):
    body = change(records.ride_body(accepted(0), 200, 1))
    record = records.Record(records.RIDE, 2, PLACE, AT_S, bytes(4), bytes(32), body)
    assert Recheck([load(trust(), None, sm2.REFERENCE)]).check(record).result == result


# Whole bodies of each kind of record; that of the ride says all that one may say (terminal/lane.py, docs/cards.md).
TAIL = bytes([trip.ENTRY_ONLY, 1, 0, 0, 0, 7, 2, 0xAB, 0xCD, 1, 1])
BODIES = {
    records.RIDE: records.ride_body(accepted(1), 200, 7) + TAIL,
    records.OUTCOME: records.outcome_body(2, records.PASSED),
    records.EVENT: records.event_body(records.ACKNOWLEDGED, None, 1),
    records.HEAD: records.words_body([0, 1, AT_S, 0]),
    records.COUNTER: records.words_body([1, 2, 3]),
    lane.STAFF: bytes(21),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_record_that_ends_anywhere_is_kept_and_the_sink_goes_on(kind):
    """Its seal is good: a terminal of a later version wrote it, or one that is not as it was."""
    made, chain, whole = Bookkeeping(), Chain(7), BODIES[kind]
    cut = {chain.add(kind, whole[:length], AT_S + length): length for length in range(len(whole))}
    ride = chain.ride(2, AT_S + 1000)
    made.take(chain)
    assert made.books.position(chain.terminal).through.sequence == len(chain.raws)
    assert made.database.all("SELECT count(*) FROM record") == [(len(chain.raws),)]
    assert made.database.all("SELECT outcome, checked FROM ride WHERE sequence = ?", ride) == [(records.PASSED, 0)]
    if kind == records.RIDE:
        code_only = len(whole) - len(TAIL)
        complete = {code_only, code_only + TAIL.index(1, 8)}  # nothing more; no medium
        rides = {number for (number,) in made.database.all("SELECT sequence FROM ride")} - {ride}
        assert {cut[number] for number in rides} == complete
        refused = {one.sequence for one in made.books.incidents() if one.kind == REFUSED_AGAIN}
        assert refused - rides == cut.keys() - rides  # as records that end before their fields do


def test_a_ride_that_comes_late_finds_its_outcome_behind_one_that_ends_early():
    made, chain, behind = Bookkeeping(), Chain(7), Chain(7)
    ride = chain.ride(1, AT_S, outcome=None)
    anew(behind, 9)
    behind.add(records.OUTCOME, b"", AT_S + 1)
    behind.add(records.OUTCOME, records.outcome_body(ride, records.PASSED), AT_S + 2)
    made.pipe.put(chain.terminal, chain.raws[0], *behind.raws[8:])
    made.sink.turn(0)
    made.pipe.put(chain.terminal, chain.raws[ride - 1])
    made.sink.turn(0)
    assert made.database.all("SELECT sequence, outcome FROM ride") == [(ride, records.PASSED)]


def test_books_are_in_memory_only_where_no_name_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Database(None).close()
    assert not list(tmp_path.iterdir())
    Bookkeeping(":memory:").database.close()
    assert (tmp_path / ":memory:").stat().st_size > 0
