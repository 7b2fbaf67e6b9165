"""The virtual phone: what it shows, and who may see it on the local network."""

import json
import re
import time
from functools import partial

import numpy as np
import pytest
from websockets.exceptions import InvalidStatus

from hal.desktop.reading.decoder import ZxingDecoder
from sim.issuer.wallet import Wallet
from sim.output.trouble import Trouble
from sim.page import lan, listener, phone
from sim.page.rate_limit import Bucket
from tests.rig.command import pki
from tests.rig.page_client import get, talk


def test_the_phone_shows_codes_that_are_what_they_say(site, monkeypatch):
    _, port = site
    status, _, body = get(port, "/phone/code?phone=1")
    told = json.loads(body)
    assert status == 200 and told["renew_s"] > 0 and told["renews"]
    assert "<script" not in told["symbols"][0] and told["symbols"][0].startswith("<svg")
    assert len(json.loads(get(port, "/phone/code?phone=1&fault=TWO")[2])["symbols"]) == 2
    for query in ("phone=9", "phone=", "phone=-1", "phone=0&fault=mine", "phone=%31"):
        status, _, body = get(port, f"/phone/code?{query}")
        assert status in (200, 400) and (status == 200) == (query == "phone=%31")
    told = json.loads(get(port, f"/phone/code?phone={'1' * 5000}")[2])
    assert told == {"error": "there is no such account or kind of code"}
    monkeypatch.setattr(phone, "Bucket", partial(Bucket, now=lambda: 0.0))
    cards = phone.Phones(Wallet(pki()))
    payload = cards.wallet.good(0, int(time.time()))
    drawn = _drawn(phone.svg(payload))
    assert [one.payload for one in ZxingDecoder().decode(drawn)] == [payload]
    for _ in range(phone._CODES_BURST):
        cards.code(0, None)
    with pytest.raises(ValueError, match="too many"):
        cards.code(0, None)


def _drawn(svg):
    """The pixels of an SVG as segno writes it: strokes of one module, in rows."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    pixels = np.full((side, side), 255, np.uint8)
    x = y = 0
    path = re.search(r'stroke="#000"[^>]*d="([^"]+)"|d="([^"]+)"[^>]*stroke="#000"', svg)
    for kind, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path[1] or path[2]):
        if kind == "M":
            x, y = float(first), float(second)
        elif kind == "m":
            x, y = x + float(first), y + float(second)
        else:
            pixels[int(y), int(x) : int(x + float(first))] = 0
            x += float(first)
    return np.kron(pixels, np.ones((6, 6), np.uint8))


def test_a_token_opens_once_and_not_for_long():
    now = [0.0]
    tokens = phone.Tokens(lambda: now[0])
    assert tokens.redeem("") is None and tokens.due() == "first"
    token = tokens.new()
    assert tokens.due() == ""
    assert tokens.redeem("x" * 22) is None and tokens.due() == ""
    session = tokens.redeem(token)
    assert session is not None and tokens.known(session) and not tokens.known("") and tokens.redeem(token) is None
    assert tokens.due() == "used"
    sessions = [tokens.redeem(tokens.new()) for _ in range(phone.PHONES_MAX)]
    assert not tokens.known(session) and all(tokens.known(one) for one in sessions)


def test_a_token_that_expired_is_replaced_by_another():
    now = [0.0]
    tokens = phone.Tokens(lambda: now[0])
    token = tokens.new()
    now[0] = phone.TOKEN_MAX_S
    assert tokens.due() == "" and phone.TOKEN_MAX_S == 600
    now[0] += 1
    assert tokens.redeem(token) is None
    assert tokens.due() == "expired"
    assert tokens.redeem(tokens.new()) is not None


def test_a_token_that_was_guessed_at_is_replaced_by_another_a_moment_later():
    now = [0.0]
    tokens = phone.Tokens(lambda: now[0])
    token = tokens.new()
    assert [tokens.redeem("y") for _ in range(phone.TRIES_MAX - 1)] == [None] * (phone.TRIES_MAX - 1)
    assert tokens.due() == ""
    assert tokens.redeem("y") is None and tokens.redeem(token) is None
    assert tokens.due() == ""  # guesses do not make the window scroll
    now[0] += phone.WORN_REST_S
    assert tokens.due() == "worn"
    assert tokens.redeem(tokens.new()) is not None


def test_on_the_local_network_there_is_only_the_phone():
    tried, refused = [], []
    bound = listener.bind("127.0.0.1", 0)
    port = bound.getsockname()[1]
    app, tokens = lan.app(Wallet(pki()), f"127.0.0.1:{port}", lambda: tried.append(1), refused.append)
    with listener.Listener(app, bound):
        for path in ("/phone", "/phone/facts", "/phone/code?phone=0", "/phone.js", "/ws", "/"):
            assert get(port, path)[0] == 401
        assert get(port, "/phone?token=guess")[0] == 401
        token = tokens.new()
        assert get(port, f"/phone?token={token}", method="HEAD")[0] == 200  # a preview of the link uses nothing up
        assert tokens.due() == ""
        status, headers, _ = get(port, f"/phone?token={token}")
        cookie = headers["set-cookie"].split(";")[0]
        assert (status, headers["location"], tried, tokens.due()) == (303, "/phone", [1, 1], "used")
        assert "HttpOnly" in headers["set-cookie"] and token not in headers["location"]
        assert get(port, f"/phone?token={token}")[0] == 401
        for path in ("/phone", "/phone/facts", "/phone/code?phone=0", "/phone.js", "/phone.css", "/words.js"):
            assert get(port, path, Cookie=cookie)[0] == 200
        for path in ("/", "/page.js", "/index.html", "/ws", "/operator.js"):
            assert get(port, path, Cookie=cookie)[0] == 404
        with pytest.raises(InvalidStatus):
            talk(port)
        assert get(port, "/phone", "evil.example", Cookie=cookie)[0] == 421
    assert refused and not any(token in words or "evil" in words for words in refused)


def test_an_address_that_no_phone_can_open_is_no_address_of_the_lan():
    for where in ("0.0.0.0", "0"):
        with pytest.raises(Trouble, match=r"--lan 192\.168\.1\.5"), lan.served(where, Wallet(pki())):
            raise AssertionError("it is served")
