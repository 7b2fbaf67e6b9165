"""The operator's page of the eligibility test service, in Chromium."""

import pytest

from tests.rig.eligibility_service import account, port_of, post, question, service

NARROW, TABLET = 390, 1024
ACCOUNT = account(1).hex()  # which the page gives as an example


@pytest.fixture
def operator(visit):
    """operator(lang, width) opens the page of a service made for this test; (page, registry, its address)."""
    with service() as (kept, url):

        def open_page(lang="en", width=TABLET):
            one = visit(f"?lang={lang}", "/service.html", port=port_of(url), viewport={"width": width, "height": 900})
            until(one, "() => document.body.dataset.connected === 'true'", "a connection")  # it hears no click before
            return one, kept, url

        yield open_page


def until(one, expression, words):
    one.until(lambda: one.page.evaluate(expression), words)


def test_an_account_is_bound_answered_about_and_let_go(operator):
    one, kept, url = operator()
    page = one.page
    page.fill("#person", "P-0001")
    page.check("input[value=phone]", force=True)
    page.fill("#account", ACCOUNT)
    page.click("#bind button[type=submit]")
    until(one, "() => document.querySelectorAll('[data-entry]').length === 1", "an entry")
    row = page.inner_text("[data-entry]")
    assert "P-0001" in row and "phone card" in row and "…0001" in row and ACCOUNT not in row
    assert post(url, "/v1/question", question())[1]["status"] == "allow"
    page.select_option("[data-entry] select", "deny")
    until(one, "() => document.querySelector('[data-entry] select').dataset.status === 'deny'", "the status")
    assert post(url, "/v1/question", question())[1]["status"] == "deny"
    page.click("[data-entry] button")
    until(one, "() => !document.querySelector('[data-entry]')", "no entry")
    assert kept.facts()["accounts"] == []
    until(one, "() => document.getElementById('asked').textContent === '2'", "the count")


def test_the_whole_service_is_set(operator):
    one, kept, _ = operator("zh")
    assert "测试实现" in one.page.inner_text(".test")
    one.page.click("[data-value=lying]")
    until(one, "() => document.querySelector('[data-value=lying]').ariaPressed === 'true'", "the status")
    assert kept.status == "lying"
    assert one.page.inner_text("#now") == "答非所问"
    one.page.click('[data-value=""]')
    until(one, "() => document.getElementById('now').textContent === '正常'", "normal again")
    assert kept.status is None


def test_what_the_rules_refuse_is_said_in_the_language_of_the_page(operator):
    one, kept, _ = operator("zh")
    kept.bind("A", "plastic", account(2))
    one.page.fill("#person", "A")
    one.page.fill("#account", "31")
    one.page.click("#only")
    until(one, "() => document.getElementById('refusal').textContent.includes('19 位')", "a refusal")
    one.complaints.clear()  # a browser reports each status above 399
    one.page.fill("#account", ACCOUNT)
    one.page.click("#bind button[type=submit]")
    until(one, "() => document.getElementById('refusal').textContent.includes('一张实体卡')", "a refusal")
    one.complaints.clear()


@pytest.mark.parametrize("width", [NARROW, TABLET])
def test_nothing_is_cut_off(operator, width):
    one, kept, _ = operator("en", width)
    kept.bind("a-person-with-a-rather-long-name", "other", account(2))
    kept.set_status(account(3), "malformed")
    until(one, "() => document.querySelectorAll('[data-entry]').length === 2", "the entries")
    assert one.page.evaluate("() => document.documentElement.scrollWidth") <= width
    wide = "() => [...document.querySelectorAll('section')].filter((one) => one.scrollWidth > one.clientWidth).length"
    assert one.page.evaluate(wide) == 0


def test_a_service_that_ends_is_noticed(visit):
    with service() as (_, url):
        one = visit("?lang=en", "/service.html", port=port_of(url))
    until(one, "() => document.body.dataset.connected === 'false'", "the end")
    assert "does not answer" in one.page.inner_text("#banner")
    one.complaints.clear()
