"""How long a sink takes records: what is there and no more, or until Ctrl-C; and what it says on the way."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sim.backoffice.database import Locked
from sim.backoffice.sink import Sink
from sim.backoffice.transport import Transport, report_fault
from sim.output import show

Result = TypeVar("Result")

_NAP_S = 0.5  # between two looks at the way, and for Ctrl-C


def what_is_there(sink: Sink, way: Transport, silence_s: int) -> bool:
    """Take all that lies in a folder. Over a way where one can ask: ask, and take what comes until no new record has
    for so long, or the way was not up for so long, or is not any more. Whether it was up.
    """
    if not way.asks_first:
        while sink.turn(0):
            pass
        report_fault("acquire", way, "")
        return way.up()
    asked, rows, fault, since_s = False, 0, "", time.monotonic()
    while time.monotonic() - since_s < silence_s:
        fault = report_fault("acquire", way, fault)
        if asked and not way.up():
            break
        if not asked and _ask(sink, way):
            asked, since_s = True, time.monotonic()
        patiently(lambda: sink.turn(_NAP_S))
        if sink.rows != rows:
            rows, since_s = sink.rows, time.monotonic()
    if not way.up() and not report_fault("acquire", way, fault):
        show.complain("acquire", "the broker has not answered; is this its address?")
    return way.up()


def until_ctrl_c(sink: Sink, way: Transport) -> None:
    """Take what arrives, and say what the way and the incidents are like."""
    asked, incidents, fault = False, 0, ""
    while True:
        asked = asked or _ask(sink, way)
        patiently(lambda: sink.turn(_NAP_S))
        fault = report_fault("acquire", way, fault)
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


def _ask(sink: Sink, way: Transport) -> bool:
    """Ask all terminals of the books, once the way is up; whether they were asked."""
    if way.up():
        with suppress(OSError):
            patiently(sink.greet)
            return True
    return False
