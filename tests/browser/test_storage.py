"""What pages store in a browser: the language and whether sound is on, and nothing of a visit, a ride or a ticket."""

from tests.browser.paced_page import opening, until
from tests.browser.test_station_page import TEXT
from tests.rig.page import served
from tests.rig.station import served as station_served

_STORED = """async () => {
  const kept = { local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie };
  kept.databases = ((await indexedDB.databases?.()) ?? []).map((one) => one.name);
  kept.caches = window.caches ? await caches.keys() : [];
  kept.workers = navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0;
  return kept;
}"""


def stored(page):
    return page.evaluate(_STORED)


def settings(kept):
    """What is stored besides the settings of the page itself."""
    known = {"ridegate.language", "ridegate.sound"}
    return {**kept, "local": {name: one for name, one in kept["local"].items() if name not in known}}


NOTHING = {"local": {}, "session": {}, "cookies": "", "databases": [], "caches": [], "workers": 0}


def test_the_page_of_a_gate_stores_its_settings_alone(visit):
    with served(read=("uic", "dosipas"), card=True) as (_, port):
        gate = visit(port=port)
        gate.answer(gate.choose(1))
        gate.is_now("relay", "open")
        gate.answer(gate.bad("ACCOUNT_BLOCKED"))
        gate.answer(gate.bad("UIC_02"))
        gate.page.click("#language")
        gate.page.click("#sound")
        kept = stored(gate.page)
        assert set(kept["local"]) == {"ridegate.language", "ridegate.sound"} and settings(kept) == NOTHING
        gate.page.evaluate("() => localStorage.setItem('last', '…0001')")  # planted
        assert settings(stored(gate.page)) != NOTHING
        gate.page.evaluate("() => localStorage.removeItem('last')")


def test_the_page_of_a_station_with_a_sentinel_stores_nothing_of_its_people(visit):
    with opening(visit, station_served, "/station.html") as open_page:
        one, _ = open_page(TEXT)
        one.page.click("#speeds label:last-child")
        until(one, "() => document.body.dataset.over === 'true'", "the end")
        assert settings(stored(one.page)) == NOTHING
