"""The two protocol cores against each other, in virtual time, over a way that loses, repeats and restarts at random."""

import random

import pytest

from sim.backoffice import message
from sim.backoffice.intake import GAPS_MAX, Incident, Intake, Position, Row
from sim.backoffice.message import Answer, Malformed, State, Terminal
from sim.backoffice.outbox import (
    ASK_AGAIN_MS,
    IN_FLIGHT_MAX,
    REFUSED_AGAIN_MS,
    Acknowledge,
    Ask,
    Outbox,
    Send,
)
from terminal import records
from tests.builder.journal_builder import KEY, PLACE, digest

TERMINAL = Terminal(PLACE.terminal_id, PLACE.provisioning_id)
SEAL = records.sealer(digest, KEY)


def chain(count, first=1, before=bytes(32)):
    """Sealed records, the first one a head."""
    out = []
    for sequence in range(first, first + count):
        kind = records.HEAD if sequence == first else records.EVENT
        body = records.words_body([0, 1, 5, 0]) if kind == records.HEAD else records.event_body(1, None, sequence)
        raw = records.encode(kind, sequence, PLACE, 5, before, body, SEAL)
        before = digest(raw)
        out.append(raw)
    return out


def answer(through, following=None, again=False, refused=None):
    return Answer(through, bytes(32) if through else b"", following or through + 1, again, refused)


def linked(count, **options):
    """An outbox that has heard that the sink has nothing."""
    box = Outbox(**options)
    box.on_journal(list(range(1, count + 1)))
    box.on_link(True)
    assert box.on_tick(0) == [Ask(State(1, count, 1))]
    box.on_answer(answer(0, again=True), 0)
    return box


def sequences(effects):
    return [each.sequence for each in effects if isinstance(each, Send)]


def test_no_more_than_the_window_is_in_flight():
    box = linked(200)
    assert sequences(box.on_tick(0)) == list(range(1, IN_FLIGHT_MAX + 1))
    assert box.on_tick(1) == [] and box.in_flight == IN_FLIGHT_MAX
    assert box.on_answer(answer(10), 2) == [Acknowledge(10, bytes(32))]
    assert sequences(box.on_tick(2)) == list(range(65, 75))


def test_silence_is_asked_about_and_answered_by_sending_again():
    box = linked(5)
    assert sequences(box.on_tick(0)) == [1, 2, 3, 4, 5]
    assert box.on_tick(ASK_AGAIN_MS - 1) == []
    assert box.on_tick(ASK_AGAIN_MS) == [Ask(State(1, 5, 1))]
    assert box.on_tick(ASK_AGAIN_MS + 1) == []
    box.on_answer(answer(2, again=True), ASK_AGAIN_MS + 2)
    box.on_answer(answer(2, again=True), ASK_AGAIN_MS + 3)  # one such answer for each record that was on its way
    assert sequences(box.on_tick(ASK_AGAIN_MS + 3)) == [3, 4, 5]
    box.on_answer(answer(2, again=True), ASK_AGAIN_MS + 4)
    assert box.on_tick(ASK_AGAIN_MS + 4) == []
    box.on_answer(answer(5), ASK_AGAIN_MS + 5)
    assert box.idle and box.all_sent and box.on_tick(10 * ASK_AGAIN_MS) == []


def test_a_link_that_comes_back_begins_with_a_question():
    box = linked(3)
    box.on_tick(0)
    box.on_link(False)
    assert box.on_tick(9) == [] and not box.idle
    box.on_link(True)
    assert box.on_tick(10) == [Ask(State(1, 3, 1))]


def test_what_the_journal_does_not_hold_is_stated_before_the_next_record():
    box = Outbox()
    box.on_journal([5, 6, 9])
    box.on_link(True)
    assert box.on_tick(0) == [Ask(State(5, 9, 5))]
    box.on_answer(answer(2, again=True), 1)
    assert box.on_tick(1) == [Ask(State(5, 9, 5)), Send(5), Send(6), Send(9)]
    box.on_answer(answer(6, again=True), 2)
    assert box.on_tick(2) == [Ask(State(5, 9, 9)), Send(9)]


def test_a_refused_record_is_offered_once_more_after_a_minute():
    box = linked(3)
    box.on_tick(0)
    box.on_answer(answer(1, refused="record 2, forged"), 5)
    assert box.refused == "record 2, forged" and box.on_tick(REFUSED_AGAIN_MS + 4) == []
    assert sequences(box.on_tick(REFUSED_AGAIN_MS + 5)) == [2, 3]
    box.on_answer(answer(3), REFUSED_AGAIN_MS + 6)
    assert box.refused is None and box.idle


def test_a_refused_record_is_offered_at_once_to_a_sink_that_asks_anew():
    box = linked(3)
    box.on_tick(0)
    box.on_answer(answer(1, again=True, refused="record 2, forged"), 5)
    assert box.refused and box.on_tick(10_000) == []
    box.on_answer(answer(1, again=True), 10_001)  # started anew, with the terminal's right key
    assert box.refused is None and sequences(box.on_tick(10_002)) == [2, 3]


def test_where_no_answer_is_waited_for_it_begins_at_once():
    box = Outbox(5000, start=3)
    box.on_journal([1, 2, 3, 4])
    box.on_link(True)
    assert box.on_tick(0) == [Send(3), Send(4)] and box.all_sent and not box.idle


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "ridegate/1/7/1", "ridegate/1/7/1/other", "ridegate/1/07/1/record", "ridegate/1/7/1/record/x",
        "ridegate/1/-7/1/record", "ridegate/1/4294967296/1/record", "ridegate/2/7/1/record", "ridegate/1//1/record",
        "ridegate/1/7/１/record",
    ],
)  # fmt: skip
def test_other_topics_are_none(text):
    assert message.of_topic(text) is None


def test_topics_and_payloads_come_back_as_they_were():
    for kind in message.KINDS:
        assert message.of_topic(message.topic(Terminal(0, 4294967295), kind)) == (Terminal(0, 4294967295), kind)
    for one in (answer(0, again=True), answer(7, 12, False, "record 8, forged"), answer(0xFFFFFFFF)):
        assert message.parse_answer(message.encode_answer(one)) == one
    assert message.parse_state(message.encode_state(State(1, 9, 4))) == State(1, 9, 4)


GOOD = {"through": 1, "hash": "00" * 32, "next": 2, "again": False, "refused": None}


@pytest.mark.parametrize(
    "change",
    [
        {"through": -1}, {"through": 1 << 32}, {"through": True}, {"through": "1"}, {"hash": "00"}, {"hash": None},
        {"hash": "zz" * 32}, {"next": 1}, {"next": (1 << 32) + 1}, {"again": 1}, {"refused": 3}, {"refused": "x" * 201},
        {"through": 0},
    ],
)  # fmt: skip
def test_answers_that_are_none(change):
    import json

    assert message.parse_answer(json.dumps(GOOD).encode())
    with pytest.raises(Malformed):
        message.parse_answer(json.dumps(GOOD | change).encode())


@pytest.mark.parametrize("payload", [b"", b"[]", b"{", b"\xff", b"[" * 999, b"{}" + b" " * 1023, b'{"oldest":3}'])
def test_states_that_are_none(payload):
    for parse in (message.parse_state, message.parse_answer):
        with pytest.raises(Malformed):
            parse(payload)


def taken(raws, position=None, known=None):
    """(rows, kinds of incidents, the answer) of records that arrive in this order."""
    intake = Intake(digest, {TERMINAL: KEY}.get)
    intake.learn(TERMINAL, position or Position())
    rows, kinds = [], []
    for raw in raws:
        for effect in intake.on_record(TERMINAL, raw, (known or {}).get(raw)):
            (rows if isinstance(effect, Row) else kinds).append(
                effect.record.sequence if isinstance(effect, Row) else effect.kind
            )
    answers = intake.committed()
    return rows, kinds, answers[0][1] if answers else None


def test_no_answer_leaves_before_the_commit():
    intake = Intake(digest, {TERMINAL: KEY}.get)
    intake.learn(TERMINAL, Position())
    raws = chain(3)
    for raw in raws:
        assert isinstance(intake.on_record(TERMINAL, raw, None)[0], Row)
    intake.rolled_back()  # the database failed
    assert intake.committed() == [] and not intake.knows(TERMINAL)
    intake.learn(TERMINAL, Position())
    intake.on_record(TERMINAL, raws[0], None)
    assert intake.committed() == [(TERMINAL, Answer(1, digest(raws[0]), 2, False, None))]
    assert intake.committed() == []


def test_a_chain_that_begins_anew_is_missed_and_not_acknowledged_beyond():
    raws = chain(3) + chain(3, first=9)
    rows, kinds, said = taken(raws)
    assert rows == [1, 2, 3, 9, 10, 11] and kinds == ["missing"]
    assert (said.through, said.next) == (3, 12)


def test_the_terminals_own_statement_lets_go_of_what_is_missing():
    event = records.event_body(records.ACKNOWLEDGED, None, 8)
    anew = chain(2, first=9)
    for value, through in ((7, 3), (8, 11)):
        event = records.event_body(records.ACKNOWLEDGED, None, value)
        last = records.encode(records.EVENT, 11, PLACE, 5, digest(anew[-1]), event, SEAL)
        assert taken(chain(3) + anew + [last])[2].through == through


def test_gaps_have_a_bound():
    raws = [raw for first in range(1, 10 * (GAPS_MAX + 2), 10) for raw in chain(1, first=first)]
    rows, kinds, said = taken(raws)
    assert len(rows) == GAPS_MAX + 1 and kinds == ["missing"] * GAPS_MAX + ["gap"] and "gaps are open" in said.refused


@pytest.mark.parametrize("seed", range(40))
def test_random_losses_repeats_and_restarts_lose_nothing(seed):
    draw = random.Random(seed)
    raws = chain(300)
    held = list(range(1, 100))
    books: dict[int, bytes] = {}
    box = intake = None
    to_sink: list = []
    to_uplink: list = []
    acknowledged = 0
    now_ms = 0
    for turn in range(20_000):
        now_ms += draw.choice((0, 1, 50))
        calm = turn > 600  # from here on nothing fails
        if box is None or (not calm and draw.random() < 0.01):
            box = Outbox()
            box.on_link(True)
        if intake is None or (not calm and draw.random() < 0.01):
            intake = Intake(digest, {TERMINAL: KEY}.get)
            if not calm and draw.random() < 0.2 and books:  # yesterday's copy
                books = {key: books[key] for key in sorted(books)[: draw.randrange(len(books))]}
            learn(intake, books, raws)
            intake.greet(TERMINAL)
            to_uplink += intake.committed()
        if not calm and draw.random() < 0.01:  # the broker
            to_sink, to_uplink = [], []
            box.on_link(False)
            box.on_link(True)
        if len(held) < len(raws):
            held.append(len(held) + 1)
        box.on_journal(held)
        effects = box.on_tick(now_ms)
        for effect in effects:
            payload = raws[effect.sequence - 1] if isinstance(effect, Send) else effect
            if calm or draw.random() > 0.02:
                to_sink += [payload] * (1 if calm or draw.random() > 0.05 else 2)
        assert box.in_flight <= IN_FLIGHT_MAX
        rows = []
        for payload in to_sink[: draw.randrange(40)]:
            to_sink.remove(payload)
            if isinstance(payload, Ask):
                intake.on_state(TERMINAL, payload.state)
                continue
            known = books.get(records.parse(payload).sequence)
            rows += intake.on_record(TERMINAL, payload, known)
        if not calm and draw.random() < 0.03:  # killed before the commit
            intake = None
            continue
        for row in rows:
            assert isinstance(row, Row) and row.record.sequence not in books
            books[row.record.sequence] = row.digest
        to_uplink += intake.committed()
        if not calm and draw.random() < 0.03:  # killed behind it
            intake = None
            continue
        for _, said in [to_uplink.pop(0) for _ in range(draw.randrange(len(to_uplink) + 1))]:
            for effect in box.on_answer(said, now_ms):
                assert isinstance(effect, Acknowledge) and effect.digest == digest(raws[effect.through - 1])
                acknowledged = effect.through
        if calm and box.idle and not to_uplink and len(held) == len(raws):
            break
    assert books == {at + 1: digest(raw) for at, raw in enumerate(raws)}
    assert acknowledged == len(raws)


def learn(intake, books, raws):
    from sim.backoffice.intake import FIRST, Link

    newest = max(books, default=0)
    tip = Link(newest, books[newest], records.parse(raws[newest - 1]).before) if newest else FIRST
    intake.learn(TERMINAL, Position(tip))


def test_incidents_are_told_apart_from_rows():
    raws = chain(3)
    forged = raws[1][:-1] + bytes([raws[1][-1] ^ 1])
    rows, kinds, said = taken([raws[0], forged, raws[2]])
    assert (rows, kinds, said.through, said.again) == ([1], ["forged"], 1, True)
    assert said.refused.startswith("record 2, forged")
    assert issubclass(Incident, tuple)
