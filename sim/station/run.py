"""A simulation and its page: the server, and what the terminal window says meanwhile."""

import contextlib
import sys
import time
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hal.desktop.engine import desktop_engine
from sim.output import show
from sim.page import guard, listener
from sim.station import server, view
from sim.station.pace import Pace
from sim.station.plan import Plan, Words
from sim.version import VERSION

LOOPBACK = "127.0.0.1"
_LOOK_S = 0.3


def run(plan: Plan, port: int | None, opens: bool, stays: bool) -> int:
    """Serve the page of a station; the exit status. Raises Trouble."""
    pace = Pace(view.watch(plan, desktop_engine()))
    return serve(pace, server.station(plan, VERSION), plan.words, port, opens, stays)


def serve(
    pace: Pace,
    page: tuple[dict[str, Any], Mapping[str, Path], str],
    words: Words,
    port: int | None,
    opens: bool,
    stays: bool,
) -> int:
    """Serve a page until Ctrl-C, or until all is over when standard input is no terminal; the exit status. page: as
    `server.app` takes it. Raises Trouble.
    """
    alone = not (sys.stdin is not None and sys.stdin.isatty()) and not stays
    bound = listener.bind(LOOPBACK, port)
    number = bound.getsockname()[1]
    hosts = guard.loopback(number)
    seen_to_its_end = False
    pace.start()
    with listener.Listener(server.app(pace, *page, hosts, lambda why: show.complain("run", why)), bound):
        try:
            address = f"http://{LOOPBACK}:{number}/"
            show.line(f"ridegate {VERSION}   {words.zh}  {words.en}   {address}", flush=True)
            if opens and listener.browser_is_seen():
                webbrowser.open(address)
            with contextlib.suppress(KeyboardInterrupt):
                if alone:
                    pace.play(True)
                else:
                    show.line("Ctrl-C 结束 ends it.", flush=True)
                while pace.failure is None and not (alone and pace.over.is_set()):
                    time.sleep(_LOOK_S)
                seen_to_its_end = alone
        finally:
            pace.stop()
    if pace.failure is not None:
        raise pace.failure
    if not seen_to_its_end:
        return 0
    for fault in pace.faults:
        show.line(f"NOT AS EXPECTED: {fault}", flush=True)
    show.line("not as expected" if pace.faults else "as expected", flush=True)
    return 1 if pace.faults else 0
