"""Access control of a server of this program: requests are checked before any other code handles them.

A page of another origin in the same browser can reach 127.0.0.1, and a name can be made to point there. So the
Host must be one of ours, and an Origin, where there is one, too; a WebSocket must name it.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from sim.page.rate_limit import Bucket

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_LOOPBACK = ("127.0.0.1", "localhost")
_HTTP_PORT = 80
TOLD_S, TOLD_BURST = 0.2, 5  # so many refusals are told at once, and a second after that
PATH_MAX_BYTES = 512
_METHODS = ("GET", "HEAD")
_FOREIGN = ("cross-site", "same-site")
POLICY_CLOSE = 1008


def loopback(port: int) -> tuple[str, ...]:
    """The names of a server on the loopback address, as a browser writes them: it leaves the port of HTTP out."""
    named = tuple(f"{name}:{port}" for name in _LOOPBACK)
    return (*named, *_LOOPBACK) if port == _HTTP_PORT else named


def sparing(say: Callable[[str], None]) -> Callable[[str], None]:
    """A function that passes words on to `say` at a limited rate and drops the rest: a client that sends refused
    requests without end fills neither the terminal window nor a recording.
    """
    bucket = Bucket(TOLD_S, TOLD_BURST)

    def told(why: str) -> None:
        if bucket.take():
            say(why)

    return told


def headers(host: str) -> list[tuple[bytes, bytes]]:
    """The headers of every answer: the browser loads nothing from elsewhere and sends nothing elsewhere."""
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        f"connect-src 'self' ws://{host}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    named = {
        "content-security-policy": "; ".join(rules),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
        "cache-control": "no-store",
    }
    return [(name.encode(), value.encode()) for name, value in named.items()]


class Guard:
    """Lets through to `app` what comes from our own pages.

    hosts: "127.0.0.1:8765" and the other names of this server (`loopback`). refused(why): told of refusals (`sparing`),
    with words that contain nothing the sender chose. posts: the paths that may be POSTed to, and nothing else may.
    command: what prints the server's address.
    """

    def __init__(
        self,
        app: App,
        hosts: tuple[str, ...],
        refused: Callable[[str], None],
        posts: frozenset[str] = frozenset(),
        command: str = "ridegate run",
    ) -> None:
        self._posts = posts
        self._command = command
        self._app = app
        self._hosts = hosts
        self._refused = sparing(refused)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        status, why = self._judge(scope)
        if status:
            self._refused(why)
            await _refuse(scope, send, status, why, self._command)
            return
        added = headers(_header(scope, b"host") or self._hosts[0])

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *added]
            await send(message)

        await self._app(scope, receive, sending)

    def _judge(self, scope: Scope) -> tuple[int, str]:
        """(0, "") or the status of the refusal and why."""
        host, origin = _header(scope, b"host"), _header(scope, b"origin")
        if host not in self._hosts:
            return 421, "a request under a foreign host name was refused"
        if origin is not None and origin not in tuple(f"http://{each}" for each in self._hosts):
            return 403, "a page of another origin was refused"
        if scope["type"] == "websocket":
            return (403, "a connection without an origin was refused") if origin is None else (0, "")
        if _header(scope, b"sec-fetch-site") in _FOREIGN and _header(scope, b"sec-fetch-mode") != "navigate":
            return 403, "a page of another origin was refused"
        if scope["method"] not in (("POST",) if scope["path"] in self._posts else _METHODS):
            if self._posts:
                return 405, "a request with a method that its path does not take was refused"
            return 405, "a request that is neither GET nor HEAD was refused"
        path = scope.get("raw_path") or scope["path"].encode()
        if len(path) > PATH_MAX_BYTES or b".." in path or b"%" in path or b"\\" in path or b"//" in path:
            return 404, "a path that no page has was refused"
        return 0, ""


def _header(scope: Scope, name: bytes) -> str | None:
    """The value of a header; one that is there twice counts as foreign."""
    values = [value for key, value in scope["headers"] if key.lower() == name]
    if not values:
        return None
    return values[0].decode("latin-1") if len(values) == 1 else "\0"


async def _refuse(scope: Scope, send: Send, status: int, why: str, command: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_CLOSE, "reason": why})
        return
    body = f"{why}; open the address that `{command}` prints\n".encode()
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": plain})
    await send({"type": "http.response.body", "body": body})
