"""A real camera's way in: the browser's camera, pictures dropped, pasted and chosen, and no camera at all."""

import contextlib
import subprocess
import time

import pytest

from sim.issuer import symbol
from sim.issuer.fault import FAULTS
from sim.issuer.issuer import with_first_user
from sim.issuer.wallet import Wallet
from terminal import codes
from tests.browser import chromium, film
from tests.rig.command import at_once, blank, pki, started


@pytest.fixture(scope="module")
def port():
    """Of `ridegate run`, started as a user would start it."""
    pipes = {"stdin": subprocess.DEVNULL, "stderr": None, "text": True}
    with started("run", "--stay", "--no-open", env=at_once(), **pipes) as running:
        try:
            yield int(running.stdout.readline().split(":")[-1].strip(" /\n"))
        finally:
            running.terminate()


@pytest.fixture
def filmed(playwright, visit, port, tmp_path):
    """filmed(payload): the page of that gate in a browser whose camera sees a phone with this payload."""
    with contextlib.ExitStack() as stack:

        def start(payload):
            shown = film.shoot(tmp_path / "phone.y4m", payload)
            browser = stack.enter_context(chromium.launched(playwright, chromium.playing(shown)))
            return visit(browser=browser, port=port)

        yield start


def good(phone=0):
    return Wallet(pki()).good(phone, int(time.time()))


def expired():
    fault = next(one for one in FAULTS if one.name == "CODE_EXPIRED")
    return fault.make(with_first_user(pki(), 1), int(time.time()))


def test_a_film_of_a_phone_opens_the_gate_once(filmed):
    gate = filmed(good())
    mark = gate.mark()
    gate.page.click("#camera")
    gate.wait("passed", "1", mark)
    gate.is_now("relay", "open")
    gate.is_now("arms", "locked")
    assert gate.page.get_attribute("#view", "data-source") == "browser"
    assert gate.values("decision", mark)[0] == "ACCEPTED"
    assert codes.PASS[0] in gate.values("panel", mark) and codes.PASS[1] in gate.values("english", mark)
    assert gate.values("lamp", mark)[0] == "green"
    assert gate.values("relay", mark)[:2] == ["closed", "open"]
    assert gate.values("arms", mark)[:2] == ["free", "turning"]
    assert set(gate.values("states", mark)[0].split()) == {"passed", "not_asked"}
    # The film begins anew: the phone was away, and shows the same code.
    gate.wait("decision", "CODE_ALREADY_USED", mark)
    gate.page.click("#camera")
    assert gate.page.get_attribute("#view", "data-source") == "none"
    assert gate.values("passed", mark) == ["1"] and gate.values("relay", mark) == ["closed", "open"]


def test_a_film_of_an_expired_code_is_refused_with_the_reason(filmed):
    gate = filmed(expired())
    mark = gate.mark()
    gate.page.click("#camera")
    assert gate.answer(mark) == "CODE_EXPIRED"
    gate.wait("panel", codes.REFRESH[0], mark)
    gate.wait("lamp", "red", mark)
    gate.page.click("#camera")
    states = gate.steps()
    assert [number for number in states if states[number] == "failed"] == [16]
    assert {states[number] for number in range(17, 26)} == {"not_reached"}
    assert "Refused at step 16" in gate.text("#verdict") and "CODE_EXPIRED 303" in gate.text("#verdict")
    assert gate.text("#why") and gate.text("#do")
    assert gate.values("relay", mark) == gate.values("arms", mark) == []


def test_a_picture_that_is_dropped_opens_the_gate(gate):
    given = gate.hand_over("code.png", "image/png", symbol.png(good()))
    gate.page.dispatch_event("body", "dragover", {"dataTransfer": given})
    assert "over" in gate.page.get_attribute("body", "class")
    gate.page.dispatch_event("main", "drop", {"dataTransfer": given})
    assert "over" not in gate.page.get_attribute("body", "class")
    gate.wait("relay", "closed")
    gate.wait("passed", "1")
    assert gate.values("decision") == ["ACCEPTED"]


def test_a_picture_that_is_pasted_opens_the_gate(visit):
    gate = visit(permissions=["clipboard-read", "clipboard-write"])
    given = gate.hand_over("code.png", "image/png", symbol.png(good(1)))
    gate.page.evaluate(
        "async (given) => navigator.clipboard.write([new ClipboardItem({ 'image/png': given.files[0] })])", given
    )
    gate.page.keyboard.press("Control+v")
    gate.wait("relay", "closed")


def test_a_picture_that_is_chosen_is_judged_and_one_without_a_code_is_said_to_have_none(gate):
    gate.page.set_input_files("#file", {"name": "no.png", "mimeType": "image/png", "buffer": blank()})
    gate.wait("hint", "No symbol was found in this picture.")
    gate.page.set_input_files("#file", {"name": "code.png", "mimeType": "image/png", "buffer": symbol.png(expired())})
    gate.wait("decision", "CODE_EXPIRED")
    assert gate.page.get_attribute("#camera-words", "data-tone") == ""  # the old note is gone
    assert gate.values("arms") == ["locked"]


def test_every_file_that_is_dropped_is_named_and_the_gate_goes_on(gate):
    gate.answer(gate.bad("CODE_EXPIRED"))
    phone = '[data-fault="CODE_EXPIRED"]'
    gate.take_away()
    gate.until(lambda: gate.page.get_attribute(phone, "aria-pressed") == "false", "a phone that is taken away")
    pdf = {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    gate.page.set_input_files("#file", pdf)
    gate.until(lambda: gate.page.get_attribute("#camera-words", "data-tone") == "warn", "an error")
    assert "File: bill.pdf" in gate.text("#log") and "document (PDF)" in gate.text("#log")
    assert gate.text("#verdict") == "Not judged" and "document (PDF)" in gate.text("#why")  # the old answer is gone
    assert "failed" not in gate.steps().values() and gate.text("#chips") == ""
    gate.page.click("#language")
    assert gate.text("#verdict") == "未判定" and "这是文档" in gate.text("#why")
    gate.choose(0)
    gate.wait("relay", "closed")


def test_a_file_with_the_bytes_of_a_code_is_judged(gate):
    code = {"name": "code.hex", "mimeType": "", "buffer": expired().hex().encode()}
    gate.page.set_input_files("#file", code)
    gate.wait("decision", "CODE_EXPIRED")


def test_without_a_camera_the_page_says_what_to_do_and_nothing_is_broken(gate):
    gate.page.click("#camera")
    hint = gate.until(lambda: gate.page.query_selector("#camera-words[data-tone=warn]"), "a word about the camera")
    assert "No camera was found" in hint.inner_text() and "Choose a virtual phone" in hint.inner_text()
    gate.page.click("#language")
    assert "虚拟手机" in gate.text("#camera-words")
    gate.choose(0)
    gate.wait("relay", "closed")


def test_a_camera_that_is_not_allowed_is_told_apart(playwright, visit):
    with chromium.launched(playwright, chromium.REFUSED) as browser:
        gate = visit(browser=browser)
        gate.page.click("#camera")
        hint = gate.until(lambda: gate.page.query_selector("#camera-words[data-tone=warn]"), "a word about the camera")
        assert "does not allow" in hint.inner_text() and "address bar" in hint.inner_text()
        assert gate.page.get_attribute("#camera", "aria-pressed") == "false"
        gate.choose(1)
        gate.wait("relay", "closed")


def test_every_error_of_a_camera_has_its_reason(gate):
    """No camera here is busy: what a browser raises then is handed to the function that names the reason."""
    errors = {
        "NotAllowedError": "camera_denied",
        "NotReadableError": "camera_busy",
        "AbortError": "camera_busy",
        "NotFoundError": "no_camera",
        "OverconstrainedError": "no_camera",
        "TypeError": "camera_failed",
    }
    named = """async (names) => {
      const { reason } = await import("/reader.js");
      return Object.fromEntries(names.map((name) => [name, reason(new DOMException("", name))]));
    }"""
    assert gate.page.evaluate(named, list(errors)) == errors


def test_a_page_without_https_says_which_address_has_a_camera(playwright, visit):
    with chromium.launched(playwright) as browser:
        gate = visit(browser=browser, host="gate.test")
        hint = gate.until(lambda: gate.page.query_selector("#camera-words[data-tone=warn]"), "a word about the camera")
        assert "127.0.0.1" in hint.inner_text() and "https" in hint.inner_text()
        gate.page.click("#language")
        assert "https" in gate.text("#camera-words") and "摄像头" in gate.text("#camera-words")
        # The browser itself remarks that this address is not secure.
        gate.complaints[:] = [words for words in gate.complaints if "untrustworthy" not in words]


_GIVEN = """() => {
  window.given = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    window.given.push(...stream.getTracks());
    return stream;
  };
}"""


def test_a_button_pressed_twice_opens_one_camera_and_stop_ends_it(filmed):
    gate = filmed(good(1))
    gate.page.evaluate(_GIVEN)
    gate.page.evaluate("() => { const camera = document.querySelector('#camera'); camera.click(); camera.click(); }")
    gate.page.wait_for_selector('#camera[aria-pressed="true"]')
    gate.page.click("#camera")
    gate.page.wait_for_selector('#camera[aria-pressed="false"]')
    assert gate.page.evaluate("() => window.given.map((one) => one.readyState)") == ["ended"]
