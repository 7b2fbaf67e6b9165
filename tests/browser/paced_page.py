"""Pages of what is played at a pace, a station or a network: opened, and waited for."""

from contextlib import contextmanager

WIDTHS = (390, 1024, 1440)
_TOO_WIDE = """([boxes, width]) => [document.documentElement, ...document.querySelectorAll(boxes)]
  .filter((one, at) => one.scrollWidth > (at ? one.clientWidth : width)).map((one) => one.outerHTML.slice(0, 200))"""


@contextmanager
def opening(visit, served, path):
    """Inside, open_page(text, lang, width) serves a small file of its own and opens its page; (page, its pace)."""
    stack = []

    def open_page(text, lang="en", width=1024):
        context = served(text)
        pace, port = context.__enter__()
        stack.append(context)
        one = visit(f"?lang={lang}", path, port=port, viewport={"width": width, "height": 900})
        until(one, "() => document.body.dataset.connected === 'true'", "a connection")
        return one, pace

    yield open_page
    for context in stack:
        context.__exit__(None, None, None)


def until(one, expression, words):
    """Wait for an expression of the page."""
    one.until(lambda: one.page.evaluate(expression), words)


def later(one, moment):
    """Wait until the page's clock has passed a moment; before it has heard of any, a dash stands there."""
    past = f"(text) => text < ':' && text > '{moment}'"
    until(one, f"() => ({past})(document.getElementById('clock').textContent)", moment)


def cut_off(one, boxes):
    """(width, beginning of the element) of all boxes that are wider than their place on a screen of each width."""
    found = []
    for width in WIDTHS:
        one.page.set_viewport_size({"width": width, "height": 900})
        found += [(width, element) for element in one.page.evaluate(_TOO_WIDE, [boxes, width])]
    return found
