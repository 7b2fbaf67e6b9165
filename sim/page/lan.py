"""`--lan`: the virtual phone, and nothing else, on the address of the local network.

It has a server and a port of its own: what is not here (gate, camera, operator's panel, `/ws`) cannot be reached
through it. A phone gets in by a token that works once, in a symbol that only the terminal window shows.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sim.issuer import symbol
from sim.issuer.wallet import Wallet
from sim.output import show
from sim.output.trouble import Trouble
from sim.page import listener, phone
from sim.page.guard import Guard, sparing
from sim.page.page_file import PHONE_FILES, file, plainly

_COOKIE = "ridegate_phone"
_EVERY = "0.0.0.0"
_AS_IN = "--lan 192.168.1.5"
_LOOK_S = 1.0
_ANOTHER = {
    "first": "",
    "used": "手机已连接, 另一部  A phone is connected; for another one:\n",
    "expired": "上一个已过期  The one before has expired:\n",
    "worn": "上一个被多次猜测, 已作废  The one before was guessed at too often and is void:\n",
}
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
    told = sparing(refused)

    async def let_in(request: Request, go_on: RequestResponseEndpoint) -> Response:
        if request.url.path == "/phone" and "token" in request.query_params:
            if request.method == "HEAD":  # something that only looks at the address, as previews of links do
                return Response()
            session = tokens.redeem(request.query_params["token"])
            tried()
            if session is None:
                told("a phone with a token that is used up or wrong was refused")
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


@contextlib.contextmanager
def served(where: str, cards: Wallet) -> Iterator[None]:
    """Serve `/phone` while the block runs, and show how a phone gets in. where: this computer's address, "" for the one
    that is found. Raises Trouble.
    """
    found = where or address()
    if found is None:
        raise Trouble(f"--lan: this computer has no address on a local network; name one, as in {_AS_IN}")
    bound = listener.bind(found, None)
    number, port = bound.getsockname()
    if number == _EVERY:
        bound.close()
        raise Trouble(f"--lan {found}: no phone can open that; name one address of this computer, as in {_AS_IN}")
    host = f"{number}:{port}"  # a name is written and found by each phone in its own way
    tried = threading.Event()
    application, tokens = app(cards, host, tried.set, lambda why: show.complain("run", why))

    def print_symbols() -> None:
        while True:
            why = tokens.due()
            if why:
                url = f"http://{host}/phone?token={tokens.new()}"
                words = (
                    f"{_ANOTHER[why]}用手机扫码, 一次有效, 十分钟内  Scan with a phone within ten minutes, works once:"
                )
                show.lines(f"\n{symbol.blocks(url.encode())}\n{words}\n{url}\n\n", flush=True)
            tried.wait(_LOOK_S)
            tried.clear()

    with listener.Listener(application, bound):
        threading.Thread(target=print_symbols, name="symbols", daemon=True).start()
        yield
