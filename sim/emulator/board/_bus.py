"""The way from this VM to the chip model outside, and back by interrupt.

`native` is one function the host put into the VM; nothing of the VM runs while it waits for the answer.
`page` is memory shared with the chip: levels of the pins, flags, and the time the watchdog was last fed.
"""

from micropython import const
from uctypes import addressof, bytearray_at

_LINES = const(0x100)  # interrupt lines in the page, one byte each
_LINE_COUNT = const(64)
_SCHEDULED = const(0)  # set while a dispatch is under way to the VM

native = None
page = None
_handlers = []


def call(operation, a=0, b=0, give=None, take=None):
    """Ask the chip. Bytes in `give` go out, answered bytes are stored in `take`. Raises OSError."""
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
    answer = native(operation, a, b, addressof(buffer), give, take)
    if answer < 0:
        raise OSError(-answer)
    return answer


def attach(address):
    """Map the shared page."""
    global page
    page = bytearray_at(address, 512)


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
    """Run the handlers of the lines that are up; the host schedules it."""
    page[_SCHEDULED] = 0
    for number in range(len(_handlers)):
        if page[_LINES + number]:
            page[_LINES + number] = 0
            handler = _handlers[number]
            if handler is not None:
                handler()
