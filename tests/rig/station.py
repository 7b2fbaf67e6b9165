"""Small stations for tests, as text of a station file, and their page on a free port."""

import contextlib
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.page import listener
from sim.station import plan_file, server, view
from sim.station.pace import Pace

HEAD = """
name = "small"
zh = "小站"
en = "A small one"
begins = 2026-11-30T07:30:00+08:00
ends = 07:40:00

[station]
trip_max_s = 600
known_s = 86400
"""
GATES = """
[[gate]]
name = "A"
kind = "entry"
zh = "进站"
en = "entry"
[[gate]]
name = "B"
kind = "exit"
zh = "出站"
en = "exit"
[[gate]]
name = "C"
kind = "entry"
zh = "进站"
en = "entry"
"""


def answers(*names):
    """The answer that a visit expects."""
    return "".join(f', answer = "{name}"' for name in names)


def passenger(*visits, name="Lin", more=""):
    """A passenger. visits: (time, gate, more of the table)."""
    rows = ", ".join(f"{{ at = {at}, gate = {gate!r}{rest} }}" for at, gate, rest in visits)
    return f'[[passenger]]\nname = "{name}"\n{more}visit = [{rows}]\n'


def bundled_text():
    """The morning of the package, as text."""
    return (Path(plan_file.__file__).parent / "morning.toml").read_text(encoding="utf-8")


@contextlib.contextmanager
def served(text):
    """The page of a station; (its pace, its port). It stands until the first page is open."""
    plan = plan_file.parse(text)
    pace = Pace(view.watch(plan, desktop_engine()))
    bound = listener.bind("127.0.0.1", None)
    port = bound.getsockname()[1]
    pace.start()
    try:
        page = server.app(pace, *server.station(plan, "0.0.0"), (f"127.0.0.1:{port}",), lambda why: None)
        with listener.Listener(page, bound):
            yield pace, port
    finally:
        pace.stop()
