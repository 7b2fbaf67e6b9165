"""The HTTP server of the eligibility TEST service: questions and visits of gates, and the operator's page.

docs/eligibility.md describes the protocol. No question is logged.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.code import mask
from sim.page.guard import Guard
from sim.page.page_file import PAGE_FILES, file, plainly, table
from sim.page.rate_limit import Bucket
from sim.service import request as read
from sim.service.registry import ALLOW, ANSWERS, DOWN, LYING, MALFORMED, SLOW, Refused, Registry

STATIC = Path(__file__).resolve().parent / "static"
SHARED = ("page.css", "words.js", "mark.svg")
CHANGES_S, CHANGES_BURST = 20.0, 40  # of an operator, or of what acts as one
ANSWER_BYTES = 8
_FILES = {**{name: PAGE_FILES[name] for name in SHARED}, **table(STATIC)}

Fields = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]


class Service:
    """One test service. slow_ms: how late a slow answer is. say(zh, en): reports what an operator changed."""

    def __init__(self, registry: Registry, slow_ms: int, say: Callable[[str, str], None]) -> None:
        self.registry = registry
        self._slow_s = slow_ms / 1000
        self._say = say
        self._changes = Bucket(CHANGES_S, CHANGES_BURST)

    async def question(self, request: Request) -> Response:
        """May this subject pass here?"""
        told = await read.fields(request, {"subject": read.account, "place": read.place})
        return await self._answered(told["subject"])

    async def _answered(self, subject: bytes) -> Response:
        status = self.registry.answer(subject)
        if status == DOWN:
            return _json({"error": "the test service is set to be down"}, 503)
        if status == MALFORMED:
            return Response('{"subject": ', media_type="application/json")
        if status == SLOW:
            await asyncio.sleep(self._slow_s)
        about = _another(subject) if status == LYING else subject
        verdict = status if status in ANSWERS else ALLOW
        return _json({"subject": about.hex(), "status": verdict, "answer": secrets.token_hex(ANSWER_BYTES)})

    async def visit(self, request: Request) -> Response:
        """A visit of a subject at a place; the same one again changes nothing."""
        told = await read.fields(
            request, {"id": read.visit_id, "subject": read.account, "place": read.place, "time_s": read.time_s}
        )
        if self.registry.status == DOWN:
            return _json({"error": "the test service is set to be down"}, 503)
        if self.registry.status == SLOW:
            await asyncio.sleep(self._slow_s)
        new = self.registry.visit(told["id"], told["subject"], told["place"], told["time_s"])
        return _json({"id": told["id"].hex(), "registered": new})

    async def state(self, _: Request) -> Response:
        """What the operator's page shows."""
        return _json(self.registry.facts())

    async def bind(self, request: Request) -> Response:
        """Bind an account to a person."""
        told = await self._change(request, {"person": read.person, "medium": read.medium, "account": read.account})
        row = self.registry.bind(told["person"], told["medium"], told["account"])
        self._say(f"已绑定 {_tail(row.account)}", f"bound {_tail(row.account)} as {row.medium}")
        return _json({"number": row.number})

    async def unbind(self, request: Request) -> Response:
        """Remove an entry."""
        told = await self._change(request, {"number": read.number})
        row = self.registry.unbind(told["number"])
        self._say(f"已解绑 {_tail(row.account)}", f"unbound {_tail(row.account)}")
        return _json({"number": row.number})

    async def status(self, request: Request) -> Response:
        """Set a status: of an account, of an entry, of the whole service."""
        told = await self._change(request, {"subject": read.subject, "status": read.status})
        row = self.registry.set_status(told["subject"], told["status"])
        whose = ("服务", "the service") if row is None else (_tail(row.account),) * 2
        self._say(f"{whose[0]}: {told['status'] or '恢复'}", f"{whose[1]}: {told['status'] or 'no status of its own'}")
        return _json({"number": None if row is None else row.number})

    async def _change(self, request: Request, known: dict[str, Callable[[Any], Any]]) -> Fields:
        if not self._changes.take():
            raise Refused(f"at most {CHANGES_S:.0f} changes a second", f"每秒最多 {CHANGES_S:.0f} 次操作", 429)
        return await read.fields(request, known)


def app(service: Service, hosts: tuple[str, ...], refused: Callable[[str], None]) -> Guard:
    """Everything that is served on the loopback address."""
    posts = {
        "/v1/question": service.question,
        "/v1/visit": service.visit,
        "/v1/bind": service.bind,
        "/v1/unbind": service.unbind,
        "/v1/status": service.status,
    }
    routes = [
        Route("/", _index),
        Route("/v1/state", service.state),
        *(Route(path, _checked(handler), methods=["POST"]) for path, handler in posts.items()),
        Route("/{name}", _file),
    ]
    served = Starlette(routes=routes, exception_handlers={HTTPException: plainly})
    return Guard(served, hosts, refused, frozenset(posts), "ridegate service")


def _checked(handler: Handler) -> Handler:
    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as why:
            return _json({"error": str(why), "zh": why.zh}, why.status)

    return answered


async def _index(_: Request) -> Response:
    return file("service.html", _FILES)


async def _file(request: Request) -> Response:
    return file(request.path_params["name"], _FILES)


def _json(told: Fields, status: int = 200) -> Response:
    return JSONResponse(told, status)


def _another(subject: bytes) -> bytes:
    """An account that is not this one."""
    return subject[:-2] + bytes([subject[-2] ^ 1]) + subject[-1:]


def _tail(account: bytes) -> str:
    return f"…{mask.account(account)[-mask.SHOWN_DIGITS :]}"
