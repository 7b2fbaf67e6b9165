"""The page itself: how soon, in which languages, from a keyboard, on which screens, and what it weighs."""

import itertools
import re
from urllib.parse import urlsplit

import pytest

from sim.issuer.wallet import ACCOUNTS
from terminal import codes
from tests.rig import session
from tests.rig.page_client import get

WEIGHT_MAX_BYTES = 300_000
FINGER_MIN_PX = 24
CONTRAST_MIN = 4.5  # WCAG AA for text
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
TONES = ("accent", "good", "bad", "warn")
INKS = ("ink", "soft", "muted", *TONES)
GROUNDS = ("ground", "sheet")
CJK = re.compile(r"[\u4e00-\u9fff]")


def test_a_phone_that_is_chosen_opens_the_gate(gate):
    mark = gate.choose(ACCOUNTS[0].number)
    assert gate.answer(mark) == "ACCEPTED"
    gate.wait("relay", "closed", mark)
    gate.wait("passed", "1")
    states = gate.steps()
    assert [number for number in range(1, 26) if states[number] != "passed"] == [23, 24]  # not asked of this terminal
    assert {states[23], states[24]} == {"not_asked"}
    assert float(gate.text("#total").split()[0]) > 0 and gate.text('[data-p="p50"]') != "–"


def test_the_bytes_tell_their_field_and_what_signs_them(gate):
    gate.answer(gate.choose(0))
    assert gate.page.locator("#map .part").count() > 20
    gate.page.hover('#map .part[data-name="account"] i >> nth=0')
    assert gate.page.get_attribute("#field", "data-field") == "account"
    assert "****" in gate.text("#field") and "issuer signature, ride signature" in gate.text("#field")
    gate.page.click('[data-signature="ca"]')
    covered = gate.page.locator('#map .part[data-covered="true"]')
    assert {name.split()[0] for name in covered.evaluate_all("all => all.map((one) => one.dataset.signed)")} == {"ca"}
    gate.page.focus("#map")
    first = gate.page.get_attribute("#field", "data-field")
    gate.page.keyboard.press("ArrowRight")
    assert gate.page.get_attribute("#field", "data-field") != first


def test_both_languages_are_whole(visit):
    gate = visit("?lang=zh")
    gate.answer(gate.choose(0))
    gate.is_now("service", "正常")
    chinese = gate.look("words")
    assert gate.page.get_attribute("html", "lang") == "zh-CN" and gate.text("#verdict").startswith("已受理")
    gate.page.click("#language")
    english = gate.look("words")
    assert gate.page.get_attribute("html", "lang") == "en" and gate.text("#verdict").startswith("Accepted")
    assert gate.page.get_attribute("body", "data-language") == "en"
    assert len(english) == len(chinese) > 80
    for (key, zh), (_, en) in zip(chinese, english):
        assert zh and en and key != zh, key
        assert not CJK.search(en) or key == "language", en
    untranslated = {zh for (key, zh), (_, en) in zip(chinese, english) if zh == en}
    assert untranslated <= {"0", "s"} | {zh for zh in untranslated if re.fullmatch(r"[−+]1 [hd]|UTF-8", zh)}
    assert gate.text("#panel-zh")  # the passenger's panel speaks both, always
    assert gate.text("#panel-en")


def test_the_browsers_own_language_is_spoken_and_a_choice_is_kept(visit):
    gate = visit("", locale="zh-CN")
    assert gate.page.get_attribute("html", "lang") == "zh-CN"
    gate.page.click("#language")
    gate.open()
    assert gate.page.get_attribute("html", "lang") == "en"


def test_everything_can_be_reached_from_a_keyboard(gate):
    gate.page.keyboard.press("Tab")
    assert gate.look("focused") == "skip"
    reached = _tab_to(gate, "0")
    assert gate.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    mark = gate.mark()
    gate.page.keyboard.press("Enter")
    assert gate.answer(mark) == "ACCEPTED"
    gate.wait("passed", "1", mark)
    reached |= _tab_to(gate, "log")
    groups = {"offset", "trust", "storage", "sensor", "scanner", "direction"}
    assert groups | {"CODE_EXPIRED", "TWO", "fare", "untrusted", "walks", "map", "camera", "file"} <= reached
    gate.page.focus('[data-do="trust"][data-state="current"]')
    gate.page.keyboard.press("ArrowRight")
    gate.is_now("list", "older")


def _tab_to(gate, wanted):
    """Press Tab until it is there; what was passed."""
    reached = set()
    for _ in range(100):
        gate.page.keyboard.press("Tab")
        reached.add(gate.look("focused"))
        if wanted in reached:
            return reached
    raise AssertionError(f"no way to {wanted}, only to {reached}")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_wider_than_a_phone(visit, language):
    gate = visit(f"?lang={language}", **PHONE)
    assert gate.look("overflow") == []
    gate.page.click("#more summary")
    for show in (lambda: gate.bad("CODE_EXPIRED"), lambda: gate.choose(0)):
        gate.answer(show())
        assert gate.look("overflow") == []
    gate.wait("relay", "closed")
    assert gate.look("small", FINGER_MIN_PX) == []


def test_a_kiosk_has_no_operators_panel(visit):
    gate = visit("?lang=en&kiosk")
    assert gate.page.is_hidden("#operator") and gate.page.locator("#controls *").count() == 0
    for selector in (
        ".reason",
        ".trace",
        ".bytes",
        ".latency",
        ".log",
        ".readout",
        ".identity",
        "#play",
        "#more",
        "#file",
    ):
        assert gate.page.is_hidden(selector), selector
    for selector in ("#panel", "#gate", "#accounts", "#camera"):
        assert gate.page.is_visible(selector), selector
    gate.choose(0)
    gate.wait("relay", "closed")
    gate.wait("panel", codes.PASS[0])


def test_the_session_plays_on_the_page(gate):
    gate.page.click("#play")
    gate.says("banner", f"Scene 1 of {session.SCENES}")
    gate.wait("relay", "closed")
    gate.until(lambda: "A valid code: as expected" in gate.text("#log"), "the end of the first scene")
    gate.page.click("#play")
    gate.until(lambda: gate.page.is_hidden("#banner"), "the end of the session")


def test_the_virtual_phone_renews_its_code_and_shows_bad_ones(visit):
    phone = visit(path="/phone", **PHONE)
    phone.until(lambda: phone.page.locator("#symbols svg").count() == 1, "a symbol")
    assert phone.text(".mark") == "交通联合" and "real gates refuse it" in phone.text(".test")
    first = phone.page.inner_html("#symbols")
    phone.page.click("#renew")
    phone.until(lambda: phone.page.inner_html("#symbols") != first, "another symbol")
    phone.page.click('[data-fault="TWO"]')
    phone.until(lambda: phone.page.locator("#symbols svg").count() == 2, "two symbols")
    assert phone.look("overflow") == []


def test_the_page_is_light_enough_and_asks_nobody_else(visit):
    gate = visit()
    visit(path="/phone", port=gate.port)
    files = {urlsplit(url).path for url in gate.requests if url.startswith("http:")}
    weight = sum(len(get(gate.port, path)[2]) for path in files)
    assert {"/", "/page.js", "/page.css"} < files and 20_000 < weight < WEIGHT_MAX_BYTES
    assert f"ws://127.0.0.1:{gate.port}/ws" in gate.requests
    assert gate.strangers() == []


def test_light_and_dark_can_be_read(visit):
    grounds = []
    for scheme in ("light", "dark"):
        gate = visit(color_scheme=scheme)
        colours = gate.look("colours", *INKS, *GROUNDS, *(f"{tone}-soft" for tone in TONES))
        pairs = [*itertools.product(INKS, GROUNDS), *((tone, f"{tone}-soft") for tone in TONES)]
        faint = [pair for pair in pairs if _contrast(*(colours[name] for name in pair)) < CONTRAST_MIN]
        assert faint == [], scheme
        grounds.append(_luminance(colours["ground"]))
    assert grounds[0] > 0.8 and grounds[1] < 0.05


def _luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
