"""The way from this VM to the chip model outside, and back by interrupt.

`native` is one function the host put into the VM; nothing of the VM runs while it waits for the answer.
`page` is memory shared with the chip: levels of the pins, flags, and the time the watchdog was last fed.
"""

import op
import uctypes
from micropython import const
from uctypes import addressof, bytearray_at

_CALL_NS = const(5000)  # of a call into the chip's registers and back, in bytecode
_LINES = const(0x100)  # interrupt lines in the page, one byte each
_LINE_COUNT = const(64)
_SCHEDULED = const(0)  # set while a dispatch is under way to the VM
_KEY = const(49)  # set when an interrupt character has come

native = None
page = None
clock = None  # the page's words: the board's time as this VM counts it, when it has to call, when the watchdog was fed
_handlers = []


def call(operation, a=0, b=0, give=None, take=None):
    """Ask the chip. Bytes in `give` go out, answered bytes are stored in `take`. Raises OSError."""
    clock.now += _CALL_NS
    if give is not None:
        answer = native(operation, a + 0, b + 0, addressof(give), len(give), 0)
    elif take is not None:
        answer = native(operation, a + 0, b + 0, addressof(take), 0, len(take))
    else:
        answer = native(operation, a + 0, b + 0, 0, 0, 0)
    if answer < 0:
        raise OSError(-answer)
    return answer


def exchange(operation, a, b, buffer, give, take):
    """Like call(), with the first `give` bytes of one buffer going out and up to `take` coming back in
    place."""
    clock.now += _CALL_NS
    answer = native(operation, a, b, addressof(buffer), give, take)
    if answer < 0:
        raise OSError(-answer)
    return answer


def attach(address):
    """Map the shared page."""
    global page, clock
    page = bytearray_at(address, 512)
    places = {"fed": 8, "unix_us": 16, "now": 24, "due": 40}
    clock = uctypes.struct(address, {name: uctypes.INT64 | places[name] for name in places}, uctypes.NATIVE)


def spend(ns):
    """Work that took so long on the board. Returns its time in nanoseconds."""
    clock.now += ns
    if clock.now >= clock.due:
        call(op.PASS)
    return clock.now


def sleep(ns, operation=op.SLEEP):
    """Wait; interrupts are served meanwhile."""
    end = clock.now + ns
    while clock.now < end:
        call(operation, end - clock.now)
        operation = op.SLEEP


def line(handler):
    """An interrupt line of one's own that calls handler()."""
    for number in range(len(_handlers)):
        if _handlers[number] is None:
            _handlers[number] = handler
            return number
    if len(_handlers) == _LINE_COUNT:
        raise OSError(12)
    _handlers.append(handler)
    return len(_handlers) - 1


def release(number):
    """Give a line back."""
    _handlers[number] = None
    page[_LINES + number] = 0


def dispatch(_):
    """Run the handlers of the lines that are up; the host schedules it.

    An interrupt character comes last, and nothing behind it: what the VM raises for it must not be raised in here.
    """
    page[_SCHEDULED] = 0
    for number in range(len(_handlers)):
        if page[_LINES + number]:
            page[_LINES + number] = 0
            handler = _handlers[number]
            if handler is not None:
                handler()
    if page[_KEY]:
        return native(op.KEYBOARD, 0, 0, 0, 0, 0)
