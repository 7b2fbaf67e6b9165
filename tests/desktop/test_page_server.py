"""The server of the page, and what it does with those who mean it no good. Real sockets, no page."""

import contextlib
import json
import re
import struct
import subprocess
import sys
import time
import zlib
from functools import partial

import cv2
import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sim.issuer.phone import Phone, screen
from sim.issuer.wallet import ACCOUNTS, BAD
from sim.output.trouble import Trouble
from sim.page import guard, listener, picture, server
from sim.page.page_file import STATIC
from sim.page.rate_limit import Bucket
from tests.rig import command, session
from tests.rig.command import ROOT, pki
from tests.rig.page import served
from tests.rig.page_client import PEER_MAX_S, get, hear, talk

PAGE_MAX_BYTES = 300_000


def png(pixels):
    good, data = cv2.imencode(".png", np.asarray(pixels))
    assert good
    return data.tobytes()


def bomb(side):
    """A PNG of a few kilobytes that claims, and would fill, side x side pixels."""

    def part(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes(100_000), 9)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_the_page_and_its_files_are_served_and_may_load_nothing_from_elsewhere(site):
    _, port = site
    for path in ("/", "/phone", "/page.js", "/page.css", "/mark.svg"):
        status, headers, body = get(port, path)
        assert status == 200 and body
        rules = headers["content-security-policy"]
        assert "default-src 'none'" in rules and "frame-ancestors 'none'" in rules and "unsafe" not in rules
        assert f"connect-src 'self' ws://127.0.0.1:{port}" in rules and "*" not in rules
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_the_page_is_light_and_names_no_other_place():
    files = [path for path in STATIC.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < PAGE_MAX_BYTES
    for path in files:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//[a-z0-9-]+\.[a-z]{2,}", text), path.name
        assert "innerHTML" not in text and "style=" not in text and "onclick=" not in text, path.name


def test_every_word_the_page_asks_for_is_there():
    words = (STATIC / "words.js").read_text(encoding="utf-8")
    known = set(re.findall(r"(?:^|[ {,])([a-z_0-9]+): \[", words))
    for path in (*STATIC.glob("*.html"), *STATIC.glob("*.js")):
        text = path.read_text(encoding="utf-8")
        asked = set(re.findall(r'data-wl?="([a-z_0-9]+)"', text)) | set(re.findall(r'\bt\("([a-z_0-9]+)"', text))
        assert asked <= known, (path.name, asked - known)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]:80", "localhost.evil.example"])
def test_a_foreign_host_name_is_refused(site, host):
    _, port = site
    status, _, body = get(port, "/", host)
    assert status == 421 and b"evil" not in body
    with pytest.raises(InvalidStatus):
        talk(port, host=host)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", None])
def test_a_page_of_another_origin_gets_no_connection(site, origin):
    _, port = site
    with pytest.raises(InvalidStatus) as refused:
        talk(port, origin=origin)
    assert refused.value.response.status_code == 403
    if origin is not None:
        assert get(port, "/phone/code?phone=0", Origin=origin)[0] == 403
    assert get(port, "/phone/code?phone=0", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="cors")[0] == 403


def test_a_browser_leaves_the_port_of_http_out():
    names = guard.loopback(80)
    with listening(names) as port:
        assert get(port, "/", "127.0.0.1", Origin="http://127.0.0.1")[0] == 200
        assert get(port, "/", "localhost:80")[0] == 200 and get(port, "/", "evil.example")[0] == 421
    assert guard.loopback(8765) == ("127.0.0.1:8765", "localhost:8765")


@contextlib.contextmanager
def listening(hosts):
    """The port of a server under these names."""
    bound = listener.bind("127.0.0.1", 0)
    page = guard.Guard(Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))]), hosts, lambda why: None)
    with listener.Listener(page, bound):
        yield bound.getsockname()[1]


def test_a_refusal_is_an_event_and_who_asks_without_end_does_not_fill_the_list(monkeypatch):
    monkeypatch.setattr(guard, "Bucket", partial(Bucket, now=lambda: 0.0))
    with served() as (seen, port):
        mark = seen.mark()
        assert get(port, "/", "evil.example")[0] == 421
        assert "host name" in seen.wait(mark, "log").data["en"]
        for _ in range(30):
            assert get(port, "/", Origin="http://evil.example")[0] == 403
        told = [one.data for one in seen.since(mark, "log")]
    assert len(told) == guard.TOLD_BURST and "evil" not in json.dumps(told)


@pytest.mark.parametrize(
    "path",
    [
        "/../server.py",
        "/..%2f..%2fetc/passwd",
        "/static/page.js",
        "//etc/passwd",
        "/%2e%2e/run.py",
        "/page.js/",
        "/page.js%00.html",
        "/..\\run.py",
        "/server.py",
        "/nothing",
        "/" + "a" * 600,
    ],
)
def test_tricks_in_paths_find_nothing(site, path):
    _, port = site
    status, _, body = get(port, path)
    assert status in (404, 307) and b"import" not in body and b"root:" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_is_ever_posted(site, method):
    assert get(site[1], "/", method=method)[0] == 405


def test_a_page_learns_what_there_is_and_opens_the_gate(site):
    seen, port = site
    with talk(port) as socket:
        hello = hear(socket, "hello")
        assert len(hello["steps"]) == 26 and hello["terminal"]["how"] == "core" and not hello["kiosk"]
        assert len(hello["faults"]) == len(BAD) and len(hello["accounts"]) == len(ACCOUNTS)
        socket.send(json.dumps({"do": "show", "phone": 0, "fault": None}))
        assert hear(socket, "latency")["p50"] > 0
        told = hear(socket, "decision")
        assert told["result"] == "ACCEPTED" and command.shows_account(json.dumps(told)) is None
        socket.send(json.dumps({"do": "hide"}))
    seen.rest()


def test_a_frame_of_a_camera_and_a_dropped_picture_are_judged(site):
    seen, port = site
    code = Phone(pki(), 6).code(int(time.time()))
    with talk(port) as socket:
        hear(socket, "hello")
        good, data = cv2.imencode(".jpg", np.asarray(screen(code)))
        assert good
        mark = seen.mark()
        socket.send(bytes([picture.CAMERA]) + data.tobytes())
        seen.wait(mark, "decision")
        mark = seen.mark()
        socket.send(bytes([picture.UPLOAD]) + png(screen(Phone(pki(), 7).code(int(time.time())))))
        seen.wait(mark, "decision")
    seen.rest()


HOSTILE = {
    "no kind": b"",
    "unknown kind": b"\x09" + png(np.zeros((4, 4), np.uint8)),
    "no image": b"\x01" + b"GET / HTTP/1.1\r\n",
    "a page": b"\x02<html><script>alert(1)</script>",
    "a cut PNG": b"\x02" + png(np.zeros((40, 40), np.uint8))[:50],
    "a decompression bomb": b"\x02" + bomb(60_000),
    "a bomb as a frame": b"\x01" + bomb(1_500),
    "a frame too large": b"\x01\xff\xd8\xff" + bytes(picture.FRAME_MAX_BYTES),
    "a picture too large": b"\x02\xff\xd8\xff" + bytes(picture.UPLOAD_MAX_BYTES),
    "a cut GIF": b"\x02GIF89a" + bytes(20),
    "no JSON": "open!",
    "nested too deep": "[" * 1000,
    "an unknown deed": '{"do": "open_the_gate"}',
    "an argument too much": '{"do": "hide", "gate": "open"}',
    "a number out of bounds": '{"do": "fare", "fen": -5}',
    "a text too long": json.dumps({"do": "show", "phone": 0, "fault": "x" * 5000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_page_sends_is_refused_with_words_and_the_gate_stays_shut(site, name):
    seen, port = site
    seen.rest()
    mark = seen.mark()
    with talk(port) as socket:
        hear(socket, "hello")
        socket.send(HOSTILE[name])
        words = hear(socket, "error")["text"]
        assert 10 < len(words) < 250 and "Traceback" not in words and "script" not in words
        socket.send('{"do": "hide"}')
        hear(socket, "phone")
    assert not seen.opened(mark) and seen.gate_loop.failure is None
    assert get(port, "/")[0] == 200


def test_a_message_beyond_every_bound_ends_only_its_own_connection(site):
    _, port = site
    with talk(port) as socket, talk(port) as other:
        hear(socket, "hello")
        hear(other, "hello")
        with pytest.raises(ConnectionClosed):
            socket.send(bytes(17_000_000))
            while True:
                socket.recv(timeout=PEER_MAX_S)
        other.send('{"do": "hide"}')
        hear(other, "phone")


def test_who_floods_is_slowed_down_and_then_shown_out(site, monkeypatch):
    _, port = site
    monkeypatch.setattr(server, "Bucket", partial(Bucket, now=lambda: 0.0))
    with talk(port) as socket:
        hear(socket, "hello")
        for _ in range(server.COMMANDS_BURST + 1):
            socket.send('{"do": "hide"}')
        told = hear(socket, "error")
        assert told["text"].startswith("at most") and "每秒" in told["zh"]
        with pytest.raises(ConnectionClosed) as end:
            for _ in range(200):
                socket.send("no")
            while True:
                socket.recv(timeout=PEER_MAX_S)
        assert end.value.rcvd.code == 1008


def test_no_more_pages_than_are_served(site):
    _, port = site
    with contextlib.ExitStack() as stack:
        for _ in range(server.PAGES_MAX):
            hear(stack.enter_context(talk(port)), "hello")
        with talk(port) as late, pytest.raises(ConnectionClosed) as end:
            late.recv(timeout=PEER_MAX_S)
        assert "open already" in end.value.rcvd.reason and "页面" in end.value.rcvd.reason


def test_a_taken_port_is_stepped_over_unless_it_was_asked_for():
    first = listener.bind("127.0.0.1", 0)
    try:
        with pytest.raises(Trouble, match="in use; name another port with --port"):
            listener.bind("127.0.0.1", first.getsockname()[1])
    finally:
        first.close()
    usual, behind = listener.bind("127.0.0.1", None), listener.bind("127.0.0.1", None)
    try:
        assert usual.getsockname()[1] != behind.getsockname()[1]
        assert usual.getsockname()[0] == "127.0.0.1"
    finally:
        usual.close()
        behind.close()


def test_the_session_on_the_page_where_nobody_is_at_the_terminal():
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run"], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=120
    )
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b""), out
    assert "http://127.0.0.1:" in out and f"{session.SCENES} of {session.SCENES} scenes as expected" in out
    assert "every MAC holds" in out and command.shows_account(out) is None
