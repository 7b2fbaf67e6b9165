"""The page of a station, in Chromium: gates side by side, and the view of their computer."""

import pytest

from tests.browser.paced_page import WIDTHS, cut_off, later, opening, until
from tests.rig.station import GATES, HEAD, answers, bundled_text, passenger, served

TEXT = (
    HEAD.replace("ends = 07:40:00", "ends = 07:31:00")
    + GATES
    + '[[gate]]\nname = "S"\nkind = "sentinel"\nzh = "哨兵"\nen = "sentinel"\n'
    + passenger(("07:30:03", "A", answers("ACCEPTED")), ("07:30:12", "C", answers("ALREADY_INSIDE")))
    + passenger(("07:30:04", "S", answers("ALLOWED")), ("07:30:20", "B", answers("NO_ENTRY")), name="Zhou")
)


@pytest.fixture
def station(visit):
    """station(text, lang, width) opens the page of a small station, made for this test; (page, its pace)."""
    with opening(visit, served, "/station.html") as open_page:
        yield lambda text=TEXT, *how, **more: open_page(text, *how, **more)


def test_a_service_that_was_never_heard_is_not_known(station):
    one, _ = station(HEAD + GATES)  # no one comes
    until(one, "() => document.getElementById('t-service').textContent.includes('not known')", "what was not heard")


def test_a_morning_is_seen_through_to_its_end(station):
    one, pace = station()
    page = one.page
    until(one, "() => document.querySelectorAll('.card').length === 4", "the gates")
    page.click("#speeds label:last-child")
    until(one, "() => document.querySelector('[data-gate=A]').dataset.result === 'ACCEPTED'", "an answer")
    until(one, "() => document.body.dataset.over === 'true'", "the end")
    assert "everything came as its file expects" in page.inner_text("#story")
    assert page.evaluate("() => document.body.dataset.trace") == pace._state["ended"]["trace"]
    card = page.inner_text("[data-gate=C]")
    assert "Please see the staff" in card and "…0100" in card and "ALREADY_INSIDE" in card
    assert page.inner_text("#t-inside") == "1" and page.inner_text("[data-gate=A] [data-of=passed]") == "1"
    assert "1" in page.inner_text("[data-gate=S] [data-of=allowed]")
    assert page.evaluate("() => document.querySelectorAll('#passages .in').length") == 1
    assert "…0100" in page.inner_text("#inside") and "none" in page.inner_text("#incomplete")
    page.click("#language")
    assert "演示结束" in page.inner_text("#story") and "进站" in page.inner_text("[data-gate=A]")
    page.click("#again")
    until(one, "() => document.body.dataset.over === 'false'", "another beginning")


def test_it_can_be_held(station):
    one, pace = station(HEAD + GATES)  # ten minutes, whatever the page takes
    later(one, "07:30:02")
    one.page.click("#play")
    until(one, "() => document.getElementById('play').ariaPressed === 'false'", "the hold")
    held_ms = pace._state["at_ms"]
    one.page.wait_for_timeout(400)
    assert pace._state["at_ms"] == held_ms


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_cut_off(station, lang):
    one, pace = station(bundled_text(), lang, WIDTHS[0])
    pace.speed(60)
    later(one, "07:31:30")
    assert cut_off(one, ".card, .computer, .tiles div") == []
