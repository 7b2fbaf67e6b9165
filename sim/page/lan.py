"""`--lan`: the virtual phone, and nothing else, on the address of the local network.

It has a server and a port of its own: what is not here (gate, camera, operator's panel, `/ws`) cannot be reached
through it. A phone gets in by a token that works once, in a symbol that only the terminal window shows.
"""

import socket
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sim.issuer.wallet import Wallet
from sim.page import phone
from sim.page.guard import Guard
from sim.page.page_file import PHONE_FILES, file, plainly

_COOKIE = "ridegate_phone"
_NOWHERE = ("192.0.2.1", 9)  # an address that no host has; connecting a datagram socket sends nothing


def address() -> str | None:
    """This computer's address on the local network, None without one. Nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as finder:
        try:
            finder.connect(_NOWHERE)
        except OSError:
            return None
        found = str(finder.getsockname()[0])
    return None if found.startswith(("127.", "0.")) else found


def app(
    cards: Wallet, host: str, tried: Callable[[], None], refused: Callable[[str], None]
) -> "tuple[Guard, phone.Tokens]":
    """The application served there, and its access tokens. tried: called when a token was used, or guessed at."""
    tokens = phone.Tokens()

    async def let_in(request: Request, go_on: RequestResponseEndpoint) -> Response:
        if request.url.path == "/phone" and "token" in request.query_params:
            if request.method == "HEAD":  # something that only looks at the address, as previews of links do
                return Response()
            session = tokens.redeem(request.query_params["token"])
            tried()
            if session is None:
                refused("a phone with a token that is used up or wrong was refused")
                return plainly(request, HTTPException(401))
            answer: Response = RedirectResponse("/phone", 303)
            answer.set_cookie(_COOKIE, session, httponly=True, samesite="lax", path="/")
            return answer
        if not tokens.known(request.cookies.get(_COOKIE, "")):
            return plainly(request, HTTPException(401))
        return await go_on(request)

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in PHONE_FILES:
            raise HTTPException(404)
        return file(name)

    routes = [*phone.routes(phone.Phones(cards)), Route("/{name}", static)]
    served = Starlette(
        routes=routes,
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=let_in)],
        exception_handlers={HTTPException: plainly},
    )
    return Guard(served, (host,), refused), tokens
