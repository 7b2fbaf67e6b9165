"""The page as its user sees it: what is on it, when it came, and what is tapped."""

import base64
import json
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.chromium import WAIT_S

_LOOK_MS = 50

_HERE = Path(__file__).parent
_TAKE_AWAY = """() => document.querySelector('#phones [data-do="show"][aria-pressed="true"]')?.click()"""
# Of all that is told, which soon is much, only what is asked for leaves the page.
_HISTORY = """([what, begin, end]) =>
  window.told.slice(begin, end ?? undefined).filter(([, kind]) => kind === what)"""
_FILES = """([name, type, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name, { type }));
  return files;
}"""


class GatePage:
    """One open page. `page` is Playwright's.

    Waiting never asserts how fast the machine is: it ends with AssertionError after WAIT_S.
    """

    def __init__(self, context, port, host="127.0.0.1"):
        context.set_default_timeout(WAIT_S * 1000)
        self.page = context.new_page()
        self.port = port
        self.host = f"{host}:{port}"
        self.requests = []
        self.heard = []  # the gate's messages
        self.complaints = []
        for name in ("history.js", "look.js"):
            self.page.add_init_script(path=_HERE / name)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", self._connected)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def _connected(self, socket):
        self.requests.append(socket.url)
        socket.on("framereceived", lambda frame: isinstance(frame, str) and self.heard.append(json.loads(frame)))

    def _count(self, kind):
        return sum(message["kind"] == kind for message in self.heard)

    def at_gate(self, kind, fits, mark=0):
        """(how many came before it, when it was in seconds of the gate): the first message behind so many that fits."""

        def behind():
            found = enumerate(self.heard[mark:], mark)
            return [(place, one["at_s"]) for place, one in found if one["kind"] == kind and fits(one)]

        return self.until(behind, f"message {kind}")[0]

    def _hear(self, said):
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def open(self, query="", path="/"):
        """Load it and wait until it has heard from the gate."""
        self.page.goto(f"http://{self.host}{path}{query}")
        if path == "/":
            self.until(lambda: self.page.get_attribute("body", "data-connected") == "true", "a connection")
            self.wait("panel", "请刷码")
            self.until(lambda: self.page.query_selector("[data-phone]"), "the phones")
        return self

    def strangers(self):
        """Requests to anywhere but this server."""
        ours = self.host
        schemes = ("blob", "data")
        return [url for url in self.requests if urlsplit(url).netloc != ours and urlsplit(url).scheme not in schemes]

    # What it has said

    def history(self, what, mark=0):
        """[(milliseconds, value)] of everything of that kind behind the mark."""
        return [(at_ms, value) for at_ms, _, value in self.page.evaluate(_HISTORY, [what, mark, None])]

    def mark(self):
        """Where the history ends now."""
        return self.page.evaluate("() => window.told.length")

    def values(self, what, mark=0):
        """The values alone."""
        return [value for _, value in self.history(what, mark)]

    def until(self, done, words):
        """Look until that is so; what `done` gave."""
        until_s = time.monotonic() + WAIT_S
        while time.monotonic() < until_s:
            found = done()
            if found:
                return found
            self.page.wait_for_timeout(_LOOK_MS)
        raise AssertionError(f"no {words}; the page has said {self.page.evaluate('() => window.told')[-40:]}")

    def wait(self, what, value=None, mark=0):
        """When it came: the first of this kind behind the mark, with this value if one is given."""
        fits = lambda: [at for at, one in self.history(what, mark) if value is None or one == value]  # noqa: E731
        return self.until(fits, f"{what} {value or ''}")[0]

    def look(self, name, *arguments):
        """Ask look.js."""
        return self.page.evaluate("([name, rest]) => window.look[name](...rest)", [name, arguments])

    def text(self, selector):
        """The text of an element."""
        return self.page.inner_text(selector)

    def is_now(self, what, value):
        """Wait until the last of this kind is that value."""
        self.until(lambda: self.values(what)[-1:] == [value], f"{what} {value} in the end")

    def shows(self, what, value, mark):
        """Wait until it has been that value behind the mark, or was it there already; what is seen may be over."""
        before = [one for _, _, one in self.page.evaluate(_HISTORY, [what, 0, mark])][-1:]
        self.until(lambda: value in (*before, *self.values(what, mark)), f"{what} {value}")

    def says(self, what, words, mark=0):
        """Wait until one of this kind behind the mark has these words in it; what is said may be over."""
        self.until(lambda: [one for one in self.values(what, mark) if words in one], f"{what} with {words}")

    def steps(self):
        """{number: state} of the decision's trace."""
        rows = self.page.query_selector_all("#steps [data-step]")
        return {int(row.get_attribute("data-step")): row.get_attribute("data-state") for row in rows}

    # What is done to it

    def choose(self, phone=0):
        """Choose a virtual phone; the mark before it."""
        mark = self.mark()
        self.page.click(f'[data-phone="{phone}"]')
        return mark

    def take_away(self):
        """A second tap on what is held up, if it has not been put away meanwhile: a tap would hold it up again."""
        self.page.evaluate(_TAKE_AWAY)

    def bad(self, name):
        """Choose a kind of bad code; the mark before it."""
        mark = self.mark()
        self.page.click(f'[data-fault="{name}"]')
        return mark

    def answer(self, mark):
        """The result of the first decision behind the mark."""
        self.wait("decision", mark=mark)
        return self.values("decision", mark)[0]

    def set(self, name, state):
        """On the operator's panel; waits until the gate has confirmed it. The mark before it."""
        mark = self.mark()
        before = self._count(name)
        self.page.click(f'[data-do="{name}"][data-{"offset" if name == "clock" else "state"}="{state}"]')
        self.until(lambda: self._count(name) > before, f"{name} {state}")
        return mark

    def hand_over(self, name, kind, data):
        """A DataTransfer in the page with this file in it."""
        return self.page.evaluate_handle(_FILES, [name, kind, base64.b64encode(data).decode()])
