"""A server in a thread: bound before its address is printed, quiet, and ended when its block is left."""

import errno
import os
import socket
import sys
import threading
import time
from types import TracebackType
from typing import Any

import uvicorn

from sim.output import show
from sim.output.trouble import Trouble, why
from sim.page import library_log
from sim.page.patience import Patience

PORT = 8765
_TRIES = 20
_MESSAGE_MAX_BYTES = 16_000_000  # beyond the largest picture, so that its refusal can be sent
_CONNECTIONS_MAX = 64
_HEAD_MAX_BYTES = 16_384
_START_MAX_S = 10.0


def bind(address: str, port: int | None, usual: int = PORT) -> socket.socket:
    """A listening socket: of that port, or (None) of the usual one or a free one behind it. Raises Trouble."""
    wanted = [port] if port is not None else [*range(usual, usual + _TRIES), 0]
    for one in wanted:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((address, one))
            bound.listen(_CONNECTIONS_MAX)
            return bound
        except OSError as error:
            bound.close()
            if error.errno != errno.EADDRINUSE or one is wanted[-1]:
                where = address if port is None else f"{address}:{port}"
                raise Trouble(f"{where}: {why(error)}; name another port with --port, or leave it out") from None
    raise AssertionError("a free port is the last that is tried")


def browser_is_seen() -> bool:
    """Whether a browser that is opened would be seen."""
    if not sys.stdout.isatty():
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Listener:
    """Serves an application on a bound socket while its `with` block runs."""

    def __init__(
        self, app: Any, bound: socket.socket, patience: Patience | None = None, command: str = "run"
    ) -> None:
        library_log.keep_out(lambda words: show.complain(command, words))
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="websockets-sansio",
            ws_max_size=_MESSAGE_MAX_BYTES,
            ws_per_message_deflate=False,
            limit_concurrency=_CONNECTIONS_MAX,
            h11_max_incomplete_event_size=_HEAD_MAX_BYTES,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=1,
            http=patience or Patience(),  # type: ignore[arg-type]
        )
        self._server = uvicorn.Server(config)
        self._bound = bound
        self._thread = threading.Thread(target=self._serve, name="server", daemon=True)

    def _serve(self) -> None:
        self._server.run(sockets=[self._bound])

    def __enter__(self) -> "Listener":
        self._thread.start()
        until_s = time.monotonic() + _START_MAX_S
        while not self._server.started and self._thread.is_alive() and time.monotonic() < until_s:
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(_START_MAX_S)
        self._bound.close()
