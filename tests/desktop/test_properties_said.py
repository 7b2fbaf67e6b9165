"""What must hold for any line of a board and for any symbol: generated, apart from the tests of both that are quick."""

import json

from hypothesis import given, settings, strategies as st

from sim.gate.board_event import BoardLines
from sim.gate.event import Decided, Stages
from sim.issuer.phone import Phone
from sim.page import message
from terminal import sm2
from terminal.decide import steps
from terminal.history import History
from terminal.policy import STANDARD
from tests.rig.command import AT_S, pki

ACCOUNT = pki().user(3).account.rstrip("f")
FORMS = (bytes, lambda code: code[:-40], lambda code: code.hex().encode(), lambda code: code.decode("latin-1").encode())


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_an_event_or_none(text):
    parser = BoardLines(lambda: (b"\x80" * 332,))
    for line in (text, "@\t" + text, "@\tdecision\t" + text):
        parser.parse(line, 0)


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=700) | st.tuples(st.integers(0, 363), st.binary(max_size=6), st.sampled_from(FORMS)))
def test_whatever_a_symbol_carries_can_be_told_and_shows_nobody(given_bytes):
    """Any bytes, and a code with some of its bytes replaced, cut or re-encoded."""
    payload = given_bytes
    if not isinstance(payload, bytes):
        at, put, form = payload
        code = Phone(pki(), 3).code(AT_S)
        payload = form(code[:at] + put + code[at + len(put) :])
    decision = sm2.finish(steps(payload, None, STANDARD, History(1), AT_S))
    said = json.dumps(message.of(Decided(0, decision, payload, Stages(), {}, AT_S, 0), 0), ensure_ascii=False)
    assert len(said) < 20_000
    assert ACCOUNT not in said and b"RIDEGATE TEST".hex() not in said
