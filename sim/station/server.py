"""The page of a station: its files, and a WebSocket for what there is to see and for what its viewer asks for."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sim.page.guard import POLICY_CLOSE, Guard
from sim.page.page_file import PAGE_FILES, file, plainly, table
from sim.page.rate_limit import Bucket
from sim.station import view
from sim.station.pace import SPEEDS, Pace
from sim.station.plan import Plan

STATIC = Path(__file__).resolve().parent / "static"
_SHARED = ("page.css", "words.js", "mark.svg")
PAGES_MAX = 8
WAITING_MAX = 256  # messages to a page that does not read them
COMMANDS_S, COMMANDS_BURST = 10.0, 20
COMMAND_MAX_CHARACTERS = 200
REFUSALS_MAX = 50
SHARED = {name: PAGE_FILES[name] for name in _SHARED}
OWN = table(STATIC)


def app(
    pace: Pace,
    hello: dict[str, Any],
    files: Mapping[str, Path],
    index: str,
    hosts: tuple[str, ...],
    refused: Callable[[str], None],
) -> Guard:
    """Everything that is served on the loopback address. hello: the first message to each page. index: of the files."""
    server = _Server(pace, hello)

    async def first(_: Request) -> Response:
        return file(index, files)

    async def other(request: Request) -> Response:
        return file(request.path_params["name"], files)

    routes = [Route("/", first), Route("/{name}", other), WebSocketRoute("/ws", server.talk)]
    return Guard(Starlette(routes=routes, exception_handlers={HTTPException: plainly}), hosts, refused)


def station(plan: Plan, version: str) -> tuple[dict[str, Any], Mapping[str, Path], str]:
    """What `app` takes for the page of a station."""
    return view.hello(plan, version, SPEEDS), SHARED | OWN, "station.html"


def command(pace: Pace, text: str) -> None:
    """Carry out what a page asks for. Raises ValueError for anything else."""
    if len(text) > COMMAND_MAX_CHARACTERS:
        raise ValueError("a command is shorter")
    try:
        asked: Any = json.loads(text)
    except RecursionError:
        raise ValueError("a command has no such depth") from None
    if asked == {"do": "again"}:
        pace.again()
    elif isinstance(asked, dict) and asked.keys() == {"do", "on"} and asked["do"] == "play":
        if not isinstance(asked["on"], bool):
            raise ValueError("on is true or false")
        pace.play(asked["on"])
    elif isinstance(asked, dict) and asked.keys() == {"do", "times"} and asked["do"] == "speed":
        if type(asked["times"]) is not int or asked["times"] not in SPEEDS:
            raise ValueError(f"times is one of {', '.join(map(str, SPEEDS))}")
        pace.speed(asked["times"])
    else:
        raise ValueError("there are play, speed and again")


class _Server:
    def __init__(self, pace: Pace, hello: dict[str, Any]) -> None:
        self._pace = pace
        self._hello = json.dumps(hello, ensure_ascii=False)
        self._pages = 0
        self._began = False

    async def talk(self, socket: WebSocket) -> None:
        """One page, from its arrival to its end. The first one lets the morning begin."""
        await socket.accept()
        if self._pages >= PAGES_MAX:
            words = f"已打开 {PAGES_MAX} 个页面, 请关闭一个  {PAGES_MAX} pages are open already; close one"
            await socket.close(POLICY_CLOSE, words)
            return
        self._pages += 1
        out: asyncio.Queue[str] = asyncio.Queue(WAITING_MAX)
        loop = asyncio.get_running_loop()

        def put(text: str) -> None:
            if out.full():
                out.get_nowait()  # a page that does not keep up: the newest state is whole
            out.put_nowait(text)

        def hear(told: dict[str, Any]) -> None:
            loop.call_soon_threadsafe(put, json.dumps(told, ensure_ascii=False))

        put(self._hello)
        unlisten = self._pace.listen(hear)
        if not self._began:
            self._began = True
            self._pace.play(True)
        sending = asyncio.create_task(_send(socket, out))
        try:
            await self._receive(socket)
        except WebSocketDisconnect:
            pass
        finally:
            unlisten()
            self._pages -= 1
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _receive(self, socket: WebSocket) -> None:
        bucket, refusals = Bucket(COMMANDS_S, COMMANDS_BURST), 0
        while refusals < REFUSALS_MAX:
            got = await socket.receive()
            if got["type"] == "websocket.disconnect":
                return
            try:
                if not bucket.take():
                    raise ValueError("too much at once")
                command(self._pace, got.get("text") or "")
            except ValueError:
                refusals += 1
        await socket.close(POLICY_CLOSE, "too many messages that cannot be taken")


async def _send(socket: WebSocket, out: "asyncio.Queue[str]") -> None:
    while True:
        await socket.send_text(await out.get())
