"""The eligibility TEST service at work, and what the terminal window says meanwhile."""

import contextlib
import webbrowser
from collections.abc import Iterator

from sim.output import ctrl_c, show
from sim.page import guard, listener
from sim.service.registry import UNKNOWN, Registry
from sim.service.server import Service, app

PORT = 8766
LOOPBACK = "127.0.0.1"
SLOW_MS, SLOW_MAX_MS = 400, 60_000


@contextlib.contextmanager
def served(registry: Registry, port: int | None = None, slow_ms: int = SLOW_MS, quiet: bool = False) -> Iterator[str]:
    """A service while the block runs; its address. quiet: nothing is printed. Raises Trouble."""
    def say(zh: str, en: str) -> None:
        if not quiet:
            show.line(f"{zh}  {en}", flush=True)

    def refused(why: str) -> None:
        if not quiet:
            show.complain("service", why)

    bound = listener.bind(LOOPBACK, port, PORT)
    number = bound.getsockname()[1]
    hosts = guard.loopback(number)
    with listener.Listener(app(Service(registry, slow_ms, say), hosts, refused), bound, command="service"):
        yield f"http://{LOOPBACK}:{number}/"


def run(port: int | None, slow_ms: int, unregistered: str = UNKNOWN, opens: bool = False, json: bool = False) -> int:
    """Serve until Ctrl-C; the exit status. Raises Trouble."""
    with served(Registry(unregistered), port, slow_ms, quiet=json) as address, contextlib.suppress(KeyboardInterrupt):
        if json:
            show.json_line({"test": True, "address": address})
        else:
            show.line(f"资格测试服务  eligibility TEST service   {address}", flush=True)
            show.line("Ctrl-C 结束 ends it.", flush=True)
        if opens:
            webbrowser.open(address)
        ctrl_c.wait()
    return 0
