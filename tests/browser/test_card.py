"""Test cards on the page: where a gate reads cards they lie beside the phones, and are tapped."""

import time

import pytest

from terminal.card import AWAY_MS
from tests.browser.test_page import FINGER_MIN_PX
from tests.rig.page import served


@pytest.fixture
def port():
    with served(card=True) as (_, port):
        time.sleep(2 * AWAY_MS / 1000)  # what lies there when a reader opens does not count
        yield port


def test_a_card_is_tapped_and_taken_away(port, visit):
    gate = visit(port=port)
    mark = gate.mark()
    gate.page.click('#cards [data-card="held"]')
    gate.wait("card", "held", mark)
    gate.wait("panel", "刷卡成功 请通行", mark)
    gate.says("chips", "confirmed by the test SAM", mark)
    gate.wait("card", "away", mark)
    assert gate.page.get_attribute('#cards [data-card="held"]', "aria-pressed") == "false"
    assert gate.page.query_selector('#controls [data-of="card"]') is None


def test_no_card_passes_that_no_sam_confirms(port, visit):
    gate = visit("?lang=zh", port=port)
    gate.page.click('#cards [data-card="unvouched"]')
    gate.wait("panel", "请走人工通道")
    gate.says("chips", "未认证")
    assert gate.page.get_attribute("#relay", "data-relay") == "open"


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_two_media_at_once(port, visit, width):
    gate = visit(port=port, viewport={"width": width, "height": 900})
    assert gate.look("overflow") == []
    assert width > 390 or gate.look("small", FINGER_MIN_PX) == []
    gate.page.click('#cards [data-card="two"]')
    gate.wait("panel", "请只出示 一张卡或一个码")
    gate.says("why", "Two media")


def test_a_gate_without_a_card_reader_shows_no_cards(visit):
    assert not visit().page.is_visible("#cards")
