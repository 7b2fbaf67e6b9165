"""The static site on a plain file server, and the worker in it that judges."""

import base64
import contextlib
import functools
import http.server
import json
import threading
from pathlib import Path

from sim.code import unwrap
from sim.page import message
from sim.site.build import build
from terminal import codes
from tests.browser.chromium import WAIT_S
from tests.tool.judge import TRUST_LISTS, expected

LISTS = ("main", "forever")
# A module is one per worker: this is the VM that the page uses.
_JUDGE = """async ({ base, questions }) => {
  const { judge } = await import(`${base}vm.js`);
  const { codeMap, unhex } = await import(`${base}code_map.js`);
  const tables = await (await fetch(`${base}tables.json`)).json();
  return questions.map((question) => {
    const told = judge(question);
    return { ...told, map: told.facts ? codeMap(unhex(told.body), told.facts.recovered, tables) : null };
  });
}"""
_INSTALL = """async ({ base, name, data, keys }) => {
  const { install } = await import(`${base}vm.js`);
  return install(name, Uint8Array.from(atob(data), (one) => one.charCodeAt(0)), keys);
}"""


class _Files(http.server.SimpleHTTPRequestHandler):
    """A host of static files. heard: the paths that were asked for."""

    extensions_map = {  # noqa: RUF012 - as in the class it is made of
        **http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".wasm": "application/wasm"
    }  # fmt: skip

    def log_message(self, format, *arguments):
        """Keep the window clean."""

    def end_headers(self):
        self.server.heard.append(self.path)
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


@contextlib.contextmanager
def served(folder):
    """A server of that folder: (its address, the paths that it was asked for)."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Files, directory=str(folder)))
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", server.heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class SitePage:
    """One open page of the site. requests: all that it and its workers made; complaints: what its console said."""

    def __init__(self, context, base, language="en"):
        self.base = base
        self.requests, self.complaints = [], []
        context.set_default_timeout(WAIT_S * 1000)
        context.on("request", lambda request: self.requests.append(request.url))
        self.page = context.new_page()
        self.page.on("console", lambda one: self.complaints.append(one.text))
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))
        self.page.goto(f"{base}?lang={language}")
        self.page.wait_for_selector("[data-ready=true]")
        self.page.wait_for_selector("[data-kept=true]")
        self.worker = self.page.workers[0]

    def answer(self):
        """The name of the result, once there is one and nothing is under way."""
        self.page.wait_for_selector("#note:not(:text('…'))", state="attached")
        return self.page.get_attribute("#panel", "data-result")

    def install(self, name, data, keys):
        """Open a list in the page's VM: "" or why not. data: base64."""
        return self.worker.evaluate(_INSTALL, {"base": self.base, "name": name, "data": data, "keys": keys})

    def judged(self, questions):
        """What the page's VM answers, and the map of each code."""
        return self.worker.evaluate(_JUDGE, {"base": self.base, "questions": questions})


def with_lists(page):
    """The page, with the lists of the vectors in its VM."""
    folder = Path(TRUST_LISTS)
    key = (folder / "operator.hex").read_text().strip()
    for name in LISTS:
        refused = page.install(name, base64.b64encode((folder / f"{name}.bin").read_bytes()).decode(), [key])
        assert refused == "", refused
    return page


def question(vector):
    """A vector of decisions as the worker takes it."""
    return {
        "payload": vector["payload"],
        "list": vector["trust"],
        "now_s": vector["clock"],
        "policy": vector.get("policy", {}),
        "history": vector.get("history", []),
    }


def differences(vectors, answers):
    """Where an answer is not the vector's, or its map of bytes not that of the gate's page."""
    found = []
    for vector, told in zip(vectors, answers, strict=True):
        facts = told.get("facts")
        if facts is None or facts["cause"] is not None:
            found.append(f"{vector['id']}: {json.dumps(told)[:300]}")
            continue
        offset = -1 if facts["offset"] is None else facts["offset"]
        given = [codes.of(facts["result"]).name, facts["step"], facts["recovered"], facts["family"], offset]
        if given != expected(vector):
            found.append(f"{vector['id']}: answered {given}, expected {expected(vector)}")
        other = other_map(told)
        if other:
            found.append(f"{vector['id']}: its map is {other}")
    return found


def other_map(told):
    """How the map of bytes in an answer differs from that of the gate's page, "" where it does not."""
    body = bytes.fromhex(told["body"])
    wanted = message.code(body)
    if unwrap.unwrap(body).beyond and not unwrap.looks_like_code(body):  # the site undoes that of text alone
        wanted = {"length": len(body), "hex": "", "fields": []}
    for one in wanted.get("signatures", ()):
        del one["holds"]  # the site says it by its steps
    wanted["recovered"] = told["facts"]["recovered"]
    return "" if told["map"] == wanted else _first(told["map"], wanted)


def _first(given, wanted):
    """The first difference of two maps."""
    for key, value in wanted.items():
        if given.get(key) != value:
            if key == "fields":
                return next((f"{a} instead of {b}" for a, b in zip(given[key], value) if a != b), "of other fields")
            return f"{key} {given.get(key)} instead of {value}"
    return "larger"


def built(folder):
    """Build the site there: the bytes with gzip of each file."""
    return build(folder)
