"""`/phone`: the virtual phone for a real screen. Codes come as SVG, renew themselves, and are the test issuer's."""

import io
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.issuer import wallet
from sim.issuer.wallet import Wallet
from sim.page.page_file import file
from sim.page.rate_limit import Bucket

TOKEN_MAX_S = 600
PHONES_MAX = 4
_CODES_S, _CODES_BURST = 4.0, 12
_NUMBER_DIGITS = 4  # of an account; Python refuses to read a number of thousands
TRIES_MAX = 20
WORN_REST_S = 10.0  # before another token takes the place of one that was guessed at


class Phones:
    """The pages for a phone. One for the loopback address, one for the LAN."""

    def __init__(self, cards: Wallet) -> None:
        self.wallet = cards
        self._bucket = Bucket(_CODES_S, _CODES_BURST)

    def code(self, number: int, bad: str | None) -> dict[str, Any]:
        """A code as the page shows it. Raises ValueError, for the page."""
        if not 0 <= number < len(wallet.ACCOUNTS) or (bad is not None and not wallet.known(bad)):
            raise ValueError("there is no such account or kind of code")
        if not self._bucket.take():
            raise ValueError("too many codes at once; wait a moment")
        payloads = self.wallet.show(number, bad, int(time.time()))
        if payloads is None:
            raise ValueError("let a good code pass first, then use it again")
        return {"symbols": [svg(payload) for payload in payloads], "renew_s": wallet.RENEW_S, "renews": bad is None}


def svg(payload: bytes) -> str:
    """A payload as a QR symbol: an SVG in one colour, without size."""
    out = io.BytesIO()
    symbol = segno.make(payload, mode="byte", error="L", boost_error=False, micro=False)
    symbol.save(out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, light="#fff", dark="#000")
    return out.getvalue().decode()


def routes(phones: Phones) -> list[Route]:
    """`/phone` and what it asks for."""

    async def page(_: Request) -> Response:
        return file("phone.html")

    async def facts(_: Request) -> Response:
        return JSONResponse(
            {
                "accounts": [{"number": one.number, "zh": one.zh, "en": one.en} for one in wallet.ACCOUNTS],
                "faults": [
                    {"name": one.name, "group": one.group, "zh": one.zh, "en": one.en, "answer": one.answer}
                    for one in wallet.BAD
                ],
                "groups": [{"name": name, "zh": zh, "en": en} for name, zh, en in wallet.GROUPS],
            }
        )

    async def code(request: Request) -> Response:
        number, bad = request.query_params.get("phone", ""), request.query_params.get("fault") or None
        try:
            known = number.isascii() and number.isdecimal() and len(number) <= _NUMBER_DIGITS
            return JSONResponse(phones.code(int(number) if known else -1, bad))
        except ValueError as why:
            return JSONResponse({"error": str(why)}, status_code=400)

    return [Route("/phone", page), Route("/phone/facts", facts), Route("/phone/code", code)]


class Tokens:
    """One-time tokens, and the sessions they open. A token that was used, is ten minutes old, or was guessed at
    twenty times opens nothing.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._token = ""
        self._made_s = 0.0
        self._tries = 0
        self._why = "first"  # there is no token
        self._worn_s = 0.0
        self._sessions: OrderedDict[str, None] = OrderedDict()

    def new(self) -> str:
        """A new token; the one before is void."""
        self._token = secrets.token_urlsafe(16)
        self._made_s = self._now()
        self._tries = 0
        self._why = ""
        return self._token

    def due(self) -> str:
        """Why another token is due: "first", "used", "expired", "worn" (some time after the guesses); "" if none is."""
        age_s = self._now() - self._made_s
        if self._token and age_s > TOKEN_MAX_S:
            self._end("expired")
        return "" if self._why == "worn" and self._now() - self._worn_s < WORN_REST_S else self._why

    def _end(self, why: str) -> None:
        self._token = ""
        self._why = why

    def redeem(self, token: str) -> str | None:
        """The name of a new session for the right token, None for any other."""
        if not self._token or self._now() - self._made_s > TOKEN_MAX_S:
            return None
        self._tries += 1
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            if self._tries >= TRIES_MAX:
                self._worn_s = self._now()
                self._end("worn")
            return None
        self._end("used")
        session = secrets.token_urlsafe(16)
        self._sessions[session] = None
        while len(self._sessions) > PHONES_MAX:
            self._sessions.popitem(last=False)
        return session

    def known(self, session: str) -> bool:
        """Whether that is the name of a session."""
        return session in self._sessions
