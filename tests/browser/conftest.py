"""One browser for all tests of the page, and a gate of its own for each."""

import contextlib

import pytest

from tests.browser import chromium
from tests.browser.gate_page import GatePage
from tests.rig import needed
from tests.rig.page import served

_WIDE = {"viewport": {"width": 1440, "height": 1000}, "reduced_motion": "reduce"}


@pytest.fixture(scope="package")
def playwright():
    """Playwright, until the last test of this folder is over."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        needed.skip("Playwright is not installed: pip install -e '.[dev]'", needed.BROWSER)
    if chromium.path() is None:
        needed.skip(chromium.MISSING, needed.BROWSER)
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="package")
def browser(playwright):
    """A browser on a computer without a camera."""
    with chromium.launched(playwright) as one:
        yield one


@pytest.fixture
def visit(browser):
    """visit(query, path, browser, port, **of the context) opens a page; without a port, of a gate made for this test.
    In the end no page may have asked any other host for anything, or complained.
    """
    pages, ports = [], []
    with contextlib.ExitStack() as stack:

        def open_page(query="?lang=en", path="/", browser=browser, port=None, host="127.0.0.1", **options):
            if port is None:
                if not ports:
                    ports.append(stack.enter_context(served())[1])
                port = ports[0]
            context = browser.new_context(**{**_WIDE, **options})
            stack.callback(context.close)
            pages.append(GatePage(context, port, host))
            return pages[-1].open(query, path)

        yield open_page
        for page in pages:
            assert page.strangers() == []
            assert page.complaints == []


@pytest.fixture
def gate(visit):
    """An open page in English, on a wide screen."""
    return visit()
