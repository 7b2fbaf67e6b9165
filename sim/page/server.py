"""The page's server: its files, and a WebSocket for the gate's events and the page's commands."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sim.gate import frame_source
from sim.gate.cards import about
from sim.gate.event import Decided, Frame, Log
from sim.page import command, message, phone, picture
from sim.page.aside import aside
from sim.page.gate_loop import GateLoop, Heard
from sim.page.guard import POLICY_CLOSE, Guard
from sim.page.latency import Latency
from sim.page.page_event import PageOpened
from sim.page.page_file import file, plainly
from sim.page.rate_limit import Bucket

PAGES_MAX = 8
WAITING_MAX = 512  # messages to a page that does not read them
COMMANDS_S, COMMANDS_BURST = 20.0, 40
FRAMES_S, FRAMES_BURST = 20.0, 30
UPLOADS_S, UPLOADS_BURST = 2.0, 4
REFUSALS_MAX = 100  # of one page, before it is shown out
_VIEW_WIDTH = 360
_VIEW_S = 0.16


def app(gate_loop: GateLoop, version: str, hosts: tuple[str, ...]) -> Guard:
    """Everything that is served on the loopback address."""
    server = _Server(gate_loop, version)
    routes = [
        Route("/", _index),
        *phone.routes(phone.Phones(gate_loop.wallet)),
        Route("/{name}", _file),
        WebSocketRoute("/ws", server.talk),
    ]
    return Guard(Starlette(routes=routes, exception_handlers={HTTPException: plainly}), hosts, server.refused)


async def _index(_: Request) -> Response:
    return file("index.html")


async def _file(request: Request) -> Response:
    return file(request.path_params["name"])


class _Server:
    def __init__(self, gate_loop: GateLoop, version: str) -> None:
        self._gate_loop = gate_loop
        self._version = version
        self._pages: set[_Page] = set()
        self._latency = Latency()
        self._view_s = 0.0
        self._unlisten: Callable[[], None] | None = None

    def refused(self, why: str) -> None:
        self._gate_loop.report(Log(self._gate_loop.gate.now_ms(), "已拒绝不明来源的请求", why[:1].upper() + why[1:]))

    async def talk(self, socket: WebSocket) -> None:
        """One page, from its arrival to its end."""
        if len(self._pages) >= PAGES_MAX:
            await socket.accept()
            words = f"已打开 {PAGES_MAX} 个页面, 请关闭一个  {PAGES_MAX} pages are open already; close one"
            await socket.close(POLICY_CLOSE, words)
            return
        await socket.accept()
        if self._unlisten is None:
            self._unlisten = self._gate_loop.listen(self._hear)
        page = _Page(self._gate_loop, socket, "kiosk" in socket.query_params, asyncio.get_running_loop())
        gate = self._gate_loop.gate
        page.say(message.hello(self._version, gate.facts, gate.abilities, page.kiosk))
        unlisten = self._gate_loop.listen(page.hear)
        self._pages.add(page)
        self._gate_loop.report(PageOpened(len(self._pages)))
        sending = asyncio.create_task(page.send())
        try:
            await page.receive()
        except WebSocketDisconnect:
            pass
        finally:
            unlisten()
            self._pages.discard(page)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    def _hear(self, event: Heard) -> None:
        """In the gate's thread: what is made once for all pages."""
        if isinstance(event, Decided):
            us = event.stages.total_us()
            if us and not about(event.decision):  # the plot is of codes: photograph to relay
                self._latency.add(us)
                told = {"kind": "latency", "last": us, "count": self._latency.count, **self._latency.percentiles()}
                self._everybody(json.dumps(told), kiosk=False)
        elif isinstance(event, Frame) and event.source != frame_source.BROWSER:
            now_s = event.at_ms / 1000
            if self._pages and (now_s - self._view_s >= _VIEW_S or event.corners):
                self._view_s = now_s
                self._everybody(frame_source.jpeg(event.pixels, _VIEW_WIDTH))

    def _everybody(self, told: str | bytes, kiosk: bool = True) -> None:
        """kiosk: whether kiosks get it, too."""
        for page in tuple(self._pages):
            if kiosk or not page.kiosk:
                page.post(told)


class _Page:
    """One open page. `hear` and `post` are called in the gate's thread, everything else in the server's."""

    def __init__(self, gate_loop: GateLoop, socket: WebSocket, kiosk: bool, loop: asyncio.AbstractEventLoop) -> None:
        self.kiosk = kiosk
        self._gate_loop = gate_loop
        self._socket = socket
        self._loop = loop
        self._out: asyncio.Queue[str | bytes] = asyncio.Queue(WAITING_MAX)
        self._commands = Bucket(COMMANDS_S, COMMANDS_BURST)
        self._frames = Bucket(FRAMES_S, FRAMES_BURST)
        self._uploads = Bucket(UPLOADS_S, UPLOADS_BURST)
        self._refusals = 0

    def hear(self, event: Heard) -> None:
        told = message.of(event, self._gate_loop.gate.now_ms(), self.kiosk)
        if told is not None:
            self.post(json.dumps(told, ensure_ascii=False))

    def post(self, told: str | bytes) -> None:
        self._loop.call_soon_threadsafe(self._queue, told)

    def say(self, told: dict[str, Any]) -> None:
        self._queue(json.dumps(told, ensure_ascii=False))

    def _queue(self, told: str | bytes) -> None:
        """A page that does not keep up loses pictures first, then the oldest words."""
        if self._out.qsize() > WAITING_MAX // 2 and isinstance(told, bytes):
            return
        if self._out.full():
            self._out.get_nowait()
        self._out.put_nowait(told)

    async def send(self) -> None:
        while True:
            told = await self._out.get()
            if isinstance(told, bytes):
                await self._socket.send_bytes(told)
            else:
                await self._socket.send_text(told)

    async def receive(self) -> None:
        """Take messages until the page goes, or is shown out. Raises WebSocketDisconnect."""
        while self._refusals < REFUSALS_MAX:
            got = await self._socket.receive()
            if got["type"] == "websocket.disconnect":
                return
            text, data = got.get("text"), got.get("bytes")
            try:
                if text is not None:
                    self._command(text)
                elif data is not None:
                    await self._picture(data)
            except (ValueError, command.Busy) as why:
                self._refusals += 1
                file = isinstance(why, picture.Refused) and data is not None and data[:1] == bytes([picture.UPLOAD])
                self.say({"kind": "error", "text": str(why), "zh": getattr(why, "zh", ""), "file": file})
        await self._socket.close(POLICY_CLOSE, "too many messages that cannot be taken")

    def _command(self, text: str) -> None:
        if not self._commands.take():
            raise command.Busy(f"at most {COMMANDS_S:.0f} messages a second", f"每秒最多 {COMMANDS_S:.0f} 次操作。")
        asked = command.parse(text)
        if self.kiosk and (asked.do not in command.PASSENGERS or asked.arguments.get("fault") is not None):
            raise command.Refused("this page has no operator's panel and no bad codes")
        self._gate_loop.do(asked)

    async def _picture(self, data: bytes) -> None:
        still = data[:1] == bytes([picture.UPLOAD])
        if still and self.kiosk:
            raise picture.Refused("this page takes no files; use its camera")
        if not (self._uploads if still else self._frames).take():
            if not still:
                return  # a camera that is too fast: the next frame is as good
            raise command.Busy(f"at most {UPLOADS_S:.0f} files a second", f"每秒最多 {UPLOADS_S:.0f} 个文件。")
        if not still:
            if data[:1] != bytes([picture.CAMERA]):
                raise picture.Refused("a binary message begins with 1 (a frame) or 2 (a file)")
            self._gate_loop.see(await aside(picture.frame, data[1:]), False)
            return
        found = await aside(picture.file, data[1:])
        if found.pixels is not None:
            self._gate_loop.see(found.pixels, True)
            return
        self._gate_loop.do(command.Command("drop", {"code": found.code}))
        if found.beyond:
            self.say({"kind": "notice", "at_s": time.time(), "zh": found.beyond[0], "en": found.beyond[1]})
