"""Turns of a waiting firmware that are left out, so that a day passes in a minute.

`machine.idle()` waits a millisecond on a board. A dozing board waits longer, the longer nothing has happened: a
sixteenth of that time. So what a firmware does by its clock comes late by a sixteenth at most of the time since the
last event, and never early. A level on a wired pin, the end of what a scanner sends and anything that interrupts end
the wait at once. Pulses, edges and bytes are the chip's, and as exact as ever. A board whose time is the wall clock's
waits 20 ms at most: people do not see that, and every wait costs the computer the same.
"""

from collections.abc import Callable

from sim.emulator.event import Event, Events
from sim.emulator.processor import Answer, Processor, Request

_MOST_NS = 2_000_000_000
_EXCHANGE_NS = 80_000_000  # behind the scanner's bytes: what the firmware makes of them depends on when it looks
_ANSWER_NS = 400_000_000  # behind its own, as long as none come: so a module that is silent is found out in its time
_LOOK_NS = 20_000_000  # a wait in that time, and of a paced board
_EXCHANGE_BYTES = 64  # a command or its answer is shorter, a code longer
_BYTE_NS = 10 * 1_000_000_000 // 115_200


class Doze:
    """Answers calls.IDLE. The VM takes what is left out by itself as long as nothing happens meanwhile; see `idle` in
    board/_bus.py. watchdog_ns(): its time, of which a wait takes a quarter at most; 0 for none.
    """

    def __init__(self, processor: Processor, events: Events, watchdog_ns: Callable[[], int]) -> None:
        self._processor = processor
        self._watchdog_ns = watchdog_ns
        self._stirred_ns = 0
        self._listens_ns = 0
        processor.before_answer.append(self._show)
        events.listen(self._saw)

    def idle(self, request: Request) -> Answer:
        """Wait as long as the VM would have, had it been alone: b, or a when something has woken it."""
        processor = self._processor
        wait_ns = request.a if processor.awake else request.b  # it may have come behind this turn's look at it
        processor.awake = False
        return Answer(takes_ns=wait_ns, until_interrupt=True, until=lambda: processor.awake)

    def _show(self) -> None:
        most_ns = _LOOK_NS if self._processor.scheduler.paced else _MOST_NS
        most_ns = min(most_ns, (self._watchdog_ns() or most_ns * 4) // 4)
        self._processor.show_doze(self._stirred_ns, self._listens_ns, most_ns, min(most_ns, _LOOK_NS))

    def _saw(self, event: Event) -> None:
        t_ns = event.t_us * 1000
        if event.kind != "uart":
            self._stirred_ns = t_ns
            self._wake()
            return
        data = event.data["data"]
        over_ns = t_ns + len(data) * _BYTE_NS
        if event.data["direction"] == "out":
            self._listens_ns = over_ns + _ANSWER_NS
            return
        self._listens_ns = over_ns + _EXCHANGE_NS
        if len(data) > _EXCHANGE_BYTES:
            self._stirred_ns = over_ns
        self._processor.scheduler.at(over_ns, lambda _: self._wake())

    def _wake(self) -> None:
        self._processor.awake = True
        self._processor.scheduler.wake()
