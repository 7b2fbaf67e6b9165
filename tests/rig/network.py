"""Small networks for tests, as text of a network file, and their page on a free port."""

import contextlib
from pathlib import Path

from sim.network import plan_file, view
from sim.network.network import Network
from sim.page import listener
from sim.station import server
from sim.station.pace import Pace

HEAD = """
name = "small"
zh = "小网"
en = "A small network"
begins = 2026-11-30T07:30:00+08:00
ends = 07:31:40
seed = 3
[people]
travel_s = [30, 40]
"""
LINES = """
[[line]]
number = 1
zh = "一号线"
en = "Line 1"
stations = 2
entries = 1
exits = 1
[[line]]
number = 2
zh = "二号线"
en = "Line 2"
station = [{ zh = "北门", en = "North Gate", entries = 1, exits = 1 }]
[[flow]]
from = 07:30:00
to = 07:31:00
per_minute = 9
"""


def parsed(text):
    return plan_file.parse(text, Path())


def played(text, folder, workers=1, until_ms=None):
    """A network at its end, and what was not as it should be."""
    network = Network(parsed(text), folder, workers)
    told = []
    network.listener = told.append
    try:
        network.open()
        while not network.over and (until_ms is None or network.now_ms < until_ms):
            network.step()
        return network, network.judged(), told
    finally:
        network.close()


@contextlib.contextmanager
def served(text):
    """The page of a network; (its pace, its port). It stands until the first page is open."""
    plan = parsed(text)
    pace = Pace(view.watch(plan, 1))
    bound = listener.bind("127.0.0.1", None)
    port = bound.getsockname()[1]
    pace.start()
    try:
        page = server.app(pace, *view.page(plan, "0.0.0", 1), (f"127.0.0.1:{port}",), lambda why: None)
        with listener.Listener(page, bound):
            yield pace, port
    finally:
        pace.stop()
