"""The names in pages: each id stands once, also where one page has pieces of another."""

import re
from collections import Counter

import pytest

from sim.site import build
from tests.rig.command import ROOT

PAGES = sorted((ROOT / "sim").rglob("*.html"))
_ID = re.compile(r'\sid="([^"]+)"')


def twice(text):
    """The ids that stand there more than once."""
    return [name for name, count in Counter(_ID.findall(text)).items() if count > 1]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_id_stands_twice(path):
    assert twice(path.read_text(encoding="utf-8")) == []


def test_nor_on_the_site_which_has_cards_of_the_gates_page():
    assert twice(build._index()) == []


def test_an_id_that_stands_twice_is_seen():
    assert len(PAGES) > 8
    assert twice('<p id="a"><b id="b"><i id="a">') == ["a"]
