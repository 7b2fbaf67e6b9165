"""Limits connections that send nothing, or never finish a request: cut after a time, and fewer than the server takes.

uvicorn waits for the end of a request for as long as its sender likes. Here a request is there within `half_open_s` or
its connection is cut; of too many at once the oldest of that address which has most of them goes.
"""

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HALF_OPEN_S = 5.0
HALF_OPEN_MAX = 32


class Patience:
    """The class with which uvicorn makes its connections (`http=` of its Config)."""

    def __init__(self, half_open_s: float = HALF_OPEN_S, half_open_max: int = HALF_OPEN_MAX) -> None:
        self.half_open_s = half_open_s
        self._max = half_open_max
        self._half_open: dict[_Connection, None] = {}  # the oldest first

    def __call__(self, **given: Any) -> "_Connection":
        """A new connection."""
        return _Connection(H11Protocol(**given), self)

    def begins(self, connection: "_Connection") -> None:
        """A request has begun there, or may: it is half open."""
        self._half_open[connection] = None
        if len(self._half_open) > self._max:
            often = Counter(each.address for each in self._half_open)
            most = max(often.values())
            next(each for each in self._half_open if often[each.address] == most).cut()

    def ends(self, connection: "_Connection") -> None:
        """It is whole, or the connection is gone."""
        self._half_open.pop(connection, None)


class _Connection(asyncio.Protocol):
    """Passes everything on to uvicorn's connection, and keeps its time. A WebSocket takes its place once it is open."""

    def __init__(self, inner: H11Protocol, patience: Patience) -> None:
        self.address = ""
        self._inner = inner
        self._patience = patience
        self._transport: Any = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self.address = (transport.get_extra_info("peername") or ("",))[0]
        self._inner.connection_made(transport)  # type: ignore[arg-type]
        self._begin()

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)
        cycle = self._inner.cycle
        if (cycle is not None and not cycle.response_complete) or self._transport.get_protocol() is not self:
            self._end()
        else:
            self._begin()

    def connection_lost(self, why: Exception | None) -> None:
        self._end()
        self._inner.connection_lost(why)

    def eof_received(self) -> None:
        self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def cut(self) -> None:
        """End it without a word."""
        self._end()
        self._transport.abort()

    def _begin(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._patience.half_open_s, self.cut)
            self._patience.begins(self)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._patience.ends(self)
