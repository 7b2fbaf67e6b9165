"""How long a sink takes records: once what is there, or until Ctrl-C; and what it says on the way."""

import time
from collections.abc import Callable
from typing import TypeVar

from sim.backoffice.database import Locked
from sim.backoffice.sink import Sink
from sim.backoffice.transport import Transport
from sim.output import show

Result = TypeVar("Result")

_NAP_S = 0.5  # between two looks at the way, and for Ctrl-C


def once(sink: Sink, way: Transport, silence_s: int) -> str:
    """Take what is there, until nothing has come for so long; why the way is not up then, "" when it is."""
    asked, heard_s = not way.asks_first, time.monotonic()
    while True:
        if way.up() and not asked:
            sink.greet()
            asked, heard_s = True, time.monotonic()
        if sink.turn(_NAP_S if silence_s else 0):
            heard_s = time.monotonic()
        elif time.monotonic() - heard_s >= silence_s:
            return "" if way.up() else way.fault or "the broker has not answered; is this its address?"


def on(sink: Sink, way: Transport) -> None:
    """Take what arrives until Ctrl-C, and say what the way and the incidents are like."""
    greeted, incidents, down = False, 0, ""
    while True:
        if way.up() and not greeted:
            patiently(sink.greet)
            greeted = True
        patiently(lambda: sink.turn(_NAP_S))
        if way.fault != down:
            down = way.fault
            show.complain("acquire", down or "connected")
        if sink.incidents > incidents:
            incidents = sink.incidents
            show.complain("acquire", f"{incidents} incidents so far; `ridegate acquire show` lists them")


def patiently(work: Callable[[], Result]) -> Result:
    """What work() returns, tried again while another command holds the books, which is said once."""
    said = False
    while True:
        try:
            return work()
        except Locked as locked:
            if not said:
                show.complain("acquire", f"{locked}; another command holds the books, waiting for it")
            said = True
