"""The page of a network, in Chromium: the way into the books, lines and stations, at three widths."""

import pytest

from tests.browser.paced_page import WIDTHS, cut_off, later, opening, until
from tests.rig.network import HEAD, LINES, served

TEXT = HEAD.replace("07:31:40", "07:30:40") + LINES.replace("07:31:00", "07:30:20")
TEXT += '[[change]]\nat = 07:30:10\nlink = "cut"\nlines = [2]\n[[change]]\nat = 07:30:30\nlink = "up"\nlines = [2]\n'


@pytest.fixture
def network(visit):
    """network(lang, width) opens the page of a small network, made for this test; (page, its pace)."""
    with opening(visit, served, "/network.html") as open_page:
        yield lambda *how: open_page(TEXT, *how)


def test_a_network_is_seen_through_to_its_end(network):
    one, pace = network()
    page = one.page
    until(one, "() => document.querySelectorAll('.stop').length === 3", "the stations")
    until(one, "() => document.querySelector('[data-stop=\"2-01\"]').dataset.link === 'cut'", "the cut")
    page.click("#speeds label:last-child")
    until(one, "() => document.body.dataset.over === 'true'", "the end")
    assert "each once" in page.inner_text("#story")
    assert page.evaluate("() => document.body.dataset.trace") == pace._state["ended"]["trace"]
    assert page.inner_text("#w-rides") == str(pace._state["ended"]["rides"])
    assert "ACCEPTED" in page.inner_text("#answers")
    assert "link cut" in page.inner_text("#log") and page.inner_text("#t-incidents").startswith("0")
    page.click("#language")
    assert "恰好一次" in page.inner_text("#story") and "北门" in page.inner_text("#rows")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_cut_off(network, lang):
    one, _ = network(lang, WIDTHS[0])
    later(one, "07:30:12")
    assert cut_off(one, ".stop, .steps-of-way li, .tiles div, .queue span, .stop-head b") == []
