"""The static site in Chromium: the vectors' answers, in both languages, and nothing leaves."""

import base64
import io
import json
from pathlib import Path

import pytest

from hal.desktop.engine import proved_engine
from sim.conformance import pack
from sim.explain import fact
from sim.issuer.issuer import make_pki
from sim.issuer.wallet import Wallet
from sim.site import tables
from sim.trust.file import signed_by
from terminal.decide import decide
from terminal.history import History
from tests.browser import site_page
from tests.desktop.test_cli_inspect import ACCOUNT, COPIES, misplaced
from tests.rig import command
from tests.tool.judge import VECTORS

WEIGHT_MAX_BYTES = 1_500_000
SAMPLE = 24  # `make site-check` asks all
WIDE = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """(the folder of the site, the bytes with gzip of each file)."""
    out = tmp_path_factory.mktemp("site") / "site"
    return out, site_page.built(out)


@pytest.fixture(scope="module")
def host(site):
    with site_page.served(site[0]) as (address, heard):
        yield address, heard


@pytest.fixture(scope="module")
def wide(browser, host):
    """One page for the tests that leave it as it was."""
    context = browser.new_context(**WIDE)
    page = site_page.with_lists(site_page.SitePage(context, host[0]))
    yield page
    assert page.complaints == []
    context.close()


def test_the_site_is_light_enough_for_a_slow_line(site):
    assert 200_000 < sum(site[1].values()) <= WEIGHT_MAX_BYTES


def test_a_sample_of_the_vectors_is_answered_right(wide):
    vectors = [json.loads(line) for line in Path(VECTORS).read_text(encoding="utf-8").splitlines()]
    sample = vectors[:: len(vectors) // SAMPLE]
    answers = wide.judged([site_page.question(vector) for vector in sample])
    assert site_page.differences(sample, answers) == []
    changed = [{**vector, "step": 24} for vector in sample]
    assert len(site_page.differences(changed, answers)) == len(sample)  # what compares notices


def test_what_a_decision_says_of_a_refusal_is_said_on_the_site(wide):
    """The facts of `sim.explain.fact`, in the VM as here, and the card with their names and words."""
    known = pack.load(pack.HERE)
    engine = proved_engine()
    signed = {name: signed_by(name, known.lists[name], known.operator_xy, engine) for name in site_page.LISTS}
    opened = {name: file.open(engine) for name, file in signed.items()}
    lines = {one["id"]: one for one in map(json.loads, Path(VECTORS).read_text(encoding="utf-8").splitlines())}
    one_each = {vector.result: vector for vector in known.vectors if vector.trust in opened and not vector.history}
    sample = list(one_each.values())
    answers = wide.judged([site_page.question(lines[vector.id]) for vector in sample])
    assert site_page.differences([lines[vector.id] for vector in sample], answers) == []
    said = 0
    for vector, told in zip(sample, answers):
        decision = decide(vector.payload, opened[vector.trust], vector.rules, History(1), vector.clock_s)
        rows = [list(row) for row in fact.stated(decision, vector.clock_s or 0, True)]
        assert told["stated"] == rows, vector.id
        said += bool(rows)
    assert said >= 12
    wide.page.click('[data-example="1"]')
    assert wide.answer() == "CODE_EXPIRED"
    names = wide.page.eval_on_selector_all("#explained li", "all => all.map(one => one.dataset.name)")
    assert names == ["code.shown_late", "phone_clock.behind", "terminal_clock.ahead"]
    words = wide.page.inner_text("#explained")
    assert "{" not in words and "generate the code when it is shown" in words.lower()


def test_the_same_bytes_are_masked_on_the_site_wherever_an_account_stands(wide):
    codes = [*misplaced(), *(command.code(1, account=ACCOUNT, extension=one) for one in COPIES)]
    questions = [{"payload": one.hex(), "list": None, "now_s": None, "policy": {}, "history": []} for one in codes]
    assert [site_page.other_map(told) for told in wide.judged(questions)] == [""] * len(codes)


def test_text_that_is_almost_base64_is_no_fault_of_ours(wide):
    """This VM's a2b_base64() raises an Exception of no kind, which nothing but INTERNAL would answer."""
    code = Wallet(make_pki()).good(0, tables.EXAMPLES_AT_S)
    text = base64.b64encode(code)
    near = [text + b"=", text[:-1], text[:-2], text[:-3], text + b"A", b"=" + text, text[:-1] + b"-"]
    near += [b"gA=", b"gAFJ=", b"=", b"gAF"]
    questions = [{"payload": one.hex(), "list": None, "now_s": None, "policy": {}, "history": []} for one in near]
    answers = wide.judged(questions)
    assert [one["facts"]["cause"] for one in answers] == [None] * len(near)
    raised = wide.worker.evaluate(
        """async (base) => {
          const { vm } = await import(`${base}vm.js`);
          vm.runPython(`
import binascii
try:
    binascii.a2b_base64(b"gA=")
except Exception as error:
    _kind = type(error).__name__
`);
          return vm.globals.get("_kind");
        }""",
        wide.base,
    )
    assert raised == "Exception"  # else this test says nothing


def test_a_picture_text_and_examples_are_judged_in_both_languages(browser, host):
    context = browser.new_context(**WIDE)
    site = site_page.SitePage(context, host[0])
    page = site.page
    page.click('[data-example="0"]')
    assert site.answer() == "ACCEPTED" and page.inner_text("#panel-zh") == "刷码成功 请通行"
    states = page.locator("#steps li").evaluate_all("all => all.map((one) => one.dataset.state)")
    assert states == ["passed"] * 22 + ["not_asked"] * 3
    account = next(one for one in _fields(page) if one[0] == "account")
    assert set(account[1][:-4]) == {"*"} and account[1][-4:].isdigit()
    code = bytes.fromhex(tables.tables()["examples"][0]["hex"])
    assert code.hex()[272:288] not in page.content()  # the account's first digits
    page.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": _picture(code)})
    page.wait_for_selector("#seen:not([hidden])")
    page.wait_for_selector('[data-span="decode"]:not(:has-text("–"))')
    assert site.answer() == "ACCEPTED"
    page.fill("#text", " ".join(f"{byte:02x}" for byte in code[:-1]))
    page.click("#judge")
    page.wait_for_selector('#panel[data-result="BAD_LENGTH"]')
    assert "no terminal would" in page.inner_text("#note")
    page.check('input[name="list"][value="none"]', force=True)
    page.click("#language")
    page.fill("#text", code.hex())
    page.click("#judge")
    page.wait_for_selector('#panel[data-result="TRUST_LIST_MISSING"]')
    assert page.inner_text("#table-title") == "字段"
    _own_list(site, code)
    assert site.complaints == []
    context.close()


def _own_list(site, code):
    """A list from a file, with its key, and with another's."""
    page = site.page
    from sim.issuer import operator_key

    public = operator_key.public_text(operator_key.published_signer()).encode()
    page.check('input[name="list"][value="own"]', force=True)
    page.set_input_files("#list-file", {"name": "t.bin", "mimeType": "", "buffer": tables.test_list()})
    other = operator_key.public_text(operator_key.signer(5, True)).encode()
    page.set_input_files("#key-file", {"name": "o.pub", "mimeType": "", "buffer": other})
    page.wait_for_selector('#list-words:has-text("名单被拒")')
    page.set_input_files("#key-file", {"name": "o.pub", "mimeType": "", "buffer": public})
    page.wait_for_selector('#list-words:has-text("名单签名有效")')
    page.wait_for_selector('#panel[data-result="ACCEPTED"]')
    page.set_input_files("#key-file", {"name": "o.pub", "mimeType": "", "buffer": b"no key"})
    page.wait_for_selector('#panel[data-result=""]')  # the list that was good a moment ago answers nothing


def test_a_fare_that_is_none_is_refused_beside_its_field(browser, host):
    context = browser.new_context(**WIDE)
    site = site_page.SitePage(context, host[0])
    page = site.page
    page.click('[data-example="0"]')
    assert site.answer() == "ACCEPTED"
    for wrong in ("-1", "", "2.005", "167772.16"):
        page.fill("#fare", wrong)
        page.press("#fare", "Enter")
        page.wait_for_selector('#panel[data-result=""]')
        assert "a fare is 0 to 167772.15 yuan" in page.inner_text("#fare-note")
        page.fill("#fare", "2.00")
        page.press("#fare", "Enter")
        page.wait_for_selector('#panel[data-result="ACCEPTED"]')
        assert page.get_attribute("#fare-note", "hidden") is not None
    page.fill("#fare", "167772.15")
    page.press("#fare", "Enter")
    page.wait_for_selector('#panel[data-result="FARE_ABOVE_LIMIT"]')
    assert site.complaints == []
    context.close()


def test_nothing_leaves_and_nothing_is_needed_once_loaded(browser, site, tmp_path):
    """The host is gone, and the page works, after it is loaded anew, too."""
    context = browser.new_context(**WIDE)
    with site_page.served(site[0]) as (address, heard):
        page = site_page.SitePage(context, address)
        loaded, asked = len(page.requests), len(heard)
        page.page.click('[data-example="0"]')
        assert page.answer() == "ACCEPTED"
        code = bytes.fromhex(tables.tables()["examples"][0]["hex"])
        page.page.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": _picture(code)})
        page.page.wait_for_selector('[data-span="decode"]:not(:has-text("–"))')
        assert [url for url in page.requests[loaded:] if not url.startswith("blob:")] == [] and len(heard) == asked
        assert {url.split("/")[2] for url in page.requests if not url.startswith("blob:")} == {address.split("/")[2]}
    page.page.reload()
    page.page.wait_for_selector("[data-ready=true]")
    page.page.click('[data-example="1"]')
    page.page.wait_for_selector('#panel[data-result="CODE_EXPIRED"]')
    context.close()


def test_the_policy_holds_in_the_page_and_in_its_worker(browser, site, host, tmp_path):
    """What tries to reach another host is stopped before it asks; without the policy it would reach it."""
    context = browser.new_context(**WIDE)
    page = site_page.SitePage(context, host[0])
    tried = "(address) => fetch(address).then(() => 'reached', () => 'stopped')"
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "index.html").write_text("<!doctype html><title>none</title>")
    with site_page.served(tmp_path) as (elsewhere, heard):
        for place in (page.page, page.worker):
            assert place.evaluate(tried, elsewhere) == "stopped"
        assert heard == []
        unguarded = context.new_page()
        unguarded.goto(f"{elsewhere}open/index.html")
        assert unguarded.evaluate(tried, f"{host[0]}trust.bin") == "reached"
    text = (site[0] / "index.html").read_text(encoding="utf-8")
    assert "unsafe-inline" not in text and "<style" not in text and "<script>" not in text and " style=" not in text
    context.close()


@pytest.mark.parametrize("screen", [WIDE, PHONE])
def test_the_page_fits_its_screen(browser, host, screen):
    context = browser.new_context(**screen)
    site = site_page.SitePage(context, host[0])
    site.page.click('[data-example="0"]')
    assert site.answer() == "ACCEPTED"
    wider = site.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    assert site.page.locator("#own").is_hidden()
    assert site.page.locator("#fields").is_visible() and site.page.locator("#ticket-fields").is_hidden()
    context.close()


def _fields(page):
    """(name, content) of each row of the table of fields."""
    rows = page.locator("#fields tr[data-name]")
    return rows.evaluate_all("all => all.map((one) => [one.dataset.name, one.lastChild.textContent])")


def _picture(code):
    """The symbol of a code as PNG."""
    import segno

    out = io.BytesIO()
    segno.make(code, mode="byte", error="L", boost_error=False, micro=False).save(out, kind="png", scale=4, border=4)
    return out.getvalue()
