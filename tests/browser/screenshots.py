"""`make screenshots`: photographs the page in a real browser, for the READMEs.

Light: the browser's camera sees a phone and the gate lets it in. Dark: a forged code is refused, in Chinese. Phone: the
page on a narrow screen.
"""

import json
import struct
import sys
import tempfile
import time
import zlib
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import sync_playwright

from sim.issuer.wallet import Wallet
from sim.network import plan_file
from tests.browser import chromium, film
from tests.browser.gate_page import GatePage
from tests.rig import network, station
from tests.rig.command import ROOT, pki
from tests.rig.page import served

OUT = ROOT / "docs"
MAX_BYTES = 250_000
COLOURS = 256
WIDE = {"viewport": {"width": 1440, "height": 1000}}
NARROW = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
_SETTLED_MS = 1200  # until what moves has come to its place
_FROM_THE_TOP = """() => {
  document.activeElement.blur();
  scrollTo(0, 0);
  document.querySelector(".left").scrollTop = 0;
}"""


class Still:
    """Passes the gate's messages on to a page until, once `waiting`, `done(message)`: that moment stays there."""

    def __init__(self, page, done):
        self._done = done
        self.waiting = False
        self.reached = False
        page.route_web_socket("**/ws*", self._route)

    def _route(self, socket):
        server = socket.connect_to_server()

        def pass_on(told):
            if not self.reached:
                socket.send(told)
                self.reached = self.waiting and isinstance(told, str) and self._done(json.loads(told))

        server.on_message(pass_on)


def walking(message):
    """A passenger was admitted and walks, and the relay is still closed."""
    return message["kind"] == "gate" and message["relay"] and message["arms"] == "turning"


def refused(message):
    """The panel has said no."""
    return message["kind"] == "panel" and message["lamp"] == "red"


def main():
    if chromium.path() is None:
        print(chromium.MISSING, file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="ridegate-") as folder,
        sync_playwright() as playwright,
        served() as (_, port),
    ):
        code = Wallet(pki()).good(0, int(time.time()))
        shown = film.shoot(Path(folder) / "phone.y4m", code)
        with chromium.launched(playwright, chromium.playing(shown)) as browser:
            light = browser.new_context(color_scheme="light", **WIDE)
            photograph(light, port, "?lang=en", walking, "page-light.png", lambda page: page.click("#camera"))
            light.close()
            dark = browser.new_context(color_scheme="dark", **WIDE)
            forged = '[data-fault="BAD_RIDE_SIGNATURE"]'
            photograph(dark, port, "?lang=zh", refused, "page-dark.png", lambda page: page.click(forged))
            dark.close()
            narrow = browser.new_context(color_scheme="light", **NARROW)
            photograph(narrow, port, "?lang=en", walking, "page-phone.png", lambda page: page.click('[data-phone="1"]'))
            narrow.close()
            photograph_station(browser)
            photograph_network(browser)
    return 0


def photograph_station(browser):
    """A station while its eligibility service is down: one gate lets in, one is shut, one has asked the staff."""
    with station.served(station.bundled_text()) as (pace, port):
        context = browser.new_context(color_scheme="light", viewport={"width": 1440, "height": 1040})
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/?lang=en")
        for times, moment in ((60, "07:41:00"), (10, "07:41:30")):
            pace.speed(times)
            heard = "(moment) => (text => text < ':' && text >= moment)(document.getElementById('clock').textContent)"
            page.wait_for_function(heard, arg=moment)  # before it has heard of any, a dash stands there
        pace.play(False)
        page.wait_for_timeout(_SETTLED_MS)
        save("station.png", page.screenshot())
        context.close()


def photograph_network(browser):
    """The bundled network while one of its stations is cut off."""
    text = (Path(plan_file.__file__).parent / "network.toml").read_text(encoding="utf-8")
    with network.served(text) as (pace, port):
        context = browser.new_context(color_scheme="light", viewport={"width": 1440, "height": 1040})
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/?lang=en")
        pace.speed(60)
        page.wait_for_function(
            "() => /^0/.test(document.getElementById('clock').textContent)"
            " && document.getElementById('clock').textContent >= '07:33:20'"
        )
        pace.play(False)
        page.wait_for_timeout(_SETTLED_MS)
        save("network.png", page.screenshot())
        context.close()


def photograph(context, port, query, done, name, act):
    """Open the page, do something on it, and keep the moment when that is reached."""
    gate = GatePage(context, port)
    still = Still(gate.page, done)
    gate.open(query)
    gate.page.wait_for_timeout(_SETTLED_MS)
    still.waiting = True
    act(gate.page)
    gate.until(lambda: still.reached, name)
    gate.page.mouse.move(720, 20)
    gate.page.evaluate(_FROM_THE_TOP)
    gate.page.wait_for_timeout(_SETTLED_MS)
    save(name, gate.page.screenshot())


def save(name, screenshot):
    """Write it into docs/, as small as it can be. Raises SystemExit when that is too large."""
    data = palette_png(cv2.imdecode(np.frombuffer(screenshot, np.uint8), cv2.IMREAD_COLOR))
    if len(data) > MAX_BYTES:
        raise SystemExit(f"{name} has {len(data)} bytes, more than {MAX_BYTES}")
    (OUT / name).write_bytes(data)
    print(f"docs/{name}: {len(data) // 1000} KB")


def palette_png(pixels):
    """A picture as a PNG of at most 256 colours."""
    packed = pixels.astype(np.uint32) @ np.array([1, 256, 65536], np.uint32)
    colours, which, often = np.unique(packed, return_inverse=True, return_counts=True)
    table = np.stack([colours >> shift & 255 for shift in (16, 8, 0)], 1).astype(np.float32)  # red, green, blue
    if len(table) > COLOURS:
        table, nearest = _fewer(table, often)
        which = nearest[which.reshape(-1)]
    rows = which.reshape(pixels.shape[:2]).astype(np.uint8)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    height, width = rows.shape
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", table.round().astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def _fewer(table, often):
    """(256 colours, the nearest of them to each): the most frequent ones as they are, the rest by k-means."""
    kept = np.argsort(-often)[: COLOURS // 2]
    rest = np.delete(np.arange(len(table)), kept)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.5)
    cv2.setRNGSeed(1)
    _, _, centres = cv2.kmeans(table[rest], COLOURS - len(kept), None, criteria, 1, cv2.KMEANS_PP_CENTERS)
    palette = np.concatenate([table[kept], centres])
    nearest = np.concatenate(
        [
            ((part[:, None] - palette[None]) ** 2).sum(2).argmin(1)
            for part in np.array_split(table, len(table) // 500 + 1)
        ]
    )
    return palette, nearest


if __name__ == "__main__":
    sys.exit(main())
