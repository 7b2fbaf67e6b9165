"""Rail tickets on the page: offered where the gate reads them, explained by their family's steps and fields."""

import pytest

from tests.browser.test_page import FINGER_MIN_PX
from tests.rig.page import served


@pytest.fixture
def port():
    with served(read=("uic", "dosipas")) as (_, port):
        yield port


@pytest.mark.parametrize("width", [1280, 390])
def test_a_ticket_is_verified_explained_and_opens_nothing(port, visit, width):
    gate = visit(port=port, viewport={"width": width, "height": 900})
    mark = gate.bad("UIC_02")
    gate.wait("held", "UIC_02", mark)
    assert gate.answer(mark) == "UIC_VALID"
    gate.shows("panel", "车票签名有效 请走人工通道", mark)
    assert gate.page.get_attribute("#relay", "data-relay") == "open"
    assert gate.steps() == {number: "passed" for number in range(1, 6)}
    assert "ticket number" in gate.text("#ticket-fields") and "TEST0001" not in gate.page.content()
    assert gate.look("overflow") == []
    assert width > 390 or gate.look("small", FINGER_MIN_PX) == []


def test_a_refused_ticket_says_why_in_chinese(port, visit):
    gate = visit("?lang=zh", port=port)
    assert gate.answer(gate.bad("DOSIPAS_MOVED")) == "DOSIPAS_BAD_PHONE_SIGNATURE"
    assert "第 6 步拒绝" in gate.text("#verdict") and "可能是副本" in gate.text("#why")
    assert gate.steps()[6] == "failed" and "手机签名" in gate.text("#steps")


def test_a_gate_that_reads_no_tickets_offers_none(visit):
    gate = visit()
    assert not gate.page.is_visible("#tickets")
    gate.answer(gate.bad("HALF"))
    assert gate.page.query_selector("#ticket-fields tr") is None
